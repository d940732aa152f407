//! Servers of others that the app must get on with: LiteLLM's proxy, with models that it mocks, and nginx as the proxy
//! of `docs/proxy.md`, which its tests start themselves.

use crate::background::{Background, free_port};
use crate::counts::Counts;
use crate::node_tests::{self, Pace};
use crate::paths::Paths;
use crate::run::seconds;
use crate::setup::nginx;
use crate::setup::python::Venv;
use anyhow::Result;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The proxy's only key. It opens nothing but that proxy.
const KEY: &str = "sk-peer-canary-31c7";
/// The first start compiles what it imports.
const START: Duration = Duration::from_secs(120);
/// For an answer about health.
const ANSWER: Duration = Duration::from_secs(5);

/// Fetches what the peers are made of, where it is not there. To be run beside other work, as fetching is waiting.
/// The first call works, and others wait for it.
pub fn fetch(paths: &Paths) -> Result<Venv> {
    static ONE: Mutex<()> = Mutex::new(());
    let _turn = ONE.lock().unwrap_or_else(PoisonError::into_inner);
    let requirements = sources(paths).join("requirements.txt");
    Venv::with(&folder(paths).join("venv"), &requirements, "about a minute, once")
}

/// `tests/peers` in Chromium against the real servers.
pub fn test(paths: &Paths) -> Result<Counts> {
    let (sources, folder) = (sources(paths), folder(paths));
    let venv = fetch(paths)?;
    let port = free_port()?;
    let url = format!("http://127.0.0.1:{port}/v1");
    let nginx = nginx::find()?;
    let nginx = nginx.to_string_lossy();
    let env = [("TOOLGROVE_PEER_LITELLM", url.as_str()), ("TOOLGROVE_PEER_KEY", KEY), ("TOOLGROVE_NGINX", &nginx)];
    node_tests::with_site(paths, &sources, Pace::OneByOne, &env, || {
        litellm(&venv, &sources.join("litellm"), &folder, port)
    })
}

fn sources(paths: &Paths) -> PathBuf {
    paths.root.join("tests/peers")
}

/// What they write, and their programs.
fn folder(paths: &Paths) -> PathBuf {
    paths.target.join("peers")
}

/// LiteLLM's proxy on `port`, once it is healthy. `sources` holds its configuration, `folder` takes what it writes.
fn litellm(venv: &Venv, sources: &Path, folder: &Path, port: u16) -> Result<Background> {
    let start = Instant::now();
    let mut command = Command::new(venv.program("litellm"));
    command
        .current_dir(folder)
        .arg("--config")
        .arg(sources.join("config.yaml"))
        .args(["--host", "127.0.0.1", "--port", &port.to_string()])
        // Nothing of this machine's: no keys of providers, no database, no proxy.
        .env_clear()
        .envs(
            ["PATH", "SYSTEMROOT", "TMPDIR", "TEMP"]
                .into_iter()
                .filter_map(|name| Some((name, std::env::var_os(name)?))),
        )
        .env("HOME", folder)
        .env("TOOLGROVE_PEER_KEY", KEY)
        // Its own lists instead of fetched ones, and no .env file.
        .env("LITELLM_LOCAL_MODEL_COST_MAP", "True")
        .env("LITELLM_LOCAL_ANTHROPIC_BETA_HEADERS", "True")
        .env("LITELLM_MODE", "PRODUCTION")
        .env("PYTHONUTF8", "1")
        .env("PYTHONUNBUFFERED", "1")
        // Nothing is written beside the sources.
        .env("PYTHONPYCACHEPREFIX", folder.join("pycache"));
    let mut server = Background::start("LiteLLM's proxy", &mut command, &folder.join("litellm.log"))?;
    server.wait_until(START, |_| healthy(port))?;
    eprintln!("    LiteLLM's proxy: healthy after {}", seconds(start.elapsed()));
    Ok(server)
}

/// True where the proxy answers that it lives.
fn healthy(port: u16) -> bool {
    let ask = || -> std::io::Result<Vec<u8>> {
        let mut stream = TcpStream::connect_timeout(&SocketAddr::from((Ipv4Addr::LOCALHOST, port)), ANSWER)?;
        stream.set_read_timeout(Some(ANSWER))?;
        stream.write_all(b"GET /health/liveliness HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")?;
        let mut start = [0; 12];
        stream.read_exact(&mut start)?;
        Ok(start.to_vec())
    };
    ask().is_ok_and(|start| start == b"HTTP/1.1 200")
}
