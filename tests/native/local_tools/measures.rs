//! Units, shapes and matrices.

use super::check;
use serde_json::{Value, json};

#[track_caller]
fn convert(what: &str, value: f64, from: &str, to: &str, result: f64) {
    let arguments = json!({"value": value, "from_unit": from, "to_unit": to});
    check(&format!("convert_{what}"), arguments, json!({"result": result}));
}

/// Definitions: NIST Special Publication 811, appendix B.8.
#[test]
fn units_follow_their_definitions() {
    convert("length", 26.2, "mile", "km", 42.164_812_8); // 26.2 * 1.609344
    convert("length", 6.0, "feet", "cm", 182.88);
    convert("length", 1.0, "light_year", "km", 9_460_730_472_581.0); // ten digits of 9 460 730 472 580.8
    convert("length", 5.0, "公里", "米", 5_000.0);
    convert("mass", 150.0, "lbs", "kilograms", 68.038_855_5); // 150 * 0.45359237
    convert("mass", 1.0, "stone", "pound", 14.0);
    convert("mass", 2.0, "斤", "公斤", 1.0);
    convert("volume", 3.0, "teaspoon", "tablespoon", 1.0);
    convert("volume", 1.0, "imperial gallon", "gallon", 1.200_949_926); // 4.54609 / 3.785411784
    convert("area", 1.0, "acre", "m2", 4_046.856_422); // 43,560 square feet
    convert("area", 15.0, "mu", "hectare", 1.0);
    convert("speed", 1.0, "knot", "km/h", 1.852);
    convert("speed", 65.0, "mph", "km_per_h", 104.607_36);
    convert("pressure", 1.0, "atm", "psi", 14.695_948_78);
    convert("pressure", 1.0, "bar", "kpa", 100.0);
    convert("data_size", 1.0, "GiB", "gb", 1.073_741_824); // 2^30 bytes
    convert("data_size", 8.0, "bits", "byte", 1.0);
}

/// Fixed points of the scales: water freezes at 0 °C = 32 °F, boils at 100 °C = 671.67 °R; -40 is the same on both.
#[test]
fn temperatures_meet_at_their_fixed_points() {
    convert("temperature", 98.6, "fahrenheit", "celsius", 37.0);
    convert("temperature", -40.0, "C", "F", -40.0);
    convert("temperature", 0.0, "kelvin", "fahrenheit", -459.67);
    convert("temperature", 100.0, "摄氏度", "rankine", 671.67);
    convert("temperature", -273.15, "celsius", "kelvin", 0.0);
}

#[test]
fn plane_figures() {
    // pi, and a quarter of the unit circle.
    check("circle_measures", json!({"radius": 1}), json!({"area": 3.141592654, "circumference": 6.283185307}));
    check(
        "circle_measures",
        json!({"radius": 1, "angle": 90}),
        json!({"arc_length": 1.570796327, "chord": 1.414213562}),
    );
    // Heron's own example: sides 13, 14, 15 have the area 84; inradius 84 / 21 = 4, circumradius 2730 / 336 = 8.125.
    check(
        "triangle_from_sides",
        json!({"side_a": 13, "side_b": 14, "side_c": 15}),
        json!({"area": 84, "kind": "acute", "inradius": 4, "circumradius": 8.125, "sides_kind": "scalene"}),
    );
    check(
        "triangle_from_sides",
        json!({"side_a": 5, "side_b": 5, "side_c": 8}),
        json!({"area": 12, "kind": "obtuse", "sides_kind": "isosceles"}),
    );
    // 20, 21, 29: 400 + 441 = 841.
    check("right_triangle", json!({"leg_a": 20, "hypotenuse": 29}), json!({"leg_b": 21, "area": 210}));
    check("right_triangle", json!({"leg_a": "6", "leg_b": "8"}), json!({"hypotenuse": 10, "angle_a_degrees": 36.8699}));
    check("rectangle_measures", json!({"width": 3, "height": 4}), json!({"area": 12, "perimeter": 14, "diagonal": 5}));
    check("rectangle_measures", json!({"width": 3}), json!({"area": 9, "is_square": true}));
    // Six equilateral triangles: 6 * sqrt(3) / 4; 6 * 3 / 2 diagonals.
    check(
        "regular_polygon",
        json!({"sides": 6}),
        json!({"area": 2.598076211, "interior_angle_degrees": 120, "diagonals": 9, "circumradius": 1}),
    );
    check(
        "line_between_points",
        json!({"x1": 1, "y1": 2, "x2": 4, "y2": 6}),
        json!({"distance": 5, "midpoint": {"x": 2.5, "y": 4}, "slope": 1.333333333}),
    );
    check(
        "line_between_points",
        json!({"x1": 3, "y1": 0, "x2": 3, "y2": 2}),
        json!({"slope": Value::Null, "equation": "x = 3", "angle_degrees": 90}),
    );
}

