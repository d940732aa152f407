//! The algorithm: A. van der Ploeg, "Drawing non-layered tidy trees in linear time", Software: Practice and
//! Experience 44(12), 2014 (after Reingold and Tilford 1981; Buchheim, Jünger and Leipert 2002).
//!
//! Children before parents, each subtree is pushed to the right of its elder siblings by walking down two outlines at
//! once: the right one of what is placed, the left one of the newcomer. An outline follows first (last) children and,
//! below a leaf, a *thread* to the next lower node seen from that side; threads make each walk as long as the
//! shallower of the two, which makes the whole linear. Then one pass from the roots adds up the offsets.
//!
//! Unlike the paper, a thread carries its own offset (instead of bending the leaf's), and a newcomer starts touching
//! its elder sibling rather than at its own left edge, so that no tree is wider than it needs to be. Every box is
//! taken with its gaps on the right and below: then a child's top is its parent's bottom and outlines have no holes.

use super::forest::Forest;
use super::geometry::{Gaps, Point, Size};

/// A node and where its left edge is, in a frame that the context names.
#[derive(Clone, Copy)]
struct Spot {
    node: usize,
    x: f64,
}

#[derive(Clone, Copy)]
enum Side {
    Left,
    Right,
}

/// Top left corners in a frame whose leftmost box may be at any `x`; the topmost is at 0.
pub(super) fn place(forest: &Forest, sizes: &[Size], gaps: Gaps) -> Vec<Point> {
    let mut tidy = Tidy::new(forest, sizes, gaps);
    for &v in forest.order().iter().rev() {
        tidy.place_children(v);
    }
    let mut corners = vec![Point::default(); sizes.len()];
    for &v in forest.order() {
        // The added root stands at the origin.
        let x = corners.get(v).map_or(0.0, |p| p.x);
        for &child in forest.children(v) {
            corners[child] = Point { x: x + tidy.offset[child], y: tidy.top[child] };
        }
    }
    corners
}

struct Tidy<'a> {
    forest: &'a Forest,
    /// Width with the gap to the right.
    breadth: Vec<f64>,
    /// Gap that `breadth` holds.
    gap: f64,
    top: Vec<f64>,
    /// Lower edge with the gap below.
    bottom: Vec<f64>,
    /// Greatest `bottom` in the subtree.
    lowest: Vec<f64>,
    /// Left edge relative to the parent's left edge.
    offset: Vec<f64>,
    /// Where each outline of the subtree ends: relative to the subtree's root. By [`Side`].
    ends: [Vec<Spot>; 2],
    /// Where an outline goes on below this leaf: relative to the leaf. By [`Side`].
    threads: [Vec<Option<Spot>>; 2],
}

impl<'a> Tidy<'a> {
    fn new(forest: &'a Forest, sizes: &[Size], gaps: Gaps) -> Self {
        let n = forest.root() + 1;
        let (mut top, mut bottom) = (vec![0.0; n], vec![0.0; n]);
        for &v in forest.order() {
            bottom[v] = sizes.get(v).map_or(0.0, |s| top[v] + s.height + gaps.level);
            for &child in forest.children(v) {
                top[child] = bottom[v];
            }
        }
        let own_ends: Vec<Spot> = (0..n).map(|node| Spot { node, x: 0.0 }).collect();
        Self {
            forest,
            breadth: (0..n).map(|v| sizes.get(v).map_or(0.0, |s| s.width) + gaps.sibling).collect(),
            gap: gaps.sibling,
            top,
            lowest: bottom.clone(),
            bottom,
            offset: vec![0.0; n],
            ends: [own_ends.clone(), own_ends],
            threads: [vec![None; n], vec![None; n]],
        }
    }

    /// Fixes the offsets of the children of `v`, whose own subtrees are finished.
    fn place_children(&mut self, v: usize) {
        let children = self.forest.children(v);
        let (Some(&first), Some(&last)) = (children.first(), children.last()) else { return };
        let mut row = Row::new(children.len());
        let mut ends = [self.ends[0][first], self.ends[1][first]];
        row.saw(0, self.lowest[first]);
        for i in 1..children.len() {
            self.push_right(children, i, &mut row, &mut ends);
            row.saw(i, self.lowest[children[i]]);
        }
        row.spread_out();
        let own_width = self.breadth[v] - self.gap;
        let last_place = row.places[children.len() - 1];
        let left_edge = (row.places[0] + last_place + self.breadth[last] - self.gap - own_width) / 2.0;
        for (&child, place) in children.iter().zip(&row.places) {
            self.offset[child] = place - left_edge;
            self.lowest[v] = self.lowest[v].max(self.lowest[child]);
        }
        for (mine, end) in self.ends.iter_mut().zip(ends) {
            mine[v] = Spot { x: end.x - left_edge, ..end };
        }
    }

