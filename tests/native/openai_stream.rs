//! Replies of OpenAI-compatible endpoints that come in pieces: fragments, breakage of real servers, early ends.

use super::openai_reply::{call, delta, end, read, reader, stream};
use serde_json::json;
use toolgrove::domain::chat::{Delta, FunctionCall, Message, ModelError, Role, Unreadable, Usage};
use toolgrove::formats::provider::Finish;
use toolgrove::formats::provider::sse::{EventTooLong, SseDecoder, SseEvent};

fn piece(fields: serde_json::Value) -> serde_json::Value {
    delta(json!({"tool_calls": [fields]}))
}

/// Reads a stream of chunks and gives its calls, the first and the others.
fn calls(chunks: &[serde_json::Value]) -> Vec<FunctionCall> {
    let reply = read(&stream(chunks)).unwrap();
    reply.message.function_call.into_iter().chain(reply.extra_calls).collect()
}

#[test]
fn streamed_text_with_usage_in_a_last_chunk_without_choices() {
    let body = stream(&[
        delta(json!({"role": "assistant", "content": ""})),
        delta(json!({"content": "Grü"})),
        delta(json!({"content": "ße 🌳"})),
        end("stop"),
        json!({"choices": [], "usage": {"prompt_tokens": 5, "completion_tokens": 2}}),
    ]);
    let reply = read(&body).unwrap();
    assert_eq!(reply.message, Message::text(Role::Assistant, "Grüße 🌳"));
    assert_eq!(reply.usage, Some(Usage { prompt: 5, completion: 2, estimated: false }));
    assert_eq!(reply.finish, Finish::Stop);
}

#[test]
fn streamed_call_in_fragments_by_index() {
    let got = calls(&[
        delta(json!({"role": "assistant", "content": null})),
        piece(json!({"index": 0, "id": "a", "type": "function", "function": {"name": "f", "arguments": ""}})),
        piece(json!({"index": 0, "function": {"arguments": "{\"x\""}})),
        piece(json!({"index": 1, "id": "b", "function": {"name": "g", "arguments": "{"}})),
        piece(json!({"index": 0, "function": {"arguments": ":1}"}})),
        piece(json!({"index": 1, "function": {"arguments": "}"}})),
        end("tool_calls"),
    ]);
    assert_eq!(got, [call("f", "{\"x\":1}"), call("g", "{}")]);
}

#[test]
fn fragments_with_the_breakage_of_real_servers() {
    let check = |what: &str, pieces: &[serde_json::Value], expect: &[FunctionCall]| {
        let mut chunks: Vec<_> = pieces.iter().cloned().map(piece).collect();
        chunks.push(end("tool_calls"));
        assert_eq!(calls(&chunks), expect, "{what}");
    };
    let f = |arguments| json!({"function": {"arguments": arguments}});
    check("no index, no id", &[json!({"function": {"name": "f", "arguments": "{"}}), f("}")], &[call("f", "{}")]);
    check(
        "no index, two calls one after the other",
        &[
            json!({"function": {"name": "f", "arguments": "{}"}}),
            json!({"function": {"name": "f", "arguments": "{\"a\":1}"}}),
        ],
        &[call("f", "{}"), call("f", "{\"a\":1}")],
    );
    check(
        "no index, told apart by id",
        &[
            json!({"id": "a", "function": {"name": "f", "arguments": "{"}}),
            json!({"id": "b", "function": {"name": "g", "arguments": "{"}}),
            json!({"id": "a", "function": {"arguments": "}"}}),
            json!({"id": "b", "function": {"arguments": "}"}}),
        ],
        &[call("f", "{}"), call("g", "{}")],
    );
    check(
        "every call at index 0",
        &[
            json!({"index": 0, "id": "a", "function": {"name": "f", "arguments": "{}"}}),
            json!({"index": 0, "id": "b", "function": {"name": "f", "arguments": "{\"a\":2}"}}),
        ],
        &[call("f", "{}"), call("f", "{\"a\":2}")],
    );
    check(
        "last fragment under a wrong index",
        &[
            json!({"index": 0, "id": "a", "function": {"name": "f", "arguments": "{\"a\":"}}),
            json!({"index": 1, "function": {"arguments": "1}"}}),
        ],
        &[call("f", "{\"a\":1}")],
    );
    check(
        "name in every fragment",
        &[
            json!({"index": 0, "id": "a", "function": {"name": "f", "arguments": "{"}}),
            json!({"index": 0, "id": "a", "function": {"name": "f", "arguments": "}"}}),
        ],
        &[call("f", "{}")],
    );
    check(
        "name in pieces",
        &[
            json!({"index": 0, "id": "a", "function": {"name": "get_"}}),
            json!({"index": 0, "function": {"name": "city", "arguments": "{}"}}),
        ],
        &[call("get_city", "{}")],
    );
    check(
        "arguments as an object",
        &[json!({"index": 0, "function": {"name": "f", "arguments": {"a": 1}}})],
        &[call("f", "{\"a\":1}")],
    );
    check(
        "a call with nothing in it",
        &[json!({"index": 0, "function": {}}), json!({"index": 1, "function": {"name": "f"}})],
        &[call("f", "")],
    );
}

