//! Prompt sets in files (`prompt-set-1`): the texts around a search as data, of anyone's making.
//!
//! A set is kept whole: sections and texts that are not known here stay in its `rest` fields.

use crate::domain::json::FromJson;
use crate::domain::trace::PromptSet;
use crate::formats::json::{self, JsonError, Place};
use serde_json::Value;

/// Largest prompt set, in bytes. It becomes part of every run made with it.
pub const MAX_PROMPTS_BYTES: usize = 1 << 20;
/// Value of `format`.
const FORMAT: &str = "prompt-set-1";
/// Texts that not every set has, by section: they have to be texts where they are.
const OTHER_TEXTS: [(&str, &[&str]); 2] = [("search", &["rank_system", "rank_user"]), ("conversion", &["system"])];

/// Reads a prompt set.
///
/// # Errors
/// [`JsonError`] for a set of another format, or one without a text that every search needs.
pub fn read_prompts(json: &str) -> Result<PromptSet, JsonError> {
    let root = Place::ROOT;
    let value = json::parse(json, MAX_PROMPTS_BYTES)?;
    let map = json::object(&value, &root)?;
    let format = map.get("format");
    if format.and_then(Value::as_str) != Some(FORMAT) {
        return Err(root.key("format").shape(FORMAT, format.map_or("nothing", json::kind_of)));
    }
    for (section, keys) in OTHER_TEXTS {
        let Some(section_value) = map.get(section) else { continue };
        let at = root.key(section);
        let fields = json::object(section_value, &at)?;
        for &key in keys {
            if let Some(other) = fields.get(key).filter(|text| !text.is_string()) {
                return Err(at.key(key).shape("text", json::kind_of(other)));
            }
        }
    }
    Ok(PromptSet::from_json(Some(value))?)
}

/// A prompt set as a file has it: equal to what was read.
///
/// # Errors
/// None that is known: all parts are texts or JSON.
pub fn write_prompts(set: &PromptSet) -> Result<String, serde_json::Error> {
    serde_json::to_string_pretty(set)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::search::default_prompts;
    use crate::domain::trace::SearchPrompts;
    use serde_json::json;

    fn written(set: &PromptSet) -> Value {
        serde_json::from_str(&write_prompts(set).unwrap()).unwrap()
    }

    fn set() -> Value {
        let mut set = written(&default_prompts().unwrap());
        set["mood"] = json!([1]);
        set["search"]["more"] = json!({"a": null});
        set["environment"]["more"] = json!(2);
        set
    }

    #[track_caller]
    fn check(change: impl FnOnce(&mut Value), expect: &str) {
        let mut set = set();
        change(&mut set);
        assert_eq!(read_prompts(&set.to_string()).unwrap_err().to_string(), expect);
    }

    #[test]
    fn a_set_is_kept_whole() {
        let read = read_prompts(&set().to_string()).unwrap();
        assert_eq!(written(&read), set());
        assert_eq!(read.search, SearchPrompts { rest: read.search.rest.clone(), ..default_prompts().unwrap().search });
        assert_eq!((&read.rest["mood"], &read.search.rest["more"]), (&json!([1]), &json!({"a": null})));
    }

    #[test]
    fn the_shipped_set_has_words_for_every_section_of_a_search() {
        let set = default_prompts().unwrap();
        let ranking = set.ranking().unwrap();
        for placeholder in ["{task_description}", "{intersect_trice}", "{candidate_A}", "{candidate_B}"] {
            assert!(ranking.system.contains(placeholder), "{placeholder}");
        }
        assert!(ranking.user.contains('A') && ranking.user.contains('B'));
        assert!(set.conversion_system().unwrap().contains("{functions}"));
        assert_eq!(set.evaluator("any"), None);
    }

    #[test]
    fn a_judge_is_found_by_its_name() {
        let mut set = default_prompts().unwrap();
        let judge = json!({"class": "C", "request": {"model": "m"}, "prompts": {"p": "{q}"}, "messages": []});
        set.rest.insert("evaluators".into(), json!({"judge": judge, "broken": {}}));
        let found = set.evaluator("judge").unwrap();
        assert_eq!((found.class, &found.prompts["p"], found.messages.len()), ("C", &json!("{q}"), 0));
        assert_eq!(set.evaluator("broken"), None);
    }

    #[test]
    fn what_is_missing_is_named() {
        check(|set| set["format"] = json!("prompt-set-2"), "format: expected prompt-set-1, found text");
        check(|set| set["search"]["user"] = json!([]), "$.search.user: expected text, found a list");
        check(|set| set["version"] = json!(null), "$.version: expected text, found null");
        check(|set| set["search"]["rank_user"] = json!([]), "search.rank_user: expected text, found a list");
        check(|set| set["environment"] = json!([]), "$.environment: expected an object, found a list");
        check(|set| set["conversion"]["system"] = json!(null), "conversion.system: expected text, found nothing");
        check(|set| set["conversion"] = json!(1), "conversion: expected an object, found a number");
        assert!(read_prompts(&" ".repeat(MAX_PROMPTS_BYTES + 1)).is_err());
    }
}
