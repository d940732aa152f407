//! Endpoints that many people use, to begin a connection with.

use crate::formats::provider::Protocol;

/// A well-known endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preset {
    /// A name, the same in every language.
    pub name: &'static str,
    /// How it speaks.
    pub protocol: Protocol,
    /// Its base URL.
    pub base_url: &'static str,
    /// A model to begin with; empty where only the person knows. The field stays free text.
    pub model: &'static str,
    /// Where it runs and what it wants.
    pub kind: PresetKind,
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
    model: &'static str,
) -> Preset {
    Preset { name, protocol, base_url, model, kind }
}

/// The endpoints offered.
pub const PRESETS: [Preset; 12] = {
    use PresetKind::{Hosted, LocalClosed, LocalOpen, SignIn};
    use Protocol::{Anthropic, Gemini, OpenAi, ToolLlamaChat};
    [
        preset("OpenRouter", OpenAi, SignIn, "https://openrouter.ai/api/v1", "openai/gpt-4o-mini"),
        preset("OpenAI", OpenAi, Hosted, "https://api.openai.com/v1", "gpt-4o-mini"),
        preset("Anthropic", Anthropic, Hosted, "https://api.anthropic.com", "claude-3-5-haiku-latest"),
        preset("Gemini", Gemini, Hosted, "https://generativelanguage.googleapis.com", "gemini-2.0-flash"),
        preset("Groq", OpenAi, Hosted, "https://api.groq.com/openai/v1", "llama-3.3-70b-versatile"),
        preset("DeepSeek", OpenAi, Hosted, "https://api.deepseek.com/v1", "deepseek-chat"),
        preset("Mistral", OpenAi, Hosted, "https://api.mistral.ai/v1", "mistral-small-latest"),
        preset("Ollama", OpenAi, LocalClosed, "http://localhost:11434/v1", "qwen2.5:7b"),
        preset("LM Studio", OpenAi, LocalClosed, "http://localhost:1234/v1", ""),
        preset("llama.cpp", OpenAi, LocalOpen, "http://localhost:8080/v1", "default"),
        preset("vLLM", OpenAi, LocalOpen, "http://localhost:8000/v1", ""),
        preset("ToolLLaMA", ToolLlamaChat, LocalOpen, "http://localhost:8000/v1", "ToolBench/ToolLLaMA-2-7b-v2"),
    ]
};
