//! Plane and solid figures. Lengths carry no unit of their own: results are in the unit given, its square or cube.

use super::support::{self, Outcome, num};
use super::{Arguments, LocalReply, LocalTool};
use serde_json::{Value, json};
use std::f64::consts::PI;

/// Largest magnitude of a coordinate.
const FARTHEST: f64 = 1e12;

pub(super) const TOOL: LocalTool = LocalTool {
    name: "geometry",
    apis: &[
        ("circle_measures", |a| support::reply(circle(a))),
        ("triangle_from_sides", |a| support::reply(triangle(a))),
        ("right_triangle", |a| support::reply(right_triangle(a))),
        ("rectangle_measures", |a| support::reply(rectangle(a))),
        ("solid_measures", |a| support::reply(solid(a))),
        ("regular_polygon", |a| support::reply(polygon(a))),
        ("line_between_points", |a| support::reply(line(a))),
    ],
};

fn circle(arguments: &Arguments<'_>) -> Outcome {
    let radius = support::measure(arguments, "radius")?;
    let mut out = json!({
        "radius": num(radius), "diameter": num(2.0 * radius), "circumference": num(2.0 * PI * radius),
        "area": num(PI * radius * radius),
    });
    if arguments.raw("angle").is_some() {
        let angle = support::real(arguments, "angle", 0.0, 360.0, None)?;
        let share = angle / 360.0;
        out["angle_degrees"] = num(angle);
        out["arc_length"] = num(2.0 * PI * radius * share);
        out["sector_area"] = num(PI * radius * radius * share);
        out["chord"] = num(2.0 * radius * (angle.to_radians() / 2.0).sin());
    }
    Ok(out)
}

fn triangle(arguments: &Arguments<'_>) -> Outcome {
    let given = [
        support::measure(arguments, "side_a")?,
        support::measure(arguments, "side_b")?,
        support::measure(arguments, "side_c")?,
    ];
    let mut sides = given;
    sides.sort_by(f64::total_cmp);
    let [short, middle, long] = sides;
    if short + middle <= long {
        let message = format!(
            "No triangle has these sides: the longest ({long}) must be shorter than the other two together ({})",
            short + middle
        );
        return Err(LocalReply::error(422, message));
    }
    // Kahan's form of Heron's formula: the parentheses keep needle-like triangles accurate.
    let product =
        (long + (middle + short)) * (short - (long - middle)) * (short + (long - middle)) * (long + (middle - short));
    let area = product.max(0.0).sqrt() / 4.0;
    let [a, b, c] = given;
    let angle = |opposite: f64, p: f64, q: f64| {
        ((p * p + q * q - opposite * opposite) / (2.0 * p * q)).clamp(-1.0, 1.0).acos().to_degrees()
    };
    let excess = long * long - short * short - middle * middle;
    let tolerance = 1e-9 * long * long;
    let by_angle = match excess {
        e if e.abs() <= tolerance => "right",
        e if e > 0.0 => "obtuse",
        _ => "acute",
    };
    let by_sides = match (short == middle, middle == long) {
        (true, true) => "equilateral",
        (true, _) | (_, true) => "isosceles",
        _ => "scalene",
    };
    Ok(json!({
        "sides": given.map(num), "area": num(area), "perimeter": num(a + b + c),
        "angle_a_degrees": support::fixed(angle(a, b, c), 4), "angle_b_degrees": support::fixed(angle(b, a, c), 4),
        "angle_c_degrees": support::fixed(angle(c, a, b), 4), "kind": by_angle, "sides_kind": by_sides,
        "inradius": num(2.0 * area / (a + b + c)), "circumradius": num(a * b * c / (4.0 * area)),
    }))
}

fn right_triangle(arguments: &Arguments<'_>) -> Outcome {
    let leg_a = support::measure(arguments, "leg_a")?;
    let leg_b = support::optional_measure(arguments, "leg_b")?;
    let hypotenuse = support::optional_measure(arguments, "hypotenuse")?;
    let (leg_b, hypotenuse) = match (leg_b, hypotenuse) {
        (Some(leg), None) => (leg, leg_a.hypot(leg)),
        (None, Some(long)) if long > leg_a => (((long - leg_a) * (long + leg_a)).sqrt(), long),
        (None, Some(long)) => {
            return Err(support::out_of_range("hypotenuse", long, &format!("longer than leg_a = {leg_a}")));
        }
        (None, None) => {
            return Err(LocalReply::error(400, "Missing required parameter: give 'leg_b' or 'hypotenuse'"));
        }
        (Some(_), Some(_)) => {
            return Err(LocalReply::error(400, "Give only one of 'leg_b' and 'hypotenuse': the other is computed"));
        }
    };
    Ok(json!({
        "leg_a": num(leg_a), "leg_b": num(leg_b), "hypotenuse": num(hypotenuse), "area": num(leg_a * leg_b / 2.0),
        "perimeter": num(leg_a + leg_b + hypotenuse),
        "angle_a_degrees": support::fixed(leg_a.atan2(leg_b).to_degrees(), 4),
        "angle_b_degrees": support::fixed(leg_b.atan2(leg_a).to_degrees(), 4),
    }))
}

