//! The pages, one module each.

mod apis;
mod ask;
mod judge;
mod not_found;
mod runs;
mod settings;

pub use apis::ApisPage;
pub use ask::{AskPage, ForkForm, PersonAtDesk, SearchParameters, provide_ask, provide_recommend, use_starter};
pub use judge::JudgePage;
pub use not_found::NotFoundPage;
pub use runs::RunsPage;
pub use settings::SettingsPage;
