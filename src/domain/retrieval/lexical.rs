//! BM25 over text D: an inverted index whose postings hold finished weights.
//!
//! Lucene's form: `idf = ln(1 + (N - df + 0.5) / (df + 0.5))`, weight `idf * tf / (tf + k1 (1 - b + b len / mean))`.
//! A word repeated in the query counts as often as it stands there.

use super::words::{Word, term_of, visit_tokens};
use crate::domain::order::sort_by;
use rust_stemmers::{Algorithm, Stemmer};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// The two constants of BM25.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bm25Parameters {
    /// How soon repetition of a word stops counting; 0 or more.
    pub k1: f32,
    /// How much long documents pay for their length; 0 to 1.
    pub b: f32,
}

impl Default for Bm25Parameters {
    fn default() -> Self {
        Self { k1: 1.5, b: 0.75 }
    }
}

/// A word's weight in one document.
#[derive(Clone, Copy, Debug)]
struct Posting {
    doc: u32,
    weight: f32,
}

/// The inverted index.
#[derive(Clone, Debug, Default)]
pub struct Bm25 {
    terms: HashMap<String, u32>,
    /// Postings of term `t` are `postings[starts[t]..starts[t + 1]]`, by document.
    starts: Vec<usize>,
    postings: Vec<Posting>,
    n_docs: usize,
}

impl Bm25 {
    /// Builds the index over the texts, in their order.
    pub fn new<'a>(texts: impl IntoIterator<Item = &'a str>, parameters: Bm25Parameters) -> Self {
        let mut builder = Bm25Builder::default();
        for text in texts {
            builder.add(text);
        }
        builder.finish(parameters)
    }

    /// How many documents there are.
    pub fn n_docs(&self) -> usize {
        self.n_docs
    }

    /// Score of every document for these words, 0 where none of them stands.
    pub fn scores(&self, words: &[Word]) -> Vec<f32> {
        let mut scores = vec![0.0; self.n_docs];
        for posting in words.iter().flat_map(|w| self.postings_of(&w.term)) {
            scores[posting.doc as usize] += posting.weight;
        }
        scores
    }

    /// The words that stand in a document with their shares of its score (together 1), strongest first, each as it
    /// was first written; at most `limit`.
    pub fn shares(&self, words: &[Word], doc: usize, limit: usize) -> Vec<(String, f32)> {
        let mut found: Vec<(&Word, f32)> = Vec::new();
        for word in words {
            let weight = self.weight(&word.term, doc);
            if let Some((_, sum)) = found.iter_mut().find(|(first, _)| first.term == word.term) {
                *sum += weight;
            } else if weight > 0.0 {
                found.push((word, weight));
            }
        }
        let total: f32 = found.iter().map(|(_, weight)| weight).sum();
        sort_by(&mut found, |a, b| b.1.total_cmp(&a.1));
        found.iter().take(limit).map(|(word, weight)| (word.surface.clone(), weight / total)).collect()
    }

    fn postings_of(&self, term: &str) -> &[Posting] {
        let Some(&term) = self.terms.get(term) else { return &[] };
        &self.postings[self.starts[term as usize]..self.starts[term as usize + 1]]
    }

    fn weight(&self, term: &str, doc: usize) -> f32 {
        let postings = self.postings_of(term);
        postings.binary_search_by_key(&doc, |p| p.doc as usize).map_or(0.0, |at| postings[at].weight)
    }
}

/// First pass of building, text by text: which term stands how often in which document.
#[derive(Debug, Default)]
pub struct Bm25Builder {
    /// Term of a lower-case token, so that each distinct token is stemmed once; `None` for a stop word.
    tokens: HashMap<String, Option<u32>>,
    terms: HashMap<String, u32>,
    /// Document, term, count; by document.
    counts: Vec<(u32, u32, u32)>,
    lengths: Vec<u32>,
}

