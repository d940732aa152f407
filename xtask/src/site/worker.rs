//! The retriever worker, compiled twice: cargo and wasm-bindgen, because Trunk has one set of rustc flags per run.

use super::{Kind, Site, files, wasm_opt};
use crate::run::run;
use crate::setup::rust::WASM;
use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Name and target features of each variant. Relaxed SIMD is twice as fast with the int8 model, and Safari lacks it.
const VARIANTS: [(&str, &str); 2] = [("simd128", "+simd128"), ("relaxed", "+simd128,+relaxed-simd")];
/// The binary in `Cargo.toml`, and wasm-bindgen's name for its output before the build id is known.
const BIN: &str = "retriever";

/// One compiled variant.
pub struct Worker {
    /// `simd128` or `relaxed`.
    pub variant: &'static str,
    /// The module that loads the wasm and starts it; still names `retriever_bg.wasm`.
    pub script: String,
    /// The program.
    pub wasm: Vec<u8>,
}

/// Compiles all variants.
pub fn build_all(site: &Site<'_>) -> Result<Vec<Worker>> {
    VARIANTS.iter().map(|(variant, features)| build(site, variant, features)).collect()
}

fn build(site: &Site<'_>, variant: &'static str, features: &str) -> Result<Worker> {
    let target = site.paths.target.join(format!("worker-{variant}"));
    let profile = if site.kind == Kind::Release { "embed" } else { "embed-quick" };
    eprintln!("==> worker {variant}: seconds when little changed, about 5 min the first time");
    run(site
        .rust
        .cargo(site.paths)
        .args(["build", "--package", "toolgrove", "--bin", BIN, "--no-default-features", "--features", "embed"])
        .args(["--target", WASM, "--profile", profile])
        .args(["--config", &format!("target.{WASM}.rustflags=[\"-Ctarget-feature={features}\"]")])
        .env("CARGO_TARGET_DIR", &target)
        // Either would silently win over the flags of --config.
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS"))?;
    let compiled = target.join(WASM).join(profile).join(format!("{BIN}.wasm"));
    let memory = site.paths.stage().join(format!("worker-{variant}-{profile}"));
    let bound = bind(site, &compiled, &memory)?;
    let mut wasm = fs::read(bound.join(format!("{BIN}_bg.wasm")))?;
    if let (Kind::Release, Some(tool)) = (site.kind, &site.wasm_opt) {
        wasm = wasm_opt::optimised(tool, &wasm, "-O3", &memory.join("opt"))?;
    }
    let script = started(&fs::read_to_string(bound.join(format!("{BIN}.js")))?)?;
    Ok(Worker { variant, script, wasm })
}

/// wasm-bindgen, run only where its input changed; gives the folder of its output.
fn bind(site: &Site<'_>, compiled: &Path, memory: &Path) -> Result<PathBuf> {
    let out = memory.join("bound");
    let bytes = fs::read(compiled).with_context(|| format!("reading {}", compiled.display()))?;
    let key = format!("{} {}", site.bindgen.version, files::sha256(&bytes));
    let key_file = memory.join("key");
    if fs::read_to_string(&key_file).is_ok_and(|old| old == key) {
        return Ok(out);
    }
    files::empty(&out)?;
    let mut bindgen = Command::new(&site.bindgen.program);
    bindgen.args(["--target", "web", "--no-typescript", "--out-name", BIN, "--out-dir"]).arg(&out).arg(compiled);
    run(&mut bindgen)?;
    if out.join("snippets").exists() {
        anyhow::bail!("the worker uses JavaScript snippets, which the site does not copy yet");
    }
    fs::write(key_file, key)?;
    Ok(out)
}

/// wasm-bindgen's module loads when asked; a worker has nobody to ask. A failure reaches the page as `error` event,
/// because a module that rejects while it is evaluated is an uncaught error.
fn started(module: &str) -> Result<String> {
    const INIT: &str = "__wbg_init";
    if !module.contains(&format!("async function {INIT}(")) {
        anyhow::bail!("wasm-bindgen's module has no {INIT}; its output changed");
    }
    Ok(format!("{module}\nawait {INIT}();\n"))
}

impl Worker {
    /// Writes `worker/retriever-<variant>-<build id>.js` and its wasm.
    pub fn write(&self, dist: &Path, build_id: &str) -> Result<()> {
        let folder = dist.join("worker");
        fs::create_dir_all(&folder)?;
        let name = format!("{BIN}-{}-{build_id}", self.variant);
        let script = self.script.replace(&format!("{BIN}_bg.wasm"), &format!("{name}_bg.wasm"));
        fs::write(folder.join(format!("{name}.js")), script)?;
        Ok(fs::write(folder.join(format!("{name}_bg.wasm")), &self.wasm)?)
    }
}

#[cfg(test)]
mod tests {
    use super::{Worker, started};
    use std::fs;

    #[test]
    fn the_worker_starts_itself_and_finds_its_wasm_by_build() {
        let module = "async function __wbg_init(x) { x = new URL('retriever_bg.wasm', import.meta.url); }\n\
                      export { __wbg_init as default };\n";
        let worker = Worker { variant: "relaxed", script: started(module).unwrap(), wasm: b"wasm".to_vec() };
        let dist = std::env::temp_dir().join(format!("xtask-worker-{}", std::process::id()));
        worker.write(&dist, "0123456789ab").unwrap();
        let script = fs::read_to_string(dist.join("worker/retriever-relaxed-0123456789ab.js")).unwrap();
        assert!(script.contains("new URL('retriever-relaxed-0123456789ab_bg.wasm', import.meta.url)"), "{script}");
        assert!(script.ends_with("\nawait __wbg_init();\n"), "{script}");
        assert!(dist.join("worker/retriever-relaxed-0123456789ab_bg.wasm").is_file());
        fs::remove_dir_all(dist).unwrap();
    }

    #[test]
    fn an_unknown_module_is_refused() {
        assert!(started("export default function init() {}").is_err());
    }
}
