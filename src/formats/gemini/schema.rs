//! Parameters as Gemini takes them: the part of OpenAPI's schema that its `Schema` has. One key too many refuses the
//! whole request.

use crate::formats::provider::schema::clean;
use serde_json::{Map, Value, json};

/// Deeper schemas are cut off, as in [`clean`].
const MAX_DEPTH: usize = 16;
/// Keys that are taken as they are.
const KEPT: [&str; 14] = [
    "title",
    "description",
    "nullable",
    "default",
    "minItems",
    "maxItems",
    "minProperties",
    "maxProperties",
    "minLength",
    "maxLength",
    "pattern",
    "minimum",
    "maximum",
    "propertyOrdering",
];
const TYPES: [&str; 6] = ["string", "number", "integer", "boolean", "array", "object"];

/// A function's parameters; `None` where it has none, since an object must name some property.
pub(super) fn parameters(schema: &Value) -> Option<Value> {
    let out = taken(&clean(schema), 0);
    out.get("properties").and_then(Value::as_object).is_some_and(|p| !p.is_empty()).then_some(out)
}

fn taken(schema: &Value, depth: usize) -> Value {
    let Value::Object(fields) = schema else { return json!({"type": "string"}) };
    if depth >= MAX_DEPTH {
        return json!({"type": "string"});
    }
    let mut out = Map::new();
    let variants = ["anyOf", "oneOf"].iter().find_map(|key| fields.get(*key)?.as_array());
    let kind = kind(fields, &mut out);
    if let (None, Some(variants)) = (kind, variants) {
        out.insert("anyOf".to_owned(), variants.iter().map(|variant| taken(variant, depth + 1)).collect());
    } else {
        out.insert(
            "type".to_owned(),
            json!(kind.unwrap_or(if fields.contains_key("properties") { "object" } else { "string" })),
        );
    }
    for key in KEPT {
        if let Some(value) = fields.get(key) {
            out.insert(key.to_owned(), value.clone());
        }
    }
    let kind = out.get("type").and_then(Value::as_str).unwrap_or_default().to_owned();
    match kind.as_str() {
        "object" => properties(fields, &mut out, depth),
        "array" => {
            let items = fields.get("items").map_or_else(|| json!({"type": "string"}), |items| taken(items, depth + 1));
            out.insert("items".to_owned(), items);
        }
        "string" => words(fields, &mut out),
        _ => {}
    }
    Value::Object(out)
}

/// The type, of a word or of a list with `null` in it, which Gemini writes otherwise.
fn kind<'f>(fields: &'f Map<String, Value>, out: &mut Map<String, Value>) -> Option<&'static str> {
    let known = |value: &'f Value| {
        let word = value.as_str()?.to_ascii_lowercase();
        TYPES.into_iter().find(|kind| *kind == word)
    };
    match fields.get("type")? {
        Value::Array(kinds) => {
            if kinds.iter().any(|kind| kind == "null") {
                out.insert("nullable".to_owned(), json!(true));
            }
            kinds.iter().find_map(known)
        }
        kind => known(kind),
    }
}

fn properties(fields: &Map<String, Value>, out: &mut Map<String, Value>, depth: usize) {
    let mut properties = Map::new();
    for (name, property) in fields.get("properties").and_then(Value::as_object).into_iter().flatten() {
        properties.insert(name.clone(), taken(property, depth + 1));
    }
    // It must name properties that are there.
    let required = fields.get("required").and_then(Value::as_array).into_iter().flatten();
    let required: Vec<Value> =
        required.filter(|name| name.as_str().is_some_and(|name| properties.contains_key(name))).cloned().collect();
    if !properties.is_empty() {
        out.insert("properties".to_owned(), Value::Object(properties));
    }
    if !required.is_empty() {
        out.insert("required".to_owned(), Value::Array(required));
    }
}

/// Of a text: its allowed words, and the two formats that are known.
fn words(fields: &Map<String, Value>, out: &mut Map<String, Value>) {
    let one = fields.get("const").map(std::slice::from_ref);
    let words = fields.get("enum").and_then(Value::as_array).map(Vec::as_slice).or(one).unwrap_or_default();
    let words: Vec<Value> = words.iter().filter(|word| word.as_str().is_some_and(|w| !w.is_empty())).cloned().collect();
    if !words.is_empty() {
        out.insert("enum".to_owned(), Value::Array(words));
    }
    if let Some(format) = fields.get("format").filter(|format| *format == "date-time") {
        out.insert("format".to_owned(), format.clone());
    }
}
