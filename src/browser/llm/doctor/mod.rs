//! "Test connection": whether a search could run on this endpoint, and if not, why.
//!
//! Which requests are made and what their results mean is decided in [`crate::domain::connection`]; here they are made.

mod probes;

use super::{Connection, HttpModel, Model, Outside};
use crate::browser::clock::now_ms;
use crate::browser::net::{CancelToken, Origin, answers, is_online, page_kind, permission, place_of};
use crate::browser::vault::Secret;
use crate::domain::chat::{ChatRequest, Delta, Exchange, FunctionSpec, Message, ModelError, Role, Usage};
use crate::domain::connection::{
    Asked, Cause, Check, CheckState, Diagnosis, Facts, Place, Provider, Remedies, Target, diagnose, nearest,
    next_check, remedies, states,
};
use serde_json::json;
use std::cell::Cell;

/// Reasoning models think before they answer even this.
const MAX_TOKENS: u32 = 1_024;
/// A person is waiting: shorter than in a run, but a local model may have to load first.
const FIRST_MS: u32 = 120_000;
const IDLE_MS: u32 = 60_000;
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

/// What an examination found. Holds no key: what an endpoint says was cleaned of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// What it means.
    pub diagnosis: Diagnosis,
    /// What helps, for each cause of the diagnosis.
    pub remedies: Vec<(Cause, Remedies)>,
    /// Every check with its state.
    pub checks: Vec<(Check, CheckState)>,
    /// The reply, where one came.
    pub checked: Option<Checked>,
    /// The failure of the request that a run would make.
    pub error: Option<ModelError>,
    /// Models that the endpoint does have, the most likely meant first; empty where they were not asked for or not told.
    pub models: Vec<String>,
    /// Whose endpoint it is.
    pub provider: Provider,
    /// The request that a run would make, as it was on the wire, with its replies.
    pub exchanges: Vec<Exchange>,
}

/// Makes the checks one by one, tells `on_progress` of each, and says what they mean. `None` once stopped. `locked`: the
/// connection has a key that waits for its passphrase.
pub async fn examine(
    connection: &Connection,
    key: Option<Secret>,
    outside: &Outside,
    locked: bool,
    cancel: &CancelToken,
    on_progress: &dyn Fn(Vec<(Check, CheckState)>),
) -> Option<Report> {
    let mut facts = Facts::new(target(connection, key.is_some()));
    let (mut checked, mut exchanges) = (None, Vec::new());
    let permits = &outside.permits;
    let model = HttpModel::new(connection.clone(), None, outside.clone());
    let url = model.address(&request(), cancel).await.unwrap_or_else(|_| connection.base_url.clone());
    while let Some(check) = next_check(&facts) {
        on_progress(states(&facts, Some(check)));
        match check {
            Check::Online => facts.online = Some(is_online()),
            Check::Permission => facts.permission = Some(permission(facts.target.place).await),
            Check::Ask => {
                let outcome = if locked {
                    Err(ModelError::KeyLocked)
                } else {
                    let once = ask_once(connection, key.clone(), outside, cancel).await;
                    exchanges = once.1;
                    once.0
                };
                // The person may have answered the browser's question meanwhile.
                if facts.permission.is_some() {
                    facts.permission = Some(permission(facts.target.place).await);
                }
                facts.asked = Some(match &outcome {
                    Ok(it) => Asked::Answered { calls: it.calls_functions, streams: it.streams },
                    Err(error) => Asked::Failed(error.clone()),
                });
                checked = outcome.ok();
            }
            Check::Up => facts.up = Some(answers(permits, &url, probes::LIMITS, cancel).await == Ok(true)),
            Check::Simple => facts.simple = Some(probes::post(permits, &url, "text/plain", cancel).await),
            Check::Header => facts.header = Some(probes::post(permits, &url, "application/json", cancel).await),
            Check::Models => {
                let mut listed = probes::models(&model, cancel).await;
                // Some tell their models to holders of a key alone.
                if listed.models.is_empty() && key.is_some() {
                    let keyed = HttpModel::new(connection.clone(), key.clone(), outside.clone());
                    listed.models = keyed.models(cancel).await.unwrap_or_default();
                }
                // It knows the key by now, whoever asks.
                listed.models.retain(|name| !key.as_ref().is_some_and(|key| key.is_in(name)));
                facts.models = Some(listed);
            }
        }
        if cancel.is_cancelled() {
            return None;
        }
    }
    report(facts, checked, exchanges, &connection.model)
}

fn report(facts: Facts, checked: Option<Checked>, exchanges: Vec<Exchange>, model: &str) -> Option<Report> {
    let diagnosis = diagnose(&facts)?;
    let checks = states(&facts, None);
    let origin = Origin::of_page().map_or_else(String::new, |origin| origin.to_string());
    let helps = |cause: &Cause| (cause.clone(), remedies(cause, &facts.target, &origin, model));
    let remedies = diagnosis.causes().iter().map(helps).collect();
    let models = facts.models.map(|listed| nearest(&listed.models, model)).unwrap_or_default();
    let error = match facts.asked {
        Some(Asked::Failed(error)) => Some(error),
        _ => None,
    };
    let provider = facts.target.provider;
    Some(Report { diagnosis, remedies, checks, checked, error, models, provider, exchanges })
}

fn target(connection: &Connection, has_key: bool) -> Target {
    let origin = Origin::of_url(&connection.base_url).ok();
    let is_address = |origin: &Origin| {
        let host = origin.host();
        host.starts_with('[') || host.parse::<std::net::Ipv4Addr>().is_ok()
    };
    Target {
        provider: Provider::of(&connection.base_url),
        place: origin.as_ref().map_or(Place::Internet, place_of),
        plain_http: origin.as_ref().is_some_and(Origin::is_plain_http),
        named: !origin.as_ref().is_some_and(is_address),
        has_key,
        in_prompt: connection.protocol.in_prompt(),
        headers: connection.protocol.headers(),
        page: page_kind(),
    }
}

/// The request that a run would make, with the key: asks the endpoint to call a function.
///
/// This is all that the doctor knows of the protocol. The outcome, an error as a run would meet it, and what went over
/// the wire.
async fn ask_once(
    connection: &Connection,
    key: Option<Secret>,
    outside: &Outside,
    cancel: &CancelToken,
) -> (Result<Checked, ModelError>, Vec<Exchange>) {
    let model = HttpModel::new(connection.clone(), key, outside.clone()).with_patience(FIRST_MS, IDLE_MS);
    let pieces = Cell::new(0_u32);
    // Further calls are told at the end, whether the reply was streamed or not.
    let is_piece = |delta: &Delta| !matches!(delta, Delta::ExtraCall(_) | Delta::Again(_));
    let count = |delta: &Delta| pieces.set(pieces.get() + u32::from(is_piece(delta)));
    let started = now_ms();
    let reply = model.ask(&request(), &count, cancel).await;
    let checked = reply.map(|reply| Checked {
        calls_functions: reply.message.function_call.as_ref().is_some_and(|call| call.name == FUNCTION),
        streams: pieces.get() > 0,
        model: reply.model,
        usage: reply.usage,
        took_ms: now_ms().saturating_sub(started),
    });
    (checked, model.take_exchanges())
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
