//! The prompt texts that a recorded run was made with, as far as its messages hold them.

use super::file::AnswerFile;
use crate::domain::catalog::FinishFunction;
use crate::domain::chat::FunctionSpec;
use crate::domain::json::FromJson;
use crate::domain::trace::PromptSet;
use serde_json::Value;

/// The texts of a file's conversations, without the place where each run has its own question and tools: system
/// message, question, diversity prompt (where a conversation begins with one) and `Finish`. All others are those of
/// `base`. `None` where the messages are absent or of another form: the first two are to hold a numbered list of tools,
/// at the end, and the question.
pub fn prompts_of(file: &AnswerFile, base: PromptSet) -> Option<PromptSet> {
    let answer = &file.answer_generation;
    let conversation = answer.rest.get("train_messages")?.get(0)?.as_array()?;
    let text = |index: usize, role: &str| -> Option<&str> {
        let message = conversation.get(index)?;
        (message.get("role")?.as_str()? == role).then(|| message.get("content")?.as_str()).flatten()
    };
    let question = answer.query.as_deref().filter(|query| !query.is_empty())?;
    let mut set = base;
    let system = text(0, "system")?;
    let (head, tail) = around_tools(system)?;
    head.clone_into(&mut set.environment.task_description_head);
    let gap = if system[head.len()..].starts_with("1. ") { " " } else { "" };
    set.environment.tool_line = format!("{{index}}.{gap}{{tool}}: {{description}}\n");
    set.search.system = format!("{{task_description}}{tail}");
    let (before, after) = text(1, "user")?.split_once(question)?;
    set.search.user = format!("{before}{{input_description}}{after}");
    let earlier = conversation.get(2).filter(|message| message.get("valid") == Some(&Value::Bool(false)));
    if let Some((before, after)) = earlier.and_then(|_| text(2, "user")).and_then(around_candidates) {
        set.search.diversity = format!("{before}{{previous_candidate}}{after}");
    }
    let finish =
        answer.function.iter().rev().find(|f| f.get("name").and_then(Value::as_str) == Some(FinishFunction::NAME));
    if let Some(finish) = finish.and_then(|f| FunctionSpec::from_json(Some(f.clone())).ok()) {
        set.environment.finish_function = finish;
    }
    Some(set)
}

/// What stands before and after the last list of lines `1.`, `2.`, ... Tools' descriptions have no line ends.
fn around_tools(system: &str) -> Option<(&str, &str)> {
    let start = system.rfind("\n1.").map_or(0, |at| at + 1);
    let (head, list) = system.split_at(start);
    let mut rest = list;
    let mut number = 1_u32;
    while let Some(line) = rest.strip_prefix(&format!("{number}.")) {
        rest = line.split_once('\n').map_or("", |(_, rest)| rest);
        number += 1;
    }
    (number > 1).then_some((head, rest))
}

/// What stands before and after the list of candidates, which has its brackets on lines of their own.
fn around_candidates(text: &str) -> Option<(&str, &str)> {
    let start = text.find("[\n")?;
    let end = text.rfind("\n]\n")? + "\n]\n".len();
    (start < end).then(|| (&text[..start], &text[end..]))
}
