//! The pages, one module each.

mod apis;
mod ask;
mod judge;
mod not_found;
mod runs;
mod settings;

pub use apis::ApisPage;
pub use ask::{AskPage, PersonAtDesk, SearchParameters, provide_ask, provide_recommend};
pub use judge::JudgePage;
pub use not_found::NotFoundPage;
pub use runs::RunsPage;
pub use settings::SettingsPage;
