//! Where the sun stands: NOAA's solar calculator (after Meeus, Astronomical Algorithms, chapter 25), and the equinoxes
//! and solstices (chapter 27).

use super::julian;
use jiff::civil::Date;

/// Altitude of the sun's centre at sunrise and sunset: refraction and half of the disc.
pub(super) const HORIZON: f64 = -0.833;

/// Sun's declination in degrees and equation of time in minutes.
fn position(julian: f64) -> (f64, f64) {
    let t = (julian - 2_451_545.0) / 36_525.0;
    let mean_longitude = (280.466_46 + t * (36_000.769_83 + t * 0.000_303_2)).rem_euclid(360.0).to_radians();
    let anomaly = (357.529_11 + t * (35_999.050_29 - 0.000_153_7 * t)).to_radians();
    let eccentricity = 0.016_708_634 - t * (0.000_042_037 + 0.000_000_126_7 * t);
    let center = anomaly.sin() * (1.914_602 - t * (0.004_817 + 0.000_014 * t))
        + (2.0 * anomaly).sin() * (0.019_993 - 0.000_101 * t)
        + (3.0 * anomaly).sin() * 0.000_289;
    let node = (125.04 - 1934.136 * t).to_radians();
    let longitude = (mean_longitude.to_degrees() + center - 0.005_69 - 0.004_78 * node.sin()).to_radians();
    let obliquity = (23.439_291 - t * (0.013_004_2 + t * (1.64e-7 - t * 5.04e-7)) + 0.002_56 * node.cos()).to_radians();
    let declination = (obliquity.sin() * longitude.sin()).clamp(-1.0, 1.0).asin();
    let y = (obliquity / 2.0).tan().powi(2);
    let equation = y * (2.0 * mean_longitude).sin() - 2.0 * eccentricity * anomaly.sin()
        + 4.0 * eccentricity * y * anomaly.sin() * (2.0 * mean_longitude).cos()
        - 0.5 * y * y * (4.0 * mean_longitude).sin()
        - 1.25 * eccentricity * eccentricity * (2.0 * anomaly).sin();
    (declination.to_degrees(), 4.0 * equation.to_degrees())
}

/// A day of the sun at one place, in minutes from that day's local midnight.
#[derive(Clone, Copy)]
pub(super) struct SunDay {
    /// Julian day of the local date's midnight at UTC.
    midnight: f64,
    latitude: f64,
    /// Minutes that local clocks are ahead of UTC.
    offset: f64,
    /// The sun's culmination, local.
    pub noon: f64,
}

/// Whether the sun crosses an altitude.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Crossing {
    /// Going up and going down, minutes from local midnight.
    At(f64, f64),
    /// It stays above all day.
    Above,
    /// It stays below all day.
    Below,
}

impl SunDay {
    pub fn new(date: Date, latitude: f64, longitude: f64, offset: f64) -> Self {
        let midnight = julian::of_date(date);
        let mut day = Self { midnight, latitude, offset, noon: 720.0 };
        for _ in 0..2 {
            let local = 720.0 - 4.0 * longitude - day.sun(day.noon).1 + offset;
            // Clocks may be more than twelve hours from the sun: take the culmination of this date.
            day.noon = local + ((720.0 - local) / 1440.0).round() * 1440.0;
        }
        day
    }

    /// Declination and equation of time at a local minute.
    fn sun(&self, local: f64) -> (f64, f64) {
        position(self.midnight + (local - self.offset) / 1440.0)
    }

    /// When the sun's centre crosses an altitude in degrees.
    pub fn crossing(&self, altitude: f64) -> Crossing {
        match (self.event(altitude, -1.0), self.event(altitude, 1.0)) {
            (Ok(up), Ok(down)) => Crossing::At(up, down),
            (Err(state), _) | (_, Err(state)) => state,
        }
    }

    /// One crossing, before (-1) or after (1) noon; the declination is taken at the event itself.
    fn event(&self, altitude: f64, side: f64) -> Result<f64, Crossing> {
        let latitude = self.latitude.to_radians();
        let culmination = self.noon + self.sun(self.noon).1;
        let mut at = self.noon;
        for _ in 0..4 {
            let (declination, equation) = self.sun(at);
            let declination = declination.to_radians();
            let cosine =
                altitude.to_radians().sin() / (latitude.cos() * declination.cos()) - latitude.tan() * declination.tan();
            if !(-1.0..=1.0).contains(&cosine) {
                return Err(if cosine < -1.0 { Crossing::Above } else { Crossing::Below });
            }
            at = culmination - equation + side * 4.0 * cosine.acos().to_degrees();
        }
        Ok(at)
    }
}

/// March equinox, June solstice, September equinox and December solstice of a year, as Julian days in UTC.
pub(super) fn seasons(year: i16) -> [f64; 4] {
    const MEAN: [[f64; 5]; 4] = [
        [2_451_623.809_84, 365_242.374_04, 0.051_69, -0.004_11, -0.000_57],
        [2_451_716.567_67, 365_241.626_03, 0.003_25, 0.008_88, -0.000_30],
        [2_451_810.217_15, 365_242.017_67, -0.115_75, 0.003_37, 0.000_78],
        [2_451_900.059_52, 365_242.740_49, -0.062_23, -0.008_23, 0.000_32],
    ];
    let millennia = (f64::from(year) - 2000.0) / 1000.0;
    MEAN.map(|terms| {
        let mean = terms.iter().rev().fold(0.0, |sum, term| sum * millennia + term);
        let t = (mean - 2_451_545.0) / 36_525.0;
        let w = (35_999.373 * t - 2.47).to_radians();
        let rate = 1.0 + 0.0334 * w.cos() + 0.0007 * (2.0 * w).cos();
        let sum: f64 = PERIODIC.iter().map(|(a, b, c)| a * (b + c * t).to_radians().cos()).sum();
        julian::to_utc(mean + 0.000_01 * sum / rate)
    })
}

const PERIODIC: [(f64, f64, f64); 24] = [
    (485.0, 324.96, 1934.136),
    (203.0, 337.23, 32_964.467),
    (199.0, 342.08, 20.186),
    (182.0, 27.85, 445_267.112),
    (156.0, 73.14, 45_036.886),
    (136.0, 171.52, 22_518.443),
    (77.0, 222.54, 65_928.934),
    (74.0, 296.72, 3034.906),
    (70.0, 243.58, 9037.513),
    (58.0, 119.81, 33_718.147),
    (52.0, 297.17, 150.678),
    (50.0, 21.02, 2281.226),
    (45.0, 247.54, 29_929.562),
    (44.0, 325.15, 31_555.956),
    (29.0, 60.93, 4443.417),
    (18.0, 155.12, 67_555.328),
    (17.0, 288.79, 4562.452),
    (16.0, 198.04, 62_894.029),
    (14.0, 199.76, 31_436.921),
    (12.0, 95.39, 14_577.848),
    (12.0, 287.11, 31_931.756),
    (12.0, 320.81, 34_777.259),
    (9.0, 227.73, 1222.114),
    (8.0, 15.45, 16_859.074),
];
