//! The workers: cargo and wasm-bindgen, because Trunk has one set of rustc flags and one binary per run.
//!
//! The retriever is compiled twice, speed first; the others once and together, like the page: small first.

use super::{Kind, Site, files, wasm_opt};
use crate::paths::Paths;
use crate::run::{on_path, run};
use crate::setup::rust::WASM;
use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Name and target features of each variant. Relaxed SIMD is twice as fast with the int8 model, and Safari lacks it.
const VARIANTS: [(&str, &str); 2] = [("simd128", "+simd128"), ("relaxed", "+simd128,+relaxed-simd")];

/// The profile of all workers where they are not shipped.
const QUICK: &str = "worker-quick";

/// One compiled worker.
pub struct Worker {
    /// What its files are called before the build id: `retriever-simd128`, `retriever-relaxed`, `practice`, `scribe`.
    pub name: String,
    /// The module that loads the wasm and starts it; still names `<binary>_bg.wasm`.
    pub script: String,
    /// The program.
    pub wasm: Vec<u8>,
    /// The binary in `Cargo.toml`, and wasm-bindgen's name for its output.
    bin: &'static str,
}

/// How workers are compiled.
struct Plan {
    /// What is compiled in one go.
    bins: &'static [&'static str],
    /// What this one is called where a binary is compiled in several ways.
    variant: Option<&'static str>,
    features: &'static str,
    profile: &'static str,
    flags: Option<String>,
    /// wasm-opt's, for what is shipped. What it has not seen keeps no names of functions either: they are a third of it.
    passes: Option<&'static [&'static str]>,
    cost: &'static str,
}

/// Compiles all workers.
pub fn all(site: &Site<'_>) -> Result<Vec<Worker>> {
    let mut workers = Vec::new();
    for plan in plans(site.kind) {
        workers.extend(build(site, &plan)?);
    }
    Ok(workers)
}

fn plans(kind: Kind) -> Vec<Plan> {
    VARIANTS.into_iter().map(|variant| retriever(kind, variant)).chain([small(kind)]).collect()
}

