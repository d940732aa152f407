//! Bodies sent to OpenAI-compatible endpoints.

use serde_json::{Value, json};
use toolgrove::domain::chat::{ChatRequest, FunctionCall, FunctionSpec, Message, Role};
use toolgrove::formats::openai::request;
use toolgrove::formats::provider::Dialect;

fn call(name: &str, arguments: &str) -> Message {
    let function_call = Some(FunctionCall { name: name.to_owned(), arguments: arguments.to_owned() });
    Message::assistant(None, function_call)
}

fn messages_of(messages: Vec<Message>) -> Value {
    let request = ChatRequest { messages, ..ChatRequest::default() };
    request::body(&request, "m", Dialect::default())["messages"].clone()
}

fn parameters_of(parameters: Value) -> Value {
    let spec = FunctionSpec { name: "f".into(), description: "d".into(), parameters };
    let request = ChatRequest { functions: vec![spec], ..ChatRequest::default() };
    request::body(&request, "m", Dialect::default())["tools"][0]["function"]["parameters"].clone()
}

#[test]
fn old_function_form_becomes_tool_calls_with_matching_ids() {
    let got = messages_of(vec![
        Message::text(Role::System, "rules"),
        Message::text(Role::User, "question"),
        call("f", "{\"a\":1}"),
        Message::observation("f", "seen"),
        Message::text(Role::User, "try something else"),
        call("g", "{}"),
        Message::observation("g", "seen too"),
    ]);
    let tool = |id: &str, name: &str, arguments: &str| {
        json!({"role": "assistant", "content": null, "tool_calls": [
            {"id": id, "type": "function", "function": {"name": name, "arguments": arguments}}]})
    };
    assert_eq!(
        got,
        json!([
            {"role": "system", "content": "rules"},
            {"role": "user", "content": "question"},
            tool("call00002", "f", "{\"a\":1}"),
            {"role": "tool", "tool_call_id": "call00002", "content": "seen"},
            {"role": "user", "content": "try something else"},
            tool("call00005", "g", "{}"),
            {"role": "tool", "tool_call_id": "call00005", "content": "seen too"},
        ])
    );
}

#[test]
fn unanswered_calls_and_unasked_observations_stay_valid() {
    let got = messages_of(vec![
        Message::observation("f", "from nowhere"),
        call("f", "{}"),
        Message::text(Role::User, "go on"),
        Message::observation("g", "late"),
        call("f", "{}"),
    ]);
    let roles: Vec<&str> = got.as_array().unwrap().iter().map(|m| m["role"].as_str().unwrap()).collect();
    assert_eq!(roles, ["user", "assistant", "tool", "user", "user", "assistant", "tool"]);
    assert_eq!(got[0]["content"], "Observation of f: from nowhere");
    assert_eq!(got[2], json!({"role": "tool", "tool_call_id": "call00001", "content": ""}));
    assert_eq!(got[6]["tool_call_id"], got[5]["tool_calls"][0]["id"]);
}

#[test]
fn past_calls_that_endpoints_would_refuse_are_made_acceptable() {
    let past =
        |name: &str, arguments: &str| messages_of(vec![call(name, arguments)])[0]["tool_calls"][0]["function"].clone();
    assert_eq!(past("a.b c", "{}")["name"], "a_b_c");
    assert_eq!(past("", "{}")["name"], "unnamed");
    assert_eq!(past(&"x".repeat(80), "{}")["name"], "x".repeat(64));
    assert_eq!(past("f", "")["arguments"], "{}");
    assert_eq!(past("f", "{\"a\":")["arguments"], "{\"malformed\":\"{\\\"a\\\":\"}");
    assert_eq!(past("f", "[1]")["arguments"], "{\"malformed\":\"[1]\"}");
    assert_eq!(past("f", "{\"a\": 1}")["arguments"], "{\"a\": 1}");
}

