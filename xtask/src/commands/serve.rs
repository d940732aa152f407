//! `serve`: builds the site and serves it on the loopback address.

use super::{refuse_rest, take_flag, take_value};
use crate::paths::Paths;
use crate::server;
use crate::site::{self, Kind};
use anyhow::{Context, Result};

const PORT: u16 = 8080;

pub fn run(args: &[String]) -> Result<()> {
    let mut args = args.to_vec();
    let kind = if take_flag(&mut args, "--release") { Kind::Release } else { Kind::Dev };
    let port = match take_value(&mut args, "--port")? {
        Some(text) => text.parse().with_context(|| format!("{text:?} is not a port"))?,
        None => PORT,
    };
    refuse_rest(&args)?;
    let paths = Paths::find()?;
    // Before the build, which may take a quarter of an hour: a port that is taken is told at once.
    let server = server::open(port)?;
    site::build(&paths, kind)?;
    server::serve(&server, &paths.dist());
    Ok(())
}
