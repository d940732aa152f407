//! Colours of the screen: notations, names, contrast, mixing, palettes; and the proportions of pictures.

use super::support::{self, Outcome, fixed, num};
use super::{Arguments, LocalTool};
use serde_json::{Value, json};

mod colour;
mod names;

use colour::{Colour, read};

pub(super) const TOOL: LocalTool = LocalTool {
    name: "colour_lab",
    apis: &[
        ("convert_colour", |a| support::reply(convert(a))),
        ("name_colour", |a| support::reply(name(a))),
        ("contrast_ratio", |a| support::reply(contrast(a))),
        ("mix_colours", |a| support::reply(mix(a))),
        ("colour_palette", |a| support::reply(palette(a))),
        ("aspect_ratio", |a| support::reply(aspect(a))),
    ],
};

fn percent(share: f64) -> i64 {
    (share * 100.0).round() as i64
}

/// Whole degrees, 0 to 359.
fn degrees(hue: f64) -> i64 {
    hue.round() as i64 % 360
}

fn rgb(colour: Colour) -> String {
    format!("rgb({}, {}, {})", colour.r, colour.g, colour.b)
}

fn convert(arguments: &Arguments<'_>) -> Outcome {
    let colour = read(arguments, "colour")?;
    let ([hue, s, l], [_, sv, v], [c, m, y, k]) = (colour.hsl(), colour.hsv(), colour.cmyk());
    let (nearest, ..) = colour.nearest_name();
    Ok(json!({
        "hex": colour.hex(), "rgb": rgb(colour), "red": colour.r, "green": colour.g, "blue": colour.b,
        "hsl": format!("hsl({}, {}%, {}%)", degrees(hue), percent(s), percent(l)),
        "hsv": format!("hsv({}, {}%, {}%)", degrees(hue), percent(sv), percent(v)),
        "cmyk": format!("cmyk({}%, {}%, {}%, {}%)", percent(c), percent(m), percent(y), percent(k)),
        "closest_name": nearest,
    }))
}

fn name(arguments: &Arguments<'_>) -> Outcome {
    let colour = read(arguments, "colour")?;
    let (name, named, distance) = colour.nearest_name();
    Ok(json!({
        "hex": colour.hex(), "name": name, "named_hex": named.hex(), "exact": named == colour,
        "distance": fixed(distance, 4),
    }))
}

fn contrast(arguments: &Arguments<'_>) -> Outcome {
    let (text, ground) = (read(arguments, "foreground")?, read(arguments, "background")?);
    let (a, b) = (text.luminance(), ground.luminance());
    let ratio = (a.max(b) + 0.05) / (a.min(b) + 0.05);
    let advice = match ratio {
        r if r >= 7.0 => "readable at every level (AAA)",
        r if r >= 4.5 => "readable for normal text (AA)",
        r if r >= 3.0 => "readable for large text only (AA large)",
        _ => "not readable enough for text",
    };
    // Cut, not rounded: 4.499 must not be shown as a passing 4.5.
    Ok(json!({
        "foreground": text.hex(), "background": ground.hex(), "contrast_ratio": num((ratio * 100.0).floor() / 100.0),
        "aa_normal_text": ratio >= 4.5, "aa_large_text": ratio >= 3.0, "aaa_normal_text": ratio >= 7.0,
        "aaa_large_text": ratio >= 4.5, "advice": advice,
    }))
}

/// As CSS `color-mix(in srgb, ...)`: each channel by its share.
fn blend(a: Colour, b: Colour, share_b: f64) -> Colour {
    let (from, to) = (a.shares(), b.shares());
    let mut out = from;
    out.iter_mut().zip(to).for_each(|(channel, to)| *channel += (to - *channel) * share_b);
    Colour::from_shares(out)
}

