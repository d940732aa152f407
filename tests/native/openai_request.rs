//! Bodies sent to OpenAI-compatible endpoints, and the addresses they go to.

use serde_json::{Value, json};
use toolgrove::domain::chat::{ChatRequest, FunctionCall, FunctionSpec, Message, Role};
use toolgrove::formats::openai::base_url::{BaseUrlError, is_loopback, is_private, normalise, with_v1};
use toolgrove::formats::openai::connection::{Connection, Stored, parse, to_text};
use toolgrove::formats::openai::error::ProviderError;
use toolgrove::formats::openai::{Dialect, request};

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
            tool("call_2", "f", "{\"a\":1}"),
            {"role": "tool", "tool_call_id": "call_2", "content": "seen"},
            {"role": "user", "content": "try something else"},
            tool("call_5", "g", "{}"),
            {"role": "tool", "tool_call_id": "call_5", "content": "seen too"},
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
    assert_eq!(got[2], json!({"role": "tool", "tool_call_id": "call_1", "content": ""}));
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

    let poor = Dialect { stream: false, stream_usage: true, completion_tokens_key: true, temperature: false };
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
fn the_dialect_gives_up_what_an_error_names_and_nothing_else() {
    let said = |message: &str, param: Option<&str>| ProviderError {
        message: message.to_owned(),
        param: param.map(str::to_owned),
        ..ProviderError::default()
    };
    let all = Dialect::default();
    let adapt = |status, message: &str, param| all.adapt(status, &said(message, param));
    assert_eq!(
        adapt(422, "Extra inputs are not permitted: stream_options", None),
        Some(Dialect { stream_usage: false, ..all })
    );
    let renamed = "Unsupported parameter: 'max_tokens' is not supported. Use 'max_completion_tokens' instead.";
    assert_eq!(adapt(400, renamed, Some("max_tokens")), Some(Dialect { completion_tokens_key: true, ..all }));
    assert_eq!(adapt(400, "Unsupported value", Some("temperature")), Some(Dialect { temperature: false, ..all }));
    assert_eq!(adapt(400, "stream must be false here", None), Some(Dialect { stream: false, ..all }));
    assert_eq!(adapt(400, "messages[2].content is too long", Some("messages")), None);
    assert_eq!(adapt(500, "stream_options broke me", None), None);
    let poor = Dialect { stream: false, stream_usage: false, completion_tokens_key: true, temperature: false };
    assert_eq!(poor.adapt(400, &said("temperature max_tokens max_completion_tokens stream_options", None)), None);
}

#[test]
fn base_urls_get_one_spelling_or_a_reason() {
    let cases = [
        (" https://api.openai.com/v1/ ", Ok("https://api.openai.com/v1")),
        ("HTTPS://api.openai.com/v1/chat/completions", Ok("https://api.openai.com/v1")),
        ("localhost:11434/v1", Ok("http://localhost:11434/v1")),
        ("127.0.0.1:8080", Ok("http://127.0.0.1:8080")),
        ("[::1]:8080/v1", Ok("http://[::1]:8080/v1")),
        ("openrouter.ai/api/v1/models", Ok("https://openrouter.ai/api/v1")),
        ("", Err(BaseUrlError::Empty)),
        ("ftp://x", Err(BaseUrlError::NotHttp)),
        ("javascript:alert(1)", Err(BaseUrlError::NotHttp)),
        ("data:text/html,x", Err(BaseUrlError::NotHttp)),
        ("https://me:pw@host/v1", Err(BaseUrlError::Credentials)),
        ("me:pw@host/v1", Err(BaseUrlError::Credentials)),
        ("https://host/v1?key=abc", Err(BaseUrlError::QueryOrFragment)),
        ("https:///v1", Err(BaseUrlError::BadHost)),
        ("https://a b/v1", Err(BaseUrlError::BadHost)),
        ("https://host\\evil", Err(BaseUrlError::BadHost)),
    ];
    for (typed, expect) in cases {
        assert_eq!(normalise(typed), expect.map(str::to_owned), "{typed}");
    }
    assert_eq!(normalise(&format!("https://{}", "a".repeat(3_000))), Err(BaseUrlError::TooLong));
    assert_eq!(with_v1("http://localhost:11434").as_deref(), Some("http://localhost:11434/v1"));
    assert_eq!(with_v1("http://localhost:11434/v1"), None);
}

#[test]
fn hosts_of_this_machine_and_network_are_known() {
    for host in ["localhost", "a.localhost", "127.0.0.1", "127.9.9.9", "::1", "[::1]"] {
        assert!(is_loopback(host) && !is_private(host), "{host}");
    }
    for host in
        ["10.0.0.1", "172.16.0.1", "172.31.255.1", "192.168.1.2", "169.254.1.1", "nas.local", "[fd00::1]", "fe80::1"]
    {
        assert!(is_private(host) && !is_loopback(host), "{host}");
    }
    for host in ["172.32.0.1", "11.0.0.1", "localhost.example.com", "fcbank.com", "8.8.8.8", "2001:db8::1"] {
        assert!(!is_private(host) && !is_loopback(host), "{host}");
    }
}

#[test]
fn stored_connections_survive_the_round_trip_and_hostile_storage() {
    let good = Connection {
        id: "a-1".into(),
        label: "Local".into(),
        base_url: "http://localhost:11434/v1".into(),
        model: "llama3.1".into(),
    };
    assert_eq!(parse(&to_text(std::slice::from_ref(&good))), Stored::Known(vec![good.clone()]));
    assert_eq!(parse("{\"v\":2,\"connections\":[]}"), Stored::Newer);
    for broken in ["", "[]", "null", "{\"v\":1}", "{\"v\":1,\"connections\":3}"] {
        assert_eq!(parse(broken), Stored::Known(Vec::new()), "{broken}");
    }
    let mixed = json!({"v": 1, "connections": [
        {"id": "a-1", "label": "Local", "base_url": "http://localhost:11434/v1/", "model": "llama3.1", "key": "sk-1"},
        {"id": "a-1", "label": "twice", "base_url": "http://x", "model": "m"},
        {"id": "b", "label": "script", "base_url": "javascript:alert(1)", "model": "m"},
        {"id": "../b", "label": "path", "base_url": "http://x", "model": "m"},
        {"id": 7}, "text",
    ]});
    let read = parse(&mixed.to_string());
    assert_eq!(read, Stored::Known(vec![good.clone()]));
    assert!(!to_text(&[good]).contains("key"));
}
