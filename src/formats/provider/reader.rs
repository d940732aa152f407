//! Bytes of a reply with a success status, of whatever kind, become one [`Reply`].
//!
//! The first character tells the kind, not the content type: servers send streams as `text/plain`, whole replies where a
//! stream was asked for, and web pages as anything. What an event or a whole body means is up to the protocol's
//! [`Assemble`].

use super::error::{MESSAGE, SNIPPET, is_error_body, plain};
use super::reply::Reply;
use super::sse::{SseDecoder, SseEvent};
use super::{Endpoint, Protocol, classify};
use crate::domain::chat::{ChatRequest, Delta, Message, ModelError, Unreadable};
use crate::domain::json;
use crate::formats::{anthropic, builtin, gemini, openai, text_model};
use serde_json::Value;
use std::fmt::Debug;

/// Longest reply in bytes.
pub const MAX_REPLY: usize = 8 << 20;
/// Field names that begin a stream of events; a colon begins its comment.
const STREAM_STARTS: [&str; 6] = [":", "data", "event", "id:", "retry", "error:"];

/// A protocol's half of reading: values of a stream, or one whole value, become a reply.
pub(in crate::formats) trait Assemble: Debug {
    /// Adds the value of one event of a stream, and to `deltas` what is new for the screen.
    fn push_value(&mut self, value: Value, deltas: &mut Vec<Delta>) -> Result<(), ModelError>;
    /// Adds a whole reply.
    fn push_whole(&mut self, value: Value) -> Result<(), ModelError>;
    /// Adds text as it stands, for protocols without events.
    fn push_text(&mut self, _text: &str, _deltas: &mut Vec<Delta>) {}
    /// The stream's own mark of its end, which is no JSON.
    fn end(&mut self) {}
    /// True once nothing further counts.
    fn is_done(&self) -> bool;
    /// True once a message or a part of one has come.
    fn has_message(&self) -> bool;
    /// The message so far, or `None` where nothing was said yet.
    fn partial(&self) -> Option<Box<Message>>;
    /// The reply, now that no more will come; [`ModelError::StreamCut`] where its end is missing.
    fn finish(self: Box<Self>) -> Result<Reply, ModelError>;
}

/// Reads one reply.
#[derive(Debug)]
pub struct Reader {
    kind: Kind,
    assembler: Box<dyn Assemble>,
    seen: usize,
    /// What went wrong behind pieces that are handed out first.
    failed: Option<ModelError>,
}

#[derive(Debug)]
enum Kind {
    Unknown(Vec<u8>),
    Whole(Vec<u8>),
    Stream(SseDecoder),
    /// Text alone; the bytes are those of a character that is not complete.
    Text(Vec<u8>),
}

impl Reader {
    /// For a reply to `chat`, written for `endpoint`.
    pub fn new(endpoint: &Endpoint, chat: &ChatRequest) -> Self {
        let assembler: Box<dyn Assemble> = match endpoint.protocol {
            Protocol::OpenAi => Box::<openai::Assembler>::default(),
            Protocol::Anthropic => Box::<anthropic::Assembler>::default(),
            Protocol::Gemini => Box::new(gemini::Assembler::new(chat)),
            Protocol::ToolLlamaChat | Protocol::ToolLlamaCompletion => Box::new(text_model::Assembler::new(chat)),
            Protocol::BuiltIn => Box::new(builtin::Assembler::new(chat)),
        };
        let kind = match endpoint.protocol {
            Protocol::BuiltIn => Kind::Text(Vec::new()),
            _ => Kind::Unknown(Vec::new()),
        };
        Self { kind, assembler, seen: 0, failed: None }
    }

