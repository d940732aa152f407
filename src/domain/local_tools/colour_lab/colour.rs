//! A colour of the sRGB screen space: reading every usual notation, and its other coordinates.

use super::super::support;
use super::super::{Arguments, LocalReply};
use super::names::{CHINESE, CSS};

/// Red, green and blue, 0 to 255.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Colour {
    pub(super) r: u8,
    pub(super) g: u8,
    pub(super) b: u8,
}

impl Colour {
    const fn from_code(code: u32) -> Self {
        Self { r: (code >> 16) as u8, g: (code >> 8) as u8, b: code as u8 }
    }

    /// From shares of 0 to 1, rounded to the nearest step.
    pub(super) fn from_shares([r, g, b]: [f64; 3]) -> Self {
        let step = |share: f64| (share.clamp(0.0, 1.0) * 255.0).round() as u8;
        Self { r: step(r), g: step(g), b: step(b) }
    }

    /// Shares of 0 to 1.
    pub(super) fn shares(self) -> [f64; 3] {
        [self.r, self.g, self.b].map(|step| f64::from(step) / 255.0)
    }

    /// `#rrggbb`.
    pub(super) fn hex(self) -> String {
        format!("#{:02x}{:02x}{:02x}", self.r, self.g, self.b)
    }

    /// Hue in degrees (0 to 360), and the largest and smallest share.
    fn hue(self) -> (f64, f64, f64) {
        let [r, g, b] = self.shares();
        let (max, min) = (r.max(g).max(b), r.min(g).min(b));
        let chroma = max - min;
        let sixth = if chroma == 0.0 {
            0.0
        } else if max == r {
            ((g - b) / chroma).rem_euclid(6.0)
        } else if max == g {
            (b - r) / chroma + 2.0
        } else {
            (r - g) / chroma + 4.0
        };
        (60.0 * sixth, max, min)
    }

    /// Hue in degrees, saturation and lightness as shares.
    pub(super) fn hsl(self) -> [f64; 3] {
        let (hue, max, min) = self.hue();
        let lightness = f64::midpoint(max, min);
        let room = 1.0 - (2.0 * lightness - 1.0).abs();
        [hue, if max == min { 0.0 } else { (max - min) / room }, lightness]
    }

    /// Hue in degrees, saturation and value as shares.
    pub(super) fn hsv(self) -> [f64; 3] {
        let (hue, max, min) = self.hue();
        [hue, if max == 0.0 { 0.0 } else { (max - min) / max }, max]
    }

    /// Cyan, magenta, yellow and black as shares, by the plain formula (no ink profile).
    pub(super) fn cmyk(self) -> [f64; 4] {
        let (_, max, _) = self.hue();
        let ink = |share: f64| if max == 0.0 { 0.0 } else { (max - share) / max };
        let [r, g, b] = self.shares();
        [ink(r), ink(g), ink(b), 1.0 - max]
    }

    /// From hue in degrees (any turn), saturation and lightness as shares (CSS Color 4, section 7.1).
    pub(super) fn from_hsl([hue, saturation, lightness]: [f64; 3]) -> Self {
        let reach = saturation * lightness.min(1.0 - lightness);
        let channel = |n: f64| {
            let k = (n + hue.rem_euclid(360.0) / 30.0) % 12.0;
            lightness - reach * (k - 3.0).min(9.0 - k).clamp(-1.0, 1.0)
        };
        Self::from_shares([channel(0.0), channel(8.0), channel(4.0)])
    }

    /// Relative luminance, 0 to 1 (WCAG 2.2).
    pub(super) fn luminance(self) -> f64 {
        let [r, g, b] = self.shares().map(linear);
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }

    /// Oklab coordinates (Ottosson 2020): distances in it are close to how different colours look.
    pub(super) fn oklab(self) -> [f64; 3] {
        let [r, g, b] = self.shares().map(linear);
        let l = (0.412_221_470_8 * r + 0.536_332_536_3 * g + 0.051_445_992_9 * b).cbrt();
        let m = (0.211_903_498_2 * r + 0.680_699_545_1 * g + 0.107_396_956_6 * b).cbrt();
        let s = (0.088_302_461_9 * r + 0.281_718_837_6 * g + 0.629_978_700_5 * b).cbrt();
        [
            0.210_454_255_3 * l + 0.793_617_785_0 * m - 0.004_072_046_8 * s,
            1.977_998_495_1 * l - 2.428_592_205_0 * m + 0.450_593_709_9 * s,
            0.025_904_037_1 * l + 0.782_771_766_2 * m - 0.808_675_766_0 * s,
        ]
    }

