//! What several native tests share.

pub mod readers;
pub mod script;
