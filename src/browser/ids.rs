//! Ids of runs, raters and the like: random, so that files from two machines never clash.

/// A fresh id (UUID version 4).
pub fn new_id() -> String {
    uuid::Uuid::new_v4().to_string()
}
