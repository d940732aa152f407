//! What the tools refuse, in which words: the parameter, the value, and what is allowed.

use super::refuse;
use serde_json::json;

#[test]
fn out_of_range_is_422() {
    refuse("nth_prime", json!({"n": 10_001}), 422, "Parameter 'n' must be a whole number from 1 to 10000, got 10001");
    refuse("factorial", json!({"n": 171}), 422, "Parameter 'n' must be a whole number from 0 to 170, got 171");
    refuse("fibonacci", json!({"n": -1}), 422, "Parameter 'n' must be a whole number from 0 to 180, got -1");
    refuse("roll_dice", json!({"count": 101}), 422, "Parameter 'count' must be a whole number from 1 to 100, got 101");
    refuse(
        "to_roman",
        json!({"number": 4000}),
        422,
        "Parameter 'number' must be a whole number from 1 to 3999, got 4000",
    );
    refuse(
        "count_combinations",
        json!({"n": 5, "k": 6}),
        422,
        "Parameter 'k' must be a whole number from 0 to n = 5, got 6",
    );
    refuse(
        "convert_temperature",
        json!({"value": -300, "from_unit": "celsius", "to_unit": "kelvin"}),
        422,
        "Parameter 'value' must be -273.15 celsius (absolute zero) or more, got -300",
    );
    refuse(
        "convert_temperature",
        json!({"value": -1, "from_unit": "kelvin", "to_unit": "celsius"}),
        422,
        "Parameter 'value' must be 0 kelvin (absolute zero) or more, got -1",
    );
    refuse(
        "convert_length",
        json!({"value": -2, "from_unit": "m", "to_unit": "km"}),
        422,
        "Parameter 'value' must be 0 or more, got -2",
    );
    refuse(
        "circle_measures",
        json!({"radius": 0}),
        422,
        "Parameter 'radius' must be above 0 and at most 1000000000000, got 0",
    );
    refuse(
        "random_integers",
        json!({"min": 1, "max": 3, "count": 4, "unique": true}),
        422,
        "Parameter 'count' must be at most 3 when 'unique' is true, the size of the range 1 to 3, got 4",
    );
    refuse(
        "percentile",
        json!({"numbers": "1,2", "percent": 101}),
        422,
        "Parameter 'percent' must be from 0 to 100, got 101",
    );
    refuse(
        "summarize_numbers",
        json!({"numbers": vec![1; 10_001]}),
        422,
        "Parameter 'numbers' must be a list of 1 to 10000 numbers, got 10001",
    );
    refuse(
        "text_to_morse",
        json!({"text": "é"}),
        422,
        "Parameter 'text' holds 'é', for which Morse code has no sign; use the letters A to Z and digits",
    );
}

#[test]
fn unreadable_values_are_400() {
    refuse(
        "convert_mass",
        json!({"value": 1, "from_unit": "elephant", "to_unit": "kg"}),
        400,
        "Parameter 'from_unit' must be one of: mg, g, kg, tonne, ounce, pound, stone, jin, got 'elephant'",
    );
    refuse("check_prime", json!({"number": 2.5}), 400, "Parameter 'number' must be a whole number, got 2.5");
    refuse("check_prime", json!({"number": "many"}), 400, "Parameter 'number' must be a number, got \"many\"");
    refuse("check_prime", json!({}), 400, "Missing required parameter 'number'");
    refuse(
        "from_roman",
        json!({"numeral": "IIII"}),
        400,
        "Parameter 'numeral' must be written in standard form, 1 to 3999 (IV, not IIII), got 'IIII'",
    );
    refuse(
        "solid_measures",
        json!({"shape": "cone", "radius": 1}),
        400,
        "Missing required parameter 'height' for shape 'cone'",
    );
    refuse(
        "convert_base",
        json!({"number": "12", "from_base": 2, "to_base": 10}),
        400,
        "Parameter 'number' must be a whole number in base 2, got '12'",
    );
    refuse(
        "determinant",
        json!({"matrix": "1,2; 3"}),
        400,
        "Parameter 'matrix' must have rows of equal length, got [2, 1]",
    );
    refuse(
        "base64_text",
        json!({"text": "a$b", "mode": "decode"}),
        400,
        "Parameter 'text' must be Base64 (A-Z, a-z, 0-9, + and /) in mode 'decode', got 'a$b'",
    );
    refuse(
        "validate_card",
        json!({"number": "4111x"}),
        400,
        "Parameter 'number' must be a card number of digits, with spaces or hyphens at most",
    );
}

#[test]
fn impossible_problems_are_422() {
    refuse(
        "triangle_from_sides",
        json!({"side_a": 1, "side_b": 2, "side_c": 4}),
        422,
        "No triangle has these sides: the longest (4) must be shorter than the other two together (3)",
    );
    refuse(
        "right_triangle",
        json!({"leg_a": 5, "hypotenuse": 4}),
        422,
        "Parameter 'hypotenuse' must be longer than leg_a = 5, got 4",
    );
    refuse(
        "inverse_matrix",
        json!({"matrix": "1,2; 2,4"}),
        422,
        "Parameter 'matrix' is singular (determinant 0): it has no inverse; its rows must be independent",
    );
    refuse(
        "multiply_matrices",
        json!({"matrix_a": "1,2", "matrix_b": "1,2"}),
        422,
        "Columns of 'matrix_a' must equal rows of 'matrix_b', got 2 and 1: the product is not defined",
    );
    refuse(
        "solve_linear_system",
        json!({"coefficients": "1,1; 2,2", "constants": "1, 3"}),
        422,
        "The equations contradict each other: there is no solution",
    );
    refuse(
        "solve_linear_system",
        json!({"coefficients": "1,1; 2,2", "constants": "1, 2"}),
        422,
        "The equations have infinitely many solutions (1 unknowns stay free); give more equations",
    );
    refuse(
        "eigenvalues",
        json!({"matrix": "1,2,3; 4,5,6; 7,8,9"}),
        422,
        "Parameter 'matrix' must be symmetric (or 2 by 2) for eigenvalues, got a 3 by 3 matrix that is not",
    );
    refuse(
        "correlation",
        json!({"x": "1,1,1", "y": "1,2,3"}),
        422,
        "Parameter 'x' must hold at least two different numbers",
    );
    refuse(
        "correlation",
        json!({"x": "1,2,3", "y": "1,2,3,4"}),
        422,
        "Parameters 'x' and 'y' must have the same length, got 3 and 4 numbers",
    );
    refuse(
        "readability",
        json!({"text": "今天天气好"}),
        422,
        "Parameter 'text' must be English with at least 3 words, got 0 English words",
    );
    refuse(
        "text_to_binary",
        json!({"text": "ff", "format": "hex", "mode": "decode"}),
        422,
        "Parameter 'text' decodes to bytes that are no UTF-8 text",
    );
}

#[test]
fn unknown_things_are_404() {
    refuse(
        "convert_colour",
        json!({"colour": "octarine"}),
        404,
        "Unknown colour name 'octarine' in parameter 'colour': it must be a colour as #rrggbb, rgb(30, 144, 255), \
         hsl(210, 100%, 56%) or a CSS colour name",
    );
    refuse(
        "validate_iban",
        json!({"iban": "XX00 1234"}),
        404,
        "Unknown country code 'XX' in parameter 'iban': no IBAN format is registered for it",
    );
    let none = toolgrove::domain::local_tools::call("geometry", "tesseract", &serde_json::Map::new());
    assert_eq!(
        (none.status, none.body["error"].as_str()),
        (404, Some("Endpoint '/tesseract' does not exist on 'geometry'"))
    );
}