    /// Places child `i` as far left as its elder siblings let it, and threads the shallower outline to the deeper.
    /// The frame is the row's: the first child's left edge is 0.
    fn push_right(&mut self, children: &[usize], i: usize, row: &mut Row, ends: &mut [Spot; 2]) {
        let newcomer = children[i];
        let mut placed = Some(Spot { node: children[i - 1], x: row.places[i - 1] });
        let mut coming = Some(Spot { node: newcomer, x: 0.0 });
        let mut place: Option<f64> = None;
        let mut owner = row.seen.len() - 1;
        while let (Some(r), Some(l)) = (placed, coming) {
            let (r_bottom, l_bottom) = (self.bottom[r.node], self.bottom[l.node]);
            while owner > 0 && r_bottom > row.seen[owner].lowest {
                owner -= 1;
            }
            let wanted = r.x + self.breadth[r.node] - l.x;
            match place {
                Some(now) if wanted <= now => {}
                Some(now) => {
                    row.share(row.seen[owner].index, i, wanted - now);
                    place = Some(wanted);
                }
                None => place = Some(wanted),
            }
            if r_bottom <= l_bottom {
                placed = self.below(r, Side::Right);
            }
            if l_bottom <= r_bottom {
                coming = self.below(l, Side::Left);
            }
        }
        let place = place.unwrap_or_default();
        row.places[i] = place;
        let in_row = |s: Spot| Spot { x: s.x + place, ..s };
        let [left_end, right_end] = ends;
        let (new_left, new_right) = (in_row(self.ends[0][newcomer]), in_row(self.ends[1][newcomer]));
        if let Some(deeper) = coming.map(in_row) {
            self.threads[0][left_end.node] = Some(Spot { x: deeper.x - left_end.x, ..deeper });
            *left_end = new_left;
        }
        if let Some(deeper) = placed {
            self.threads[1][new_right.node] = Some(Spot { x: deeper.x - new_right.x, ..deeper });
        } else {
            *right_end = new_right;
        }
    }

    /// The next node down an outline, in the frame of `at`.
    fn below(&self, at: Spot, side: Side) -> Option<Spot> {
        let children = self.forest.children(at.node);
        let (child, threads) = match side {
            Side::Left => (children.first(), &self.threads[0]),
            Side::Right => (children.last(), &self.threads[1]),
        };
        match child {
            Some(&node) => Some(Spot { node, x: at.x + self.offset[node] }),
            None => threads[at.node].map(|t| Spot { x: at.x + t.x, ..t }),
        }
    }
}

/// A sibling that can be seen from the right, below those that came after it.
struct Seen {
    index: usize,
    lowest: f64,
}

/// The siblings under one node while they are being placed.
struct Row {
    /// Left edges.
    places: Vec<f64>,
    /// Deepest first.
    seen: Vec<Seen>,
    /// Changes of the slope, and drops, of the extra room that lies before each sibling.
    slopes: Vec<f64>,
    drops: Vec<f64>,
}

impl Row {
    fn new(n: usize) -> Self {
        Self { places: vec![0.0; n], seen: Vec::new(), slopes: vec![0.0; n], drops: vec![0.0; n] }
    }

    /// Sibling `index` now hides the elder ones that reach no deeper.
    fn saw(&mut self, index: usize, lowest: f64) {
        while self.seen.last().is_some_and(|s| s.lowest <= lowest) {
            self.seen.pop();
        }
        self.seen.push(Seen { index, lowest });
    }

    /// Sibling `i` was pushed by `extra` because of `owner`: those between them get even parts of it. They are hidden
    /// from every later sibling by `i`, which reaches deeper, so their outlines need no mending.
    fn share(&mut self, owner: usize, i: usize, extra: f64) {
        let steps = i - owner;
        if steps > 1 {
            let part = extra / steps as f64;
            self.slopes[owner + 1] += part;
            self.slopes[i] -= part;
            self.drops[i] -= extra - part;
        }
    }

    fn spread_out(&mut self) {
        let (mut slope, mut room) = (0.0, 0.0);
        for (i, place) in self.places.iter_mut().enumerate() {
            slope += self.slopes[i];
            room += slope + self.drops[i];
            *place += room;
        }
    }
}
