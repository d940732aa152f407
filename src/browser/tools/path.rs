//! The way of a call: where it goes, through what, and with which key.

use super::ToolSettings;
use crate::browser::net::{NetError, Origin};
use crate::browser::vault::{Found, Secret, Vault};
use crate::domain::catalog::{Provider, RAPIDAPI_HOSTS, Tool};
use crate::domain::service::{Between, Unanswered, address_of_call};
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
    /// The address that the document names.
    pub url: String,
    /// Of that one: whose turns and rests they are, and whom the person allows.
    pub named: Origin,
    needs_key: bool,
}

/// Finds the way of a call of `tool`, or why there is none. The document's own address is judged in every case; a
/// gateway or proxy that the person typed is where it then goes.
pub(super) fn way(
    tool: &Tool,
    mut request: HttpRequest,
    settings: &ToolSettings,
    allow_private: bool,
) -> Result<Way, Unanswered> {
    let refused = |why: String| Unanswered::NotPermitted { why };
    let named = Origin::of_url(&request.url).map_err(|error| refused(error.to_string()))?;
    let between = Between { gateway: &settings.gateway, proxy: &settings.proxy };
    let page = Origin::of_page();
    let page = page.as_ref().map(Origin::as_str);
    let address = address_of_call(tool, &request.url, named.as_str(), page, between, allow_private)
        .map_err(|error| refused(format!("This call is refused: {error}")))?;
    let url = std::mem::replace(&mut request.url, address);
    let origin = Origin::of_url(&request.url).map_err(|error| refused(error.to_string()))?;
    Ok(Way { request, origin, url, named, needs_key: tool.provider() == Provider::RapidApi })
}

impl Way {
    /// RapidAPI's key for the address that is called, where one is needed, as the vault has it now.
    pub(super) fn key(&self, settings: &ToolSettings, vault: &Vault) -> Result<Option<Secret>, Unanswered> {
        self.needs_key.then(|| rapidapi_key(vault, settings, &self.origin)).transpose()
    }
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
