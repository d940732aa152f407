//! How APIs are reached, kept on this device. Keys are the vault's.

use crate::browser::llm::NotKept;
use crate::browser::net::{Origin, place_of};
use crate::browser::prefs;
use crate::domain::connection::Place;
use crate::formats::records::tools::{StoredToolSettings, parse, to_text};

pub(super) use crate::formats::records::tools::ToolSettings;

/// Name of the choices in `localStorage`.
const STORAGE: &str = "toolgrove.tools";

/// Whether calls may be sent to an address that a person typed: a web address without query and fragment, and without
/// https only on this computer, as keys go there.
pub fn is_address(url: &str) -> bool {
    let safe = |origin: Origin| !origin.is_plain_http() || place_of(&origin) == Place::Loopback;
    Origin::of_url(url).is_ok_and(safe) && !url.contains(['?', '#'])
}

/// The choices; a newer build's count as none. Addresses that would not be taken now are as if never typed.
pub fn load_settings() -> ToolSettings {
    match stored() {
        Some(StoredToolSettings::Known(mut settings)) => {
            for address in [&mut settings.gateway, &mut settings.proxy, &mut settings.server] {
                if !is_address(address) {
                    address.clear();
                }
            }
            settings
        }
        Some(StoredToolSettings::Newer) | None => ToolSettings::default(),
    }
}

/// True where a change of this entry of `localStorage` (`None`: of all) may be one of the choices.
pub fn settings_are_at(entry: Option<&str>) -> bool {
    entry.is_none_or(|entry| entry == STORAGE)
}

/// Keeps the choices.
///
/// # Errors
/// [`NotKept`].
pub fn save_settings(settings: &ToolSettings) -> Result<(), NotKept> {
    if stored() == Some(StoredToolSettings::Newer) {
        return Err(NotKept::Newer);
    }
    prefs::write(STORAGE, Some(&to_text(settings))).map_err(|_| NotKept::Refused)
}

fn stored() -> Option<StoredToolSettings> {
    prefs::read(STORAGE).map(|text| parse(&text))
}
