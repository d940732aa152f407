//! Trunk and wasm-bindgen, at exact versions, through `cargo install`.

use super::rust::Rust;
use crate::paths::Paths;
use crate::run::{announced, on_path, run, stdout_of};
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};
use std::process::Command;

/// 0.22 asks for a newer compiler than our `rust-version`.
const TRUNK: &str = "0.21.14";

/// wasm-bindgen's two programs, of one version.
pub struct WasmBindgen {
    /// Makes the JavaScript side of a wasm binary.
    pub program: PathBuf,
    /// Runs wasm tests in a browser.
    pub test_runner: PathBuf,
    /// Part of what decides whether its output is still good.
    pub version: String,
}

/// Trunk, installed where it is missing.
pub fn trunk(paths: &Paths, rust: &Rust) -> Result<PathBuf> {
    let tool = Tool {
        name: "Trunk",
        package: "trunk",
        program: "trunk",
        version: TRUNK,
        locked: true,
        // It only starts cargo and copies files: neither speed is waited for, nor the network, which it is kept from.
        opt_level: "0",
        offline: true,
        cost: "about 5 min, once",
    };
    tool.ensure(paths, rust)
}

/// wasm-bindgen in the version of `Cargo.lock`: page and tool must agree exactly.
pub fn wasm_bindgen(paths: &Paths, rust: &Rust) -> Result<WasmBindgen> {
    let version = paths.locked_version("wasm-bindgen")?;
    let tool = Tool {
        name: "wasm-bindgen",
        package: "wasm-bindgen-cli",
        program: "wasm-bindgen",
        version: &version,
        // Its own lock file may name crate versions that a registry mirror lacks.
        locked: false,
        opt_level: "1",
        offline: false,
        cost: "about 3 min, once",
    };
    let program = tool.ensure(paths, rust)?;
    let test_runner = program.with_file_name("wasm-bindgen-test-runner");
    Ok(WasmBindgen { program, test_runner, version })
}

struct Tool<'a> {
    name: &'a str,
    package: &'a str,
    program: &'a str,
    version: &'a str,
    locked: bool,
    /// Tools that run for seconds need not be compiled for minutes.
    opt_level: &'static str,
    /// Without its default features, which are for the network. It is then of use to us alone.
    offline: bool,
    cost: &'a str,
}

impl Tool<'_> {
    /// The one on `PATH` where its version is right; else our own copy beside the build.
    fn ensure(&self, paths: &Paths, rust: &Rust) -> Result<PathBuf> {
        let ours = paths.tools().join(format!("{}-{}", self.package, self.version));
        let shared: Vec<PathBuf> =
            on_path(&[self.program]).into_iter().chain([cargo_bin()?.join(self.program)]).collect();
        let candidates = || shared.iter().cloned().chain([ours.join("bin").join(self.program)]);
        if let Some(program) = candidates().find(|program| self.fits(program)) {
            return Ok(program);
        }
        announced(&format!("{} {}", self.name, self.version), self.cost, || {
            let mut cargo = Command::new("cargo");
            rust.choose(&mut cargo);
            cargo.args(["install", "--quiet", self.package, "--version", self.version]);
            if self.locked {
                cargo.arg("--locked");
            }
            if self.offline {
                cargo.arg("--no-default-features");
            }
            // Where another version is installed for other projects, it stays.
            if self.offline || shared.iter().any(|program| program.exists()) {
                cargo.arg("--root").arg(&ours);
            }
            // Trunk asks for link-time optimisation.
            cargo.envs([("LTO", "off"), ("CODEGEN_UNITS", "16"), ("OPT_LEVEL", self.opt_level)].map(release_profile));
            run(cargo.env_remove("CARGO_TARGET_DIR"))
        })?;
        candidates()
            .find(|program| self.fits(program))
            .with_context(|| format!("cargo installed {}, but it does not run", self.name))
    }

    /// `trunk 0.21.14`: the second word is the version.
    fn fits(&self, program: &Path) -> bool {
        stdout_of(Command::new(program).arg("--version"))
            .is_some_and(|text| text.split_whitespace().nth(1) == Some(self.version))
    }
}

/// A setting of the release profile, as cargo takes it from the environment.
fn release_profile((key, value): (&str, &'static str)) -> (String, &'static str) {
    (format!("CARGO_PROFILE_RELEASE_{key}"), value)
}

/// Where `cargo install` puts programs; not always on `PATH`.
fn cargo_bin() -> Result<PathBuf> {
    let home = match std::env::var_os("CARGO_HOME") {
        Some(home) => PathBuf::from(home),
        None => PathBuf::from(std::env::var_os("HOME").context("neither CARGO_HOME nor HOME is set")?).join(".cargo"),
    };
    Ok(home.join("bin"))
}
