//! Which Rust toolchain compiles the project: the current one where it has the wasm32 target, else Debian's.

use super::debian;
use crate::paths::Paths;
use crate::run::{announced, run, stdout_of, succeeds_within};
use anyhow::{Context, Result, bail};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

/// The target of everything that runs in the browser.
pub const WASM: &str = "wasm32-unknown-unknown";
/// The name under which Debian's Rust is linked into rustup.
const DEBIAN: &str = "debian";
/// rustup fails at once where its server is refused, but may also hang.
const RUSTUP_LIMIT: Duration = Duration::from_secs(120);

/// The toolchain of all child builds: one, so that they share what they compiled.
#[derive(Clone, Debug)]
pub struct Rust {
    /// For `RUSTUP_TOOLCHAIN`; `None` keeps the current one.
    toolchain: Option<&'static str>,
}

impl Rust {
    /// The toolchain that is there; may lack the wasm32 target where no stage has needed it yet.
    pub fn existing() -> Self {
        Self::ready().unwrap_or(Self { toolchain: None })
    }

    /// A toolchain with the wasm32 target, installed where it is missing.
    pub fn with_wasm() -> Result<Self> {
        if let Some(rust) = Self::ready() {
            return Ok(rust);
        }
        announced("wasm32 target of Rust", "a minute at most, once", || {
            let added = succeeds_within(
                Command::new("rustup").args(["target", "add", WASM]).env("RUSTUP_MAX_RETRIES", "1"),
                RUSTUP_LIMIT,
            );
            eprintln!("    rustup target add {WASM}: {}", if added { "done" } else { "not possible here" });
            Ok(())
        })?;
        if let Some(rust) = Self::ready() {
            return Ok(rust);
        }
        if !debian::can_install() {
            bail!("Rust's target {WASM} is missing: run `rustup target add {WASM}`");
        }
        announced("Debian's Rust and a wasm32 standard library for it", "about 3 min, once", debian::install_rust)?;
        if has_rustup() {
            run(Command::new("rustup").args(["toolchain", "link", DEBIAN, "/usr"]))?;
        }
        Self::ready().context("Debian's Rust was installed, but rustc still does not find the wasm32 standard library")
    }

    /// `cargo` with this toolchain, in the repository.
    pub fn cargo(&self, paths: &Paths) -> Command {
        let mut command = Command::new("cargo");
        command.current_dir(&paths.root).env("CARGO_TARGET_DIR", &paths.target);
        self.choose(&mut command);
        command
    }

    /// The same, where what it compiles of this project is looked at by clippy as well. One compilation serves lints and
    /// tests then, and packages are not checked apart from being compiled. Clippy leaves its own programs unoptimised, so
    /// nothing that is shipped or measured is built this way.
    ///
    /// # Errors
    /// Clippy is missing and cannot be installed.
    pub fn linting_cargo(&self, paths: &Paths) -> Result<Command> {
        self.ensure_lint_tools()?;
        let mut rustc = Command::new("rustc");
        self.choose(&mut rustc);
        let sysroot = stdout_of(rustc.args(["--print", "sysroot"])).context("rustc does not say where it lies")?;
        let mut command = self.cargo(paths);
        command.env("RUSTC_WORKSPACE_WRAPPER", Path::new(&sysroot).join("bin/clippy-driver"));
        Ok(command)
    }

    /// Makes a command that calls cargo use this toolchain.
    pub fn choose(&self, command: &mut Command) {
        if let Some(name) = self.toolchain {
            command.env("RUSTUP_TOOLCHAIN", name);
        }
    }

    /// rustfmt and clippy.
    pub fn ensure_lint_tools(&self) -> Result<()> {
        let runs = |tool: &str| {
            let mut command = Command::new("cargo");
            self.choose(&mut command);
            stdout_of(command.args([tool, "--version"])).is_some()
        };
        if runs("fmt") && runs("clippy") {
            return Ok(());
        }
        if self.toolchain == Some(DEBIAN) {
            return debian::install(&["rust-web-clippy", "rustfmt-web"]);
        }
        run(Command::new("rustup").args(["component", "add", "rustfmt", "clippy"]))
            .context("rustfmt or clippy is missing")
    }

    /// The first toolchain that has the wasm32 standard library.
    fn ready() -> Option<Self> {
        [None, Some(DEBIAN)].into_iter().map(|toolchain| Self { toolchain }).find(Self::has_wasm)
    }

    fn has_wasm(&self) -> bool {
        let mut rustc = Command::new("rustc");
        self.choose(&mut rustc);
        stdout_of(rustc.args(["--print", "target-libdir", "--target", WASM]))
            .is_some_and(|folder| debian::holds_std(Path::new(&folder)))
    }
}

fn has_rustup() -> bool {
    stdout_of(Command::new("rustup").arg("--version")).is_some()
}
