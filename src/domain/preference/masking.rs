//! Blanking names that would tell a rater who made a path.

use super::{SolutionPath, Step};
use crate::domain::order::sort_by;
use std::collections::BTreeMap;

/// What stands where a name stood; of one length, so that it does not tell the name's.
pub const MASK: &str = "█████";

/// A name that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MaskHit {
    /// As it was handed in.
    pub name: String,
    /// How often; at least 1.
    pub count: usize,
}

/// The path with every one of `names` blanked, and which were found, by name.
///
/// A name is found in any case and with spaces, hyphens and underscores taken as the same, as a whole word: `o1` is
/// found in "o1-based" and "我是o1模型" but not in "foo1". Where names overlap the longest wins. Names of less than
/// two characters are passed over: they would blank ordinary text.
pub fn mask(path: &SolutionPath, names: &[String]) -> (SolutionPath, Vec<MaskHit>) {
    let mut masker = Masker::new(names);
    let masked = SolutionPath {
        final_answer: path.final_answer.as_deref().map(|text| masker.text(text)),
        steps: path
            .steps
            .iter()
            .map(|s| Step {
                thought: masker.text(&s.thought),
                action: masker.text(&s.action),
                action_input: masker.text(&s.action_input),
                observation: masker.text(&s.observation),
            })
            .collect(),
    };
    (masked, masker.hits.into_iter().map(|(name, count)| MaskHit { name: name.to_owned(), count }).collect())
}

struct Masker<'a> {
    /// Folded and as given, longest first.
    names: Vec<(Vec<char>, &'a str)>,
    hits: BTreeMap<&'a str, usize>,
}

impl<'a> Masker<'a> {
    fn new(names: &'a [String]) -> Self {
        let mut names: Vec<_> = names
            .iter()
            .map(|n| (n.trim().chars().map(fold).collect::<Vec<char>>(), n.as_str()))
            .filter(|(folded, _)| folded.len() >= 2)
            .collect();
        sort_by(&mut names, |a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.cmp(b)));
        names.dedup_by(|later, earlier| later.0 == earlier.0);
        Self { names, hits: BTreeMap::new() }
    }

    fn text(&mut self, text: &str) -> String {
        let chars: Vec<char> = text.chars().collect();
        let folded: Vec<char> = chars.iter().copied().map(fold).collect();
        let mut out = String::with_capacity(text.len());
        let mut at = 0;
        while at < chars.len() {
            match self.names.iter().find(|(name, _)| stands_at(&folded, at, name)) {
                Some((name, given)) => {
                    *self.hits.entry(given).or_default() += 1;
                    out.push_str(MASK);
                    at += name.len();
                }
                None => {
                    out.push(chars[at]);
                    at += 1;
                }
            }
        }
        out
    }
}

/// One character for one, so that places in folded and given text agree.
fn fold(c: char) -> char {
    match c {
        '_' | ' ' | '\u{a0}' | '\u{2010}'..='\u{2015}' => '-',
        c => {
            let mut lower = c.to_lowercase();
            match (lower.next(), lower.next()) {
                (Some(l), None) => l,
                _ => c,
            }
        }
    }
}

fn stands_at(text: &[char], at: usize, name: &[char]) -> bool {
    let end = at + name.len();
    text.get(at..end) == Some(name)
        && !(at > 0 && joins(text[at - 1], text[at]))
        && !(end < text.len() && joins(text[end - 1], text[end]))
}

/// True for two neighbours of one word. Scripts without letter case (Chinese) write no spaces between words, so their
/// characters never join a Latin name.
fn joins(a: char, b: char) -> bool {
    let in_word = |c: char| c.is_ascii_alphanumeric() || c.is_lowercase() || c.is_uppercase();
    in_word(a) && in_word(b)
}
