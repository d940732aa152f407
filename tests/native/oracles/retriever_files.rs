//! `oracles/training/retriever_files`: the retriever's training files out of queries.

use super::{Verdict, compare, load_shared, same_value, stopped};
use serde_json::{Value, json};
use toolgrove::domain::training::{RetrieverPart, retriever_files};
use toolgrove::formats::toolbench::{
    Query, read_corpus, read_qrels, read_queries, read_test_ids, read_training_queries, write_corpus, write_qrels,
    write_queries, write_training_queries,
};

#[test]
fn retriever_file_texts() {
    compare("training/retriever_files", |case| {
        match (stopped(case), files(&case["input"])) {
            // Ours names the place, or has an empty part.
            (true, _) => Verdict::Repaired,
            (false, Ok(ours)) => same_files(&case["expected"], &ours),
            (false, Err(error)) => Verdict::Differs(error),
        }
    });
}

/// All files and the split, as the oracle has them.
fn files(input: &Value) -> Result<Value, String> {
    let queries = read_queries(&input["queries"].to_string()).map_err(|e| e.to_string())?;
    if let Some(problem) = queries.problems.first() {
        return Err(problem.to_string());
    }
    assert_eq!(write_queries(&queries.good), input["queries"], "read and written");
    let test_ids = read_test_ids(&input["index"].to_string()).map_err(|e| e.to_string())?;
    let labelled: Vec<_> = queries.good.iter().enumerate().map(|(i, q)| q.labelled(i)).collect();
    let files = retriever_files(&labelled, &test_ids);
    let ids = |part: &RetrieverPart| -> Value {
        part.places.iter().map(|&i| queries.good[i].json().get("query_id").cloned().unwrap_or_default()).collect()
    };
    let texts = json!({
        "corpus.tsv": write_corpus(&files.corpus),
        "train.query.txt": write_training_queries(&files.train.queries),
        "test.query.txt": write_training_queries(&files.test.queries),
        "qrels.train.tsv": write_qrels(&files.train.qrels),
        "qrels.test.tsv": write_qrels(&files.test.qrels),
    });
    read_back(&texts, &files);
    Ok(json!({"files": texts, "split": {"train.json": ids(&files.train), "test.json": ids(&files.test)}}))
}

fn read_back(texts: &Value, files: &toolgrove::domain::training::RetrieverFiles) {
    let text = |name: &str| texts[name].as_str().unwrap();
    assert_eq!(read_corpus(text("corpus.tsv")).unwrap(), (files.corpus.clone(), vec![]));
    for (part, name) in [(&files.train, "train"), (&files.test, "test")] {
        let queries = read_training_queries(text(&format!("{name}.query.txt"))).unwrap();
        assert_eq!(queries, (part.queries.clone(), vec![]));
        assert_eq!(read_qrels(text(&format!("qrels.{name}.tsv"))).unwrap(), (part.qrels.clone(), vec![]));
    }
}

/// The corpus letter by letter; the four files that the original shuffles as sets of lines, with their counts.
fn same_files(expected: &Value, ours: &Value) -> Verdict {
    let sorted = |files: &Value| {
        let mut files = files.clone();
        for (name, text) in files["files"].as_object_mut().unwrap() {
            let mut lines: Vec<String> = text.as_str().unwrap_or_default().lines().map(str::to_owned).collect();
            if name != "corpus.tsv" {
                lines.sort();
                *text = json!(lines);
            }
        }
        files
    };
    let (mut expected, ours) = (sorted(expected), sorted(ours));
    if let Some(fields) = expected.as_object_mut() {
        fields.remove("exception");
    }
    same_value(&expected, &ours)
}

/// Recorded instruction files are read without loss.
#[test]
fn recorded_instructions() {
    for name in ["G1_query", "G2_query", "G3_query", "inference_query_demo", "inference_query_demo_open_domain"] {
        let Some(file) = load_shared(&format!("toolbench/instruction/{name}")) else { continue };
        let kept = read_queries(&file.to_string()).unwrap();
        assert_eq!(kept.problems, [], "{name}");
        assert_eq!(write_queries(&kept.good), file, "{name}");
        let found = |q: &Query| {
            q.relevant_apis
                .iter()
                .all(|(tool, api)| q.api_list.iter().any(|a| a.names.tool == *tool && a.names.api == *api))
        };
        assert!(kept.good.iter().all(found), "{name}: relevant APIs are on offer");
        println!("recorded {name}: {} queries", kept.good.len());
    }
}
