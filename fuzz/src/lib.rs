//! The readers, as the native tests have them.

#[path = "../../tests/native/support/readers.rs"]
pub mod readers;
