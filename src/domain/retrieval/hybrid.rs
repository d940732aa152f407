//! The fusion of meaning and words that orders APIs for a question.
//!
//! `score = cosine * A + sentence_words * B + tool_words * C`, where over the sentences `s` of the question
//! A = max cosine(s, text S), B = max nm(BM25(s, text D)), and C = the largest nm(BM25(question, text D)) among the
//! APIs of the same tool; nm(x) = x / the largest x of that query, or 0 where that is 0. A needs vectors; without
//! them the score is B's and C's parts alone.

use super::dense::{Vectors, dot};
use super::lexical::Bm25;
use super::words::{Word, split_identifiers, words};
use serde::{Deserialize, Serialize};

/// How many words a hit names.
const MAX_WHY_WORDS: usize = 8;

/// Weights of the three parts. The default was fitted on ToolBench's dev questions (5-fold cross-validated
/// NDCG@1/@5 69.6/70.2 there).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct HybridWeights {
    /// Of A, the best sentence's cosine (-1 to 1).
    pub cosine: f32,
    /// Of B, the best sentence's words (0 to 1).
    pub sentence_words: f32,
    /// Of C, the words of the tool's best API (0 to 1).
    pub tool_words: f32,
}

impl Default for HybridWeights {
    fn default() -> Self {
        Self { cosine: 1.0, sentence_words: 0.535, tool_words: 0.615 }
    }
}

/// One retrieved document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Hit {
    /// Index of the document.
    pub doc: usize,
    /// The fused score; comparable within one ranking only.
    pub score: f32,
    /// What made it.
    pub why: Why,
}

/// What a score was made of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Why {
    /// The sentence of the question that fits best.
    pub sentence: String,
    /// The question's words that stand in text D, as written, each with its share of the words' score (together at
    /// most 1), strongest first.
    pub words: Vec<(String, f32)>,
    /// A, -1 to 1; `None` where there were no vectors.
    pub similarity: Option<f32>,
    /// B, 0 to 1.
    pub lexical: f32,
    /// C, 0 to 1.
    pub tool: f32,
}

/// What is ranked: parallel by document.
pub(super) struct Corpus<'a> {
    pub bm25: &'a Bm25,
    /// Number of the document's tool, below `n_tools`.
    pub tools: &'a [u32],
    pub n_tools: usize,
    pub vectors: Option<&'a Vectors>,
}

/// What is asked: sentences, and their unit vectors if there are any.
pub(super) struct Question<'a> {
    pub text: &'a str,
    pub sentences: &'a [String],
    pub vectors: Option<&'a [Vec<f32>]>,
    /// Which documents are looked at; the others are as if they were not there, but for how rare a word is.
    pub among: &'a dyn Fn(usize) -> bool,
}

/// The best value of each document over the sentences, and which sentence gave the best fused value.
struct Best {
    similarity: Option<Vec<f32>>,
    lexical: Vec<f32>,
    fused: Vec<f32>,
    sentence: Vec<u32>,
}

/// The `k` best documents, by score and then by index. A document that shares no word with the question is left out
/// where words are all there is to go by.
pub(super) fn rank(corpus: &Corpus<'_>, weights: HybridWeights, question: &Question<'_>, k: usize) -> Vec<Hit> {
    if question.sentences.is_empty() {
        return Vec::new();
    }
    let words = query_words(question.text);
    let best = best_of_sentences(corpus, weights, question);
    let tool = tool_scores(corpus, &words, question.among);
    let score = |doc: usize| {
        let similarity = best.similarity.as_ref().map_or(0.0, |s| s[doc]);
        let lexical = weights.sentence_words * best.lexical[doc] + weights.tool_words * tool[doc];
        weights.cosine * similarity + lexical
    };
    let mut ranked: Vec<(usize, f32)> =
        (0..corpus.tools.len()).filter(|&doc| (question.among)(doc)).map(|doc| (doc, score(doc))).collect();
    if best.similarity.is_none() {
        ranked.retain(|(_, score)| *score > 0.0);
    }
    keep_best(&mut ranked, k);
    let hit = |(doc, score): (usize, f32)| Hit {
        doc,
        score,
        why: Why {
            sentence: question.sentences[best.sentence[doc] as usize].clone(),
            words: corpus.bm25.shares(&words, doc, MAX_WHY_WORDS),
            similarity: best.similarity.as_ref().map(|s| s[doc]),
            lexical: best.lexical[doc],
            tool: tool[doc],
        },
    };
    ranked.into_iter().map(hit).collect()
}

/// A question's words; identifiers in it fall apart as those of the documents did.
fn query_words(text: &str) -> Vec<Word> {
    words(&split_identifiers(text))
}

fn best_of_sentences(corpus: &Corpus<'_>, weights: HybridWeights, question: &Question<'_>) -> Best {
    let n = corpus.tools.len();
    let dense = corpus.vectors.zip(question.vectors);
    let mut best = Best {
        similarity: dense.map(|_| vec![f32::NEG_INFINITY; n]),
        lexical: vec![0.0; n],
        fused: vec![f32::NEG_INFINITY; n],
        sentence: vec![0; n],
    };
    for (s, sentence) in question.sentences.iter().enumerate() {
        let lexical = normalised(corpus.bm25.scores(&query_words(sentence)), question.among);
        let mut cosines = dense.map(|(documents, sentences)| documents.rows().map(|row| dot(row, &sentences[s])));
        for doc in 0..n {
            let cosine = cosines.as_mut().and_then(Iterator::next);
            let fused = weights.cosine * cosine.unwrap_or(0.0) + weights.sentence_words * lexical[doc];
            if fused > best.fused[doc] {
                best.fused[doc] = fused;
                best.sentence[doc] = s as u32;
            }
            best.lexical[doc] = best.lexical[doc].max(lexical[doc]);
            if let (Some(similarity), Some(cosine)) = (&mut best.similarity, cosine) {
                similarity[doc] = similarity[doc].max(cosine);
            }
        }
    }
    best
}

/// C of every document.
fn tool_scores(corpus: &Corpus<'_>, words: &[Word], among: &dyn Fn(usize) -> bool) -> Vec<f32> {
    let scores = normalised(corpus.bm25.scores(words), among);
    let mut by_tool = vec![0.0_f32; corpus.n_tools];
    for (&tool, score) in corpus.tools.iter().zip(scores) {
        let best = &mut by_tool[tool as usize];
        *best = best.max(score);
    }
    corpus.tools.iter().map(|&tool| by_tool[tool as usize]).collect()
}

/// Scores as parts of the largest; 0 for documents that are not looked at.
fn normalised(mut scores: Vec<f32>, among: &dyn Fn(usize) -> bool) -> Vec<f32> {
    for (doc, score) in scores.iter_mut().enumerate() {
        if !among(doc) {
            *score = 0.0;
        }
    }
    let largest = scores.iter().copied().fold(0.0, f32::max);
    if largest > 0.0 {
        scores.iter_mut().for_each(|s| *s /= largest);
    }
    scores
}

fn keep_best(ranked: &mut Vec<(usize, f32)>, k: usize) {
    let order = |a: &(usize, f32), b: &(usize, f32)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
    if k == 0 {
        ranked.clear();
    } else if k < ranked.len() {
        ranked.select_nth_unstable_by(k - 1, order);
        ranked.truncate(k);
    }
    ranked.sort_unstable_by(order);
}
