//! ToolBench's tool files (`toolenv/tools/<Category>/<tool>.json`), one or many in a bundle, into the catalog.
//!
//! Files come from anyone. Sizes and counts are bounded before anything is built from them, nesting by the JSON
//! reader (128 levels); a shape that does not fit is told with its place. What real files leave out is filled in:
//! absent or null texts are empty, an absent `standardized_name` is made from `tool_name`, an absent
//! `template_response` is taken from `schema`, as older files call it. Unknown keys are left alone.
//!
//! Our own files add `description_zh` to tools and APIs: one Chinese line, the catalog's `zh`.

use crate::domain::catalog::{Api, Collection, Parameter, Tool, standardize, standardize_category};
use crate::domain::json::{self, NotJson};
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::fmt;

/// Largest tool file, in bytes. The largest of the released ones stays well below.
pub const MAX_TOOL_BYTES: usize = 4 << 20;
/// Largest bundle, in bytes: the whole released collection fits.
pub const MAX_COLLECTION_BYTES: usize = 256 << 20;
/// Most tools of a bundle (the released collection has 10,439 tool files, 3,451 after filtering).
pub const MAX_TOOLS: usize = 20_000;
/// Most APIs of a tool.
pub const MAX_APIS: usize = 2_000;
/// Most required, and most optional, parameters of an API.
pub const MAX_PARAMETERS: usize = 500;
/// Longest name or title, in characters. Names become identities and function names.
pub const MAX_NAME_CHARS: usize = 300;
/// Longest description or address, in characters.
pub const MAX_TEXT_CHARS: usize = 100_000;

/// Why a tool file or bundle cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ToolFileError {
    /// The file as a whole is too big to be read.
    #[error("the file has {found} bytes; at most {limit} are read")]
    TooLarge {
        /// Bytes that are read at most.
        limit: usize,
        /// Bytes of the file.
        found: usize,
    },
    /// Not JSON, or nested deeper than 128 levels.
    #[error("not readable as JSON at line {line}, column {column}: {reason}")]
    NotJson {
        /// From 1.
        line: usize,
        /// From 1; 0 at the start of a line.
        column: usize,
        /// The reader's own words.
        reason: String,
    },
    /// Something else stands where the format has something.
    #[error("{path}: expected {expected}, found {found}")]
    Shape {
        /// Such as `api_list[3].required_parameters[0].name`; `$` for the whole file.
        path: String,
        /// What belongs there.
        expected: &'static str,
        /// What stands there.
        found: &'static str,
    },
    /// More entries, or a longer text, than are read.
    #[error("{path}: has {found} {unit}; at most {limit} are read")]
    TooMany {
        /// As in [`Self::Shape`].
        path: String,
        /// `entries` or `characters`.
        unit: &'static str,
        /// Most that are read.
        limit: usize,
        /// How many there are.
        found: usize,
    },
    /// A second tool with the identity of an earlier one of the bundle, which is kept.
    #[error("{path}: {category}/{name} is already in this collection")]
    Duplicate {
        /// As in [`Self::Shape`].
        path: String,
        /// Category of both.
        category: String,
        /// Standardized name of both.
        name: String,
    },
}

/// Reads one tool file. The category is its folder's name.
///
/// # Errors
/// [`ToolFileError`], all but `Duplicate`.
pub fn read_tool(category: &str, json: &str) -> Result<Tool, ToolFileError> {
    let value = parse(json, MAX_TOOL_BYTES)?;
    let root = Path { parent: None, step: Step::Root };
    let map = object(&value, &root)?;
    let category = standardize_category(category.trim());
    if category.is_empty() {
        return Err(root.key("category").shape("the name of a category", "empty text"));
    }
    tool(category, map, &root)
}

/// Reads a bundle `{"name": "...", "tools": [{"category": "...", <a tool file's keys>}, ...]}`: the tools that can be
/// taken, and for each of the others why not.
///
/// # Errors
/// [`ToolFileError`] where the bundle itself cannot be read.
pub fn read_collection(json: &str) -> Result<(Collection, Vec<ToolFileError>), ToolFileError> {
    let mut value = parse(json, MAX_COLLECTION_BYTES)?;
    let root = Path { parent: None, step: Step::Root };
    let name = name(object(&value, &root)?, "name", &root)?;
    // Taken out, so that each tool's JSON is freed as soon as it has been read.
    let listed = value.get_mut("tools").map(Value::take).unwrap_or_default();
    let at = root.key("tools");
    let Value::Array(listed) = listed else { return Err(at.shape("a list of tools", kind_of(&listed))) };
    at.at_most(listed.len(), MAX_TOOLS, "entries")?;
    let mut tools = Vec::with_capacity(listed.len());
    let mut problems = Vec::new();
    let mut known = BTreeSet::new();
    for (index, value) in listed.into_iter().enumerate() {
        let at = at.index(index);
        match bundled_tool(&value, &at) {
            Ok(tool) if known.insert((tool.category.clone(), tool.standardized_name.clone())) => tools.push(tool),
            Ok(Tool { category, standardized_name: name, .. }) => {
                problems.push(ToolFileError::Duplicate { path: at.to_string(), category, name });
            }
            Err(problem) => problems.push(problem),
        }
    }
    Ok((Collection { name, tools }, problems))
}

