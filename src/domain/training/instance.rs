//! Training instances (ToolBench `preprocess/preprocess_toolllama_data.py`, `preprocess_rapidapi`).

use super::source::{AnswerFile, Called, Content, Said};
use crate::domain::toolllama::{PromptError, ToolLlamaPrompts, system_message};
use crate::domain::trace::Fidelity;
use serde_json::{Map, Value};

/// One conversation that ends in the reply to be learned.
#[derive(Clone, Debug, PartialEq)]
pub struct Instance {
    /// `Step <message>: <question>`, where `<message>` counts from 0.
    pub id: String,
    /// Oldest first; the last is the assistant's.
    pub conversations: Vec<Turn>,
    /// Fields of a file that we do not know.
    pub rest: Map<String, Value>,
}

/// One turn.
#[derive(Clone, Debug, PartialEq)]
pub struct Turn {
    /// Who speaks: `system`, `user`, `function`, `assistant` (in older files `human`, `gpt`).
    pub from: String,
    /// What is said; `None` is written as `null`.
    pub value: Option<String>,
    /// Fields of a file that we do not know.
    pub rest: Map<String, Value>,
}

impl Turn {
    /// A turn without other fields.
    pub fn new(from: impl Into<String>, value: Option<String>) -> Self {
        Self { from: from.into(), value, rest: Map::new() }
    }
}

/// Why an answer gives no training data. Only in `ToolBench` mode, where the original stops too.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InstanceError {
    /// A message has no `content`.
    #[error("train_messages[{list}][{message}]: expected content, found nothing")]
    NoContent {
        /// Index in `train_messages`, from 0.
        list: usize,
        /// Index in that list, from 0.
        message: usize,
    },
    /// A system message that cannot be made into one for ToolLLaMA.
    #[error("train_messages[{list}][{message}]: {cause}")]
    System {
        /// As above.
        list: usize,
        /// As above.
        message: usize,
        /// What is wrong with it.
        cause: PromptError,
    },
}

/// The instances of an answer: one for each list of messages that ends in a call, in their order.
///
/// Kept from the original (quirk 73), since checkpoints were trained on it: where a message has text and a call, the text
/// is lost and `Thought: ` stays empty; a list whose last message is no call gives nothing.
///
/// # Errors
/// [`InstanceError`] in `ToolBench` mode. `Fixed` takes an absent `content` for `null` (the answers of StableToolBench
/// have none) and repairs system messages as [`system_message`] does.
pub fn instances(
    answer: &AnswerFile,
    texts: &ToolLlamaPrompts,
    fidelity: Fidelity,
) -> Result<Vec<Instance>, InstanceError> {
    if !answer.valid_data {
        return Ok(Vec::new());
    }
    let mut out = Vec::new();
    for (list, messages) in answer.train_messages.iter().enumerate() {
        out.extend(instance(answer, list, messages, texts, fidelity)?);
    }
    Ok(out)
}

fn instance(
    answer: &AnswerFile,
    list: usize,
    messages: &[Said],
    texts: &ToolLlamaPrompts,
    fidelity: Fidelity,
) -> Result<Option<Instance>, InstanceError> {
    let mut conversations = Vec::new();
    // Thoughts since the last turn: they become part of the next call's turn, or nothing.
    let mut thoughts = String::new();
    for (message, said) in messages.iter().enumerate() {
        let content = match &said.content {
            Content::Text(text) => Some(text.as_str()),
            Content::Absent if fidelity == Fidelity::ToolBench => {
                return Err(InstanceError::NoContent { list, message });
            }
            Content::Absent | Content::Null => None,
        };
        let last = message + 1 == messages.len();
        match (said.role.as_str(), &said.function_call) {
            ("assistant", Some(call)) => {
                conversations.push(Turn::new("assistant", Some(react_turn(&thoughts, call))));
                thoughts.clear();
                if last {
                    let id = format!("Step {message}: {}", answer.query);
                    return Ok(Some(Instance { id, conversations, rest: Map::new() }));
                }
            }
            ("assistant", None) => thoughts.push_str(&format!("\nThought: {}", content.unwrap_or_default())),
            (role, _) => {
                let system = |text| system_message(text, &answer.functions, texts, fidelity);
                let value = match (role, content) {
                    ("system", content) => {
                        Some(system(content.unwrap_or_default()).map_err(|cause| InstanceError::System {
                            list,
                            message,
                            cause,
                        })?)
                    }
                    (_, content) => content.map(str::to_owned),
                };
                conversations.push(Turn::new(role, value));
                thoughts.clear();
            }
        }
    }
    Ok(None)
}

/// A call as ToolLLaMA writes it, after the thoughts that led to it.
fn react_turn(thoughts: &str, call: &Called) -> String {
    let thoughts = if thoughts.is_empty() { "\nThought: " } else { thoughts };
    format!("{thoughts}\nAction: {}\nAction Input: {}", call.name, call.arguments)
}

