//! Server-sent events: bytes in any cut become events (WHATWG HTML, "interpreting an event stream").
//!
//! Written here rather than taken from a crate: ours must hold a byte limit per event against a hostile server, hand out
//! an unfinished last event, and be tested natively without a stream runtime; that is about a hundred lines.

use thiserror::Error;

/// Longest event in bytes.
const MAX_EVENT: usize = 1 << 20;
const BOM: &[u8] = b"\xEF\xBB\xBF";

/// One event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SseEvent {
    /// Its `event:` field; empty for plain messages.
    pub name: String,
    /// Its `data:` lines, joined by line feeds.
    pub data: String,
}

/// An event outgrew 1 MiB.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("an event of the stream is longer than {MAX_EVENT} bytes")]
pub struct EventTooLong;

/// Takes bytes, gives events. Comments, ids and retry times are dropped.
#[derive(Debug, Default)]
pub struct SseDecoder {
    line: Vec<u8>,
    event: SseEvent,
    has_data: bool,
    after_cr: bool,
    past_first_line: bool,
}

impl SseDecoder {
    /// Reads `bytes`, which may end anywhere, even inside a character, and appends complete events to `out`.
    ///
    /// # Errors
    /// [`EventTooLong`] where an event outgrows the limit; the decoder is then of no further use.
    pub fn push(&mut self, bytes: &[u8], out: &mut Vec<SseEvent>) -> Result<(), EventTooLong> {
        for &byte in bytes {
            let after_cr = std::mem::take(&mut self.after_cr);
            match byte {
                b'\n' if after_cr => {}
                b'\n' => self.end_line(out),
                b'\r' => {
                    self.after_cr = true;
                    self.end_line(out);
                }
                _ if self.line.len() + self.event.data.len() >= MAX_EVENT => return Err(EventTooLong),
                _ => self.line.push(byte),
            }
        }
        Ok(())
    }

    /// What stands before an end that came without the closing blank line. The standard drops it; many servers forget
    /// the line, so the caller decides by whether it can be read.
    pub fn finish(mut self) -> Option<SseEvent> {
        let mut out = Vec::new();
        if !self.line.is_empty() {
            self.end_line(&mut out);
        }
        self.has_data.then_some(self.event)
    }

    fn end_line(&mut self, out: &mut Vec<SseEvent>) {
        let mut line = std::mem::take(&mut self.line);
        if !std::mem::replace(&mut self.past_first_line, true) && line.starts_with(BOM) {
            line.drain(..BOM.len());
        }
        if line.is_empty() {
            let event = std::mem::take(&mut self.event);
            if std::mem::take(&mut self.has_data) {
                out.push(event);
            }
            return;
        }
        let text = String::from_utf8_lossy(&line);
        let (field, value) = text.split_once(':').unwrap_or((&text, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "data" => {
                if self.has_data {
                    self.event.data.push('\n');
                }
                self.event.data.push_str(value);
                self.has_data = true;
            }
            "event" => value.clone_into(&mut self.event.name),
            // No field of the standard: older llama.cpp reports failures so.
            "error" if !self.has_data => {
                "error".clone_into(&mut self.event.name);
                value.clone_into(&mut self.event.data);
                self.has_data = true;
            }
            // Comments (empty field), id, retry, and what nobody defined.
            _ => {}
        }
    }
}
