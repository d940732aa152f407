//! Which [`ModelError`] an endpoint's failure is. Providers agree on little beyond the status, so their words count too;
//! each phrase below was met at the server named beside it.

use super::error::{ProviderError, SNIPPET, html_gist, looks_like_html, plain};
use crate::domain::chat::ModelError;
use serde_json::Value;
use std::time::UNIX_EPOCH;

/// No wait is believed beyond a day, in milliseconds.
const MAX_WAIT_MS: u64 = 86_400_000;

const TOO_LONG: [&str; 10] = [
    "context length",            // OpenAI, vLLM, LM Studio
    "context_length",            // OpenAI's code
    "maximum context",           // vLLM, DeepSeek
    "available context size",    // llama.cpp
    "exceed_context_size",       // llama.cpp's type
    "context window",            // Anthropic's compatible endpoint
    "prompt is too long",        // Anthropic
    "exceed context limit",      // Anthropic: input and output together
    "input token count exceeds", // Gemini
    "quotaexceedederror",        // the Prompt API's word for it
];
const NO_TOOLS: [&str; 8] = [
    "does not support tools",    // Ollama
    "support tool use",          // OpenRouter: "No endpoints found that support tool use"
    "does not support function", // DeepSeek, Together
    "tool choice requires",      // vLLM without --enable-auto-tool-choice
    "enable-auto-tool-choice",   // vLLM
    "requires --jinja",          // llama.cpp before templates were the default
    "tools are not supported",   // several proxies
    "function calling is not",   // Gemini, for Gemma: "… not enabled for models/…"
];
const NO_MODEL: [&str; 6] = [
    "model_not_found",   // OpenAI's code
    "model not found",   // several
    "not a valid model", // OpenRouter
    "invalid model",     // Mistral
    "no models loaded",  // LM Studio
    "unknown model",     // several
];
const BAD_KEY: [&str; 3] = [
    "api key",          // Gemini's compatible endpoint, some proxies
    "api_key",          // the same
    "no_db_connection", // LiteLLM's proxy without a database, which knows its master key only
];
/// A 403 that is about the key or what it may do; one without words is taken for such too.
const FORBIDDEN: [&str; 10] = [
    "key",
    "token",
    "credential",
    "auth",       // unauthorized, authentication, authorized
    "forbidden",  // what many servers say for want of words
    "permission", // Gemini, Anthropic
    "access",     // OpenAI: "Project … does not have access to …"
    "origin",     // Ollama behind a proxy
    "billing",
    "subscri",
];
const SPENT: [&str; 5] = [
    "insufficient_quota",          // OpenAI's code
    "insufficient balance",        // DeepSeek
    "insufficient credits",        // OpenRouter
    "exceeded your current quota", // OpenAI's words, Gemini's too
    "credit balance is too low",   // Anthropic
];
/// LM Studio answers any path with status 200.
const NO_PATH: &str = "unexpected endpoint or method";

/// The error of a reply with a failing status. `wait_ms` is what its headers said.
pub fn status_error(status: u16, body: &[u8], wait_ms: Option<u64>) -> ModelError {
    provider_error(status, ProviderError::from_body(body), wait_ms)
}

/// The error of an `error` object that came with a success status or inside a stream.
pub fn error_value(value: &Value) -> ModelError {
    let error = ProviderError::from_value(value);
    let by_kind = match error.kind.as_str() {
        "authentication_error" => 401,
        "billing_error" => 402,
        "permission_error" => 403,
        "not_found_error" => 404,
        "request_too_large" => 413,
        "rate_limit_error" | "rate_limit_exceeded" => 429,
        "invalid_request_error" => 400,
        "timeout_error" => 504,
        "overloaded_error" => 529,
        _ => 500,
    };
    provider_error(error.status.unwrap_or(by_kind), error, None)
}

