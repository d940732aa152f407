//! Trunk's index.html, made to fit a policy without inline scripts.

use super::files::sha256;
use anyhow::{Context, Result};
use std::fs;
use std::path::Path;

/// Where the page reads its build id; the application's default stands in index.html.
const BUILD_META: &str = "<meta name=\"toolgrove-build\" content=\"dev\"";

/// Writes Trunk's inline start script to a file of its own and refers to that.
pub fn move_start_script(dist: &Path, html: &str) -> Result<String> {
    let (before, script, after) = split_inline_module(html).context("index.html has no inline start script")?;
    let name = format!("start-{}.js", &sha256(script.as_bytes())[..16]);
    fs::write(dist.join(&name), script)?;
    Ok(format!("{before}<script type=\"module\" src=\"./{name}\"></script>{after}"))
}

/// Puts the build id where the page can read it.
pub fn with_build_id(html: &str, id: &str) -> Result<String> {
    let filled = html.replacen(BUILD_META, &BUILD_META.replace("dev", id), 1);
    if filled == html {
        anyhow::bail!("index.html lacks {BUILD_META}>");
    }
    Ok(filled)
}

/// The text before the first inline module script, its content, and the text after it.
fn split_inline_module(html: &str) -> Option<(&str, &str, &str)> {
    const OPEN: &str = "<script type=\"module\"";
    const CLOSE: &str = "</script>";
    html.match_indices(OPEN).find_map(|(start, _)| {
        let tag_end = start + html[start..].find('>')?;
        if html[start..tag_end].contains(" src=") {
            return None;
        }
        let end = tag_end + html[tag_end..].find(CLOSE)?;
        Some((&html[..start], html[tag_end + 1..end].trim(), &html[end + CLOSE.len()..]))
    })
}

#[cfg(test)]
mod tests {
    use super::{split_inline_module, with_build_id};

    #[test]
    fn the_inline_module_is_found_and_others_stay() {
        let html = "<script type=\"module\" src=\"a.js\"></script><p><script type=\"module\" nonce=\"x\">\nimport a;\n</script></p>";
        let (before, script, after) = split_inline_module(html).unwrap();
        assert_eq!(before, "<script type=\"module\" src=\"a.js\"></script><p>");
        assert_eq!(script, "import a;");
        assert_eq!(after, "</p>");
        assert_eq!(split_inline_module("<script type=\"module\" src=\"a.js\"></script>"), None);
    }

    #[test]
    fn the_build_id_takes_the_place_of_dev() {
        let html = "<meta name=\"toolgrove-build\" content=\"dev\"/>";
        assert_eq!(with_build_id(html, "0f").unwrap(), "<meta name=\"toolgrove-build\" content=\"0f\"/>");
        assert!(with_build_id("<meta>", "0f").is_err());
    }
}
