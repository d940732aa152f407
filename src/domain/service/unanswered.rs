//! Calls that no API answered, or not whole: what the model is told, and the status.

use super::reply::Observed;
use crate::domain::python::json_text;
use crate::domain::trace::{Fidelity, StatusCode};
use serde_json::json;
use std::fmt;

/// Why there is no (whole) reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unanswered {
    /// No byte came for this long, or not all in this time.
    TimedOut {
        /// Milliseconds.
        after_ms: u32,
    },
    /// The reply outgrew its limit.
    TooLarge {
        /// Bytes.
        limit: usize,
    },
    /// The connection ended in the middle of the reply.
    Broken,
    /// The address sends elsewhere. Nothing is followed: a redirect would lead a call wherever its sender likes.
    Redirected,
    /// The host asked for a rest, or its quota is used up; nothing was sent.
    Resting {
        /// Whose.
        host: String,
        /// When it is over, for people.
        until: String,
        /// The quota is used up.
        used_up: bool,
    },
    /// No reply that the page may read: nobody answers, or the server does not let pages read it.
    Unreachable {
        /// Whose.
        host: String,
    },
    /// The browser is offline.
    Offline,
    /// The call may not go there.
    NotPermitted {
        /// Where and why, in a sentence.
        why: String,
    },
    /// A key is needed, and there is none.
    NoKey,
    /// A key is needed, and it waits for the passphrase.
    KeyLocked,
    /// The person did not allow it.
    Declined,
    /// Document and arguments make no request.
    NotWritten {
        /// Why, in a sentence.
        why: String,
    },
    /// Only recorded calls are answered, and this is none.
    NotRecorded,
    /// The model that plays the API failed.
    NotSimulated {
        /// Why.
        why: String,
    },
}

impl Unanswered {
    /// The status of the call, when fixed.
    pub const fn status(&self) -> StatusCode {
        match self {
            Self::TimedOut { .. } => StatusCode::Timeout,
            Self::NoKey | Self::KeyLocked => StatusCode::Unauthorized,
            Self::NotWritten { .. } => StatusCode::InputError,
            Self::Resting { used_up: true, .. } => StatusCode::RateLimited,
            Self::Resting { used_up: false, .. } => StatusCode::TooManyRequests,
            _ => StatusCode::RequestFailed,
        }
    }

    /// True where a request was on its way; all else was decided here, and says nothing of the API.
    pub const fn was_sent(&self) -> bool {
        matches!(
            self,
            Self::TimedOut { .. } | Self::TooLarge { .. } | Self::Broken | Self::Redirected | Self::Unreachable { .. }
        )
    }

    /// What the model is told; `start` is what had come of the reply. In ToolBench's form its service says it, and its
    /// environment does not know such errors: status 0.
    pub fn observed(&self, start: &str, fidelity: Fidelity) -> Observed {
        let told = json!({"error": self.to_string(), "response": start});
        match fidelity {
            Fidelity::Fixed => Observed { observation: told.to_string(), status: self.status() },
            Fidelity::ToolBench => Observed { observation: json_text(&told), status: StatusCode::Normal },
        }
    }
}

impl fmt::Display for Unanswered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TimedOut { after_ms } => {
                write!(f, "The API did not answer in time ({} s)", after_ms.div_ceil(1_000))
            }
            Self::TooLarge { limit } => write!(f, "The reply is longer than {limit} bytes; only its start was read"),
            Self::Broken => f.write_str("The connection broke off; only the start of the reply came"),
            Self::Redirected => f.write_str(
                "The API redirects to another address, and redirects are not followed: its document has to name the \
                 final address",
            ),
            Self::Resting { host, until, used_up: true } => {
                write!(f, "The quota at {host} is used up until {until}; nothing was sent")
            }
            Self::Resting { host, until, used_up: false } => {
                write!(f, "{host} takes no further requests until {until}; nothing was sent")
            }
            Self::Unreachable { host } => write!(f, "No readable reply from {host}"),
            Self::Offline => f.write_str("There is no network"),
            Self::NotPermitted { why } | Self::NotWritten { why } => f.write_str(why),
            Self::NoKey => f.write_str("This API needs a key, and none is set"),
            Self::KeyLocked => f.write_str("This API needs a key, which is locked"),
            Self::Declined => f.write_str("The person in charge did not allow this call"),
            Self::NotRecorded => f.write_str("Only recorded calls are answered, and this call was not recorded"),
            Self::NotSimulated { why } => write!(f, "The simulated API gave no reply: {why}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_is_shown_with_why_it_is_not_all() {
        let observed = Unanswered::TooLarge { limit: 4 }.observed("[1,2", Fidelity::Fixed);
        let told = r#"{"error":"The reply is longer than 4 bytes; only its start was read","response":"[1,2"}"#;
        assert_eq!((observed.observation.as_str(), observed.status), (told, StatusCode::RequestFailed));
        let late = Unanswered::TimedOut { after_ms: 29_001 };
        assert_eq!(late.observed("", Fidelity::Fixed).status, StatusCode::Timeout);
        assert_eq!(late.to_string(), "The API did not answer in time (30 s)");
        assert_eq!(late.observed("", Fidelity::ToolBench).status, StatusCode::Normal);
    }

    #[test]
    fn a_rest_says_until_when_and_whether_the_quota_is_used_up() {
        let rest = |used_up| Unanswered::Resting { host: "a.example".into(), until: "10:00".into(), used_up };
        assert_eq!(rest(true).to_string(), "The quota at a.example is used up until 10:00; nothing was sent");
        assert_eq!(rest(false).to_string(), "a.example takes no further requests until 10:00; nothing was sent");
        assert_eq!([true, false].map(|used_up| rest(used_up).status().number()), [10, 9]);
        assert!(!rest(true).was_sent() && late().was_sent());
    }

    fn late() -> Unanswered {
        Unanswered::TimedOut { after_ms: 1 }
    }
}
