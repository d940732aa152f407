//! What a gateway says is left of an account's requests.

use crate::domain::json::reads;
use serde::Serialize;

/// As RapidAPI's headers tell it; any of it may be missing, or hidden from pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Quota {
    /// Requests of the period.
    pub limit: Option<u64>,
    /// Requests left in it.
    pub remaining: Option<u64>,
    /// Seconds until the next period.
    pub reset_s: Option<u64>,
}

reads!(Quota { limit, remaining, reset_s });

impl Quota {
    /// Headers that tell it, the more exact first: of the plan's requests, of any limit.
    pub const HEADERS: [[&'static str; 3]; 2] = [
        ["x-ratelimit-requests-limit", "x-ratelimit-requests-remaining", "x-ratelimit-requests-reset"],
        ["x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"],
    ];

    /// Reads headers through `header`; `None` where none of them tells how much is left.
    pub fn read(header: impl Fn(&str) -> Option<String>) -> Option<Self> {
        Self::HEADERS.iter().find_map(|names| {
            let [limit, remaining, reset_s] = names.map(|name| header(name)?.trim().parse::<u64>().ok());
            remaining.map(|_| Self { limit, remaining, reset_s })
        })
    }

    /// True where nothing is left.
    pub const fn is_used_up(&self) -> bool {
        matches!(self.remaining, Some(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_plans_requests_come_before_other_limits() {
        let headers = |given: &'static [(&'static str, &'static str)]| {
            Quota::read(|name| given.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned()))
        };
        assert_eq!(headers(&[]), None);
        assert_eq!(headers(&[("x-ratelimit-limit", "5")]), None);
        let left = headers(&[
            ("x-ratelimit-remaining", "9"),
            ("x-ratelimit-requests-remaining", "0"),
            ("x-ratelimit-requests-limit", "500"),
        ]);
        assert_eq!(left, Some(Quota { limit: Some(500), remaining: Some(0), reset_s: None }));
        assert!(left.is_some_and(|quota| quota.is_used_up()));
        let other = headers(&[("x-ratelimit-remaining", " 9 "), ("x-ratelimit-reset", "soon")]);
        assert_eq!(other, Some(Quota { limit: None, remaining: Some(9), reset_s: None }));
    }
}
