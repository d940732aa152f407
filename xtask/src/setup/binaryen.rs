//! wasm-opt, from npm's binaryen: Debian's version 108 breaks what Rust compiles today.

use crate::paths::Paths;
use crate::run::{announced, run_quietly, stdout_of};
use std::path::PathBuf;
use std::process::Command;

/// The npm package's version.
const VERSION: &str = "132.0.0";

/// wasm-opt and its version.
pub struct WasmOpt {
    /// The program.
    pub program: PathBuf,
    /// Part of what decides whether its output is still good.
    pub version: &'static str,
}

/// wasm-opt, installed where it is missing. The site works without it, only larger: `None` after a warning.
pub fn wasm_opt(paths: &Paths) -> Option<WasmOpt> {
    let folder = paths.tools().join(format!("binaryen-{VERSION}"));
    let program = folder.join("node_modules/.bin/wasm-opt");
    let runs = || stdout_of(Command::new(&program).arg("--version")).is_some();
    if !runs() {
        let installed = announced(&format!("wasm-opt (npm binaryen {VERSION})"), "about 10 s, once", || {
            std::fs::create_dir_all(&folder)?;
            let package = format!("binaryen@{VERSION}");
            run_quietly(
                Command::new("npm")
                    .args(["install", "--no-save", "--no-audit", "--no-fund", "--prefix"])
                    .arg(&folder)
                    .arg(package),
            )
        });
        if let Err(error) = installed {
            eprintln!("warning: {error:#}");
        }
        if !runs() {
            eprintln!("warning: wasm-opt is missing; the site will work, but be larger and slower");
            return None;
        }
    }
    Some(WasmOpt { program, version: VERSION })
}
