//! Tests in Node: the site that they open, their packages, and how many passed.

use crate::counts::{Counts, node_tap};
use crate::paths::Paths;
use crate::run::run_quietly;
use crate::setup::browser::Browser;
use crate::site::{self, Kind};
use anyhow::{Context, Result, bail};
use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;

/// Runs a folder's `*.test.mjs` in Chromium, against the site as users get it apart from the retriever's quicker build.
/// `env` is what these tests are told besides; `before` runs when site and packages are there and lives as long.
pub fn with_site<T>(
    paths: &Paths,
    folder: &Path,
    env: &[(&str, &str)],
    before: impl FnOnce() -> Result<T>,
) -> Result<Counts> {
    let chrome = Browser::find()?;
    let dist = site_for_tests(paths)?;
    install_packages(paths)?;
    let _kept = before()?;
    node(paths, folder, |command| {
        command.env("CHROME", &chrome.program).env("TOOLGROVE_DIST", &dist).envs(env.iter().copied());
    })
}

/// Runs a folder's `*.test.mjs` that need neither site nor browser.
pub fn plain(paths: &Paths, folder: &Path) -> Result<Counts> {
    node(paths, folder, |_| ())
}

/// `npm ci` in `tests/e2e`, whose packages all such tests use, unless the lock file is the one installed last.
pub fn install_packages(paths: &Paths) -> Result<()> {
    let folder = paths.e2e();
    let lock = std::fs::read(folder.join("package-lock.json")).context("reading tests/e2e/package-lock.json")?;
    let stamp = folder.join("node_modules/.toolgrove-lock");
    if std::fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    run_quietly(Command::new("npm").current_dir(&folder).args(["ci", "--no-audit", "--no-fund"]))
        .context("installing tests/e2e's packages; npm comes with Node")?;
    Ok(std::fs::write(stamp, lock)?)
}

/// Built once, for all stages of one `cargo xtask test`. Where `TOOLGROVE_DIST` names a site, that one is taken as it is.
fn site_for_tests(paths: &Paths) -> Result<std::path::PathBuf> {
    static BUILT: OnceLock<()> = OnceLock::new();
    if let Some(given) = std::env::var_os("TOOLGROVE_DIST") {
        let given = std::env::current_dir()?.join(given);
        if !given.join("build.json").is_file() {
            bail!("TOOLGROVE_DIST names {}, which holds no site", given.display());
        }
        eprintln!("    TOOLGROVE_DIST: {} is tested as it is", given.display());
        return Ok(given);
    }
    if BUILT.get().is_none() {
        site::build(paths, Kind::Test)?;
        BUILT.get_or_init(|| ());
    }
    Ok(paths.dist())
}

fn node(paths: &Paths, folder: &Path, prepare: impl FnOnce(&mut Command)) -> Result<Counts> {
    let name = folder.file_name().context("a folder of tests has a name")?.to_string_lossy();
    let tap = paths.target.join(format!("{name}.tap"));
    std::fs::create_dir_all(&paths.target)?;
    let mut command = Command::new("node");
    command
        .current_dir(folder)
        // One browser at a time: timings on a small machine would shift otherwise.
        .args(["--test", "--test-concurrency=1"])
        .args(["--test-reporter=spec", "--test-reporter-destination=stdout"])
        .args(["--test-reporter=tap", &format!("--test-reporter-destination={}", tap.display())])
        .args(test_files(folder)?);
    prepare(&mut command);
    let status = command.status().context("starting node; install Node 20 or later")?;
    let counts = node_tap(&std::fs::read_to_string(&tap).unwrap_or_default());
    Ok(counts.with_exit(&name, status.success()))
}

fn test_files(folder: &Path) -> Result<Vec<String>> {
    let mut files: Vec<String> = std::fs::read_dir(folder)
        .with_context(|| format!("reading {}", folder.display()))?
        .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
        .collect::<Result<Vec<_>>>()?;
    files.retain(|name| name.ends_with(".test.mjs"));
    files.sort();
    Ok(files)
}
