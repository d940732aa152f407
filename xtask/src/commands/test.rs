//! `test`: every check of the project, in stages; a failing stage never hides the others.

use super::refuse_rest;
use crate::contract::{self, Contract};
use crate::counts::{Counts, Libtest};
use crate::lint::Way;
use crate::node_tests::{self, Pace};
use crate::paths::Paths;
use crate::peers;
use crate::run::{run_reading, seconds};
use crate::setup::browser::Browser;
use crate::setup::rust::Rust;
use crate::setup::{browser, cargo_tools};
use anyhow::{Context, Result, bail};
use std::process::Command;
use std::time::Instant;

type Stage = fn(&Paths, Depth) -> Result<Counts>;

/// How often tests try a property of which they make up the cases.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Depth {
    /// While someone works at one thing and waits.
    Quick,
    /// Where all stages run.
    Thorough,
}

/// Set for tests that are to be thorough (`tests/native/support/cases.rs`).
const THOROUGH: &str = "TOOLGROVE_THOROUGH";

/// Cheapest first, so that a slip shows early.
const STAGES: &[(&str, Stage)] = &[
    ("native", native),
    ("model", |paths, _| model(paths)),
    ("lint", |paths, _| lint(paths)),
    ("browser", |paths, _| browser_tests(paths)),
    ("e2e", |paths, _| e2e(paths)),
    ("peers", |paths, _| peers::test(paths)),
];

pub fn run(args: &[String]) -> Result<()> {
    let mut rest = args.to_vec();
    rest.retain(|arg| !STAGES.iter().any(|(name, _)| name == arg));
    refuse_rest(&rest)?;
    let paths = Paths::find()?;
    let depth = if args.is_empty() { Depth::Thorough } else { Depth::Quick };
    std::thread::scope(|scope| {
        if depth == Depth::Thorough {
            // The stage that needs it says why it cannot be had.
            scope.spawn(|| peers::fetch(&paths).ok());
        }
        stages(&paths, depth, |name| args.is_empty() || args.iter().any(|arg| arg == name))
    })
}

/// Runs those that are wanted, and says how they went.
fn stages(paths: &Paths, depth: Depth, wanted: impl Fn(&str) -> bool) -> Result<()> {
    let begin = Instant::now();
    let mut total = Counts::default();
    let mut lines = Vec::new();
    for (name, stage) in STAGES.iter().filter(|(name, _)| wanted(name)) {
        eprintln!("==> test {name}");
        let start = Instant::now();
        let counts = stage(paths, depth).unwrap_or_else(|error| {
            eprintln!("error: test {name}: {error:#}");
            Counts::one(name, false)
        });
        lines.push(format!("{name}: {counts}, {}", seconds(start.elapsed())));
        total += counts;
    }
    lines.iter().for_each(|line| println!("{line}"));
    total.named.iter().for_each(|name| println!("failed: {name}"));
    println!("all in {}", seconds(begin.elapsed()));
    println!("{total}");
    if total.failed > 0 { bail!("tests failed") } else { Ok(()) }
}

/// What passing tests say is shown: how many cases of the original's results are equal, what was skipped and why.
const TOLD: [&str; 2] = ["--", "--show-output"];

/// Domain and formats, and what xtask reckons.
fn native(paths: &Paths, depth: Depth) -> Result<Counts> {
    // Where wasm follows, its toolchain is the one of all, so that nothing is compiled for two.
    let rust = if depth == Depth::Thorough { Rust::with_wasm()? } else { Rust::existing() };
    let mut cargo = Way::Native.cargo(paths, &rust)?;
    if depth == Depth::Thorough {
        cargo.env(THOROUGH, "1");
    }
    libtest(cargo.arg("--no-fail-fast").args(TOLD), "cargo test")
}

/// The embedding model, natively: what it adds to the program, and its results.
fn model(paths: &Paths) -> Result<Counts> {
    let mut cargo = Way::Model.cargo(paths, &Rust::existing())?;
    libtest(cargo.arg("--no-fail-fast").args(TOLD), "cargo test --features embed")
}

/// Runs tests and counts what they say.
fn libtest(cargo: &mut Command, name: &str) -> Result<Counts> {
    let mut results = Libtest::default();
    let status = run_reading(cargo, |line| results.line(line))?;
    Ok(results.counts().with_exit(name, status.success()))
}

/// Format, and clippy for each way the code is compiled. Each counts as one check.
fn lint(paths: &Paths) -> Result<Counts> {
    let rust = Rust::with_wasm()?;
    rust.ensure_lint_tools()?;
    let mut counts = Counts::default();
    let mut check = |name: &str, passed: bool| {
        eprintln!("    {name}: {}", if passed { "ok" } else { "FAILED" });
        counts += Counts::one(name, passed);
    };
    check(
        "format",
        rust.cargo(paths).args(["fmt", "--all", "--check"]).status().context("starting cargo fmt")?.success(),
    );
    for way in Way::ALL {
        check(&format!("clippy, {}", way.name()), way.is_clean(paths, &rust)?);
    }
    Ok(counts)
}

/// `tests/browser` inside headless Chromium, beside the server of the contract cases.
fn browser_tests(paths: &Paths) -> Result<Counts> {
    let rust = Rust::with_wasm()?;
    let bindgen = cargo_tools::wasm_bindgen(paths, &rust)?;
    let driver = browser::driver()?;
    let capabilities = paths.target.join("webdriver.json");
    std::fs::create_dir_all(&paths.target)?;
    std::fs::write(&capabilities, Browser::find()?.webdriver_capabilities().to_string())?;
    let mut counts = contract::test_server(paths)?;
    let _server = Contract::start(paths)?;
    let mut cargo = Way::Page.cargo(paths, &rust)?;
    cargo
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", bindgen.test_runner)
        .env("CHROMEDRIVER", driver)
        .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", capabilities)
        .env("WASM_BINDGEN_TEST_TIMEOUT", "120");
    counts += libtest(&mut cargo, "tests/browser")?;
    Ok(counts)
}

/// What a person does, in Chromium.
fn e2e(paths: &Paths) -> Result<Counts> {
    node_tests::with_site(paths, &paths.e2e(), Pace::TwoAtOnce, &[], || Ok(()))
}
