//! ToolBench's instruction files (`data/instruction/G1_query.json`, test queries, `inference_query_demo.json`): lists of
//! queries, each with the APIs it may use and, for training and evaluation, those that it needs.
//!
//! A query holds what the file has, unknown keys included, in the file's order; what is used of it is read once, with
//! bounds. Entries that do not fit are left out of what is read and told with their place; the file's own are kept.

use super::api::{Keys, MAX_NAME_CHARS, MAX_TEXT_CHARS, read_api};
use crate::domain::catalog::Api;
use crate::domain::search::WantedApi;
use crate::domain::training::LabelledQuery;
use crate::formats::json::{self, JsonError, Kept, Place};
use serde_json::{Map, Value};

/// Largest file of queries, in bytes. The largest released one (`G1_query.json`) has about 200 MB.
pub const MAX_QUERY_BYTES: usize = 256 << 20;
/// Most queries of a file (the released ones have up to 87,413).
pub const MAX_QUERIES: usize = 500_000;
/// Most APIs, most relevant APIs, and most wordings of a query.
const MAX_ENTRIES: usize = 1_000;

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QueryText {
    /// As nearly all files have it.
    One(String),
    /// Several wordings, at least one; upstream takes the first.
    Many(Vec<String>),
}

/// `query_id`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QueryId {
    /// As released files have it.
    Number(i64),
    /// As files of others may have it.
    Text(String),
}

/// An entry of `api_list`.
#[derive(Clone, Debug, PartialEq)]
pub struct QueryApi {
    /// `category_name`, `tool_name` and `api_name` as they stand there.
    pub names: WantedApi,
    /// The whole document; bare names in files for inference.
    pub api: Api,
    /// Place in the file's list, counting entries that were left out.
    index: usize,
}

/// A query of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Query {
    /// `query`.
    pub query: QueryText,
    /// `query_id`, where there is one.
    pub query_id: Option<QueryId>,
    /// `api_list`; empty for queries of the open domain.
    pub api_list: Vec<QueryApi>,
    /// `relevant APIs`: tool and API names as they stand in `api_list`.
    pub relevant_apis: Vec<(String, String)>,
    fields: Map<String, Value>,
}

impl Query {
    /// Reads one query (a list's entry, or `query_json`) with what was left out of it.
    ///
    /// # Errors
    /// [`JsonError`] where the query itself does not fit.
    pub fn from_json(value: Value) -> Result<(Self, Vec<JsonError>), JsonError> {
        Self::at(value, &Place::ROOT)
    }

    fn at(value: Value, at: &Place<'_>) -> Result<(Self, Vec<JsonError>), JsonError> {
        let map = json::object(&value, at)?;
        let mut problems = Vec::new();
        let query = query_text(map, at)?;
        let query_id = query_id(map, at)?;
        let listed = json::entries(map, "api_list", at, MAX_ENTRIES)?;
        let mut api_list = Vec::with_capacity(listed.len());
        for (index, value) in listed.iter().enumerate() {
            match query_api(value, index, &at.key("api_list").index(index)) {
                Ok(api) => api_list.push(api),
                Err(problem) => problems.push(problem),
            }
        }
        let key = "relevant APIs";
        let relevant = json::entries(map, key, at, MAX_ENTRIES)?;
        let relevant_apis = json::keep_good(relevant, &at.key(key), &mut problems, relevant_api);
        let Value::Object(fields) = value else { return Err(at.shape("an object", "something else")) };
        Ok((Self { query, query_id, api_list, relevant_apis, fields }, problems))
    }

    /// What is asked: the first wording.
    pub fn text(&self) -> &str {
        match &self.query {
            QueryText::One(text) => text,
            QueryText::Many(texts) => texts.first().map(String::as_str).unwrap_or_default(),
        }
    }

    /// The names of all APIs, for [`crate::domain::search::offer_for_query`].
    pub fn wanted(&self) -> Vec<WantedApi> {
        self.api_list.iter().map(|api| api.names.clone()).collect()
    }

    /// The document of an API of this query as the file has it, unknown keys included.
    pub fn document(&self, api: &QueryApi) -> Option<&Map<String, Value>> {
        self.fields.get("api_list")?.get(api.index)?.as_object()
    }

