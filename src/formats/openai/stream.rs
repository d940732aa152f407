//! A reply assembled from its chunks.
//!
//! Fragments of calls carry an `index`, and the first of each its `id` and `name`; servers break this in known ways,
//! each of which has a rule in [`Assembler::slot_for`] and a test.

use super::wire::{Call, Choice, Chunk, Part, Tokens};
use crate::domain::chat::{Delta, FunctionCall, Message, ModelError, Unreadable, Usage};
use crate::domain::json;
use crate::formats::provider::classify;
use crate::formats::provider::error::{SNIPPET, plain};
use crate::formats::provider::reader::Assemble;
use crate::formats::provider::reply::{Draft, Finish, Reply, beyond_limits};
use serde_json::Value;

/// More calls than this in one reply are no honest reply.
const MAX_CALLS: usize = 64;

#[derive(Debug, Default)]
struct Slot {
    index: Option<u64>,
    id: String,
    name: String,
    arguments: String,
}

/// Collects what chunks add.
#[derive(Debug, Default)]
pub(in crate::formats) struct Assembler {
    draft: Draft,
    slots: Vec<Slot>,
    has_message: bool,
    done: bool,
}

impl Assemble for Assembler {
    fn push_value(&mut self, value: Value, deltas: &mut Vec<Delta>) -> Result<(), ModelError> {
        let Some(chunk) = Chunk::from_value(value) else {
            return Err(ModelError::Unreadable { why: Unreadable::BadEvent, snippet: String::new() });
        };
        self.push_chunk(chunk, deltas)
    }

    fn push_whole(&mut self, value: Value) -> Result<(), ModelError> {
        self.done = true;
        Chunk::from_value(value).map_or(Ok(()), |chunk| self.push_chunk(chunk, &mut Vec::new()))
    }

    /// `[DONE]`: nothing after it counts.
    fn end(&mut self) {
        self.done = true;
    }

    fn is_done(&self) -> bool {
        self.done
    }

    fn has_message(&self) -> bool {
        self.has_message
    }

    fn partial(&self) -> Option<Box<Message>> {
        Draft { text: self.draft.text.clone(), calls: self.calls(), ..Draft::default() }.partial()
    }

    fn finish(self: Box<Self>) -> Result<Reply, ModelError> {
        self.end_of_stream()?.reply()
    }
}

impl Assembler {
    /// What was said, now that no more will come. A stream is complete after `[DONE]`, or after a chunk with a finish
    /// reason (many servers leave `[DONE]` out).
    pub(in crate::formats) fn end_of_stream(self) -> Result<Draft, ModelError> {
        if !self.done && self.draft.finish.is_none() {
            return Err(ModelError::StreamCut { partial: self.partial() });
        }
        if !self.has_message {
            return Err(ModelError::Unreadable { why: Unreadable::NoChoices, snippet: String::new() });
        }
        Ok(Draft { calls: self.calls(), ..self.draft })
    }

    /// The text so far.
    pub(in crate::formats) fn text(&self) -> &str {
        &self.draft.text
    }

    fn calls(&self) -> Vec<FunctionCall> {
        let told = self.slots.iter().filter(|s| !(s.name.is_empty() && s.arguments.is_empty()));
        told.map(|s| FunctionCall { name: s.name.clone(), arguments: s.arguments.clone() }).collect()
    }

    fn push_chunk(&mut self, chunk: Chunk, deltas: &mut Vec<Delta>) -> Result<(), ModelError> {
        if let Some(tokens) = &chunk.usage {
            self.draft.usage = usage(tokens).or(self.draft.usage);
        }
        self.draft.model = chunk.model.map(|m| plain(&m, SNIPPET)).or_else(|| self.draft.model.take());
        let first = chunk.choices.into_iter().flatten().find(|c| c.index.unwrap_or(0) == 0);
        let Some(Choice { message, delta, text, finish_reason, error, .. }) = first else { return Ok(()) };
        if !error.is_null() {
            return Err(classify::error_value(&error));
        }
        if let Some(reason) = finish_reason {
            self.draft.finish = Some(finish(&reason)?);
        }
        match (delta, message, text) {
            (Some(part), ..) => self.push_part(part, false, deltas),
            (None, Some(part), _) => self.push_part(part, true, deltas),
            (None, None, Some(text)) => {
                self.push_part(Part { content: Value::String(text), ..Part::default() }, false, deltas)
            }
            (None, None, None) => Ok(()),
        }
    }

