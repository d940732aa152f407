//! Shares with their uncertainty.

use thiserror::Error;

/// The 97.5 % point of the normal distribution.
const Z: f64 = 1.959_963_984_540_054;

/// Why a number cannot be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Undefined {
    /// No vote at all.
    #[error("no votes")]
    NoVotes,
    /// Votes, but every one a tie or both-bad.
    #[error("no vote prefers one side")]
    NoDecisiveVotes,
}

/// A share with its 95 % interval by Wilson's score (E. B. Wilson, JASA 22, 1927). The interval takes votes as
/// independent; several votes of one rater or on one question make it too narrow.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Proportion {
    /// At most `trials`.
    pub successes: u64,
    /// At least 1.
    pub trials: u64,
    /// `successes / trials`, 0 to 1.
    pub share: f64,
    /// Lower end, 0 to `share`.
    pub low: f64,
    /// Upper end, `share` to 1.
    pub high: f64,
}

impl Proportion {
    /// `None` where there are no trials, or fewer than successes.
    pub fn wilson(successes: u64, trials: u64) -> Option<Self> {
        if trials == 0 || successes > trials {
            return None;
        }
        let (k, n) = (successes as f64, trials as f64);
        let share = k / n;
        let spread = Z * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
        let (middle, scale) = (share + Z * Z / (2.0 * n), 1.0 + Z * Z / n);
        // Exact at the ends, where rounding could step over.
        let low = if successes == 0 { 0.0 } else { ((middle - spread) / scale).max(0.0) };
        let high = if successes == trials { 1.0 } else { ((middle + spread) / scale).min(1.0) };
        Some(Self { successes, trials, share, low, high })
    }
}

/// The exact two-sided sign test: how likely is a division of `wins + losses` at least this uneven if both were
/// equally likely? In (0, 1].
///
/// # Errors
/// [`Undefined::NoDecisiveVotes`] without wins and losses.
pub fn sign_test(wins: u64, losses: u64) -> Result<f64, Undefined> {
    let (fewer, n) = (wins.min(losses), wins + losses);
    if n == 0 {
        return Err(Undefined::NoDecisiveVotes);
    }
    // Terms C(n, k) / 2^n by their logarithms: each from the one before, so no large factorial arises.
    let mut log_term = -(n as f64) * std::f64::consts::LN_2;
    let mut tail = log_term.exp();
    for k in 1..=fewer {
        log_term += ((n - k + 1) as f64).ln() - (k as f64).ln();
        tail += log_term.exp();
    }
    Ok((2.0 * tail).clamp(f64::MIN_POSITIVE, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(a: f64, b: f64, by: f64) {
        assert!((a - b).abs() < by, "{a} is not {b}");
    }

    /// statsmodels 0.15.0, proportion_confint(k, n, method='wilson').
    #[test]
    fn wilson_agrees_with_statsmodels() {
        let check = |k, n, low, high| {
            let p = Proportion::wilson(k, n).unwrap();
            close(p.low, low, 5e-6);
            close(p.high, high, 5e-6);
        };
        check(60, 100, 0.50200, 0.69060);
        check(0, 10, 0.0, 0.27753);
        check(10, 10, 0.72247, 1.0);
        check(1, 1, 0.20655, 1.0);
        check(3, 7, 0.15822, 0.74954);
        check(1, 2, 0.09453, 0.90547);
    }

    #[test]
    fn no_trials_no_share() {
        assert_eq!(Proportion::wilson(0, 0), None);
        assert_eq!(Proportion::wilson(2, 1), None);
        assert_eq!(sign_test(0, 0), Err(Undefined::NoDecisiveVotes));
    }

    /// scipy 1.17.1, binomtest(60, 100) and (500, 1100); by hand: 5:0 gives 2/32, 1:0 and 1:1 give 1, and 4:1 gives
    /// 2 (1 + 5) / 32 = 0.375.
    #[test]
    fn sign_test_agrees_with_scipy_and_by_hand() {
        close(sign_test(60, 40).unwrap(), 0.056_887_933_640_98, 1e-12);
        close(sign_test(500, 600).unwrap(), 0.002_819_544_991_436, 1e-12);
        close(sign_test(0, 5).unwrap(), 0.0625, 1e-12);
        close(sign_test(4, 1).unwrap(), 0.375, 1e-12);
        close(sign_test(1, 0).unwrap(), 1.0, 1e-12);
        close(sign_test(1, 1).unwrap(), 1.0, 1e-12);
        // Far too uneven for a double, but still no zero; and a large even division is no evidence.
        assert!(sign_test(5_000, 0).unwrap() > 0.0);
        close(sign_test(50_000, 50_000).unwrap(), 1.0, 1e-9);
    }

    #[test]
    fn intervals_hold_their_share() {
        for n in 1..60 {
            for k in 0..=n {
                let p = Proportion::wilson(k, n).unwrap();
                assert!(0.0 <= p.low && p.low <= p.share && p.share <= p.high && p.high <= 1.0, "{p:?}");
            }
        }
    }
}
