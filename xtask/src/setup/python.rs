//! Python programs in a venv of their own, at pinned versions.

use super::debian;
use crate::run::{announced, on_path, run_quietly, stdout_of};
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The oldest Python with wheels of what is pinned.
const OLDEST: (u32, u32) = (3, 11);
/// Debian has `venv` in a package of its own.
const PACKAGES: [&str; 2] = ["python3", "python3-venv"];
/// Written last: names what was installed and by which Python.
const STAMP: &str = ".toolgrove-requirements";

/// A folder with a Python and its packages.
pub struct Venv {
    folder: PathBuf,
}

impl Venv {
    /// The venv in `folder` with what the file `requirements` pins; made anew unless it holds just that. `expected` says
    /// how long that takes.
    pub fn with(folder: &Path, requirements: &Path, expected: &str) -> Result<Self> {
        let venv = Self { folder: folder.to_owned() };
        let pinned = fs::read_to_string(requirements).with_context(|| format!("reading {}", requirements.display()))?;
        let stamp = folder.join(STAMP);
        let wanted = |python: &Python| format!("Python {}\n{pinned}", python.version);
        let runs = || stdout_of(Command::new(venv.program("python")).args(["-c", "import sys"])).is_some();
        let mut python = Python::find();
        if let Ok(found) = &python
            && fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted(found))
            && runs()
        {
            return Ok(venv);
        }
        announced("Python packages", expected, || {
            if python.is_err() && std::env::var_os("PYTHON").is_none() && debian::can_install() {
                debian::install(&PACKAGES)?;
                python = Python::find();
            }
            let python = python?;
            python.make(folder)?;
            install(&venv, requirements)?;
            Ok(fs::write(stamp, wanted(&python))?)
        })?;
        Ok(venv)
    }

    /// A program of the venv.
    pub fn program(&self, name: &str) -> PathBuf {
        if cfg!(windows) {
            self.folder.join("Scripts").join(name).with_extension("exe")
        } else {
            self.folder.join("bin").join(name)
        }
    }
}

/// By pip's own settings of the machine, so that a mirror set there is used.
fn install(venv: &Venv, requirements: &Path) -> Result<()> {
    run_quietly(
        Command::new(venv.program("python"))
            .args(["-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"])
            // Wheels alone: no compiler, and no code of a package runs while it is installed. Compiled at the first
            // import instead of all at once: most modules are never imported.
            .args(["--only-binary", ":all:", "--no-compile", "--requirement"])
            .arg(requirements),
    )
}

/// A Python of the machine.
struct Python {
    program: PathBuf,
    /// Such as `3.11`.
    version: String,
}

impl Python {
    /// `PYTHON` where set, else `python3` on `PATH`.
    fn find() -> Result<Self> {
        let (major, minor) = OLDEST;
        let needed = format!("the peers' tests need Python {major}.{minor} or later with venv");
        let program = std::env::var_os("PYTHON").map(PathBuf::from).or_else(|| on_path(&["python3", "python"]));
        let Some(program) = program else {
            bail!("{needed}: install it (Debian: apt install python3 python3-venv), or set PYTHON to its program");
        };
        let ask = "import sys; print('%d.%d' % sys.version_info[:2])";
        let version = stdout_of(Command::new(&program).args(["-c", ask]))
            .with_context(|| format!("{} does not run", program.display()))?;
        if parse(&version).is_none_or(|found| found < OLDEST) {
            bail!("{needed}; {} is {version}: set PYTHON to a newer one", program.display());
        }
        Ok(Self { program, version })
    }

    /// An empty venv; Debian's package for it is installed where it is missing.
    fn make(&self, folder: &Path) -> Result<()> {
        let attempt = || {
            if folder.exists() {
                fs::remove_dir_all(folder)?;
            }
            run_quietly(Command::new(&self.program).args(["-m", "venv"]).arg(folder))
        };
        attempt().or_else(|error| {
            if !debian::can_install() {
                return Err(error.context(
                    "Python's venv does not work: install it (Debian: apt install python3-venv), or set PYTHON to another Python",
                ));
            }
            debian::install(&PACKAGES)?;
            attempt()
        })
    }
}

fn parse(version: &str) -> Option<(u32, u32)> {
    let (major, minor) = version.split_once('.')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::{OLDEST, parse};

    #[test]
    fn versions_compare_by_number() {
        assert!(parse("3.9").unwrap() < OLDEST);
        assert!(parse("3.11").unwrap() >= OLDEST);
        assert!(parse("4.0").unwrap() >= OLDEST);
        assert_eq!(parse("three"), None);
    }
}
