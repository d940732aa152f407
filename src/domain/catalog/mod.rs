//! The API collection: category > tool > API > parameter (paper section 2.1), as ToolBench's tool files hold it.

pub mod browse;
mod function;
mod names;
mod repeatable;

pub use function::{FinishFunction, function_name, function_spec, parameters_schema};
pub use names::{ServiceNames, change_name, pure_name, standardize, standardize_category};
pub use repeatable::repeatable;

use crate::domain::json::reads;
use serde::Serialize;
use serde_json::Value;

/// A set of tools with a name.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Collection {
    /// Shown to people; part of a run's spec.
    pub name: String,
    /// In a stable order; indices are used as identities within one loaded collection.
    pub tools: Vec<Tool>,
}

/// A product that groups endpoints.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Tool {
    /// One of the 49 hub categories, e.g. `Business_Software`; ToolBench keeps it in the folder name.
    pub category: String,
    /// Name for people.
    pub tool_name: String,
    /// What the tool is for.
    pub tool_description: String,
    /// Heading on the hub.
    pub title: String,
    /// [`standardize`]d name; identity of the tool inside its category.
    pub standardized_name: String,
    /// Gateway host; `local` for tools computed in the page.
    pub host: String,
    /// Documentation page.
    pub home_url: String,
    /// `FREE`, `FREEMIUM`, ...
    pub pricing: String,
    /// One Chinese line about the tool, for retrieval and display.
    pub zh: String,
    /// The day its documentation was read, `YYYY-MM-DD`; empty where nobody says.
    pub described: String,
    /// Its endpoints.
    pub apis: Vec<Api>,
}

/// One endpoint.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Api {
    /// Name as the tool file has it.
    pub name: String,
    /// Endpoint.
    pub url: String,
    /// What it does.
    pub description: String,
    /// HTTP method.
    pub method: String,
    /// How the arguments of a method with a body are sent.
    pub body: BodyFormat,
    /// Must be given.
    pub required_parameters: Vec<Parameter>,
    /// May be given.
    pub optional_parameters: Vec<Parameter>,
    /// Example or schema of a reply; `Null` where unknown.
    pub template_response: Value,
    /// One Chinese line, for retrieval and display.
    pub zh: String,
}

/// One parameter.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Parameter {
    /// Name as sent.
    pub name: String,
    /// Hub type: `STRING`, `NUMBER`, `BOOLEAN`, `ENUM`, `DATE (YYYY-MM-DD)`, `ARRAY`, `OBJECT`, ...
    #[serde(rename = "type")]
    pub kind: String,
    /// What it means.
    pub description: String,
    /// Example or default value; `""` where there is none. An explicit `Null` counts as a value, as in ToolBench.
    pub default: Value,
    /// All values that it takes; empty where they are not listed.
    pub choices: Vec<Value>,
}

/// How the arguments of `POST`, `PUT` and `PATCH` are sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum BodyFormat {
    /// One JSON object.
    #[default]
    Json,
    /// `application/x-www-form-urlencoded`.
    Form,
    /// In the address, as with `GET`.
    Query,
}

impl BodyFormat {
    /// Its word in a tool file.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Form => "form",
            Self::Query => "query",
        }
    }
}

/// Who answers a tool's calls, by its host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Provider {
    /// Computed in the browser.
    Local,
    /// A server that takes calls from anyone.
    Public,
    /// RapidAPI's gateway, which takes a key.
    RapidApi,
}

/// The end of every host behind RapidAPI's gateway.
pub const RAPIDAPI_HOSTS: &str = ".p.rapidapi.com";

impl Tool {
    /// All but its endpoints.
    pub fn without_apis(&self) -> Self {
        Self {
            category: self.category.clone(),
            tool_name: self.tool_name.clone(),
            tool_description: self.tool_description.clone(),
            title: self.title.clone(),
            standardized_name: self.standardized_name.clone(),
            host: self.host.clone(),
            home_url: self.home_url.clone(),
            pricing: self.pricing.clone(),
            zh: self.zh.clone(),
            described: self.described.clone(),
            apis: Vec::new(),
        }
    }

    /// Who answers its calls.
    pub fn provider(&self) -> Provider {
        let host = self.host.trim().to_ascii_lowercase();
        if host == "local" {
            Provider::Local
        } else if host.ends_with(RAPIDAPI_HOSTS) {
            Provider::RapidApi
        } else {
            Provider::Public
        }
    }
}

/// Where an API stands in a loaded [`Collection`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct ApiRef {
    /// Index into [`Collection::tools`].
    pub tool: usize,
    /// Index into [`Tool::apis`].
    pub api: usize,
}

/// The lasting identity of an API, across loads and machines.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct ApiKey {
    /// Category folder.
    pub category: String,
    /// [`Tool::standardized_name`].
    pub tool: String,
    /// [`Api::name`].
    pub api: String,
}

reads!(ApiKey { category, tool, api });

impl Collection {
    /// Every API with its place, tools in order.
    pub fn apis(&self) -> impl Iterator<Item = (ApiRef, &Tool, &Api)> {
        self.tools.iter().enumerate().flat_map(|(t, tool)| {
            tool.apis.iter().enumerate().map(move |(a, api)| (ApiRef { tool: t, api: a }, tool, api))
        })
    }

    /// The API at a place, if it is there.
    pub fn get(&self, at: ApiRef) -> Option<(&Tool, &Api)> {
        let tool = self.tools.get(at.tool)?;
        Some((tool, tool.apis.get(at.api)?))
    }

    /// The API with a lasting identity, if this collection holds it.
    pub fn document(&self, key: &ApiKey) -> Option<(&Tool, &Api)> {
        self.get(self.find(key)?)
    }

    /// The lasting identity of the API at a place.
    pub fn key(&self, at: ApiRef) -> Option<ApiKey> {
        self.get(at).map(|(tool, api)| ApiKey {
            category: tool.category.clone(),
            tool: tool.standardized_name.clone(),
            api: api.name.clone(),
        })
    }

    /// The place of a lasting identity, if this collection holds it.
    pub fn find(&self, key: &ApiKey) -> Option<ApiRef> {
        self.apis()
            .find(|(_, tool, api)| {
                tool.category == key.category && tool.standardized_name == key.tool && api.name == key.api
            })
            .map(|(at, ..)| at)
    }
}
