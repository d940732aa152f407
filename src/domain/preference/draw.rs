//! Chance from a seed, the same on every machine.
//!
//! A seed is the first eight bytes, big end first, of the SHA-256 of a purpose and its parts, each written as its length in
//! bytes, a colon and its text (so that no two lists of parts look alike). From a seed the numbers come by
//! splitmix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014).

use sha2::{Digest, Sha256};

/// The seed for `purpose` and `parts`.
pub(in crate::domain) fn seed(purpose: &str, parts: &[&str]) -> u64 {
    let mut hasher = Sha256::new();
    for part in std::iter::once(&purpose).chain(parts) {
        hasher.update(format!("{}:{part}", part.len()));
    }
    hasher.finalize().iter().take(8).fold(0, |seed, &byte| seed << 8 | u64::from(byte))
}

/// Steps of splitmix64.
pub(in crate::domain) struct SplitMix64(pub(in crate::domain) u64);

impl SplitMix64 {
    pub(super) const fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Evenly from `0..n`; 0 for no choice. Draws past the last whole multiple of `n` are thrown away.
    pub(in crate::domain) fn below(&mut self, n: u64) -> u64 {
        if n < 2 {
            return 0;
        }
        let fair = u64::MAX - u64::MAX % n;
        loop {
            let x = self.draw();
            if x < fair {
                return x % n;
            }
        }
    }

    /// Fisher and Yates, from the end.
    pub(super) fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.below(i as u64 + 1) as usize);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first outputs of the reference implementation in C for seed 1234567.
    #[test]
    fn splitmix64_agrees_with_its_reference() {
        let mut rng = SplitMix64(1_234_567);
        let drawn = [rng.draw(), rng.draw(), rng.draw()];
        assert_eq!(drawn, [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]);
    }

    #[test]
    fn parts_do_not_run_together() {
        assert_ne!(seed("p", &["ab", "c"]), seed("p", &["a", "bc"]));
        assert_ne!(seed("p", &["a"]), seed("p", &["a", ""]));
        assert_ne!(seed("p", &["1:a"]), seed("p", &["1", "a"]));
    }

    /// 6,000 shuffles of three things: each of the six orders 1,000 times, standard deviation sqrt(6000*5/36) = 29.
    #[test]
    fn shuffles_are_even() {
        let mut rng = SplitMix64(1);
        let mut counts = std::collections::BTreeMap::new();
        for _ in 0..6_000 {
            let mut items = [0, 1, 2];
            rng.shuffle(&mut items);
            *counts.entry(items).or_insert(0) += 1;
        }
        assert_eq!(counts.len(), 6);
        assert!(counts.values().all(|&c: &i32| (c - 1_000).abs() < 120), "{counts:?}");
    }
}
