//! Readers of what the page keeps for itself: remembered keys, recorded calls, marks of health, settings of tools.

use toolgrove::formats::records::calls::{RecordedCall, read_calls, write_calls};
use toolgrove::formats::records::health::{HealthMark, HealthRound, HostQuota};
use toolgrove::formats::records::keys::{Row, pad, read_row, unpad};
use toolgrove::formats::records::tools::{StoredToolSettings, parse, to_text};

/// Rows of remembered keys, and what comes out of a sealed one.
pub fn key_row(bytes: &[u8]) {
    if let Ok(row) = std::str::from_utf8(bytes).map_err(|_| ()).and_then(|text| read_row(text).map_err(|_| ())) {
        let again = match &row {
            Row::Vault(vault) => vault.to_text(),
            Row::Key(key) => key.to_text(),
            Row::Newer => return,
        };
        assert_eq!(read_row(&again), Ok(row), "read again");
    }
    if let Some(text) = unpad(bytes) {
        assert_eq!(pad(&text).as_deref(), Some(bytes), "padded again");
    }
}

/// Files and rows of recorded calls, marks of health, and the settings of tools.
pub fn call_records(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Ok((calls, _)) = read_calls(&text) {
        assert_eq!(read_calls(&write_calls(&calls)), Ok((calls, Vec::new())), "read again");
    }
    _ = (RecordedCall::read(&text), HealthMark::read(&text), HealthRound::read(&text), HostQuota::read(&text));
    if let StoredToolSettings::Known(settings) = parse(&text) {
        assert_eq!(parse(&to_text(&settings)), StoredToolSettings::Known(settings), "read again");
    }
}
