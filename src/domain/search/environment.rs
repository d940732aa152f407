//! What the search itself answers to a function call: which offered function a name reaches, and `Finish`
//! (ToolBench `rapidapi.py`, `_step`).

use super::finish::{Finish, read_finish};
use crate::domain::python::json_text;
use crate::domain::service::shape;
use crate::domain::trace::{Fidelity, OfferedFunction, RunSpec, StatusCode};
use serde_json::{Value, json};

/// The stand-in that later requests show for a name that no function has.
pub(super) const HALLUCINATED: &str = "invalid_hallucination_function_name";

/// What a function call reaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reached {
    /// Offered function by index; its API is to be called.
    Api(u32),
    /// The search answers itself.
    Answered {
        /// What the model is told.
        observation: String,
        /// [`StatusCode::NoSuchFunction`], or how `Finish` came out.
        status: StatusCode,
        /// The answer's text, with [`StatusCode::FinalAnswer`].
        answer: Option<String>,
    },
}

/// The function that a name reaches, by its place: exactly that name first (Fixed), else the first that ends with it.
/// `Finish` has to be named in full; a name that only it ends with reaches nothing, where the original stops.
pub fn find_function(functions: &[OfferedFunction], name: &str, fidelity: Fidelity) -> Option<usize> {
    let exact = || functions.iter().position(|f| f.spec.name == name);
    let suffix = || functions.iter().position(|f| f.api.is_some() && f.spec.name.ends_with(name));
    match fidelity {
        Fidelity::Fixed if name.is_empty() => None,
        Fidelity::Fixed => exact().or_else(suffix),
        Fidelity::ToolBench => exact().filter(|&i| functions[i].api.is_none()).or_else(suffix),
    }
}

/// What a call reaches. `name` is without what stood before its last dot.
pub fn reach(spec: &RunSpec, name: &str, arguments: &str) -> Reached {
    match find_function(&spec.functions, name, spec.fidelity) {
        Some(i) if spec.functions[i].api.is_none() => finish(spec, arguments),
        Some(i) => Reached::Api(u32::try_from(i).unwrap_or(u32::MAX)),
        None => {
            let told = json!({"error": format!("No such function name: {name}"), "response": ""});
            let observation = match spec.fidelity {
                Fidelity::ToolBench => json_text(&told),
                Fidelity::Fixed => told.to_string(),
            };
            Reached::Answered { observation, status: StatusCode::NoSuchFunction, answer: None }
        }
    }
}

/// Reads the arguments of `Finish`. What cannot be used gives status 2 and says what is expected.
fn finish(spec: &RunSpec, arguments: &str) -> Reached {
    let finish = read_finish(arguments, spec.fidelity);
    let (name, ours) = finish_text(&finish);
    let status = finish.status();
    let answer = if let Finish::Answer(answer) = finish { Some(answer) } else { None };
    let observation = observation_text(spec, name).map_or_else(|| ours.to_string(), str::to_owned);
    Reached::Answered { observation, status, answer }
}

/// What a run's prompt set says in an observation of the search itself: `environment.observations.<name>`.
fn observation_text<'a>(spec: &'a RunSpec, name: &str) -> Option<&'a str> {
    spec.prompts.environment.rest.get("observations")?.get(name)?.as_str()
}

/// Name of the observation in a prompt set, and what is said where the set has none.
fn finish_text(finish: &Finish) -> (&'static str, Value) {
    match finish {
        Finish::Answer(_) => ("final_answer_given", json!({"response": "final answer given"})),
        Finish::GaveUp => ("gave_up", json!({"response": "gave up, restart"})),
        Finish::NoObject => (
            "arguments_no_object",
            json!({"error": "the arguments of Finish must be a JSON object with \"return_type\""}),
        ),
        Finish::NoReturnType => ("return_type_missing", json!({"error": "must have \"return_type\""})),
        Finish::OtherReturnType => (
            "return_type_unknown",
            json!({"error": "\"return_type\" must be \"give_answer\" or \"give_up_and_restart\""}),
        ),
        Finish::NoFinalAnswer => {
            ("final_answer_missing", json!({"error": "\"final_answer\" is needed with give_answer"}))
        }
    }
}

/// What the model sees of an observation of the offered function at `function`: shaped as the run wants it, then cut.
pub fn seen(spec: &RunSpec, function: Option<u32>, observation: &str) -> String {
    let max = spec.limits.max_observation_length;
    if spec.seen.is_whole() || spec.fidelity == Fidelity::ToolBench {
        return shorten(observation, max);
    }
    let schema = function.and_then(|function| spec.seen.schemas.get(function as usize)).unwrap_or(&Value::Null);
    shorten(&shape(observation, spec.seen.shaping, schema).text, max)
}

/// What the model sees of an observation: at most `max` characters (Unicode scalar values), with `...` where cut.
pub fn shorten(observation: &str, max: u32) -> String {
    let max = max as usize;
    observation
        .char_indices()
        .nth(max)
        .map_or_else(|| observation.to_owned(), |(cut, _)| format!("{}...", &observation[..cut]))
}