    /// The CSS name whose colour looks closest, that colour, and the distance in Oklab (black to white is 1).
    pub(super) fn nearest_name(self) -> (&'static str, Self, f64) {
        let here = self.oklab();
        let distance = |code: u32| {
            let there = Self::from_code(code).oklab();
            here.iter().zip(there).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt()
        };
        CSS.iter()
            .map(|(name, code)| (*name, Self::from_code(*code), distance(*code)))
            .min_by(|a, b| a.2.total_cmp(&b.2))
            .unwrap_or(("black", Self::from_code(0), 0.0))
    }
}

/// The linear light of a gamma-coded share (IEC 61966-2-1).
fn linear(share: f64) -> f64 {
    if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
}

/// Reads a colour parameter.
pub(super) fn read(arguments: &Arguments<'_>, name: &str) -> Result<Colour, LocalReply> {
    const EXPECTED: &str = "a colour as #rrggbb, rgb(30, 144, 255), hsl(210, 100%, 56%) or a CSS colour name";
    let text = support::bounded_text(arguments, name, 60)?;
    let plain = text.to_lowercase();
    if let Some(colour) = hex(&plain).or_else(|| functional(&plain)) {
        return Ok(colour);
    }
    let word: String = plain.chars().filter(|c| c.is_alphabetic()).collect();
    let looks_like_a_name =
        !word.is_empty() && plain.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | '_'));
    if !looks_like_a_name {
        return Err(support::malformed(name, text, EXPECTED));
    }
    let english = CHINESE
        .iter()
        .find(|(chinese, _)| word.strip_suffix('色').unwrap_or(&word) == *chinese)
        .map_or(word.as_str(), |(_, english)| english);
    CSS.iter().find(|(known, _)| *known == english).map(|(_, code)| Colour::from_code(*code)).ok_or_else(|| {
        LocalReply::error(404, format!("Unknown colour name '{text}' in parameter '{name}': it must be {EXPECTED}"))
    })
}

/// `#rgb` or `#rrggbb`; the `#` may be missing.
fn hex(text: &str) -> Option<Colour> {
    let digits = text.strip_prefix('#').or_else(|| text.strip_prefix("0x")).unwrap_or(text);
    if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let code = u32::from_str_radix(digits, 16).ok()?;
    match digits.len() {
        // Each digit of the short form stands for two: f is ff, a step of 17.
        3 => Some(Colour { r: (code >> 8 & 15) as u8 * 17, g: (code >> 4 & 15) as u8 * 17, b: (code & 15) as u8 * 17 }),
        6 => Some(Colour::from_code(code)),
        _ => None,
    }
}

/// `rgb(r, g, b)`, `hsl(h, s%, l%)`, or three plain numbers as RGB.
fn functional(text: &str) -> Option<Colour> {
    let is_hsl = text.starts_with("hsl");
    let inner = text.trim_start_matches(|c: char| c.is_ascii_alphabetic()).trim();
    let inner = inner.strip_prefix('(').map_or(Some(inner), |rest| rest.strip_suffix(')'))?;
    let parts: Vec<f64> = inner
        .split([',', ' ', '/'])
        .filter(|part| !part.is_empty())
        .map(|part| part.trim_end_matches(['%', '°']).parse().ok())
        .collect::<Option<_>>()?;
    let [a, b, c] = parts.try_into().ok()?;
    if is_hsl {
        let fits = (-360.0..=360.0).contains(&a) && [b, c].iter().all(|n| (0.0..=100.0).contains(n));
        return fits.then(|| Colour::from_hsl([a, b / 100.0, c / 100.0]));
    }
    let fits = [a, b, c].iter().all(|n: &f64| (0.0..=255.0).contains(n));
    (fits && !inner.contains('%')).then(|| Colour::from_shares([a, b, c].map(|n| n / 255.0)))
}
