//! wasm-opt, run only where its input changed.

use super::files::sha256;
use crate::run::{announced, run};
use crate::setup::binaryen::WasmOpt;
use anyhow::{Context, Result};
use std::fs;
use std::path::Path;
use std::process::Command;

/// From this size on the work takes longer than what V8 spends on making wasm-opt, a large program itself, fast.
const LONG: usize = 500_000;

/// What Rust's wasm target and our worker variants use; wasm-opt refuses what is not named.
const FEATURES: [&str; 8] = [
    "--enable-bulk-memory",
    "--enable-mutable-globals",
    "--enable-multivalue",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-relaxed-simd",
    "--enable-sign-ext",
    "--enable-simd",
];

/// For what is to be small. Functions of like names stand together, because brotli finds what they share: 1% less.
/// The first kilobyte of memory is unused, as in all Rust programs: their stack comes after it.
pub const SMALL: &[&str] = &["-Oz", "--low-memory-unused", "--reorder-functions-by-name"];
/// For what is to be fast.
pub const FAST: &[&str] = &["-O3"];

/// The optimised binary. `passes` is one of [`SMALL`] and [`FAST`]; `memory` is the folder that remembers the last input and output.
pub fn optimised(tool: &WasmOpt, wasm: &[u8], passes: &[&str], memory: &Path) -> Result<Vec<u8>> {
    fs::create_dir_all(memory)?;
    let (input, output, key_file) = (memory.join("in.wasm"), memory.join("out.wasm"), memory.join("key"));
    let passed = passes.join(" ");
    let key = format!("{} {passed} {}", tool.version, sha256(wasm));
    if fs::read_to_string(&key_file).is_ok_and(|old| old == key) {
        return fs::read(&output).with_context(|| format!("reading {}", output.display()));
    }
    // Never a moment in which the key stands beside another input's output.
    let _ = fs::remove_file(&key_file);
    fs::write(&input, wasm)?;
    let megabytes = wasm.len() as f64 / 1e6;
    announced(&format!("wasm-opt {passed} of {megabytes:.1} MB"), "about 10 s per MB", || {
        let mut node = Command::new("node");
        if wasm.len() < LONG {
            node.arg("--liftoff-only");
        }
        run(node.arg(&tool.program).args(passes).args(FEATURES).arg(&input).arg("-o").arg(&output))
    })?;
    let bytes = fs::read(&output)?;
    fs::write(key_file, key)?;
    Ok(bytes)
}
