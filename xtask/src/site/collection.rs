//! The starter collection: one file per tool in the repository, one file for all in the site.

use super::files;
use anyhow::{Context, Result, bail};
use serde_json::{Map, Value, json};
use std::fs;
use std::path::Path;

/// Tool files in ToolBench's format, `<Category>/<tool>.json`, below `public/`.
const SOURCE: &str = "collections/starter/";
const BUNDLE: &str = "collections/starter.json";

/// True for files that the bundle replaces.
pub fn is_source(relative: &str) -> bool {
    relative.strip_prefix(SOURCE).is_some_and(|rest| rest.contains('/') && rest.ends_with(".json"))
}

/// Writes the bundle: tools sorted by path, each with its folder's name as category.
pub fn bundle(public: &Path, dist: &Path) -> Result<()> {
    let mut tools = Vec::new();
    for relative in files::walk(&public.join(SOURCE))? {
        if let Some((category, _)) = relative.split_once('/').filter(|(_, file)| file.ends_with(".json")) {
            let text = fs::read_to_string(public.join(SOURCE).join(&relative))?;
            tools.push(tool(category, &text).with_context(|| format!("public/{SOURCE}{relative}"))?);
        }
    }
    let file = dist.join(BUNDLE);
    fs::create_dir_all(file.parent().unwrap_or(dist))?;
    Ok(fs::write(file, serde_json::to_vec(&json!({ "name": "Starter", "tools": tools }))?)?)
}

fn tool(category: &str, text: &str) -> Result<Value> {
    let Value::Object(fields) = serde_json::from_str(text)? else { bail!("a tool file must hold an object") };
    let mut tool = Map::new();
    tool.insert("category".to_owned(), Value::from(category));
    tool.extend(fields);
    Ok(Value::Object(tool))
}

#[cfg(test)]
mod tests {
    use super::{bundle, is_source};
    use crate::site::files::empty;
    use std::fs;

    #[test]
    fn only_tool_files_are_bundled() {
        assert!(is_source("collections/starter/Science/units.json"));
        assert!(!is_source("collections/starter/README.md"));
        assert!(!is_source("collections/other.json"));
    }

    #[test]
    fn the_folder_is_the_category_and_the_path_the_order() {
        let top = std::env::temp_dir().join(format!("xtask-collection-{}", std::process::id()));
        for (folder, name) in [("B", "x"), ("A", "z"), ("A", "y")] {
            let folder = top.join("public/collections/starter").join(folder);
            fs::create_dir_all(&folder).unwrap();
            fs::write(folder.join(format!("{name}.json")), format!("{{\"tool_name\":\"{name}\"}}")).unwrap();
        }
        empty(&top.join("dist")).unwrap();
        bundle(&top.join("public"), &top.join("dist")).unwrap();
        assert_eq!(
            fs::read_to_string(top.join("dist/collections/starter.json")).unwrap(),
            r#"{"name":"Starter","tools":[{"category":"A","tool_name":"y"},{"category":"A","tool_name":"z"},{"category":"B","tool_name":"x"}]}"#
        );
        fs::write(top.join("public/collections/starter/A/y.json"), "[]").unwrap();
        assert!(bundle(&top.join("public"), &top.join("dist")).is_err());
        fs::remove_dir_all(top).unwrap();
    }
}
