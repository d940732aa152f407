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

/// The end of the names of files whose tests measure: nothing runs beside them.
const ALONE: &str = ".alone.test.mjs";

/// How many of a folder's files run at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// Each when the one before has ended.
    OneByOne,
    /// Two at once, as one leaves half of a small machine idle; but those that measure alone, and last.
    TwoAtOnce,
}

/// Runs a folder's `*.test.mjs` in Chromium, against the site as users get it apart from the workers' quicker build.
/// `env` is what these tests are told besides; `before` runs when site and packages are there and lives as long.
pub fn with_site<T>(
    paths: &Paths,
    folder: &Path,
    pace: Pace,
    env: &[(&str, &str)],
    before: impl FnOnce() -> Result<T>,
) -> Result<Counts> {
    let chrome = Browser::find()?;
    let dist = site_for_tests(paths)?;
    install_packages(paths)?;
    let _kept = before()?;
    node(paths, folder, pace, |command| {
        command.env("CHROME", &chrome.program).env("TOOLGROVE_DIST", &dist).envs(env.iter().copied());
    })
}

/// Runs a folder's `*.test.mjs` that need neither site nor browser.
pub fn plain(paths: &Paths, folder: &Path) -> Result<Counts> {
    node(paths, folder, Pace::OneByOne, |_| ())
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

/// One run of Node over a folder's files, or over some of them first and over the others then.
fn node(paths: &Paths, folder: &Path, pace: Pace, prepare: impl Fn(&mut Command)) -> Result<Counts> {
    let name = folder.file_name().context("a folder of tests has a name")?.to_string_lossy();
    std::fs::create_dir_all(&paths.target)?;
    let (alone, others): (Vec<String>, Vec<String>) =
        test_files(folder)?.into_iter().partition(|file| pace == Pace::OneByOne || file.ends_with(ALONE));
    let mut counts = Counts::default();
    for (files, at_once, round) in [(others, 2, ""), (alone, 1, "-alone")] {
        if files.is_empty() {
            continue;
        }
        let tap = paths.target.join(format!("{name}{round}.tap"));
        let mut command = Command::new("node");
        command
            .current_dir(folder)
            .args(["--test", &format!("--test-concurrency={at_once}")])
            .args(["--test-reporter=spec", "--test-reporter-destination=stdout"])
            .args(["--test-reporter=tap", &format!("--test-reporter-destination={}", tap.display())])
            .args(files);
        prepare(&mut command);
        let status = command.status().context("starting node; install Node 20 or later")?;
        counts += node_tap(&std::fs::read_to_string(&tap).unwrap_or_default()).with_exit(&name, status.success());
    }
    Ok(counts)
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
