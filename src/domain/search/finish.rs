//! The arguments of `Finish` (ToolBench `rapidapi.py`, `_step`).

use crate::domain::catalog::FinishFunction;
use crate::domain::json;
use crate::domain::python::parse_lenient;
use crate::domain::trace::{Fidelity, StatusCode};
use serde_json::{Map, Value};

/// What a call of `Finish` says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finish {
    /// An answer: the text of `final_answer`, or its JSON where it is no text.
    Answer(String),
    /// The model gives up.
    GaveUp,
    /// No JSON object (`ToolBench`: JSON, but no object, at which the original stops).
    NoObject,
    /// `return_type` is missing.
    NoReturnType,
    /// `return_type` is neither of the two.
    OtherReturnType,
    /// `give_answer` without `final_answer`.
    NoFinalAnswer,
}

impl Finish {
    /// The status of the call.
    pub const fn status(&self) -> StatusCode {
        match self {
            Self::Answer(_) => StatusCode::FinalAnswer,
            Self::GaveUp => StatusCode::GaveUp,
            _ => StatusCode::InputError,
        }
    }
}

/// Reads the arguments. `ToolBench` takes raw control characters, `NaN` and half surrogates, and looks for both fields
/// in text that is no JSON; an answer may be null there.
pub fn read_finish(arguments: &str, fidelity: Fidelity) -> Finish {
    let fields = match fidelity {
        Fidelity::Fixed => json::parse(arguments).ok(),
        Fidelity::ToolBench => Some(parse_lenient(arguments).unwrap_or_else(|_| Value::Object(salvage(arguments)))),
    };
    let Some(Value::Object(fields)) = fields else { return Finish::NoObject };
    let Some(kind) = fields.get("return_type") else { return Finish::NoReturnType };
    match (kind.as_str(), fidelity) {
        (Some(FinishFunction::GIVE_UP), _) => Finish::GaveUp,
        (Some(FinishFunction::GIVE_ANSWER), _) => match fields.get("final_answer") {
            None => Finish::NoFinalAnswer,
            Some(Value::Null) if fidelity == Fidelity::Fixed => Finish::NoFinalAnswer,
            Some(answer) => Finish::Answer(answer.as_str().map_or_else(|| answer.to_string(), str::to_owned)),
        },
        (None, Fidelity::Fixed) => Finish::NoReturnType,
        _ => Finish::OtherReturnType,
    }
}

/// What the original finds in arguments that are no JSON. It looks for `give_answer` first, wherever it stands, and an
/// answer runs to the end of the text, with the quote and brace that close it.
fn salvage(arguments: &str) -> Map<String, Value> {
    let mut fields = Map::new();
    let after = |mark: &str| arguments.find(mark).map(|at| &arguments[at + mark.len()..]);
    if let Some(rest) = after("\"return_type\": \"") {
        let named = [FinishFunction::GIVE_ANSWER, FinishFunction::GIVE_UP];
        let known = named.into_iter().find(|kind| arguments.contains(&format!("\"return_type\": \"{kind}\"")));
        // Any other value is refused, whatever its text is; the original cuts it out first.
        let text = known.unwrap_or_else(|| rest.split("\",").next().unwrap_or_default());
        // A value cut short, such as `give_answer` without its closing quote, is no value.
        let text = if known.is_none() && named.contains(&text) { "" } else { text };
        fields.insert("return_type".to_owned(), text.into());
    }
    if let Some(rest) = after("\"final_answer\": \"") {
        fields.insert("final_answer".to_owned(), rest.into());
    }
    fields
}
