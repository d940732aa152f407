//! What helps against a failure of which only the stored words are left.

use super::{Blocked, Remedy};

/// Waiting time where a rate limit came without one, in milliseconds.
const WAIT_MS: u64 = 20_000;

impl Remedy {
    /// What [`super::ModelError::remedy`] says of the error with this kind and these words; a retry for kinds of newer
    /// builds.
    pub fn of_stored(kind: &str, words: &str) -> Self {
        match kind {
            "key_rejected" => Self::CheckKey,
            "key_locked" => Self::Unlock,
            "no_such_model" | "no_tool_support" | "recording_spent" => Self::CheckModel,
            "no_such_path" | "not_json" | "redirected" | "unreadable" => Self::CheckUrl,
            "quota_spent" => Self::TopUp,
            "rate_limited" => Self::Wait { ms: WAIT_MS },
            "blocked_or_unreachable" => {
                let own = [Blocked::Local, Blocked::NotAllowed].iter().any(|cause| words.ends_with(&cause.to_string()));
                if own { Self::CheckServer } else { Self::CheckUrl }
            }
            "offline" => Self::GoOnline,
            "not_permitted" => Self::Permit,
            "output_cut" | "too_large" => Self::RaiseOutput,
            "context_too_long" => Self::Shorten,
            "refused" => Self::Rephrase,
            "stopped" => Self::Resume,
            _ => Self::Retry,
        }
    }
}
