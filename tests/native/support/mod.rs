//! What several native tests share.

pub mod script;
