//! Which kind of failure an API's reply is (ToolBench `server.py`, `process_error`).

use crate::domain::python::python_text;
use crate::domain::trace::{Fidelity, StatusCode};
use serde_json::Value;

/// Kinds of failure that the service tells apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorClass {
    /// None: an observation.
    None,
    /// The API did not answer in time. `ToolBench` never finds it, because the next test overwrites it.
    TimedOut,
    /// The gateway reached no API.
    NotWorking,
    /// No permission.
    Unauthorized,
    /// The account has not subscribed to the API.
    NotSubscribed,
    /// Too many requests.
    TooManyRequests,
    /// Beyond the quota or rate of the account.
    RateLimited,
    /// The gateway itself failed.
    Gateway,
    /// The account is blocked.
    Blocked,
    /// The reply tells of an error.
    Message,
}

impl ErrorClass {
    /// The service's name of it, in `error` of its replies.
    pub const fn wire(self) -> &'static str {
        match self {
            Self::None => "",
            Self::TimedOut => "API temporarily not working error...",
            Self::NotWorking => "API not working error...",
            Self::Unauthorized => "Unauthorized error...",
            Self::NotSubscribed => "Unsubscribed error...",
            Self::TooManyRequests => "Too many requests error...",
            Self::RateLimited => "Rate limit error...",
            Self::Gateway => "Gateway error...",
            Self::Blocked => "Blocked error...",
            Self::Message => "Message error...",
        }
    }

    /// The status of the call. The original's environment does not know the service's names of rate limits, gateway
    /// failures, blocked accounts and timeouts, and takes them for observations.
    pub const fn status(self, fidelity: Fidelity) -> StatusCode {
        match (self, fidelity) {
            (Self::NotWorking, _) => StatusCode::NotWorking,
            (Self::Unauthorized, _) => StatusCode::Unauthorized,
            (Self::NotSubscribed, _) => StatusCode::NotSubscribed,
            (Self::TooManyRequests, _) => StatusCode::TooManyRequests,
            (Self::Message, _) => StatusCode::MessageError,
            (Self::RateLimited, Fidelity::Fixed) => StatusCode::RateLimited,
            (Self::TimedOut, Fidelity::Fixed) => StatusCode::Timeout,
            (Self::Gateway, Fidelity::Fixed) => StatusCode::NotWorking,
            (Self::Blocked, Fidelity::Fixed) => StatusCode::Unauthorized,
            _ => StatusCode::Normal,
        }
    }
}

/// What a reply is, and what the service does about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Classified {
    /// The kind of failure.
    pub class: ErrorClass,
    /// The same call may be answered from this reply later.
    pub save_cache: bool,
    /// Another account may have better luck.
    pub switch_key: bool,
}

/// Words of the gateway, and the failure that they tell of; the first that occurs counts.
const MARKS: [(&str, ErrorClass); 11] = [
    ("Your Client (working) ---> Gateway (working) ---> API (not working)", ErrorClass::NotWorking),
    ("Unauthorized", ErrorClass::Unauthorized),
    ("unauthorized", ErrorClass::Unauthorized),
    ("You are not subscribed to this API.", ErrorClass::NotSubscribed),
    ("Too many requests", ErrorClass::TooManyRequests),
    ("You have exceeded", ErrorClass::RateLimited),
    ("you are being rate limited", ErrorClass::RateLimited),
    ("Access restricted. Check credits balance or enter the correct API key.", ErrorClass::RateLimited),
    ("Oops, an error in the gateway has occurred.", ErrorClass::Gateway),
    ("Blocked User. Please contact your API provider.", ErrorClass::Blocked),
    ("error", ErrorClass::Message),
];

const TIMED_OUT: &str = "The request to the API has timed out. Please try again later";

/// Classifies what an API returned. `ToolBench` looks for words anywhere in the Python text of the body, and knows no
/// HTTP status. `Fixed` goes by the HTTP status first, which the gateway's words only make more exact; in a reply that is
/// none of a failure, words count where gateways put them; and only an `error` field that holds something is taken for an
/// error message.
pub fn classify(body: &Value, http_status: Option<u16>, fidelity: Fidelity) -> Classified {
    let text = python_text(body);
    let class = match fidelity {
        Fidelity::ToolBench => {
            let marked = MARKS.iter().find(|(mark, _)| text.contains(mark)).map(|(_, class)| *class);
            marked.unwrap_or(ErrorClass::None)
        }
        Fidelity::Fixed => match by_http_status(http_status) {
            Some(general) => refined(general, said(&text)),
            None => by_words(body, http_status, &text),
        },
    };
    let switch_key = matches!(
        class,
        ErrorClass::NotSubscribed
            | ErrorClass::TooManyRequests
            | ErrorClass::RateLimited
            | ErrorClass::Gateway
            | ErrorClass::Blocked
    );
    // The original keeps refusals as if they were results.
    let keeps_refusals = fidelity == Fidelity::ToolBench && class == ErrorClass::Unauthorized;
    Classified { class, save_cache: class == ErrorClass::None || keeps_refusals, switch_key }
}

/// The failure that the gateway's words tell of, wherever they stand.
fn said(text: &str) -> Option<ErrorClass> {
    if text.contains(TIMED_OUT) {
        return Some(ErrorClass::TimedOut);
    }
    MARKS.iter().find(|(mark, _)| text.contains(mark)).map(|(_, class)| *class)
}