/// Which files of a folder are taken, by index: those whose name holds the method's.
///
/// Quirk `method_by_substring` (74), kept: `DFS_woFilter_w2` takes `..._w20.json` too. The original's order is that of
/// the folder, which is the order of `names` in `ToolBench` mode; `Fixed` sorts by name.
pub fn files_of_method(names: &[&str], method: &str, fidelity: Fidelity) -> Vec<usize> {
    let mut taken: Vec<usize> = (0..names.len()).filter(|&index| names[index].contains(method)).collect();
    if fidelity == Fidelity::Fixed {
        taken.sort_by_key(|&index| names[index]);
    }
    taken
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::toolllama::default_texts;

    fn said(role: &str, content: Content, call: Option<(&str, &str)>) -> Said {
        let function_call = call.map(|(name, arguments)| Called { name: name.into(), arguments: arguments.into() });
        Said { role: role.into(), content, function_call }
    }

    fn text(text: &str) -> Content {
        Content::Text(text.into())
    }

    fn made(messages: Vec<Said>, fidelity: Fidelity) -> Result<Vec<Instance>, String> {
        let mut texts = default_texts().unwrap().toolllama;
        texts.system_find = "Act.".into();
        texts.system_replace = "Act so.".into();
        texts.functions_suffix = " {functions}".into();
        let answer =
            AnswerFile { valid_data: true, query: "q".into(), functions: "[]".into(), train_messages: vec![messages] };
        instances(&answer, &texts, fidelity).map_err(|e| e.to_string())
    }

    #[track_caller]
    fn check(messages: &[Said], id: &str, turns: &[(&str, Option<&str>)]) {
        for fidelity in [Fidelity::ToolBench, Fidelity::Fixed] {
            let made = made(messages.to_owned(), fidelity).unwrap();
            let found: Vec<_> = made[0].conversations.iter().map(|t| (t.from.as_str(), t.value.as_deref())).collect();
            assert_eq!((made.len(), made[0].id.as_str(), found.as_slice()), (1, id, turns));
        }
    }

    #[test]
    fn thoughts_join_the_next_call_and_text_beside_a_call_is_lost() {
        let messages = vec![
            said("system", text("Act."), None),
            said("user", text("q"), None),
            said("assistant", text("a"), None),
            said("assistant", Content::Null, None),
            said("assistant", text("lost"), Some(("go", "{}"))),
            said("function", text("o"), None),
            said("assistant", text("gone with the next turn"), None),
            said("user", Content::Null, None),
            said("assistant", Content::Null, Some(("Finish", "{"))),
        ];
        let turns = [
            ("system", Some("Act so. []")),
            ("user", Some("q")),
            ("assistant", Some("\nThought: a\nThought: \nAction: go\nAction Input: {}")),
            ("function", Some("o")),
            ("user", None),
            ("assistant", Some("\nThought: \nAction: Finish\nAction Input: {")),
        ];
        check(&messages, "Step 8: q", &turns);
    }

    #[test]
    fn only_a_call_at_the_end_gives_an_instance() {
        let call = said("assistant", Content::Null, Some(("go", "{}")));
        let thought = said("assistant", text("a"), None);
        let result = said("function", text("o"), None);
        for messages in [vec![], vec![call.clone(), thought], vec![call, result]] {
            assert_eq!(made(messages, Fidelity::ToolBench), Ok(vec![]));
        }
    }

    #[test]
    fn what_stops_the_original_is_repaired_when_fixed() {
        let messages = vec![said("user", text("q"), None), said("assistant", Content::Absent, Some(("go", "{}")))];
        let error = made(messages.clone(), Fidelity::ToolBench).unwrap_err();
        assert_eq!(error, "train_messages[0][1]: expected content, found nothing");
        assert_eq!(made(messages, Fidelity::Fixed).unwrap().len(), 1);

        let messages = vec![said("system", text("Do."), None), said("assistant", Content::Null, Some(("go", "{}")))];
        let error = made(messages.clone(), Fidelity::ToolBench).unwrap_err();
        assert!(error.starts_with("train_messages[0][0]: the system message does not hold"), "{error}");
        let fixed = made(messages, Fidelity::Fixed).unwrap();
        assert_eq!(fixed[0].conversations[0].value.as_deref(), Some("Do.\nAct so. []"));
    }

    #[test]
    fn method_by_substring() {
        let names = ["9_DFS_w2.json", "10_DFS_w20.json", "1_CoT@1.json"];
        assert_eq!(files_of_method(&names, "DFS_w2", Fidelity::ToolBench), [0, 1]);
        assert_eq!(files_of_method(&names, "DFS_w2", Fidelity::Fixed), [1, 0]);
    }
}
