//! `build`: writes the static site.

use super::{refuse_rest, take_flag};
use crate::paths::Paths;
use crate::site::{self, Kind};
use anyhow::Result;

pub fn run(args: &[String]) -> Result<()> {
    let mut args = args.to_vec();
    let kind = if take_flag(&mut args, "--release") { Kind::Release } else { Kind::Dev };
    refuse_rest(&args)?;
    let paths = Paths::find()?;
    let build = site::build(&paths, kind)?;
    println!("dist/ holds build {} ({} files, {:.1} MB)", build.id, build.files.len(), build.megabytes());
    Ok(())
}
