//! Files of training data against anything that may come.

use crate::support::cases::cases;
use proptest::prelude::*;
use serde_json::{Map, Value};
use toolgrove::domain::training::{Instance, Turn};
use toolgrove::formats::training::{read_answer, read_conversations, write_conversations};

fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(|f| if f.is_finite() { Value::from(f) } else { Value::Null }),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((any::<String>(), inner), 0..4)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

/// Fields with names that are none of ours.
fn rest() -> impl Strategy<Value = Map<String, Value>> {
    prop::collection::vec(("x[a-zé]{0,4}", json()), 0..3).prop_map(|fields| fields.into_iter().collect())
}

fn turn() -> impl Strategy<Value = Turn> {
    let from = prop_oneof!["system", "user", "assistant", "function", any::<String>()];
    (from, any::<Option<String>>(), rest()).prop_map(|(from, value, rest)| Turn { from, value, rest })
}

fn instance() -> impl Strategy<Value = Instance> {
    (any::<String>(), prop::collection::vec(turn(), 0..5), rest()).prop_map(|(id, conversations, rest)| Instance {
        id,
        conversations,
        rest,
    })
}

/// JSON near the two formats, so that readers get beyond the first brace.
fn near() -> impl Strategy<Value = Vec<u8>> {
    let pieces = prop::sample::select(vec![
        "[",
        "]",
        "{",
        "}",
        ",",
        ":",
        "null",
        "true",
        "1e999",
        "\"id\":",
        "\"conversations\":[",
        "\"from\":\"user\"",
        "\"value\":",
        "\"answer_generation\":{",
        "\"valid_data\":true",
        "\"train_messages\":[[",
        "\"\\ud800\"",
        "\"x\"",
        "\"role\":\"assistant\"",
        "\"function_call\":{",
        "\"function\":[]",
        "\"query\":\"q\"",
        "\u{feff}",
    ]);
    prop::collection::vec(pieces, 0..40).prop_map(|pieces| pieces.concat().into_bytes())
}

proptest! {
    #![proptest_config(cases(2_000))]

    #[test]
    fn arbitrary_bytes_are_refused_or_come_back_the_same(
        bytes in prop_oneof![prop::collection::vec(any::<u8>(), 0..200), near()],
    ) {
        let _ = read_answer(&bytes);
        if let Ok(instances) = read_conversations(&bytes) {
            let original: Value = serde_json::from_slice(&bytes).unwrap();
            let written: Value = serde_json::from_str(&write_conversations(&instances)).unwrap();
            prop_assert_eq!(written, original);
        }
    }

    #[test]
    fn conversations_come_back_the_same(instances in prop::collection::vec(instance(), 0..4)) {
        let text = write_conversations(&instances);
        prop_assert_eq!(read_conversations(text.as_bytes()).unwrap(), instances);
    }

    #[test]
    fn any_json_in_the_place_of_a_file_is_refused_or_read(value in json()) {
        let text = value.to_string();
        let _ = read_answer(text.as_bytes());
        let _ = read_conversations(text.as_bytes());
        let inside = format!("[{{\"id\": \"a\", \"conversations\": [{text}], \"more\": {text}}}]");
        if let Ok(instances) = read_conversations(inside.as_bytes()) {
            let written: Value = serde_json::from_str(&write_conversations(&instances)).unwrap();
            prop_assert_eq!(written, serde_json::from_str::<Value>(&inside).unwrap());
        }
    }
}
