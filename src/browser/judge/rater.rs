//! Who judges on this device: an id, not a name.

use crate::browser::ids::new_id;
use crate::browser::prefs::{self, PrefsError};
use crate::domain::preference::is_id;
use std::sync::{Mutex, PoisonError};

const KEY: &str = "toolgrove.rater";

/// Where the browser keeps nothing, one id serves until the page is left.
static UNKEPT: Mutex<Option<String>> = Mutex::new(None);

/// The id under which this device votes; drawn on first use.
pub fn rater_id() -> String {
    let mut unkept = UNKEPT.lock().unwrap_or_else(PoisonError::into_inner);
    let known = prefs::read(KEY).filter(|id| is_id(id)).or_else(|| unkept.clone());
    known.unwrap_or_else(|| {
        let id = new_id();
        if prefs::write(KEY, Some(&id)).is_err() {
            *unkept = Some(id.clone());
        }
        id
    })
}

/// Votes under this id from now on; it must satisfy [`is_id`].
///
/// # Errors
/// It holds until the page is left only.
pub fn set_rater_id(id: &str) -> Result<(), PrefsError> {
    let written = prefs::write(KEY, Some(id));
    if written.is_err() {
        *UNKEPT.lock().unwrap_or_else(PoisonError::into_inner) = Some(id.to_owned());
    }
    written
}
