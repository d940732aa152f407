//! What the drawing shows: one card a step, a ghost for the reply that is awaited, lines, returns. Pure.

use crate::domain::layout::{Gaps, Layout, Orientation, Rect, Size, layout, visible, visible_edges};
use crate::domain::trace::event::AnsweredBy;
use crate::domain::trace::event::BackReason;
use crate::domain::trace::{NodeId, RunState, StatusCode, StepState, StepView, Tree, steps};

/// Width of a card, in units of the drawing (CSS pixels at scale 1).
pub const WIDTH: f64 = 176.0;
/// Height of a card.
pub const HEIGHT: f64 = 58.0;
const GAPS: Gaps = Gaps { sibling: 18.0, level: 40.0 };
/// Characters of a line on a card.
const LINE: usize = 25;

/// A card.
#[derive(Clone, Debug, PartialEq)]
pub struct Card {
    /// Number of the step; the question is 0.
    pub step: usize,
    /// Node that is selected with it.
    pub node: NodeId,
    /// Where it stands.
    pub at: Rect,
    /// Its state; `None` for the ghost of a reply that is awaited.
    pub state: Option<StepState>,
    /// First line: the function, or the thought where there is none.
    pub title: String,
    /// Second line: arguments, answer or thought.
    pub detail: String,
    /// Why the call failed, where it did; stands in the second line's place.
    pub failed: Option<StatusCode>,
    /// True where it lies on the way to an answer.
    pub wins: bool,
    /// True where a model played the API.
    pub simulated: bool,
}

/// A line from a card to one of its children.
#[derive(Clone, Debug, PartialEq)]
pub struct Edge {
    /// Number of the child's step.
    pub child: usize,
    /// Path data.
    pub path: String,
    /// True where it lies on the way to an answer.
    pub wins: bool,
}

/// A return to an earlier step.
#[derive(Clone, Debug, PartialEq)]
pub struct Return {
    /// Number of the event.
    pub seq: u32,
    /// Path data.
    pub path: String,
    /// Expansions up.
    pub levels: u32,
    /// Why.
    pub reason: BackReason,
}

/// All of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scene {
    /// Cards by step; the ghost, where there is one, comes last.
    pub cards: Vec<Card>,
    /// Lines.
    pub edges: Vec<Edge>,
    /// Returns.
    pub returns: Vec<Return>,
    /// Extent of the drawing.
    pub bounds: Size,
    parents: Vec<Option<usize>>,
    /// The step of each node.
    step_of: Vec<usize>,
    plan: Layout,
}

impl Scene {
    /// Of a tree as it stands.
    pub fn of(tree: &Tree) -> Self {
        let steps = steps(tree);
        let mut parents: Vec<Option<usize>> = steps.iter().map(|s| s.parent).collect();
        let awaited = match tree.state {
            RunState::AskingModel(node) => steps.iter().position(|s| s.nodes.contains(&node)),
            _ => None,
        };
        parents.extend(awaited.map(Some));
        let sizes = vec![Size { width: WIDTH, height: HEIGHT }; parents.len()];
        let Ok(plan) = layout(&sizes, &parents, GAPS, Orientation::TopDown) else { return Self::default() };
        let wins = winning(&steps);
        let mut cards: Vec<Card> = steps.iter().enumerate().map(|(i, s)| card(i, s, plan.boxes[i], wins[i])).collect();
        if let (Some(parent), Some(&at)) = (awaited, plan.boxes.get(steps.len())) {
            let node = steps[parent].last();
            let (title, detail) = (String::new(), String::new());
            let (step, failed) = (steps.len(), None);
            cards.push(Card { step, node, at, state: None, title, detail, failed, wins: false, simulated: false });
        }
        let edges = edges(&parents, &plan, &wins);
        let returns = returns(tree, &steps, &plan);
        let mut step_of = vec![0; tree.nodes.len()];
        for (index, step) in steps.iter().enumerate() {
            step.nodes.iter().for_each(|node| step_of[node.index()] = index);
        }
        Self { cards, edges, returns, bounds: plan.bounds, parents, step_of, plan }
    }

    /// Numbers of the cards that a viewport touches.
    pub fn visible(&self, viewport: &Rect) -> Vec<usize> {
        visible(&self.plan, viewport)
    }