fn bundled_tool(value: &Value, at: &Path<'_>) -> Result<Tool, ToolFileError> {
    let map = object(value, at)?;
    let category = standardize_category(&name(map, "category", at)?);
    tool(category, map, at)
}

fn parse(json: &str, limit: usize) -> Result<Value, ToolFileError> {
    if json.len() > limit {
        return Err(ToolFileError::TooLarge { limit, found: json.len() });
    }
    // A byte order mark is what some editors leave.
    json::parse(json.trim_start_matches('\u{feff}'))
        .map_err(|NotJson { line, column, message }| ToolFileError::NotJson { line, column, reason: message })
}

fn tool(category: String, map: &Map<String, Value>, at: &Path<'_>) -> Result<Tool, ToolFileError> {
    let tool_name = name(map, "tool_name", at)?;
    let title = text(map, "title", at, MAX_NAME_CHARS)?;
    let given = text(map, "standardized_name", at, MAX_NAME_CHARS)?;
    let standardized_name = standardize(if given.is_empty() { &tool_name } else { &given });
    if standardized_name.is_empty() {
        return Err(at.key("standardized_name").shape("a name with a letter or digit", "only other signs"));
    }
    let apis = list(map, "api_list", at, MAX_APIS, api)?;
    Ok(Tool {
        category,
        title: if title.is_empty() { tool_name.clone() } else { title },
        tool_name,
        tool_description: text(map, "tool_description", at, MAX_TEXT_CHARS)?,
        standardized_name,
        host: text(map, "host", at, MAX_TEXT_CHARS)?,
        home_url: text(map, "home_url", at, MAX_TEXT_CHARS)?,
        pricing: text(map, "pricing", at, MAX_NAME_CHARS)?,
        zh: text(map, "description_zh", at, MAX_TEXT_CHARS)?,
        apis,
    })
}

fn api(value: &Value, at: &Path<'_>) -> Result<Api, ToolFileError> {
    let map = object(value, at)?;
    let api_name = name(map, "name", at)?;
    if standardize(&api_name).is_empty() {
        return Err(at.key("name").shape("a name with a letter or digit", "only other signs"));
    }
    let method = text(map, "method", at, MAX_NAME_CHARS)?.to_ascii_uppercase();
    let template = map.get("template_response").filter(|v| !v.is_null()).or_else(|| map.get("schema"));
    Ok(Api {
        name: api_name,
        url: text(map, "url", at, MAX_TEXT_CHARS)?,
        description: text(map, "description", at, MAX_TEXT_CHARS)?,
        method: if method.is_empty() { "GET".to_owned() } else { method },
        required_parameters: list(map, "required_parameters", at, MAX_PARAMETERS, parameter)?,
        optional_parameters: list(map, "optional_parameters", at, MAX_PARAMETERS, parameter)?,
        template_response: template.filter(|v| v.as_str() != Some("")).cloned().unwrap_or_default(),
        zh: text(map, "description_zh", at, MAX_TEXT_CHARS)?,
    })
}

fn parameter(value: &Value, at: &Path<'_>) -> Result<Parameter, ToolFileError> {
    let map = object(value, at)?;
    let kind = text(map, "type", at, MAX_NAME_CHARS)?;
    Ok(Parameter {
        name: name(map, "name", at)?,
        kind: if kind.is_empty() { "STRING".to_owned() } else { kind },
        description: text(map, "description", at, MAX_TEXT_CHARS)?,
        default: map.get("default").cloned().unwrap_or_default(),
    })
}

/// A required text that is not blank.
fn name(map: &Map<String, Value>, key: &'static str, at: &Path<'_>) -> Result<String, ToolFileError> {
    let text = text(map, key, at, MAX_NAME_CHARS)?;
    if text.is_empty() {
        let found = map.get(key).map_or("nothing", |v| if v.is_null() { "null" } else { "empty text" });
        return Err(at.key(key).shape("text that is not empty", found));
    }
    Ok(text)
}