impl Bm25Builder {
    /// Takes the next text.
    pub fn add(&mut self, text: &str) {
        let mut ids: Vec<u32> = Vec::new();
        visit_tokens(text, |_, lower| ids.extend(self.term_id(lower)));
        let doc = self.lengths.len() as u32;
        self.lengths.push(ids.len() as u32);
        ids.sort_unstable();
        self.counts.extend(ids.chunk_by(|a, b| a == b).map(|run| (doc, run[0], run.len() as u32)));
    }

    fn term_id(&mut self, lower: &str) -> Option<u32> {
        if let Some(known) = self.tokens.get(lower) {
            return *known;
        }
        let id = term_of(&Stemmer::create(Algorithm::English), lower).map(|term| {
            let next = self.terms.len() as u32;
            *self.terms.entry(term).or_insert(next)
        });
        self.tokens.insert(lower.to_owned(), id);
        id
    }

    /// The index over the texts so far.
    pub fn finish(self, Bm25Parameters { k1, b }: Bm25Parameters) -> Bm25 {
        let n_docs = self.lengths.len();
        let mut starts = vec![0; self.terms.len() + 1];
        for &(_, term, _) in &self.counts {
            starts[term as usize + 1] += 1;
        }
        let n_docs_with: Vec<usize> = starts[1..].to_vec();
        for term in 1..starts.len() {
            starts[term] += starts[term - 1];
        }
        let total: u64 = self.lengths.iter().map(|&l| u64::from(l)).sum();
        let mean = total as f32 / n_docs.max(1) as f32;
        let mut postings = vec![Posting { doc: 0, weight: 0.0 }; self.counts.len()];
        let mut next = starts.clone();
        for (doc, term, count) in self.counts {
            let (df, tf) = (n_docs_with[term as usize] as f32, count as f32);
            let idf = (1.0 + (n_docs as f32 - df + 0.5) / (df + 0.5)).ln();
            let length = self.lengths[doc as usize] as f32 / mean;
            postings[next[term as usize]] = Posting { doc, weight: idf * tf / (tf + k1 * (1.0 - b + b * length)) };
            next[term as usize] += 1;
        }
        Bm25 { terms: self.terms, starts, postings, n_docs }
    }
}

#[cfg(test)]
mod tests {
    use super::super::words::words;
    use super::*;

    fn close(a: f32, b: f32) {
        assert!((a - b).abs() < 1e-5, "{a} {b}");
    }

    #[test]
    fn scores_by_hand() {
        let index = Bm25::new(["red car", "red red bus line", ""], Bm25Parameters::default());
        let scores = index.scores(&words("red bus"));
        // Lengths 2, 4, 0: mean 2. idf(red) = ln(1 + 1.5/2.5), idf(bus) = ln(1 + 2.5/1.5).
        let (red, bus) = (1.6_f32.ln(), (1.0_f32 + 2.5 / 1.5).ln());
        close(scores[0], red / (1.0 + 1.5));
        // Length 4 of mean 2: 1.5 (0.25 + 0.75 * 2) = 2.625.
        close(scores[1], red * 2.0 / (2.0 + 2.625) + bus / (1.0 + 2.625));
        assert_eq!(scores[2], 0.0);
        close(index.scores(&words("red red"))[0], 2.0 * scores[0]);
    }

    #[test]
    fn shares_name_the_words_as_written() {
        let index = Bm25::new(["track a package", "track", "song"], Bm25Parameters::default());
        let shares = index.shares(&words("Tracking my Packages, tracked"), 0, 5);
        assert_eq!(shares.iter().map(|s| s.0.as_str()).collect::<Vec<_>>(), ["Packages", "Tracking"]);
        close(shares.iter().map(|s| s.1).sum(), 1.0);
        assert!(index.shares(&words("song"), 0, 5).is_empty());
    }

    #[test]
    fn empty() {
        let none = Bm25::new([], Bm25Parameters::default());
        assert!(none.scores(&words("anything")).is_empty());
        assert_eq!(Bm25::new(["", ""], Bm25Parameters::default()).scores(&words("anything")), [0.0, 0.0]);
    }
}
