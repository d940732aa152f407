//! What the connection doctor knows of providers: whose an endpoint is, what helps there, which models it has.

use toolgrove::domain::chat::{ChatRequest, ModelError};
use toolgrove::domain::connection::{
    Advice, Cause, Headers, NeededHeader, PageKind, Place, Provider, Target, nearest, remedies,
};
use toolgrove::formats::provider::{Dialect, Endpoint, Protocol, write};

const ORIGIN: &str = "https://site.example";
const HOME: Target = Target {
    provider: Provider::Other,
    place: Place::Loopback,
    plain_http: true,
    named: true,
    has_key: false,
    in_prompt: false,
    headers: Headers::USUAL,
    page: PageKind::Https,
};
const CLOUD: Target = Target { place: Place::Internet, plain_http: false, has_key: true, ..HOME };

fn words() -> String {
    "m".to_owned()
}

#[test]
fn providers_are_told_by_host_or_by_port() {
    let check = |url: &str, expect: Provider| assert_eq!(Provider::of(url), expect, "{url}");
    check("https://api.openai.com/v1", Provider::OpenAi);
    check("https://API.OpenAI.com./v1", Provider::OpenAi);
    check("https://eu.api.openai.com:443/v1", Provider::OpenAi);
    check("https://openrouter.ai/api/v1", Provider::OpenRouter);
    check("https://api.anthropic.com/v1", Provider::Anthropic);
    check("https://generativelanguage.googleapis.com/v1beta/openai", Provider::Gemini);
    check("https://api.mistral.ai/v1", Provider::Mistral);
    check("https://api.groq.com/openai/v1", Provider::Groq);
    check("https://api.deepseek.com", Provider::DeepSeek);
    check("https://api.scaleway.ai/v1", Provider::Scaleway);
    check("https://integrate.api.nvidia.com/v1", Provider::Nvidia);
    check("http://localhost:11434/v1", Provider::Ollama);
    check("http://192.168.1.7:11434", Provider::Ollama);
    check("http://[::1]:8080/v1", Provider::LlamaCpp);
    check("http://127.0.0.1:1234/v1", Provider::LmStudio);
    check("http://localhost:8000/v1", Provider::Vllm);
    for other in [
        "",
        "://",
        "http://[::1]",
        "http://localhost",
        "https://notopenai.com/v1",
        "https://openai.com.evil.example/v1",
        "https://example.com/openai.com",
        "https://example.com:8000/v1",
        "http://localhost:11435/v1",
    ] {
        check(other, Provider::Other);
    }
}

