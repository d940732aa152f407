//! Replies of OpenAI-compatible endpoints that come as one text.

use serde_json::json;
use toolgrove::domain::chat::{ChatRequest, FunctionCall, Message, ModelError, Role, Unreadable, Usage};
use toolgrove::formats::provider::{Endpoint, Finish, Reader, Reply};

/// A reader of OpenAI's form.
pub(crate) fn reader() -> Reader {
    Reader::new(&Endpoint::default(), &ChatRequest::default())
}

/// Reads a body in one piece and again byte by byte: the cut must not matter.
pub(crate) fn read(body: &str) -> Result<Reply, ModelError> {
    let read_in = |size: usize| {
        let mut reader = reader();
        for piece in body.as_bytes().chunks(size.max(1)) {
            reader.push(piece)?;
        }
        reader.finish()
    };
    let whole = read_in(body.len());
    assert_eq!(whole, read_in(1), "cut into bytes: {body}");
    assert_eq!(whole, read_in(7), "cut into sevens: {body}");
    whole
}

pub(crate) fn stream(chunks: &[serde_json::Value]) -> String {
    let mut out: String = chunks.iter().map(|c| format!("data: {c}\n\n")).collect();
    out.push_str("data: [DONE]\n\n");
    out
}

pub(crate) fn delta(delta: serde_json::Value) -> serde_json::Value {
    json!({"choices": [{"index": 0, "delta": delta, "finish_reason": null}]})
}

pub(crate) fn end(reason: &str) -> serde_json::Value {
    json!({"choices": [{"index": 0, "delta": {}, "finish_reason": reason}]})
}

pub(crate) fn call(name: &str, arguments: &str) -> FunctionCall {
    FunctionCall { name: name.to_owned(), arguments: arguments.to_owned() }
}

fn whole(message: serde_json::Value, reason: &str) -> Result<Reply, ModelError> {
    read(&json!({"choices": [{"index": 0, "message": message, "finish_reason": reason}]}).to_string())
}

#[test]
fn whole_reply_with_text_and_usage() {
    let body = json!({"id": "x", "model": "m-2", "choices": [{"index": 0, "finish_reason": "stop",
        "message": {"role": "assistant", "content": "Hello"}}],
        "usage": {"prompt_tokens": 12, "completion_tokens": 3, "total_tokens": 15}});
    let reply = read(&body.to_string()).unwrap();
    assert_eq!(reply.message, Message::text(Role::Assistant, "Hello"));
    assert_eq!(reply.usage, Some(Usage { prompt: 12, completion: 3, estimated: false }));
    assert_eq!((reply.finish, reply.model.as_deref()), (Finish::Stop, Some("m-2")));
}

#[test]
fn whole_reply_takes_the_first_call_and_keeps_the_rest() {
    let reply = whole(
        json!({"content": null, "tool_calls": [
            {"id": "a", "type": "function", "function": {"name": "f", "arguments": "{\"x\":1}"}},
            {"type": "function", "function": {"name": "f", "arguments": "{\"x\":2}"}},
            {"id": "", "function": {"name": "g", "arguments": {"y": 3}}},
        ]}),
        "tool_calls",
    )
    .unwrap();
    assert_eq!(reply.message.content, None);
    assert_eq!(reply.message.function_call, Some(call("f", "{\"x\":1}")));
    assert_eq!(reply.extra_calls, [call("f", "{\"x\":2}"), call("g", "{\"y\":3}")]);
    assert_eq!(reply.finish, Finish::Call);
}

#[test]
fn whole_reply_in_the_first_function_form() {
    let reply =
        whole(json!({"content": "I look.", "function_call": {"name": "f", "arguments": "{}"}}), "function_call");
    let message = reply.unwrap().message;
    assert_eq!((message.content.as_deref(), message.function_call), (Some("I look."), Some(call("f", "{}"))));
}