fn rectangle(arguments: &Arguments<'_>) -> Outcome {
    let width = support::measure(arguments, "width")?;
    let height = support::optional_measure(arguments, "height")?.unwrap_or(width);
    Ok(json!({
        "width": num(width), "height": num(height), "area": num(width * height),
        "perimeter": num(2.0 * (width + height)), "diagonal": num(width.hypot(height)), "is_square": width == height,
    }))
}

fn solid(arguments: &Arguments<'_>) -> Outcome {
    const SHAPES: &[&str] = &["sphere", "cylinder", "cone", "box", "cube", "pyramid"];
    let shape = support::choice(arguments, "shape", SHAPES, None)?;
    let need = |name: &str| -> Result<f64, LocalReply> {
        support::optional_measure(arguments, name)?
            .ok_or_else(|| LocalReply::error(400, format!("Missing required parameter '{name}' for shape '{shape}'")))
    };
    let (volume, surface, used): (f64, f64, Value) = match shape {
        "sphere" => {
            let r = need("radius")?;
            (4.0 / 3.0 * PI * r.powi(3), 4.0 * PI * r * r, json!({"radius": num(r)}))
        }
        "cylinder" => {
            let (r, h) = (need("radius")?, need("height")?);
            (PI * r * r * h, 2.0 * PI * r * (r + h), json!({"radius": num(r), "height": num(h)}))
        }
        "cone" => {
            let (r, h) = (need("radius")?, need("height")?);
            (PI * r * r * h / 3.0, PI * r * (r + r.hypot(h)), json!({"radius": num(r), "height": num(h)}))
        }
        "cube" => {
            let edge = need("length")?;
            (edge.powi(3), 6.0 * edge * edge, json!({"length": num(edge)}))
        }
        _ => {
            let (l, h) = (need("length")?, need("height")?);
            let w = support::optional_measure(arguments, "width")?.unwrap_or(l);
            let used = json!({"length": num(l), "width": num(w), "height": num(h)});
            if shape == "box" {
                (l * w * h, 2.0 * (l * w + l * h + w * h), used)
            } else {
                // Two pairs of slanted faces over a rectangle, the tip above its centre.
                (l * w * h / 3.0, l * w + l * h.hypot(w / 2.0) + w * h.hypot(l / 2.0), used)
            }
        }
    };
    Ok(json!({"shape": shape, "dimensions": used, "volume": num(volume), "surface_area": num(surface)}))
}

fn polygon(arguments: &Arguments<'_>) -> Outcome {
    let sides = support::whole(arguments, "sides", 3, 1000, None)?;
    let side = support::optional_measure(arguments, "side_length")?.unwrap_or(1.0);
    let n = sides as f64;
    let apothem = side / (2.0 * (PI / n).tan());
    let name = match sides {
        3 => "triangle",
        4 => "square",
        5 => "pentagon",
        6 => "hexagon",
        7 => "heptagon",
        8 => "octagon",
        9 => "nonagon",
        10 => "decagon",
        12 => "dodecagon",
        _ => "polygon",
    };
    Ok(json!({
        "name": name, "sides": sides, "side_length": num(side), "perimeter": num(n * side),
        "area": num(n * side * apothem / 2.0), "interior_angle_degrees": num(180.0 * (n - 2.0) / n),
        "angle_sum_degrees": num(180.0 * (n - 2.0)), "diagonals": sides * (sides - 3) / 2, "inradius": num(apothem),
        "circumradius": num(side / (2.0 * (PI / n).sin())),
    }))
}

fn line(arguments: &Arguments<'_>) -> Outcome {
    let at = |name: &str| support::real(arguments, name, -FARTHEST, FARTHEST, None);
    let (x1, y1, x2, y2) = (at("x1")?, at("y1")?, at("x2")?, at("y2")?);
    let (dx, dy) = (x2 - x1, y2 - y1);
    if dx == 0.0 && dy == 0.0 {
        return Err(LocalReply::error(422, "The two points must differ: no line is fixed by one point"));
    }
    let (slope, equation) = if dx == 0.0 {
        (Value::Null, format!("x = {}", num(x1)))
    } else {
        let intercept = y1 - dy / dx * x1;
        let sign = if intercept < 0.0 { '-' } else { '+' };
        (num(dy / dx), format!("y = {} x {sign} {}", num(dy / dx), num(intercept.abs())))
    };
    Ok(json!({
        "distance": num(dx.hypot(dy)), "midpoint": {"x": num(x1 + dx / 2.0), "y": num(y1 + dy / 2.0)},
        "slope": slope, "equation": equation, "angle_degrees": support::fixed(dy.atan2(dx).to_degrees(), 4),
    }))
}
