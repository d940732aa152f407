//! Rules of the house that the compiler does not hold: who may name whom, headers, lengths, texts in both languages.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Each room of `src/` and the rooms that it may name.
const RULE: [(&str, &[&str]); 8] = [
    ("domain", &["domain"]),
    ("formats", &["domain", "formats"]),
    ("serving", &["formats", "serving"]),
    ("retriever", &["domain", "formats", "serving", "retriever"]),
    ("practice", &["domain", "formats", "serving", "practice"]),
    ("scribe", &["domain", "formats", "serving", "scribe"]),
    ("browser", &["domain", "formats", "browser"]),
    ("ui", &["domain", "browser", "ui"]),
];

/// Lines of a source file before its tests.
const MAX_LINES: usize = 400;

/// Longer files, each with the reason.
const LONGER: [(&str, &str); 0] = [];

#[test]
fn rooms_name_only_what_lies_below_them() {
    let mut slips = Vec::new();
    for (room, allowed) in RULE {
        for (path, text) in rust_files(&format!("src/{room}")) {
            for named in rooms_named(&text) {
                if RULE.iter().any(|(r, _)| *r == named) && !allowed.contains(&named.as_str()) {
                    slips.push(format!("{path} names {named}"));
                }
            }
        }
    }
    assert_none(&slips);
}

/// What only the practice worker may hold: it would be most of the page's program. Link-time optimisation leaves out what
/// nobody names, so naming it is what is forbidden.
#[test]
fn the_page_leaves_planner_and_tools_to_their_worker() {
    let theirs = ["src/domain/planner/", "src/domain/local_tools/", "src/domain/local_tools."];
    let page = ["src/domain", "src/formats", "src/browser", "src/ui"].into_iter().flat_map(rust_files);
    let mut slips = Vec::new();
    for (path, text) in page.filter(|(path, _)| !theirs.iter().any(|t| path.starts_with(t))) {
        let code: String = text.lines().map(|line| line.split("//").next().unwrap_or_default()).collect();
        let needles = ["domain::planner", "Planner::new(", "local_tools::", "domain::local_tools", "jiff::"];
        slips.extend(needles.iter().filter(|n| code.contains(**n)).map(|n| format!("{path} names {n}")));
    }
    assert_none(&slips);
}

#[test]
fn every_file_says_what_it_is_for() {
    let files = ["src", "tests", "xtask/src", "fuzz/src", "fuzz/fuzz_targets"].into_iter().flat_map(rust_files);
    let slips: Vec<String> = files
        .filter(|(_, text)| !text.starts_with("//!"))
        .map(|(path, _)| format!("{path} has no //! header"))
        .collect();
    assert_none(&slips);
}

#[test]
fn files_are_about_one_thing() {
    let files = ["src", "tests", "xtask/src", "fuzz/src", "fuzz/fuzz_targets"].into_iter().flat_map(rust_files);
    let slips: Vec<String> = files
        .map(|(path, text)| (text.lines().take_while(|line| *line != "#[cfg(test)]").count(), path))
        .filter(|(lines, path)| *lines > MAX_LINES && !LONGER.iter().any(|(longer, _)| longer == path))
        .map(|(lines, path)| format!("{path} has {lines} lines"))
        .collect();
    assert_none(&slips);
}

#[test]
fn both_languages_have_the_same_texts_with_the_same_values() {
    let (en, zh) = (locale("en"), locale("zh"));
    let keys = |texts: &BTreeMap<String, String>| texts.keys().cloned().collect::<BTreeSet<_>>();
    let mut slips: Vec<String> =
        keys(&en).symmetric_difference(&keys(&zh)).map(|key| format!("{key} is missing in one language")).collect();
    for (key, text) in &en {
        if zh.get(key).is_some_and(|other| values(other) != values(text)) {
            slips.push(format!("{key} names other values in zh"));
        }
    }
    assert_none(&slips);
}

#[test]
fn no_file_names_one_machine() {
    // In parts, or this file would find itself.
    let needles = [concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("/ho", "me/")];
    let mut slips = Vec::new();
    for folder in ["src", "tests", "xtask", "docs", "scripts", "style", "locales", ".ci"] {
        for path in files_below(&root().join(folder)) {
            let Ok(text) = fs::read_to_string(&path) else { continue };
            slips.extend(
                needles.iter().filter(|n| text.contains(**n)).map(|n| format!("{} holds {n}", relative(&path))),
            );
        }
    }
    assert_none(&slips);
}

