//! What the search itself answers to a function call: which offered function a name reaches, and `Finish`
//! (ToolBench `rapidapi.py`, `_step`).

use crate::domain::catalog::FinishFunction;
use crate::domain::json;
use crate::domain::trace::{Fidelity, OfferedFunction, StatusCode};
use serde_json::{Value, json};

/// What a function call reaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Reached {
    /// Offered function by index; its API is to be called.
    Api(u32),
    /// The search answers itself.
    Answered { observation: String, status: StatusCode, answer: Option<String> },
}

/// Finds the function for `name`: the exact one first (Fixed), else the first whose name ends with it.
pub(super) fn reach(functions: &[OfferedFunction], name: &str, arguments: &str, fidelity: Fidelity) -> Reached {
    let exact = || functions.iter().position(|f| f.spec.name == name);
    let suffix = || functions.iter().position(|f| f.api.is_some() && f.spec.name.ends_with(name));
    let is_finish = |i: &usize| functions[*i].api.is_none();
    let hit = match fidelity {
        Fidelity::Fixed if name.is_empty() => None,
        Fidelity::Fixed => exact().or_else(suffix),
        Fidelity::ToolBench => exact().filter(is_finish).or_else(suffix),
    };
    match hit {
        Some(i) if functions[i].api.is_none() => finish(arguments),
        Some(i) => Reached::Api(u32::try_from(i).unwrap_or(u32::MAX)),
        None => answered(
            &json!({"error": format!("No such function name: {name}"), "response": ""}),
            StatusCode::NoSuchFunction,
        ),
    }
}

fn answered(observation: &Value, status: StatusCode) -> Reached {
    Reached::Answered { observation: observation.to_string(), status, answer: None }
}

/// Reads the arguments of `Finish`. Malformed text gives status 2 and says what is expected.
fn finish(arguments: &str) -> Reached {
    let wrong = |message: &str| answered(&json!({"error": message}), StatusCode::InputError);
    let Ok(Value::Object(map)) = json::parse(arguments) else {
        return wrong("the arguments of Finish must be a JSON object with \"return_type\"");
    };
    match map.get("return_type").and_then(Value::as_str) {
        Some(FinishFunction::GIVE_UP) => answered(&json!({"response": "gave up, restart"}), StatusCode::GaveUp),
        Some(FinishFunction::GIVE_ANSWER) => match map.get("final_answer") {
            None | Some(Value::Null) => wrong("\"final_answer\" is needed with give_answer"),
            Some(value) => Reached::Answered {
                observation: json!({"response": "final answer given"}).to_string(),
                status: StatusCode::FinalAnswer,
                answer: Some(value.as_str().map_or_else(|| value.to_string(), str::to_owned)),
            },
        },
        Some(_) => wrong("\"return_type\" must be \"give_answer\" or \"give_up_and_restart\""),
        None => wrong("must have \"return_type\""),
    }
}

/// What the model sees of an observation: at most `max` characters (Unicode scalar values), with `...` where cut.
pub(super) fn shorten(observation: &str, max: u32) -> String {
    let max = max as usize;
    observation
        .char_indices()
        .nth(max)
        .map_or_else(|| observation.to_owned(), |(cut, _)| format!("{}...", &observation[..cut]))
}
