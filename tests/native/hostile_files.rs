//! Files of tools, queries, tables and prompts from anyone: no bytes make a reader panic, what is kept is bounded, and
//! what was read is written again without loss.

use crate::support::cases::cases;
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};
use toolgrove::domain::python::json_text;
use toolgrove::domain::retrieval::EmbeddedDocument;
use toolgrove::domain::search::{KnownTool, default_prompts, offer_for_query};
use toolgrove::domain::trace::{Fidelity, PromptSet};
use toolgrove::domain::training::retriever_files;
use toolgrove::formats::prompts::{read_prompts, write_prompts};
use toolgrove::formats::toolbench::{
    CorpusRow, QueryRow, ToolFile, read_collection, read_corpus, read_qrels, read_queries, read_test_ids, read_tool,
    read_training_queries, write_corpus, write_qrels, write_queries, write_tool, write_training_queries,
};

/// Anything, half of it near to what the files look like.
fn bytes() -> impl Strategy<Value = String> {
    let pieces = select(vec![
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "\\",
        "\t",
        "\n",
        "\r",
        "1",
        "-0.5e9",
        "null",
        "\"api_list\"",
        "\"query\"",
        "\"tool_name\"",
        "\"name\"",
        "docid",
        "\u{feff}",
        "\u{e9}",
    ]);
    prop_oneof![
        vec(any::<u8>(), 0..200).prop_map(|bytes| String::from_utf8_lossy(&bytes).into_owned()),
        vec(pieces, 0..60).prop_map(|pieces| pieces.concat()),
    ]
}

/// JSON whose keys are those of the formats, with anything below them.
fn json_like() -> impl Strategy<Value = Value> {
    let keys = select(vec![
        "name",
        "tools",
        "category",
        "tool_name",
        "tool_description",
        "standardized_name",
        "title",
        "api_list",
        "required_parameters",
        "optional_parameters",
        "type",
        "default",
        "description",
        "template_response",
        "query",
        "query_id",
        "relevant APIs",
        "category_name",
        "api_name",
        "api_description",
        "search",
        "environment",
        "format",
        "system",
        "finish_function",
        "conversion",
        "7",
        "x",
    ]);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        select(vec!["a", "Tool", "prompt-set-1", "NUMBER", ""]).prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 60, 6, move |inner| {
        prop_oneof![
            vec(inner.clone(), 0..5).prop_map(Value::from),
            btree_map(keys.clone(), inner, 0..8).prop_map(|fields| fields
                .into_iter()
                .map(|(k, v)| (k.to_owned(), v))
                .collect::<Map<_, _>>()
                .into()),
        ]
    })
}

fn read_everything(text: &str) {
    _ = read_tool("Data", text);
    _ = read_tool(text, "{}");
    _ = read_collection(text);
    _ = read_queries(text);
    _ = read_test_ids(text);
    _ = read_corpus(text);
    _ = read_training_queries(text);
    _ = read_qrels(text);
    _ = read_prompts(text);
}

proptest! {
    #![proptest_config(cases(2_000))]

    #[test]
    fn no_text_makes_a_reader_panic(text in bytes()) {
        read_everything(&text);
    }

    #[test]
    fn no_json_makes_a_reader_panic(value in json_like()) {
        read_everything(&value.to_string());
        if let Value::Object(fields) = &value {
            _ = EmbeddedDocument::new(fields);
        }
        // What Python writes of a value is JSON of the same value, but for the last digit that a parser may lose.
        let again: Value = serde_json::from_str(&json_text(&value)).unwrap();
        prop_assert_eq!(again.is_object(), value.is_object());
    }

    #[test]
    fn tool_files_are_kept_whole(mut value in json_like()) {
        value = json!({"tool_name": "A", "api_list": [{"name": "go"}, value.clone()], "more": value});
        let text = value.to_string();
        let file = ToolFile::read("Data", &text).unwrap();
        prop_assert_eq!(file.json(), serde_json::from_str::<Value>(&text).unwrap());
        prop_assert_eq!(file.tool.apis.len() + file.problems.len(), 2);
        let written = write_tool(&file.tool).to_string();
        let again = read_tool("Data", &written).unwrap();
        prop_assert_eq!(write_tool(&again), serde_json::from_str::<Value>(&written).unwrap());
    }

    #[test]
    fn queries_are_kept_whole_and_offered(value in json_like(), ids in json_like()) {
        let good = json!({"category_name": "Data", "tool_name": "A", "api_name": "go", "more": value});
        let query = json!({"query": "q", "api_list": [good, value], "relevant APIs": [["A", "go"], value]});
        let text = json!([query, value]).to_string();
        let kept = read_queries(&text).unwrap();
        let file: Value = serde_json::from_str(&text).unwrap();
        let written = write_queries(&kept.good);
        prop_assert_eq!(&written[0], &file[0]);
        let tool = read_tool("Data", r#"{"tool_name": "A", "api_list": [{"name": "go"}]}"#).unwrap();
        let prompts = default_prompts().unwrap().environment;
        for fidelity in [Fidelity::ToolBench, Fidelity::Fixed] {
            for query in &kept.good {
                _ = offer_for_query(&query.wanted(), &[KnownTool::from(&tool)], &prompts, fidelity);
            }
        }
        let labelled: Vec<_> = kept.good.iter().enumerate().map(|(place, query)| query.labelled(place)).collect();
        let files = retriever_files(&labelled, &read_test_ids(&ids.to_string()).unwrap_or_default());
        prop_assert_eq!(read_corpus(&write_corpus(&files.corpus)).unwrap(), (files.corpus, vec![]));
        let qrels = files.train.qrels;
        prop_assert_eq!(read_qrels(&write_qrels(&qrels)).unwrap(), (qrels, vec![]));
    }

    #[test]
    fn tables_are_written_without_loss(texts in vec(bytes(), 0..5)) {
        let queries: Vec<QueryRow> = texts.iter().zip(1..).map(|(text, id)| QueryRow { id, text: text.clone() }).collect();
        prop_assert_eq!(read_training_queries(&write_training_queries(&queries)).unwrap(), (queries, vec![]));
        let row = |(text, docid): (&String, u64)| CorpusRow { docid, document_content: text.clone() };
        let corpus: Vec<CorpusRow> = texts.iter().zip(1..).map(row).collect();
        prop_assert_eq!(read_corpus(&write_corpus(&corpus)).unwrap(), (corpus, vec![]));
    }

    #[test]
    fn prompt_sets_are_kept_whole(value in json_like()) {
        let written = |set: &PromptSet| serde_json::from_str::<Value>(&write_prompts(set).unwrap()).unwrap();
        let mut set = written(&default_prompts().unwrap());
        set["more"] = value.clone();
        set["search"]["more"] = value.clone();
        set["environment"]["finish_function"]["parameters"]["properties"] = value;
        let text = set.to_string();
        let read = read_prompts(&text).unwrap();
        prop_assert_eq!(written(&read), serde_json::from_str::<Value>(&text).unwrap());
        _ = read.evaluator("more");
    }
}