    fn push_part(&mut self, part: Part, whole: bool, deltas: &mut Vec<Delta>) -> Result<(), ModelError> {
        self.has_message = true;
        let text = part.text();
        if !text.is_empty() {
            self.draft.text.push_str(&text);
            deltas.push(Delta::Text(text));
        }
        let more = part.reasoning();
        if !more.is_empty() {
            self.draft.reasoning.push_str(&more);
            deltas.push(Delta::Reasoning(more));
        }
        self.draft.refusal.push_str(part.refusal.as_deref().unwrap_or_default());
        let legacy = part.function_call.map(|function| Call { index: Some(0), id: None, function: Some(function) });
        for call in part.tool_calls.into_iter().flatten().chain(legacy) {
            self.push_call(call, whole, deltas)?;
        }
        Ok(())
    }

    fn push_call(&mut self, call: Call, whole: bool, deltas: &mut Vec<Delta>) -> Result<(), ModelError> {
        let function = call.function.unwrap_or_default();
        let id = call.id.unwrap_or_default();
        let name = function.name.as_deref().unwrap_or_default();
        let more = function.arguments_text();
        let place = if whole { None } else { self.slot_for(call.index, &id, name, !more.is_empty()) };
        let place = match place {
            Some(place) => place,
            None if self.slots.len() >= MAX_CALLS => return Err(beyond_limits()),
            None => {
                self.slots.push(Slot { index: call.index, id: id.clone(), ..Slot::default() });
                self.slots.len() - 1
            }
        };
        let slot = &mut self.slots[place];
        if slot.id.is_empty() {
            slot.id = id;
        }
        // A name comes once, in pieces before the arguments, or whole in every fragment.
        if !name.is_empty() && slot.name != name && slot.arguments.is_empty() {
            slot.name.push_str(name);
            if place == 0 {
                deltas.push(Delta::CallName(slot.name.clone()));
            }
        }
        slot.arguments.push_str(&more);
        if place == 0 && !more.is_empty() {
            deltas.push(Delta::CallArguments(more));
        }
        Ok(())
    }

    /// Which call a fragment belongs to; `None` opens a new one. `brings`: it holds arguments.
    fn slot_for(&self, index: Option<u64>, id: &str, name: &str, brings: bool) -> Option<usize> {
        let last = self.slots.len().checked_sub(1)?;
        if !id.is_empty()
            && let Some(place) = self.slots.iter().position(|s| s.id == id)
        {
            return Some(place);
        }
        let starts_anew = |slot: &Slot| {
            // Every call at index 0, told apart by id and name alone (Gemini's compatible endpoint).
            let other_id = !id.is_empty() && !slot.id.is_empty() && slot.id != id;
            !name.is_empty() && (other_id || (slot.name != name && !slot.arguments.is_empty()))
        };
        let complete = |slot: &Slot| json::parse(&slot.arguments).is_ok();
        if let Some(index) = index {
            return match self.slots.iter().rposition(|s| s.index == Some(index)) {
                Some(place) => {
                    let slot = &self.slots[place];
                    // The same function again, without any id.
                    let again = brings && !name.is_empty() && complete(slot);
                    (!starts_anew(slot) && !again).then_some(place)
                }
                // The last piece of arguments under a wrong index (gpt-oss behind some hosts).
                None if id.is_empty() && name.is_empty() => Some(last),
                None => None,
            };
        }
        // No index at all: a new call begins where the last one is complete or has another name.
        let slot = &self.slots[last];
        let new = starts_anew(slot) || (!name.is_empty() && complete(slot));
        (!new).then_some(last)
    }
}

/// # Errors
/// Where the reason is that the endpoint failed.
fn finish(reason: &str) -> Result<Finish, ModelError> {
    Ok(match reason {
        "stop" => Finish::Stop,
        "tool_calls" | "function_call" => Finish::Call,
        // The second is Mistral's.
        "length" | "model_length" => Finish::Length,
        "content_filter" => Finish::Filter,
        // OpenRouter and Mistral; DeepSeek.
        "error" | "insufficient_system_resource" => {
            return Err(ModelError::ServerError {
                status: 503,
                wait_ms: None,
                message: format!("finish_reason: {reason}"),
            });
        }
        _ => Finish::Other,
    })
}

/// `None` where the counts are missing.
fn usage(tokens: &Tokens) -> Option<Usage> {
    let (prompt, completion) = (tokens.prompt_tokens?, tokens.completion_tokens.unwrap_or(0));
    Some(Usage { prompt, completion, estimated: false })
}
