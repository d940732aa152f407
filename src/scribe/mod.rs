//! The scribe worker's half: requests to models and APIs written, their replies read, beside the page.
//!
//! The wire forms of all providers are here and not in the page because of their size, and so that hostile bytes are
//! parsed where no key is. [`Book`] is all of it; `serve` puts it behind the worker protocol (wasm only).
//!
//! Invariants: it performs nothing and knows no key; a call that is not open is an error, never a panic; at most
//! [`MAX_OPEN`] replies are under way, the oldest gives way.

#[cfg(all(feature = "scribe", target_arch = "wasm32"))]
pub mod serve;

use serde_json::Value;
use std::collections::BTreeMap;

use crate::domain::chat::{ChatRequest, ModelError};
use crate::domain::service::{ToolInput, Unanswered, input_error, read_service_reply, read_tool_input};
use crate::domain::trace::Fidelity;
use crate::formats::calls::{observe, read_server_reply, stripped, write_call};
use crate::formats::provider::{HttpFailure, Reader, list_models, read_models, refusal, write};
use crate::formats::toolbench::read_tool;
use crate::formats::worker::scribe::{Call, Heard, Order, Outcome, Refused};

/// Most replies under way.
const MAX_OPEN: usize = 64;

/// The replies under way, by the number of their call.
#[derive(Debug, Default)]
pub struct Book {
    open: BTreeMap<u32, Reader>,
}

impl Book {
    /// Performs an order.
    ///
    /// # Errors
    /// What the reply itself says is wrong, or [`ModelError::ScribeFailed`] for a call that is not open.
    pub fn answer(&mut self, order: Order) -> Result<Outcome, ModelError> {
        match order {
            Order::Write { call, endpoint, dialect, chat } => {
                let chat = ChatRequest::from(chat);
                let request = write(&endpoint, &chat, dialect)?;
                if self.open.len() >= MAX_OPEN {
                    self.open.pop_first();
                }
                self.open.insert(call, Reader::new(&endpoint, &chat));
                Ok(Outcome::Request(request))
            }
            Order::Hear { call, text } => {
                let reader = self.open.get_mut(&call).ok_or_else(|| not_open(call))?;
                let deltas = reader.push(text.as_bytes());
                let done = reader.is_done();
                // After an error nobody will say how the call ends.
                let deltas = deltas.inspect_err(|_| drop(self.open.remove(&call)))?;
                Ok(Outcome::Heard(Heard { deltas, done }))
            }
            Order::End { call, broken } => {
                let reader = self.open.remove(&call).ok_or_else(|| not_open(call))?;
                let reply = if broken { reader.broken() } else { reader.finish() }?;
                Ok(Outcome::Reply(Box::new(reply)))
            }
            Order::Leave { call } => Ok(Outcome::Left(self.open.remove(&call).and_then(|reader| reader.partial()))),
            Order::Refused { endpoint, dialect, status, retry_after: [ms, seconds], now_ms, body } => {
                let (retry_after_ms, retry_after) = (ms.as_deref(), seconds.as_deref());
                let failure = HttpFailure { status, retry_after_ms, retry_after, now_ms, body: body.as_bytes() };
                let refused = refusal(&endpoint, dialect, &failure);
                Ok(Outcome::Refused(Refused { error: refused.error, adapted: refused.adapted }))
            }
            Order::ListModels { endpoint } => Ok(Outcome::Request(list_models(&endpoint))),
            Order::WriteCall { category, document, arguments, fidelity } => {
                Ok(Outcome::Call(call(&category, &document, &arguments, fidelity)))
            }
            Order::ReadCall { received, fidelity } => Ok(Outcome::Observed(observe(&received, fidelity))),
            Order::ReadStripped { received, schema } => {
                Ok(Outcome::Observed(observe(&stripped(received, &schema), Fidelity::ToolBench)))
            }
            Order::ReadServer { received, fidelity } => Ok(Outcome::Observed(read_server_reply(&received, fidelity))),
            Order::ReadModels { endpoint, body } => {
                read_models(endpoint.protocol, body.as_bytes()).map(Outcome::Models)
            }
        }
    }
}

/// A call as a request, or what keeps it from being one.
fn call(category: &str, document: &Value, arguments: &str, fidelity: Fidelity) -> Call {
    let told = |why: String| Call { request: None, told: Some(Unanswered::NotWritten { why }.observed("", fidelity)) };
    let tool = match read_tool(category, &document.to_string()) {
        Ok(tool) => tool,
        Err(error) => return told(format!("The API's document cannot be read: {error}")),
    };
    let Some(api) = tool.apis.first() else { return told("The document has no API".to_owned()) };
    let fields = match read_tool_input(arguments, fidelity) {
        ToolInput::Arguments(fields) => fields,
        ToolInput::NotJson if fidelity == Fidelity::Fixed => return told("The arguments are no JSON".to_owned()),
        ToolInput::NotJson => {
            let observed = read_service_reply(200, Some(&input_error()), fidelity);
            return Call { request: None, told: Some(observed) };
        }
        ToolInput::NotAnObject => return told("The arguments are no JSON object".to_owned()),
        ToolInput::Refused(why) => return told(format!("The arguments cannot be sent: {why}")),
    };
    match write_call(&tool, api, &fields) {
        Ok(request) => Call { request: Some(request), told: None },
        Err(error) => told(error.to_string()),
    }
}

fn not_open(call: u32) -> ModelError {
    ModelError::ScribeFailed { message: format!("call {call} is not open") }
}