#[test]
fn streamed_call_in_the_first_function_form() {
    let got = calls(&[
        delta(json!({"function_call": {"name": "f", "arguments": ""}})),
        delta(json!({"function_call": {"arguments": "{\"a\":"}})),
        delta(json!({"function_call": {"arguments": "1}"}})),
        end("function_call"),
    ]);
    assert_eq!(got, [call("f", "{\"a\":1}")]);
}

#[test]
fn line_ends_comments_marks_and_missing_blank_lines() {
    let chunk = delta(json!({"content": "hi"}));
    let last = end("stop");
    let same = Message::text(Role::Assistant, "hi");
    for body in [
        format!("data: {chunk}\r\n\r\ndata: {last}\r\n\r\ndata: [DONE]\r\n\r\n"),
        format!("data: {chunk}\r\rdata: {last}\r\r"),
        format!("\u{feff}data:{chunk}\n\ndata:{last}\n\n"),
        format!(
            ": OPENROUTER PROCESSING\n\nid: 1\nevent: message\nretry: 10\ndata: {chunk}\n\n: ping\n\ndata: {last}\n\n"
        ),
        format!("\n\ndata: {chunk}\n\ndata: {last}"),
        format!("data: {chunk}\ndata: {last}\ndata: [DONE]\n"),
        format!("data: {chunk}\n\ndata: {last}\n\ndata: [DONE]\n\ndata: {}\n\n", delta(json!({"content": "after"}))),
    ] {
        assert_eq!(read(&body).unwrap().message, same, "{body}");
    }
}

#[test]
fn a_stream_that_ends_early_keeps_what_came() {
    let text =
        format!("data: {}\n\ndata: {}\n\n", delta(json!({"content": "half a "})), delta(json!({"content": "thought"})));
    let cut = read(&text).unwrap_err();
    let partial = Message::text(Role::Assistant, "half a thought");
    assert_eq!(cut, ModelError::StreamCut { partial: Some(Box::new(partial)) });
    // In the middle of an event, and in the middle of a call.
    let call_start = piece(json!({"index": 0, "id": "a", "function": {"name": "f", "arguments": "{\"a\""}}));
    let cut = read(&format!("data: {call_start}\n\ndata: {{\"choices\":[{{\"del")).unwrap_err();
    assert_eq!(cut.partial().unwrap().function_call, Some(call("f", "{\"a\"")));
    assert_eq!(read(": ping\n\n"), Err(ModelError::StreamCut { partial: None }));
    assert_eq!(read("dat"), Err(ModelError::NotJson { snippet: "dat".into(), html: false }));
}

#[test]
fn a_connection_that_breaks_after_the_end_does_no_harm() {
    let complete = format!("data: {}\n\ndata: {}\n\n", delta(json!({"content": "all"})), end("stop"));
    let broken = |body: &str| {
        let mut reader = reader();
        reader.push(body.as_bytes()).unwrap();
        reader.broken()
    };
    assert_eq!(broken(&complete).unwrap().message, Message::text(Role::Assistant, "all"));
    let json = "{\"choices\":[{\"message\":{\"content\":\"a";
    assert_eq!(broken(json), Err(ModelError::StreamCut { partial: None }));
    assert_eq!(broken(""), Err(ModelError::StreamCut { partial: None }));
}