fn retriever(kind: Kind, (variant, features): (&'static str, &str)) -> Plan {
    let shipped = kind == Kind::Release;
    Plan {
        bins: &["retriever"],
        variant: Some(variant),
        features: "embed",
        profile: if shipped { "embed" } else { QUICK },
        flags: Some(format!("target.{WASM}.rustflags=[\"-Ctarget-feature={features}\"]")),
        passes: shipped.then_some(wasm_opt::FAST),
        cost: if shipped { "about 15 min" } else { "about 5 min" },
    }
}

/// Those that are called as their binaries and features are.
fn small(kind: Kind) -> Plan {
    let shipped = kind == Kind::Release;
    Plan {
        bins: &["practice", "scribe"],
        variant: None,
        features: "practice,scribe",
        profile: if shipped { "app" } else { QUICK },
        flags: None,
        passes: shipped.then_some(wasm_opt::SMALL),
        cost: "about 2 min",
    }
}

/// Makes `cargo` compile a retriever with the packages of tests, but our own part of it unoptimised: for looking at, not
/// for use.
pub fn retriever_unshipped(paths: &Paths, cargo: &mut Command) {
    unshipped(paths, cargo, &retriever(Kind::Test, VARIANTS[0]));
}

/// Makes `cargo` compile the small workers in that way.
pub fn small_unshipped(paths: &Paths, cargo: &mut Command) {
    unshipped(paths, cargo, &small(Kind::Test));
}

fn unshipped(paths: &Paths, cargo: &mut Command, plan: &Plan) {
    plan.compile(paths, cargo);
    cargo.args(["--config", &format!("profile.{QUICK}.package.toolgrove.opt-level=0")]);
}

impl Plan {
    /// Makes `cargo` do it.
    fn compile(&self, paths: &Paths, cargo: &mut Command) {
        cargo.args(["build", "--package", "toolgrove", "--no-default-features", "--features", self.features]);
        cargo.args(self.bins.iter().flat_map(|bin| ["--bin", bin]));
        cargo.args(["--target", WASM, "--profile", self.profile]).env("CARGO_TARGET_DIR", target(paths));
        if let Some(flags) = &self.flags {
            // Either variable would silently win over the flags of --config.
            cargo.args(["--config", flags]).env_remove("RUSTFLAGS").env_remove("CARGO_ENCODED_RUSTFLAGS");
        }
    }

    /// What a worker's files are called before the build id.
    fn name(&self, bin: &str) -> String {
        self.variant.map_or_else(|| bin.to_owned(), |variant| format!("{bin}-{variant}"))
    }
}

/// Where workers are compiled: not beside the page, or one would wait for the other. Cargo keeps apart what profiles and
/// flags make different, and shares what runs while compiling.
fn target(paths: &Paths) -> PathBuf {
    paths.target.join("workers")
}

fn build(site: &Site<'_>, plan: &Plan) -> Result<Vec<Worker>> {
    let names: Vec<String> = plan.bins.iter().map(|bin| plan.name(bin)).collect();
    eprintln!("==> worker {}: seconds when little changed, {} the first time", names.join(" and "), plan.cost);
    let mut cargo = site.rust.cargo(site.paths);
    plan.compile(site.paths, &mut cargo);
    step_back(&mut cargo);
    run(&mut cargo)?;
    plan.bins.iter().zip(names).map(|(bin, name)| finish(site, plan, bin, name)).collect()
}

/// Lets the page go first, which is compiled meanwhile and whose last steps use one core each.
fn step_back(cargo: &mut Command) {
    const WRAPPER: &str = "RUSTC_WRAPPER";
    if let Some(nice) = on_path(&["nice"]).filter(|_| cfg!(unix) && std::env::var_os(WRAPPER).is_none()) {
        cargo.env(WRAPPER, nice);
    }
}

/// Binds and optimises a worker that is compiled.
fn finish(site: &Site<'_>, plan: &Plan, bin: &'static str, name: String) -> Result<Worker> {
    let compiled = target(site.paths).join(WASM).join(plan.profile).join(format!("{bin}.wasm"));
    let memory = site.paths.stage().join(format!("worker-{name}-{}", plan.profile));
    let bound = bind(site, bin, plan.passes.is_some(), &compiled, &memory)?;
    let mut wasm = fs::read(bound.join(format!("{bin}_bg.wasm")))?;
    if let (Some(passes), Some(tool)) = (plan.passes, &site.wasm_opt) {
        wasm = wasm_opt::optimised(tool, &wasm, passes, &memory.join("opt"))?;
    }
    let script = started(&fs::read_to_string(bound.join(format!("{bin}.js")))?)?;
    Ok(Worker { name, script, wasm, bin })
}

/// wasm-bindgen, run only where its input changed; gives the folder of its output.
fn bind(site: &Site<'_>, bin: &str, named: bool, compiled: &Path, memory: &Path) -> Result<PathBuf> {
    let out = memory.join("bound");
    let bytes = fs::read(compiled).with_context(|| format!("reading {}", compiled.display()))?;
    let key = format!("{} {} {named}", site.bindgen.version, files::sha256(&bytes));
    let key_file = memory.join("key");
    if fs::read_to_string(&key_file).is_ok_and(|old| old == key) {
        return Ok(out);
    }
    files::empty(&out)?;
    let mut bindgen = Command::new(&site.bindgen.program);
    bindgen.args(["--target", "web", "--no-typescript", "--out-name", bin, "--out-dir"]).arg(&out).arg(compiled);
    if !named {
        bindgen.arg("--remove-name-section");
    }
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
    /// Writes `worker/<name>-<build id>.js` and its wasm.
    pub fn write(&self, dist: &Path, build_id: &str) -> Result<()> {
        let folder = dist.join("worker");
        fs::create_dir_all(&folder)?;
        let name = format!("{}-{build_id}", self.name);
        let script = self.script.replace(&format!("{}_bg.wasm", self.bin), &format!("{name}_bg.wasm"));
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
        let script = started(module).unwrap();
        let name = "retriever-relaxed".to_owned();
        let worker = Worker { name, script, wasm: b"wasm".to_vec(), bin: "retriever" };
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
