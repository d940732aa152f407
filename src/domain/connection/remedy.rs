//! What helps against a cause, for the provider at hand: advice by name, and lines to copy.
//!
//! Lines are plain text for a person's own terminal. They hold this page's origin and, where it is harmless, the model's
//! name; nothing that a server said.

use super::{Cause, Place, Provider, Target};
use crate::domain::chat::ModelError;

/// What to do; each is one or two sentences in every language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Advice {
    /// Connect to a network.
    GoOnline,
    /// Use the `https` address, or open the page from this machine.
    UseHttps,
    /// Allow the local network in the browser's settings of this site.
    AllowInBrowser,
    /// Test again and answer the browser's question.
    AnswerBrowser,
    /// Open the page by `https` or from this machine.
    OpenSecurely,
    /// Use another browser, or open the page from this machine.
    OtherBrowser,
    /// Check the spelling of the name.
    CheckName,
    /// Check that the server runs and at which port.
    StartServer,
    /// Check the address; the provider may be down.
    CheckAddress,
    /// Open the address in a tab of its own: the browser says there what is wrong with the certificate.
    OpenInTab,
    /// Let the server allow the headers.
    AllowHeaders,
    /// Tell Ollama of this page, and restart it.
    TellOllama,
    /// Needed only where llama.cpp was restricted; one origin, not a list.
    TellLlamaCpp,
    /// Switch CORS on in LM Studio.
    TellLmStudio,
    /// Needed only where vLLM was restricted.
    TellVllm,
    /// Let the server allow this page's origin.
    AllowOrigin,
    /// The provider does not serve pages: use another, or a proxy of one's own.
    NotForPages,
    /// Check key, model and base URL.
    CheckAll,
    /// Make a key, or copy it again, at the page named by [`Provider::key_page`].
    GetKey,
    /// Type the key that the server was started with.
    ServersKey,
    /// Choose one of the models listed.
    ChooseModel,
    /// Get the model.
    GetModel,
    /// Choose a model that calls functions.
    ModelWithTools,
    /// llama.cpp: start with the model's own template.
    LlamaCppTools,
    /// vLLM: switch function calling on, with the parser of the model.
    VllmTools,
    /// Add the missing end of the path.
    CheckPath,
    /// Wait, or ask for a higher limit.
    Wait,
    /// Add credit.
    AddCredit,
    /// Type the final address.
    FinalAddress,
    /// A local model may still be loading.
    LetItLoad,
    /// Try again later; the endpoint's words are below.
    Later,
}

/// A line to copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Where it belongs; a proper name, the same in every language.
    pub place: &'static str,
    /// The line.
    pub text: String,
}

/// What helps against one cause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remedies {
    /// In the order to try them.
    pub advice: Vec<Advice>,
    /// For the provider at hand.
    pub lines: Vec<Line>,
}

/// What helps. `origin` is this page's (`https://host`), `model` the model's name as the person typed it.
pub fn remedies(cause: &Cause, target: &Target, origin: &str, model: &str) -> Remedies {
    let advice = match cause {
        Cause::Offline => vec![Advice::GoOnline],
        Cause::MixedContent => vec![Advice::UseHttps],
        Cause::LocalDenied => vec![Advice::AllowInBrowser],
        Cause::LocalUndecided => vec![Advice::AnswerBrowser],
        Cause::InsecurePage => vec![Advice::OpenSecurely],
        Cause::BrowserBlocks => vec![Advice::OtherBrowser],
        Cause::UnknownName => vec![Advice::CheckName],
        Cause::NotListening if target.place == Place::Internet => vec![Advice::CheckAddress],
        Cause::NotListening => {
            return Remedies { advice: vec![Advice::StartServer], lines: start_lines(target.provider) };
        }
        Cause::Tls => vec![Advice::OpenInTab],
        Cause::Preflight(_) => return allow_headers(target),
        Cause::OllamaOrigins => return Remedies { advice: vec![Advice::TellOllama], lines: ollama_lines(origin) },
        Cause::NoCors => return allow_origin(target, origin),
        Cause::HiddenError => vec![Advice::CheckAll],
        Cause::KeyMissing => vec![key_advice(target.provider)],
        Cause::NoCall if target.in_prompt => vec![Advice::ModelWithTools],
        Cause::NoCall => return tools(target.provider),
        Cause::Said(error) => return said(error, target, model),
    };
    Remedies { advice, lines: Vec::new() }
}

/// What helps against an error that the endpoint itself told.
fn said(error: &ModelError, target: &Target, model: &str) -> Remedies {
    let provider = target.provider;
    let advice = match error {
        ModelError::KeyRejected { .. } => vec![key_advice(provider)],
        ModelError::NoSuchModel { .. } => return missing_model(provider, model),
        ModelError::NoSuchPath { .. } | ModelError::NotJson { .. } | ModelError::Unreadable { .. } => {
            vec![Advice::CheckPath]
        }
        ModelError::NoToolSupport { .. } => return tools(provider),
        ModelError::QuotaSpent { .. } => vec![Advice::AddCredit],
        ModelError::RateLimited { .. } => vec![Advice::Wait],
        ModelError::Redirected => vec![Advice::FinalAddress],
        ModelError::TimedOut { .. } if target.place != Place::Internet => vec![Advice::LetItLoad],
        ModelError::TimedOut { .. } | ModelError::ServerError { .. } | ModelError::StreamCut { .. } => {
            vec![Advice::Later]
        }
        _ => Vec::new(),
    };
    Remedies { advice, lines: Vec::new() }
}

