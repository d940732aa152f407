//! A function's parameters as providers accept them: ToolBench's extra keys are folded into descriptions.

use serde_json::{Map, Value, json};

/// Key that ToolBench adds beside `required`; the same fact as its absence from `required`.
const OPTIONAL: &str = "optional";
/// Key that ToolBench adds to a property.
const EXAMPLE: &str = "example_value";
/// Longest example kept, in characters.
const MAX_EXAMPLE: usize = 200;
/// Deeper schemas are cut off: no honest document nests so far.
const MAX_DEPTH: usize = 16;

/// A JSON Schema object without ToolBench's extra keys. A property that happens to be *named* like one of them stays.
pub(in crate::formats) fn clean(schema: &Value) -> Value {
    match clean_at(schema, 0) {
        Value::Object(mut out) => {
            out.entry("type").or_insert_with(|| json!("object"));
            out.entry("properties").or_insert_with(|| json!({}));
            Value::Object(out)
        }
        _ => json!({"type": "object", "properties": {}}),
    }
}

fn clean_at(schema: &Value, depth: usize) -> Value {
    let Value::Object(fields) = schema else { return schema.clone() };
    if depth >= MAX_DEPTH {
        return json!({});
    }
    let mut out = Map::new();
    for (key, value) in fields {
        match (key.as_str(), value) {
            (OPTIONAL, Value::Array(_)) | (EXAMPLE, _) => {}
            ("properties", Value::Object(properties)) => {
                let cleaned = properties.iter().map(|(name, p)| (name.clone(), clean_at(p, depth + 1))).collect();
                out.insert(key.clone(), Value::Object(cleaned));
            }
            ("items", item) => {
                out.insert(key.clone(), clean_at(item, depth + 1));
            }
            ("required", Value::Array(names)) => {
                out.insert(key.clone(), Value::Array(unique(names)));
            }
            _ => {
                out.insert(key.clone(), value.clone());
            }
        }
    }
    if let Some(example) = fields.get(EXAMPLE).filter(|e| !e.is_null()) {
        describe_example(&mut out, example);
    }
    Value::Object(out)
}

fn describe_example(out: &mut Map<String, Value>, example: &Value) {
    let text = example.as_str().map_or_else(|| example.to_string(), str::to_owned);
    let text: String = text.chars().take(MAX_EXAMPLE).collect();
    let before = out.get("description").and_then(Value::as_str).unwrap_or_default().trim_end();
    let joined = if before.is_empty() { format!("Example: {text}") } else { format!("{before} Example: {text}") };
    out.insert("description".to_owned(), Value::String(joined));
}

/// `required` must name each property once; some tools list a parameter twice.
fn unique(names: &[Value]) -> Vec<Value> {
    let mut out: Vec<Value> = Vec::with_capacity(names.len());
    for name in names {
        if !out.contains(name) {
            out.push(name.clone());
        }
    }
    out
}
