//! A reply assembled from its chunks.
//!
//! Fragments of calls carry an `index`, and the first of each its `id` and `name`; servers break this in known ways,
//! each of which has a rule in [`Assembler::slot_for`] and a test.

use super::classify;
use super::error::{SNIPPET, plain};
use super::reply::{Finish, Reply};
use super::sse::SseEvent;
use super::wire::{Call, Choice, Chunk, Part, Tokens};
use crate::domain::chat::{Delta, FunctionCall, Message, ModelError, Unreadable, Usage};
use crate::domain::json;
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
pub struct Assembler {
    text: String,
    reasoning: String,
    refusal: String,
    slots: Vec<Slot>,
    finish: Option<String>,
    usage: Option<Usage>,
    model: Option<String>,
    has_message: bool,
    done: bool,
}

impl Assembler {
    /// Adds one event of a stream; gives what is new for the screen.
    ///
    /// # Errors
    /// What an `error` object in the stream says, or [`ModelError::Unreadable`].
    pub fn push_event(&mut self, event: &SseEvent) -> Result<Vec<Delta>, ModelError> {
        let data = event.data.trim();
        let mut deltas = Vec::new();
        if self.done || data.is_empty() {
            return Ok(deltas);
        }
        match json::parse(data) {
            Ok(value) => self.push_value(value, &mut deltas)?,
            Err(_) if data == "[DONE]" => self.done = true,
            // Some proxies put no blank line between events, so several arrive as the lines of one.
            Err(_) if data.contains('\n') => {
                for line in data.lines() {
                    let one = SseEvent { name: event.name.clone(), data: line.to_owned() };
                    deltas.extend(self.push_event(&one)?);
                }
            }
            Err(_) if event.name == "error" => {
                return Err(ModelError::ServerError { status: 500, message: plain(data, super::error::MESSAGE) });
            }
            Err(_) => {
                return Err(ModelError::Unreadable { why: Unreadable::BadEvent, snippet: plain(data, SNIPPET) });
            }
        }
        Ok(deltas)
    }

    /// Adds a whole reply.
    ///
    /// # Errors
    /// [`ModelError::Unreadable`] beyond limits.
    pub(super) fn push_whole(&mut self, chunk: Chunk) -> Result<(), ModelError> {
        self.push_chunk(chunk, &mut Vec::new())?;
        self.done = true;
        Ok(())
    }

    /// True once `[DONE]` has come: nothing after it counts.
    pub const fn is_done(&self) -> bool {
        self.done
    }

    /// True once a choice with a message or a part of one has come.
    pub(super) const fn has_message(&self) -> bool {
        self.has_message
    }

    /// The message so far, or `None` where nothing was said yet.
    pub fn partial(&self) -> Option<Box<Message>> {
        let message = self.message().0;
        (message.content.is_some() || message.function_call.is_some()).then(|| Box::new(message))
    }

    /// The reply, now that no more will come. A stream is complete after `[DONE]`, or after a chunk with a finish reason
    /// (many servers leave `[DONE]` out).
    ///
    /// # Errors
    /// [`ModelError::StreamCut`], [`ModelError::Refused`], [`ModelError::OutputCut`], [`ModelError::Unreadable`].
    pub fn finish(self) -> Result<Reply, ModelError> {
        if !self.done && self.finish.is_none() {
            return Err(ModelError::StreamCut { partial: self.partial() });
        }
        if !self.has_message {
            return Err(ModelError::Unreadable { why: Unreadable::NoChoices, snippet: String::new() });
        }
        let finish = Finish::from_wire(self.finish.as_deref());
        let (message, extra_calls) = self.message();
        let silent = message.content.is_none() && message.function_call.is_none();
        if silent && !self.refusal.is_empty() {
            return Err(ModelError::Refused { message: plain(&self.refusal, super::error::MESSAGE) });
        }
        if finish == Finish::Filter {
            let message = message.content.as_deref().map(|t| plain(t, super::error::MESSAGE)).unwrap_or_default();
            return Err(ModelError::Refused { message });
        }
        let broken_call = message
            .function_call
            .as_ref()
            .is_some_and(|c| !c.arguments.is_empty() && json::parse(&c.arguments).is_err());
        if finish == Finish::Length && (silent || broken_call) {
            return Err(ModelError::OutputCut { partial: self.partial() });
        }
        Ok(Reply {
            message,
            extra_calls,
            finish,
            usage: self.usage,
            reasoning: (!self.reasoning.is_empty()).then_some(self.reasoning),
            model: self.model,
        })
    }