    /// The lines that a viewport may touch.
    pub fn visible_edges(&self, viewport: &Rect) -> Vec<Edge> {
        let seen = visible_edges(&self.plan, &self.parents, Orientation::TopDown, viewport);
        // Both are in the order of the children.
        self.edges.iter().filter(|edge| seen.binary_search(&edge.child).is_ok()).cloned().collect()
    }

    /// The card of a node.
    pub fn card_of(&self, node: NodeId) -> Option<&Card> {
        self.cards.get(*self.step_of.get(node.index())?)
    }

    /// Where an arrow key leads from a card.
    pub fn neighbour(&self, from: usize, key: &str) -> Option<NodeId> {
        let children = |of: usize| (0..self.parents.len()).filter(move |&i| self.parents[i] == Some(of));
        let parent = self.parents.get(from).copied().flatten();
        let beside = |by: isize| {
            let row: Vec<usize> = children(parent?).collect();
            let at = row.iter().position(|&i| i == from)?;
            row.get(at.checked_add_signed(by)?).copied()
        };
        let to = match key {
            "ArrowUp" => parent,
            "ArrowDown" => children(from).next(),
            "ArrowLeft" => beside(-1),
            "ArrowRight" => beside(1),
            "Home" => Some(0),
            "End" => self.cards.iter().rposition(|c| c.state.is_some()),
            _ => None,
        }?;
        self.cards.get(to).filter(|c| c.state.is_some()).map(|c| c.node)
    }
}

/// Which steps lie on the way to an answer.
fn winning(steps: &[StepView]) -> Vec<bool> {
    let mut wins = vec![false; steps.len()];
    for (i, step) in steps.iter().enumerate() {
        if step.answer.is_some() {
            let mut at = Some(i);
            while let Some(s) = at.filter(|&s| !wins[s]) {
                wins[s] = true;
                at = steps[s].parent;
            }
        }
    }
    wins
}

fn card(index: usize, step: &StepView, at: Rect, wins: bool) -> Card {
    let title = step.action.as_deref().or(step.thought.as_deref()).unwrap_or_default();
    let detail = match (&step.answer, &step.action) {
        (Some(answer), _) => answer.as_str(),
        (None, Some(_)) => step.arguments.as_deref().unwrap_or_default(),
        (None, None) => "",
    };
    let (title, detail) = (shorten(title), shorten(detail));
    let simulated = step.answered_by == Some(AnsweredBy::Simulated);
    let failed = step.status.filter(|_| step.state == StepState::Failed);
    Card { step: index, node: step.last(), at, state: Some(step.state), title, detail, failed, wins, simulated }
}

/// One line's worth; wide characters count twice.
fn shorten(text: &str) -> String {
    let mut room = LINE;
    let mut out = String::new();
    for c in text.chars().map(|c| if c.is_control() { ' ' } else { c }) {
        let width = if ('\u{1100}'..='\u{ffef}').contains(&c) { 2 } else { 1 };
        if room < width {
            out.push('…');
            break;
        }
        room -= width;
        out.push(c);
    }
    out
}

fn edges(parents: &[Option<usize>], plan: &Layout, wins: &[bool]) -> Vec<Edge> {
    let line = |(child, parent): (usize, Option<usize>)| {
        let parent = parent?;
        let (from, to) = Orientation::TopDown.edge(&plan.boxes[parent], &plan.boxes[child]);
        let half = f64::midpoint(from.y, to.y);
        let path = format!("M{} {}C{} {half} {} {half} {} {}", from.x, from.y, from.x, to.x, to.x, to.y);
        Some(Edge { child, path, wins: wins.get(child).copied().unwrap_or(false) })
    };
    parents.iter().copied().enumerate().filter_map(line).collect()
}

/// Returns leave a card at its right side and arrive at the right side of the earlier one.
fn returns(tree: &Tree, steps: &[StepView], plan: &Layout) -> Vec<Return> {
    let place = |node: NodeId| steps.iter().position(|s| s.nodes.contains(&node)).and_then(|i| plan.boxes.get(i));
    let curve = |b: &crate::domain::trace::Backtrack| {
        let (from, to) = (place(b.from)?, place(b.to)?);
        let (x1, y1) = (from.right(), from.centre().y);
        let (x2, y2) = (to.right() + 4.0, to.centre().y);
        let out = x1.max(x2) + 34.0;
        let path = format!("M{x1} {y1}C{out} {y1} {out} {y2} {x2} {y2}");
        Some(Return { seq: b.seq, path, levels: b.levels, reason: b.reason })
    };
    tree.backtracks.iter().filter_map(curve).collect()
}