    /// Reads `bytes`, which may end anywhere, even inside a character; gives what is new for the screen. A failure behind
    /// such pieces comes with the next call, of this or of [`Reader::finish`].
    ///
    /// # Errors
    /// [`ModelError::TooLarge`], [`ModelError::Unreadable`], and what an error inside the stream says.
    pub fn push(&mut self, bytes: &[u8]) -> Result<Vec<Delta>, ModelError> {
        if let Some(error) = self.failed.take() {
            return Err(error);
        }
        self.seen = self.seen.saturating_add(bytes.len());
        if self.seen > MAX_REPLY {
            return Err(ModelError::TooLarge { limit: MAX_REPLY });
        }
        let mut deltas = Vec::new();
        match self.read(bytes, &mut deltas) {
            Err(error) if deltas.is_empty() => return Err(error),
            outcome => self.failed = outcome.err(),
        }
        Ok(deltas)
    }

    fn read(&mut self, bytes: &[u8], deltas: &mut Vec<Delta>) -> Result<(), ModelError> {
        match &mut self.kind {
            Kind::Unknown(start) => {
                start.extend_from_slice(bytes);
                let start = std::mem::take(start);
                match kind_of(&start) {
                    None => self.kind = Kind::Unknown(start),
                    Some(Kind::Stream(mut decoder)) => {
                        let outcome = push_stream(&mut decoder, &mut *self.assembler, &start, deltas);
                        self.kind = Kind::Stream(decoder);
                        return outcome;
                    }
                    Some(_) => self.kind = Kind::Whole(start),
                }
            }
            Kind::Whole(body) => body.extend_from_slice(bytes),
            Kind::Stream(decoder) => return push_stream(decoder, &mut *self.assembler, bytes, deltas),
            Kind::Text(rest) => {
                rest.extend_from_slice(bytes);
                let text = complete_text(rest);
                self.assembler.push_text(&text, deltas);
            }
        }
        Ok(())
    }

    /// True once nothing further counts and the connection may be closed.
    pub fn is_done(&self) -> bool {
        self.failed.is_some() || (matches!(&self.kind, Kind::Stream(_)) && self.assembler.is_done())
    }

    /// What was said so far.
    pub fn partial(&self) -> Option<Box<Message>> {
        self.assembler.partial()
    }

    /// The reply, now that the body has ended in order.
    ///
    /// # Errors
    /// [`ModelError::NotJson`], [`ModelError::Unreadable`], what an `error` object says, [`ModelError::StreamCut`],
    /// [`ModelError::Refused`], [`ModelError::OutputCut`], and others that a reply's end may name.
    pub fn finish(mut self) -> Result<Reply, ModelError> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        match self.kind {
            Kind::Unknown(body) | Kind::Whole(body) => return whole(&body, self.assembler),
            Kind::Stream(decoder) => {
                if let Some(last) = decoder.finish() {
                    push_last(&mut *self.assembler, &last)?;
                }
            }
            Kind::Text(rest) => self.assembler.push_text(&String::from_utf8_lossy(&rest), &mut Vec::new()),
        }
        self.assembler.finish()
    }

    /// The reply, now that the connection broke: a broken end does no harm once all was said.
    ///
    /// # Errors
    /// As [`Reader::finish`]; [`ModelError::StreamCut`] for a reply that is not complete.
    pub fn broken(self) -> Result<Reply, ModelError> {
        match self.kind {
            Kind::Unknown(body) | Kind::Whole(body) => {
                whole(&body, self.assembler).map_err(|_| ModelError::StreamCut { partial: None })
            }
            Kind::Stream(_) => self.finish(),
            // A text has no end of its own: only one that is a whole call is known to be complete.
            Kind::Text(_) => {
                let partial = self.partial();
                match self.finish() {
                    Ok(reply) if reply.message.function_call.is_some() => Ok(reply),
                    _ => Err(ModelError::StreamCut { partial }),
                }
            }
        }
    }
}

