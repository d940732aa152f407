//! One style sheet from `style/main.css` and what it imports.

use super::files::sha256;
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::Path;

/// How index.html names the style sheet.
const LINK: &str = "href=\"style/main.css\"";

/// Writes the joined sheet and makes the page name it.
pub fn bundle(root: &Path, dist: &Path, html: &str) -> Result<String> {
    let css = joined(&root.join("style"))?;
    let name = format!("style-{}.css", &sha256(css.as_bytes())[..16]);
    if !html.contains(LINK) {
        bail!("index.html lacks a style sheet link with {LINK}");
    }
    fs::write(dist.join(&name), css)?;
    Ok(html.replace(LINK, &format!("href=\"./{name}\"")))
}

/// `main.css` with each line `@import "file.css";` replaced by that file: the order there is the cascade's.
fn joined(folder: &Path) -> Result<String> {
    let main = fs::read_to_string(folder.join("main.css")).context("reading style/main.css")?;
    let mut css = String::new();
    for line in main.lines() {
        match imported(line) {
            Some(name) => {
                css +=
                    &fs::read_to_string(folder.join(name)).with_context(|| format!("style/main.css imports {name}"))?;
            }
            None => css += line,
        }
        css.push('\n');
    }
    Ok(css)
}

/// The file of an `@import "./x.css";` or `@import url("x.css");` line.
fn imported(line: &str) -> Option<&str> {
    let rest = line.trim().strip_prefix("@import")?.trim().strip_suffix(';')?.trim();
    let rest = rest.strip_prefix("url(").and_then(|r| r.strip_suffix(')')).unwrap_or(rest);
    Some(rest.trim_matches(['"', '\'']).trim_start_matches("./"))
}

#[cfg(test)]
mod tests {
    use super::imported;

    #[test]
    fn import_lines_name_a_file() {
        assert_eq!(imported("@import \"tokens.css\";"), Some("tokens.css"));
        assert_eq!(imported("  @import url('./ask.css') ;"), Some("ask.css"));
        assert_eq!(imported("/* @import */ body {}"), None);
    }
}