/// A text without outer blanks; empty where absent or null. Numbers and booleans are taken as they are written.
fn text(map: &Map<String, Value>, key: &'static str, at: &Path<'_>, limit: usize) -> Result<String, ToolFileError> {
    let text = match map.get(key) {
        None | Some(Value::Null) => return Ok(String::new()),
        Some(Value::String(text)) => text.trim().to_owned(),
        Some(v @ (Value::Number(_) | Value::Bool(_))) => v.to_string(),
        Some(other) => return Err(at.key(key).shape("text", kind_of(other))),
    };
    at.key(key).at_most(text.chars().count(), limit, "characters")?;
    Ok(text)
}

/// A list read entry by entry; empty where absent or null.
fn list<T>(
    map: &Map<String, Value>,
    key: &'static str,
    at: &Path<'_>,
    limit: usize,
    read: fn(&Value, &Path<'_>) -> Result<T, ToolFileError>,
) -> Result<Vec<T>, ToolFileError> {
    let at = at.key(key);
    match map.get(key) {
        None | Some(Value::Null) => Ok(Vec::new()),
        Some(Value::Array(values)) => {
            at.at_most(values.len(), limit, "entries")?;
            let mut out = Vec::with_capacity(values.len());
            for (index, value) in values.iter().enumerate() {
                out.push(read(value, &at.index(index))?);
            }
            Ok(out)
        }
        Some(other) => Err(at.shape("a list", kind_of(other))),
    }
}

fn object<'v>(value: &'v Value, at: &Path<'_>) -> Result<&'v Map<String, Value>, ToolFileError> {
    value.as_object().ok_or_else(|| at.shape("an object", kind_of(value)))
}

const fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// Where reading stands: a chain on the stack, written out only for an error.
struct Path<'p> {
    parent: Option<&'p Path<'p>>,
    step: Step,
}

enum Step {
    Root,
    Key(&'static str),
    Index(usize),
}

impl Path<'_> {
    const fn key(&self, key: &'static str) -> Path<'_> {
        Path { parent: Some(self), step: Step::Key(key) }
    }

    const fn index(&self, index: usize) -> Path<'_> {
        Path { parent: Some(self), step: Step::Index(index) }
    }

    fn shape(&self, expected: &'static str, found: &'static str) -> ToolFileError {
        ToolFileError::Shape { path: self.to_string(), expected, found }
    }

    fn at_most(&self, found: usize, limit: usize, unit: &'static str) -> Result<(), ToolFileError> {
        if found <= limit {
            return Ok(());
        }
        Err(ToolFileError::TooMany { path: self.to_string(), unit, limit, found })
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let below_root = self.parent.filter(|parent| !matches!(parent.step, Step::Root));
        if let Some(parent) = below_root {
            write!(out, "{parent}")?;
        }
        match self.step {
            Step::Root => write!(out, "$"),
            Step::Key(key) if below_root.is_some() => write!(out, ".{key}"),
            Step::Key(key) => write!(out, "{key}"),
            Step::Index(index) => write!(out, "[{index}]"),
        }
    }
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
        assert_eq!((tool.tool_description.as_str(), tool.standardized_name.as_str()), ("Does.", "my_tool"));
        let api = &tool.apis[0];
        assert_eq!((api.name.as_str(), api.method.as_str(), api.zh.as_str()), ("do it", "POST", "做"));
        assert_eq!(api.template_response, json!({"ok": "bool"}));
        assert_eq!(api.required_parameters[0].default, json!(3));
        let note = &api.optional_parameters[0];
        assert_eq!((note.kind.as_str(), note.description.as_str(), &note.default), ("STRING", "5", &Value::Null));
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
        assert!(matches!(read_tool("Data", &deep), Err(ToolFileError::NotJson { line: 1, .. })));
        let huge = " ".repeat(MAX_TOOL_BYTES + 1);
        assert!(matches!(read_tool("Data", &huge), Err(ToolFileError::TooLarge { limit: MAX_TOOL_BYTES, .. })));
        assert!(matches!(read_tool("Data", "{\n  oops"), Err(ToolFileError::NotJson { line: 2, .. })));
        assert!(matches!(read_tool(" ", SMALLEST), Err(ToolFileError::Shape { .. })));
    }

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
    fn a_bundle_without_tools_is_refused() {
        assert!(matches!(read_collection(r#"{"name": "x"}"#), Err(ToolFileError::Shape { .. })));
        assert!(matches!(read_collection(r#"{"tools": []}"#), Err(ToolFileError::Shape { .. })));
        assert!(matches!(read_collection("null"), Err(ToolFileError::Shape { .. })));
    }
}
