//! Scores the app's own retrieval on a benchmark in BEIR layout: `eval --set DIR --split NAME ...`.
//!
//! `cargo xtask eval retrieval` gives the arguments. Vectors are kept in a cache folder under a hash of model and
//! texts, so that the second run costs seconds.

#![allow(clippy::print_stdout, reason = "a program for the terminal")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, error::Error, fs, io};

use sha2::{Digest, Sha256};
use toolgrove::domain::retrieval::{
    Hit, HybridWeights, RetrievalIndex, RetrievalScores, Vectors, hash_of_texts, sentences,
};
use toolgrove::formats::beir::{Benchmark, Question, Source};
use toolgrove::retriever::{Embedder, embedder::DIM, many::embed_all};

type Fault = Box<dyn Error + Send + Sync>;

const USAGE: &str = "usage: eval --set DIR --split NAME --model FILE.onnx --tokenizer FILE.json --cache DIR \
                     [--lexical-only] [--out RUN.tsv] [--at-least NDCG@1/NDCG@5]";
/// Documents ranked per question.
const DEPTH: usize = 100;

fn main() -> ExitCode {
    match evaluate() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn evaluate() -> Result<(), Fault> {
    let options = Options::read(env::args().skip(1))?;
    let benchmark = read_benchmark(&options.set, &options.split)?;
    let mut index = RetrievalIndex::new(benchmark.documents.clone(), HybridWeights::default());
    let vectors = if options.lexical_only { None } else { Some(embed_benchmark(&options, &benchmark)?) };
    let mut questions = None;
    if let Some((documents, sentences)) = vectors {
        index.attach_vectors(documents)?;
        questions = Some(sentences);
    }
    let mut scores = RetrievalScores::default();
    let mut run = String::new();
    for (i, question) in benchmark.questions.iter().enumerate() {
        let hits = index.rank(&question.text, questions.as_ref().map(|all| all[i].as_slice()), DEPTH);
        scores.add(&judged(&hits, question), question.relevant.len());
        for hit in &hits {
            writeln!(run, "{}\t{}\t{}", question.id, benchmark.ids[hit.doc], hit.score)?;
        }
    }
    if let Some(out) = &options.out {
        write(out, run)?;
    }
    let line: Vec<String> = scores.means().iter().map(|(name, mean)| format!("{name} {:.1}", 100.0 * mean)).collect();
    println!("{} ({} queries)", line.join(" "), scores.n_questions);
    options.at_least.map_or(Ok(()), |floor| floor.hold(&scores))
}

/// NDCG@1 and NDCG@5 that have to be reached, in per cent.
#[derive(Clone, Copy)]
struct Floor {
    first: f64,
    five: f64,
}

impl Floor {
    /// Reads `68/68`.
    fn read(text: &str) -> Result<Self, Fault> {
        let misread = || format!("{text:?} is no pair of per cents like 68/68");
        let (first, five) = text.split_once('/').ok_or_else(misread)?;
        let number = |text: &str| text.parse::<f64>().ok().filter(|n| (0.0..=100.0).contains(n)).ok_or_else(misread);
        Ok(Self { first: number(first)?, five: number(five)? })
    }

    fn hold(self, scores: &RetrievalScores) -> Result<(), Fault> {
        let [(_, first), (_, five), ..] = scores.means();
        let short = [("NDCG@1", first, self.first), ("NDCG@5", five, self.five)]
            .into_iter()
            .filter(|(_, mean, floor)| 100.0 * mean < *floor)
            .map(|(name, mean, floor)| format!("{name} is {:.2}, below {floor}", 100.0 * mean))
            .collect::<Vec<_>>();
        if short.is_empty() { Ok(()) } else { Err(short.join("; ").into()) }
    }
}

struct Options {
    set: PathBuf,
    split: String,
    model: PathBuf,
    tokenizer: PathBuf,
    cache: PathBuf,
    lexical_only: bool,
    out: Option<PathBuf>,
    at_least: Option<Floor>,
}

impl Options {
    fn read(mut arguments: impl Iterator<Item = String>) -> Result<Self, Fault> {
        let mut values = BTreeMap::new();
        let mut lexical_only = false;
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--lexical-only" => lexical_only = true,
                "--set" | "--split" | "--model" | "--tokenizer" | "--cache" | "--out" | "--at-least" => {
                    values.insert(argument, arguments.next().ok_or(USAGE)?);
                }
                other => return Err(format!("{other:?} is not understood; {USAGE}").into()),
            }
        }
        let mut take = |key: &str| values.remove(key).ok_or_else(|| format!("{key} is missing; {USAGE}"));
        Ok(Self {
            set: take("--set")?.into(),
            split: take("--split")?,
            model: take("--model")?.into(),
            tokenizer: take("--tokenizer")?.into(),
            cache: take("--cache")?.into(),
            lexical_only,
            out: take("--out").ok().map(PathBuf::from),
            at_least: take("--at-least").ok().map(|text| Floor::read(&text)).transpose()?,
        })
    }
}

