//! How much a passphrase withstands, roughly. It is a hint for the person who types one, never a proof: nobody can tell
//! from the text alone how it was thought up.

/// Fewest characters.
pub const MIN_CHARACTERS: usize = 8;
/// Most characters.
pub const MAX_CHARACTERS: usize = 1_024;

/// What can be said of a passphrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// Fewer than [`MIN_CHARACTERS`]: not taken.
    TooShort,
    /// A program that has the stored rows may find it.
    Weak,
    /// It would take such a program long.
    Fair,
    /// Long enough, unless it is a known sentence.
    Long,
}

/// Judges by length alone, where a run of equal or consecutive characters (`aaaa`, `1234`) counts as two, and a character
/// of a large script as two: there are thousands of them.
pub fn strength(passphrase: &str) -> Strength {
    let mut weight = 0;
    let (mut before, mut step_before) = (None::<i64>, None);
    for code in passphrase.chars().map(|c| i64::from(u32::from(c))) {
        let step = before.map(|b| code - b);
        let goes_on = step == step_before && step.is_some_and(|s| s.abs() <= 1);
        if !goes_on {
            weight += if code >= 0x2e80 { 2 } else { 1 };
        }
        (before, step_before) = (Some(code), step);
    }
    match (passphrase.chars().count(), weight) {
        (0..MIN_CHARACTERS, _) => Strength::TooShort,
        (_, 0..12) => Strength::Weak,
        (_, 12..20) => Strength::Fair,
        _ => Strength::Long,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(passphrase: &str, expect: Strength) {
        assert_eq!(strength(passphrase), expect, "{passphrase:?}");
    }

    #[test]
    fn length_counts_and_runs_of_characters_do_not() {
        check("", Strength::TooShort);
        check("a1!B2?c", Strength::TooShort);
        check("tr0ub4do", Strength::Weak);
        check("aaaaaaaaaaaaaaaaaaaaaaaaaaaa", Strength::Weak);
        check("abcdefghijklmnopqrstuvwxyz0123456789", Strength::Weak);
        check("correct horse", Strength::Fair);
        check("correct horse battery staple", Strength::Long);
        // Ten characters of weight 2.
        check("山高月小水落石出江岸", Strength::Long);
    }
}