#[test]
fn errors_inside_a_stream() {
    let first = delta(json!({"content": "so far"}));
    let body =
        format!("data: {first}\n\ndata: {{\"error\":{{\"message\":\"Provider disconnected\",\"code\":502}}}}\n\n");
    assert_eq!(
        read(&body),
        Err(ModelError::ServerError { status: 502, wait_ms: None, message: "Provider disconnected".into() })
    );
    let limited = "data: {\"error\":{\"message\":\"slow down\",\"type\":\"rate_limit_error\"}}\n\n";
    assert_eq!(read(limited), Err(ModelError::RateLimited { wait_ms: None, message: "slow down".into() }));
    let named = "event: error\ndata: upstream gone\n\n";
    assert_eq!(
        read(named),
        Err(ModelError::ServerError { status: 500, wait_ms: None, message: "upstream gone".into() })
    );
    let garbage = "data: not json\n\n";
    let expect = ModelError::Unreadable { why: Unreadable::BadEvent, snippet: "not json".into() };
    assert_eq!(read(garbage), Err(expect));
    let list = "data: [1,2]\n\n";
    assert_eq!(read(list), Err(ModelError::Unreadable { why: Unreadable::BadEvent, snippet: String::new() }));
    assert_eq!(
        read("data: [DONE]\n\n"),
        Err(ModelError::Unreadable { why: Unreadable::NoChoices, snippet: String::new() })
    );
}

#[test]
fn hostile_sizes_end_in_errors() {
    let mut reader = reader();
    let line = vec![b'x'; 1 << 20];
    reader.push(b"data: ").unwrap();
    let long = reader.push(&line).unwrap_err();
    assert!(matches!(long, ModelError::Unreadable { why: Unreadable::BeyondLimits, .. }));

    let mut another = super::openai_reply::reader();
    let outcome = (0..9).map(|_| another.push(&line)).find(Result::is_err);
    assert_eq!(outcome, Some(Err(ModelError::TooLarge { limit: 8 << 20 })));

    let many: Vec<_> =
        (0..65).map(|i| piece(json!({"index": i, "id": i.to_string(), "function": {"name": "f"}}))).collect();
    let got = read(&stream(&many));
    assert_eq!(got, Err(ModelError::Unreadable { why: Unreadable::BeyondLimits, snippet: String::new() }));
}

#[test]
fn deltas_show_text_reasoning_and_the_first_call_as_they_come() {
    let body = stream(&[
        delta(json!({"reasoning_content": "hm"})),
        delta(json!({"reasoning": "…"})),
        delta(json!({"content": "I look."})),
        piece(json!({"index": 0, "id": "a", "function": {"name": "f", "arguments": "{"}})),
        piece(json!({"index": 1, "id": "b", "function": {"name": "g", "arguments": "{}"}})),
        piece(json!({"index": 0, "function": {"arguments": "}"}})),
        end("tool_calls"),
    ]);
    let mut reader = reader();
    let deltas = reader.push(body.as_bytes()).unwrap();
    let text = |t: &str| t.to_owned();
    let expect = [
        Delta::Reasoning(text("hm")),
        Delta::Reasoning(text("…")),
        Delta::Text(text("I look.")),
        Delta::CallName(text("f")),
        Delta::CallArguments(text("{")),
        Delta::CallArguments(text("}")),
    ];
    assert_eq!(deltas, expect);
    assert!(reader.is_done());
    let reply = reader.finish().unwrap();
    assert_eq!(reply.reasoning.as_deref(), Some("hm…"));
    assert_eq!(reply.message.content.as_deref(), Some("I look."));
}

#[test]
fn events_are_decoded_as_the_standard_says() {
    let decode = |text: &str| {
        let mut out = Vec::new();
        let mut decoder = SseDecoder::default();
        decoder.push(text.as_bytes(), &mut out).unwrap();
        (out, decoder.finish())
    };
    let event = |name: &str, data: &str| SseEvent { name: name.into(), data: data.into() };
    assert_eq!(decode("data: a\ndata:  b\ndata\n\n").0, [event("", "a\n b\n")]);
    assert_eq!(decode("event: x\n\ndata: a\n\n").0, [event("", "a")]);
    assert_eq!(decode("event: x\ndata: a\n\ndata: b\n\n").0, [event("x", "a"), event("", "b")]);
    assert_eq!(decode("data: a\n"), (vec![], Some(event("", "a"))));
    assert_eq!(decode(": only a comment"), (vec![], None));
    // Not the standard's, but older llama.cpp's.
    assert_eq!(decode("error: {}\n\n").0, [event("error", "{}")]);
    assert_eq!(decode("data: \u{fffd}\n\n").0, [event("", "\u{fffd}")]);
    let mut decoder = SseDecoder::default();
    let broken_utf8 = decoder.push(b"data: \xff\n\n", &mut Vec::new());
    assert_eq!(broken_utf8, Ok(()));
    let endless = vec![b'a'; (1 << 20) + 1];
    assert_eq!(SseDecoder::default().push(&endless, &mut Vec::new()), Err(EventTooLong));
}
