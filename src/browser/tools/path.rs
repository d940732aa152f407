//! The way of a call: where it goes, through what, and with which key.

use super::ToolSettings;
use crate::browser::net::{NetError, Origin, place_of};
use crate::browser::vault::{Found, Secret, Vault};
use crate::domain::catalog::{Provider, RAPIDAPI_HOSTS, Tool};
use crate::domain::service::{Destination, Unanswered, judge};
use crate::formats::provider::HttpRequest;

/// Id of RapidAPI's key in the vault.
pub const RAPIDAPI_KEY: &str = "rapidapi";
/// Id of the tool server's key in the vault.
pub const SERVER_KEY: &str = "tool-server";
/// The origin that RapidAPI's key is bound to; it stands for all hosts of the gateway.
const RAPIDAPI: &str = "https://p.rapidapi.com";

/// The origin that a RapidAPI key is typed for: the gateway of the person's choice, else RapidAPI's own.
///
/// # Errors
/// [`NetError::BadUrl`] for a gateway that is no web address.
pub fn rapidapi_origin(settings: &ToolSettings) -> Result<Origin, NetError> {
    Origin::of_url(if settings.gateway.is_empty() { RAPIDAPI } else { &settings.gateway })
}

/// A request on its way.
pub(super) struct Way {
    /// With the address that is really called.
    pub request: HttpRequest,
    /// Of that address.
    pub origin: Origin,
    /// RapidAPI's key, for that origin.
    pub key: Option<Secret>,
}

/// Finds the way of a call of `tool`, or why there is none. The document's own address is judged in every case; a
/// gateway or proxy that the person typed is where it then goes.
pub(super) fn way(
    tool: &Tool,
    mut request: HttpRequest,
    settings: &ToolSettings,
    allow_private: bool,
    vault: &Vault,
) -> Result<Way, Unanswered> {
    let refused = |why: String| Unanswered::NotPermitted { why };
    let named = Origin::of_url(&request.url).map_err(|error| refused(error.to_string()))?;
    let destination = Destination {
        https: !named.is_plain_http(),
        host: named.host(),
        has_port: named.has_port(),
        place: place_of(&named),
        own: Origin::of_page().as_ref() == Some(&named),
    };
    judge(tool, &destination, allow_private).map_err(|error| refused(format!("This call is refused: {error}")))?;
    let gateway = tool.provider() == Provider::RapidApi;
    let through = if gateway { &settings.gateway } else { &settings.proxy };
    let proxied = !through.is_empty()
        && (gateway || (!destination.own && place_of(&named) == crate::domain::connection::Place::Internet));
    if proxied {
        let rest = after_origin(&request.url);
        let base = through.trim_end_matches('/');
        request.url = if gateway {
            format!("{base}{rest}")
        } else {
            format!("{base}/{}/{}{rest}", if destination.https { "https" } else { "http" }, authority(&named))
        };
    }
    let origin = Origin::of_url(&request.url).map_err(|error| refused(error.to_string()))?;
    let key = if gateway { Some(rapidapi_key(vault, settings, &origin)?) } else { None };
    Ok(Way { request, origin, key })
}

fn rapidapi_key(vault: &Vault, settings: &ToolSettings, to: &Origin) -> Result<Secret, Unanswered> {
    let home = rapidapi_origin(settings).map_err(|error| Unanswered::NotPermitted { why: error.to_string() })?;
    match vault.find(RAPIDAPI_KEY, &home) {
        Found::Nothing => Err(Unanswered::NoKey),
        Found::Locked => Err(Unanswered::KeyLocked),
        Found::Key(secret) if home == *to => Ok(secret),
        Found::Key(secret) => {
            let why = || format!("RapidAPI's key is not sent to {to}");
            secret.for_host_below(RAPIDAPI, RAPIDAPI_HOSTS, to).ok_or_else(|| Unanswered::NotPermitted { why: why() })
        }
    }
}

/// Path and query of an absolute address.
fn after_origin(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.find(['/', '?', '#']).map_or("", |at| &rest[at..]);
    if rest.starts_with('/') { rest.to_owned() } else { format!("/{rest}") }
}

/// Host and port.
fn authority(origin: &Origin) -> &str {
    origin.as_str().split_once("://").map_or("", |(_, rest)| rest)
}