#[test]
fn locked_packages_come_from_the_public_registries() {
    let cargo = fs::read_to_string(root().join("Cargo.lock")).unwrap();
    let public = "source = \"registry+https://github.com/rust-lang/crates.io-index\"";
    let mut slips: Vec<String> = cargo
        .lines()
        .filter(|line| line.starts_with("source = ") && *line != public)
        .map(|line| format!("Cargo.lock: {line}"))
        .collect();
    let npm = fs::read_to_string(root().join("tests/e2e/package-lock.json")).unwrap();
    slips.extend(npm.lines().filter(|line| line.contains("\"resolved\"")).map(|line| format!("npm: {line}")));
    let python = fs::read_to_string(root().join("tests/peers/requirements.txt")).unwrap();
    let is_pinned = |line: &str| {
        let name = |n: &str| n.chars().all(|c| c.is_ascii_alphanumeric() || "-_.[]".contains(c));
        line.split_once("==").is_some_and(|(package, version)| name(package) && name(version))
    };
    let packages = python.lines().filter(|line| !line.starts_with('#'));
    slips.extend(packages.filter(|line| !is_pinned(line)).map(|line| format!("requirements.txt: {line}")));
    assert_none(&slips);
}

#[test]
fn names_are_read_out_of_code_not_comments() {
    let text = "//! [`crate::ui`]\nuse crate::{\n    domain::{chat, formats}, // crate::browser\n    retriever,\n};\n\
                fn f() -> crate::formats::X { toolgrove::browser::y() }\n";
    let named: Vec<String> = rooms_named(text).into_iter().collect();
    assert_eq!(named, ["browser", "domain", "formats", "retriever"]);
    assert_eq!(rooms_named("use crate::domain::{self, formats};").len(), 1);
}

/// The first path segments after `crate::` or `toolgrove::`, also in `use crate::{a, b::c};`.
fn rooms_named(text: &str) -> BTreeSet<String> {
    let code: String = text.lines().map(|line| line.split("//").next().unwrap_or_default().to_owned() + "\n").collect();
    let mut found = BTreeSet::new();
    for prefix in ["crate::", "toolgrove::"] {
        for (at, _) in code.match_indices(prefix) {
            let rest = &code[at + prefix.len()..];
            match rest.strip_prefix('{') {
                Some(group) => found.extend(group_heads(group)),
                None => found.extend([identifier(rest)]),
            }
        }
    }
    found.remove("");
    found
}

/// `domain::{chat, formats}, retriever}` gives `domain` and `retriever`.
fn group_heads(group: &str) -> Vec<String> {
    let mut depth = 0_usize;
    let mut heads = vec![identifier(group)];
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => heads.push(identifier(&group[at + 1..])),
            _ => {}
        }
    }
    heads
}

fn identifier(text: &str) -> String {
    text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

/// All texts of a language: `namespace.key.key` and the text.
fn locale(language: &str) -> BTreeMap<String, String> {
    let folder = root().join("locales").join(language);
    let mut texts = BTreeMap::new();
    for path in files_below(&folder) {
        let json: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        flatten(&path.file_stem().unwrap().to_string_lossy(), &json, &mut texts);
    }
    texts
}

fn flatten(key: &str, value: &Value, texts: &mut BTreeMap<String, String>) {
    match value {
        Value::Object(fields) => fields.iter().for_each(|(name, v)| flatten(&format!("{key}.{name}"), v, texts)),
        other => {
            texts.insert(key.to_owned(), other.as_str().unwrap_or_default().to_owned());
        }
    }
}

/// The names in `{{ name }}`.
fn values(text: &str) -> BTreeSet<&str> {
    text.split("{{").skip(1).filter_map(|rest| Some(rest.split_once("}}")?.0.trim())).collect()
}

fn rust_files(folder: &str) -> Vec<(String, String)> {
    files_below(&root().join(folder))
        .into_iter()
        .filter(|path| path.extension().is_some_and(|e| e == "rs"))
        .map(|path| (relative(&path), fs::read_to_string(&path).unwrap()))
        .collect()
}

/// All files below a folder but installed packages and test output; none where the folder is missing.
fn files_below(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
        .into_iter()
        .filter(|path| !path.ends_with("node_modules") && !path.ends_with("tests/e2e/out"))
        .flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] })
        .collect()
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn relative(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).to_string_lossy().replace('\\', "/")
}

fn assert_none(slips: &[String]) {
    assert!(slips.is_empty(), "{}", slips.join("\n"));
}
