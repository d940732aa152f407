//! Leaving out of a reply what its API's schema does not name (ToolBench `server.py`, `observation_shorten`,
//! `dict_shorten`).

use serde_json::Value;

/// Whether replies are filtered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strip {
    /// Always.
    Filter,
    /// By chance.
    Random,
    /// Never: replies are only cut.
    Other,
}

impl Strip {
    /// The word in a request to the service.
    pub fn from_word(word: &str) -> Self {
        match word {
            "filter" => Self::Filter,
            "random" => Self::Random,
            _ => Self::Other,
        }
    }
}

/// Whether to filter; `chance` is drawn from 0 to 1.
pub fn filters(strip: Strip, chance: f64) -> bool {
    strip == Strip::Filter || strip == Strip::Random && chance > 0.5
}

/// Whether replies of one run are filtered, call by call. Chance comes from the run's seed and the number of the call, so
/// that a run that goes on draws what it would have drawn.
#[derive(Clone, Copy, Debug)]
pub struct Stripping {
    strip: Strip,
    seed: u64,
    calls: u64,
}

impl Stripping {
    /// Of a run that has made so many calls.
    pub const fn new(strip: Strip, seed: u64, calls: u64) -> Self {
        Self { strip, seed, calls }
    }

    /// Whether the next reply is filtered.
    pub fn filters_next(&mut self) -> bool {
        self.calls = self.calls.wrapping_add(1);
        filters(self.strip, chance(self.seed, self.calls))
    }
}

/// From 0 up to 1, evenly (SplitMix64).
fn chance(seed: u64, number: u64) -> f64 {
    let mut z = seed.wrapping_add(number.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
}

/// `response` without the fields that `schema` lacks, at every level. Lists are judged by their first item. Where the
/// original stops, since the schema has another shape than the reply, the value stays as it is. What is not an object
/// is not filtered.
///
/// Where the schema has the name of a type in place of an object, a field stays if its name is part of that word.
pub fn filter_by_schema(response: &Value, schema: &Value) -> Value {
    let mut out = response.clone();
    prune(&mut out, Some(schema));
    out
}

fn prune(value: &mut Value, schema: Option<&Value>) {
    let (Value::Object(fields), Some(schema)) = (value, schema) else { return };
    if !matches!(schema, Value::Object(_) | Value::String(_) | Value::Array(_)) {
        return;
    }
    fields.retain(|name, _| names(schema, name));
    for (name, value) in fields.iter_mut() {
        let inner = schema.get(name.as_str());
        match value {
            Value::Object(_) => prune(value, inner),
            Value::Array(items) if items.first().is_some_and(Value::is_object) => {
                let of_items = inner.and_then(first);
                for item in items {
                    prune(item, of_items.as_ref());
                }
            }
            _ => {}
        }
    }
}

fn names(schema: &Value, name: &str) -> bool {
    match schema {
        Value::Object(fields) => fields.contains_key(name),
        Value::String(word) => word.contains(name),
        Value::Array(items) => items.iter().any(|item| item.as_str() == Some(name)),
        _ => false,
    }
}

/// Item 0 of a list, or letter 0 of a text.
fn first(schema: &Value) -> Option<Value> {
    match schema {
        Value::Array(items) => items.first().cloned(),
        Value::String(word) => word.chars().next().map(|c| Value::String(c.to_string())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_what_the_schema_names_stays() {
        let check = |response: Value, schema: Value, expected: Value| {
            let found = filter_by_schema(&response, &schema);
            assert_eq!(found, expected, "{response} by {schema}");
        };
        check(json!({"a": 1, "b": {"c": 2, "d": 3}}), json!({"b": {"c": "int"}}), json!({"b": {"c": 2}}));
        check(json!({"a": [{"b": 1, "c": 2}, {"c": 3}]}), json!({"a": [{"b": "int"}]}), json!({"a": [{"b": 1}, {}]}));
        check(json!({"a": {"s": 1, "x": 2}}), json!({"a": "str"}), json!({"a": {"s": 1}}));
        check(json!({"a": [{"b": 1}]}), json!({"a": []}), json!({"a": [{"b": 1}]}));
        check(json!({"a": [5, {"b": 1}]}), json!({"a": [{"c": "int"}]}), json!({"a": [5, {"b": 1}]}));
        check(json!({"a": {"b": 1}}), json!({"a": null}), json!({"a": {"b": 1}}));
        check(json!([1]), json!({}), json!([1]));
    }

    #[test]
    fn a_run_that_goes_on_draws_what_it_would_have_drawn() {
        let draws = |strip, seed, from: u64| {
            let mut stripping = Stripping::new(strip, seed, from);
            (from..200).map(|_| stripping.filters_next()).collect::<Vec<bool>>()
        };
        let all = draws(Strip::Random, 1, 0);
        assert_eq!(draws(Strip::Random, 1, 120), all[120..]);
        assert_ne!(draws(Strip::Random, 2, 0), all);
        // Half of 200, give or take three standard deviations (7.1 each).
        assert!((79..=121).contains(&all.iter().filter(|filtered| **filtered).count()));
        assert!(draws(Strip::Filter, 1, 0).iter().all(|filtered| *filtered));
        assert!(!draws(Strip::Other, 1, 0).contains(&true));
    }

    #[test]
    fn chance_decides_only_when_asked_to() {
        assert!(filters(Strip::Filter, 0.0) && filters(Strip::Random, 0.51) && !filters(Strip::Random, 0.5));
        assert!(!filters(Strip::from_word("truncate"), 1.0));
    }
}
