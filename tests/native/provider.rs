//! What all providers have in common: addresses, stored records, dialects, lists of models, commands for a shell.

use serde_json::{Value, json};
use toolgrove::domain::chat::{ChatRequest, Exchange, Message, ModelError, Role, Unreadable};
use toolgrove::domain::json::FromJson;
use toolgrove::formats::provider::base_url::{BaseUrlError, is_loopback, is_private, normalise, with_v1};
use toolgrove::formats::provider::connection::{Stored, parse, to_text};
use toolgrove::formats::provider::error::ProviderError;
use toolgrove::formats::provider::{
    Connection, Dialect, Endpoint, Finish, HttpRequest, Protocol, Reply, curl, list_models, read_models, write,
};

#[test]
fn base_urls_get_one_spelling_or_a_reason() {
    let cases = [
        (" https://api.openai.com/v1/ ", Ok("https://api.openai.com/v1")),
        ("HTTPS://api.openai.com/v1/chat/completions", Ok("https://api.openai.com/v1")),
        ("localhost:11434/v1", Ok("http://localhost:11434/v1")),
        ("127.0.0.1:8080", Ok("http://127.0.0.1:8080")),
        ("[::1]:8080/v1", Ok("http://[::1]:8080/v1")),
        ("https://api.anthropic.com/v1/messages", Ok("https://api.anthropic.com/v1")),
        ("openrouter.ai/api/v1/models", Ok("https://openrouter.ai/api/v1")),
        ("0.0.0.0:11434", Ok("http://localhost:11434")),
        ("http://0.0.0.0:8000/v1", Ok("http://localhost:8000/v1")),
        ("https://0.0.0.0.example/v1", Ok("https://0.0.0.0.example/v1")),
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
    for host in [
        "10.0.0.1",
        "172.16.0.1",
        "172.31.255.1",
        "192.168.1.2",
        "169.254.1.1",
        "nas.local",
        "nas",
        "NAS-2",
        "box.lan",
        "router.home.arpa",
        "llm.corp.internal",
        "100.64.0.1",
        "100.127.255.254",
        "nas.lan.",
        "[fd00::1]",
        "fe80::1",
    ] {
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
        ..Connection::default()
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

#[test]
fn older_lists_are_read_and_hostile_numbers_dropped() {
    let entry = |more: Value| {
        let mut entry = json!({"id": "a", "label": "", "base_url": "http://h", "model": "m"});
        entry.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        match parse(&json!({"v": 1, "connections": [entry]}).to_string()) {
            Stored::Known(mut list) => list.pop(),
            Stored::Newer => None,
        }
    };
    let old = entry(json!({})).unwrap();
    assert_eq!(
        old,
        Connection { id: "a".into(), base_url: "http://h".into(), model: "m".into(), ..Connection::default() }
    );
    assert_eq!(old.protocol, Protocol::OpenAi);
    let full = json!({"protocol": "gemini", "max_parallel": 64, "per_minute": 10_000, "context_tokens": 100_000_000, "max_output_tokens": 10_000_000});
    let full = entry(full).unwrap();
    assert_eq!((full.max_parallel, full.per_minute, full.context_tokens), (Some(64), Some(10_000), Some(100_000_000)));
    assert_eq!(full.max_output_tokens, Some(10_000_000));
    assert_eq!(parse(&to_text(std::slice::from_ref(&full))), Stored::Known(vec![full.clone()]));
    let endpoint = Endpoint { protocol: Protocol::Gemini, base_url: "http://h".into(), model: "m".into() };
    assert_eq!(full.endpoint(), endpoint);
    assert_eq!(entry(json!({"max_output_tokens": 10_000_001})).unwrap().max_output_tokens, None);
    for bad in [json!(0), json!(100_000_001), json!(-1), json!(1.5), json!("3"), json!([]), Value::Null] {
        let read = entry(json!({
            "max_parallel": bad, "per_minute": bad, "context_tokens": bad, "max_output_tokens": bad,
        }))
        .unwrap();
        assert_eq!((read.max_parallel, read.per_minute, read.context_tokens), (None, None, None), "{bad}");
        assert_eq!(read.max_output_tokens, None, "{bad}");
    }
    assert_eq!(entry(json!({"protocol": "telepathy"})), None);
    let inside = entry(json!({"protocol": "builtin", "base_url": "javascript:alert(1)"})).unwrap();
    assert_eq!(inside.base_url, "");
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
    let poor = Dialect {
        stream: false,
        stream_usage: false,
        completion_tokens_key: true,
        temperature: false,
        ..Dialect::default()
    };
    assert_eq!(poor.adapt(400, &said("temperature max_tokens max_completion_tokens stream_options", None)), None);
}

#[test]
fn the_dialect_learns_bounds_of_the_output() {
    let learn = |dialect: Dialect, message: &str| {
        let said = ProviderError { message: message.to_owned(), ..ProviderError::default() };
        dialect.adapt(400, &said)
    };
    let all = Dialect::default();
    let most = |message: &str| learn(all, message).and_then(|d| d.most_tokens);
    for (message, expect) in [
        ("max_tokens: 100000 > 8192, which is the maximum allowed number of output tokens for claude-x", Some(8_192)),
        ("max_tokens is too large: 32768. This model supports at most 16384 completion tokens", Some(16_384)),
        ("Invalid max_tokens value, the valid range of max_tokens is [1, 8192]", Some(8_192)),
        (
            "`max_tokens` must be less than or equal to `8192`, the maximum value for `max_tokens` is less than the \
          `context_window` for this model",
            Some(8_192),
        ),
        (
            "it has a maxOutputTokens value of 9 but the supported range is from 1 (inclusive) to 8193 (exclusive)",
            Some(8_192),
        ),
        ("input length and `max_tokens` exceed context limit: 190000 + 20000 > 200000", None),
        ("max_tokens: 1 > 99999999999999999999", None),
    ] {
        assert_eq!(most(message), expect, "{message}");
    }
    let capped = Dialect { most_tokens: Some(100), ..all };
    assert_eq!(learn(capped, "max_tokens: 50 > 100, which is the maximum"), None, "no narrower: it would never end");
    assert_eq!((capped.length(4_096), capped.length(64)), (100, 64));
    let raised = learn(all, "Invalid max_tokens: integer below minimum value. Expected a value >= 16").unwrap();
    assert_eq!((raised.fewest_tokens, raised.length(1)), (Some(16), 16));
    assert!(!learn(all, "System role not supported").unwrap().system);
    let choice = "deepseek-reasoner does not support this tool_choice";
    assert_eq!(learn(all, choice), Some(Dialect { tool_choice: false, ..all }));
    let signature = "Function call is missing a thought_signature in functionCall parts.";
    assert_eq!(learn(all, signature), Some(Dialect { signatures: true, ..all }));
    assert_eq!(Dialect::from_json(Some(serde_json::to_value(raised).unwrap())), Ok(raised));
}

#[test]
fn endpoints_requests_and_replies_survive_the_crossing() {
    let endpoint = Endpoint { protocol: Protocol::Gemini, base_url: "http://h".into(), model: "m\n\"".into() };
    let text = serde_json::to_string(&endpoint).unwrap();
    assert_eq!(serde_json::from_str::<Endpoint>(&text).unwrap(), endpoint);
    let request = write(&endpoint, &ChatRequest::default(), Dialect::default()).unwrap();
    let text = serde_json::to_string(&request).unwrap();
    assert_eq!(serde_json::from_str::<HttpRequest>(&text).unwrap(), request);
    let reply = Reply {
        message: Message::text(Role::Assistant, "a"),
        extra_calls: Vec::new(),
        finish: Finish::Length,
        usage: None,
        reasoning: Some("r".into()),
        model: None,
    };
    assert_eq!(Reply::from_json(Some(serde_json::to_value(&reply).unwrap())), Ok(reply.clone()));
    // What was cut is marked, also where it is taken as it is; other replies are stored as ever.
    let kept = |finish| Reply { finish, reasoning: None, ..reply.clone() }.into_model_reply(&ChatRequest::default());
    let written = |finish| serde_json::to_value(kept(finish)).unwrap()["beside"].clone();
    assert_eq!((written(Finish::Length), written(Finish::Stop)), (json!({"cut": true}), Value::Null));
    assert!(kept(Finish::Length).beside.cut);
}

#[test]
fn lists_of_models_are_asked_for_and_read() {
    let ask = |protocol, base: &str| {
        let request = list_models(&Endpoint { protocol, base_url: base.into(), model: String::new() });
        assert_eq!((request.method.as_str(), request.body), ("GET", None));
        (request.url, request.headers.len())
    };
    assert_eq!(ask(Protocol::OpenAi, "http://h/v1"), ("http://h/v1/models".into(), 0));
    for base in ["https://api.anthropic.com", "https://api.anthropic.com/v1"] {
        assert_eq!(ask(Protocol::Anthropic, base), ("https://api.anthropic.com/v1/models?limit=1000".into(), 2));
    }
    assert_eq!(ask(Protocol::Gemini, "https://g"), ("https://g/v1beta/models?pageSize=1000".into(), 0));
    assert_eq!(ask(Protocol::Gemini, "https://g/v1"), ("https://g/v1/models?pageSize=1000".into(), 0));

    let read = |protocol, body: Value| read_models(protocol, body.to_string().as_bytes());
    let names = |names: &[&str]| Ok(names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>());
    let open =
        json!({"object": "list", "data": [{"id": "b"}, {"id": "a"}, {"id": "b"}, {"id": 7}, {}, {"id": "x\u{202e}"}]});
    assert_eq!(read(Protocol::OpenAi, open), names(&["a", "b"]));
    assert_eq!(read(Protocol::OpenAi, json!([{"id": "a"}])), names(&["a"]));
    assert_eq!(read(Protocol::OpenAi, json!({"models": [{"name": "a", "model": "b"}]})), names(&["a"]));
    assert_eq!(read(Protocol::Anthropic, json!({"data": [{"type": "model", "id": "c"}]})), names(&["c"]));
    let gemini = json!({"models": [
        {"name": "models/g", "supportedGenerationMethods": ["generateContent"]},
        {"name": "models/e", "supportedGenerationMethods": ["embedContent"]},
        {"name": "tunedModels/t"},
    ]});
    assert_eq!(read(Protocol::Gemini, gemini), names(&["g", "tunedModels/t"]));
    assert_eq!(read(Protocol::OpenAi, json!({"data": []})), names(&[]));
    let many: Vec<Value> = (0..3_000).map(|n| json!({"id": format!("m{n}")})).collect();
    assert_eq!(read(Protocol::OpenAi, json!({"data": many})).unwrap().len(), 2_000);
    let other = read(Protocol::OpenAi, json!({"hello": 1}));
    assert_eq!(other, Err(ModelError::Unreadable { why: Unreadable::NoChoices, snippet: "{\"hello\":1}".into() }));
    assert!(matches!(read(Protocol::OpenAi, json!({"error": "no"})), Err(ModelError::ServerError { .. })));
    assert!(matches!(read_models(Protocol::OpenAi, b"<html>"), Err(ModelError::NotJson { html: true, .. })));
    assert!(matches!(read_models(Protocol::OpenAi, &vec![b' '; 5 << 20]), Err(ModelError::TooLarge { .. })));
}

/// A shell that has a function in curl's place gives back the arguments that curl would get.
#[test]
fn a_shell_reads_the_command_as_it_was_meant() {
    let run = |command: &str| {
        let script =
            format!("curl() {{ for a in \"$@\"; do printf '%s\\0' \"$a\"; done; }}\nAPI_KEY='k e\"y$x'\n{command}");
        let out = std::process::Command::new("sh").arg("-c").arg(script).output().unwrap();
        assert!(out.status.success() && out.stderr.is_empty(), "{command}");
        let text = String::from_utf8(out.stdout).unwrap();
        text.split_terminator('\0').map(str::to_owned).collect::<Vec<_>>()
    };
    let hostile = "@/etc/passwd'; touch x; '$(id) `id` \\ \"$API_KEY\" !! \n{}[1-9] é\0";
    let sent = Exchange {
        method: "POST".into(),
        url: format!("https://h/{hostile}"),
        headers: vec![("X-A".into(), hostile.into())],
        request: hostile.into(),
        ..Exchange::default()
    };
    let with = |name: &str| Exchange { key_header: Some(name.into()), ..sent.clone() };
    let kept = hostile.replace('\0', "");
    let (url, header) = (format!("https://h/{kept}"), format!("X-A: {kept}"));
    let fixed = ["-sS", "-N", "--globoff", "-X", "POST", "--url", &url, "-H", &header];
    let expect = |key: &[&str], body: &str| {
        let body = ["--data-raw", body];
        fixed.iter().chain(key).chain(&body).map(|part| (*part).to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(run(&curl(&sent)), expect(&[], &kept));
    assert_eq!(run(&curl(&with("Authorization"))), expect(&["-H", "Authorization: Bearer k e\"y$x"], &kept));
    // The header by its own name, whoever's it is.
    for name in ["x-api-key", "X-RapidAPI-Key", "it's"] {
        assert_eq!(run(&curl(&with(name))), expect(&["-H", &format!("{name}: k e\"y$x")], &kept));
    }
    // A tool server takes it in the body too.
    let request = format!("{{\"tool_input\":{}}}", Value::from(kept.as_str()));
    let server = Exchange { key_in_body: true, request: request.clone(), ..with("toolbench_key") };
    let body = format!("{},\"toolbench_key\":\"k e\"y$x\"}}", request.trim_end_matches('}'));
    assert_eq!(run(&curl(&server)), expect(&["-H", "toolbench_key: k e\"y$x"], &body));
}
