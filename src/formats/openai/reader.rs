//! Bytes of a reply with a success status, of whatever kind, become one [`Reply`].
//!
//! The first character tells the kind, not the content type: servers send streams as `text/plain`, whole replies where a
//! stream was asked for, and web pages as anything.

use super::error::{SNIPPET, plain};
use super::reply::{self, Reply};
use super::sse::{SseDecoder, SseEvent};
use super::stream::Assembler;
use crate::domain::chat::{Delta, Message, ModelError, Unreadable};

/// Longest reply in bytes.
pub const MAX_REPLY: usize = 8 << 20;
/// Field names that begin a stream of events; a colon begins its comment.
const STREAM_STARTS: [&str; 5] = [":", "data", "event", "id:", "retry"];

/// Reads one reply.
#[derive(Debug, Default)]
pub struct ReplyReader {
    kind: Kind,
    seen: usize,
}

#[derive(Debug)]
enum Kind {
    Unknown(Vec<u8>),
    Whole(Vec<u8>),
    Stream(Box<(SseDecoder, Assembler)>),
}

impl Default for Kind {
    fn default() -> Self {
        Self::Unknown(Vec::new())
    }
}

impl ReplyReader {
    /// Reads `bytes`; gives what is new for the screen.
    ///
    /// # Errors
    /// [`ModelError::TooLarge`], and those of [`Assembler::push_event`].
    pub fn push(&mut self, bytes: &[u8]) -> Result<Vec<Delta>, ModelError> {
        self.seen += bytes.len();
        if self.seen > MAX_REPLY {
            return Err(ModelError::TooLarge { limit: MAX_REPLY });
        }
        match &mut self.kind {
            Kind::Unknown(start) => {
                start.extend_from_slice(bytes);
                let start = std::mem::take(start);
                match kind_of(&start) {
                    None => {
                        self.kind = Kind::Unknown(start);
                        Ok(Vec::new())
                    }
                    Some(Kind::Stream(mut both)) => {
                        let deltas = push_stream(&mut both, &start);
                        self.kind = Kind::Stream(both);
                        deltas
                    }
                    Some(_) => {
                        self.kind = Kind::Whole(start);
                        Ok(Vec::new())
                    }
                }
            }
            Kind::Whole(body) => {
                body.extend_from_slice(bytes);
                Ok(Vec::new())
            }
            Kind::Stream(both) => push_stream(both, bytes),
        }
    }

    /// True once nothing further counts and the connection may be closed.
    pub fn is_done(&self) -> bool {
        matches!(&self.kind, Kind::Stream(both) if both.1.is_done())
    }

    /// What was said so far.
    pub fn partial(&self) -> Option<Box<Message>> {
        match &self.kind {
            Kind::Stream(both) => both.1.partial(),
            _ => None,
        }
    }

    /// The reply, now that the body has ended in order.
    ///
    /// # Errors
    /// Those of [`reply::parse`] and [`Assembler::finish`].
    pub fn finish(self) -> Result<Reply, ModelError> {
        match self.kind {
            Kind::Unknown(body) | Kind::Whole(body) => reply::parse(&body),
            Kind::Stream(both) => {
                let (decoder, mut assembler) = *both;
                if let Some(last) = decoder.finish() {
                    push_last(&mut assembler, &last)?;
                }
                assembler.finish()
            }
        }
    }

    /// The reply, now that the connection broke: a broken end does no harm once all was said.
    ///
    /// # Errors
    /// As [`ReplyReader::finish`]; [`ModelError::StreamCut`] for a whole reply that is not complete.
    pub fn broken(self) -> Result<Reply, ModelError> {
        match self.kind {
            Kind::Unknown(body) | Kind::Whole(body) => {
                reply::parse(&body).map_err(|_| ModelError::StreamCut { partial: None })
            }
            Kind::Stream(_) => self.finish(),
        }
    }
}

fn push_stream(both: &mut (SseDecoder, Assembler), bytes: &[u8]) -> Result<Vec<Delta>, ModelError> {
    let (decoder, assembler) = both;
    let mut events = Vec::new();
    let outcome = decoder.push(bytes, &mut events);
    let mut deltas = Vec::new();
    for event in &events {
        deltas.extend(assembler.push_event(event)?);
    }
    match outcome {
        Ok(()) => Ok(deltas),
        Err(long) => {
            let snippet = plain(&long.to_string(), SNIPPET);
            Err(ModelError::Unreadable { why: Unreadable::BeyondLimits, snippet })
        }
    }
}

/// The event before an end without a blank line: half an event means that the stream was cut.
fn push_last(assembler: &mut Assembler, last: &SseEvent) -> Result<(), ModelError> {
    match assembler.push_event(last) {
        Err(ModelError::Unreadable { why: Unreadable::BadEvent, .. }) => Ok(()),
        other => other.map(|_| ()),
    }
}

/// `None` while there are too few bytes to tell.
fn kind_of(start: &[u8]) -> Option<Kind> {
    const BOM: &[u8] = b"\xEF\xBB\xBF";
    if start.len() < BOM.len() && BOM.starts_with(start) {
        return None;
    }
    let text = String::from_utf8_lossy(start);
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let stream = || Some(Kind::Stream(Box::default()));
    if STREAM_STARTS.iter().any(|s| text.starts_with(s)) {
        return stream();
    }
    if STREAM_STARTS.iter().any(|s| s.starts_with(text)) {
        return None;
    }
    Some(Kind::Whole(Vec::new()))
}
