//! The endpoints that a connection can begin with.

use serde_json::Value;
use toolgrove::domain::connection::Provider;
use toolgrove::formats::provider::base_url::{is_loopback, normalise};
use toolgrove::formats::provider::{KeySlot, PRESETS, PresetKind, PresetNote, Protocol};

fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split([':', '/']).next().unwrap_or_default()
}

#[test]
fn each_is_an_address_as_we_write_it_and_speaks_the_protocol_of_its_provider() {
    for preset in PRESETS {
        assert_eq!(normalise(preset.base_url).as_deref(), Ok(preset.base_url), "{}", preset.name);
        let local = matches!(preset.kind, PresetKind::LocalOpen | PresetKind::LocalClosed);
        assert_eq!(local, is_loopback(host(preset.base_url)), "{}", preset.name);
        assert_eq!(preset.base_url.starts_with("https://"), !local, "{}", preset.name);
        let protocol = match Provider::of(preset.base_url) {
            Provider::Anthropic => Protocol::Anthropic,
            Provider::Gemini => Protocol::Gemini,
            Provider::Other => panic!("{} is of nobody that we know", preset.name),
            _ if preset.name == "ToolLLaMA" => Protocol::ToolLlamaChat,
            _ => Protocol::OpenAi,
        };
        assert_eq!(preset.protocol, protocol, "{}", preset.name);
        let bearer = preset.protocol.key_slot() == KeySlot::Bearer;
        assert_eq!(bearer, !matches!(preset.protocol, Protocol::Anthropic | Protocol::Gemini), "{}", preset.name);
        assert_eq!(PRESETS.iter().filter(|other| other.name == preset.name).count(), 1, "{}", preset.name);
    }
}

/// Names of models go stale, one's own weights do not.
#[test]
fn none_names_a_model_that_somebody_else_serves() {
    let named: Vec<&str> = PRESETS.iter().filter(|preset| !preset.model.is_empty()).map(|preset| preset.name).collect();
    assert_eq!(named, ["ToolLLaMA"]);
}

#[test]
fn what_is_particular_to_a_provider_is_said_in_every_language() {
    let read = |language: &str| -> Value {
        let path = format!("{}/locales/{language}/provider.json", env!("CARGO_MANIFEST_DIR"));
        serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
    };
    let locales = ["en", "zh"].map(read);
    let particular = [
        ("Anthropic", PresetNote::Anthropic, "anthropic", "CORS"),
        ("Mistral", PresetNote::Mistral, "mistral", "Authorization"),
        ("Ollama", PresetNote::Ollama, "ollama", "OLLAMA_ORIGINS"),
        ("LM Studio", PresetNote::LmStudio, "lm_studio", "CORS"),
        ("llama.cpp", PresetNote::LlamaCpp, "llama_cpp", "--jinja"),
        ("vLLM", PresetNote::Vllm, "vllm", "--enable-auto-tool-choice"),
    ];
    for (name, note, key, names) in particular {
        let preset = PRESETS.iter().find(|preset| preset.name == name).unwrap();
        assert_eq!(preset.note, Some(note), "{name}");
        for locale in &locales {
            let words = locale["note"][key].as_str().unwrap();
            assert!(words.contains(names), "{name}: {words}");
        }
    }
    assert_eq!(PRESETS.iter().filter(|preset| preset.note.is_some()).count(), particular.len());
}