#[test]
fn bodies() {
    let solid = |arguments: Value, volume: f64, surface: f64| {
        check("solid_measures", arguments, json!({"volume": volume, "surface_area": surface}));
    };
    solid(json!({"shape": "sphere", "radius": 3}), 113.097_335_5, 113.097_335_5); // both 36 pi
    solid(json!({"shape": "cylinder", "radius": 1, "height": 2}), 6.283_185_307, 18.849_555_92); // 2 pi, 6 pi
    solid(json!({"shape": "cone", "radius": 3, "height": 4}), 37.699_111_84, 75.398_223_69); // 12 pi, 3 pi (3 + 5)
    solid(json!({"shape": "box", "length": 2, "width": 3, "height": 4}), 24.0, 52.0);
    solid(json!({"shape": "Cube", "length": 2}), 8.0, 24.0);
    solid(json!({"shape": "pyramid", "length": 6, "height": 4}), 48.0, 96.0); // faces 6 * 5 / 2, four of them, and 36
}

#[test]
fn determinants_inverses_products() {
    // By the first row: 6 (-14 - 40) - 1 (28 - 10) + 1 (32 + 4) = -324 - 18 + 36.
    check("determinant", json!({"matrix": "6,1,1; 4,-2,5; 2,8,7"}), json!({"determinant": -306, "trace": 11}));
    check("determinant", json!({"matrix": [[1, 2, 3], [4, 5, 6], [7, 8, 9]]}), json!({"is_singular": true}));
    // 0.1 * 0.6 = 0.2 * 0.3, though not in binary fractions.
    check("determinant", json!({"matrix": "0.1 0.2; 0.3 0.6"}), json!({"determinant": 0, "is_singular": true}));
    check("inverse_matrix", json!({"matrix": "[[4, 7], [2, 6]]"}), json!({"inverse": [[0.6, -0.7], [-0.2, 0.4]]}));
    // Scales far apart are no singularity.
    check(
        "inverse_matrix",
        json!({"matrix": "10000000000, 0; 0, 0.000001"}),
        json!({"inverse": [[1e-10, 0], [0, 1e6]], "determinant": 10_000}),
    );
    check(
        "multiply_matrices",
        json!({"matrix_a": "1,2,3; 4,5,6", "matrix_b": "7,8; 9,10; 11,12"}),
        json!({"product": [[58, 64], [139, 154]]}),
    );
    check(
        "matrix_rank",
        json!({"matrix": "1,2,3; 4,5,6; 7,8,9"}),
        json!({"rank": 2, "nullity": 1, "reduced_row_echelon_form": [[1, 0, -1], [0, 1, 2], [0, 0, 0]]}),
    );
}

#[test]
fn systems_and_eigenvalues() {
    // x + y + z = 6, 2y + 5z = -4, 2x + 5y - z = 27 at (5, 3, -2).
    check(
        "solve_linear_system",
        json!({"coefficients": "1,1,1; 0,2,5; 2,5,-1", "constants": "6, -4, 27"}),
        json!({"solution": {"x": 5, "y": 3, "z": -2}}),
    );
    // More equations than unknowns, all of them true at (1, 2).
    check(
        "solve_linear_system",
        json!({"coefficients": "1,1; 1,-1; 3,0.1", "constants": [3, -1, 3.2]}),
        json!({"solution": {"x": 1, "y": 2}}),
    );
    // Blocks 2 and [[3, 4], [4, 9]], whose values solve v^2 - 12 v + 11 = 0.
    check("eigenvalues", json!({"matrix": "2,0,0; 0,3,4; 0,4,9"}), json!({"eigenvalues": [11, 2, 1]}));
    // v^2 - 7 v + 10 = 0; vectors (1, 1) / sqrt 2 and (1, -2) / sqrt 5.
    check(
        "eigenvalues",
        json!({"matrix": "4,1; 2,3"}),
        json!({"eigenvalues": [5, 2],
            "eigenvectors": [[0.7071067812, 0.7071067812], [0.4472135955, -0.894427191]]}),
    );
    // A quarter turn keeps no direction: v^2 + 1 = 0.
    check(
        "eigenvalues",
        json!({"matrix": "0,-1; 1,0"}),
        json!({"eigenvalues": [{"real": 0, "imaginary": 1}, {"real": 0, "imaginary": -1}]}),
    );
    check(
        "vector_products",
        json!({"vector_a": "1,2,3", "vector_b": "4,5,6"}),
        json!({"dot_product": 32, "cross_product": [-3, 6, -3], "perpendicular": false}),
    );
    check(
        "vector_products",
        json!({"vector_a": "0.1,0.2", "vector_b": "-0.2,0.1"}),
        json!({"perpendicular": true, "angle_degrees": 90, "cross_product": Value::Null}),
    );
}
