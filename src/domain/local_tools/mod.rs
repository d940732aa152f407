//! The starter collection's tools, computed in the page: real results, and refusals like those of real APIs.
//!
//! One file per tool; each exports `pub(super) const TOOL: LocalTool`. Documents stand in
//! `public/collections/starter/<Category>/<tool>.json` in ToolBench's tool format; a test holds both against each other.

mod observe;
mod reply;
mod support;

mod code_validator;
mod colour_lab;
mod geometry;
mod hash_and_encode;
mod matrix_lab;
mod number_theory;
mod roman_and_morse;
mod seeded_random;
mod statistics;
mod text_analyzer;
mod unit_converter;

pub use observe::observe;
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
#[rustfmt::skip] // one to a line, by name
pub const TOOLS: &[LocalTool] = &[
    code_validator::TOOL,
    colour_lab::TOOL,
    geometry::TOOL,
    hash_and_encode::TOOL,
    matrix_lab::TOOL,
    number_theory::TOOL,
    roman_and_morse::TOOL,
    seeded_random::TOOL,
    statistics::TOOL,
    text_analyzer::TOOL,
    unit_converter::TOOL,
];

/// Calls an API of a local tool. An unknown tool or API gives a 404 body, as a gateway would.
pub fn call(tool: &str, api: &str, arguments: &serde_json::Map<String, serde_json::Value>) -> LocalReply {
    TOOLS.iter().find(|t| t.name == tool).and_then(|t| t.apis.iter().find(|(name, _)| *name == api)).map_or_else(
        || LocalReply::error(404, format!("Endpoint '/{api}' does not exist on '{tool}'")),
        |(_, run)| run(&Arguments::new(arguments)),
    )
}