    /// What the retriever's training files are made of. Queries without a whole number as `query_id` are known by their
    /// place in the file.
    pub fn labelled(&self, place: usize) -> LabelledQuery<'_> {
        let documents = self.api_list.iter().filter_map(|api| Some((&api.names, self.document(api)?))).collect();
        let id = match &self.query_id {
            Some(QueryId::Number(id)) => Some(*id),
            Some(QueryId::Text(text)) => text.trim().parse().ok(),
            None => None,
        };
        LabelledQuery {
            id: id.unwrap_or_else(|| i64::try_from(place).unwrap_or(i64::MAX)),
            text: self.text(),
            documents,
            relevant: &self.relevant_apis,
        }
    }

    /// The query again: equal to what was read.
    pub fn json(&self) -> Value {
        Value::Object(self.fields.clone())
    }
}

/// Reads a file of queries: those that can be taken, and what was left out of the file, whole queries and parts of
/// them.
///
/// # Errors
/// [`JsonError`] where the file is no list.
pub fn read_queries(json: &str) -> Result<Kept<Query>, JsonError> {
    let Value::Array(values) = json::parse(json, MAX_QUERY_BYTES)? else {
        return Err(Place::ROOT.shape("a list of queries", "something else"));
    };
    Place::ROOT.at_most(values.len(), MAX_QUERIES, "entries")?;
    let mut kept = Kept { good: Vec::with_capacity(values.len()), problems: Vec::new() };
    for (index, value) in values.into_iter().enumerate() {
        match Query::at(value, &Place::ROOT.index(index)) {
            Ok((query, problems)) => {
                kept.good.push(query);
                kept.problems.extend(problems);
            }
            Err(problem) => kept.problems.push(problem),
        }
    }
    Ok(kept)
}

/// A file of queries.
pub fn write_queries(queries: &[Query]) -> Value {
    queries.iter().map(Query::json).collect()
}

fn query_text(map: &Map<String, Value>, at: &Place<'_>) -> Result<QueryText, JsonError> {
    if !matches!(map.get("query"), Some(Value::Array(_))) {
        return json::name(map, "query", at, MAX_TEXT_CHARS).map(QueryText::One);
    }
    let texts = json::entries(map, "query", at, MAX_ENTRIES)?;
    let at = at.key("query");
    if texts.is_empty() {
        return Err(at.shape("at least one text", "an empty list"));
    }
    json::all(texts, &at, |value, at| bare_text(value, at, MAX_TEXT_CHARS)).map(QueryText::Many)
}

fn query_id(map: &Map<String, Value>, at: &Place<'_>) -> Result<Option<QueryId>, JsonError> {
    let at = at.key("query_id");
    match map.get("query_id") {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Number(number)) => match number.as_i64() {
            Some(id) => Ok(Some(QueryId::Number(id))),
            None => Err(at.shape("a whole number of 64 bits", "another number")),
        },
        Some(value) => bare_text(value, &at, MAX_NAME_CHARS).map(|text| Some(QueryId::Text(text))),
    }
}

fn query_api(value: &Value, index: usize, at: &Place<'_>) -> Result<QueryApi, JsonError> {
    let map = json::object(value, at)?;
    let name = |key| bare_text(map.get(key).unwrap_or(&Value::Null), &at.key(key), MAX_NAME_CHARS);
    let names = WantedApi { category: name("category_name")?, tool: name("tool_name")?, api: name("api_name")? };
    let api = read_api(map, &Keys { name: "api_name", description: "api_description" }, at)?;
    Ok(QueryApi { names, api, index })
}

fn relevant_api(value: &Value, at: &Place<'_>) -> Result<(String, String), JsonError> {
    match value.as_array().map(Vec::as_slice) {
        Some([tool, api]) => {
            Ok((bare_text(tool, &at.index(0), MAX_NAME_CHARS)?, bare_text(api, &at.index(1), MAX_NAME_CHARS)?))
        }
        Some(_) => Err(at.shape("a tool's name and an API's", "a list of another length")),
        None => Err(at.shape("a tool's name and an API's", json::kind_of(value))),
    }
}

