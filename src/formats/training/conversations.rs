//! ToolLLaMA's training conversations: `[{"id": …, "conversations": [{"from": …, "value": …}, …]}, …]`, as ToolBench's
//! `preprocess_toolllama_data.py` writes them. Fields that we do not know are kept.

use super::error::{TrainingFileError, parse};
use crate::domain::json::{Fields, FromFields, FromJson, Misfit, reads};
use crate::domain::python::{JsonStyle, json_text_with};
use crate::domain::training::{Instance, Turn};
use serde_json::{Map, Value};

/// Largest file, in bytes: what a browser can hold. The released sets are larger and have to be cut before.
pub const MAX_CONVERSATIONS_BYTES: usize = 128 << 20;

/// Reads a file in UTF-8.
///
/// # Errors
/// [`TrainingFileError`].
pub fn read_conversations(bytes: &[u8]) -> Result<Vec<Instance>, TrainingFileError> {
    Ok(Vec::from_json(Some(parse(bytes, MAX_CONVERSATIONS_BYTES)?))?)
}

/// The file of `instances`, in the original's form: four blanks a level, other scripts as they are, no line end at its
/// end.
pub fn write_conversations(instances: &[Instance]) -> String {
    let value = Value::Array(instances.iter().map(instance_value).collect());
    json_text_with(&value, JsonStyle { indent: Some(4), ascii: false })
}

reads!(Instance { id, conversations, ..rest });

impl FromFields for Turn {
    fn from_fields(of: &mut Fields) -> Result<Self, Misfit> {
        let from = of.take("from")?;
        let Said(value) = of.take("value")?;
        Ok(Self { from, value, rest: of.rest(&["from", "value"]) })
    }
}

/// Text or `null`, but not nothing: a file is written again as it was.
struct Said(Option<String>);

impl FromJson for Said {
    fn from_json(value: Option<Value>) -> Result<Self, Misfit> {
        match value {
            Some(Value::Null) => Ok(Self(None)),
            Some(Value::String(text)) => Ok(Self(Some(text))),
            other => Err(Misfit::new("text or null", other.as_ref())),
        }
    }
}

fn instance_value(instance: &Instance) -> Value {
    let turns = instance.conversations.iter().map(turn_value).collect();
    with_rest([("id", instance.id.as_str().into()), ("conversations", Value::Array(turns))], &instance.rest)
}

fn turn_value(turn: &Turn) -> Value {
    with_rest([("from", turn.from.as_str().into()), ("value", turn.value.as_deref().into())], &turn.rest)
}

/// Our fields first; a field of theirs with a name of ours does not replace it.
fn with_rest(ours: [(&str, Value); 2], theirs: &Map<String, Value>) -> Value {
    let mut fields: Map<String, Value> = ours.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    for (name, value) in theirs {
        if !fields.contains_key(name) {
            fields.insert(name.clone(), value.clone());
        }
    }
    Value::Object(fields)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[track_caller]
    fn refused(json: &str, expected: &str) {
        assert_eq!(read_conversations(json.as_bytes()).unwrap_err().to_string(), expected);
    }

    #[test]
    fn the_file_has_the_originals_form() {
        let turns = vec![Turn::new("user", Some("é\n".into())), Turn::new("system", None)];
        let instance = Instance { id: "Step 0: q".into(), conversations: turns, rest: Map::new() };
        let expected = "[\n    {\n        \"id\": \"Step 0: q\",\n        \"conversations\": [\n            {\n                \
                        \"from\": \"user\",\n                \"value\": \"é\\n\"\n            },\n            {\n                \
                        \"from\": \"system\",\n                \"value\": null\n            }\n        ]\n    }\n]";
        assert_eq!(write_conversations(&[instance]), expected);
        assert_eq!(write_conversations(&[]), "[]");
    }

    #[test]
    fn unknown_fields_come_back() {
        let value = json!([{
            "source": {"b": [1.5, null], "a": "x"}, "id": "1",
            "conversations": [{"weight": 0, "from": "gpt", "value": null}, {"from": "", "value": ""}],
        }]);
        let read = read_conversations(value.to_string().as_bytes()).unwrap();
        assert_eq!(read[0].rest.len() + read[0].conversations[0].rest.len(), 2);
        let again: Value = serde_json::from_str(&write_conversations(&read)).unwrap();
        assert_eq!(again, value);
    }

    #[test]
    fn refusals_name_the_place() {
        refused("{}", "$: expected a list, found an object");
        refused("[7]", "$[0]: expected an object, found a number that does not fit");
        refused("[{\"id\": 7, \"conversations\": []}]", "$[0].id: expected text, found a number that does not fit");
        refused("[{\"id\": \"a\"}]", "$[0].conversations: expected a list, found nothing");
        let turn = |turn: &str| format!("[{{\"id\": \"a\", \"conversations\": [{turn}]}}]");
        refused(&turn("{\"value\": \"\"}"), "$[0].conversations[0].from: expected text, found nothing");
        refused(&turn("{\"from\": \"a\"}"), "$[0].conversations[0].value: expected text or null, found nothing");
    }

    #[test]
    fn size_and_depth_are_bounded() {
        let deep = "[".repeat(100_000);
        assert!(matches!(read_conversations(deep.as_bytes()), Err(TrainingFileError::NotJson(_))));
        assert!(matches!(read_conversations(b"[\xff"), Err(TrainingFileError::NotJson(_))));
        assert!(matches!(parse(b"[]", 1), Err(TrainingFileError::TooLarge { limit: 1, found: 2 })));
    }
}
