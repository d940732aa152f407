//! The starter collection's tools, computed in the page: real results, and refusals like those of real APIs.
//!
//! One file per tool; each exports `pub(super) const TOOL: LocalTool`. Documents stand in
//! `public/collections/starter/<Category>/<tool>.json` in ToolBench's tool format; a test holds both against each other.

mod reply;

pub use reply::{Arguments, LocalReply};

/// One tool: its [`crate::domain::catalog::Tool::standardized_name`] and its endpoints by API name.
#[derive(Clone, Copy)]
pub struct LocalTool {
    /// Standardized tool name.
    pub name: &'static str,
    /// API name as in the tool file, and the function that computes it.
    pub apis: &'static [(&'static str, fn(&Arguments<'_>) -> LocalReply)],
}

/// All local tools, in the order of their files.
pub const TOOLS: &[LocalTool] = &[];

/// Calls an API of a local tool. An unknown tool or API gives a 404 body, as a gateway would.
pub fn call(tool: &str, api: &str, arguments: &serde_json::Map<String, serde_json::Value>) -> LocalReply {
    TOOLS.iter().find(|t| t.name == tool).and_then(|t| t.apis.iter().find(|(name, _)| *name == api)).map_or_else(
        || LocalReply::error(404, format!("Endpoint '/{api}' does not exist on '{tool}'")),
        |(_, run)| run(&Arguments::new(arguments)),
    )
}
