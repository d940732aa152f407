//! `bench`: how large the site is, how soon it is there, how fast the embedding model runs.

use super::{refuse_rest, take_flag};
use crate::node_tests;
use crate::paths::Paths;
use crate::run::run as run_command;
use crate::setup::browser::Browser;
use crate::site::{self, Kind};
use anyhow::Result;
use std::process::Command;

/// Measures; an error where the program is larger than its budget.
pub fn run(args: &[String]) -> Result<()> {
    let mut args = args.to_vec();
    let may_build = !take_flag(&mut args, "--no-build");
    refuse_rest(&args)?;
    let paths = Paths::find()?;
    let chrome = Browser::find()?;
    // What is shipped: the retriever of tests is optimised in its kernels alone.
    if may_build || !paths.dist().join("build.json").is_file() {
        site::build(&paths, Kind::Release)?;
    } else {
        eprintln!("    measuring dist/ as it is; after `serve` without --release its program is not the shipped one");
    }
    node_tests::install_packages(&paths)?;
    run_command(
        Command::new("node")
            .current_dir(paths.e2e())
            .arg("bench.mjs")
            .env("CHROME", chrome.program)
            .env("TOOLGROVE_DIST", paths.dist()),
    )
}
