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

/// Names to look for, ready for many paths.
///
/// A name is found in any case and with spaces, hyphens and underscores taken as the same, as a whole word: `o1` is
/// found in "o1-based" and "我是o1模型" but not in "foo1". Where names overlap the longest wins. Names of less than
/// two characters are passed over: they would blank ordinary text.
#[derive(Clone, Debug)]
pub struct Names {
    /// As given.
    given: Vec<String>,
    /// A tree over folded characters; the first node is its root. However many names there are, a place in a text costs
    /// no more steps than the longest has characters.
    nodes: Vec<Node>,
}

#[derive(Clone, Debug, Default)]
struct Node {
    /// The node behind each character, in their order.
    next: Vec<(char, usize)>,
    /// Which name ends here.
    name: Option<usize>,
}

impl Node {
    /// Where a character stands in `next`, or where it would.
    fn place(&self, c: char) -> Result<usize, usize> {
        self.next.binary_search_by_key(&c, |(c, _)| *c)
    }
}

impl Names {
    /// Of two names that are the same once folded, the one that sorts first stands for both.
    pub fn new(names: impl IntoIterator<Item = String>) -> Self {
        let mut given: Vec<String> = names.into_iter().collect();
        sort_by(&mut given, Ord::cmp);
        let mut nodes = vec![Node::default()];
        for (index, name) in given.iter().enumerate() {
            let folded: Vec<char> = name.trim().chars().map(fold).collect();
            if folded.len() < 2 {
                continue;
            }
            let end = folded.into_iter().fold(0, |at, c| match nodes[at].place(c) {
                Ok(place) => nodes[at].next[place].1,
                Err(place) => {
                    let fresh = nodes.len();
                    nodes[at].next.insert(place, (c, fresh));
                    nodes.push(Node::default());
                    fresh
                }
            });
            nodes[end].name.get_or_insert(index);
        }
        Self { given, nodes }
    }

    /// The path with every name blanked, and which were found, by name.
    pub fn mask(&self, path: &SolutionPath) -> (SolutionPath, Vec<MaskHit>) {
        let mut hits = BTreeMap::new();
        let mut text = |text: &str| self.blank(text, &mut hits);
        let masked = SolutionPath {
            final_answer: path.final_answer.as_deref().map(&mut text),
            steps: path
                .steps
                .iter()
                .map(|s| Step {
                    thought: text(&s.thought),
                    action: text(&s.action),
                    action_input: text(&s.action_input),
                    observation: text(&s.observation),
                })
                .collect(),
        };
        let name = |index: usize| self.given.get(index).cloned().unwrap_or_default();
        (masked, hits.into_iter().map(|(index, count)| MaskHit { name: name(index), count }).collect())
    }

    /// The text without names; counts in `hits`, by the places of names in `given`.
    fn blank(&self, text: &str, hits: &mut BTreeMap<usize, usize>) -> String {
        let chars: Vec<char> = text.chars().collect();
        let folded: Vec<char> = chars.iter().copied().map(fold).collect();
        let mut out = String::with_capacity(text.len());
        let mut at = 0;
        while at < chars.len() {
            match self.longest(&folded, at) {
                Some((end, name)) => {
                    *hits.entry(name).or_default() += 1;
                    out.push_str(MASK);
                    at = end;
                }
                None => {
                    out.push(chars[at]);
                    at += 1;
                }
            }
        }
        out
    }

    /// Where the longest name that stands at a place ends, and which it is.
    fn longest(&self, text: &[char], at: usize) -> Option<(usize, usize)> {
        if at > 0 && joins(text[at - 1], text[at]) {
            return None;
        }
        let (mut node, mut found) = (&self.nodes[0], None);
        for (last, c) in text.iter().enumerate().skip(at) {
            let Ok(place) = node.place(*c) else { break };
            node = &self.nodes[node.next[place].1];
            let ends = text.get(last + 1).is_none_or(|after| !joins(*c, *after));
            found = node.name.filter(|_| ends).map(|name| (last + 1, name)).or(found);
        }
        found
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

/// True for two neighbours of one word. Scripts without letter case (Chinese) write no spaces between words, so their
/// characters never join a Latin name.
fn joins(a: char, b: char) -> bool {
    let in_word = |c: char| c.is_ascii_alphanumeric() || c.is_lowercase() || c.is_uppercase();
    in_word(a) && in_word(b)
}
