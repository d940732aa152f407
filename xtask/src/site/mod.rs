//! Makes `dist/`: the page from Trunk, the workers, the collection, and the list of all of it.
//!
//! Everything is put together beside `dist/` and takes its place at the end, so a failed build leaves the old site.
//! The build id is a hash of the content, so equal content has an equal id on every machine.

mod collection;
mod files;
mod html;
mod offline;
mod page;
mod sections;
mod split;
mod style;
mod wasm_opt;
mod worker;

pub use worker::{retriever_unshipped, small_unshipped};

use crate::paths::Paths;
use crate::run::{announced, run, seconds};
use crate::setup::binaryen::{self, WasmOpt};
use crate::setup::cargo_tools::{self, WasmBindgen};
use crate::setup::rust::Rust;
use anyhow::{Context, Result, anyhow};
use serde::Serialize;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// How the parts are compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Quick to compile.
    Dev,
    /// The page as shipped, the workers quick to compile: of these, link-time optimisation takes most of the time.
    Test,
    /// As shipped.
    Release,
}

/// What was built; `dist/build.json`.
#[derive(Debug, Serialize)]
pub struct Build {
    /// 12 hexadecimal digits.
    #[serde(rename = "build_id")]
    pub id: String,
    /// All files of the site but `build.json`, sorted by path.
    pub files: Vec<files::Entry>,
}

impl Build {
    /// Size of all files, in millions of bytes.
    pub fn megabytes(&self) -> f64 {
        self.files.iter().map(|file| file.bytes as f64).sum::<f64>() / 1e6
    }
}

/// The tools and places of one build.
struct Site<'a> {
    paths: &'a Paths,
    kind: Kind,
    rust: Rust,
    bindgen: WasmBindgen,
    trunk: PathBuf,
    wasm_opt: Option<WasmOpt>,
}

/// Builds the site into `dist/`.
pub fn build(paths: &Paths, kind: Kind) -> Result<Build> {
    let start = Instant::now();
    let rust = Rust::with_wasm()?;
    let bindgen = cargo_tools::wasm_bindgen(paths, &rust)?;
    let trunk = cargo_tools::trunk(paths, &rust)?;
    let wasm_opt = if kind == Kind::Dev { None } else { binaryen::wasm_opt(paths) };
    let site = Site { paths, kind, rust, bindgen, trunk, wasm_opt };
    // Trunk is run offline, so that it fetches no tools, and hands that on to cargo: on a fresh machine the packages must
    // be there before. Where they are, this asks no network.
    announced("packages of Cargo.lock", "a second where they are here, about a minute the first time", || {
        run(site.rust.cargo(paths).args(["fetch", "--locked"]))
    })?;
    let (page, workers) = parts(&site)?;
    let build = assemble(&site, &page, &workers)?;
    eprintln!("    site {}: built in {}", build.id, seconds(start.elapsed()));
    Ok(build)
}

/// The page's folder, and the workers. Link-time optimisation of the page keeps one core busy for minutes, so the
/// workers, whose target folder is their own, are compiled meanwhile.
fn parts(site: &Site<'_>) -> Result<(PathBuf, Vec<worker::Worker>)> {
    std::thread::scope(|scope| {
        let workers = scope.spawn(|| worker::all(site));
        let page = page::build(site);
        if let Err(error) = &page {
            eprintln!("error: {error:#}; waiting for the workers to end");
        }
        let workers = workers.join().map_err(|_| anyhow!("building the workers panicked"))?;
        Ok((page?, workers?))
    })
}

fn assemble(site: &Site<'_>, page: &Path, workers: &[worker::Worker]) -> Result<Build> {
    let fresh = site.paths.stage().join("dist");
    files::empty(&fresh)?;
    files::copy_tree(page, &fresh, |_| true)?;
    let public = site.paths.root.join("public");
    files::copy_tree(&public, &fresh, |relative| !collection::is_source(relative))?;
    collection::bundle(&public, &fresh)?;

    let html_file = fresh.join("index.html");
    let html = fs::read_to_string(&html_file).context("reading Trunk's index.html")?;
    let html = style::bundle(&site.paths.root, &fresh, &html)?;
    let html = html::move_start_script(&fresh, &html)?;
    fs::write(&html_file, &html)?;

    let id = build_id(&fresh, workers)?;
    for worker in workers {
        worker.write(&fresh, &id)?;
    }
    fs::write(&html_file, html::with_build_id(&html, &id)?)?;
    offline::inject(&fresh, &id)?;
    let build = Build { id, files: files::list(&fresh)? };
    fs::write(fresh.join("build.json"), serde_json::to_vec_pretty(&build)?)?;
    files::replace(&fresh, &site.paths.dist())?;
    Ok(build)
}

/// A hash over paths and content, before the id itself stands in any of them.
fn build_id(fresh: &Path, workers: &[worker::Worker]) -> Result<String> {
    let mut text = String::new();
    for file in files::list(fresh)? {
        text += &format!("{} {}\n", file.path, file.sha256);
    }
    for worker in workers {
        text +=
            &format!("{} {} {}\n", worker.name, files::sha256(worker.script.as_bytes()), files::sha256(&worker.wasm));
    }
    Ok(files::sha256(text.as_bytes())[..12].to_owned())
}
