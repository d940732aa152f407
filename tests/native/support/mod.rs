//! What several native tests share.

pub mod cases;
pub mod readers;
pub mod script;