/// Takes the complete characters out of `bytes`; what can be no character is replaced.
fn complete_text(bytes: &mut Vec<u8>) -> String {
    let end = match std::str::from_utf8(bytes) {
        Ok(_) => bytes.len(),
        // The start of a character has at most three bytes.
        Err(_) => (1..=3.min(bytes.len()))
            .map(|n| bytes.len() - n)
            .find(|&at| {
                std::str::from_utf8(&bytes[at..]).is_err_and(|e| e.valid_up_to() == 0 && e.error_len().is_none())
            })
            .unwrap_or(bytes.len()),
    };
    let text = String::from_utf8_lossy(&bytes[..end]).into_owned();
    bytes.drain(..end);
    text
}

fn push_stream(
    decoder: &mut SseDecoder,
    assembler: &mut dyn Assemble,
    bytes: &[u8],
    deltas: &mut Vec<Delta>,
) -> Result<(), ModelError> {
    let mut events = Vec::new();
    let outcome = decoder.push(bytes, &mut events);
    for event in &events {
        push_event(assembler, event, deltas)?;
    }
    outcome.map_err(|long| ModelError::Unreadable {
        why: Unreadable::BeyondLimits,
        snippet: plain(&long.to_string(), SNIPPET),
    })
}

fn push_event(assembler: &mut dyn Assemble, event: &SseEvent, deltas: &mut Vec<Delta>) -> Result<(), ModelError> {
    let data = event.data.trim();
    if assembler.is_done() || data.is_empty() {
        return Ok(());
    }
    match json::parse(data) {
        Ok(value) if event.name == "error" || is_error_body(&value) => Err(classify::error_value(&value)),
        Ok(value) => assembler.push_value(value, deltas),
        Err(_) if data == "[DONE]" => {
            assembler.end();
            Ok(())
        }
        // Some proxies put no blank line between events, so several arrive as the lines of one.
        Err(_) if data.contains('\n') => {
            for line in data.lines() {
                let one = SseEvent { name: event.name.clone(), data: line.to_owned() };
                push_event(assembler, &one, deltas)?;
            }
            Ok(())
        }
        Err(_) if event.name == "error" => {
            Err(ModelError::ServerError { status: 500, wait_ms: None, message: plain(data, MESSAGE) })
        }
        Err(_) => Err(ModelError::Unreadable { why: Unreadable::BadEvent, snippet: plain(data, SNIPPET) }),
    }
}

/// The event before an end without a blank line: half an event means that the stream was cut.
fn push_last(assembler: &mut dyn Assemble, last: &SseEvent) -> Result<(), ModelError> {
    match push_event(assembler, last, &mut Vec::new()) {
        Err(ModelError::Unreadable { why: Unreadable::BadEvent, .. }) => Ok(()),
        other => other,
    }
}

/// A reply that came as one JSON text.
fn whole(body: &[u8], mut assembler: Box<dyn Assemble>) -> Result<Reply, ModelError> {
    let text = String::from_utf8_lossy(body);
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.is_empty() {
        return Err(ModelError::Unreadable { why: Unreadable::Empty, snippet: String::new() });
    }
    let value = json::parse(text).map_err(|_| classify::not_json(text))?;
    if is_error_body(&value) {
        return Err(classify::error_value(&value));
    }
    assembler.push_whole(value)?;
    if !assembler.has_message() {
        return Err(ModelError::Unreadable { why: Unreadable::NoChoices, snippet: plain(text, SNIPPET) });
    }
    assembler.finish()
}

/// `None` while there are too few bytes to tell.
fn kind_of(start: &[u8]) -> Option<Kind> {
    const BOM: &[u8] = b"\xEF\xBB\xBF";
    if start.len() < BOM.len() && BOM.starts_with(start) {
        return None;
    }
    let text = String::from_utf8_lossy(start);
    let text = text.trim_start_matches('\u{feff}').trim_start();
    if STREAM_STARTS.iter().any(|s| text.starts_with(s)) {
        return Some(Kind::Stream(SseDecoder::default()));
    }
    if STREAM_STARTS.iter().any(|s| s.starts_with(text)) {
        return None;
    }
    Some(Kind::Whole(Vec::new()))
}
