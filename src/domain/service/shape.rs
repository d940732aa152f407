//! What of an observation the model sees, before its length is cut: all, what the API's schema names (ToolBench's
//! filter), or all without nulls and the tails of long lists. A function of what is stored, so that it can be shown
//! beside the whole.

use super::filter::filter_by_schema;
use crate::domain::json;
use crate::domain::trace::Shaping;
use serde_json::Value;

/// Entries of a list that stay.
const MAX_ITEMS: usize = 10;

/// A shaped observation, with what was left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shaped {
    /// What is left, as JSON where it was JSON.
    pub text: String,
    /// Fields that the schema lacks.
    pub fields: usize,
    /// Nulls.
    pub nulls: usize,
    /// Entries of lists.
    pub items: usize,
}

/// Shapes an observation. What is no JSON stays as it is; so does all of it where the API has no schema.
pub fn shape(observation: &str, shaping: Shaping, schema: &Value) -> Shaped {
    let whole = || Shaped { text: observation.to_owned(), ..Shaped::default() };
    let parsed = (!shaping.is_whole()).then(|| json::parse(observation).ok()).flatten();
    let Some(mut value) = parsed else { return whole() };
    let mut shaped = Shaped::default();
    match shaping {
        // A tool service's, which leaves out before its reply is an observation.
        Shaping::Whole | Shaping::Random => return whole(),
        Shaping::Schema => {
            let Some(response) = value.get_mut("response").filter(|_| has_fields(schema)) else { return whole() };
            let before = count_fields(response);
            *response = filter_by_schema(response, schema);
            shaped.fields = before.saturating_sub(count_fields(response));
        }
        Shaping::Compact => compact(&mut value, &mut shaped),
    }
    if shaped == Shaped::default() {
        return whole();
    }
    Shaped { text: value.to_string(), ..shaped }
}

fn has_fields(schema: &Value) -> bool {
    schema.as_object().is_some_and(|fields| !fields.is_empty())
}

fn count_fields(value: &Value) -> usize {
    match value {
        Value::Object(fields) => fields.len() + fields.values().map(count_fields).sum::<usize>(),
        Value::Array(items) => items.iter().map(count_fields).sum(),
        _ => 0,
    }
}

fn compact(value: &mut Value, shaped: &mut Shaped) {
    match value {
        Value::Object(fields) => {
            let before = fields.len();
            fields.retain(|_, value| !value.is_null());
            shaped.nulls += before - fields.len();
            fields.values_mut().for_each(|value| compact(value, shaped));
        }
        Value::Array(items) => {
            let more = items.len().saturating_sub(MAX_ITEMS);
            items.truncate(MAX_ITEMS);
            items.iter_mut().for_each(|value| compact(value, shaped));
            // An entry of one would take the place of what it counts.
            if more > 0 {
                items.push(Value::String(format!("... {more} more")));
                shaped.items += more;
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[track_caller]
    fn check(observation: &Value, shaping: Shaping, schema: &Value, expect: &Value, left_out: [usize; 3]) {
        let shaped = shape(&observation.to_string(), shaping, schema);
        assert_eq!(json::parse(&shaped.text).unwrap(), *expect);
        assert_eq!([shaped.fields, shaped.nulls, shaped.items], left_out);
    }

    #[test]
    fn nulls_and_tails_go_with_a_count() {
        let long: Vec<u32> = (0..13).collect();
        let observation = json!({"error": "", "response": {"a": null, "b": [{"c": null, "d": 1}, null], "long": long}});
        let kept = json!({"error": "", "response": {"b": [{"d": 1}, null], "long": [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, "... 3 more"]}});
        check(&observation, Shaping::Compact, &Value::Null, &kept, [0, 2, 3]);
        check(&observation, Shaping::Whole, &Value::Null, &observation, [0, 0, 0]);
    }

    #[test]
    fn a_schema_filters_the_response_alone() {
        let observation = json!({"error": "", "response": {"a": 1, "b": {"c": 2, "d": 3}}});
        let kept = json!({"error": "", "response": {"b": {"c": 2}}});
        check(&observation, Shaping::Schema, &json!({"b": {"c": 0}}), &kept, [2, 0, 0]);
        check(&observation, Shaping::Schema, &Value::Null, &observation, [0, 0, 0]);
        check(
            &json!({"error": "x", "response": ""}),
            Shaping::Schema,
            &json!({"b": 1}),
            &json!({"error": "x", "response": ""}),
            [0, 0, 0],
        );
    }

    #[test]
    fn what_is_no_json_stays() {
        let text = "[null, ";
        assert_eq!(shape(text, Shaping::Compact, &Value::Null).text, text);
    }
}
