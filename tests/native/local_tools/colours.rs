//! Colours and pictures.

use super::check;
use serde_json::{Value, json};

/// Names and their codes: CSS Color Module Level 4, section 6.1.
#[test]
fn every_notation_reads_as_the_same_colour() {
    for same in ["tomato", "#FF6347", "ff6347", "rgb(255, 99, 71)", "255 99 71", " Tomato "] {
        check("convert_colour", json!({"colour": same}), json!({"hex": "#ff6347", "closest_name": "tomato"}));
    }
    check(
        "convert_colour",
        json!({"colour": "tomato"}),
        // max 255, min 71: L = 326 / 510 = 64 %, S = 184 / (510 - 326) = 1, hue 60 * 28 / 184 = 9.1, V-S 184 / 255.
        json!({"hsl": "hsl(9, 100%, 64%)", "hsv": "hsv(9, 72%, 100%)", "cmyk": "cmyk(0%, 61%, 72%, 0%)"}),
    );
    check(
        "convert_colour",
        json!({"colour": "hsl(120, 100%, 25%)"}),
        json!({"hex": "#008000", "closest_name": "green"}),
    );
    check("convert_colour", json!({"colour": "hsl(-120, 100%, 50%)"}), json!({"hex": "#0000ff"}));
    check("convert_colour", json!({"colour": "#0f8"}), json!({"rgb": "rgb(0, 255, 136)"}));
    check("convert_colour", json!({"colour": "红色"}), json!({"hex": "#ff0000"}));
    check(
        "convert_colour",
        json!({"colour": "black"}),
        json!({"hsl": "hsl(0, 0%, 0%)", "cmyk": "cmyk(0%, 0%, 0%, 100%)"}),
    );
}

#[test]
fn names_of_nearby_codes() {
    check("name_colour", json!({"colour": "#1e90ff"}), json!({"name": "dodgerblue", "exact": true, "distance": 0}));
    check("name_colour", json!({"colour": "#fffffe"}), json!({"name": "white", "exact": false}));
    check("name_colour", json!({"colour": "#653298"}), json!({"name": "rebeccapurple", "exact": false}));
}

/// WCAG 2.2: black on white is 1.05 / 0.05; #767676 is the lightest grey that passes AA on white, #777777 fails.
#[test]
fn contrast_by_the_guidelines() {
    let contrast = |foreground: &str, ratio: f64, passes: bool| {
        check(
            "contrast_ratio",
            json!({"foreground": foreground, "background": "white"}),
            json!({"contrast_ratio": ratio, "aa_normal_text": passes}),
        );
    };
    contrast("black", 21.0, true);
    contrast("#767676", 4.54, true);
    contrast("#777777", 4.47, false);
    contrast("white", 1.0, false);
}

#[test]
fn mixtures_and_palettes() {
    // Halves of 255 round up.
    check(
        "mix_colours",
        json!({"colour_a": "red", "colour_b": "blue"}),
        json!({"hex": "#800080", "closest_name": "purple"}),
    );
    check("mix_colours", json!({"colour_a": "black", "colour_b": "white", "share_b": 20}), json!({"hex": "#333333"}));
    // Turned by 120 degrees, the channels change places.
    check(
        "colour_palette",
        json!({"colour": "#336699", "scheme": "triadic"}),
        json!({"colours": [{"hex": "#336699", "closest_name": "steelblue"}, {"hex": "#993366", "closest_name": "brown"},
            {"hex": "#669933", "closest_name": "olivedrab"}]}),
    );
    check(
        "colour_palette",
        json!({"colour": "red"}),
        json!({"colours": [{"hex": "#ff0000", "closest_name": "red"}, {"hex": "#00ffff", "closest_name": "aqua"}]}),
    );
}

#[test]
fn picture_proportions() {
    check(
        "aspect_ratio",
        json!({"width": 1920, "height": 1080, "new_width": 1280}),
        json!({"aspect_ratio": "16:9", "megapixels": 2.07, "new_height": 720, "orientation": "landscape"}),
    );
    check(
        "aspect_ratio",
        json!({"width": 1366, "height": 768}),
        json!({"aspect_ratio": "683:384", "usual_name": "16:9"}),
    );
    check(
        "aspect_ratio",
        json!({"width": 3000, "height": 4000}),
        json!({"usual_name": "3:4", "orientation": "portrait"}),
    );
    check("aspect_ratio", json!({"width": 500, "height": 77}), json!({"usual_name": Value::Null}));
}