const fn key_advice(provider: Provider) -> Advice {
    if provider.key_page().is_empty() { Advice::ServersKey } else { Advice::GetKey }
}

fn line(place: &'static str, text: impl Into<String>) -> Line {
    Line { place, text: text.into() }
}

fn start_lines(provider: Provider) -> Vec<Line> {
    match provider {
        Provider::Ollama => vec![line("Ollama", "ollama serve")],
        Provider::LlamaCpp => vec![line("llama.cpp", "llama-server -m model.gguf --jinja --port 8080")],
        Provider::LmStudio => vec![line("LM Studio", LM_STUDIO)],
        Provider::Vllm => vec![line("vLLM", "vllm serve MODEL --port 8000")],
        _ => Vec::new(),
    }
}

/// The server of LM Studio, answering pages.
const LM_STUDIO: &str = "lms server start --cors";

/// How Ollama is told of an origin, wherever it runs (`envconfig/config.go` and its FAQ).
fn ollama_lines(origin: &str) -> Vec<Line> {
    // The origin's own characters are harmless in quotes: a scheme, a host and a port.
    let systemd = format!(
        "sudo mkdir -p /etc/systemd/system/ollama.service.d && \
         printf '[Service]\\nEnvironment=\"OLLAMA_ORIGINS=%s\"\\n' '{origin}' | \
         sudo tee /etc/systemd/system/ollama.service.d/origins.conf && \
         sudo systemctl daemon-reload && sudo systemctl restart ollama"
    );
    vec![
        line("Terminal", format!("OLLAMA_ORIGINS={origin} ollama serve")),
        line("Linux (systemd)", systemd),
        line("macOS", format!("launchctl setenv OLLAMA_ORIGINS \"{origin}\"")),
        line("Windows", format!("setx OLLAMA_ORIGINS \"{origin}\"")),
    ]
}

fn llama_cpp_line(origin: &str) -> Line {
    line("llama.cpp", format!("llama-server --cors-origins {origin}"))
}

fn vllm_line(origin: &str) -> Line {
    line("vLLM", format!("--allowed-origins '[\"{origin}\"]'"))
}

fn allow_headers(target: &Target) -> Remedies {
    let lines = match target.provider {
        Provider::Vllm => vec![line("vLLM", "--allowed-headers '[\"*\"]'")],
        _ => vec![line("HTTP", format!("Access-Control-Allow-Headers: {}", target.headers.all))],
    };
    Remedies { advice: vec![Advice::AllowHeaders], lines }
}

fn allow_origin(target: &Target, origin: &str) -> Remedies {
    let header = || line("HTTP", format!("Access-Control-Allow-Origin: {origin}"));
    let (advice, lines) = match target.provider {
        Provider::Ollama => (vec![Advice::TellOllama], ollama_lines(origin)),
        Provider::LlamaCpp => (vec![Advice::TellLlamaCpp], vec![llama_cpp_line(origin)]),
        Provider::LmStudio => (vec![Advice::TellLmStudio], vec![line("LM Studio", LM_STUDIO)]),
        Provider::Vllm => (vec![Advice::TellVllm], vec![vllm_line(origin)]),
        // Which server it is, nobody knows: each has its own line.
        Provider::Other if target.place != Place::Internet => {
            let ollama = line("Ollama", format!("OLLAMA_ORIGINS={origin} ollama serve"));
            let lm_studio = line("LM Studio", LM_STUDIO);
            (vec![Advice::AllowOrigin], vec![ollama, lm_studio, llama_cpp_line(origin), vllm_line(origin), header()])
        }
        Provider::Other => (vec![Advice::AllowOrigin, Advice::NotForPages], vec![header()]),
        _ => (vec![Advice::NotForPages], Vec::new()),
    };
    Remedies { advice, lines }
}

fn missing_model(provider: Provider, model: &str) -> Remedies {
    // A name goes into a line for a terminal only where it can do no harm there.
    let harmless = |c: char| c.is_ascii_alphanumeric() || "._:/-".contains(c);
    let safe = !model.is_empty() && !model.starts_with('-') && model.chars().all(harmless);
    let lines = match provider {
        Provider::Ollama if safe => vec![line("Ollama", format!("ollama pull {model}"))],
        Provider::LmStudio if safe => vec![line("LM Studio", format!("lms get {model}"))],
        _ => Vec::new(),
    };
    let mut advice = vec![Advice::ChooseModel];
    if !lines.is_empty() {
        advice.push(Advice::GetModel);
    }
    Remedies { advice, lines }
}

fn tools(provider: Provider) -> Remedies {
    let llama_cpp = || line("llama.cpp", "llama-server -m model.gguf --jinja");
    let vllm = || line("vLLM", "--enable-auto-tool-choice --tool-call-parser hermes");
    let (mut advice, lines) = match provider {
        Provider::LlamaCpp => (vec![Advice::LlamaCppTools], vec![llama_cpp()]),
        Provider::Vllm => (vec![Advice::VllmTools], vec![vllm()]),
        Provider::Other => (vec![Advice::LlamaCppTools, Advice::VllmTools], vec![llama_cpp(), vllm()]),
        _ => (Vec::new(), Vec::new()),
    };
    advice.insert(0, Advice::ModelWithTools);
    Remedies { advice, lines }
}
