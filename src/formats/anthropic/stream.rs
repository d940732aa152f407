//! A reply assembled from its events, or from a whole message.

use crate::domain::chat::{Delta, FunctionCall, Message, ModelError, Unreadable, Usage};
use crate::domain::json::{Fields, FromJson};
use crate::formats::provider::error::{SNIPPET, plain};
use crate::formats::provider::reader::Assemble;
use crate::formats::provider::reply::{Draft, Finish, Reply, beyond_limits, has_broken_call};
use serde_json::Value;

/// More blocks than this in one reply are no honest reply.
const MAX_BLOCKS: usize = 256;

/// A block of the reply. Calls alone are kept apart; text and reasoning run together.
#[derive(Debug)]
struct Block {
    index: u64,
    call: Option<Call>,
}

#[derive(Debug, Default)]
struct Call {
    name: String,
    /// Arguments in the block's start: empty where they follow in pieces.
    whole: Value,
    pieces: String,
}

/// Collects what events add.
#[derive(Debug, Default)]
pub(in crate::formats) struct Assembler {
    draft: Draft,
    blocks: Vec<Block>,
    /// The model's context ended, not its output limit.
    context_ended: bool,
    started: bool,
    done: bool,
}

impl Assemble for Assembler {
    fn push_value(&mut self, value: Value, deltas: &mut Vec<Delta>) -> Result<(), ModelError> {
        let Ok(mut event) = Fields::of(Some(value)) else {
            return Err(ModelError::Unreadable { why: Unreadable::BadEvent, snippet: String::new() });
        };
        match event.lenient::<String>("type").as_str() {
            "message_start" => self.start(&event.lenient("message")),
            "content_block_start" => {
                let index = event.lenient("index");
                self.open(index, event.lenient("content_block"), deltas)?;
            }
            "content_block_delta" => {
                let index: Option<u64> = event.lenient("index");
                self.add(index, &event.lenient("delta"), deltas)?;
            }
            "message_delta" => {
                self.stop(&event.lenient("delta"));
                self.count(&event.lenient("usage"));
            }
            "message_stop" => self.done = true,
            // `ping`, `content_block_stop`, and what later versions add.
            _ => {}
        }
        Ok(())
    }

    fn push_whole(&mut self, value: Value) -> Result<(), ModelError> {
        let Some(blocks) = value.get("content").and_then(Value::as_array).cloned() else { return Ok(()) };
        self.stop(&value);
        self.start(&value);
        self.done = true;
        for (index, block) in (0..).zip(blocks) {
            self.open(Some(index), block, &mut Vec::new())?;
        }
        Ok(())
    }

    fn is_done(&self) -> bool {
        self.done
    }

    fn has_message(&self) -> bool {
        self.started
    }

    fn partial(&self) -> Option<Box<Message>> {
        Draft { text: self.draft.text.clone(), calls: self.calls(), ..Draft::default() }.partial()
    }

    fn finish(self: Box<Self>) -> Result<Reply, ModelError> {
        if !self.done && self.draft.finish.is_none() {
            return Err(ModelError::StreamCut { partial: self.partial() });
        }
        if !self.started {
            return Err(ModelError::Unreadable { why: Unreadable::NoChoices, snippet: String::new() });
        }
        let draft = Draft { calls: self.calls(), ..self.draft };
        let message = draft.message();
        let nothing = message.content.is_none() && message.function_call.is_none();
        if self.context_ended && (nothing || has_broken_call(&message)) {
            return Err(ModelError::ContextTooLong { message: "model_context_window_exceeded".to_owned() });
        }
        draft.reply()
    }
}

impl Assembler {
    /// The message's head: model and tokens so far.
    fn start(&mut self, message: &Value) {
        self.started = true;
        let model = message.get("model").and_then(Value::as_str).map(|m| plain(m, SNIPPET));
        self.draft.model = model.or_else(|| self.draft.model.take());
        self.count(message.get("usage").unwrap_or(&Value::Null));
    }

