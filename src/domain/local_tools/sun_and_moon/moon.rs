//! Phases of the moon (Meeus, Astronomical Algorithms, chapters 48 and 49), good to a few minutes.

use super::julian;

/// The four principal phases in their order.
pub(super) const PHASES: [&str; 4] = ["new_moon", "first_quarter", "full_moon", "last_quarter"];

/// Share of the disc that is lit, 0 to 1, at a Julian day.
pub(super) fn illumination(julian: f64) -> f64 {
    let t = (julian - 2_451_545.0) / 36_525.0;
    let elongation = (297.850_192_1 + 445_267.111_403_4 * t - 0.001_881_9 * t * t).to_radians();
    let sun = (357.529_109_2 + 35_999.050_290_9 * t).to_radians();
    let moon = (134.963_396_4 + 477_198.867_505_5 * t + 0.008_741_4 * t * t).to_radians();
    let angle = 180.0 - elongation.to_degrees() - 6.289 * moon.sin() + 2.1 * sun.sin()
        - 1.274 * (2.0 * elongation - moon).sin()
        - 0.658 * (2.0 * elongation).sin()
        - 0.214 * (2.0 * moon).sin()
        - 0.11 * elongation.sin();
    f64::midpoint(1.0, angle.to_radians().cos())
}

/// The principal phase `quarter` (index into [`PHASES`]) of lunation `lunation` (0 began in January 2000), as a Julian
/// day in UTC.
pub(super) fn phase(lunation: i32, quarter: usize) -> f64 {
    let k = f64::from(lunation) + quarter as f64 / 4.0;
    let t = k / 1236.85;
    let mean = 2_451_550.097_66 + 29.530_588_861 * k + t * t * (0.000_154_37 - 1.5e-7 * t);
    let angles = Angles {
        e: 1.0 - 0.002_516 * t - 0.000_007_4 * t * t,
        sun: (2.5534 + 29.105_356_7 * k - 0.000_001_4 * t * t).to_radians(),
        moon: (201.5643 + 385.816_935_28 * k + 0.010_758_2 * t * t).to_radians(),
        node: (160.7108 + 390.670_502_84 * k - 0.001_611_8 * t * t).to_radians(),
        omega: (124.7746 - 1.563_755_88 * k + 0.002_067_2 * t * t).to_radians(),
    };
    let correction = match quarter {
        0 => angles.sum(&SYZYGY.map(|(new, _, term)| (new, term))),
        2 => angles.sum(&SYZYGY.map(|(_, full, term)| (full, term))),
        1 => angles.sum(&QUARTER) + angles.asymmetry(),
        _ => angles.sum(&QUARTER) - angles.asymmetry(),
    };
    let planets: f64 = PLANETS.iter().map(|(size, at, speed)| size * (at + speed * k).to_radians().sin()).sum();
    julian::to_utc(mean + correction + planets)
}

struct Angles {
    /// Factor for each power of the sun's anomaly: the Earth's eccentricity shrinks.
    e: f64,
    sun: f64,
    moon: f64,
    node: f64,
    omega: f64,
}

/// Multiples of the sun's anomaly, the moon's anomaly and the argument of latitude.
type Term = (i8, i8, i8);

impl Angles {
    fn sum(&self, terms: &[(f64, Term)]) -> f64 {
        let periodic: f64 = terms
            .iter()
            .map(|(size, (sun, moon, node))| {
                let angle = f64::from(*sun) * self.sun + f64::from(*moon) * self.moon + f64::from(*node) * self.node;
                size * self.e.powi(i32::from(sun.abs())) * angle.sin()
            })
            .sum();
        periodic - 0.000_17 * self.omega.sin()
    }

    fn asymmetry(&self) -> f64 {
        0.003_06 - 0.000_38 * self.e * self.sun.cos() + 0.000_26 * self.moon.cos()
            - 0.000_02 * (self.moon - self.sun).cos()
            + 0.000_02 * (self.moon + self.sun).cos()
            + 0.000_02 * (2.0 * self.node).cos()
    }
}

/// For new moon, for full moon, and the angle.
const SYZYGY: [(f64, f64, Term); 22] = [
    (-0.407_20, -0.406_14, (0, 1, 0)),
    (0.172_41, 0.173_02, (1, 0, 0)),
    (0.016_08, 0.016_14, (0, 2, 0)),
    (0.010_39, 0.010_43, (0, 0, 2)),
    (0.007_39, 0.007_34, (-1, 1, 0)),
    (-0.005_14, -0.005_15, (1, 1, 0)),
    (0.002_08, 0.002_09, (2, 0, 0)),
    (-0.001_11, -0.001_11, (0, 1, -2)),
    (-0.000_57, -0.000_57, (0, 1, 2)),
    (0.000_56, 0.000_56, (1, 2, 0)),
    (-0.000_42, -0.000_42, (0, 3, 0)),
    (0.000_42, 0.000_42, (1, 0, 2)),
    (0.000_38, 0.000_38, (1, 0, -2)),
    (-0.000_24, -0.000_24, (-1, 2, 0)),
    (-0.000_07, -0.000_07, (2, 1, 0)),
    (0.000_04, 0.000_04, (0, 2, -2)),
    (0.000_04, 0.000_04, (3, 0, 0)),
    (0.000_03, 0.000_03, (1, 1, -2)),
    (0.000_03, 0.000_03, (0, 2, 2)),
    (-0.000_03, -0.000_03, (1, 1, 2)),
    (0.000_03, 0.000_03, (-1, 1, 2)),
    (-0.000_02, -0.000_02, (-1, 1, -2)),
];

const QUARTER: [(f64, Term); 15] = [
    (-0.628_01, (0, 1, 0)),
    (0.171_72, (1, 0, 0)),
    (-0.011_83, (1, 1, 0)),
    (0.008_62, (0, 2, 0)),
    (0.008_04, (0, 0, 2)),
    (0.004_54, (-1, 1, 0)),
    (0.002_04, (2, 0, 0)),
    (-0.001_80, (0, 1, -2)),
    (-0.000_70, (0, 1, 2)),
    (-0.000_40, (0, 3, 0)),
    (-0.000_34, (-1, 2, 0)),
    (0.000_32, (1, 0, 2)),
    (0.000_32, (1, 0, -2)),
    (-0.000_28, (2, 1, 0)),
    (0.000_27, (1, 2, 0)),
];

const PLANETS: [(f64, f64, f64); 5] = [
    (0.000_325, 299.77, 0.107_408),
    (0.000_165, 251.88, 0.016_321),
    (0.000_164, 251.83, 26.651_886),
    (0.000_126, 349.42, 36.412_478),
    (0.000_110, 84.66, 18.206_239),
];

/// The lunation that surely began before a Julian day, by one at most two months.
pub(super) fn lunation_before(julian: f64) -> i32 {
    ((julian - 2_451_550.1) / 29.530_588_861).floor() as i32 - 1
}
