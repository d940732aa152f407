//! Tidy tree layout, held against a quadratic oracle that compares every box with every other.
#![allow(clippy::unwrap_used)] // clippy's leave for tests does not reach their helpers

use proptest::prelude::*;
use toolgrove::domain::layout::{Gaps, Layout, LayoutError, Orientation, Rect, Size, layout, visible, visible_edges};

const GAPS: Gaps = Gaps { sibling: 2.0, level: 3.0 };
const CLOSE: f64 = 1e-6;

#[derive(Clone, Debug)]
struct Case {
    sizes: Vec<Size>,
    parents: Vec<Option<usize>>,
    gaps: Gaps,
}

impl Case {
    fn lay(&self) -> Layout {
        layout(&self.sizes, &self.parents, self.gaps, Orientation::TopDown).unwrap()
    }

    fn children(&self, of: Option<usize>) -> Vec<usize> {
        (0..self.parents.len()).filter(|&i| self.parents[i] == of && of != Some(i)).collect()
    }

    fn subtree(&self, root: usize) -> Vec<usize> {
        let mut all = vec![root];
        let mut at = 0;
        while at < all.len() {
            all.extend(self.children(Some(all[at])));
            at += 1;
        }
        all
    }
}

/// Boxes of a subtree relative to its root's left edge, siblings packed to the left without sharing out room.
/// Gaps are part of the boxes. `top` is the root's.
fn oracle(case: &Case, root: Option<usize>, top: f64) -> Vec<(usize, Rect)> {
    let own = root.map_or(Size::default(), |r| case.sizes[r]);
    let below = if root.is_some() { top + own.height + case.gaps.level } else { top };
    let mut row: Vec<(usize, Rect)> = Vec::new();
    let (mut first_left, mut last_right) = (0.0, 0.0);
    for (i, child) in case.children(root).into_iter().enumerate() {
        let mut sub = oracle(case, Some(child), below);
        let mut place = f64::NEG_INFINITY;
        for (_, a) in &row {
            for (_, b) in &sub {
                if a.y < b.bottom() && b.y < a.bottom() {
                    place = place.max(a.right() - b.x);
                }
            }
        }
        if i == 0 {
            place = 0.0;
            first_left = 0.0;
        }
        last_right = place + case.sizes[child].width;
        sub.iter_mut().for_each(|(_, b)| b.x += place);
        row.extend(sub);
    }
    let left = if row.is_empty() { 0.0 } else { (first_left + last_right - own.width) / 2.0 };
    row.iter_mut().for_each(|(_, b)| b.x -= left);
    if let Some(r) = root {
        let (width, height) = (own.width + case.gaps.sibling, own.height + case.gaps.level);
        row.push((r, Rect { x: 0.0, y: top, width, height }));
    }
    row
}

fn width_of(case: &Case, boxes: &[(usize, Rect)]) -> f64 {
    let left = boxes.iter().map(|(_, b)| b.x).fold(f64::INFINITY, f64::min);
    let right = boxes.iter().map(|(i, b)| b.x + case.sizes[*i].width).fold(f64::NEG_INFINITY, f64::max);
    right - left
}

