//! Failures of endpoints and what they are to a person.

use toolgrove::domain::chat::{Blocked, Message, ModelError, Remedy, Role};
use toolgrove::formats::provider::classify::{status_error, wait_in_headers};
use toolgrove::formats::provider::error::{MESSAGE, ProviderError, plain};

fn check(status: u16, body: &str, expect: &str, words: &str) {
    let error = status_error(status, body.as_bytes(), None);
    let json = serde_json::to_value(&error).unwrap();
    assert_eq!(json["kind"], expect, "{status} {body}");
    assert_eq!(error.kind(), expect);
    assert_eq!(json["message"], words, "{status} {body}");
}

#[test]
fn bodies_of_many_providers_give_their_message() {
    let said = |body: &str| ProviderError::from_body(body.as_bytes()).message;
    assert_eq!(said(r#"{"error":{"message":"m","type":"t","code":"c","param":"p"}}"#), "m");
    assert_eq!(said(r#"{"error":"m"}"#), "m");
    assert_eq!(said(r#"{"message":"m"}"#), "m");
    assert_eq!(said(r#"{"object":"error","message":"m","code":404}"#), "m");
    assert_eq!(said(r#"{"detail":"m"}"#), "m");
    assert_eq!(said(r#"{"detail":[{"loc":["body","messages"],"msg":"m","type":"x"}]}"#), "messages: m");
    assert_eq!(said(r#"{"detail":[{"loc":["body","messages"],"msg":"messages: m"}]}"#), "messages: m");
    let deep = r#"{"message":{"detail":[{"loc":["body","tools",0,"name"],"msg":"m"}]},"param":null}"#;
    let deep = ProviderError::from_body(deep.as_bytes());
    assert_eq!((&*deep.message, deep.param.as_deref()), ("tools.0.name: m", Some("tools.0.name")));
    assert_eq!(said(r#"{"error":{"message":"m","detail":[{"msg":"other"}]}}"#), "m");
    for endless in
        [r#"{"message":{"message":{"message":{"message":{"message":{"message":{}}}}}}}"#, r#"{"detail":[[[[[[1]]]]]]}"#]
    {
        said(endless);
    }
    assert_eq!(said(r#"{"errors":[{"message":"m"}]}"#), "m");
    assert_eq!(said(r#"[{"error":{"code":400,"message":"m","status":"INVALID_ARGUMENT"}}]"#), "m");
    assert_eq!(
        said(r#"{"error":{"message":"Provider returned error","metadata":{"raw":"m"}}}"#),
        "Provider returned error: m"
    );
    assert_eq!(said("plain words"), "plain words");
    assert_eq!(said("<html><head><title>502 Bad Gateway</title></head></html>"), "502 Bad Gateway");
    for nothing in ["", "null", "{}", "[]", r#"{"error":{}}"#, r#"{"error":null}"#, "{\"error\":{\"message\":[]}}"] {
        assert_eq!(said(nothing), "", "{nothing}");
    }
    let full = ProviderError::from_body(br#"{"error":{"message":"m","type":"t","code":"c","param":"p","status":429}}"#);
    assert_eq!((&*full.code, &*full.kind, full.param.as_deref(), full.status), ("c", "t", Some("p"), Some(429)));
}

#[test]
fn messages_are_bounded_plain_text() {
    let long = format!("{{\"error\":{{\"message\":\"{}\"}}}}", "é".repeat(100_000));
    let message = ProviderError::from_body(long.as_bytes()).message;
    assert!(message.chars().count() <= MESSAGE + 1, "{}", message.len());
    assert_eq!(plain("  a\u{0}\u{7}\n\n b\u{202e}c\u{200b} ", 50), "a bc");
    assert_eq!(plain("abcdef", 3), "abc…");
    assert_eq!(plain("abc", 3), "abc");
    assert_eq!(plain("ab c", 3), "ab…");
    let tagged = ProviderError::from_body(br#"{"error":{"message":"<img src=x onerror=alert(1)>"}}"#);
    assert_eq!(tagged.message, "<img src=x onerror=alert(1)>", "kept as text; the page never takes it as HTML");
}

#[test]
fn statuses_and_words_tell_the_kind() {
    check(401, r#"{"error":{"message":"Incorrect API key provided"}}"#, "key_rejected", "Incorrect API key provided");
    check(403, "Forbidden", "key_rejected", "Forbidden");
    check(403, "", "key_rejected", "");
    check(
        403,
        r#"{"error":{"message":"Denied.","type":"invalid_request_error","code":"invalid_api_key"}}"#,
        "key_rejected",
        "Denied.",
    );
    let region = "Country, region, or territory not supported";
    check(
        403,
        &format!(r#"{{"error":{{"message":"{region}","code":"unsupported_country_region_territory"}}}}"#),
        "refused",
        region,
    );
    check(403, "<html><title>Just a moment...</title></html>", "refused", "Just a moment...");
    let flagged = "Your chosen model requires moderation and your input was flagged";
    check(403, &format!(r#"{{"error":{{"message":"{flagged}","code":403}}}}"#), "refused", flagged);
    check(400, r#"[{"error":{"code":400,"message":"API key not valid."}}]"#, "key_rejected", "API key not valid.");
    check(
        400,
        r#"{"error":{"message":"No connected db.","type":"no_db_connection","param":null,"code":"400"}}"#,
        "key_rejected",
        "No connected db.",
    );
    check(
        404,
        r#"{"error":{"message":"The model `x` does not exist","code":"model_not_found"}}"#,
        "no_such_model",
        "The model `x` does not exist",
    );
    check(
        404,
        r#"{"error":{"message":"model \"x\" not found, try pulling it first"}}"#,
        "no_such_model",
        "model \"x\" not found, try pulling it first",
    );
    check(
        400,
        r#"{"error":{"message":"x is not a valid model ID","code":400}}"#,
        "no_such_model",
        "x is not a valid model ID",
    );
    check(404, "404 page not found", "no_such_path", "404 page not found");
    check(405, r#"{"detail":"Method Not Allowed"}"#, "no_such_path", "Method Not Allowed");
    check(
        400,
        r#"{"error":{"message":"llama2 does not support tools"}}"#,
        "no_tool_support",
        "llama2 does not support tools",
    );
    check(
        404,
        r#"{"error":{"message":"No endpoints found that support tool use.","code":404}}"#,
        "no_tool_support",
        "No endpoints found that support tool use.",
    );
    check(
        500,
        r#"{"error":{"message":"tools param requires --jinja flag","code":500}}"#,
        "no_tool_support",
        "tools param requires --jinja flag",
    );
    check(402, r#"{"error":{"message":"Insufficient Balance"}}"#, "quota_spent", "Insufficient Balance");
    check(
        429,
        r#"{"error":{"message":"You exceeded it","code":"insufficient_quota"}}"#,
        "quota_spent",
        "You exceeded it",
    );
    check(429, r#"{"error":{"message":"slow down"}}"#, "rate_limited", "slow down");
    check(400, r#"{"error":{"message":"too long","code":"context_length_exceeded"}}"#, "context_too_long", "too long");
    check(
        400,
        r#"{"error":{"message":"the request exceeds the available context size","type":"exceed_context_size_error"}}"#,
        "context_too_long",
        "the request exceeds the available context size",
    );
    check(413, "", "context_too_long", "");
    let inside = "QuotaExceededError: The input is too large.";
    check(500, inside, "context_too_long", inside);
    check(400, r#"{"error":{"message":"blocked","code":"content_filter"}}"#, "refused", "blocked");
    check(400, r#"{"error":{"message":"messages must alternate"}}"#, "server_error", "messages must alternate");
    check(503, "<!doctype html><title>Down</title>", "server_error", "Down");
}

#[test]
fn waiting_times_come_from_headers_or_words() {
    let now = 1_445_412_420_000; // 2015-10-21T07:27:00Z
    assert_eq!(wait_in_headers(None, Some("2"), now), Some(2_000));
    assert_eq!(wait_in_headers(Some("250"), Some("2"), now), Some(250));
    assert_eq!(wait_in_headers(None, Some("Wed, 21 Oct 2015 07:28:00 GMT"), now), Some(60_000));
    assert_eq!(wait_in_headers(None, Some("Wed, 21 Oct 2015 07:20:00 GMT"), now), Some(0));
    // The two older forms of HTTP's dates, which a receiver must still read.
    assert_eq!(wait_in_headers(None, Some("Wednesday, 21-Oct-15 07:28:00 GMT"), now), Some(60_000));
    assert_eq!(wait_in_headers(None, Some("Wed Oct 21 07:28:00 2015"), now), Some(60_000));
    assert_eq!(wait_in_headers(None, Some("Fri, 31 Dec 9999 23:59:59 GMT"), now), Some(86_400_000));
    assert_eq!(wait_in_headers(None, Some("1e30"), now), Some(86_400_000));
    for bad in ["", "soon", "-3", "NaN", "inf", "Wed, 32 Oct 2015 07:28:00 GMT", "21 Oct"] {
        assert_eq!(wait_in_headers(None, Some(bad), now), None, "{bad}");
    }
    assert_eq!(wait_in_headers(None, None, now), None);
    let waits = |message: &str| match status_error(429, message.as_bytes(), None) {
        ModelError::RateLimited { wait_ms, .. } => wait_ms,
        other => panic!("{other:?}"),
    };
    assert_eq!(waits("Please try again in 20ms."), Some(20));
    assert_eq!(waits("Please try again in 1.5s. Visit"), Some(1_500));
    assert_eq!(waits("Please try again in 6m0s"), Some(360_000));
    assert_eq!(waits("Retry in 2 minutes"), Some(120_000));
    assert_eq!(waits("try again in a while"), None);
    let both = status_error(429, b"try again in 5s", Some(700));
    assert_eq!(both.remedy(), Remedy::Wait { ms: 700 });
}

#[test]
fn retries_happen_only_where_they_can_help() {
    let limited = |wait_ms| ModelError::RateLimited { wait_ms, message: String::new() };
    let server = |status| ModelError::ServerError { status, wait_ms: None, message: String::new() };
    assert_eq!(limited(Some(5_000)).retry_in_ms(0), Some(5_000));
    assert_eq!(limited(Some(0)).retry_in_ms(1), Some(2_000));
    assert_eq!(limited(Some(3_600_000)).retry_in_ms(0), None);
    assert_eq!(limited(None).retry_in_ms(3), None);
    assert_eq!(server(502).retry_in_ms(2), Some(4_000));
    assert_eq!(server(400).retry_in_ms(0), None);
    assert_eq!(server(408).retry_in_ms(1), Some(2_000));
    let busy = |status, seconds: u64| status_error(status, b"busy", Some(seconds * 1_000));
    assert_eq!((busy(503, 7).retry_in_ms(0), busy(529, 1).retry_in_ms(2)), (Some(7_000), Some(4_000)));
    assert_eq!((busy(503, 3_600).retry_in_ms(0), busy(503, 3_600).hold_ms()), (None, None));
    assert_eq!(busy(503, 3_600).remedy(), Remedy::Wait { ms: 3_600_000 });
    assert_eq!((busy(503, 7).hold_ms(), limited(Some(5_000)).hold_ms()), (Some(7_000), Some(5_000)));
    // Without a wait the next request may well pass: nobody else is held up.
    assert_eq!((limited(None).hold_ms(), server(502).hold_ms(), busy(400, 7).hold_ms()), (None, None, None));
    assert_eq!(ModelError::StreamCut { partial: None }.retry_in_ms(0), Some(1_000));
    assert_eq!(ModelError::KeyLocked.remedy(), Remedy::Unlock);
    let rejected = ModelError::KeyRejected { status: 401, message: String::new() };
    assert_eq!((rejected.retry_in_ms(0), rejected.remedy()), (None, Remedy::CheckKey));
    assert_eq!(ModelError::BlockedOrUnreachable { cause: Blocked::Local }.remedy(), Remedy::CheckServer);
    assert_eq!(ModelError::NotJson { snippet: String::new(), html: true }.remedy(), Remedy::CheckUrl);
}

#[test]
fn texts_from_outside_can_be_changed_everywhere() {
    let canary = "sk-canary";
    let partial = || Some(Box::new(Message::observation(canary, canary)));
    let text = || canary.to_owned();
    let errors = [
        ModelError::KeyRejected { status: 401, message: text() },
        ModelError::ServerError { status: 500, wait_ms: None, message: text() },
        ModelError::NotJson { snippet: text(), html: false },
        ModelError::StreamCut { partial: partial() },
        ModelError::Stopped { partial: partial() },
        ModelError::TimedOut { after_ms: 1, partial: partial() },
        ModelError::OutputCut { partial: partial() },
    ];
    for error in errors {
        assert_eq!(serde_json::to_value(&error).unwrap()["kind"], error.kind());
        let clean = error.map_text(|t| t.replace(canary, "[key]"));
        let stored = serde_json::to_string(&clean).unwrap();
        assert!(!stored.contains(canary) && stored.contains("[key]"), "{stored}");
    }
    let mut message = Message::text(Role::Assistant, canary);
    message.map_text(|_| "x".into());
    assert_eq!(message.content.as_deref(), Some("x"));
}
