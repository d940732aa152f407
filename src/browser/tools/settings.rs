//! How APIs are reached, kept on this device. Keys are the vault's.

use crate::browser::llm::NotKept;
use crate::browser::prefs;
use crate::formats::records::tools::{StoredToolSettings, parse, to_text};

pub(super) use crate::formats::records::tools::ToolSettings;

/// Name of the choices in `localStorage`.
const STORAGE: &str = "toolgrove.tools";

/// The choices; a newer build's count as none.
pub fn load_settings() -> ToolSettings {
    match stored() {
        Some(StoredToolSettings::Known(settings)) => settings,
        Some(StoredToolSettings::Newer) | None => ToolSettings::default(),
    }
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
