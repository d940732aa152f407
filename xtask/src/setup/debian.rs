//! Debian as root: packages, and a wasm32 standard library built from Debian's Rust source.

use super::rust::WASM;
use crate::run::{run, run_quietly, stdout_of};
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::{Mutex, PoisonError};

/// Debian's Rust that is new enough, with its source and tools.
const RUST_PACKAGES: [&str; 6] = ["rustc-web", "cargo-web", "rust-web-src", "rust-web-clippy", "rustfmt-web", "lld-19"];
/// Where Debian's Rust keeps its libraries.
const RUSTLIB: &str = "/usr/lib/rustlib";

/// True where packages can be installed.
pub fn can_install() -> bool {
    Path::new("/etc/debian_version").exists()
        && stdout_of(Command::new("id").arg("-u")).as_deref() == Some("0")
        && stdout_of(Command::new("apt-get").arg("--version")).is_some()
}

/// Installs packages; refreshes the package lists where that fails at first. One call after the other, as apt wants it.
pub fn install(packages: &[&str]) -> Result<()> {
    static ONE: Mutex<()> = Mutex::new(());
    let _turn = ONE.lock().unwrap_or_else(PoisonError::into_inner);
    let attempt = || {
        run_quietly(
            Command::new("apt-get")
                .env("DEBIAN_FRONTEND", "noninteractive")
                .args(["install", "-y", "-qq", "--no-install-recommends"])
                .args(packages),
        )
    };
    attempt().or_else(|_| {
        run_quietly(Command::new("apt-get").args(["update", "-qq"]))?;
        attempt()
    })
}

/// Debian's Rust with a wasm32 standard library.
pub fn install_rust() -> Result<()> {
    install(&RUST_PACKAGES)?;
    let host = host_triple()?;
    let lib = Path::new(RUSTLIB).join(WASM).join("lib");
    if !holds_std(&lib) {
        build_std(&lib)?;
    }
    let linker = Path::new(RUSTLIB).join(host).join("bin/rust-lld");
    if !linker.exists() {
        fs::create_dir_all(linker.parent().context("rust-lld has no folder")?)?;
        #[cfg(unix)]
        std::os::unix::fs::symlink("/usr/bin/lld-19", &linker).context("linking rust-lld")?;
    }
    Ok(())
}

/// True where a target's library folder holds the standard library.
pub fn holds_std(lib: &Path) -> bool {
    fs::read_dir(lib)
        .is_ok_and(|entries| entries.flatten().any(|entry| entry.file_name().to_string_lossy().starts_with("libstd-")))
}

/// Compiles the standard library with the compiler it came with and puts it where that compiler looks.
fn build_std(lib: &Path) -> Result<()> {
    let seed = std::env::temp_dir().join(format!("toolgrove-std-{}", std::process::id()));
    fs::create_dir_all(seed.join("src"))?;
    fs::write(
        seed.join("Cargo.toml"),
        "[package]\nname = \"seed\"\nversion = \"0.1.0\"\nedition = \"2021\"\n[workspace]\n",
    )?;
    fs::write(seed.join("src/lib.rs"), "")?;
    let mut cargo = Command::new("/usr/bin/cargo");
    cargo
        .current_dir(&seed)
        .args(["build", "--release", "-Zbuild-std=std,panic_abort,panic_unwind,test", "--target", WASM])
        .env_remove("CARGO_TARGET_DIR")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .env("RUSTC", "/usr/bin/rustc")
        // -Zbuild-std is an unstable flag of a stable compiler.
        .env("RUSTC_BOOTSTRAP", "1")
        // Without bitcode, fat link-time optimisation of the release profiles fails.
        .env("RUSTFLAGS", "-Cembed-bitcode=yes")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "1");
    run(&mut cargo)?;
    fs::create_dir_all(lib)?;
    let mut copied = 0;
    for entry in fs::read_dir(seed.join("target").join(WASM).join("release/deps"))? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.ends_with(".rlib") && !name.starts_with("libseed") {
            fs::copy(entry.path(), lib.join(&name))?;
            copied += 1;
        }
    }
    if copied == 0 {
        bail!("the build of the standard library left no .rlib files");
    }
    Ok(fs::remove_dir_all(seed)?)
}

fn host_triple() -> Result<String> {
    let version = stdout_of(Command::new("/usr/bin/rustc").arg("-vV")).context("/usr/bin/rustc does not run")?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).context("rustc -vV names no host")?;
    Ok(host.to_owned())
}