#[test]
fn content_in_parts_is_joined() {
    let reply = whole(
        json!({"content": [{"type": "text", "text": "a"}, {"type": "image"}, {"type": "text", "text": "b"}]}),
        "stop",
    );
    assert_eq!(reply.unwrap().message.content.as_deref(), Some("ab"));
}

#[test]
fn an_empty_message_is_a_reply() {
    let reply = whole(json!({"content": null}), "stop").unwrap();
    assert_eq!(reply.message, Message::assistant(None, None));
}

#[test]
fn fields_of_a_wrong_type_count_as_absent() {
    let body = json!({"choices": [{"index": "zero", "finish_reason": 7, "message": {"content": "ok", "tool_calls": "none",
        "function_call": 3, "refusal": {}}}], "usage": {"prompt_tokens": -4, "completion_tokens": 1.5}, "model": []});
    let reply = read(&body.to_string()).unwrap();
    assert_eq!(reply.message, Message::text(Role::Assistant, "ok"));
    assert_eq!((reply.usage, reply.model, reply.finish), (None, None, Finish::Other));
}

#[test]
fn refusals_filters_and_output_limits_are_named() {
    let refused = whole(json!({"content": null, "refusal": "I will\u{202e} not."}), "stop");
    assert_eq!(refused, Err(ModelError::Refused { message: "I will not.".into() }));
    let filtered = whole(json!({"content": "half"}), "content_filter");
    assert_eq!(filtered, Err(ModelError::Refused { message: "half".into() }));
    assert_eq!(whole(json!({"content": ""}), "length"), Err(ModelError::OutputCut { partial: None }));
    let half_call = whole(json!({"tool_calls": [{"function": {"name": "f", "arguments": "{\"a\":"}}]}), "length");
    let partial = half_call.unwrap_err();
    assert_eq!(partial.partial().unwrap().function_call, Some(call("f", "{\"a\":")));
    // Text that was cut is still a thought, and a call that is complete is a call.
    assert_eq!(whole(json!({"content": "long"}), "length").unwrap().finish, Finish::Length);
    assert!(whole(json!({"tool_calls": [{"function": {"name": "f", "arguments": "{}"}}]}), "length").is_ok());
}

#[test]
fn success_status_with_something_else() {
    let unreadable = |why| Err(ModelError::Unreadable { why, snippet: String::new() });
    assert_eq!(read(""), unreadable(Unreadable::Empty));
    assert_eq!(read(" \n "), unreadable(Unreadable::Empty));
    for body in ["{\"choices\":[]}", "{\"hello\":1}", "[1]", "3", "null", "{\"choices\":[{\"index\":0}]}"] {
        let got = read(body);
        assert_eq!(got, Err(ModelError::Unreadable { why: Unreadable::NoChoices, snippet: body.into() }));
    }
    let page = "<!DOCTYPE html><html><head><TITLE>My\n Server</TITLE></head><body>…";
    assert_eq!(read(page), Err(ModelError::NotJson { snippet: "My Server".into(), html: true }));
    let bare = "<html><body><script>x</script><p>It works</p></body></html>";
    assert_eq!(read(bare), Err(ModelError::NotJson { snippet: "x It works".into(), html: true }));
    assert_eq!(read("It works!"), Err(ModelError::NotJson { snippet: "It works!".into(), html: false }));
    let error = read("{\"error\":{\"message\":\"overloaded\",\"code\":529}}");
    assert_eq!(error, Err(ModelError::ServerError { status: 529, wait_ms: None, message: "overloaded".into() }));
}

#[test]
fn tokens_are_estimated_where_nobody_counted() {
    let request = ChatRequest { messages: vec![Message::text(Role::User, "12345678")], ..ChatRequest::default() };
    let reply = read(&stream(&[delta(json!({"content": "12345"})), end("stop")])).unwrap().into_model_reply(&request);
    // 8 characters sent, 5 received, four a token, rounded up.
    assert_eq!(reply.usage, Usage { prompt: 2, completion: 2, estimated: true });
}
