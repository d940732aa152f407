//! What a person typed as base URL becomes an endpoint's address.
//!
//! Only the shape is judged here; the browser's own URL parser, the one that `fetch` uses, has the last word.

use thiserror::Error;

/// Why a text is no base URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum BaseUrlError {
    /// Nothing was typed.
    #[error("the base URL is empty")]
    Empty,
    /// A scheme other than `http` and `https`.
    #[error("the base URL must start with http:// or https://")]
    NotHttp,
    /// A user name or password inside the URL.
    #[error("the base URL must not hold a user name or password")]
    Credentials,
    /// A `?` or `#`: keys do not belong into URLs.
    #[error("the base URL must not hold a query or a fragment")]
    QueryOrFragment,
    /// No host, or characters that no URL holds.
    #[error("the base URL has no usable host")]
    BadHost,
    /// Longer than any honest address.
    #[error("the base URL is too long")]
    TooLong,
}

/// Longest base URL in bytes.
const MAX_URL: usize = 2_048;
/// Paths of the API that people paste along with the base.
const PASTED_PATHS: [&str; 4] = ["/chat/completions", "/completions", "/models", "/messages"];

/// Where servers listen that listen at every address; pages do not get through to it.
const ANY: &str = "0.0.0.0";

/// The base URL in one spelling: with scheme, without trailing slash and without the path of a single call.
///
/// A missing scheme becomes `http` for this machine and `https` for any other; 0.0.0.0, at which a server listens but
/// cannot be called, becomes `localhost`.
///
/// # Errors
/// [`BaseUrlError`] where the text cannot be such a URL.
pub fn normalise(text: &str) -> Result<String, BaseUrlError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(BaseUrlError::Empty);
    }
    if text.len() > MAX_URL {
        return Err(BaseUrlError::TooLong);
    }
    let (scheme, rest) = split_scheme(text)?;
    if rest.contains(['?', '#']) {
        return Err(BaseUrlError::QueryOrFragment);
    }
    let authority = rest.split('/').next().unwrap_or_default();
    if authority.contains('@') {
        return Err(BaseUrlError::Credentials);
    }
    let bad = |c: char| c.is_whitespace() || c.is_control() || "\\<>\"{}|^`".contains(c);
    if host_of(authority).is_empty() || rest.contains(bad) {
        return Err(BaseUrlError::BadHost);
    }
    let mut rest = rest.trim_end_matches('/');
    for path in PASTED_PATHS {
        if let Some(base) = rest.strip_suffix(path) {
            rest = base.trim_end_matches('/');
            break;
        }
    }
    let port = rest.strip_prefix(ANY).filter(|rest| rest.is_empty() || rest.starts_with([':', '/']));
    Ok(match port {
        Some(rest) => format!("{scheme}://localhost{rest}"),
        None => format!("{scheme}://{rest}"),
    })
}

/// The address of chat completions under a normalised base.
pub fn chat_completions(base: &str) -> String {
    format!("{base}/chat/completions")
}

/// The base with its version: as it is where it ends in one of `versions`, else with the first of them.
pub(in crate::formats) fn versioned(base: &str, versions: &[&str]) -> String {
    let has = |version: &&str| base.strip_suffix(*version).is_some_and(|rest| rest.ends_with('/'));
    match versions.first() {
        Some(first) if !versions.iter().any(has) => format!("{base}/{first}"),
        _ => base.to_owned(),
    }
}

/// The same base with `/v1`, where it has no path at all: most servers answer with a web page or 404 without it.
pub fn with_v1(base: &str) -> Option<String> {
    let (_, rest) = base.split_once("://")?;
    (!rest.contains('/')).then(|| format!("{base}/v1"))
}

/// True for names and addresses of this machine.
pub fn is_loopback(host: &str) -> bool {
    let host = host.trim_matches(['[', ']']);
    let names = host == "localhost" || host.ends_with(".localhost");
    names || host == "::1" || host == ANY || octets(host).is_some_and(|o| o[0] == 127)
}

/// Endings of names that are given out at home and in companies alone (RFC 6762, RFC 8375, ICANN; `.lan` by custom).
const LOCAL_NAMES: [&str; 4] = [".local", ".lan", ".home.arpa", ".internal"];

/// True for addresses of the local network (RFC 1918, link-local, unique local, and 100.64/10, which overlay networks
/// use), and for names that only such a network knows: those of [`LOCAL_NAMES`], and names without a dot.
pub fn is_private(host: &str) -> bool {
    let host = host.trim_matches(['[', ']']);
    let v4 = |o: [u8; 4]| {
        o[0] == 10
            || (o[0] == 172 && (16..32).contains(&o[1]))
            || (o[0] == 100 && (64..128).contains(&o[1]))
            || matches!((o[0], o[1]), (192, 168) | (169, 254))
    };
    let v6 = host.contains(':') && ["fc", "fd", "fe8", "fe9", "fea", "feb"].iter().any(|p| host.starts_with(p));
    let name = host.trim_end_matches('.');
    let local = LOCAL_NAMES.iter().any(|end| name.ends_with(end))
        || (!is_loopback(name) && !name.is_empty() && !name.contains(['.', ':']));
    local || v6 || octets(host).is_some_and(v4)
}

fn octets(host: &str) -> Option<[u8; 4]> {
    host.parse::<std::net::Ipv4Addr>().ok().map(|a| a.octets())
}

fn split_scheme(text: &str) -> Result<(&'static str, &str), BaseUrlError> {
    match text.split_once("://") {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("http") => Ok(("http", rest)),
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("https") => Ok(("https", rest)),
        Some(_) => Err(BaseUrlError::NotHttp),
        None => {
            let authority = text.split('/').next().unwrap_or_default();
            let host = host_of(authority);
            // `javascript:…` or `data:…`: what follows the colon is no port.
            let port = authority.strip_prefix(host).unwrap_or_default();
            if !port.is_empty() && !port.trim_start_matches(':').bytes().all(|b| b.is_ascii_digit()) {
                return Err(if port.contains('@') { BaseUrlError::Credentials } else { BaseUrlError::NotHttp });
            }
            Ok((if is_loopback(host) { "http" } else { "https" }, text))
        }
    }
}

/// The host of `host:port` or `[v6]:port`.
fn host_of(authority: &str) -> &str {
    if authority.starts_with('[') {
        return authority.find(']').map_or("", |end| &authority[..=end]);
    }
    authority.split(':').next().unwrap_or_default()
}
