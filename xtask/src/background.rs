//! Servers that run beside tests: started, waited for, and always stopped.

use anyhow::{Context, Result, bail};
use std::fs::File;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Lines of a server's log that an error shows.
const TAIL: usize = 30;
/// Between two looks whether a server is ready.
const PAUSE: Duration = Duration::from_millis(100);

/// A running server. It is ended when this is dropped, also where the tests fail.
pub struct Background {
    name: String,
    child: Child,
    log: PathBuf,
}

impl Background {
    /// Starts a program whose output goes to the file `log`.
    pub fn start(name: &str, command: &mut Command, log: &Path) -> Result<Self> {
        if let Some(folder) = log.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let out = File::create(log).with_context(|| format!("writing {}", log.display()))?;
        let child = command
            .stdin(Stdio::null())
            .stdout(out.try_clone()?)
            .stderr(out)
            .spawn()
            .with_context(|| format!("starting {name}"))?;
        Ok(Self { name: name.to_owned(), child, log: log.to_owned() })
    }

    /// Waits until `ready` says so of the log so far.
    ///
    /// # Errors
    /// The server ended, or was not ready in time; with the end of its log.
    pub fn wait_until(&mut self, limit: Duration, mut ready: impl FnMut(&str) -> bool) -> Result<()> {
        let start = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait()? {
                bail!("{} ended with {status} before it was ready:\n{}", self.name, self.tail());
            }
            if ready(&self.log()) {
                return Ok(());
            }
            if start.elapsed() > limit {
                bail!("{} was not ready after {} s; its log ends:\n{}", self.name, limit.as_secs(), self.tail());
            }
            std::thread::sleep(PAUSE);
        }
    }

    /// The last lines of the log.
    pub fn tail(&self) -> String {
        let log = self.log();
        let lines: Vec<&str> = log.lines().filter(|line| !line.trim().is_empty()).collect();
        lines[lines.len().saturating_sub(TAIL)..].join("\n")
    }

    fn log(&self) -> String {
        // A log that cannot be read now is read at the next look.
        std::fs::read(&self.log).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        // Either fails where the server has ended already; there is nothing left to do then.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A port of the loopback address that is free now.
pub fn free_port() -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no port of 127.0.0.1 can be opened")?;
    Ok(listener.local_addr()?.port())
}

#[cfg(all(test, unix))]
mod tests {
    use super::{Background, free_port};
    use std::net::{Ipv4Addr, TcpListener};
    use std::process::Command;
    use std::time::Duration;

    const SOON: Duration = Duration::from_secs(20);

    fn shell(name: &str, script: &str) -> Background {
        let log = std::env::temp_dir().join(format!("toolgrove-background-{name}-{}", std::process::id()));
        Background::start(name, Command::new("sh").args(["-c", script]), &log).unwrap()
    }

    #[test]
    fn a_server_is_waited_for_and_stopped() {
        let mut server = shell("good", "echo ready $$; exec sleep 60");
        let mut log = String::new();
        server
            .wait_until(SOON, |text| {
                log = text.to_owned();
                text.ends_with('\n')
            })
            .unwrap();
        let id = log.trim().strip_prefix("ready ").unwrap().to_owned();
        let runs =
            |id: &str| Command::new("sh").args(["-c", &format!("kill -0 {id} 2>&-")]).status().unwrap().success();
        assert!(runs(&id));
        drop(server);
        assert!(!runs(&id));
    }

    #[test]
    fn one_that_ends_or_dawdles_is_told_with_its_last_words() {
        let error = shell("ends", "echo the port is taken >&2; exit 3").wait_until(SOON, |_| false).unwrap_err();
        assert!(error.to_string().contains("the port is taken"), "{error}");
        let mut slow = shell("slow", "echo still loading; exec sleep 60");
        slow.wait_until(SOON, |log| log.contains("loading")).unwrap();
        let error = slow.wait_until(Duration::ZERO, |_| false).unwrap_err();
        assert!(error.to_string().contains("still loading"), "{error}");
    }

    #[test]
    fn a_free_port_can_be_opened() {
        // Another program may take it in between: not five times in a row.
        let opened = (0..5).any(|_| TcpListener::bind((Ipv4Addr::LOCALHOST, free_port().unwrap())).is_ok());
        assert!(opened);
    }
}
