//! Which model does what, kept on this device.

use super::NotKept;
use crate::browser::prefs;
use crate::formats::records::roles::{Roles, StoredRoles, parse, to_text};

/// Name of the choices in `localStorage`.
const STORAGE: &str = "toolgrove.roles";

/// The choices; where there are none, the solver does all. A newer build's count as none.
pub fn load_roles() -> Roles {
    match stored() {
        Some(StoredRoles::Known(roles)) => roles,
        Some(StoredRoles::Newer) | None => Roles::default(),
    }
}

/// Keeps the choices.
///
/// # Errors
/// [`NotKept`].
pub fn save_roles(roles: &Roles) -> Result<(), NotKept> {
    if stored() == Some(StoredRoles::Newer) {
        return Err(NotKept::Newer);
    }
    prefs::write(STORAGE, Some(&to_text(roles))).map_err(|_| NotKept::Refused)
}

fn stored() -> Option<StoredRoles> {
    prefs::read(STORAGE).map(|text| parse(&text))
}
