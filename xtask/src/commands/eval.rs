//! `eval`: scores the app's own code on a benchmark outside the repository.

use super::{refuse_rest, take_flag, take_value};
use crate::paths::Paths;
use crate::run::run as run_command;
use crate::setup::rust::Rust;
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};

pub fn run(args: &[String]) -> Result<()> {
    let Some((what, rest)) = args.split_first() else { bail!("eval what? There is: retrieval") };
    match what.as_str() {
        "retrieval" => retrieval(rest),
        other => bail!("there is nothing to eval called {other:?}; there is: retrieval"),
    }
}

fn retrieval(args: &[String]) -> Result<()> {
    let mut args = args.to_vec();
    let set = take_value(&mut args, "--set")?.unwrap_or_else(|| "toolbench".to_owned());
    let split = take_value(&mut args, "--split")?.unwrap_or_else(|| "dev".to_owned());
    let f32_model = take_value(&mut args, "--f32")?;
    let out = take_value(&mut args, "--out")?;
    let at_least = take_value(&mut args, "--at-least")?;
    let lexical_only = take_flag(&mut args, "--lexical-only");
    refuse_rest(&args)?;

    let paths = Paths::find()?;
    let folder = shared(&paths)?.join("retrieval").join(&set);
    if !folder.is_dir() {
        bail!("there is no {}", folder.display());
    }
    let model = match f32_model {
        Some(model) => absolute(&model)?,
        None => paths.root.join("public/model/model_int8.onnx"),
    };
    // The profile of the tests: what they have built is built here, and the tensor code is optimised in it.
    let mut command = Rust::existing().cargo(&paths);
    command.args(["run", "--package", "toolgrove", "--features", "embed", "--bin", "eval", "--"]);
    command.arg("--set").arg(folder).args(["--split", &split]).arg("--model").arg(model);
    command.arg("--tokenizer").arg(paths.root.join("public/model/tokenizer.json"));
    command.arg("--cache").arg(paths.target.join("eval"));
    if lexical_only {
        command.arg("--lexical-only");
    }
    if let Some(floor) = at_least {
        command.args(["--at-least", &floor]);
    }
    if let Some(out) = out {
        command.arg("--out").arg(absolute(&out)?);
    }
    run_command(&mut command)
}

/// The folder of shared benchmarks: `TOOLGROVE_SHARED`, or `shared` beside the repository.
fn shared(paths: &Paths) -> Result<PathBuf> {
    let folder = std::env::var_os("TOOLGROVE_SHARED").map_or_else(|| paths.root.join("../shared"), PathBuf::from);
    folder.canonicalize().with_context(|| format!("no {}; set TOOLGROVE_SHARED", folder.display()))
}

/// As seen from where the person stands.
fn absolute(path: &str) -> Result<PathBuf> {
    std::path::absolute(Path::new(path)).with_context(|| path.to_owned())
}