/// A tree (rarely a forest) whose links point back by a bounded distance: small bounds give deep trees.
fn cases(most_children: usize) -> impl Strategy<Value = Case> {
    let size = (1u8..9, 1u8..9).prop_map(|(w, h)| Size { width: f64::from(w), height: f64::from(h) });
    let node = (size, any::<prop::sample::Index>(), 0u8..40);
    (prop::collection::vec(node, 1..45), 1usize..20, 0u8..4, 0u8..4).prop_map(move |(nodes, back, s, l)| {
        let mut counts = vec![0; nodes.len()];
        let mut parents = Vec::new();
        for (i, (_, pick, root)) in nodes.iter().enumerate() {
            let open: Vec<usize> = (i.saturating_sub(back)..i).filter(|&p| counts[p] < most_children).collect();
            let parent = if open.is_empty() || *root == 0 { None } else { Some(open[pick.index(open.len())]) };
            if let Some(p) = parent {
                counts[p] += 1;
            }
            parents.push(parent);
        }
        let gaps = Gaps { sibling: f64::from(s), level: f64::from(l) };
        Case { sizes: nodes.into_iter().map(|n| n.0).collect(), parents, gaps }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn boxes_keep_their_gaps(case in cases(usize::MAX)) {
        let boxes = case.lay().boxes;
        let grown: Vec<Rect> = boxes
            .iter()
            .map(|b| Rect { width: b.width + case.gaps.sibling, height: b.height + case.gaps.level, ..*b })
            .collect();
        for (i, a) in grown.iter().enumerate() {
            for (j, b) in grown.iter().enumerate().skip(i + 1) {
                let apart = a.right() <= b.x + CLOSE || b.right() <= a.x + CLOSE
                    || a.bottom() <= b.y + CLOSE || b.bottom() <= a.y + CLOSE;
                prop_assert!(apart, "{i} {a:?} and {j} {b:?}");
            }
        }
    }

    #[test]
    fn siblings_keep_order_and_parents_the_middle(case in cases(usize::MAX)) {
        let boxes = case.lay().boxes;
        for parent in (0..boxes.len()).map(Some).chain([None]) {
            let children = case.children(parent);
            for pair in children.windows(2) {
                prop_assert!(boxes[pair[0]].right() + case.gaps.sibling <= boxes[pair[1]].x + CLOSE);
            }
            if let (Some(p), Some(&first), Some(&last)) = (parent, children.first(), children.last()) {
                let middle = (boxes[first].x + boxes[last].right()) / 2.0;
                prop_assert!((boxes[p].centre().x - middle).abs() < CLOSE);
                for &c in &children {
                    prop_assert_eq!(boxes[c].y, boxes[p].bottom() + case.gaps.level);
                }
            }
        }
    }

    #[test]
    fn no_wider_than_the_oracle(case in cases(usize::MAX)) {
        let out = case.lay();
        prop_assert!((out.bounds.width - width_of(&case, &oracle(&case, None, 0.0))).abs() < CLOSE);
        // The same holds inside: every subtree is as narrow as it is alone.
        for root in 0..case.parents.len() {
            let alone = width_of(&case, &oracle(&case, Some(root), 0.0));
            let placed: Vec<_> = case.subtree(root).into_iter().map(|i| (i, out.boxes[i])).collect();
            prop_assert!((width_of(&case, &placed) - alone).abs() < CLOSE);
        }
    }

    /// With two children there is no room to share out, so every box must be where the oracle puts it.
    #[test]
    fn two_children_are_placed_as_by_the_oracle(mut case in cases(2)) {
        // More than two roots would have room to share out between them.
        let mut roots = 0;
        for i in 0..case.parents.len() {
            roots += usize::from(case.parents[i].is_none());
            if roots > 2 {
                case.parents.truncate(i);
                case.sizes.truncate(i);
                break;
            }
        }
        let out = case.lay();
        let expected = oracle(&case, None, 0.0);
        let left = expected.iter().map(|(_, b)| b.x).fold(f64::INFINITY, f64::min);
        for (i, b) in expected {
            prop_assert!((out.boxes[i].x - (b.x - left)).abs() < CLOSE, "node {i}");
            prop_assert_eq!(out.boxes[i].y, b.y);
        }
    }

    #[test]
    fn a_subtree_looks_the_same_wherever_it_hangs(case in cases(usize::MAX), copy in cases(usize::MAX)) {
        // Hang one tree twice under the other's first and last node.
        let mut both = case.clone();
        let mut starts = Vec::new();
        for host in [0, case.parents.len() - 1] {
            let start = both.parents.len();
            starts.push(start);
            both.parents.extend(copy.parents.iter().map(|p| Some(p.map_or(host, |p| p + start))));
            both.sizes.extend(copy.sizes.iter().copied());
        }
        let boxes = both.lay().boxes;
        for root in copy.children(None) {
            let (a, b) = (boxes[starts[0] + root], boxes[starts[1] + root]);
            for i in copy.subtree(root) {
                let (c, d) = (boxes[starts[0] + i], boxes[starts[1] + i]);
                prop_assert!(((c.x - a.x) - (d.x - b.x)).abs() < CLOSE);
                prop_assert!(((c.y - a.y) - (d.y - b.y)).abs() < CLOSE);
            }
        }
    }

    #[test]
    fn a_new_child_leaves_the_order_of_its_siblings(case in cases(usize::MAX), at in any::<prop::sample::Index>()) {
        let mut grown = case.clone();
        let host = at.index(case.parents.len());
        grown.parents.push(Some(host));
        grown.sizes.push(Size { width: 5.0, height: 5.0 });
        let (before, after) = (case.lay().boxes, grown.lay().boxes);
        for parent in (0..before.len()).map(Some).chain([None]) {
            let mut by_old = case.children(parent);
            let mut by_new = by_old.clone();
            by_old.sort_by(|&a, &b| before[a].x.total_cmp(&before[b].x));
            by_new.sort_by(|&a, &b| after[a].x.total_cmp(&after[b].x));
            prop_assert_eq!(by_old, by_new);
        }
        prop_assert!(grown.children(Some(host)).iter().all(|&c| after[c].x <= after[before.len()].x));
    }

    #[test]
    fn turning_swaps_the_axes(case in cases(usize::MAX)) {
        let upright = case.lay();
        let turned: Vec<Size> = case.sizes.iter().map(|s| Size { width: s.height, height: s.width }).collect();
        let lying = layout(&turned, &case.parents, case.gaps, Orientation::LeftToRight).unwrap();
        prop_assert_eq!(lying.bounds, Size { width: upright.bounds.height, height: upright.bounds.width });
        for (a, b) in upright.boxes.iter().zip(&lying.boxes) {
            prop_assert_eq!((a.x, a.y, a.width, a.height), (b.y, b.x, b.height, b.width));
        }
    }

    #[test]
    fn culling_agrees_with_a_look_at_every_box(case in cases(usize::MAX), x in -5i16..60, y in -5i16..60) {
        let out = case.lay();
        let port = Rect { x: f64::from(x), y: f64::from(y), width: 20.0, height: 12.0 };
        let inside = |b: &Rect| b.right() >= port.x && b.x <= port.x + 20.0 && b.bottom() >= port.y && b.y <= port.y + 12.0;
        let expected: Vec<usize> = (0..out.boxes.len()).filter(|&i| inside(&out.boxes[i])).collect();
        prop_assert_eq!(visible(&out, &port), expected.clone());
        // A line whose child is in view is drawn if it enters the box from above within view.
        let edges = visible_edges(&out, &case.parents, Orientation::TopDown, &port);
        for i in expected.into_iter().filter(|&i| case.parents[i].is_some()) {
            let (mid, top) = (out.boxes[i].centre().x, out.boxes[i].y);
            if mid >= port.x && mid <= port.x + 20.0 && top >= port.y && top <= port.y + 12.0 {
                prop_assert!(edges.contains(&i));
            }
        }
    }
}

fn square(n: usize, side: f64) -> Vec<Size> {
    vec![Size { width: side, height: side }; n]
}

/// A root with two children of width 10: 10 + 2 + 10 wide, the root in the middle, 3 below its lower edge at 10.
#[test]
fn three_nodes_by_hand() {
    let out = layout(&square(3, 10.0), &[None, Some(0), Some(0)], GAPS, Orientation::TopDown).unwrap();
    let corners: Vec<(f64, f64)> = out.positions().map(|p| (p.x, p.y)).collect();
    assert_eq!(corners, [(6.0, 0.0), (0.0, 13.0), (12.0, 13.0)]);
    assert_eq!(out.bounds, Size { width: 22.0, height: 23.0 });
}

/// Five children, of which the first and the last have wide subtrees that meet below: the three leaves between are
/// spread over the room, not left leaning on the first.
#[test]
fn small_subtrees_between_large_ones_are_spread_evenly() {
    let mut parents = vec![None];
    parents.extend([Some(0); 5]);
    parents.extend([Some(1); 6]);
    parents.extend([Some(5); 6]);
    let out = layout(&square(18, 10.0), &parents, GAPS, Orientation::TopDown).unwrap();
    let x: Vec<f64> = (1..6).map(|i| out.boxes[i].x).collect();
    // Rows of six are 70 wide with 2 between them, so the two hosts are 72 apart: four steps of 18.
    for (i, x_i) in x.iter().enumerate() {
        assert!((x_i - x[0] - 18.0 * i as f64).abs() < CLOSE, "{x:?}");
    }
}

#[test]
fn the_order_of_indices_is_free() {
    // The same three nodes, the root last.
    let out = layout(&square(3, 10.0), &[Some(2), Some(2), None], GAPS, Orientation::TopDown).unwrap();
    let corners: Vec<(f64, f64)> = out.positions().map(|p| (p.x, p.y)).collect();
    assert_eq!(corners, [(0.0, 13.0), (12.0, 13.0), (6.0, 0.0)]);
}

/// 10,000 nodes in a comb of depth 1,000, a chain of 10,000 and a star of 10,000, on a thread with a 64 kB stack.
#[test]
fn large_trees_need_no_deep_stack() {
    let work = || {
        let n: usize = 10_000;
        let comb: Vec<Option<usize>> =
            (0..n).map(|i| if i < 1_000 { i.checked_sub(1) } else { Some((i * 7) % 1_000) }).collect();
        let chain: Vec<Option<usize>> = (0..n).map(|i| i.checked_sub(1)).collect();
        let star: Vec<Option<usize>> = (0..n).map(|i| (i > 0).then_some(0)).collect();
        for parents in [comb, chain, star] {
            let out = layout(&square(n, 10.0), &parents, GAPS, Orientation::TopDown).unwrap();
            assert_eq!(out.boxes.len(), n);
            assert!(out.boxes.iter().all(|b| b.x.is_finite() && b.y.is_finite()));
        }
        let chain: Vec<Option<usize>> = (0..n).map(|i| i.checked_sub(1)).collect();
        let out = layout(&square(n, 10.0), &chain, GAPS, Orientation::LeftToRight).unwrap();
        assert_eq!(out.bounds, Size { width: 10_000.0 * 13.0 - 3.0, height: 10.0 });
    };
    std::thread::Builder::new().stack_size(64 * 1024).spawn(work).unwrap().join().unwrap();
}

#[test]
fn mistakes_are_named() {
    let check = |sizes: &[Size], parents: &[Option<usize>], gaps, expect| {
        assert_eq!(layout(sizes, parents, gaps, Orientation::TopDown).unwrap_err(), expect);
    };
    check(&square(1, 1.0), &[], GAPS, LayoutError::Lengths { sizes: 1, parents: 0 });
    check(&square(1, 1.0), &[Some(1)], GAPS, LayoutError::UnknownParent { node: 0 });
    check(&square(3, 1.0), &[None, Some(2), Some(1)], GAPS, LayoutError::Cycle { unreached: 2 });
    check(&square(1, 1.0), &[Some(0)], GAPS, LayoutError::Cycle { unreached: 1 });
    check(&square(1, f64::NAN), &[None], GAPS, LayoutError::BadSize { node: 0 });
    check(&square(1, -1.0), &[None], GAPS, LayoutError::BadSize { node: 0 });
    check(&square(1, 1.0), &[None], Gaps { sibling: f64::INFINITY, level: 0.0 }, LayoutError::BadGap);
    assert_eq!(layout(&[], &[], GAPS, Orientation::TopDown).unwrap(), Layout::default());
    // Boxes without extent are allowed.
    assert!(layout(&square(4, 0.0), &[None, Some(0), Some(0), Some(1)], Gaps::default(), Orientation::TopDown).is_ok());
}
