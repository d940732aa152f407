//! One rater's answer on one item.

use sha1::{Digest, Sha1};

/// The highest revision: more changes of mind on one item are no person's.
pub const MAX_REVISION: u32 = 1_000_000;

/// Namespace of vote ids (RFC 9562, version 5): version 4, drawn once for this use.
const NAMESPACE: u128 = 0x7eaf_fda8_fcb2_49b8_98dd_2650_c42a_67ff;

/// What the rater said, in terms of what was shown: A is left, B is right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// The left one is better.
    A,
    /// The right one is better.
    B,
    /// Equally good.
    Tie,
    /// Neither will do.
    BothBad,
    /// The earlier verdict is taken back (undo); the item is unjudged again.
    Withdrawn,
}

/// A verdict and all that is needed to count it, check it and merge it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vote {
    /// [`vote_id`] of study, rater, item and revision: a vote sent twice is one vote.
    pub id: String,
    /// Which study, in which version.
    pub study_hash: String,
    /// Who; an id, not a name.
    pub rater_id: String,
    /// Which pair.
    pub item_id: String,
    /// The run that was shown left, as A.
    pub left_run_id: String,
    /// The run that was shown right, as B.
    pub right_run_id: String,
    /// What the sides were drawn from.
    pub side_seed: u64,
    /// What was said.
    pub verdict: Verdict,
    /// When the pair came up, milliseconds since 1970 by the rater's clock.
    pub shown_ms: u64,
    /// When it was answered; a clock that was set back may make this the earlier of the two.
    pub answered_ms: u64,
    /// 1 for the first on this item by this rater, then one more for every change.
    pub revision: u32,
    /// Build of the page it was cast on.
    pub build: String,
}

impl Vote {
    /// The run that was preferred, if one was.
    pub fn winner(&self) -> Option<&str> {
        match self.verdict {
            Verdict::A => Some(&self.left_run_id),
            Verdict::B => Some(&self.right_run_id),
            Verdict::Tie | Verdict::BothBad | Verdict::Withdrawn => None,
        }
    }

    /// The id it must have.
    pub fn expected_id(&self) -> String {
        vote_id(&self.study_hash, &self.rater_id, &self.item_id, self.revision)
    }
}

/// What the page knows when a key is pressed.
#[derive(Clone, Copy, Debug)]
pub struct Ballot<'a> {
    /// On which pair.
    pub item_id: &'a str,
    /// By whom.
    pub rater_id: &'a str,
    /// [`Verdict::Withdrawn`] is undo.
    pub verdict: Verdict,
    /// Milliseconds since 1970.
    pub shown_ms: u64,
    /// Milliseconds since 1970.
    pub answered_ms: u64,
    /// Build of the page.
    pub build: &'a str,
}

/// The UUID (version 5) of a vote, lower case with hyphens. Its name is the four parts, each written as its length in
/// bytes, a colon and its text.
pub fn vote_id(study_hash: &str, rater_id: &str, item_id: &str, revision: u32) -> String {
    let revision = revision.to_string();
    let name: String =
        [study_hash, rater_id, item_id, &revision].iter().map(|part| format!("{}:{part}", part.len())).collect();
    uuid5(NAMESPACE, &name)
}

fn uuid5(namespace: u128, name: &str) -> String {
    let digest = Sha1::new().chain_update(namespace.to_be_bytes()).chain_update(name).finalize();
    let number = digest.iter().take(16).fold(0_u128, |n, &byte| n << 8 | u128::from(byte));
    let versioned = number & !(0xf << 76) | 5 << 76;
    let id = versioned & !(0b11 << 62) | 0b10 << 62;
    let hex = format!("{id:032x}");
    [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 9562, appendix A.4: "www.example.com" in the DNS namespace.
    #[test]
    fn uuids_agree_with_the_rfc() {
        let dns = 0x6ba7_b810_9dad_11d1_80b4_00c0_4fd4_30c8;
        assert_eq!(uuid5(dns, "www.example.com"), "2ed6657d-e927-568b-95e1-2665a8aea6a2");
    }

    #[test]
    fn ids_differ_in_every_part() {
        let base = vote_id("h", "r", "i", 1);
        let others = [vote_id("x", "r", "i", 1), vote_id("h", "x", "i", 1), vote_id("h", "r", "x", 1)];
        assert!(!others.contains(&base) && base != vote_id("h", "r", "i", 2));
        assert_ne!(vote_id("h", "r1", "i", 1), vote_id("h", "r", "1i", 1));
    }
}
