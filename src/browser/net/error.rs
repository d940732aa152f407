//! How a request fails, split by what the person can do.

use crate::domain::chat::{Blocked, ModelError};
use thiserror::Error;

/// Why there is no (whole) answer. A failing HTTP status is no such error: it is an answer.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NetError {
    /// Not an `http` or `https` URL, or one that holds a user name.
    #[error("this is not a web address")]
    BadUrl,
    /// A header that cannot be sent.
    #[error("a header holds characters that cannot be sent")]
    BadHeader,
    /// The destination was not permitted, or is not the one that the key belongs to.
    #[error("requests to {origin} are not permitted")]
    NotPermitted {
        /// Scheme, host and port.
        origin: String,
    },
    /// The browser says that there is no network.
    #[error("the browser is offline")]
    Offline,
    /// No answer that we may read. The browser does not say why.
    #[error("no readable answer: {cause}")]
    Unreachable {
        /// What is known of the cause.
        cause: Blocked,
    },
    /// No byte came for this long.
    #[error("no byte came for {after_ms} ms")]
    Timeout {
        /// Milliseconds.
        after_ms: u32,
    },
    /// The person stopped it.
    #[error("stopped")]
    Aborted,
    /// The connection ended in the middle of the body.
    #[error("the connection broke off")]
    Broken,
    /// The body outgrew its limit.
    #[error("the reply is longer than {limit} bytes")]
    TooLarge {
        /// Bytes.
        limit: usize,
    },
    /// The destination sends elsewhere.
    #[error("the address redirects elsewhere")]
    Redirected,
}

impl From<NetError> for ModelError {
    fn from(error: NetError) -> Self {
        match error {
            NetError::BadUrl => Self::NoSuchPath { status: 0, message: error.to_string() },
            NetError::BadHeader => Self::KeyRejected { status: 0, message: error.to_string() },
            NetError::NotPermitted { origin } => Self::NotPermitted { origin },
            NetError::Offline => Self::Offline,
            NetError::Unreachable { cause } => Self::BlockedOrUnreachable { cause },
            NetError::Timeout { after_ms } => Self::TimedOut { after_ms, partial: None },
            NetError::Aborted => Self::Stopped { partial: None },
            NetError::Broken => Self::StreamCut { partial: None },
            NetError::TooLarge { limit } => Self::TooLarge { limit },
            NetError::Redirected => Self::Redirected,
        }
    }
}
