//! Retrieval: the whole index, its behaviour on a hostile or odd question, and its numbers on shared benchmarks.

use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::PathBuf;
use toolgrove::domain::retrieval::{
    Bm25, Bm25Parameters, DenseError, Document, Fields, HybridWeights, RetrievalIndex, RetrievalScores, Vectors,
    ndcg_at, words,
};
use toolgrove::formats::beir::{Benchmark, Source};

/// A file of the shared folder, or `None` with a line that says so.
fn shared(path: &str) -> Option<String> {
    let root = std::env::var_os("TOOLGROVE_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let text = std::fs::read_to_string(root.join(path));
    if text.is_err() {
        println!("skipped: no {path} under {} (set TOOLGROVE_SHARED)", root.display());
    }
    text.ok()
}

fn document(tool: &str, api: &str, description: &str, zh: &str) -> Document {
    let fields = Fields { category: "Tools", tool, api, description, parameters: &[], other_languages: &[zh] };
    Document::of_fields(tool.to_owned(), &fields)
}

fn small_index() -> RetrievalIndex {
    let documents = vec![
        document("Parcel Post", "trackPackage", "Where a package is now.", "查询包裹的位置"),
        document("Parcel Post", "listCarriers", "Names of carriers.", "快递公司列表"),
        document("Sky", "forecast", "Weather of the coming days.", "未来几天的天气预报"),
        document("Sky", "forecast", "Weather of the coming days.", "未来几天的天气预报"),
    ];
    RetrievalIndex::new(documents, HybridWeights::default())
}

fn docs(index: &RetrievalIndex, query: &str, vectors: Option<&[Vec<f32>]>, k: usize) -> Vec<usize> {
    index.rank(query, vectors, k).iter().map(|hit| hit.doc).collect()
}

#[test]
fn words_alone_rank_before_the_model_has_arrived() {
    let index = small_index();
    // The second API of the parcel tool shares no word with the question: its tool lends it C.
    assert_eq!(docs(&index, "Where are my packages?", None, 9), [0, 1]);
    // Equal scores stay in the order of the documents.
    assert_eq!(docs(&index, "weather", None, 9), [2, 3]);
    assert_eq!(docs(&index, "weather", None, 1), [2]);
    for nothing in ["", "  ", "the of a", "zebra", "🦓"] {
        assert!(index.rank(nothing, None, 5).is_empty(), "{nothing:?}");
    }
    assert!(index.rank("weather", None, 0).is_empty());
}

#[test]
fn chinese_questions_are_served_by_the_chinese_lines() {
    let index = small_index();
    assert_eq!(docs(&index, "明天北京的天气怎么样？", None, 1), [2]);
    let hits = index.rank("我的包裹在哪里", None, 1);
    assert_eq!((hits[0].doc, hits[0].why.words[0].0.as_str()), (0, "包裹"));
}

#[test]
fn a_hit_explains_itself() {
    let index = small_index();
    let hits = index.rank("I want to hike on Sunday. Find where my packages are.", None, 1);
    let why = &hits[0].why;
    assert_eq!(why.sentence, "Find where my packages are.");
    assert_eq!(why.words.iter().map(|w| w.0.as_str()).collect::<Vec<_>>(), ["packages", "where"]);
    assert!((why.words.iter().map(|w| w.1).sum::<f32>() - 1.0).abs() < 1e-6);
    assert_eq!((why.similarity, why.lexical, why.tool), (None, 1.0, 1.0));
    assert!((hits[0].score - (0.535 + 0.615)).abs() < 1e-6);
}

#[test]
fn meaning_joins_in_once_vectors_are_attached() {
    let mut index = small_index();
    let query = "Will I need an umbrella?";
    assert!(index.rank(query, None, 4).is_empty());
    let too_few = Vectors::new(1, 2, vec![1.0, 0.0]).unwrap();
    assert_eq!(index.attach_vectors(too_few), Err(DenseError::Count { vectors: 1, documents: 4 }));
    index.attach_vectors(Vectors::new(4, 2, vec![1.0, 0.0, 0.8, 0.6, 0.0, 1.0, 0.0, 1.0]).unwrap()).unwrap();
    assert_eq!(index.sentences_of(query), [query]);
    let vectors = [vec![0.0, 1.0]];
    let hits = index.rank(query, Some(&vectors), 4);
    assert_eq!(hits.iter().map(|h| h.doc).collect::<Vec<_>>(), [2, 3, 1, 0]);
    assert_eq!((hits[0].score, hits[0].why.similarity), (1.0, Some(1.0)));
    // The best sentence counts, not the sum, and names itself.
    let two = "Is rain ahead of us? Show me my packages now.";
    let hits = index.rank(two, Some(&[vec![0.0, 1.0], vec![1.0, 0.0]]), 4);
    assert_eq!((hits[0].doc, hits[0].why.sentence.as_str()), (0, "Show me my packages now."));
    assert_eq!((hits[2].doc, hits[2].why.sentence.as_str()), (2, "Is rain ahead of us?"));
    // What does not fit is not used, and says so.
    for odd in [vec![], vec![vec![0.0]], vec![vec![f32::NAN, 0.0]], vec![vec![0.0, 1.0]; 2]] {
        assert!(index.rank("weather", Some(&odd), 4).iter().all(|hit| hit.why.similarity.is_none()), "{odd:?}");
    }
}

#[test]
fn the_hash_knows_texts_and_their_order() {
    let index = |meanings: &[&str]| {
        let document = |m: &&str| Document { meaning: (*m).to_owned(), ..Document::default() };
        RetrievalIndex::new(meanings.iter().map(document).collect(), HybridWeights::default()).texts_hash()
    };
    assert_eq!(index(&["a", "b"]), index(&["a", "b"]));
    assert_ne!(index(&["a", "b"]), index(&["b", "a"]));
    assert_ne!(index(&["ab", ""]), index(&["a", "b"]));
    assert_eq!(index(&[]), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

#[test]
fn weights_are_data() {
    let weights: HybridWeights =
        serde_json::from_str(r#"{"cosine":1.0,"sentence_words":0.535,"tool_words":0.615}"#).expect("the three weights");
    assert_eq!(weights, HybridWeights::default());
}

const CORPUS: &str = r#"{"_id":"7","title":"T","text":"x","metadata":{"tool":"t"}}"#;
const QUERIES: &str = r#"{"_id":"q","text":"x"}"#;

#[track_caller]
fn check_bad_benchmark(corpus: &str, queries: &str, qrels: &str, apis: Option<&str>, expect: &str) {
    let source = |name, text| Source { name, text };
    let read = Benchmark::read(
        source("corpus", corpus),
        source("queries", queries),
        source("dev.tsv", qrels),
        apis.map(|text| source("apis", text)),
    );
    let message = read.map(|_| ()).expect_err("must be refused").to_string();
    assert!(message.starts_with(expect), "{message}");
}

#[test]
fn a_bad_benchmark_names_file_and_line() {
    let qrels = "query-id\tcorpus-id\tscore\nq\t7\t1\n";
    check_bad_benchmark("", QUERIES, qrels, None, "corpus: no entries");
    check_bad_benchmark(&format!("{CORPUS}\n{CORPUS}"), QUERIES, qrels, None, "corpus:2: id '7' stands here twice");
    check_bad_benchmark(&format!("{CORPUS}\n\n{{"), QUERIES, qrels, None, "corpus:3: ");
    check_bad_benchmark(CORPUS, "[]", qrels, None, "queries:1: ");
    check_bad_benchmark(CORPUS, QUERIES, "query-id\tcorpus-id\tscore\n", None, "dev.tsv: no entries");
    check_bad_benchmark(CORPUS, QUERIES, "q\t7\n", None, "dev.tsv:1: expected query-id");
    check_bad_benchmark(CORPUS, QUERIES, "q\t7\tyes\n", None, "dev.tsv:1: 'yes' is no score");
    check_bad_benchmark(CORPUS, QUERIES, "q\t8\t1\n", None, "dev.tsv:1: no document '8'");
    check_bad_benchmark(CORPUS, QUERIES, "other\t7\t1\n", None, "dev.tsv:1: query 'other' is not in queries");
    check_bad_benchmark(CORPUS, QUERIES, qrels, Some(r#"{"docid":7,"category_name":3}"#), "apis:1: ");
    let other = r#"{"docid":1,"category_name":"c","tool_name":"t","api_name":null}"#;
    check_bad_benchmark(CORPUS, QUERIES, qrels, Some(other), "corpus:1: no API has docid 7");
}

#[derive(Deserialize)]
struct Oracle {
    cases: Vec<OracleCase>,
}

#[derive(Deserialize)]
struct OracleCase {
    input: OracleInput,
    expected: BTreeMap<String, serde_json::Value>,
}

#[derive(Deserialize)]
struct OracleInput {
    corpus_ids: Vec<i64>,
    queries: Vec<OracleQuery>,
}

#[derive(Deserialize)]
struct OracleQuery {
    scores: Vec<f64>,
    relevant: Vec<i64>,
}

#[test]
fn ndcg_is_upstream_s() {
    let Some(text) = shared("oracles/retrieval/ndcg.json") else { return };
    let oracle: Oracle = serde_json::from_str(&text).expect("retrieval-ndcg-1");
    assert!(!oracle.cases.is_empty());
    for case in &oracle.cases {
        for k in [1, 3, 5] {
            let expected: Vec<f64> = serde_json::from_value(case.expected[&format!("ndcg@{k}")].clone()).expect("list");
            assert_eq!(expected.len(), case.input.queries.len());
            for (query, expect) in case.input.queries.iter().zip(expected) {
                let ids = case.input.corpus_ids.iter();
                let scored: Vec<(f64, bool)> =
                    query.scores.iter().zip(ids).map(|(s, id)| (*s, query.relevant.contains(id))).collect();
                let found = ndcg_at(&scored, query.relevant.len(), k);
                assert!((found - expect).abs() < 1e-9, "@{k}: {found} {expect}");
            }
        }
    }
}

/// NDCG@1 and NDCG@5 in percent of `score` over ToolBench's dev questions.
fn toolbench(score: impl Fn(&Benchmark) -> Box<dyn Fn(&str) -> Vec<(f64, usize)>>) -> Option<(f64, f64)> {
    let names = ["corpus.jsonl", "queries.jsonl", "qrels/dev.tsv", "apis.jsonl"];
    let texts: Vec<String> =
        names.iter().map(|name| shared(&format!("retrieval/toolbench/{name}"))).collect::<Option<_>>()?;
    let source = |i: usize| Source { name: names[i], text: &texts[i] };
    let benchmark = Benchmark::read(source(0), source(1), source(2), Some(source(3))).expect("the shared benchmark");
    assert_eq!((benchmark.documents.len(), benchmark.questions.len()), (2490, 461));
    let ranker = score(&benchmark);
    let mut scores = RetrievalScores::default();
    for question in &benchmark.questions {
        let ranked: Vec<(f64, bool)> =
            ranker(&question.text).into_iter().map(|(s, doc)| (s, question.relevant.contains(&doc))).collect();
        scores.add(&ranked, question.relevant.len());
    }
    println!("{:?}", scores.means());
    let [(_, one), (_, five), ..] = scores.means();
    Some((one * 100.0, five * 100.0))
}

/// The shared baseline table has 67.5/62.5 for BM25 over text D with the category unsplit; splitting it too, as our
/// folder names need, gives 68.2/62.6 by an independent computation of the same recipe.
#[test]
fn bm25_reaches_the_baseline_on_toolbench() {
    let found = toolbench(|benchmark| {
        let bm25 = Bm25::new(benchmark.documents.iter().map(|d| d.words.as_str()), Bm25Parameters::default());
        Box::new(move |query| {
            let scores = bm25.scores(&words(query));
            scores.into_iter().enumerate().map(|(doc, score)| (f64::from(score), doc)).collect()
        })
    });
    let Some((one, five)) = found else { return };
    assert!((one - 68.2).abs() < 0.5 && (five - 62.6).abs() < 0.5, "{one:.1}/{five:.1}");
}

#[test]
fn words_alone_reach_more_with_sentences_and_tools() {
    let found = toolbench(|benchmark| {
        let index = RetrievalIndex::new(benchmark.documents.clone(), HybridWeights::default());
        Box::new(move |query| index.rank(query, None, 100).iter().map(|h| (f64::from(h.score), h.doc)).collect())
    });
    let Some((one, five)) = found else { return };
    assert!(one > 65.5 && five > 67.5, "{one:.1}/{five:.1}");
}
