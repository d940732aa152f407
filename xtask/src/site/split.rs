//! The page's program, cut into what every visit needs and parts that come later (`src/bin/app/parts.rs`).
//!
//! Trunk hands the whole program to wasm-bindgen; it is bound again here, after the cut. The parts lie in a folder that
//! is named by their content, so that no cache ever mixes two builds.

use super::{Kind, Site, files};
use crate::run::run;
use crate::setup::rust::WASM;
use anyhow::{Context, Result, anyhow};
use std::fs;
use std::path::Path;
use std::process::Command;
use wasm_split_cli_support::{Options, transform};

/// What the cutter calls the module that fetches parts.
const LINK: &str = "./__wasm_split.js";

/// Cuts the program in `page`, the folder that Trunk wrote.
pub fn cut(site: &Site<'_>, page: &Path) -> Result<()> {
    let profile = if site.kind == Kind::Dev { "debug" } else { "app" };
    let compiled = site.paths.target.join(WASM).join(profile).join("app.wasm");
    let bytes = fs::read(&compiled).with_context(|| format!("reading {}", compiled.display()))?;
    let name = program_name(page)?;
    let memory = site.paths.stage().join(format!("split-{profile}"));
    let parts = memory.join("parts");
    files::empty(&parts)?;
    let main = memory.join("main.wasm");
    let main_module = format!("../{name}.js");
    let mut options = Options::new(&bytes);
    options.output_dir = &parts;
    options.main_out_path = &main;
    options.link_name = LINK;
    options.main_module = &main_module;
    transform(options).map_err(|error| anyhow!("cutting the program into parts: {error:?}"))?;

    let bound = memory.join("bound");
    files::empty(&bound)?;
    let mut bindgen = Command::new(&site.bindgen.program);
    // The parts use the table and the memory of the main program by their linker's names.
    bindgen.args(["--target", "web", "--no-typescript", "--keep-lld-exports", "--out-name", &name, "--out-dir"]);
    bindgen.arg(&bound).arg(&main);
    run(&mut bindgen)?;

    let id = &files::sha256(&bytes)[..16];
    let script = fs::read_to_string(bound.join(format!("{name}.js")))?;
    // Where it is fetched from; in the program itself the name stays as it is.
    let linked = script.replace(&format!("from \"{LINK}\""), &format!("from \"./parts-{id}/__wasm_split.js\""));
    if linked == script {
        return Err(anyhow!("the program names no part: {LINK} is not in wasm-bindgen's module"));
    }
    fs::write(page.join(format!("{name}.js")), linked)?;
    fs::copy(bound.join(format!("{name}_bg.wasm")), page.join(format!("{name}_bg.wasm")))?;
    remove_old_parts(page)?;
    files::copy_tree(&parts, &page.join(format!("parts-{id}")), |_| true)
}

/// `app-<hash>`, as Trunk called the program.
fn program_name(page: &Path) -> Result<String> {
    let names = files::walk(page)?;
    let script = names.iter().find_map(|name| name.strip_suffix("_bg.wasm")).filter(|name| name.starts_with("app-"));
    script.map(str::to_owned).context("Trunk wrote no app-<hash>_bg.wasm")
}

fn remove_old_parts(page: &Path) -> Result<()> {
    for entry in fs::read_dir(page)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with("parts-") {
            fs::remove_dir_all(entry.path())?;
        }
    }
    Ok(())
}
