//! The page: Trunk compiles the `app` binary and writes index.html.

use super::{Kind, Site, files, split, wasm_opt};
use crate::run::{prepend_path, run};
use anyhow::{Context, Result};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// Smaller files gain a few bytes, and wasm-opt takes seconds for each: it is itself a large program that starts slowly.
const WORTH_IT: usize = 4096;

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
        for name in files::walk(&folder)?.iter().filter(|name| name.ends_with(".wasm")) {
            let file = folder.join(name);
            let wasm = fs::read(&file)?;
            if wasm.len() < WORTH_IT {
                continue;
            }
            let memory = site.paths.stage().join("page.opt").join(lasting_name(name));
            fs::write(file, wasm_opt::optimised(tool, &wasm, wasm_opt::SMALL, &memory)?)?;
        }
    }
    Ok(folder)
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