#[test]
fn toolbench_keys_leave_the_schema_and_examples_join_descriptions() {
    let got = parameters_of(json!({
        "type": "object",
        "properties": {
            "city": {"type": "string", "description": "Name.", "example_value": "Oslo"},
            "n": {"type": "integer", "example_value": 3},
            "optional": {"type": "string", "description": "A property of that name stays."},
            "where": {"type": "object", "properties": {"x": {"type": "number", "example_value": 1.5}}, "optional": ["x"]},
            "many": {"type": "array", "items": {"type": "string", "example_value": "a"}},
        },
        "required": ["city", "city", "n"],
        "optional": ["optional"],
    }));
    assert_eq!(
        got,
        json!({
            "type": "object",
            "properties": {
                "city": {"type": "string", "description": "Name. Example: Oslo"},
                "n": {"type": "integer", "description": "Example: 3"},
                "optional": {"type": "string", "description": "A property of that name stays."},
                "where": {"type": "object", "properties": {"x": {"type": "number", "description": "Example: 1.5"}}},
                "many": {"type": "array", "items": {"type": "string", "description": "Example: a"}},
            },
            "required": ["city", "n"],
        })
    );
}

#[test]
fn hostile_schemas_become_objects_of_bounded_depth() {
    assert_eq!(parameters_of(Value::Null), json!({"type": "object", "properties": {}}));
    assert_eq!(parameters_of(json!("text")), json!({"type": "object", "properties": {}}));
    let mut deep = json!({"type": "string"});
    for _ in 0..60 {
        deep = json!({"type": "object", "properties": {"p": deep}});
    }
    let mut depth = 0;
    let cleaned = parameters_of(deep);
    let mut at = &cleaned;
    while let Some(next) = at.pointer("/properties/p") {
        depth += 1;
        at = next;
    }
    assert_eq!(depth, 16);
}

#[test]
fn optional_fields_follow_request_and_dialect() {
    let mut request = ChatRequest { messages: vec![Message::text(Role::User, "hi")], ..ChatRequest::default() };
    let plain = request::body(&request, "m", Dialect::default());
    let expect = json!({"model": "m", "messages": [{"role": "user", "content": "hi"}], "stream": true,
        "stream_options": {"include_usage": true}});
    assert_eq!(plain, expect);

    request.max_tokens = Some(64);
    request.temperature = Some(0.7);
    let full = request::body(&request, "m", Dialect::default());
    assert_eq!((&full["max_tokens"], &full["temperature"]), (&json!(64), &json!(0.7)));

    let poor = Dialect { stream: false, completion_tokens_key: true, temperature: false, ..Dialect::default() };
    let body = request::body(&request, "m", poor);
    assert_eq!(
        body,
        json!({"model": "m", "messages": [{"role": "user", "content": "hi"}],
        "max_completion_tokens": 64, "stream": false})
    );

    request.temperature = Some(f32::NAN);
    assert!(request::body(&request, "m", Dialect::default()).get("temperature").is_none());
}

#[test]
fn functions_are_offered_as_tools() {
    let spec = FunctionSpec { name: "f".into(), description: "é".repeat(2_000), parameters: json!({}) };
    let request = ChatRequest { functions: vec![spec], ..ChatRequest::default() };
    let body = request::body(&request, "m", Dialect::default());
    assert_eq!(body["tool_choice"], "auto");
    assert_eq!(body["tools"][0]["type"], "function");
    assert_eq!(body["tools"][0]["function"]["description"].as_str().unwrap().chars().count(), 1_024);
}

#[test]
fn what_a_dialect_gives_up_is_written_otherwise() {
    let spec = FunctionSpec { name: "f".into(), description: String::new(), parameters: json!({}) };
    let messages = vec![
        Message::text(Role::System, "a"),
        Message::text(Role::System, "b"),
        Message::text(Role::User, "hi"),
        Message::text(Role::System, "late"),
    ];
    let mut request = ChatRequest { messages, functions: vec![spec], max_tokens: Some(100), temperature: None };
    let poor = Dialect { system: false, tool_choice: false, most_tokens: Some(64), ..Dialect::default() };
    let body = request::body(&request, "m", poor);
    assert_eq!(
        body["messages"],
        json!([{"role": "user", "content": "a\n\nb\n\nhi"}, {"role": "user", "content": "late"}])
    );
    assert_eq!((body.get("tool_choice"), &body["max_tokens"]), (None, &json!(64)));
    request.messages.remove(2);
    let body = request::body(&request, "m", poor);
    assert_eq!(body["messages"], json!([{"role": "user", "content": "a\n\nb\n\nlate"}]),);
    request.messages = vec![Message::text(Role::System, "a"), Message::text(Role::Assistant, "b")];
    assert_eq!(request::body(&request, "m", poor)["messages"][0], json!({"role": "user", "content": "a"}));
}
