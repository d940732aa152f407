//! The nginx that the peers' tests put before APIs.

use super::debian;
use crate::run::{announced, on_path};
use anyhow::{Context, Result, bail};
use std::path::PathBuf;

/// Where Debian puts it, which is not on every user's `PATH`.
const DEBIAN: &str = "/usr/sbin/nginx";

/// `NGINX` where set, else the one installed; on Debian as root it is installed where missing.
pub fn find() -> Result<PathBuf> {
    if let Some(program) = std::env::var_os("NGINX") {
        return Ok(PathBuf::from(program));
    }
    let look = || on_path(&["nginx"]).or_else(|| Some(PathBuf::from(DEBIAN)).filter(|path| path.is_file()));
    if look().is_none() {
        if !debian::can_install() {
            bail!("the peers' tests need nginx: install it, or set NGINX to its program");
        }
        announced("nginx", "some seconds, once", || debian::install(&["nginx-light"]))?;
    }
    look().context("nginx was installed, but is not on PATH; set NGINX to its program")
}
