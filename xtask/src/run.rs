//! Child processes and progress lines.

use anyhow::{Context, Result, bail};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// Runs one slow step: says what it is and how long it takes, then how long it took.
pub fn announced<T>(what: &str, expected: &str, step: impl FnOnce() -> Result<T>) -> Result<T> {
    eprintln!("==> {what}: {expected}");
    let start = Instant::now();
    let value = step().with_context(|| what.to_owned())?;
    eprintln!("    {what}: done in {}", seconds(start.elapsed()));
    Ok(value)
}

/// `8 s`, `2 min 05 s`.
pub fn seconds(time: Duration) -> String {
    let secs = time.as_secs();
    if secs < 60 { format!("{secs} s") } else { format!("{} min {:02} s", secs / 60, secs % 60) }
}

/// Runs to the end with the terminal's output; a failure is an error.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command.stdin(Stdio::null()).status().with_context(|| format!("starting {}", line(command)))?;
    if status.success() { Ok(()) } else { bail!("{} ended with {status}", line(command)) }
}

/// Runs to the end in silence; a failure is an error that holds the last lines of output.
pub fn run_quietly(command: &mut Command) -> Result<()> {
    let output = command.stdin(Stdio::null()).output().with_context(|| format!("starting {}", line(command)))?;
    if output.status.success() {
        return Ok(());
    }
    let text = [output.stdout, output.stderr].concat();
    let text = String::from_utf8_lossy(&text);
    let lines: Vec<&str> = text.lines().collect();
    let tail = lines[lines.len().saturating_sub(15)..].join("\n");
    bail!("{} ended with {}:\n{tail}", line(command), output.status)
}

/// Standard output, trimmed; `None` where the program is missing or fails.
pub fn stdout_of(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Runs to the end, handing each line of standard output on after printing it.
pub fn run_reading(command: &mut Command, mut on_line: impl FnMut(&str)) -> Result<ExitStatus> {
    run_taking(command, |text| {
        println!("{text}");
        on_line(text.trim_end());
    })
}

/// Runs to the end, handing each line of standard output on in place of printing it.
pub fn run_taking(command: &mut Command, mut on_line: impl FnMut(&str)) -> Result<ExitStatus> {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("starting {}", line(command)))?;
    if let Some(out) = child.stdout.take() {
        // Bytes, not `lines()`: a test may print something that is not UTF-8.
        for bytes in BufReader::new(out).split(b'\n') {
            on_line(&String::from_utf8_lossy(&bytes?));
        }
    }
    Ok(child.wait()?)
}

/// Runs in silence and at most so long; false where it failed, is missing, or had to be ended.
pub fn succeeds_within(command: &mut Command, limit: Duration) -> bool {
    let Ok(mut child) = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn() else {
        return false;
    };
    let start = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return status.success(),
            Ok(None) if start.elapsed() < limit => std::thread::sleep(Duration::from_millis(100)),
            _ => {
                // Either may fail when the child has just ended; there is nothing left to do then.
                let _ = child.kill();
                let _ = child.wait();
                return false;
            }
        }
    }
}

/// The first of these programs that `PATH` holds.
pub fn on_path(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    names.iter().find_map(|name| folders.iter().map(|dir| dir.join(name)).find(|file| is_program(file)))
}

/// Puts a folder before all others of the command's `PATH`.
pub fn prepend_path(command: &mut Command, folder: &Path) -> Result<()> {
    let old = std::env::var_os("PATH").unwrap_or_default();
    let all = std::iter::once(folder.to_owned()).chain(std::env::split_paths(&old));
    command.env("PATH", std::env::join_paths(all)?);
    Ok(())
}

#[cfg(unix)]
fn is_program(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    file.metadata().is_ok_and(|m| m.is_file() && m.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(file: &Path) -> bool {
    file.is_file() || file.with_extension("exe").is_file()
}

fn line(command: &Command) -> String {
    std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(|part| part.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}
