//! What can go wrong with storage, split by what the person can do.

use crate::formats::records::run::RecordError;

/// A failure of storage.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The disk or the site's share of it is full.
    #[error("the browser's storage is full")]
    Full,
    /// The browser gives this page no storage (private window, blocked by a setting).
    #[error("the browser gives this page no storage: {0}")]
    Unavailable(String),
    /// Another tab holds an older version of the database open.
    #[error("another tab of this page is still open with an older version")]
    Blocked,
    /// A stored record cannot be read.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// The run is not there.
    #[error("there is no run with the id {0}")]
    NoSuchRun(String),
    /// Anything else the browser reports.
    #[error("the browser's storage failed: {0}")]
    Failed(String),
}

/// What the person can do about a [`StoreError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoreRemedy {
    /// Export what is in memory, delete runs.
    ExportAndFree,
    /// Allow storage for this site; meanwhile export.
    AllowStorage,
    /// Close the other tabs.
    CloseOtherTabs,
    /// Try again.
    Retry,
    /// Nothing here: the record is damaged or newer, and left as it is.
    Leave,
}

impl StoreError {
    /// What to offer.
    pub const fn remedy(&self) -> StoreRemedy {
        match self {
            Self::Full => StoreRemedy::ExportAndFree,
            Self::Unavailable(_) => StoreRemedy::AllowStorage,
            Self::Blocked => StoreRemedy::CloseOtherTabs,
            Self::Record(_) | Self::NoSuchRun(_) => StoreRemedy::Leave,
            Self::Failed(_) => StoreRemedy::Retry,
        }
    }
}
