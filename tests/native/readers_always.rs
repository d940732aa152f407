//! The readers under the fuzz targets, every day: arbitrary bytes, and whatever fuzzing has found.

use super::contract::{FILES, case::Case};
use super::support::cases::cases;
use super::support::readers::{self, READERS};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::json;
use toolgrove::domain::json::FromJson;
use toolgrove::domain::trace::{Event, Tree};
use toolgrove::formats::vectors::VectorsFile;

proptest! {
    #![proptest_config(cases(2_000))]

    #[test]
    fn no_bytes_make_a_reader_panic(bytes in vec(any::<u8>(), 0..200)) {
        for (_, read) in READERS {
            read(&bytes);
        }
    }
}

proptest! {
    #![proptest_config(cases(256))]

    /// Replies that were honest once: some bytes replaced, left out or doubled, read in every provider's form.
    #[test]
    fn damaged_replies_make_no_reader_panic(
        file in 0..FILES.len(),
        size in any::<u8>(),
        damage in vec((any::<u16>(), any::<u8>(), 0..4_u8), 0..6),
    ) {
        let case = Case::read(FILES[file].0, FILES[file].1);
        let chunks = case.reply.chunks.iter().chain(case.expect.second_reply.iter().flat_map(|reply| &reply.chunks));
        let mut bytes: Vec<u8> = std::iter::once(size).chain(chunks.flat_map(|c| c.bytes.iter().copied())).collect();
        for (place, byte, kind) in damage {
            let at = usize::from(place) % bytes.len();
            match kind {
                0 => bytes[at] = byte,
                1 => bytes.truncate(at.max(1)),
                2 => drop(bytes.drain(at..(at + usize::from(byte)).min(bytes.len()))),
                _ => bytes.extend_from_within(at..),
            }
            if bytes.is_empty() {
                bytes.push(size);
            }
        }
        for read in [
            readers::openai_reply,
            readers::anthropic_reply,
            readers::gemini_reply,
            readers::text_model_reply,
            readers::builtin_reply,
            readers::provider_record,
        ] {
            read(&bytes);
        }
    }

    /// Conversations that no search would hold, in every provider's form.
    #[test]
    fn any_conversation_becomes_a_request(messages in vec((0..4_u8, any::<String>(), any::<bool>(), ".{0,12}"), 0..8)) {
        let of = |(role, text, call, name): (u8, String, bool, String)| {
            let role = ["system", "user", "assistant", "function"][usize::from(role)];
            let call = call.then(|| json!({"name": name, "arguments": text}));
            json!({"role": role, "name": name, "content": text, "function_call": call})
        };
        let messages: Vec<_> = messages.into_iter().map(of).collect();
        let functions = json!([{"name": "2f", "description": "d", "parameters": {"properties": {"a": {"items": []}}}}]);
        readers::chat_request(format!("{}\0{functions}", json!(messages)).as_bytes());
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
