//! Builds, serves and tests Toolgrove: `cargo xtask <command>`.
//!
//! Read in this order: [`commands`] (what a person types), [`site`] (how `dist/` is made), [`setup`] (how the tools
//! that this needs get onto the machine), then the helpers.
//!
//! Invariants: nothing outside the repository, the target folder and the tools' own places is written; a step that
//! has nothing to do is quick and silent; every slow step says beforehand how long it takes.

mod background;
mod commands;
mod contract;
mod counts;
mod lint;
mod node_tests;
mod paths;
mod peers;
mod run;
mod server;
mod setup;
mod site;

use std::process::ExitCode;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match commands::dispatch(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
