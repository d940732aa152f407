//! Retrieval as ToolBench does it: the text that stands for an API, and from scores to the APIs that a query is given
//! (`retrieval/utils.py`, `process_retrieval_ducoment`; `inference/LLM/retriever.py`, `ToolRetriever.retrieving`;
//! `rapidapi.py`, `retrieve_rapidapi_tools`).
//!
//! Our own ranking reads other texts ([`super::Document`]); this is for comparison, and for models trained on it.

use crate::domain::catalog::{pure_name, standardize, standardize_category};
use crate::domain::python::json_text;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// How many candidates the retriever gives for each API that is wanted.
const CANDIDATES_EACH: usize = 10;

/// An API by the names of its document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NamedApi {
    /// Category.
    pub category: String,
    /// Tool.
    pub tool: String,
    /// API.
    pub api: String,
}

impl NamedApi {
    /// The names as folders and functions have them.
    fn standardized(&self) -> Self {
        let (category, tool) = (standardize_category(&self.category), standardize(&self.tool));
        Self { category, tool, api: pure_name(&self.api) }
    }
}

/// What the retriever's embedding model reads of an API, and which API it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmbeddedDocument {
    /// `{category}, {tool}, {api}, {description}, required_params: ..., optional_params: ..., return_schema: ...`, the
    /// last three as Python writes JSON: `""` where there is none, `null` for null.
    pub text: String,
    /// Its names, not standardized.
    pub api: NamedApi,
}

/// A document that lacks what every document has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: expected text, found {found}")]
pub struct NotADocument {
    /// Key of the document.
    pub field: &'static str,
    /// What stands there.
    pub found: &'static str,
}

impl EmbeddedDocument {
    /// Of an API's document as query files and corpus hold it.
    ///
    /// # Errors
    /// [`NotADocument`] for a name or description that is no text, where the original crashes. A description that is
    /// absent, null or another empty value is empty.
    pub fn new(document: &Map<String, Value>) -> Result<Self, NotADocument> {
        let category = text(document, "category_name", false)?;
        let tool = text(document, "tool_name", false)?;
        let api = text(document, "api_name", false)?;
        let description = text(document, "api_description", true)?;
        let json = |key| document.get(key).map_or_else(|| "\"\"".to_owned(), json_text);
        let text = format!(
            "{category}, {tool}, {api}, {description}, required_params: {}, optional_params: {}, return_schema: {}",
            json("required_parameters"),
            json("optional_parameters"),
            json("template_response"),
        );
        let api = NamedApi { category: category.to_owned(), tool: tool.to_owned(), api: api.to_owned() };
        Ok(Self { text, api })
    }
}

fn text<'v>(
    document: &'v Map<String, Value>,
    field: &'static str,
    may_be_empty: bool,
) -> Result<&'v str, NotADocument> {
    let found = match document.get(field) {
        Some(Value::String(text)) => return Ok(text),
        None => "nothing",
        Some(Value::Null) => "null",
        Some(Value::Bool(false)) => "false",
        Some(Value::Array(list)) if list.is_empty() => "an empty list",
        Some(Value::Object(fields)) if fields.is_empty() => "an empty object",
        Some(Value::Number(number)) if number.as_f64() == Some(0.0) => "zero",
        Some(_) => return Err(NotADocument { field, found: "another value" }),
    };
    if may_be_empty { Ok("") } else { Err(NotADocument { field, found }) }
}

/// Tools that are not to be found, by category; both standardized.
pub type ExcludedTools = BTreeMap<String, BTreeSet<String>>;

/// The best candidates for `top_k` wanted APIs, names standardized: ten for each, best score first (of equal scores the
/// earlier document), and then those of excluded tools taken out, which makes them fewer. `scores` are parallel to
/// `documents`; documents without a score, and scores that are no numbers, are left out.
pub fn candidates(documents: &[NamedApi], scores: &[f64], top_k: usize, excluded: &ExcludedTools) -> Vec<NamedApi> {
    let mut ranked: Vec<(&NamedApi, f64)> =
        documents.iter().zip(scores.iter().copied()).filter(|(_, score)| !score.is_nan()).collect();
    ranked.sort_by(|a, b| b.1.partial_cmp(&a.1).unwrap_or(std::cmp::Ordering::Equal));
    ranked
        .into_iter()
        .take(top_k.saturating_mul(CANDIDATES_EACH))
        .map(|(document, _)| document.standardized())
        .filter(|api| !excluded.get(&api.category).is_some_and(|tools| tools.contains(&api.tool)))
        .collect()
}