fn mix(arguments: &Arguments<'_>) -> Outcome {
    let (a, b) = (read(arguments, "colour_a")?, read(arguments, "colour_b")?);
    let share = support::real(arguments, "share_b", 0.0, 100.0, Some(50.0))?;
    let mixed = blend(a, b, share / 100.0);
    let (closest, ..) = mixed.nearest_name();
    let gradient: Vec<String> = (0..5).map(|step| blend(a, b, f64::from(step) / 4.0).hex()).collect();
    Ok(json!({
        "colour_a": a.hex(), "colour_b": b.hex(), "share_b_percent": num(share), "hex": mixed.hex(),
        "rgb": rgb(mixed), "closest_name": closest, "gradient": gradient,
    }))
}

fn palette(arguments: &Arguments<'_>) -> Outcome {
    const SCHEMES: &[&str] = &["complementary", "triadic", "tetradic", "analogous", "split", "monochrome"];
    let base = read(arguments, "colour")?;
    let scheme = support::choice(arguments, "scheme", SCHEMES, Some("complementary"))?;
    let [hue, saturation, lightness] = base.hsl();
    let turns: &[f64] = match scheme {
        "complementary" => &[180.0],
        "triadic" => &[120.0, 240.0],
        "tetradic" => &[90.0, 180.0, 270.0],
        "analogous" => &[-30.0, 30.0],
        "split" => &[150.0, 210.0],
        _ => &[],
    };
    let mut colours = vec![base];
    colours.extend(turns.iter().map(|turn| Colour::from_hsl([hue + turn, saturation, lightness])));
    if scheme == "monochrome" {
        // Two steps towards white, two towards black.
        let steps = [2.0 / 3.0, 1.0 / 3.0].map(|to_white| lightness + (1.0 - lightness) * to_white);
        let darker = [2.0 / 3.0, 1.0 / 3.0].map(|of_base| lightness * of_base);
        colours.extend(steps.iter().chain(&darker).map(|l| Colour::from_hsl([hue, saturation, *l])));
    }
    let shown: Vec<Value> =
        colours.iter().map(|c| json!({"hex": c.hex(), "closest_name": c.nearest_name().0})).collect();
    Ok(json!({"base": base.hex(), "scheme": scheme, "colours": shown}))
}

fn gcd(a: i64, b: i64) -> i64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

fn aspect(arguments: &Arguments<'_>) -> Outcome {
    const WIDEST: i64 = 100_000;
    let width = support::whole(arguments, "width", 1, WIDEST, None)?;
    let height = support::whole(arguments, "height", 1, WIDEST, None)?;
    let divisor = gcd(width, height);
    let ratio = width as f64 / height as f64;
    // Within half a percent: 1366 x 768 is sold as 16:9.
    let usual =
        [("1:1", 1.0), ("4:3", 4.0 / 3.0), ("3:2", 1.5), ("16:10", 1.6), ("16:9", 16.0 / 9.0), ("21:9", 64.0 / 27.0)]
            .into_iter()
            .flat_map(|(name, value): (&str, f64)| {
                let turned: String = name.rsplit(':').collect::<Vec<_>>().join(":");
                [(name.to_owned(), value), (turned, 1.0 / value)]
            })
            .find(|(_, value)| (ratio / value - 1.0).abs() < 0.005)
            .map(|(name, _)| name);
    let orientation = match width.cmp(&height) {
        std::cmp::Ordering::Greater => "landscape",
        std::cmp::Ordering::Equal => "square",
        std::cmp::Ordering::Less => "portrait",
    };
    let mut out = json!({
        "width": width, "height": height, "aspect_ratio": format!("{}:{}", width / divisor, height / divisor),
        "decimal_ratio": fixed(ratio, 4), "usual_name": usual, "orientation": orientation, "pixels": width * height,
        "megapixels": fixed((width * height) as f64 / 1e6, 2),
    });
    if arguments.raw("new_width").is_some() {
        let new_width = support::whole(arguments, "new_width", 1, WIDEST, None)?;
        out["new_width"] = json!(new_width);
        out["new_height"] = json!(((new_width as f64 / ratio).round() as i64).max(1));
    }
    Ok(out)
}