/// What words make of a failing HTTP status: only a failure of its own kind. A path may be named `/unauthorized`.
const fn refined(general: ErrorClass, said: Option<ErrorClass>) -> ErrorClass {
    use ErrorClass::{
        Blocked, Gateway, NotSubscribed, NotWorking, RateLimited, TimedOut, TooManyRequests, Unauthorized,
    };
    match (general, said) {
        (Unauthorized, Some(exact @ (NotSubscribed | Blocked | RateLimited))) => exact,
        (TooManyRequests, Some(exact @ RateLimited)) => exact,
        (NotWorking | Gateway | TimedOut, Some(exact @ (NotWorking | Gateway | TimedOut))) => exact,
        _ => general,
    }
}

/// A reply without a failing status: the gateway's words count in a body that is nothing but a message, in its `message`
/// and the like, and anywhere where no status is known.
fn by_words(body: &Value, http_status: Option<u16>, text: &str) -> ErrorClass {
    const LONGEST_MESSAGE: usize = 500;
    let told = match (http_status, body) {
        (None, _) => said(text),
        (Some(_), Value::String(text)) if text.chars().count() <= LONGEST_MESSAGE => said(text),
        (Some(_), Value::Object(fields)) => ["message", "messages", "error", "detail", "info"]
            .into_iter()
            .find_map(|name| said(fields.get(name)?.as_str()?)),
        _ => None,
    };
    let told = told.filter(|class| *class != ErrorClass::Message);
    told.or_else(|| tells_of_error(body).then_some(ErrorClass::Message)).unwrap_or(ErrorClass::None)
}

const fn by_http_status(status: Option<u16>) -> Option<ErrorClass> {
    match status {
        Some(401 | 403) => Some(ErrorClass::Unauthorized),
        Some(429) => Some(ErrorClass::TooManyRequests),
        Some(408 | 504) => Some(ErrorClass::TimedOut),
        Some(502) => Some(ErrorClass::Gateway),
        Some(500..) => Some(ErrorClass::NotWorking),
        Some(400..) => Some(ErrorClass::Message),
        _ => None,
    }
}

/// A field `error` or `errors` at the top that is not null, false, 0 or empty.
fn tells_of_error(body: &Value) -> bool {
    ["error", "errors"].into_iter().any(|name| match body.get(name) {
        None | Some(Value::Null | Value::Bool(false)) => false,
        Some(Value::Bool(true)) => true,
        Some(Value::Number(number)) => number.as_f64() != Some(0.0),
        Some(Value::String(text)) => !text.is_empty(),
        Some(Value::Array(items)) => !items.is_empty(),
        Some(Value::Object(fields)) => !fields.is_empty(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn both(body: &Value) -> (ErrorClass, ErrorClass) {
        let class = |fidelity| classify(body, None, fidelity).class;
        (class(Fidelity::ToolBench), class(Fidelity::Fixed))
    }

    #[test]
    fn words_decide_for_the_original_and_fields_for_us() {
        use ErrorClass::{Message, None, RateLimited, TimedOut};
        assert_eq!(both(&json!({"title": "terror"})), (Message, None));
        assert_eq!(both(&json!({"error": null, "a": 1})), (Message, None));
        assert_eq!(both(&json!({"error": "no such city"})), (Message, Message));
        assert_eq!(both(&json!({"m": "You have exceeded the DAILY quota"})), (RateLimited, RateLimited));
        assert_eq!(both(&json!({"m": format!("{TIMED_OUT}, or")})), (None, TimedOut));
        assert_eq!(RateLimited.status(Fidelity::ToolBench), StatusCode::Normal);
        assert_eq!(RateLimited.status(Fidelity::Fixed), StatusCode::RateLimited);
    }

    #[test]
    fn http_status_comes_first_when_fixed() {
        let class = |status| classify(&json!({"error": "x"}), Some(status), Fidelity::Fixed).class;
        assert_eq!(class(200), ErrorClass::Message);
        assert_eq!(class(401), ErrorClass::Unauthorized);
        assert_eq!(class(429), ErrorClass::TooManyRequests);
        assert_eq!(class(404), ErrorClass::Message);
        assert_eq!(class(503), ErrorClass::NotWorking);
        assert_eq!(class(504), ErrorClass::TimedOut);
    }

    #[test]
    fn words_make_a_failing_status_more_exact_and_never_another() {
        let class = |status, message: &str| classify(&json!({"message": message}), Some(status), Fidelity::Fixed).class;
        assert_eq!(class(403, "You are not subscribed to this API."), ErrorClass::NotSubscribed);
        assert_eq!(class(403, "Blocked User. Please contact your API provider."), ErrorClass::Blocked);
        assert_eq!(class(429, "You have exceeded the MONTHLY quota"), ErrorClass::RateLimited);
        assert_eq!(class(429, "Too many requests"), ErrorClass::TooManyRequests);
        assert_eq!(class(404, "Endpoint '/unauthorized' does not exist"), ErrorClass::Message);
        assert_eq!(class(500, "You have exceeded all expectations"), ErrorClass::NotWorking);
        assert_eq!(class(502, &format!("{TIMED_OUT}.")), ErrorClass::TimedOut);
    }

    #[test]
    fn in_a_reply_that_succeeded_words_count_where_gateways_put_them() {
        let class = |body: Value| classify(&body, Some(200), Fidelity::Fixed).class;
        assert_eq!(class(json!({"title": "Too many requests hurt a site"})), ErrorClass::None);
        assert_eq!(class(json!({"message": "Too many requests"})), ErrorClass::TooManyRequests);
        assert_eq!(class(json!("Blocked User. Please contact your API provider.")), ErrorClass::Blocked);
        assert_eq!(class(json!([{"message": "unauthorized"}])), ErrorClass::None);
    }

    #[test]
    fn only_the_original_keeps_refusals() {
        let kept = |fidelity| classify(&json!("unauthorized"), None, fidelity).save_cache;
        assert!(kept(Fidelity::ToolBench) && !kept(Fidelity::Fixed));
    }
}