fn bare_text(value: &Value, at: &Place<'_>, limit: usize) -> Result<String, JsonError> {
    let text = value.as_str().ok_or_else(|| at.shape("text", json::kind_of(value)))?;
    at.at_most(text.chars().count(), limit, "characters")?;
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn file() -> Value {
        json!([
            {
                "query": "What?", "query_id": 7, "mood": "good",
                "api_list": [
                    {"category_name": "Data", "tool_name": "My Tool ", "api_name": "go", "api_description": null,
                     "required_parameters": [{"name": "", "type": "NUMBER", "description": " d", "default": null}],
                     "optional_parameters": [], "method": "get", "x": [1]},
                    {"category_name": "Data", "tool_name": "Other", "api_name": "stop"},
                ],
                "relevant APIs": [["My Tool ", "go"]],
            },
            {"query": ["One?", "Two?"], "query_id": null},
        ])
    }

    #[test]
    fn what_is_read_and_what_is_kept() {
        let Kept { good, problems } = read_queries(&file().to_string()).unwrap();
        assert_eq!(problems, []);
        assert_eq!(write_queries(&good), file());
        let first = &good[0];
        assert_eq!((first.text(), &first.query_id), ("What?", &Some(QueryId::Number(7))));
        assert_eq!(first.wanted()[0], WantedApi { category: "Data".into(), tool: "My Tool ".into(), api: "go".into() });
        let api = &first.api_list[0].api;
        assert_eq!((api.method.as_str(), api.required_parameters[0].description.as_str()), ("GET", " d"));
        assert_eq!(api.required_parameters[0].default, Value::Null);
        assert_eq!(first.document(&first.api_list[0]).unwrap()["x"], json!([1]));
        assert_eq!(first.relevant_apis, [("My Tool ".to_owned(), "go".to_owned())]);
        assert_eq!((good[1].text(), good[1].api_list.len(), &good[1].query_id), ("One?", 0, &None));
    }

    #[test]
    fn ids_are_numbers_texts_or_places() {
        let id = |value: Value| Query::from_json(value).map(|(query, _)| query.labelled(9).id);
        assert_eq!(id(json!({"query": "q", "query_id": -3})), Ok(-3));
        assert_eq!(id(json!({"query": "q", "query_id": " 12"})), Ok(12));
        assert_eq!(id(json!({"query": "q", "query_id": "G1_12"})), Ok(9));
        assert_eq!(id(json!({"query": "q"})), Ok(9));
        assert!(id(json!({"query": "q", "query_id": 1.5})).is_err());
    }

    #[test]
    fn bad_entries_are_told_and_the_others_kept() {
        let mut value = file();
        value[0]["api_list"][0] =
            json!({"category_name": "Data", "tool_name": "T", "api_name": "a", "required_parameters": [[]]});
        value[0]["relevant APIs"] = json!([["My Tool "], ["Other", "stop"], 5, ["Other", 6]]);
        value.as_array_mut().unwrap().extend([json!(3), json!({"query": []}), json!({"query_id": 1})]);
        let Kept { good, problems } = read_queries(&value.to_string()).unwrap();
        let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            [
                "[0].api_list[0].required_parameters[0]: expected an object, found a list",
                "[0].relevant APIs[0]: expected a tool's name and an API's, found a list of another length",
                "[0].relevant APIs[2]: expected a tool's name and an API's, found a number",
                "[0].relevant APIs[3][1]: expected text, found a number",
                "[2]: expected an object, found a number",
                "[3].query: expected at least one text, found an empty list",
                "[4].query: expected text that is not empty, found nothing",
            ]
        );
        assert_eq!((good.len(), good[0].api_list.len(), good[0].relevant_apis.len()), (2, 1, 1));
        assert_eq!(good[0].document(&good[0].api_list[0]).unwrap()["tool_name"], "Other");
        assert_eq!(good[0].json(), value[0], "what was left out is still in the file");
    }

    #[test]
    fn only_lists_are_files_of_queries() {
        assert_eq!(read_queries("{}").unwrap_err().to_string(), "$: expected a list of queries, found something else");
        assert!(read_queries("[").is_err());
    }
}
