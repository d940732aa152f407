//! What the checks' results mean. Where a browser leaves several causes open, all of them are named, likeliest first.

use super::{Asked, Facts, Glimpse, PageKind, Permission, Place, Provider};
use crate::domain::chat::{Blocked, ModelError};

/// Why an endpoint is of no use as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The browser knows of no network.
    Offline,
    /// A page opened by `https` calls plain `http` that is not on this machine or network.
    MixedContent,
    /// The person refused the local network permission.
    LocalDenied,
    /// The browser asks for the local network permission and got no answer.
    LocalUndecided,
    /// The page was opened by plain `http` from elsewhere: Chromium refuses it the local network without asking.
    InsecurePage,
    /// A browser or an extension keeps pages from this machine or network.
    BrowserBlocks,
    /// No such name (DNS).
    UnknownName,
    /// Nothing listens at the address: not running, another port, or a firewall.
    NotListening,
    /// The certificate, or `https` spoken to a server that speaks `http`.
    Tls,
    /// The server refuses the browser's question (preflight) whether a header may be sent.
    Preflight(NeededHeader),
    /// Ollama's 403 to pages of origins that it was not told of.
    OllamaOrigins,
    /// Replies come without CORS headers.
    NoCors,
    /// Error replies alone come without CORS headers: a bad key or model looks like a refusal.
    HiddenError,
    /// The endpoint wants a key and none is held.
    KeyMissing,
    /// The model answered in words instead of calling the function.
    NoCall,
    /// The endpoint's own words say it.
    Said(ModelError),
}

/// The header that a server must allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NeededHeader {
    /// `Content-Type`, and whatever else is sent.
    ContentType,
    /// The header of the key, of this name: `Content-Type` alone was allowed.
    Key(&'static str),
}

/// The result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Diagnosis {
    /// A search can run.
    Works {
        /// Replies come in pieces.
        streams: bool,
    },
    /// This is the cause.
    Found(Cause),
    /// One of these is; the browser does not tell which. Likeliest first.
    OneOf(Vec<Cause>),
}

impl Diagnosis {
    fn of(mut causes: Vec<Cause>) -> Self {
        if causes.len() == 1 { Self::Found(causes.remove(0)) } else { Self::OneOf(causes) }
    }

    /// The causes, one or several; none where it works.
    pub fn causes(&self) -> &[Cause] {
        match self {
            Self::Works { .. } => &[],
            Self::Found(cause) => std::slice::from_ref(cause),
            Self::OneOf(causes) => causes,
        }
    }
}

/// What the facts mean. `None` before the request that a run would make has ended.
pub fn diagnose(facts: &Facts) -> Option<Diagnosis> {
    let error = match facts.asked.as_ref()? {
        Asked::Answered { calls: true, streams } => return Some(Diagnosis::Works { streams: *streams }),
        Asked::Answered { calls: false, .. } => return Some(Diagnosis::Found(Cause::NoCall)),
        Asked::Failed(error) => error,
    };
    let target = facts.target;
    Some(Diagnosis::Found(match error {
        ModelError::Offline => Cause::Offline,
        ModelError::BlockedOrUnreachable { cause: Blocked::MixedContent } => Cause::MixedContent,
        ModelError::BlockedOrUnreachable { .. } => return Some(unexplained(facts)),
        ModelError::KeyRejected { status: 403, .. } if target.provider == Provider::Ollama => Cause::OllamaOrigins,
        ModelError::KeyRejected { status: 401 | 403, .. } if !target.has_key => Cause::KeyMissing,
        // The browser may still be asking.
        ModelError::TimedOut { .. } if facts.needs_permission() && facts.permission == Some(Permission::Undecided) => {
            return Some(Diagnosis::OneOf(vec![Cause::LocalUndecided, Cause::Said(error.clone())]));
        }
        other => Cause::Said(other.clone()),
    }))
}

/// Nothing readable came, and the browser gave no reason.
fn unexplained(facts: &Facts) -> Diagnosis {
    let target = facts.target;
    if facts.online == Some(false) && target.place != Place::Loopback {
        return Diagnosis::Found(Cause::Offline);
    }
    if facts.up == Some(true) { refuses(facts) } else { silent(facts) }
}

/// Not even a request without reading rights got through.
fn silent(facts: &Facts) -> Diagnosis {
    let target = facts.target;
    let local = target.place != Place::Internet;
    let mut causes = Vec::new();
    match (facts.needs_permission(), facts.permission) {
        (true, Some(Permission::Denied)) => return Diagnosis::Found(Cause::LocalDenied),
        (true, Some(Permission::Undecided)) => causes.push(Cause::LocalUndecided),
        _ => {}
    }
    if local && target.page == PageKind::PlainHttp {
        causes.push(Cause::InsecurePage);
    }
    let name = target.named && target.place != Place::Loopback;
    // On the internet a wrong name is likelier than a server that is down; at home it is the other way round.
    if name && !local {
        causes.push(Cause::UnknownName);
    }
    causes.push(Cause::NotListening);
    if name && local {
        causes.push(Cause::UnknownName);
    }
    if !target.plain_http {
        causes.push(Cause::Tls);
    }
    // Extensions and shields block without a word, whatever the permission.
    if local {
        causes.push(Cause::BrowserBlocks);
    }
    Diagnosis::of(causes)
}

/// Something is there, and keeps this page from reading its reply.
fn refuses(facts: &Facts) -> Diagnosis {
    let target = facts.target;
    let list = facts.models.as_ref().map(|listed| listed.glimpse);
    let key_refused = || Cause::Preflight(NeededHeader::Key(target.headers.key));
    match (facts.simple, list) {
        (Some(Glimpse::Redirects), _) | (_, Some(Glimpse::Redirects)) => {
            Diagnosis::Found(Cause::Said(ModelError::Redirected))
        }
        (Some(Glimpse::Read(_)), _) => match facts.header {
            // With the key's header the question is refused, or the reply to a bad key comes without CORS headers. A
            // reply to no key at all that could be read speaks against the latter.
            Some(Glimpse::Read(401 | 403)) => Diagnosis::Found(key_refused()),
            Some(Glimpse::Read(_)) => Diagnosis::OneOf(vec![key_refused(), Cause::HiddenError]),
            _ => Diagnosis::Found(Cause::Preflight(NeededHeader::ContentType)),
        },
        // Its list of models may be read, its reply to the question may not.
        (_, Some(Glimpse::Read(_))) => {
            Diagnosis::OneOf(vec![Cause::HiddenError, Cause::Preflight(NeededHeader::ContentType)])
        }
        _ if target.provider == Provider::Ollama => Diagnosis::Found(Cause::OllamaOrigins),
        _ if target.provider == Provider::LmStudio => Diagnosis::Found(Cause::NoCors),
        _ if target.place == Place::Internet => match target.provider {
            // These are known to answer pages, so that an error is the likelier cause.
            Provider::OpenAi
            | Provider::OpenRouter
            | Provider::Anthropic
            | Provider::Gemini
            | Provider::Mistral
            | Provider::Groq
            | Provider::DeepSeek
            | Provider::Scaleway => Diagnosis::OneOf(vec![Cause::HiddenError, Cause::NoCors]),
            _ => Diagnosis::OneOf(vec![Cause::NoCors, Cause::HiddenError]),
        },
        // A server that needs a key may hide only its refusals.
        _ if target.has_key => Diagnosis::OneOf(vec![Cause::NoCors, Cause::HiddenError]),
        _ => Diagnosis::Found(Cause::NoCors),
    }
}
