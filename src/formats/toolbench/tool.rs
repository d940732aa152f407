//! ToolBench's tool files (`toolenv/tools/<Category>/<tool>.json`), to and from the catalog.
//!
//! Files come from anyone. Sizes and counts are bounded before anything is built from them, nesting by the JSON
//! reader (128 levels); a shape that does not fit is told with its place. What real files leave out is filled in:
//! absent or null texts are empty, an absent `standardized_name` is made from `tool_name`. Names and
//! descriptions are kept as they stand, blanks included: function documents depend on them.
//! Unknown keys do not reach the catalog; [`ToolFile`] keeps them.
//!
//! Our own files add: `description_zh` to tools and APIs (one Chinese line, the catalog's `zh`); to tools `described`, the
//! day their documentation was read; to APIs `body_format` (`json`, `form` or `query`); to parameters `enum`, the values
//! that they take.

use super::api::{Keys, MAX_NAME_CHARS, MAX_TEXT_CHARS, read_api, write_api};
use crate::domain::catalog::{Api, Tool, standardize, standardize_category};
use crate::formats::json::{self, JsonError, Place};
use serde_json::{Map, Value, json};

/// Largest tool file, in bytes. The largest of the released ones stays well below.
pub const MAX_TOOL_BYTES: usize = 4 << 20;
/// Most APIs of a tool.
pub const MAX_APIS: usize = 2_000;

/// A tool file: the tool in it, and all that the file holds, in its order.
#[derive(Clone, Debug, PartialEq)]
pub struct ToolFile {
    /// What the catalog takes of it.
    pub tool: Tool,
    /// One for each API that cannot be taken; [`Self::json`] still has it.
    pub problems: Vec<JsonError>,
    fields: Map<String, Value>,
}

impl ToolFile {
    /// Reads a tool file. The category is its folder's name. APIs that do not fit are left out and told.
    ///
    /// # Errors
    /// [`JsonError`] where the file itself does not fit.
    pub fn read(category: &str, json: &str) -> Result<Self, JsonError> {
        let value = json::parse(json, MAX_TOOL_BYTES)?;
        let category = standardize_category(category.trim());
        if category.is_empty() {
            return Err(Place::ROOT.key("category").shape("the name of a category", "empty text"));
        }
        let mut problems = Vec::new();
        let tool = tool(category, json::object(&value, &Place::ROOT)?, &Place::ROOT, &mut problems)?;
        let Value::Object(fields) = value else { return Err(Place::ROOT.shape("an object", "something else")) };
        Ok(Self { tool, problems, fields })
    }

    /// The file again: equal to what was read, unknown keys and entries that could not be taken included.
    pub fn json(&self) -> Value {
        Value::Object(self.fields.clone())
    }
}

/// Reads one tool file. The category is its folder's name.
///
/// # Errors
/// [`JsonError`], also for the first API that does not fit.
pub fn read_tool(category: &str, json: &str) -> Result<Tool, JsonError> {
    let ToolFile { tool, problems, .. } = ToolFile::read(category, json)?;
    problems.into_iter().next().map_or(Ok(tool), Err)
}

/// A tool of the catalog as a tool file. Its category is the name of the folder that the file belongs in.
pub fn write_tool(tool: &Tool) -> Value {
    let mut out = json!({
        "tool_name": tool.tool_name,
        "tool_description": tool.tool_description,
        "title": tool.title,
        "standardized_name": tool.standardized_name,
        "pricing": tool.pricing,
        "home_url": tool.home_url,
        "host": tool.host,
    });
    if !tool.zh.is_empty() {
        out["description_zh"] = tool.zh.clone().into();
    }
    if !tool.described.is_empty() {
        out["described"] = tool.described.clone().into();
    }
    out["api_list"] = tool.apis.iter().map(write_api).collect();
    out
}

pub(super) fn tool(
    category: String,
    map: &Map<String, Value>,
    at: &Place<'_>,
    problems: &mut Vec<JsonError>,
) -> Result<Tool, JsonError> {
    let tool_name = json::name(map, "tool_name", at, MAX_NAME_CHARS)?;
    let title = json::word(map, "title", at, MAX_NAME_CHARS)?;
    let given = json::text(map, "standardized_name", at, MAX_NAME_CHARS)?;
    let standardized_name = standardize(if given.trim().is_empty() { &tool_name } else { &given });
    if standardized_name.is_empty() {
        return Err(at.key("standardized_name").shape("a name with a letter or digit", "only other signs"));
    }
    let listed = json::entries(map, "api_list", at, MAX_APIS)?;
    Ok(Tool {
        category,
        title: if title.is_empty() { tool_name.clone() } else { title },
        tool_name,
        tool_description: json::text(map, "tool_description", at, MAX_TEXT_CHARS)?,
        standardized_name,
        host: json::word(map, "host", at, MAX_TEXT_CHARS)?,
        home_url: json::word(map, "home_url", at, MAX_TEXT_CHARS)?,
        pricing: json::word(map, "pricing", at, MAX_NAME_CHARS)?,
        zh: json::word(map, "description_zh", at, MAX_TEXT_CHARS)?,
        described: json::word(map, "described", at, MAX_NAME_CHARS)?,
        apis: json::keep_good(listed, &at.key("api_list"), problems, api),
    })
}

