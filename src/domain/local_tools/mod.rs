//! The starter collection's tools, computed in the browser: real results, and refusals like those of real APIs.
//!
//! One file per tool; each exports `pub(super) const TOOL: LocalTool`. Documents stand in
//! `public/collections/starter/<Category>/<tool>.json` in ToolBench's tool format; a test holds both against each other.

mod dates;
mod observe;
mod places;
mod reply;
mod support;

mod calendar;
mod code_validator;
mod colour_lab;
mod energy_costs;
mod finance_formulas;
mod food_kitchen;
mod geo_distance;
mod geometry;
mod hash_and_encode;
mod health_metrics;
mod matrix_lab;
mod number_theory;
mod periodic_table;
mod roman_and_morse;
mod seeded_random;
mod statistics;
mod sun_and_moon;
mod text_analyzer;
mod time_zones;
mod trip_planner;
mod unit_converter;
mod world_gazetteer;

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
    calendar::TOOL,
    code_validator::TOOL,
    colour_lab::TOOL,
    energy_costs::TOOL,
    finance_formulas::TOOL,
    food_kitchen::TOOL,
    geo_distance::TOOL,
    geometry::TOOL,
    hash_and_encode::TOOL,
    health_metrics::TOOL,
    matrix_lab::TOOL,
    number_theory::TOOL,
    periodic_table::TOOL,
    roman_and_morse::TOOL,
    seeded_random::TOOL,
    statistics::TOOL,
    sun_and_moon::TOOL,
    text_analyzer::TOOL,
    time_zones::TOOL,
    trip_planner::TOOL,
    unit_converter::TOOL,
    world_gazetteer::TOOL,
];

/// Calls an API of a local tool. An unknown tool or API gives a 404 body, as a gateway would.
pub fn call(tool: &str, api: &str, arguments: &serde_json::Map<String, serde_json::Value>) -> LocalReply {
    TOOLS.iter().find(|t| t.name == tool).and_then(|t| t.apis.iter().find(|(name, _)| *name == api)).map_or_else(
        || LocalReply::error(404, format!("Endpoint '/{api}' does not exist on '{tool}'")),
        |(_, run)| run(&Arguments::new(arguments)),
    )
}
