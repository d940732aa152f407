//! Many tools in one file, `{"name": "...", "tools": [{"category": "...", <a tool file's keys>}, ...]}`: a collection.

use super::api::MAX_NAME_CHARS;
use super::tool::{MAX_TOOL_BYTES, tool};
use crate::domain::catalog::{Collection, Tool, standardize_category};
use crate::formats::json::{self, JsonError, Place};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::vec::IntoIter;

/// Largest bundle, in bytes: the whole released collection fits.
pub const MAX_COLLECTION_BYTES: usize = 256 << 20;
/// Most tools of a bundle (the released collection has 10,439 tool files, 3,451 after filtering).
pub const MAX_TOOLS: usize = 20_000;
/// Why a tool file or bundle, or a part of it, cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ToolFileError {
    /// Not of this form.
    #[error(transparent)]
    Json(#[from] JsonError),
    /// A second tool with the identity of an earlier one of the bundle, which is kept.
    #[error("{path}: {category}/{name} is already in this collection")]
    Duplicate {
        /// Such as `tools[3]`.
        path: String,
        /// Category of both.
        category: String,
        /// Standardized name of both.
        name: String,
    },
}

/// Reads a collection's bundle tool by tool, so that whoever has only one thread can do something else in between: the
/// tools and APIs that can be taken, and for each of the others why not.
#[derive(Debug)]
pub struct CollectionReader {
    name: String,
    /// Each tool's JSON is freed as soon as it has been read.
    rest: IntoIter<Value>,
    index: usize,
    tools: Vec<Tool>,
    problems: Vec<ToolFileError>,
    known: BTreeSet<(String, String)>,
}

impl CollectionReader {
    /// Reads the JSON, and of it all but the tools.
    ///
    /// # Errors
    /// [`ToolFileError`] where the bundle itself cannot be read.
    pub fn new(json: &str) -> Result<Self, ToolFileError> {
        let mut value = json::parse(json, MAX_COLLECTION_BYTES)?;
        let name = json::name(json::object(&value, &Place::ROOT)?, "name", &Place::ROOT, MAX_NAME_CHARS)?;
        let listed = value.get_mut("tools").map(Value::take).unwrap_or_default();
        let at = Place::ROOT.key("tools");
        let Value::Array(listed) = listed else {
            return Err(at.shape("a list of tools", json::kind_of(&listed)).into());
        };
        at.at_most(listed.len(), MAX_TOOLS, "entries")?;
        let tools = Vec::with_capacity(listed.len());
        Ok(Self {
            name: name.trim().to_owned(),
            rest: listed.into_iter(),
            index: 0,
            tools,
            problems: Vec::new(),
            known: BTreeSet::new(),
        })
    }

    /// Reads the next tool; false where there is none.
    pub fn step(&mut self) -> bool {
        let Some(value) = self.rest.next() else { return false };
        let at = Place::ROOT.key("tools");
        let at = at.index(self.index);
        self.index += 1;
        let mut of_apis = Vec::new();
        match bundled_tool(&value, &at, &mut of_apis) {
            Ok(tool) if self.known.insert((tool.category.clone(), tool.standardized_name.clone())) => {
                self.tools.push(tool);
            }
            Ok(Tool { category, standardized_name: name, .. }) => {
                self.problems.push(ToolFileError::Duplicate { path: at.to_string(), category, name });
            }
            Err(problem) => self.problems.push(problem.into()),
        }
        self.problems.extend(of_apis.into_iter().map(ToolFileError::from));
        true
    }

    /// What has been read.
    pub fn finish(self) -> (Collection, Vec<ToolFileError>) {
        (Collection { name: self.name, tools: self.tools }, self.problems)
    }
}

/// Reads a bundle at once.
///
/// # Errors
/// [`ToolFileError`] where the bundle itself cannot be read.
pub fn read_collection(json: &str) -> Result<(Collection, Vec<ToolFileError>), ToolFileError> {
    let mut reader = CollectionReader::new(json)?;
    while reader.step() {}
    Ok(reader.finish())
}

