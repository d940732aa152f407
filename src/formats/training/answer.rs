//! The part of ToolBench's answer files that training data is made of: `answer_generation`.

use super::error::{TrainingFileError, parse};
use crate::domain::json::{Fields, FromFields, FromJson, Misfit, reads};
use crate::domain::python::{python_repr, python_text};
use crate::domain::training::{AnswerFile, Called, Content, Said};
use serde_json::Value;

/// Largest answer file, in bytes. The largest of the released ones stays well below.
const MAX_ANSWER_BYTES: usize = 64 << 20;

/// Reads an answer file in UTF-8.
///
/// # Errors
/// [`TrainingFileError`].
pub fn read_answer(bytes: &[u8]) -> Result<AnswerFile, TrainingFileError> {
    Ok(answer_of_value(parse(bytes, MAX_ANSWER_BYTES)?)?)
}

/// Reads an answer file's JSON.
///
/// # Errors
/// [`Misfit`].
pub fn answer_of_value(value: Value) -> Result<AnswerFile, Misfit> {
    Fields::of(Some(value))?.take("answer_generation")
}

impl FromFields for AnswerFile {
    fn from_fields(of: &mut Fields) -> Result<Self, Misfit> {
        let valid_data: bool = of.take("valid_data")?;
        if !valid_data {
            // Nothing else of such a file is used, and it may lack the rest.
            return Ok(Self { valid_data, query: String::new(), functions: String::new(), train_messages: Vec::new() });
        }
        // In the order of their keys, as the original writes them.
        let functions: Vec<Value> = of.take("function")?;
        Ok(Self {
            valid_data,
            query: of.take("query")?,
            functions: python_repr(&Value::Array(functions)),
            train_messages: of.take("train_messages")?,
        })
    }
}

reads!(Said { role, content, function_call });

impl FromJson for Content {
    fn from_json(value: Option<Value>) -> Result<Self, Misfit> {
        match value {
            None => Ok(Self::Absent),
            Some(Value::Null) => Ok(Self::Null),
            Some(Value::String(text)) => Ok(Self::Text(text)),
            other => Err(Misfit::new("text or null", other.as_ref())),
        }
    }
}

impl FromFields for Called {
    fn from_fields(of: &mut Fields) -> Result<Self, Misfit> {
        // Some models give the arguments themselves instead of their text; Python writes them as it writes any value.
        let (name, arguments): (Value, Value) = (of.take("name")?, of.take("arguments")?);
        Ok(Self { name: python_text(&name), arguments: python_text(&arguments) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[track_caller]
    fn refused(value: Value, expected: &str) {
        assert_eq!(answer_of_value(value).unwrap_err().to_string(), expected);
    }

    #[test]
    fn what_training_needs_is_read() {
        let file = json!({"win": true, "answer_generation": {
            "valid_data": true, "query": "q", "function": [{"name": "go", "n": 1.0}],
            "train_messages": [[
                {"role": "user", "content": "q"},
                {"role": "assistant", "content": null, "function_call": {"name": "go", "arguments": {"a": null}}},
                {"role": "assistant", "function_call": null},
            ]],
        }});
        let answer = read_answer(file.to_string().as_bytes()).unwrap();
        assert_eq!((answer.query.as_str(), answer.functions.as_str()), ("q", "[{'name': 'go', 'n': 1.0}]"));
        let [user, call, nothing] = answer.train_messages[0].as_slice() else { panic!("three messages") };
        assert_eq!((user.role.as_str(), &user.content), ("user", &Content::Text("q".into())));
        let called = call.function_call.as_ref().unwrap();
        assert_eq!((&call.content, called.arguments.as_str()), (&Content::Null, "{'a': None}"));
        assert_eq!((&nothing.content, &nothing.function_call), (&Content::Absent, &None));
    }

    #[test]
    fn an_answer_that_is_not_valid_may_lack_the_rest() {
        let answer = answer_of_value(json!({"answer_generation": {"valid_data": false}})).unwrap();
        assert!(!answer.valid_data && answer.train_messages.is_empty());
    }

    #[test]
    fn refusals_name_the_place() {
        refused(json!([]), "$: expected an object, found a list");
        refused(json!({}), "$.answer_generation: expected an object, found nothing");
        refused(
            json!({"answer_generation": {"valid_data": 1}}),
            "$.answer_generation.valid_data: expected true or false, found a number that does not fit",
        );
        let with = |messages: Value| {
            json!({"answer_generation": {
                "valid_data": true, "query": "q", "function": [], "train_messages": messages,
            }})
        };
        refused(with(json!(null)), "$.answer_generation.train_messages: expected a list, found null");
        refused(
            with(json!([[], [{"role": "user", "content": 5}]])),
            "$.answer_generation.train_messages[1][0].content: expected text or null, found a number that does not fit",
        );
        refused(
            with(json!([[{"role": "assistant", "content": null, "function_call": {"name": "go"}}]])),
            "$.answer_generation.train_messages[0][0].function_call.arguments: expected a value, found nothing",
        );
    }
}
