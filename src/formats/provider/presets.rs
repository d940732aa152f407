//! Endpoints that many people use, to begin a connection with.

use super::Protocol;

/// A well-known endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preset {
    /// A name, the same in every language.
    pub name: &'static str,
    /// How it speaks.
    pub protocol: Protocol,
    /// Its base URL.
    pub base_url: &'static str,
    /// A model to begin with. Empty for all that serve models under changing names, so that none goes stale here: the
    /// person chooses from the endpoint's own list.
    pub model: &'static str,
    /// Where it runs and what it wants.
    pub kind: PresetKind,
    /// What is particular to it.
    pub note: Option<PresetNote>,
}

/// What is particular to a provider; each is one or two sentences in every language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PresetNote {
    /// An organisation may forbid its keys in browsers.
    Anthropic,
    /// Takes two headers from pages.
    Mistral,
    /// Must be told of this page by `OLLAMA_ORIGINS`.
    Ollama,
    /// CORS is switched on by hand.
    LmStudio,
    /// Calls functions with `--jinja` alone.
    LlamaCpp,
    /// Calls functions with `--enable-auto-tool-choice` alone.
    Vllm,
}

/// What a person should know of a preset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PresetKind {
    /// Somebody's server; takes a key and lets pages in.
    Hosted,
    /// The same, and a key can be had by signing in.
    SignIn,
    /// On the person's own machine; must be told to let this page in.
    LocalClosed,
    /// On the person's own machine; lets pages in by itself.
    LocalOpen,
}

const fn preset(
    name: &'static str,
    protocol: Protocol,
    kind: PresetKind,
    base_url: &'static str,
    note: Option<PresetNote>,
) -> Preset {
    Preset { name, protocol, base_url, model: "", kind, note }
}

/// The endpoints offered.
pub const PRESETS: [Preset; 12] = {
    use PresetKind::{Hosted, LocalClosed, LocalOpen, SignIn};
    use Protocol::{Anthropic, Gemini, OpenAi, ToolLlamaChat};
    [
        preset("OpenRouter", OpenAi, SignIn, "https://openrouter.ai/api/v1", None),
        preset("OpenAI", OpenAi, Hosted, "https://api.openai.com/v1", None),
        preset("Anthropic", Anthropic, Hosted, "https://api.anthropic.com", Some(PresetNote::Anthropic)),
        preset("Gemini", Gemini, Hosted, "https://generativelanguage.googleapis.com", None),
        preset("Groq", OpenAi, Hosted, "https://api.groq.com/openai/v1", None),
        preset("DeepSeek", OpenAi, Hosted, "https://api.deepseek.com/v1", None),
        preset("Mistral", OpenAi, Hosted, "https://api.mistral.ai/v1", Some(PresetNote::Mistral)),
        preset("Ollama", OpenAi, LocalClosed, "http://localhost:11434/v1", Some(PresetNote::Ollama)),
        preset("LM Studio", OpenAi, LocalClosed, "http://localhost:1234/v1", Some(PresetNote::LmStudio)),
        preset("llama.cpp", OpenAi, LocalOpen, "http://localhost:8080/v1", Some(PresetNote::LlamaCpp)),
        preset("vLLM", OpenAi, LocalOpen, "http://localhost:8000/v1", Some(PresetNote::Vllm)),
        Preset {
            model: "ToolBench/ToolLLaMA-2-7b-v2",
            ..preset("ToolLLaMA", ToolLlamaChat, LocalOpen, "http://localhost:8000/v1", None)
        },
    ]
};
