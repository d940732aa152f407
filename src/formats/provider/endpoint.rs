//! Whom to ask, and the request as it goes out. Both cross between the page and its worker; neither holds a key.

use super::Protocol;
use crate::domain::json::{inside_serde, reads};
use serde::Serialize;

/// A model at an address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Endpoint {
    /// How it is spoken to.
    pub protocol: Protocol,
    /// Normalised (see [`base_url::normalise`](super::base_url::normalise)); of no meaning for [`Protocol::BuiltIn`].
    pub base_url: String,
    /// The model's name as the endpoint knows it.
    pub model: String,
}

/// One HTTP request without its key, which the network gate adds (see [`Protocol::key_slot`]).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct HttpRequest {
    /// `GET` or `POST`.
    pub method: String,
    /// Absolute; `builtin:` for [`Protocol::BuiltIn`], which no network request is made for.
    pub url: String,
    /// Name and value. Every further header has to pass a preflight, so they are few.
    pub headers: Vec<(String, String)>,
    /// JSON text.
    pub body: Option<String>,
}

reads!(Endpoint { protocol, base_url, model });
reads!(HttpRequest { method, url, headers, body });
inside_serde!(Endpoint, HttpRequest);

impl HttpRequest {
    /// `POST` of a JSON body, with its content type alone.
    pub(in crate::formats) fn post(url: String, body: &serde_json::Value) -> Self {
        let headers = vec![("Content-Type".to_owned(), "application/json".to_owned())];
        Self { method: "POST".to_owned(), url, headers, body: Some(body.to_string()) }
    }

    /// `GET` without headers.
    pub(in crate::formats) fn get(url: String) -> Self {
        Self { method: "GET".to_owned(), url, headers: Vec::new(), body: None }
    }

    /// With further headers.
    pub(in crate::formats) fn with(mut self, headers: &[(&str, &str)]) -> Self {
        self.headers.extend(headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        self
    }
}
