//! The server of the contract cases, beside the tests in the browser.

use crate::background::Background;
use crate::counts::Counts;
use crate::node_tests;
use crate::paths::Paths;
use anyhow::{Context, Result};
use std::process::Command;
use std::time::Duration;

/// Fixed, because the tests are told it when they are compiled.
const PORT: u16 = 41_973;
/// What the tests read at compile time: the server's address, without a slash at its end.
pub const VARIABLE: &str = "TOOLGROVE_CONTRACT";
const START: Duration = Duration::from_secs(20);

/// A running server of the cases in `tests/contract`.
pub struct Contract {
    _server: Background,
}

impl Contract {
    /// Starts it; an error where its port is taken or a case cannot be read.
    pub fn start(paths: &Paths) -> Result<Self> {
        let mut command = Command::new("node");
        command.current_dir(paths.root.join("tests/contract")).arg("server.mjs").arg(PORT.to_string());
        let mut server =
            Background::start("the contract cases' server", &mut command, &paths.target.join("contract.log"))
                .context("Node 20 or later is needed")?;
        server.wait_until(START, |log| log.lines().any(|line| line == format!("ready {PORT}")))?;
        Ok(Self { _server: server })
    }

    /// For [`VARIABLE`].
    pub fn url() -> String {
        format!("http://127.0.0.1:{PORT}")
    }
}

/// The server's own tests.
pub fn test_server(paths: &Paths) -> Result<Counts> {
    node_tests::plain(paths, &paths.root.join("tests/contract"))
}