fn read_benchmark(set: &Path, split: &str) -> Result<Benchmark, Fault> {
    let read = |name: &str| {
        let path = set.join(name);
        let text = String::from_utf8(read(&path)?).map_err(|_| format!("{}: not UTF-8", path.display()))?;
        Ok::<_, Fault>((path.display().to_string(), text))
    };
    let corpus = read("corpus.jsonl")?;
    let queries = read("queries.jsonl")?;
    let qrels = read(&format!("qrels/{split}.tsv"))?;
    let apis = set.join("apis.jsonl").exists().then(|| read("apis.jsonl")).transpose()?;
    fn source((name, text): &(String, String)) -> Source<'_> {
        Source { name, text }
    }
    Ok(Benchmark::read(source(&corpus), source(&queries), source(&qrels), apis.as_ref().map(source))?)
}

/// Relevance and score of each hit, best first.
fn judged(hits: &[Hit], question: &Question) -> Vec<(f64, bool)> {
    hits.iter().map(|hit| (f64::from(hit.score), question.relevant.contains(&hit.doc))).collect()
}

/// Vectors of all texts S, and of each question's sentences.
fn embed_benchmark(options: &Options, benchmark: &Benchmark) -> Result<(Vectors, Vec<Vec<Vec<f32>>>), Fault> {
    let (model, tokenizer) = (read(&options.model)?, read(&options.tokenizer)?);
    let cache = Cache { folder: &options.cache, model: &model, tokenizer: &tokenizer };
    let texts: Vec<&str> = benchmark.documents.iter().map(|d| d.meaning.as_str()).collect();
    let documents = Vectors::new(texts.len(), DIM, cache.embed(&texts)?)?;
    let asked: Vec<Vec<String>> = benchmark.questions.iter().map(|q| sentences(&q.text)).collect();
    let texts: Vec<&str> = asked.iter().flatten().map(String::as_str).collect();
    let flat = cache.embed(&texts)?;
    let mut rows = flat.chunks_exact(DIM).map(<[f32]>::to_vec);
    let questions = asked.iter().map(|sentences| rows.by_ref().take(sentences.len()).collect()).collect();
    Ok((documents, questions))
}

/// Vectors on disk, by what they were made from.
struct Cache<'a> {
    folder: &'a Path,
    model: &'a [u8],
    tokenizer: &'a [u8],
}

impl Cache<'_> {
    /// [`DIM`] numbers per text, in order.
    fn embed(&self, texts: &[&str]) -> Result<Vec<f32>, Fault> {
        let file = self.folder.join(format!("{}.f32", self.key(texts)));
        if let Ok(bytes) = fs::read(&file)
            && bytes.len() == texts.len() * DIM * 4
        {
            return Ok(bytes.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect());
        }
        eprintln!("embedding {} texts; kept in {}", texts.len(), file.display());
        let vectors = embed_all(&Embedder::from_bytes(self.model, self.tokenizer)?, texts)?;
        write(&file, vectors.iter().flat_map(|x| x.to_le_bytes()).collect::<Vec<u8>>())?;
        Ok(vectors)
    }

    fn key(&self, texts: &[&str]) -> String {
        let [model, tokenizer] = [self.model, self.tokenizer].map(|bytes| format!("{:x}", Sha256::digest(bytes)));
        hash_of_texts([model.as_str(), tokenizer.as_str()].into_iter().chain(texts.iter().copied()))
    }
}

fn read(path: &Path) -> Result<Vec<u8>, Fault> {
    fs::read(path).map_err(|e| format!("{}: {e}", path.display()).into())
}

fn write(path: &Path, bytes: impl AsRef<[u8]>) -> Result<(), Fault> {
    let made = path.parent().map_or(Ok(()), fs::create_dir_all);
    made.and_then(|()| fs::write(path, bytes)).map_err(|e: io::Error| format!("{}: {e}", path.display()).into())
}
