//! The readers under the fuzz targets, every day: arbitrary bytes, and whatever fuzzing has found.

use super::support::readers::{self, READERS};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::json;
use toolgrove::domain::json::FromJson;
use toolgrove::domain::trace::{Event, Tree};
use toolgrove::formats::vectors::VectorsFile;

fn config() -> ProptestConfig {
    ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn no_bytes_make_a_reader_panic(bytes in vec(any::<u8>(), 0..200)) {
        for (_, read) in READERS {
            read(&bytes);
        }
    }
}

/// What fuzzing has found: bytes on which a reader failed once.
#[test]
fn what_was_found_is_found_no_more() {
    // A scale that is NaN was read, and found out only in use: it is refused now.
    let nan =
        b"{\"format\":\"toolgrove-vectors-1\",\"model\":\"m\",\"texts\":\"t\",\"n\":1,\"dim\":1}\n?\x01\x80\x7f\0";
    readers::vectors(nan);
    assert!(VectorsFile::from_bytes(nan).is_err());
}

/// Token counts of a stored run, or of an endpoint, that no sum holds: the sum stays at the largest.
#[test]
fn endless_token_counts_are_counted_without_overflow() {
    let event = |seq: u32| {
        json!({
            "seq": seq, "at_ms": 1, "type": "model_replied", "ask": seq, "message": {"role": "assistant", "content": "a"},
            "usage": {"prompt": u64::MAX, "completion": 4, "estimated": false},
        })
    };
    let events: Vec<Event> = (0..2).map(|seq| Event::from_json(Some(event(seq))).unwrap()).collect();
    assert_eq!(Tree::fold(&events).counters.tokens, u64::MAX);
}

/// Each reader has its target, and each target its reader.
#[test]
fn every_reader_has_a_fuzz_target() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
    let manifest = std::fs::read_to_string(folder.join("Cargo.toml")).unwrap();
    for (name, _) in READERS {
        assert!(folder.join(format!("fuzz_targets/{name}.rs")).is_file(), "{name}");
        assert!(manifest.contains(&format!("name = \"{name}\"")), "{name}");
    }
    assert_eq!(std::fs::read_dir(folder.join("fuzz_targets")).unwrap().count(), READERS.len());
}
