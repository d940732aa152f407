//! Gives the service worker its build id and the files it keeps.

use super::files;
use anyhow::{Context, Result, bail};
use serde_json::json;
use std::fs;
use std::path::Path;

/// From `public/`. A site without it has no offline mode.
const SERVICE_WORKER: &str = "sw.js";
/// Replaced by `{"build_id": "...", "files": [["path", "SHA-256"], ...]}`.
const PLACE: &str = "\"TOOLGROVE_BUILD\"";
/// Kept by the page in a cache of its own that outlives builds.
const MODEL: &str = "model/";

/// Fills in the place that the service worker has for its build.
pub fn inject(dist: &Path, build_id: &str) -> Result<()> {
    let file = dist.join(SERVICE_WORKER);
    if !file.exists() {
        return Ok(());
    }
    let kept = |entry: &files::Entry| entry.path != SERVICE_WORKER && !entry.path.starts_with(MODEL);
    let listed: Vec<(String, String)> =
        files::list(dist)?.into_iter().filter(kept).map(|entry| (entry.path, entry.sha256)).collect();
    let script = fs::read_to_string(&file).context("reading sw.js")?;
    if script.matches(PLACE).count() != 1 {
        bail!("sw.js must hold {PLACE} exactly once");
    }
    Ok(fs::write(file, script.replace(PLACE, &json!({ "build_id": build_id, "files": listed }).to_string()))?)
}

#[cfg(test)]
mod tests {
    use super::inject;
    use crate::site::files::empty;
    use std::fs;

    #[test]
    fn the_service_worker_learns_all_but_itself_and_the_model() {
        let dist = std::env::temp_dir().join(format!("xtask-offline-{}", std::process::id()));
        empty(&dist.join("model")).unwrap();
        inject(&dist, "b1").unwrap();
        fs::write(dist.join("sw.js"), "const build = \"TOOLGROVE_BUILD\";").unwrap();
        fs::write(dist.join("index.html"), "").unwrap();
        fs::write(dist.join("model/m.onnx"), "").unwrap();
        inject(&dist, "b1").unwrap();
        let script = fs::read_to_string(dist.join("sw.js")).unwrap();
        // SHA-256 of nothing.
        let hash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(script, format!(r#"const build = {{"build_id":"b1","files":[["index.html","{hash}"]]}};"#));
        assert!(inject(&dist, "b1").is_err());
        fs::remove_dir_all(dist).unwrap();
    }
}
