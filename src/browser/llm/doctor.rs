//! "Test connection": one small request that says whether a search could run on this endpoint.

use super::{Connection, OpenAiModel};
use crate::browser::clock::now_ms;
use crate::browser::net::{CancelToken, Limits, Permits, probe};
use crate::browser::vault::Secret;
use crate::domain::chat::{Blocked, ChatRequest, Delta, FunctionSpec, Message, ModelError, Role, Usage};
use crate::formats::openai::base_url;
use serde_json::json;
use std::cell::Cell;

/// Reasoning models think before they answer even this.
const MAX_TOKENS: u32 = 1_024;
/// A person is waiting: shorter than in a run, but a local model may have to load first.
const FIRST_MS: u32 = 120_000;
const IDLE_MS: u32 = 60_000;
const PROBE: Limits = Limits { first_ms: 10_000, idle_ms: 10_000, max_bytes: 0 };
const FUNCTION: &str = "report_colour";

/// A connection that answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// The model called the function it was offered. Without that no search gets anywhere.
    pub calls_functions: bool,
    /// The reply came in pieces.
    pub streams: bool,
    /// The model's own name for itself, where it gave one.
    pub model: Option<String>,
    /// Tokens of the test, where the endpoint counted them.
    pub usage: Option<Usage>,
    /// From request to complete reply, in milliseconds.
    pub took_ms: u64,
}

/// Asks the endpoint to call a function. Where no answer may be read, a second request without key finds out whether
/// anything is there.
///
/// # Errors
/// [`ModelError`], as a run would meet it.
pub async fn check(
    connection: &Connection,
    key: Option<Secret>,
    permits: &Permits,
    cancel: &CancelToken,
) -> Result<Checked, ModelError> {
    let model = OpenAiModel::new(connection.clone(), key, permits.clone()).with_patience(FIRST_MS, IDLE_MS);
    let pieces = Cell::new(0_u32);
    let count = |_: &Delta| pieces.set(pieces.get() + 1);
    let started = now_ms();
    let reply = match model.ask(&request(), &count, cancel).await {
        Err(ModelError::BlockedOrUnreachable { cause }) if cause != Blocked::MixedContent => {
            let url = base_url::chat_completions(&connection.base_url);
            let cause = match (cause, probe(permits, &url, PROBE, cancel).await) {
                // On this machine a silent server and a denied permission look alike; the first words name both.
                (Blocked::Local, Ok(Blocked::Silent)) | (_, Err(_)) => cause,
                (_, Ok(found)) => found,
            };
            return Err(ModelError::BlockedOrUnreachable { cause });
        }
        other => other?,
    };
    Ok(Checked {
        calls_functions: reply.message.function_call.as_ref().is_some_and(|call| call.name == FUNCTION),
        streams: pieces.get() > 0,
        model: reply.model,
        usage: reply.usage,
        took_ms: now_ms().saturating_sub(started),
    })
}

fn request() -> ChatRequest {
    ChatRequest {
        messages: vec![Message::text(
            Role::User,
            "The sky is blue. Report the colour of the sky by calling the function report_colour.",
        )],
        functions: vec![FunctionSpec {
            name: FUNCTION.to_owned(),
            description: "Reports a colour.".to_owned(),
            parameters: json!({
                "type": "object",
                "properties": {"colour": {"type": "string", "description": "Its English name."}},
                "required": ["colour"],
            }),
        }],
        max_tokens: Some(MAX_TOKENS),
        temperature: None,
    }
}
