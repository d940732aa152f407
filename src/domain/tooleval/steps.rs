//! A converted answer as a judge reads it: its calls as texts (`tooleval/utils.py`, `get_steps`).

use super::answer::{Detail, DetailCall, DetailMessage};
use crate::domain::python::python_repr;
use serde_json::{Map, Value};

/// The calls of a path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StepTexts {
    /// `Step 1: {...}`, one a line, where `{...}` is the call as Python text; thoughts are left out.
    pub answer_steps: String,
    /// The last of them, as `Final step: {...}`; empty where nothing was called.
    pub final_step: String,
}

/// The calls along a path. Where it forks, the first branch is followed; a call without any text is no step.
pub fn answer_steps(details: &[Detail]) -> StepTexts {
    let mut out = StepTexts::default();
    let (mut at, mut count) = (details.first(), 0_usize);
    while let Some(node) = at {
        if let Some(text) = text_of(&node.message).filter(|_| node.role == "tool") {
            count += 1;
            if count > 1 {
                out.answer_steps.push('\n');
            }
            out.answer_steps.push_str(&format!("Step {count}: {text}"));
            out.final_step = format!("Final step: {text}");
        }
        at = node.next.first();
    }
    out
}

fn text_of(message: &DetailMessage) -> Option<String> {
    match message {
        DetailMessage::Nothing => None,
        DetailMessage::Text(text) => (!text.is_empty()).then(|| text.clone()),
        DetailMessage::Call(call) => {
            let DetailCall { name, arguments, response, rest } = call.as_ref();
            let ours = [("name", Value::from(name.as_str())), ("arguments", arguments.clone())];
            let mut fields: Map<String, Value> = ours.into_iter().map(|(k, v)| (k.to_owned(), v)).collect();
            fields.insert("response".to_owned(), response.clone());
            fields.extend(rest.clone());
            Some(python_repr(&Value::Object(fields)))
        }
    }
}