/// The first `top_k` candidates whose tool is there: what a query of the open domain is given as `api_list`.
/// `tool_is_there` is asked with category and tool, both standardized.
pub fn apis_for_environment(
    candidates: &[NamedApi],
    top_k: usize,
    tool_is_there: impl Fn(&str, &str) -> bool,
) -> Vec<NamedApi> {
    candidates.iter().filter(|api| tool_is_there(&api.category, &api.tool)).take(top_k).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn named(category: &str, tool: &str, api: &str) -> NamedApi {
        NamedApi { category: category.into(), tool: tool.into(), api: api.into() }
    }

    #[track_caller]
    fn check(document: &Value, expect: Result<&str, &str>) {
        let read = EmbeddedDocument::new(document.as_object().unwrap());
        let read = read.map(|document| document.text).map_err(|error| error.to_string());
        assert_eq!(read, expect.map(str::to_owned).map_err(str::to_owned));
    }

    #[test]
    fn absent_parts_are_empty_texts_and_null_is_null() {
        check(
            &json!({"category_name": "C", "tool_name": "T", "api_name": "A", "required_parameters": [{"n": 1.0}],
                   "template_response": null, "more": 1}),
            Ok(r#"C, T, A, , required_params: [{"n": 1.0}], optional_params: "", return_schema: null"#),
        );
        for empty in [json!(null), json!(0), json!(false), json!([]), json!({})] {
            let document = json!({"category_name": "", "tool_name": "T", "api_name": "A", "api_description": empty});
            check(&document, Ok(r#", T, A, , required_params: "", optional_params: "", return_schema: """#));
        }
    }

    #[test]
    fn names_must_be_texts() {
        check(&json!({"category_name": "C", "tool_name": null}), Err("tool_name: expected text, found null"));
        check(&json!({"category_name": "C", "tool_name": "T"}), Err("api_name: expected text, found nothing"));
        check(
            &json!({"category_name": "C", "tool_name": "T", "api_name": "A", "api_description": 5}),
            Err("api_description: expected text, found another value"),
        );
    }

    #[test]
    fn candidates_are_cut_before_tools_are_excluded() {
        let documents: Vec<NamedApi> = (0..12).map(|i| named("Video, Images", "My Tool", &format!("a{i}"))).collect();
        let mut documents = documents;
        documents[3].tool = "Other".into();
        let mut scores: Vec<f64> = (0..12).map(|i| f64::from(i) / 10.0).collect();
        scores[0] = f64::NAN;
        // Eleven have scores, ten are candidates for one API: a11 down to a2.
        let all = candidates(&documents, &scores, 1, &ExcludedTools::new());
        assert_eq!((all.len(), &all[0], &all[9].api), (10, &named("Video_Images", "my_tool", "a11"), &"a2".to_owned()));
        let excluded = BTreeMap::from([("Video_Images".to_owned(), BTreeSet::from(["my_tool".to_owned()]))]);
        assert_eq!(candidates(&documents, &scores, 1, &excluded), [named("Video_Images", "other", "a3")]);
        let there = apis_for_environment(&all, 1, |category, tool| (category, tool) == ("Video_Images", "other"));
        assert_eq!(there, [named("Video_Images", "other", "a3")]);
        assert_eq!(candidates(&documents, &scores[..2], 0, &excluded), []);
    }

    #[test]
    fn equal_scores_keep_the_order_of_the_corpus() {
        let documents = [named("C", "T", "a"), named("C", "T", "b"), named("C", "T", "c")];
        let ranked = candidates(&documents, &[0.5, 0.7, 0.5], 1, &ExcludedTools::new());
        assert_eq!(ranked.iter().map(|a| a.api.as_str()).collect::<String>(), "bac");
    }
}
