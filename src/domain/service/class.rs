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

/// What HTTP itself says of a reply.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Http {
    /// The status.
    pub status: u16,
    /// The headers say that nothing is left.
    pub used_up: bool,
    /// The headers ask for a rest (`Retry-After`).
    pub asks_to_wait: bool,
}

impl Http {
    /// A status alone.
    pub const fn of(status: u16) -> Self {
        Self { status, used_up: false, asks_to_wait: false }
    }
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

/// Messages of gateways that are nothing else, but for capitals and a full stop.
const WHOLE: [(&str, ErrorClass); 4] = [
    ("unauthorized", ErrorClass::Unauthorized),
    ("you are not subscribed to this api", ErrorClass::NotSubscribed),
    ("too many requests", ErrorClass::TooManyRequests),
    ("you are being rate limited", ErrorClass::RateLimited),
];

/// How longer ones begin. Those of quotas are told by [`is_of_a_quota`].
const BEGINS: [(&str, ErrorClass); 7] = [
    (TIMED_OUT, ErrorClass::TimedOut),
    ("The API is unreachable, please contact the API provider", ErrorClass::NotWorking),
    ("Your Client (working) ---> Gateway (working) ---> API (not working)", ErrorClass::NotWorking),
    ("You have exceeded the rate limit per ", ErrorClass::RateLimited),
    ("Access restricted. Check credits balance or enter the correct API key.", ErrorClass::RateLimited),
    ("Oops, an error in the gateway has occurred.", ErrorClass::Gateway),
    ("Blocked User. Please contact your API provider.", ErrorClass::Blocked),
];

/// Fields in which gateways put their messages. A body that has others holds data.
const MESSAGE_FIELDS: [&str; 5] = ["message", "messages", "error", "detail", "info"];

/// Classifies what an API returned. `ToolBench` looks for words anywhere in the Python text of the body, and knows nothing
/// of HTTP. `Fixed` goes by HTTP first, which the gateway's words only make more exact; a reply that is none of a failure
/// is one of the gateway's where it is nothing but a message of gateways; and only an `error` field that holds something
/// is taken for an error message.
pub fn classify(body: &Value, http: Option<Http>, fidelity: Fidelity) -> Classified {
    let text = python_text(body);
    let class = match fidelity {
        Fidelity::ToolBench => {
            let marked = MARKS.iter().find(|(mark, _)| text.contains(mark)).map(|(_, class)| *class);
            marked.unwrap_or(ErrorClass::None)
        }
        Fidelity::Fixed => match http.and_then(by_http) {
            Some(general) => refined(general, said(&text)),
            None => by_words(body, http.is_some(), &text),
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
        (RateLimited, Some(exact @ (NotSubscribed | Blocked))) => exact,
        (TooManyRequests, Some(exact @ RateLimited)) => exact,
        (NotWorking | Gateway | TimedOut, Some(exact @ (NotWorking | Gateway | TimedOut))) => exact,
        _ => general,
    }
}

/// A reply without a failing status: a gateway's message where that is all of it, and the gateway's words anywhere where
/// no status is known.
fn by_words(body: &Value, has_status: bool, text: &str) -> ErrorClass {
    let told = if has_status { gateway_message(body) } else { said(text) };
    let told = told.filter(|class| *class != ErrorClass::Message);
    told.or_else(|| tells_of_error(body).then_some(ErrorClass::Message)).unwrap_or(ErrorClass::None)
}

/// The failure that a body tells of which is a message of a gateway and nothing else. Words within data tell nothing.
fn gateway_message(body: &Value) -> Option<ErrorClass> {
    match body {
        Value::String(text) => message(text),
        Value::Object(fields) if fields.keys().all(|name| MESSAGE_FIELDS.contains(&name.as_str())) => {
            fields.values().find_map(|value| message(value.as_str()?))
        }
        _ => None,
    }
}

fn message(text: &str) -> Option<ErrorClass> {
    let text = text.trim();
    let bare = text.trim_end_matches('.');
    let whole = || WHOLE.iter().find(|(message, _)| bare.eq_ignore_ascii_case(message));
    let begun = BEGINS.iter().find(|(start, _)| text.starts_with(start)).or_else(whole).map(|(_, class)| *class);
    begun.or_else(|| is_of_a_quota(text).then_some(ErrorClass::RateLimited))
}

/// `You have exceeded the MONTHLY quota for Requests on your current plan, ...`, whatever the period and what is counted.
fn is_of_a_quota(text: &str) -> bool {
    let rest = text.strip_prefix("You have exceeded the ").and_then(|rest| rest.split_once(" quota for "));
    rest.is_some_and(|(period, of)| !period.contains(' ') && of.contains(" on your current plan"))
}

const fn by_http(http: Http) -> Option<ErrorClass> {
    match http {
        Http { status: 401, .. } => Some(ErrorClass::Unauthorized),
        Http { status: 402, .. } => Some(ErrorClass::NotSubscribed),
        // Some APIs (GitHub's) forbid what is beyond the quota.
        Http { status: 403, used_up: true, .. } | Http { status: 403, asks_to_wait: true, .. } => {
            Some(ErrorClass::RateLimited)
        }
        Http { status: 403, .. } => Some(ErrorClass::Unauthorized),
        Http { status: 429, used_up: true, .. } => Some(ErrorClass::RateLimited),
        Http { status: 429, .. } => Some(ErrorClass::TooManyRequests),
        Http { status: 408 | 504, .. } => Some(ErrorClass::TimedOut),
        Http { status: 502, .. } => Some(ErrorClass::Gateway),
        Http { status: 500.., .. } => Some(ErrorClass::NotWorking),
        Http { status: 400.., .. } => Some(ErrorClass::Message),
        Http { .. } => None,
    }
}

/// A field `error` or `errors` at the top that holds something.
fn tells_of_error(body: &Value) -> bool {
    ["error", "errors"].into_iter().any(|name| body.get(name).is_some_and(holds_something))
}

/// Not null, false, 0 or empty.
pub(super) fn holds_something(error: &Value) -> bool {
    match error {
        Value::Null => false,
        Value::Bool(told) => *told,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(fields) => !fields.is_empty(),
    }
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
        let class = |status| classify(&json!({"error": "x"}), Some(Http::of(status)), Fidelity::Fixed).class;
        assert_eq!(class(200), ErrorClass::Message);
        assert_eq!(class(401), ErrorClass::Unauthorized);
        assert_eq!(class(429), ErrorClass::TooManyRequests);
        assert_eq!(class(404), ErrorClass::Message);
        assert_eq!(class(503), ErrorClass::NotWorking);
        assert_eq!(class(504), ErrorClass::TimedOut);
    }

    #[test]
    fn words_make_a_failing_status_more_exact_and_never_another() {
        let class = |status, message: &str| {
            classify(&json!({"message": message}), Some(Http::of(status)), Fidelity::Fixed).class
        };
        assert_eq!(class(403, "You are not subscribed to this API."), ErrorClass::NotSubscribed);
        assert_eq!(class(403, "Blocked User. Please contact your API provider."), ErrorClass::Blocked);
        assert_eq!(class(429, "You have exceeded the MONTHLY quota"), ErrorClass::RateLimited);
        assert_eq!(class(402, "Payment required"), ErrorClass::NotSubscribed);
        assert_eq!(class(429, "Too many requests"), ErrorClass::TooManyRequests);
        assert_eq!(class(404, "Endpoint '/unauthorized' does not exist"), ErrorClass::Message);
        assert_eq!(class(500, "You have exceeded all expectations"), ErrorClass::NotWorking);
        assert_eq!(class(502, &format!("{TIMED_OUT}.")), ErrorClass::TimedOut);
    }

    #[test]
    fn headers_tell_a_used_up_quota_from_a_refusal() {
        let class = |status, used_up, asks_to_wait| {
            let body = json!({"message": "API rate limit exceeded for 192.0.2.1."});
            classify(&body, Some(Http { status, used_up, asks_to_wait }), Fidelity::Fixed).class
        };
        assert_eq!(class(403, true, false), ErrorClass::RateLimited);
        assert_eq!(class(403, false, true), ErrorClass::RateLimited);
        assert_eq!(class(403, false, false), ErrorClass::Unauthorized);
        assert_eq!(class(401, true, true), ErrorClass::Unauthorized);
        assert_eq!(class(429, true, true), ErrorClass::RateLimited);
        assert_eq!(class(429, false, true), ErrorClass::TooManyRequests);
        assert_eq!(class(200, true, false), ErrorClass::None);
        let refused = json!({"message": "You are not subscribed to this API."});
        let http = Http { status: 403, used_up: true, asks_to_wait: false };
        assert_eq!(classify(&refused, Some(http), Fidelity::Fixed).class, ErrorClass::NotSubscribed);
    }

    #[test]
    fn in_a_reply_that_succeeded_a_gateways_message_counts_where_it_is_all_there_is() {
        use ErrorClass::{
            Blocked, Gateway, Message, None, NotSubscribed, NotWorking, RateLimited, TimedOut, TooManyRequests,
            Unauthorized,
        };
        let class = |body: &Value| classify(body, Some(Http::of(200)), Fidelity::Fixed).class;
        let characters = "You have exceeded the MONTHLY quota for Characters on your current plan, BASIC. Upgrade";
        for (text, expect) in [
            ("You are not subscribed to this API.", NotSubscribed),
            (characters, RateLimited),
            ("You have exceeded the DAILY quota for Requests on your current plan, BASIC.", RateLimited),
            ("You have exceeded the rate limit per second for your plan, BASIC, by the API provider", RateLimited),
            ("You are being rate limited.", RateLimited),
            ("Access restricted. Check credits balance or enter the correct API key.", RateLimited),
            ("Too many requests", TooManyRequests),
            ("The request to the API has timed out. Please try again later, or if the issue persists, ...", TimedOut),
            ("The API is unreachable, please contact the API provider", NotWorking),
            ("Your Client (working) ---> Gateway (working) ---> API (not working)", NotWorking),
            ("Blocked User. Please contact your API provider.", Blocked),
            ("Oops, an error in the gateway has occurred. If the issue persists, ...", Gateway),
            ("Unauthorized", Unauthorized),
            ("You have exceeded your step goal!", None),
            ("You have exceeded the monthly goal and the quota for steps", None),
            ("Too many requests hurt a site", None),
            ("The unauthorized biography", None),
        ] {
            assert_eq!(class(&json!(text)), expect, "{text}");
            assert_eq!(class(&json!({"message": text})), expect, "{text}");
            assert_eq!(class(&json!({"messages": "Sorry", "info": text})), expect, "{text}");
            // Beside data it is data.
            assert_eq!(class(&json!({"title": "X", "info": text})), None, "{text}");
            assert_eq!(class(&json!([{"message": text}])), None, "{text}");
            let error = if expect == None { Message } else { expect };
            assert_eq!(class(&json!({"error": text})), error, "{text}");
        }
    }

    #[test]
    fn only_the_original_keeps_refusals() {
        let kept = |fidelity| classify(&json!("unauthorized"), None, fidelity).save_cache;
        assert!(kept(Fidelity::ToolBench) && !kept(Fidelity::Fixed));
    }
}
