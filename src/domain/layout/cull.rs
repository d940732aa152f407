//! Which boxes and lines a viewport needs, so that the page holds a few hundred elements however large the run.

use super::{Layout, Orientation, Rect};

/// Nodes whose box touches `viewport`, ascending. One pass over all boxes: ten thousand take well under a millisecond.
pub fn visible(layout: &Layout, viewport: &Rect) -> Vec<usize> {
    (0..layout.boxes.len()).filter(|&i| layout.boxes[i].touches(viewport)).collect()
}

/// Children whose line from the parent may touch `viewport`, ascending: the box around both ends of the line does.
/// A curve stays inside that box if its control points do.
pub fn visible_edges(
    layout: &Layout,
    parents: &[Option<usize>],
    orientation: Orientation,
    viewport: &Rect,
) -> Vec<usize> {
    let reaches = |child: usize, parent: usize| {
        let (Some(child), Some(parent)) = (layout.boxes.get(child), layout.boxes.get(parent)) else { return false };
        let (from, to) = orientation.edge(parent, child);
        let (x, y) = (from.x.min(to.x), from.y.min(to.y));
        Rect { x, y, width: from.x.max(to.x) - x, height: from.y.max(to.y) - y }.touches(viewport)
    };
    parents.iter().enumerate().filter_map(|(i, p)| p.filter(|&p| reaches(i, p)).map(|_| i)).collect()
}
