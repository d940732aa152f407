//! How well each offered function suits a clause.

use super::clauses::Clause;
use super::filling::{Filled, Scene, fill, to_cover};
use super::functions::Function;
use super::mentions::Mention;
use super::text::{Span, Text};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Weight of words in common; they count as a share of the clause's words.
const WORDS: f32 = 4.0;
/// Weight of the share of mentions that become arguments.
const COVERAGE: f32 = 2.5;
/// Weight of the place in the offer.
const RANK: f32 = 0.7;
/// Weight of how surely the arguments fit.
const FIT: f32 = 0.3;
/// Cost of each argument taken from another clause.
const BORROWED: f32 = 0.5;

/// A call that could answer a clause.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    /// Place of the function in the list given.
    pub(super) function: usize,
    pub(super) name: String,
    pub(super) arguments: Map<String, Value>,
    pub(super) score: f32,
    pub(super) used: Vec<Span>,
    /// Whether all required parameters have values.
    pub(super) complete: bool,
    /// Words of the clause that the function's documents have.
    pub(super) overlap: f32,
}

/// Candidates for a clause, best first; those that lack a required value last.
pub(super) fn candidates(text: &Text, mentions: &[Mention], clause: &Clause, functions: &[Function]) -> Vec<Candidate> {
    let rarity = rarity(functions);
    let scene = Scene { text, mentions, clause: &clause.span };
    let mut out: Vec<Candidate> = functions
        .iter()
        .enumerate()
        .map(|(index, function)| {
            let filled = fill(function, scene);
            let overlap = overlap(text, &clause.span, function, &rarity);
            let score = score(function, functions.len(), scene, &filled, overlap);
            Candidate {
                function: index,
                name: function.name.clone(),
                arguments: filled.arguments,
                score,
                used: filled.used,
                complete: filled.complete,
                overlap,
            }
        })
        .collect();
    out.sort_by(|a, b| b.complete.cmp(&a.complete).then(b.score.total_cmp(&a.score)).then(a.function.cmp(&b.function)));
    out
}

/// A stem that few functions have tells more.
fn rarity(functions: &[Function]) -> BTreeMap<&str, f32> {
    let mut counts: BTreeMap<&str, f32> = BTreeMap::new();
    for stem in functions.iter().flat_map(|f| f.stems.keys()) {
        *counts.entry(stem).or_insert(0.0) += 1.0;
    }
    let all = functions.len() as f32;
    counts.values_mut().for_each(|c| *c = (1.0 + all / *c).ln());
    counts
}

/// Share of a clause's words, weighted by rarity, that a function's documents have.
fn overlap(text: &Text, clause: &Span, function: &Function, rarity: &BTreeMap<&str, f32>) -> f32 {
    let tokens = text.tokens_in(clause);
    let (mut got, mut all) = (0.0, 0.3);
    let mut seen: Vec<&str> = Vec::new();
    for token in tokens {
        let cues = text.cues.partition_point(|c| c.token < token)..text.cues.partition_point(|c| c.token <= token);
        let (mut best, mut most) = (0.0f32, 0.0f32);
        for cue in &text.cues[cues] {
            if seen.contains(&cue.stem.as_str()) {
                continue;
            }
            seen.push(&cue.stem);
            let Some(rare) = rarity.get(cue.stem.as_str()) else { continue };
            most = most.max(rare * cue.weight);
            best = best.max(rare * cue.weight * function.stems.get(&cue.stem).copied().unwrap_or(0.0));
        }
        got += best;
        all += most;
    }
    got / all
}

fn score(function: &Function, offered: usize, scene: Scene<'_>, filled: &Filled, overlap: f32) -> f32 {
    let to_cover = to_cover(function, scene);
    let covered = to_cover.iter().filter(|span| filled.used.iter().any(|u| touches(u, span))).count();
    let coverage = if to_cover.is_empty() { 0.6 } else { covered as f32 / to_cover.len() as f32 };
    let rank = 1.0 - function.rank as f32 / offered.max(1) as f32;
    overlap * WORDS + coverage * COVERAGE + rank * RANK + filled.fit.clamp(-1.0, 4.0) * FIT
        - filled.borrowed as f32 * BORROWED
}

/// Whether two places share a sign, or one is the empty place at the other's end.
pub(super) fn touches(a: &Span, b: &Span) -> bool {
    a == b || a.start < b.end && b.start < a.end || a.is_empty() && a.start == b.end || b.is_empty() && b.start == a.end
}
