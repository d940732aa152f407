//! Rows of remembered keys: what is read, what is refused, and how long a key seems.

use serde_json::{Value, json};
use toolgrove::formats::records::keys::{KeyRow, ROUNDS, Row, SealedBytes, VaultRow, pad, read_row, unpad};

fn sealed() -> SealedBytes {
    SealedBytes { iv: [7; 12], data: vec![9; 256 + 16] }
}

fn key() -> KeyRow {
    KeyRow { id: "a-1".into(), origin: "https://api.example.com".into(), sealed: sealed() }
}

fn vault() -> VaultRow {
    VaultRow { rounds: ROUNDS, salt: [3; 16], verifier: sealed() }
}

/// The row with one field changed; `null` takes it away.
fn with(text: &str, field: &str, value: Value) -> String {
    let mut row: Value = serde_json::from_str(text).unwrap();
    let fields = row.as_object_mut().unwrap();
    if value.is_null() {
        fields.remove(field)
    } else {
        fields.insert(field.into(), value)
    };
    row.to_string()
}

fn refused(text: &str, field: &str, value: Value) {
    let changed = with(text, field, value);
    let read = read_row(&changed);
    assert!(read.is_err(), "{changed} was read as {read:?}");
    assert!(!read.unwrap_err().to_string().contains("a-1"), "an error holds nothing of the row");
}

#[test]
fn rows_are_read_as_they_were_written() {
    assert_eq!(read_row(&key().to_text()), Ok(Row::Key(key())));
    assert_eq!(read_row(&vault().to_text()), Ok(Row::Vault(vault())));
    assert_eq!(read_row(&with(&key().to_text(), "more", json!("of others"))), Ok(Row::Key(key())));
}

#[test]
fn newer_rows_are_told_apart_whatever_they_hold() {
    for text in [key().to_text(), vault().to_text()] {
        assert_eq!(read_row(&with(&text, "v", json!(2))), Ok(Row::Newer));
    }
    assert_eq!(read_row(r#"{"v":9,"what":"something else"}"#), Ok(Row::Newer));
}

#[test]
fn what_is_out_of_bounds_is_refused() {
    let (key, vault) = (key().to_text(), vault().to_text());
    for rounds in [json!(0), json!(599_999), json!(10_000_001), json!(-1), json!("600000"), json!(6e5), Value::Null] {
        refused(&vault, "rounds", rounds);
    }
    // Fifteen bytes, none, not base64, no text.
    for salt in [json!("AAAAAAAAAAAAAAAAAAAA"), json!(""), json!("***"), json!([1]), Value::Null] {
        refused(&vault, "salt", salt);
    }
    for iv in [json!("AAAA"), json!(""), Value::Null] {
        refused(&key, "iv", iv);
    }
    for data in [json!(""), json!("AAAA"), json!("A".repeat(8_000)), Value::Null] {
        refused(&key, "data", data);
    }
    for id in [json!(""), json!("a b"), json!("@vault"), json!("a\nb"), json!("é"), json!("a".repeat(65)), json!(1)] {
        refused(&key, "id", id);
    }
    for origin in [json!(""), json!("https://a\nhttps://b"), json!("h".repeat(301)), json!(null)] {
        refused(&key, "origin", origin);
    }
    refused(&key, "what", json!("vaults"));
    refused(&key, "v", Value::Null);
    for text in ["", "[]", "null", "{", "\u{0}", &" ".repeat(20_000)] {
        assert!(read_row(text).is_err(), "{text:?}");
    }
}

#[test]
fn padding_hides_the_length_and_comes_off_whole() {
    // Two bytes of length, then the text: 254 bytes fill one block of 256.
    for (text, padded) in [("", 256), ("k", 256), (&"k".repeat(254), 256), (&"k".repeat(255), 512)] {
        let bytes = pad(text).unwrap();
        assert_eq!(bytes.len(), padded, "{}", text.len());
        assert_eq!(unpad(&bytes).as_deref(), Some(text));
    }
    assert_eq!(pad(&"k".repeat(4_096)).map(|p| p.len()), Some(4_352));
    assert_eq!(pad(&"k".repeat(4_097)), None);
    let good = pad("key").unwrap();
    let mut trailing = good.clone();
    *trailing.last_mut().unwrap() = 1;
    let mut long = good.clone();
    long[1] = 255;
    for bad in [&[][..], &[0], &[0, 3], b"\0\x03key", &good[..255], &trailing[..], &long[..], &[255; 256]] {
        assert_eq!(unpad(bad), None);
    }
    let mut no_text = good;
    no_text[2] = 0xff;
    assert_eq!(unpad(&no_text), None, "not UTF-8");
}

#[test]
fn no_two_pairs_are_bound_alike() {
    assert_ne!(KeyRow::bound_to("a", "b"), KeyRow::bound_to("a", "c"));
    assert_ne!(KeyRow::bound_to("ab", "c"), KeyRow::bound_to("a", "bc"));
    assert_ne!(VaultRow::bound_to(600_000, &[0; 16]), VaultRow::bound_to(600_001, &[0; 16]));
}
