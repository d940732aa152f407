//! The ways in which tests compile the code, each looked at by clippy while it is compiled.
//!
//! What runs a way and what lints it name it here, so that the second finds what the first has compiled: of packages that
//! take minutes each is compiled once. Cargo repeats the warnings of what it need not compile again.

use crate::contract::{self, Contract};
use crate::paths::Paths;
use crate::run::run_taking;
use crate::setup::rust::{Rust, WASM};
use crate::site;
use anyhow::Result;
use serde_json::Value;
use std::process::Command;

/// What is compiled together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Without features, so domain and formats alone must compile; and xtask.
    Native,
    /// The embedding model, natively.
    Model,
    /// The page, and its tests in a browser.
    Page,
    /// The worker that embeds.
    Retriever,
    /// The worker with the practice planner, and the one that writes to models.
    SmallWorkers,
}

impl Way {
    /// All, cheapest first.
    pub const ALL: [Self; 5] = [Self::Native, Self::Model, Self::Page, Self::Retriever, Self::SmallWorkers];

    /// For a reader of the log.
    pub fn name(self) -> &'static str {
        match self {
            Self::Native => "native",
            Self::Model => "native with the model",
            Self::Page => "wasm page",
            Self::Retriever => "wasm retriever",
            Self::SmallWorkers => "wasm practice and scribe workers",
        }
    }

    /// `cargo test` of what has tests, `cargo build` of the rest.
    ///
    /// # Errors
    /// Clippy is missing and cannot be installed.
    pub fn cargo(self, paths: &Paths, rust: &Rust) -> Result<Command> {
        let mut cargo = rust.linting_cargo(paths)?;
        match self {
            Self::Native => {
                cargo.args(["test", "--workspace"]);
            }
            Self::Model => {
                cargo.args(["test", "--package", "toolgrove", "--features", "embed", "--test", "embedder"]);
            }
            Self::Page => {
                cargo.args(["test", "--package", "toolgrove", "--target", WASM, "--features", "app"]);
                cargo.args(["--test", "browser"]).env(contract::VARIABLE, Contract::url());
            }
            Self::Retriever => site::retriever_unshipped(paths, &mut cargo),
            Self::SmallWorkers => site::small_unshipped(paths, &mut cargo),
        }
        Ok(cargo)
    }

    /// Whether it compiles without a warning; prints those that there are.
    ///
    /// # Errors
    /// Cargo or clippy cannot be started.
    pub fn is_clean(self, paths: &Paths, rust: &Rust) -> Result<bool> {
        let mut cargo = self.cargo(paths, rust)?;
        match self {
            // Benchmarks too, which tests do not run.
            Self::Native => cargo.args(["--all-targets", "--no-run"]),
            Self::Model | Self::Page => cargo.arg("--no-run"),
            Self::Retriever | Self::SmallWorkers => &mut cargo,
        };
        let mut complaints = 0;
        let status = run_taking(cargo.arg("--message-format=json"), |line| {
            if let Some(text) = complaint(line) {
                complaints += 1;
                eprint!("{text}");
            }
        })?;
        Ok(status.success() && complaints == 0)
    }
}

/// What the compiler complains of in a line of cargo's `--message-format=json`, as it would print it.
fn complaint(line: &str) -> Option<String> {
    let told: Value = serde_json::from_str(line).ok()?;
    let message = told.get("message").filter(|_| told["reason"] == "compiler-message")?;
    let level = message["level"].as_str()?;
    // Also "error: internal compiler error".
    if level != "warning" && !level.starts_with("error") {
        return None;
    }
    Some(message["rendered"].as_str().unwrap_or("a complaint without words\n").to_owned())
}

#[cfg(test)]
mod tests {
    use super::complaint;

    #[test]
    fn only_warnings_and_errors_are_complaints() {
        let line = |reason: &str, level: &str| {
            format!(r#"{{"reason":"{reason}","message":{{"level":"{level}","rendered":"{level}: unused\n"}}}}"#)
        };
        for level in ["warning", "error", "error: internal compiler error"] {
            assert_eq!(complaint(&line("compiler-message", level)), Some(format!("{level}: unused\n")));
        }
        assert_eq!(complaint(&line("compiler-message", "note")), None);
        assert_eq!(complaint(&line("compiler-artifact", "warning")), None);
        assert_eq!(complaint(r#"{"reason":"build-finished","success":false}"#), None);
        assert_eq!(complaint("not JSON"), None);
    }
}