/// A single tool file as the text of a bundle, named after the file; `None` for anything else. Its category is its own
/// `category_name` where it has one, else the hub's `Other`.
pub fn bundle_of(file: &str, json: &str) -> Option<String> {
    let Ok(Value::Object(mut fields)) = json::parse(json, MAX_TOOL_BYTES) else { return None };
    if !fields.contains_key("api_list") || fields.contains_key("tools") {
        return None;
    }
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem).trim();
    let name: String = if stem.is_empty() { "tool" } else { stem }.chars().take(MAX_NAME_CHARS).collect();
    let category = fields.get("category").or_else(|| fields.get("category_name")).and_then(Value::as_str);
    let category = category.filter(|text| !text.trim().is_empty()).unwrap_or("Other").to_owned();
    fields.insert("category".to_owned(), category.into());
    Some(json!({"name": name, "tools": [fields]}).to_string())
}

fn bundled_tool(value: &Value, at: &Place<'_>, problems: &mut Vec<JsonError>) -> Result<Tool, JsonError> {
    let map = json::object(value, at)?;
    let category = json::name(map, "category", at, MAX_NAME_CHARS)?;
    tool(standardize_category(category.trim()), map, at, problems)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALLEST: &str = r#"{"tool_name": "Mini", "api_list": [{"name": "go"}]}"#;

    #[test]
    fn one_bad_tool_keeps_the_others() {
        let json = r#"{"name": "mine", "tools": [
            {"category": "Data", "tool_name": "A"}, {"category": "Data", "api_list": []}, 5,
            {"category": "Data", "tool_name": "a"}, {"category": "Maps", "tool_name": "a"}, {"tool_name": "b"}]}"#;
        let (collection, problems) = read_collection(json).expect("the bundle itself fits");
        let kept: Vec<String> =
            collection.tools.iter().map(|t| format!("{}/{}", t.category, t.standardized_name)).collect();
        assert_eq!((collection.name.as_str(), kept), ("mine", vec!["Data/a".to_owned(), "Maps/a".to_owned()]));
        let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            [
                "tools[1].tool_name: expected text that is not empty, found nothing",
                "tools[2]: expected an object, found a number",
                "tools[3]: Data/a is already in this collection",
                "tools[5].category: expected text that is not empty, found nothing",
            ]
        );
    }

    #[test]
    fn a_tool_file_is_a_bundle_of_one() {
        let bundle = bundle_of("my.tool.json", SMALLEST).unwrap();
        let (collection, problems) = read_collection(&bundle).unwrap();
        assert_eq!((collection.name.as_str(), collection.tools[0].category.as_str()), ("my.tool", "Other"));
        assert_eq!((problems.len(), bundle_of("b.json", &bundle), bundle_of("x", "[1]")), (0, None, None));
    }

    #[test]
    fn a_bundle_without_tools_is_refused() {
        assert!(matches!(read_collection(r#"{"name": "x"}"#), Err(ToolFileError::Json(JsonError::Shape { .. }))));
        assert!(matches!(read_collection(r#"{"tools": []}"#), Err(ToolFileError::Json(JsonError::Shape { .. }))));
        assert!(matches!(read_collection("null"), Err(ToolFileError::Json(JsonError::Shape { .. }))));
    }

    #[test]
    fn a_bad_api_is_left_out_of_its_tool() {
        let bundle = json!({"name": "b", "tools": [{"category": "Data", "tool_name": "A", "api_list": [{}]}]});
        let (collection, problems) = read_collection(&bundle.to_string()).unwrap();
        assert_eq!(collection.tools.len(), 1);
        assert_eq!(
            problems[0].to_string(),
            "tools[0].api_list[0].name: expected text that is not empty, found nothing"
        );
    }
}