/// The error of a provider's words and status.
pub fn provider_error(status: u16, error: ProviderError, wait_ms: Option<u64>) -> ModelError {
    let all = format!("{} {} {}", error.message, error.code, error.kind).to_lowercase();
    let says = |phrases: &[&str]| phrases.iter().any(|p| all.contains(p));
    let message = error.message;
    if all.contains(NO_PATH) {
        return ModelError::NoSuchPath { status, message };
    }
    // Gemini speaks of the quota where waiting helps too, and then says how long.
    let wait_ms = wait_ms.or(error.wait_ms).or_else(|| wait_in_words(&message)).map(|ms| ms.min(MAX_WAIT_MS));
    let minutes = status == 429 && wait_ms.is_some() && !all.contains("perday") && !all.contains("insufficient_quota");
    if status == 402 || (says(&SPENT) && !minutes) {
        return ModelError::QuotaSpent { message };
    }
    if status == 413 || (status != 429 && says(&TOO_LONG)) {
        return ModelError::ContextTooLong { message };
    }
    if says(&NO_TOOLS) {
        return ModelError::NoToolSupport { message };
    }
    if matches!(status, 400 | 403 | 404 | 422) && (says(&NO_MODEL) || (status == 404 && speaks_of_model(&all))) {
        return ModelError::NoSuchModel { message };
    }
    match status {
        401 => ModelError::KeyRejected { status, message },
        403 if message.is_empty() || says(&FORBIDDEN) => ModelError::KeyRejected { status, message },
        // A region that is not served, a firewall's page, moderation: another key changes nothing.
        403 => ModelError::Refused { message },
        400 if says(&BAD_KEY) => ModelError::KeyRejected { status, message },
        404 | 405 => ModelError::NoSuchPath { status, message },
        429 => ModelError::RateLimited { wait_ms, message },
        400 if all.contains("content_filter") || all.contains("content management policy") => {
            ModelError::Refused { message }
        }
        _ => {
            let wait_ms = wait_ms.filter(|_| status == 408 || status >= 500);
            ModelError::ServerError { status, wait_ms, message }
        }
    }
}

/// "The model `x` does not exist", "model "x" not found, try pulling it first" (Ollama).
fn speaks_of_model(all: &str) -> bool {
    all.contains("model")
        && ["not exist", "not found", "not_found", "no such", "unavailable"].iter().any(|p| all.contains(p))
}

/// The error of a success reply that is not JSON.
pub fn not_json(text: &str) -> ModelError {
    let html = looks_like_html(text);
    let snippet = if html { html_gist(text, SNIPPET) } else { plain(text, SNIPPET) };
    ModelError::NotJson { snippet, html }
}

/// Milliseconds to wait by `retry-after-ms` or `retry-after` (seconds, or an HTTP date against `now_ms`, Unix time).
pub fn wait_in_headers(retry_after_ms: Option<&str>, retry_after: Option<&str>, now_ms: i64) -> Option<u64> {
    let number = |text: &str| text.trim().parse::<f64>().ok().filter(|n| n.is_finite() && *n >= 0.0);
    let ms = retry_after_ms.and_then(number).or_else(|| retry_after.and_then(number).map(|s| s * 1000.0));
    if let Some(ms) = ms {
        return Some((ms.ceil() as u64).min(MAX_WAIT_MS));
    }
    let date = httpdate::parse_http_date(retry_after?.trim()).ok()?;
    // A date before 1970 is as good as now.
    let then_ms = date.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis());
    let wait_ms = then_ms.saturating_sub(u128::try_from(now_ms).unwrap_or(0));
    Some(u64::try_from(wait_ms).map_or(MAX_WAIT_MS, |ms| ms.min(MAX_WAIT_MS)))
}

/// "Please try again in 6m0s", "… in 20ms", "… in 1.5s" (OpenAI, Groq: browsers may not read their header).
fn wait_in_words(message: &str) -> Option<u64> {
    let lower = message.to_lowercase();
    let at = ["try again in ", "retry in ", "retry after "].iter().find_map(|p| lower.find(p).map(|i| i + p.len()))?;
    let mut rest = &lower[at..];
    let mut total = 0.0;
    let mut any = false;
    loop {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let Ok(number) = rest[..digits].parse::<f64>() else { break };
        rest = rest[digits..].trim_start();
        let units = [("ms", 1.0), ("h", 3_600_000.0), ("m", 60_000.0), ("s", 1000.0)];
        let Some((unit, factor)) = units.into_iter().find(|(unit, _)| rest.starts_with(unit)) else { break };
        total += number * factor;
        any = true;
        // The rest of a spelt-out unit ("seconds").
        rest = rest[unit.len()..].trim_start_matches(|c: char| c.is_ascii_alphabetic()).trim_start();
    }
    any.then(|| (f64::ceil(total) as u64).min(MAX_WAIT_MS))
}
