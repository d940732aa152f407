//! Where things lie.

use anyhow::{Context, Result};
use std::path::{Path, PathBuf};

/// The repository and its build folder.
pub struct Paths {
    /// The repository's top folder.
    pub root: PathBuf,
    /// Cargo's target folder (`CARGO_TARGET_DIR` where set).
    pub target: PathBuf,
}

impl Paths {
    /// Finds both.
    pub fn find() -> Result<Self> {
        // Asked when it runs, as cargo says: clones that share a target folder also share this program.
        let own = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
        let root = Path::new(&own).parent().context("xtask has no parent folder")?.to_owned();
        let target = match std::env::var_os("CARGO_TARGET_DIR") {
            Some(dir) => std::env::current_dir()?.join(dir),
            None => root.join("target"),
        };
        Ok(Self { root, target })
    }

    /// The finished static site.
    pub fn dist(&self) -> PathBuf {
        self.root.join("dist")
    }

    /// Intermediate products of the site.
    pub fn stage(&self) -> PathBuf {
        self.target.join("site")
    }

    /// Tools that only this repository uses.
    pub fn tools(&self) -> PathBuf {
        self.target.join("tools")
    }

    /// The end-to-end tests.
    pub fn e2e(&self) -> PathBuf {
        self.root.join("tests/e2e")
    }

    /// The version of a package in `Cargo.lock`.
    pub fn locked_version(&self, package: &str) -> Result<String> {
        let lock = std::fs::read_to_string(self.root.join("Cargo.lock")).context("reading Cargo.lock")?;
        version_in_lock(&lock, package).with_context(|| format!("Cargo.lock names no package {package}"))
    }
}

fn version_in_lock(lock: &str, package: &str) -> Option<String> {
    let wanted = format!("name = \"{package}\"");
    let mut lines = lock.lines();
    lines.find(|line| *line == wanted)?;
    Some(lines.next()?.strip_prefix("version = \"")?.strip_suffix('"')?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::version_in_lock;

    #[test]
    fn lock_versions_are_found_by_the_whole_name() {
        let lock = "[[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.1\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(version_in_lock(lock, "wasm-bindgen").as_deref(), Some("0.2.130"));
        assert_eq!(version_in_lock(lock, "bindgen"), None);
    }
}
