//! Whose endpoint a base URL is, by its host or by the port that its server uses unless told otherwise.

/// Who runs an endpoint. Decides which remedies are shown, never what is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Provider {
    /// OpenAI.
    OpenAi,
    /// OpenRouter.
    OpenRouter,
    /// Anthropic.
    Anthropic,
    /// Google's Gemini.
    Gemini,
    /// Mistral.
    Mistral,
    /// Groq.
    Groq,
    /// DeepSeek.
    DeepSeek,
    /// Scaleway.
    Scaleway,
    /// NVIDIA NIM.
    Nvidia,
    /// Ollama.
    Ollama,
    /// llama.cpp's `llama-server`.
    LlamaCpp,
    /// LM Studio.
    LmStudio,
    /// vLLM.
    Vllm,
    /// Anything else.
    Other,
}

/// Hosts of providers; their subdomains count too.
const HOSTS: [(&str, Provider); 9] = [
    ("openai.com", Provider::OpenAi),
    ("openrouter.ai", Provider::OpenRouter),
    ("anthropic.com", Provider::Anthropic),
    ("googleapis.com", Provider::Gemini),
    ("mistral.ai", Provider::Mistral),
    ("groq.com", Provider::Groq),
    ("deepseek.com", Provider::DeepSeek),
    ("scaleway.ai", Provider::Scaleway),
    ("nvidia.com", Provider::Nvidia),
];

/// Ports of servers that people run themselves.
const PORTS: [(&str, Provider); 4] =
    [("11434", Provider::Ollama), ("8080", Provider::LlamaCpp), ("1234", Provider::LmStudio), ("8000", Provider::Vllm)];

impl Provider {
    /// By the base URL. A port counts on plain `http` alone: servers that people run themselves rarely have a
    /// certificate, and a cloud provider may use any port.
    pub fn of(base_url: &str) -> Self {
        let (scheme, rest) = base_url.split_once("://").unwrap_or(("", base_url));
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let authority = authority.rsplit('@').next().unwrap_or_default().to_ascii_lowercase();
        // The port follows the last colon, unless that is inside the brackets of an IPv6 address.
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) if !port.contains(']') => (host, port),
            _ => (authority.as_str(), ""),
        };
        let host = host.trim_end_matches('.');
        let below = |domain: &str| host.strip_suffix(domain).is_some_and(|sub| sub.is_empty() || sub.ends_with('.'));
        if let Some((_, provider)) = HOSTS.iter().find(|(domain, _)| below(domain)) {
            return *provider;
        }
        let by_port = PORTS.iter().find(|(known, _)| *known == port && scheme.eq_ignore_ascii_case("http"));
        by_port.map_or(Self::Other, |(_, provider)| *provider)
    }

    /// Where its keys are made, by the names on its own pages: an address could rot. Empty where none is needed or
    /// known.
    pub const fn key_page(self) -> &'static str {
        match self {
            Self::OpenAi => "OpenAI Platform › API keys",
            Self::OpenRouter => "OpenRouter › Settings › Keys",
            Self::Anthropic => "Claude Console › API keys",
            Self::Gemini => "Google AI Studio › API keys",
            Self::Mistral => "Mistral console › API keys",
            Self::Groq => "GroqCloud console › API Keys",
            Self::DeepSeek => "DeepSeek Platform › API keys",
            Self::Scaleway => "Scaleway console › IAM › API keys",
            Self::Nvidia => "NVIDIA Build › API keys",
            Self::Ollama | Self::LlamaCpp | Self::LmStudio | Self::Vllm | Self::Other => "",
        }
    }
}
