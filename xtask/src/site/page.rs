//! The page: Trunk compiles the `app` binary and writes index.html.

use super::{Kind, Site, files, sections, split, wasm_opt};
use crate::run::{prepend_path, run};
use crate::setup::binaryen::WasmOpt;
use anyhow::{Context, Result, anyhow};
use std::cmp::Reverse;
use std::fs;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};

/// Smaller files gain a few hundred bytes, and wasm-opt takes seconds for each: it is itself a large program that starts
/// slowly.
const WORTH_IT: usize = 8192;

/// Builds the page; gives the folder that holds it.
pub fn build(site: &Site<'_>) -> Result<PathBuf> {
    let folder = site.paths.stage().join(match site.kind {
        Kind::Dev => "page-dev",
        Kind::Test | Kind::Release => "page",
    });
    fs::create_dir_all(&folder)?;
    eprintln!("==> page: seconds when little changed, about 4 min the first time");
    let mut trunk = Command::new(&site.trunk);
    trunk
        .current_dir(&site.paths.root)
        .args(["build", "--offline", "--dist"])
        .arg(&folder)
        .env("CARGO_TARGET_DIR", &site.paths.target)
        // Trunk takes only "true" or "false" there, others set "1".
        .env_remove("NO_COLOR");
    if site.kind != Kind::Dev {
        trunk.arg("--release");
    }
    site.rust.choose(&mut trunk);
    // Offline, Trunk takes wasm-bindgen from PATH.
    prepend_path(&mut trunk, site.bindgen.program.parent().context("wasm-bindgen has no folder")?)?;
    run(&mut trunk)?;
    split::cut(site, &folder)?;
    if let Some(tool) = &site.wasm_opt {
        shrink(tool, &folder, &site.paths.stage().join("page.opt"))?;
    }
    Ok(folder)
}

/// No names of functions in any file of a folder, and wasm-opt over those that are worth it, several files at once: each keeps hardly more than a core busy. Each has a memory of its
/// own in `memories`.
fn shrink(tool: &WasmOpt, folder: &Path, memories: &Path) -> Result<()> {
    let mut files = Vec::new();
    for name in files::walk(folder)?.into_iter().filter(|name| name.ends_with(".wasm")) {
        let path = folder.join(&name);
        let wasm = sections::that_run(&fs::read(&path)?).with_context(|| format!("reading {}", path.display()))?;
        if wasm.len() >= WORTH_IT {
            files.push((name, wasm));
        } else {
            fs::write(path, wasm)?;
        }
    }
    // The largest takes longest: it must not be the last to begin.
    files.sort_by_key(|(_, wasm)| Reverse(wasm.len()));
    let waiting = Mutex::new(files.into_iter());
    let next = || waiting.lock().unwrap_or_else(PoisonError::into_inner).next();
    let work = || -> Result<()> {
        while let Some((name, wasm)) = next() {
            let small = wasm_opt::optimised(tool, &wasm, wasm_opt::SMALL, &memories.join(lasting_name(&name)))?;
            fs::write(folder.join(&name), small)?;
        }
        Ok(())
    };
    std::thread::scope(|scope| {
        let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
        let workers: Vec<_> = (0..cores).map(|_| scope.spawn(work)).collect();
        workers.into_iter().try_for_each(|worker| worker.join().map_err(|_| anyhow!("wasm-opt's thread panicked"))?)
    })
}

/// What a file of the program is called whatever is in it: `app` for `app-<hash>_bg.wasm`, `chunk_9` for
/// `parts-<hash>/chunk_9.wasm`. Each has a memory of its own, and the next build finds it.
fn lasting_name(file: &str) -> &str {
    let name = file.rsplit('/').next().unwrap_or(file);
    if name.starts_with("app-") { "app" } else { name.strip_suffix(".wasm").unwrap_or(name) }
}

#[cfg(test)]
mod tests {
    use super::lasting_name;

    #[test]
    fn no_hash_is_in_the_name_of_a_memory() {
        assert_eq!(lasting_name("app-5c8deafa6fff1cd2_bg.wasm"), "app");
        assert_eq!(lasting_name("parts-531ee1e045371fa2/chunk_9.wasm"), "chunk_9");
        assert_eq!(lasting_name("parts-531ee1e045371fa2/split_judge.wasm"), "split_judge");
    }
}
