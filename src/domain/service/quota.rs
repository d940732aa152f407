//! What a gateway says is left of an account's requests.

use crate::domain::json::{reads, words};
use serde::Serialize;

/// What all headers of this kind begin with.
const HEAD: &str = "x-ratelimit-";
/// Resets above this are no seconds to wait but a time in seconds since the epoch (GitHub's are); 31 years are no period.
const LONGEST_PERIOD_S: u64 = 1_000_000_000;

/// As RapidAPI's headers tell it; any of it may be missing, or hidden from pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Quota {
    /// Requests of the period, or what [`Quota::counted`] says.
    pub limit: Option<u64>,
    /// What is left of them.
    pub remaining: Option<u64>,
    /// Seconds until the next period.
    pub reset_s: Option<u64>,
    /// What is counted, where that is not requests.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counted: Option<Counted>,
}

reads!(Quota { limit, remaining, reset_s, counted });

/// What a limit counts beside requests: the object of its headers' names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Counted {
    /// Of texts.
    Characters,
    /// Of an account.
    Credits,
    /// Of a model.
    Tokens,
    /// An object that has no word here.
    Other,
}

words!(Counted { "characters" => Characters, "credits" => Credits, "tokens" => Tokens, "other" => Other });

impl Counted {
    /// `object` is empty or ends with a hyphen; requests, and what is not named, are none.
    fn of(object: &str) -> Option<Self> {
        match object {
            "" | "requests-" => None,
            "characters-" => Some(Self::Characters),
            "credits-" => Some(Self::Credits),
            "tokens-" => Some(Self::Tokens),
            _ => Some(Self::Other),
        }
    }
}

impl Quota {
    /// Reads what counts every request, the more exact first: of the plan's requests, of any limit. `None` where none of
    /// `headers` (names in lower case) tells how much is left.
    pub fn of_requests(headers: &[(String, String)]) -> Option<Self> {
        ["requests-", ""].into_iter().find_map(|object| Self::of(object, headers))
    }

    /// What is to be shown: an object of the plan that is used up (gateways count characters or credits too), else the
    /// requests, else any other object.
    pub fn read(headers: &[(String, String)]) -> Option<Self> {
        let objects = || {
            let names = headers.iter().filter_map(|(name, _)| name.strip_prefix(HEAD)?.strip_suffix("remaining"));
            names.filter_map(|object| Self::of(object, headers))
        };
        objects().find(Self::is_used_up).or_else(|| Self::of_requests(headers)).or_else(|| objects().next())
    }

    /// `object` is empty or ends with a hyphen.
    fn of(object: &str, headers: &[(String, String)]) -> Option<Self> {
        let number = |what: &str| {
            let name = format!("{HEAD}{object}{what}");
            headers.iter().find(|(n, _)| *n == name)?.1.trim().parse::<u64>().ok()
        };
        let remaining = number("remaining");
        let counted = Counted::of(object);
        remaining.map(|_| Self { limit: number("limit"), remaining, reset_s: number("reset"), counted })
    }

    /// True where nothing is left.
    pub const fn is_used_up(&self) -> bool {
        matches!(self.remaining, Some(0))
    }

    /// When the next period begins, in milliseconds since the epoch.
    pub fn reset_ms(&self, now_ms: u64) -> Option<u64> {
        let reset_s = self.reset_s?;
        let since_ms = if reset_s > LONGEST_PERIOD_S { 0 } else { now_ms };
        Some(since_ms.saturating_add(reset_s.saturating_mul(1_000)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::json::{self, FromJson};

    fn headers(given: &[(&str, &str)]) -> Vec<(String, String)> {
        given.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[track_caller]
    fn check(given: &[(&str, &str)], expect: Option<(Option<u64>, u64, Option<u64>)>) {
        let read = Quota::read(&headers(given));
        assert_eq!(read.map(|quota| (quota.limit, quota.remaining.unwrap(), quota.reset_s)), expect);
    }

    #[test]
    fn the_plans_requests_come_before_other_limits() {
        check(&[], None);
        check(&[("x-ratelimit-limit", "5")], None);
        let plan = ("x-ratelimit-requests-remaining", "7");
        check(
            &[("x-ratelimit-remaining", "9"), plan, ("x-ratelimit-requests-limit", "500")],
            Some((Some(500), 7, None)),
        );
        check(&[("x-ratelimit-remaining", " 9 "), ("x-ratelimit-reset", "soon")], Some((None, 9, None)));
    }

    #[test]
    fn an_object_that_is_used_up_comes_before_all_others() {
        let characters = [
            ("x-ratelimit-characters-limit", "1000"),
            ("x-ratelimit-characters-remaining", "0"),
            ("x-ratelimit-characters-reset", "60"),
        ];
        check(
            &[&[("x-ratelimit-requests-remaining", "7")], &characters[..]].concat(),
            Some((Some(1_000), 0, Some(60))),
        );
        // It says nothing of calls that use none of it.
        assert_eq!(Quota::of_requests(&headers(&characters)), None);
        check(&[("x-ratelimit-credits-remaining", "3")], Some((None, 3, None)));
    }

    #[test]
    fn what_is_counted_is_told_and_comes_back() {
        for (object, counted) in [
            ("", None),
            ("requests-", None),
            ("characters-", Some(Counted::Characters)),
            ("credits-", Some(Counted::Credits)),
            ("tokens-", Some(Counted::Tokens)),
            ("rapid-free-plans-hard-limit-", Some(Counted::Other)),
        ] {
            let name = format!("x-ratelimit-{object}remaining");
            let quota = Quota::read(&headers(&[(name.as_str(), "0")])).unwrap();
            assert_eq!(quota.counted, counted, "{object}");
            let text = serde_json::to_string(&quota).unwrap();
            assert_eq!(text.contains("counted"), counted.is_some(), "{text}");
            assert_eq!(Quota::from_json(Some(json::parse(&text).unwrap())), Ok(quota));
        }
    }

    #[test]
    fn a_reset_is_seconds_or_a_time() {
        let reset = |reset_s| Quota { reset_s: Some(reset_s), ..Quota::default() }.reset_ms(5_000);
        assert_eq!(reset(60), Some(65_000));
        assert_eq!(reset(1_800_000_000), Some(1_800_000_000_000));
        assert_eq!(Quota::default().reset_ms(5_000), None);
        assert_eq!(reset(u64::MAX), Some(u64::MAX));
    }
}
