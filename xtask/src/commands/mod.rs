//! What a person types. A new command is one file and one line in [`COMMANDS`].

mod bench;
mod build;
mod eval;
mod serve;
mod test;
mod vectors;

use anyhow::{Result, bail};
use std::fmt::Write as _;

/// One subcommand.
struct Command {
    name: &'static str,
    usage: &'static str,
    about: &'static str,
    run: fn(&[String]) -> Result<()>,
}

const COMMANDS: &[Command] = &[
    Command {
        name: "serve",
        usage: "[--release] [--port N]",
        about: "build the site and serve it on 127.0.0.1:8080",
        run: serve::run,
    },
    Command {
        name: "build",
        usage: "[--release]",
        about: "write the static site to dist/; it works under any path",
        run: build::run,
    },
    Command {
        name: "test",
        usage: "[native] [model] [lint] [browser] [e2e] [peers]",
        about: "run all tests, or the named stages only",
        run: test::run,
    },
    Command {
        name: "eval",
        usage: "retrieval --set S --split P ...",
        about: "score retrieval on a shared benchmark [--lexical-only] [--f32 MODEL] [--out RUN.tsv] [--at-least A/B]",
        run: eval::run,
    },
    Command {
        name: "vectors",
        usage: "",
        about: "make the starter collection's vectors where they are stale",
        run: vectors::run,
    },
    Command {
        name: "bench",
        usage: "[--no-build]",
        about: "sizes, start, and times of the embedding model; fails where the program is too large",
        run: bench::run,
    },
];

/// Runs the command that the arguments name.
pub fn dispatch(args: &[String]) -> Result<()> {
    let Some((name, rest)) = args.split_first() else {
        print!("{}", help());
        return Ok(());
    };
    match COMMANDS.iter().find(|command| command.name == name) {
        Some(command) => (command.run)(rest),
        None if matches!(name.as_str(), "help" | "--help" | "-h") => {
            print!("{}", help());
            Ok(())
        }
        None => bail!("there is no command {name:?}\n\n{}", help()),
    }
}

fn help() -> String {
    let mut text = String::from("cargo xtask <command>\n\n");
    for Command { name, usage, about, .. } in COMMANDS {
        // Writing to a String does not fail.
        let _ = writeln!(text, "  {:<46}{about}", format!("{name} {usage}"));
    }
    text
}

/// Takes `flag` out of the arguments; true where it was there.
fn take_flag(args: &mut Vec<String>, flag: &str) -> bool {
    let before = args.len();
    args.retain(|arg| arg != flag);
    args.len() != before
}

/// Takes `--key value` or `--key=value` out of the arguments.
fn take_value(args: &mut Vec<String>, key: &str) -> Result<Option<String>> {
    let Some(at) = args.iter().position(|arg| arg == key || arg.strip_prefix(key).is_some_and(|r| r.starts_with('=')))
    else {
        return Ok(None);
    };
    let arg = args.remove(at);
    if let Some((_, value)) = arg.split_once('=') {
        return Ok(Some(value.to_owned()));
    }
    if at < args.len() { Ok(Some(args.remove(at))) } else { bail!("{key} needs a value") }
}

/// Refuses what nobody took.
fn refuse_rest(args: &[String]) -> Result<()> {
    match args.first() {
        None => Ok(()),
        Some(arg) => bail!("{arg:?} is not understood here\n\n{}", help()),
    }
}

#[cfg(test)]
mod tests {
    use super::{take_flag, take_value};

    #[test]
    fn flags_and_values_are_taken_out() {
        let mut args: Vec<String> = ["--port", "9", "--release", "--x=1"].map(String::from).to_vec();
        assert!(take_flag(&mut args, "--release"));
        assert!(!take_flag(&mut args, "--release"));
        assert_eq!(take_value(&mut args, "--port").unwrap().as_deref(), Some("9"));
        assert_eq!(take_value(&mut args, "--x").unwrap().as_deref(), Some("1"));
        assert_eq!(take_value(&mut args, "--y").unwrap(), None);
        assert!(args.is_empty());
        assert!(take_value(&mut vec!["--port".to_owned()], "--port").is_err());
    }
}