fn api(value: &Value, at: &Place<'_>) -> Result<Api, JsonError> {
    let map = json::object(value, at)?;
    json::name(map, "name", at, MAX_NAME_CHARS)?;
    read_api(map, &Keys { name: "name", description: "description" }, at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const SMALLEST: &str = r#"{"tool_name": "Mini", "api_list": [{"name": "go"}]}"#;

    #[track_caller]
    fn check(json: &str, expected: &str) {
        let error = read_tool("Data", json).expect_err("must be refused");
        assert_eq!(error.to_string(), expected);
    }

    #[test]
    fn a_whole_tool_is_read() {
        let json = json!({
            "tool_name": "My Tool", "tool_description": " Does. ", "description_zh": "工具", "title": "Tool",
            "standardized_name": "my_tool", "host": "local", "home_url": "local:my_tool", "pricing": "FREE",
            "score": {"avgLatency": 3},
            "api_list": [{
                "name": "do it", "url": "local:my_tool/do", "description": "Does it.", "description_zh": "做",
                "method": "post", "template_response": {"ok": "bool"},
                "required_parameters": [{"name": "n", "type": "NUMBER", "description": "How many", "default": 3}],
                "optional_parameters": [{"name": "note", "type": null, "description": 5}],
            }],
        });
        let tool = read_tool("Food, Drink", &json.to_string()).expect("fits the format");
        assert_eq!((tool.category.as_str(), tool.zh.as_str()), ("Food_Drink", "工具"));
        assert_eq!((tool.tool_description.as_str(), tool.standardized_name.as_str()), (" Does. ", "my_tool"));
        let api = &tool.apis[0];
        assert_eq!((api.name.as_str(), api.method.as_str(), api.zh.as_str()), ("do it", "POST", "做"));
        assert_eq!(api.template_response, json!({"ok": "bool"}));
        assert_eq!(api.required_parameters[0].default, json!(3));
        let note = &api.optional_parameters[0];
        assert_eq!((note.kind.as_str(), note.description.as_str(), &note.default), ("STRING", "5", &json!("")));
    }

    #[test]
    fn what_files_leave_out_is_filled_in() {
        let json = r#"{"tool_name": "3D Models", "title": null, "api_list": [{"name": "go", "schema": {"a": 1}}]}"#;
        let tool = read_tool("Data", json).expect("fits the format");
        // `standardize` puts get_ before a digit, as upstream does.
        assert_eq!((tool.standardized_name.as_str(), tool.title.as_str()), ("get_3d_models", "3D Models"));
        assert_eq!((tool.apis[0].method.as_str(), &tool.apis[0].template_response), ("GET", &json!({"a": 1})));
    }

    #[test]
    fn refusals_name_the_place() {
        check("[]", "$: expected an object, found a list");
        check("{}", "tool_name: expected text that is not empty, found nothing");
        check(
            r#"{"tool_name": "?!"}"#,
            "standardized_name: expected a name with a letter or digit, found only other signs",
        );
        check(r#"{"tool_name": "a", "api_list": {}}"#, "api_list: expected a list, found an object");
        check(
            r#"{"tool_name": "a", "api_list": [{"name": "x"}, {"name": "y", "optional_parameters": [{"name": []}]}]}"#,
            "api_list[1].optional_parameters[0].name: expected text, found a list",
        );
        check(r#"{"tool_name": "a", "api_list": [7]}"#, "api_list[0]: expected an object, found a number");
    }

    #[test]
    fn sizes_depth_and_counts_are_bounded() {
        let long = "x".repeat(MAX_NAME_CHARS + 1);
        check(&json!({"tool_name": long}).to_string(), "tool_name: has 301 characters; at most 300 are read");
        let many = json!({"tool_name": "a", "api_list": vec![json!({"name": "x"}); MAX_APIS + 1]}).to_string();
        check(&many, "api_list: has 2001 entries; at most 2000 are read");
        let deep = format!(r#"{{"tool_name": {}1{}}}"#, "[".repeat(5_000), "]".repeat(5_000));
        assert!(matches!(read_tool("Data", &deep), Err(JsonError::NotJson { line: 1, .. })));
        let huge = " ".repeat(MAX_TOOL_BYTES + 1);
        assert!(matches!(read_tool("Data", &huge), Err(JsonError::TooLarge { limit: MAX_TOOL_BYTES, .. })));
        assert!(matches!(read_tool("Data", "{\n  oops"), Err(JsonError::NotJson { line: 2, .. })));
        assert!(matches!(read_tool(" ", SMALLEST), Err(JsonError::Shape { .. })));
    }

    #[test]
    fn a_tool_file_is_kept_whole_and_a_bad_api_left_out() {
        let json = json!({"tool_name": "A", "score": 9.5, "api_list": [
            {"name": "", "x": 1}, {"name": "!!!", "method": null, "y": [null], "optional_parameters": [{"name": "p"}]}]});
        let file = ToolFile::read("Data", &json.to_string()).unwrap();
        assert_eq!(file.json(), json);
        assert_eq!(file.problems[0].to_string(), "api_list[0].name: expected text that is not empty, found empty text");
        assert_eq!((file.tool.apis.len(), file.tool.apis[0].name.as_str()), (1, "!!!"));
        assert_eq!(file.tool.apis[0].optional_parameters[0].default, json!(""));
    }

    #[test]
    fn a_tool_of_the_catalog_is_written_as_a_tool_file() {
        let api = json!({"name": "go", "description_zh": "\u{505a}", "template_response": {"a": 1},
            "required_parameters": [{"name": "n", "type": "NUMBER", "description": "How many", "default": null}]});
        let json = json!({"tool_name": "A", "tool_description": " x ", "api_list": [api], "host": "local"});
        let tool = read_tool("Data", &json.to_string()).unwrap();
        assert_eq!(read_tool("Data", &write_tool(&tool).to_string()), Ok(tool));
    }
}