    fn open(&mut self, index: Option<u64>, block: Value, deltas: &mut Vec<Delta>) -> Result<(), ModelError> {
        self.started = true;
        let Ok(mut block) = Fields::of(Some(block)) else { return Ok(()) };
        if self.blocks.len() >= MAX_BLOCKS {
            return Err(beyond_limits());
        }
        let index = index.unwrap_or(self.blocks.len() as u64);
        let call = match block.lenient::<String>("type").as_str() {
            "tool_use" => {
                let call = Call { name: block.lenient("name"), whole: block.lenient("input"), ..Call::default() };
                if self.is_first_call() {
                    deltas.push(Delta::CallName(call.name.clone()));
                }
                Some(call)
            }
            _ => {
                self.text(block.lenient("text"), deltas);
                self.reasoning(block.lenient("thinking"), deltas);
                None
            }
        };
        self.blocks.push(Block { index, call });
        Ok(())
    }

    fn add(&mut self, index: Option<u64>, delta: &Value, deltas: &mut Vec<Delta>) -> Result<(), ModelError> {
        self.started = true;
        let text_of = |key: &str| String::from_json(delta.get(key).cloned()).unwrap_or_default();
        match delta.get("type").and_then(Value::as_str) {
            Some("text_delta") => self.text(text_of("text"), deltas),
            Some("thinking_delta") => self.reasoning(text_of("thinking"), deltas),
            Some("input_json_delta") => {
                // Under an index that no call was opened with: the last call's (proxies that count otherwise).
                let is = |block: &Block| block.call.is_some() && index.is_none_or(|i| i == block.index);
                let place = self.blocks.iter().rposition(is);
                let Some(place) = place.or_else(|| self.blocks.iter().rposition(|b| b.call.is_some())) else {
                    return Ok(());
                };
                let first = self.blocks.iter().position(|b| b.call.is_some()) == Some(place);
                let more = text_of("partial_json");
                if let Some(call) = &mut self.blocks[place].call {
                    call.pieces.push_str(&more);
                }
                if first && !more.is_empty() {
                    deltas.push(Delta::CallArguments(more));
                }
            }
            // `signature_delta`, `citations_delta`: nothing that a person reads.
            _ => {}
        }
        Ok(())
    }

    fn stop(&mut self, delta: &Value) {
        let Some(reason) = delta.get("stop_reason").and_then(Value::as_str) else { return };
        self.context_ended = reason == "model_context_window_exceeded";
        self.draft.finish = Some(match reason {
            "end_turn" | "stop_sequence" => Finish::Stop,
            "tool_use" => Finish::Call,
            "max_tokens" | "model_context_window_exceeded" => Finish::Length,
            "refusal" => Finish::Filter,
            // `pause_turn`: tools of the provider's own, which we never ask for.
            _ => Finish::Other,
        });
        if let Some(words) = delta.pointer("/stop_details/explanation").and_then(Value::as_str) {
            words.clone_into(&mut self.draft.refusal);
        }
    }

    /// Tokens. What came from or went to the cache was sent too; later counts replace earlier ones.
    fn count(&mut self, usage: &Value) {
        let number = |key: &str| usage.get(key).and_then(Value::as_u64);
        let sent = ["input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens"];
        let known =
            number("input_tokens").map(|_| sent.iter().filter_map(|key| number(key)).fold(0, u64::saturating_add));
        let before = self.draft.usage;
        let prompt = known.filter(|n| *n > 0).or_else(|| before.map(|u| u.prompt)).or(known);
        let completion = number("output_tokens").or_else(|| before.map(|u| u.completion));
        if let Some(prompt) = prompt {
            self.draft.usage = Some(Usage { prompt, completion: completion.unwrap_or(0), estimated: false });
        }
    }

    fn text(&mut self, text: String, deltas: &mut Vec<Delta>) {
        if !text.is_empty() {
            self.draft.text.push_str(&text);
            deltas.push(Delta::Text(text));
        }
    }

    fn reasoning(&mut self, text: String, deltas: &mut Vec<Delta>) {
        if !text.is_empty() {
            self.draft.reasoning.push_str(&text);
            deltas.push(Delta::Reasoning(text));
        }
    }

    fn is_first_call(&self) -> bool {
        self.blocks.iter().all(|block| block.call.is_none())
    }

    fn calls(&self) -> Vec<FunctionCall> {
        let calls = self.blocks.iter().filter_map(|block| block.call.as_ref());
        calls.map(|call| FunctionCall { name: call.name.clone(), arguments: call.arguments() }).collect()
    }
}

impl Call {
    fn arguments(&self) -> String {
        match &self.whole {
            _ if !self.pieces.is_empty() => self.pieces.clone(),
            Value::Object(_) => self.whole.to_string(),
            Value::String(text) => text.clone(),
            _ => "{}".to_owned(),
        }
    }
}
