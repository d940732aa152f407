//! The JSON schema of a function's arguments as a form that a person fills, and what was typed as arguments.
//!
//! Schemas come from strangers: whatever has no meaning here is read as a field for text.

use super::json;
use serde_json::{Map, Value};

/// Fields of one form; what a schema lists beyond is left to raw JSON.
const MAX_FIELDS: usize = 64;
/// Values of one choice.
const MAX_CHOICES: usize = 200;

/// One argument.
#[derive(Clone, Debug, PartialEq)]
pub struct FormField {
    /// Its name in the arguments.
    pub name: String,
    /// What it takes.
    pub kind: FieldKind,
    /// The schema's words; may be empty.
    pub description: String,
    /// A value as it would be typed, where the schema gives one (`example_value`, `example`, `default`).
    pub example: Option<String>,
    /// Whether it must be there.
    pub required: bool,
}

/// What a field takes.
#[derive(Clone, Debug, PartialEq)]
pub enum FieldKind {
    /// Any text.
    Text,
    /// A number.
    Number,
    /// A whole number.
    Integer,
    /// `true` or `false`.
    Boolean,
    /// One of these values.
    Choice(Vec<Value>),
    /// A JSON list.
    List,
    /// A JSON object.
    Object,
}

/// Why a text cannot be the value of its field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldProblem {
    /// Nothing was typed in a required field.
    Missing,
    /// Not a number.
    NoNumber,
    /// Not a whole number.
    NoInteger,
    /// None of the values to choose from; for a boolean, neither `true` nor `false`.
    NoChoice,
    /// Not JSON, or not a list.
    NoList,
    /// Not JSON, or not an object.
    NoObject,
}

/// The fields of a schema: required ones first, in the schema's order.
pub fn form_fields(schema: &Value) -> Vec<FormField> {
    let none = Map::new();
    let properties = schema.get("properties").and_then(Value::as_object).unwrap_or(&none);
    let required = names(schema.get("required"));
    // A name may be listed as required and described nowhere.
    let undescribed = required.iter().filter(|name| !properties.contains_key(*name));
    let described = properties.keys().chain(undescribed);
    let fields: Vec<FormField> = described
        .take(MAX_FIELDS)
        .map(|name| field(name, properties.get(name).unwrap_or(&Value::Null), required.contains(name)))
        .collect();
    let (mut first, rest): (Vec<_>, Vec<_>) = fields.into_iter().partition(|f| f.required);
    first.extend(rest);
    first
}

fn names(list: Option<&Value>) -> Vec<String> {
    let list = list.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let mut out: Vec<String> = Vec::new();
    for name in list.iter().filter_map(Value::as_str).take(MAX_FIELDS) {
        if !out.iter().any(|known| known == name) {
            out.push(name.to_owned());
        }
    }
    out
}

fn field(name: &str, schema: &Value, required: bool) -> FormField {
    let choices = schema.get("enum").and_then(Value::as_array).filter(|list| !list.is_empty());
    let kind = match (choices, type_of(schema)) {
        (Some(list), _) => FieldKind::Choice(list.iter().take(MAX_CHOICES).cloned().collect()),
        (None, "number") => FieldKind::Number,
        (None, "integer") => FieldKind::Integer,
        (None, "boolean") => FieldKind::Boolean,
        (None, "array") => FieldKind::List,
        (None, "object") => FieldKind::Object,
        (None, _) => FieldKind::Text,
    };
    let example = ["example_value", "example", "default"].into_iter().find_map(|key| schema.get(key));
    FormField {
        name: name.to_owned(),
        kind,
        description: schema.get("description").and_then(Value::as_str).unwrap_or_default().to_owned(),
        example: example.filter(|value| !value.is_null()).map(typed).filter(|text| !text.is_empty()),
        required,
    }
}

/// `type`, which may be a list with `null` in it.
fn type_of(schema: &Value) -> &str {
    match schema.get("type") {
        Some(Value::String(word)) => word,
        Some(Value::Array(words)) => words.iter().filter_map(Value::as_str).find(|word| *word != "null").unwrap_or(""),
        _ => "",
    }
}

/// A value as it would be typed: text plainly, all else as JSON.
pub fn typed(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

impl FormField {
    /// The value of what was typed; `None` where an optional field was left empty.
    ///
    /// # Errors
    /// [`FieldProblem`].
    pub fn value(&self, text: &str) -> Result<Option<Value>, FieldProblem> {
        let nothing = text.trim_matches(['\n', '\r']).is_empty();
        if nothing || (self.kind != FieldKind::Text && text.trim().is_empty()) {
            return if self.required { Err(FieldProblem::Missing) } else { Ok(None) };
        }
        let word = text.trim();
        // A line break at the end is a slip of the keyboard, or came along with what was pasted.
        let line = text.trim_end_matches(['\n', '\r']);
        let json = || json::parse(word).ok();
        match &self.kind {
            FieldKind::Text => Ok(Value::String(line.to_owned())),
            FieldKind::Number => number(word).ok_or(FieldProblem::NoNumber),
            FieldKind::Integer => json().filter(|v| v.is_i64() || v.is_u64()).ok_or(FieldProblem::NoInteger),
            FieldKind::Boolean => json().filter(Value::is_boolean).ok_or(FieldProblem::NoChoice),
            FieldKind::Choice(values) => {
                values.iter().find(|value| typed(value) == text).cloned().ok_or(FieldProblem::NoChoice)
            }
            FieldKind::List => json().filter(Value::is_array).ok_or(FieldProblem::NoList),
            FieldKind::Object => json().filter(Value::is_object).ok_or(FieldProblem::NoObject),
        }
        .map(Some)
    }
}

/// People also write `.5`, `5.` and `+5`, which JSON does not know.
fn number(word: &str) -> Option<Value> {
    let exact = json::parse(word).ok().filter(Value::is_number);
    exact.or_else(|| serde_json::Number::from_f64(word.parse().ok()?).map(Value::Number))
}

/// The arguments of a filled form, in the order of its fields.
///
/// # Errors
/// Every field that cannot be used, by name.
pub fn form_arguments(
    fields: &[FormField],
    text_of: impl Fn(&str) -> String,
) -> Result<Map<String, Value>, Vec<(String, FieldProblem)>> {
    let (mut arguments, mut problems) = (Map::new(), Vec::new());
    for field in fields {
        match field.value(&text_of(&field.name)) {
            Ok(Some(value)) => {
                arguments.insert(field.name.clone(), value);
            }
            Ok(None) => {}
            Err(problem) => problems.push((field.name.clone(), problem)),
        }
    }
    if problems.is_empty() { Ok(arguments) } else { Err(problems) }
}
