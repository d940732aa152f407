//! `vectors`: makes the shipped vectors of the starter collection anew where its texts or the model have changed.

use super::refuse_rest;
use crate::paths::Paths;
use crate::run::run as run_command;
use crate::setup::rust::Rust;
use anyhow::Result;

pub fn run(args: &[String]) -> Result<()> {
    refuse_rest(args)?;
    let paths = Paths::find()?;
    let public = paths.root.join("public");
    let mut command = Rust::existing().cargo(&paths);
    command.args(["run", "--package", "toolgrove", "--features", "embed", "--bin", "vectors", "--"]);
    for file in ["collections/starter", "collections/starter.vectors", "model/model_int8.onnx", "model/tokenizer.json"]
    {
        command.arg(public.join(file));
    }
    run_command(&mut command)
}