#[test]
fn remedies_are_exact_for_the_provider() {
    let lines = |cause: Cause, provider: Provider| -> Vec<String> {
        let target = Target { provider, ..HOME };
        remedies(&cause, &target, ORIGIN, "qwen2.5:7b").lines.into_iter().map(|line| line.text).collect()
    };
    let ollama = lines(Cause::OllamaOrigins, Provider::Ollama);
    assert_eq!(ollama[0], "OLLAMA_ORIGINS=https://site.example ollama serve");
    assert!(ollama[1].contains("printf '[Service]\\nEnvironment=\"OLLAMA_ORIGINS=%s\"\\n' 'https://site.example'"));
    assert_eq!(ollama[2], "launchctl setenv OLLAMA_ORIGINS \"https://site.example\"");
    assert_eq!(ollama[3], "setx OLLAMA_ORIGINS \"https://site.example\"");
    assert_eq!(lines(Cause::NoCors, Provider::LmStudio), ["lms server start --cors"]);
    assert_eq!(lines(Cause::NoCors, Provider::LlamaCpp), ["llama-server --cors-origins https://site.example"]);
    assert_eq!(lines(Cause::NoCors, Provider::Vllm), ["--allowed-origins '[\"https://site.example\"]'"]);
    assert_eq!(lines(Cause::NoCors, Provider::Other).len(), 5, "whose server it is, nobody knows");
    let no_tools = || Cause::Said(ModelError::NoToolSupport { message: words() });
    assert_eq!(lines(no_tools(), Provider::Vllm), ["--enable-auto-tool-choice --tool-call-parser hermes"]);
    assert_eq!(lines(Cause::NoCall, Provider::LlamaCpp), ["llama-server -m model.gguf --jinja"]);
    let refused = || Cause::Preflight(NeededHeader::Key("Authorization"));
    assert_eq!(lines(refused(), Provider::Other), ["Access-Control-Allow-Headers: Content-Type, Authorization"]);
    // Each protocol's own: a server that allows `Authorization` alone goes on refusing these.
    for (protocol, names) in [
        (Protocol::OpenAi, "Content-Type, Authorization"),
        (Protocol::Anthropic, "Content-Type, x-api-key, anthropic-version, anthropic-dangerous-direct-browser-access"),
        (Protocol::Gemini, "Content-Type, x-goog-api-key"),
    ] {
        let headers = protocol.headers();
        let target = Target { headers, ..HOME };
        let lines = remedies(&refused(), &target, ORIGIN, "m").lines;
        assert_eq!(lines[0].text, format!("Access-Control-Allow-Headers: {names}"));
        let endpoint = Endpoint { protocol, base_url: "http://h".into(), model: "m".into() };
        let sent = write(&endpoint, &ChatRequest::default(), Dialect::default()).unwrap().headers;
        let allowed = |name: &str| names.split(", ").any(|allowed| allowed.eq_ignore_ascii_case(name));
        assert!(sent.iter().all(|(name, _)| allowed(name)) && allowed(headers.key), "{names}");
    }
    let target = Target { provider: Provider::Vllm, in_prompt: Protocol::ToolLlamaChat.in_prompt(), ..HOME };
    let helps = remedies(&Cause::NoCall, &target, ORIGIN, "m");
    assert_eq!((helps.advice, helps.lines.len()), (vec![Advice::ModelWithTools], 0), "it calls by words of the prompt");
    assert_eq!(lines(Cause::NotListening, Provider::Ollama), ["ollama serve"]);
    let no_model = || Cause::Said(ModelError::NoSuchModel { message: words() });
    assert_eq!(lines(no_model(), Provider::Ollama), ["ollama pull qwen2.5:7b"]);
}

#[test]
fn a_models_name_goes_into_a_line_only_where_it_is_harmless() {
    let target = Target { provider: Provider::Ollama, ..HOME };
    for name in ["", "-x", "a b", "a;rm -rf ~", "$(id)", "a'b", "a\nb", "模型"] {
        let cause = Cause::Said(ModelError::NoSuchModel { message: words() });
        let found = remedies(&cause, &target, ORIGIN, name);
        assert!(found.lines.is_empty(), "{name}");
        assert_eq!(found.advice, [Advice::ChooseModel], "{name}");
    }
}

#[test]
fn keys_are_found_where_the_provider_makes_them() {
    let advice = |provider: Provider| remedies(&Cause::KeyMissing, &Target { provider, ..CLOUD }, ORIGIN, "m").advice;
    use Provider::{Anthropic, DeepSeek, Gemini, Groq, Mistral, OpenAi, OpenRouter};
    for provider in [OpenAi, OpenRouter, Anthropic, Gemini, Mistral, Groq, DeepSeek] {
        assert_eq!(advice(provider), [Advice::GetKey]);
        assert!(!provider.key_page().is_empty() && !provider.key_page().contains("://"), "a name, no address");
    }
    assert_eq!(advice(Provider::Vllm), [Advice::ServersKey]);
}

#[test]
fn the_model_most_likely_meant_comes_first() {
    let first = |models: &[&str], wanted: &str| {
        let models: Vec<String> = models.iter().map(ToString::to_string).collect();
        let ranked = nearest(&models, wanted);
        assert_eq!(ranked.len(), models.len());
        ranked[0].clone()
    };
    assert_eq!(first(&["llama3", "gpt-4o", "gpt-4o-mini"], "gpt-4o-mni"), "gpt-4o");
    assert_eq!(first(&["llama3", "openai/gpt-4o-mini"], "gpt-4o-mini"), "openai/gpt-4o-mini");
    assert_eq!(first(&["a", "qwen2.5:7b-instruct"], "Qwen2.5:7b"), "qwen2.5:7b-instruct");
    assert_eq!(first(&["z", "a"], ""), "z", "their own order");
}
