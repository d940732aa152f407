//! Days of the Chinese lunisolar calendar from 1900 to 2100, as published by the observatories.

use super::super::dates;
use jiff::civil::Date;

/// One letter a year from 1900 on: `A` is the table's first possible day, `B` the day after it and so on.
struct Days(&'static str, (i8, i8));

/// First day of the first month, from 20 January.
const NEW_YEAR: Days = Days(
    r"L_TJ\PFYNCVK^RGZODWM`TI\QEYNDVK]RGZPEWL_TH[QFYNCVJ]RHZOEXL^TI[QFYNBUK]RH[ODWL^SI\QFYN`UJ]RH[PDVL_SI\QEXMCUJ^SGZODVL_TI\QFXMCVJ]RGYODWL_TI[PEXMCVK]RGZNDWM_TI[PEXNBUJ]QGZODWL_SH[QEXNCUJ]RGZOEVK^SH[QFXMBU",
    (1, 20),
);

/// Fifth day of the fifth month, from 25 May.
const DRAGON_BOAT: Days = Days(
    r"H[QGYNaVJ]RHZPEXL^TI[QGYM`UK]RH[ODWL^TI\QFYN`UK^RHZPDVL_TI\QEXM`UK^SGZODVL_UI\QFXM`VK]RGYODWL_TI[PFYM`VK]RGZODWM^SI[PFYN`UJ]QGZPDWL_SH[QFYNCUJ]RGZOEVK^TH[QFXM`UJ]RHZODWK^TI[QFXM_UK]RHZNCVL^TI\PEXM_UK^S",
    (5, 25),
);

/// Fifteenth day of the eighth month, from 5 September.
const MID_AUTUMN: Days = Days(
    r"DWL_TI\RFXN`UK^SHZObVL_UI\QFXM`VK^SHZObWL_TJ[PFYM`VK]RGZODWM_TI\PFYN`VK]RGZPDWM_SH[QFYNaUJ]RGZPEWL_TH[QGXN`UJ]RHZODWK^TI[QFYM`UK]RH[ODWL^TI\PFXM_UK^RGZOCVL_TI\QEXM`UK]SGYODVL_TH[PFXM`VJ]RGYNDWL_TIZPEYN",
    (9, 5),
);

impl Days {
    fn of(&self, year: i16) -> Option<Date> {
        let letter = self.0.as_bytes().get(usize::try_from(year.checked_sub(1900)?).ok()?)?;
        let (month, day) = self.1;
        dates::plus_days(Date::new(year, month, day).ok()?, i64::from(letter - b'A'))
    }
}

/// Chinese New Year (Spring Festival).
pub(super) fn new_year(year: i16) -> Option<Date> {
    NEW_YEAR.of(year)
}

/// Dragon Boat Festival.
pub(super) fn dragon_boat(year: i16) -> Option<Date> {
    DRAGON_BOAT.of(year)
}

/// Mid-Autumn Festival.
pub(super) fn mid_autumn(year: i16) -> Option<Date> {
    MID_AUTUMN.of(year)
}

/// Qingming (Tomb-Sweeping Day), by the usual formula for 2000 to 2099.
pub(super) fn qingming(year: i16) -> Option<Date> {
    let y = f64::from(year - 2000);
    let day = (y * 0.2422 + 4.81).floor() - (y / 4.0).floor();
    Date::new(year, 4, day as i8).ok()
}

/// Shifts of the equinoxes as Japan counts them, by the usual formula for 1980 to 2099.
pub(super) fn japanese_equinox(year: i16, autumn: bool) -> Option<Date> {
    let y = f64::from(year - 1980);
    let (month, base) = if autumn { (9, 23.2488) } else { (3, 20.8431) };
    let day = (base + 0.242_194 * y).floor() - (y / 4.0).floor();
    Date::new(year, month, day as i8).ok()
}