    /// The assistant's message with the first call, and the other calls.
    fn message(&self) -> (Message, Vec<FunctionCall>) {
        let mut calls = self
            .slots
            .iter()
            .filter(|s| !(s.name.is_empty() && s.arguments.is_empty()))
            .map(|s| FunctionCall { name: s.name.clone(), arguments: s.arguments.clone() });
        let function_call = calls.next();
        let content = (!self.text.is_empty()).then(|| self.text.clone());
        (Message::assistant(content, function_call), calls.collect())
    }

    fn push_value(&mut self, value: Value, deltas: &mut Vec<Delta>) -> Result<(), ModelError> {
        if super::error::is_error_body(&value) {
            return Err(classify::error_value(&value));
        }
        let Some(chunk) = Chunk::from_value(value) else {
            return Err(ModelError::Unreadable { why: Unreadable::BadEvent, snippet: String::new() });
        };
        self.push_chunk(chunk, deltas)
    }

    fn push_chunk(&mut self, chunk: Chunk, deltas: &mut Vec<Delta>) -> Result<(), ModelError> {
        if let Some(tokens) = &chunk.usage {
            self.usage = usage(tokens).or(self.usage);
        }
        self.model = chunk.model.map(|m| plain(&m, SNIPPET)).or_else(|| self.model.take());
        let first = chunk.choices.into_iter().flatten().find(|c| c.index.unwrap_or(0) == 0);
        let Some(Choice { message, delta, finish_reason, .. }) = first else { return Ok(()) };
        self.finish = finish_reason.or_else(|| self.finish.take());
        match (message, delta) {
            (_, Some(part)) => self.push_part(part, false, deltas),
            (Some(part), None) => self.push_part(part, true, deltas),
            (None, None) => Ok(()),
        }
    }

    fn push_part(&mut self, part: Part, whole: bool, deltas: &mut Vec<Delta>) -> Result<(), ModelError> {
        self.has_message = true;
        let text = part.text();
        if !text.is_empty() {
            self.text.push_str(&text);
            deltas.push(Delta::Text(text));
        }
        if let Some(more) = part.reasoning_content.or(part.reasoning).filter(|t| !t.is_empty()) {
            self.reasoning.push_str(&more);
            deltas.push(Delta::Reasoning(more));
        }
        self.refusal.push_str(part.refusal.as_deref().unwrap_or_default());
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
        let place = if whole { None } else { self.slot_for(call.index, &id, name) };
        let place = match place {
            Some(place) => place,
            None if self.slots.len() >= MAX_CALLS => {
                return Err(ModelError::Unreadable { why: Unreadable::BeyondLimits, snippet: String::new() });
            }
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
        let more = function.arguments_text();
        slot.arguments.push_str(&more);
        if place == 0 && !more.is_empty() {
            deltas.push(Delta::CallArguments(more));
        }
        Ok(())
    }

    /// Which call a fragment belongs to; `None` opens a new one.
    fn slot_for(&self, index: Option<u64>, id: &str, name: &str) -> Option<usize> {
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
        if let Some(index) = index {
            return match self.slots.iter().rposition(|s| s.index == Some(index)) {
                Some(place) => (!starts_anew(&self.slots[place])).then_some(place),
                // The last piece of arguments under a wrong index (gpt-oss behind some hosts).
                None if id.is_empty() && name.is_empty() => Some(last),
                None => None,
            };
        }
        // No index at all: a new call begins where the last one is complete or has another name.
        let slot = &self.slots[last];
        let complete = json::parse(&slot.arguments).is_ok();
        let new = starts_anew(slot) || (!name.is_empty() && complete);
        (!new).then_some(last)
    }
}

/// `None` where the counts are missing.
fn usage(tokens: &Tokens) -> Option<Usage> {
    let (prompt, completion) = (tokens.prompt_tokens?, tokens.completion_tokens.unwrap_or(0));
    Some(Usage { prompt, completion, estimated: false })
}
