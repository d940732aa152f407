//! What the messages tell: the question, the calls made on this branch, and those that the diversity prompt lists.

use crate::domain::catalog::FinishFunction;
use crate::domain::chat::{Message, Role};
use serde_json::{Map, Value};

/// Most earlier calls that are looked at.
const MAX_CALLS: usize = 200;
/// Places in a diversity prompt at which its list is looked for.
const MAX_BRACKETS: usize = 16;

/// A call and what came back.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Call {
    pub(super) name: String,
    pub(super) arguments: Map<String, Value>,
    pub(super) output: String,
}

/// The conversation as the policy sees it.
#[derive(Clone, Debug, Default)]
pub(super) struct History {
    pub(super) question: String,
    /// On this branch, oldest first.
    pub(super) calls: Vec<Call>,
    /// Made before from this very point, and not to be repeated.
    pub(super) listed: Vec<Call>,
}

impl Call {
    /// What the API complained of, `None` for a result.
    pub(super) fn error(&self) -> Option<String> {
        match serde_json::from_str::<Value>(&self.output) {
            Ok(Value::Object(map)) => match map.get("error") {
                None | Some(Value::Null | Value::Bool(false)) => None,
                Some(Value::String(s)) => (!s.trim().is_empty()).then(|| s.trim().to_owned()),
                Some(other) => Some(other.to_string()),
            },
            // Cut in the middle: a result, unless the complaint comes first.
            _ => {
                let told = self.output.trim_start().strip_prefix("{\"error\":")?.trim_start();
                (!told.starts_with("\"\"") && !told.starts_with("null")).then(|| told.to_owned())
            }
        }
    }

    /// The same function with the same arguments.
    pub(super) fn same(&self, name: &str, arguments: &Map<String, Value>) -> bool {
        self.name == name && &self.arguments == arguments
    }
}

impl History {
    /// Reads the messages of a request.
    pub(super) fn read(messages: &[Message]) -> Self {
        let first = messages.iter().position(|m| m.role == Role::User);
        let question = first.and_then(|i| messages[i].content.clone()).unwrap_or_default();
        let mut history = Self { question, ..Self::default() };
        let mut asked: Option<(String, Map<String, Value>)> = None;
        for message in messages {
            match message.role {
                Role::Assistant => {
                    let call = message.function_call.as_ref();
                    asked = call.map(|c| (c.name.clone(), arguments(&c.arguments)));
                }
                Role::Function => {
                    let output = message.content.clone().unwrap_or_default();
                    let named = || (message.name.clone().unwrap_or_default(), Map::new());
                    let (name, arguments) = asked.take().unwrap_or_else(named);
                    if name != FinishFunction::NAME && history.calls.len() < MAX_CALLS {
                        history.calls.push(Call { name, arguments, output });
                    }
                }
                Role::System | Role::User => {}
            }
        }
        let last = messages.last().filter(|m| m.role == Role::User && first != Some(messages.len() - 1));
        if let Some(prompt) = last.and_then(|m| m.content.as_deref()) {
            history.listed = listed(prompt);
        }
        history
    }
}

fn arguments(text: &str) -> Map<String, Value> {
    match serde_json::from_str(text) {
        Ok(Value::Object(map)) => map,
        _ => Map::new(),
    }
}

/// The first JSON list of calls in a prompt; what stands around it may be in any words.
fn listed(prompt: &str) -> Vec<Call> {
    for (at, _) in prompt.match_indices('[').take(MAX_BRACKETS) {
        let Some(Ok(Value::Array(items))) =
            serde_json::Deserializer::from_str(&prompt[at..]).into_iter::<Value>().next()
        else {
            continue;
        };
        let calls: Vec<Call> = items.iter().take(MAX_CALLS).filter_map(listed_call).collect();
        if !calls.is_empty() {
            return calls;
        }
    }
    Vec::new()
}

fn listed_call(item: &Value) -> Option<Call> {
    let text = |key: &str| item.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let name = item.get("name")?.as_str()?.to_owned();
    let arguments = match item.get("arguments")? {
        Value::Object(map) => map.clone(),
        Value::String(s) => arguments(s),
        _ => return None,
    };
    Some(Call { name, arguments, output: text("function_output") })
}
