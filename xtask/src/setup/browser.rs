//! The Chromium that tests run in, and its driver.

use super::debian;
use crate::run::{announced, on_path, stdout_of};
use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;

const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const MAC: &str = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";
/// The last is for screenshots of Chinese pages.
const PACKAGES: [&str; 3] = ["chromium", "chromium-driver", "fonts-noto-cjk"];

/// A Chromium or Chrome.
pub struct Browser {
    /// The program.
    pub program: PathBuf,
}

impl Browser {
    /// `CHROME` where set, else the one installed; on Debian as root it is installed where missing.
    pub fn find() -> Result<Self> {
        if let Some(chrome) = std::env::var_os("CHROME") {
            let program = PathBuf::from(chrome);
            if !program.is_file() {
                bail!("CHROME names {}, which is not a file", program.display());
            }
            return Ok(Self { program });
        }
        let look = || on_path(&NAMES).or_else(|| Some(PathBuf::from(MAC)).filter(|mac| mac.is_file()));
        if look().is_none() {
            install()?;
        }
        let program = look().context("Chromium was installed, but is not on PATH; set CHROME to its program")?;
        Ok(Self { program })
    }

    /// What chromedriver is told: this browser, headless, with nothing that reaches out by itself.
    pub fn webdriver_capabilities(&self) -> Value {
        let mut args = vec![
            "--headless",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ];
        if is_root() {
            // Chromium's sandbox refuses to run as root, as in most containers.
            args.push("--no-sandbox");
        }
        json!({ "goog:chromeOptions": { "binary": self.program, "args": args } })
    }
}

/// `CHROMEDRIVER` where set, else the one on `PATH`.
pub fn driver() -> Result<PathBuf> {
    if let Some(driver) = std::env::var_os("CHROMEDRIVER") {
        return Ok(PathBuf::from(driver));
    }
    if on_path(&["chromedriver"]).is_none() {
        install()?;
    }
    on_path(&["chromedriver"]).context("chromedriver is not on PATH; set CHROMEDRIVER to its program")
}

fn install() -> Result<()> {
    if !debian::can_install() {
        bail!(
            "the browser tests need Chromium or Chrome and the chromedriver of the same version: install both, or set \
             CHROME and CHROMEDRIVER to their programs"
        );
    }
    announced("Chromium and chromedriver", "about a minute, once", || debian::install(&PACKAGES))
}

fn is_root() -> bool {
    Path::new("/proc").exists() && stdout_of(Command::new("id").arg("-u")).as_deref() == Some("0")
}
