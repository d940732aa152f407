//! Converted answers: `{<query id>: {query, available_tools, answer: {method, total_steps, final_answer,
//! answer_details}}}`, as ToolBench's `tooleval/convert_to_answer_format.py` writes them. Fields that we do not know are
//! kept.

use crate::domain::json::{Fields, FromJson, Misfit, NotJson, parse_bytes, reads};
use crate::domain::tooleval::{ConvertedAnswer, Detail, DetailCall, DetailMessage, Example};
use serde_json::{Map, Value};

/// Largest file, in bytes. Nesting is bounded by the JSON reader: 128 levels, about 60 nodes of a path.
pub const MAX_CONVERTED_BYTES: usize = 64 << 20;

/// Why a file cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConvertedFileError {
    /// The file as a whole is too big to be read.
    #[error("the file has {found} bytes; at most {MAX_CONVERTED_BYTES} are read")]
    TooLarge {
        /// Bytes of the file.
        found: usize,
    },
    /// Not JSON, not UTF-8, or nested too deeply.
    #[error(transparent)]
    NotJson(#[from] NotJson),
    /// Something else stands where the format has something.
    #[error(transparent)]
    Misfit(#[from] Misfit),
}

/// Reads a file in UTF-8: query ids and what belongs to them, in the order of the file.
///
/// # Errors
/// [`ConvertedFileError`], with the place as a JSON path.
pub fn read_converted(bytes: &[u8]) -> Result<Vec<(String, Example)>, ConvertedFileError> {
    if bytes.len() > MAX_CONVERTED_BYTES {
        return Err(ConvertedFileError::TooLarge { found: bytes.len() });
    }
    let mut out = Vec::new();
    for (id, value) in Fields::of(Some(parse_bytes(bytes)?))?.rest(&[]) {
        let example = Example::from_json(Some(value)).map_err(|misfit| misfit.within(&step(&id)))?;
        out.push((id, example));
    }
    Ok(out)
}

/// The step of a path to a query: its id is anyone's text.
fn step(id: &str) -> String {
    let plain = !id.is_empty() && id.len() <= 64 && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    let short: String = id.chars().take(64).collect();
    if plain { format!(".{id}") } else { format!("[{}]", Value::from(short)) }
}

/// The file of these examples; of two with one id the last stays.
pub fn write_converted(examples: &[(String, Example)]) -> Value {
    examples.iter().map(|(id, example)| (id.clone(), example_value(example))).collect::<Map<_, _>>().into()
}

reads!(Example { query, available_tools, answer, ..rest });
reads!(ConvertedAnswer { method, total_steps, final_answer, answer_details, ..rest });
reads!(Detail { role, message, next, ..rest });
reads!(DetailCall { name, arguments, response, ..rest });

impl FromJson for DetailMessage {
    fn from_json(value: Option<Value>) -> Result<Self, Misfit> {
        match value {
            Some(Value::Null) => Ok(Self::Nothing),
            Some(Value::String(text)) => Ok(Self::Text(text)),
            Some(object @ Value::Object(_)) => Ok(Self::Call(Box::new(DetailCall::from_json(Some(object))?))),
            other => Err(Misfit::new("text, null or a call", other.as_ref())),
        }
    }
}

/// Our fields first; a field of theirs with a name of ours does not replace it.
fn with_rest<const N: usize>(ours: [(&str, Value); N], theirs: &Map<String, Value>) -> Value {
    let mut fields: Map<String, Value> = ours.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    for (name, value) in theirs {
        if !fields.contains_key(name) {
            fields.insert(name.clone(), value.clone());
        }
    }
    Value::Object(fields)
}

fn example_value(example: &Example) -> Value {
    let answer = &example.answer;
    let answer_value = with_rest(
        [
            ("method", answer.method.as_str().into()),
            ("total_steps", answer.total_steps.into()),
            ("final_answer", answer.final_answer.as_str().into()),
            ("answer_details", answer.answer_details.iter().map(detail_value).collect()),
        ],
        &answer.rest,
    );
    with_rest(
        [
            ("query", example.query.as_str().into()),
            ("available_tools", Value::Array(example.available_tools.clone())),
            ("answer", answer_value),
        ],
        &example.rest,
    )
}

fn detail_value(detail: &Detail) -> Value {
    let message = match &detail.message {
        DetailMessage::Nothing => Value::Null,
        DetailMessage::Text(text) => text.as_str().into(),
        DetailMessage::Call(call) => with_rest(
            [
                ("name", call.name.as_str().into()),
                ("arguments", call.arguments.clone()),
                ("response", call.response.clone()),
            ],
            &call.rest,
        ),
    };
    let next = detail.next.iter().map(detail_value).collect();
    with_rest([("role", detail.role.as_str().into()), ("message", message), ("next", next)], &detail.rest)
}
