//! Tidy tree layout for drawing: boxes of any size, parents centred over their children, subtrees as close as they go.
//!
//! [`layout`] is pure geometry: indices and sizes in, boxes out. It is linear in the number of nodes, never recurses
//! (a run may be a thousand steps deep) and depends on nothing but its arguments, so a live tree and its replay are
//! drawn alike. Units are whatever the sizes were given in (CSS pixels on the page).
//!
//! Invariants: no two boxes overlap, siblings keep the order of their indices, equal subtrees get equal shapes,
//! a parent's middle is the middle of its first and last child.

mod camera;
mod cull;
mod forest;
mod geometry;
mod tidy;

pub use camera::Camera;
pub use cull::{visible, visible_edges};
pub use geometry::{Gaps, Orientation, Point, Rect, Size};

use forest::Forest;
use thiserror::Error;

/// Where every box goes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Layout {
    /// One box per node, by node index.
    pub boxes: Vec<Rect>,
    /// The smallest extent that holds all boxes; its corner is the origin.
    pub bounds: Size,
}

impl Layout {
    /// Corners of the boxes with the smallest coordinates, by node index.
    pub fn positions(&self) -> impl ExactSizeIterator<Item = Point> + '_ {
        self.boxes.iter().map(|b| Point { x: b.x, y: b.y })
    }
}

/// Why there is no layout. All of these are mistakes of the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum LayoutError {
    /// The two slices must speak of the same nodes.
    #[error("{sizes} sizes for {parents} nodes")]
    Lengths {
        /// Number of sizes.
        sizes: usize,
        /// Number of parents.
        parents: usize,
    },
    /// A parent that does not exist.
    #[error("node {node} names a parent that does not exist")]
    UnknownParent {
        /// The child.
        node: usize,
    },
    /// Some nodes are their own ancestors.
    #[error("{unreached} nodes hang from no root")]
    Cycle {
        /// How many nodes no root leads to.
        unreached: usize,
    },
    /// A size that is negative, infinite or not a number.
    #[error("node {node} has an impossible size")]
    BadSize {
        /// The node.
        node: usize,
    },
    /// A gap that is negative, infinite or not a number.
    #[error("a gap must be a finite number of at least 0")]
    BadGap,
}

/// Places the boxes of a tree, or of several trees side by side.
///
/// `parents[i]` is the parent of node `i`, `None` for a root; siblings stand in the order of their indices. Sizes are
/// as drawn, so width stays width in both orientations.
///
/// # Errors
/// See [`LayoutError`]. No nodes give an empty layout.
pub fn layout(
    sizes: &[Size],
    parents: &[Option<usize>],
    gaps: Gaps,
    orientation: Orientation,
) -> Result<Layout, LayoutError> {
    if sizes.len() != parents.len() {
        return Err(LayoutError::Lengths { sizes: sizes.len(), parents: parents.len() });
    }
    let usable = |x: f64| x.is_finite() && x >= 0.0;
    if let Some(node) = sizes.iter().position(|s| !usable(s.width) || !usable(s.height)) {
        return Err(LayoutError::BadSize { node });
    }
    if !usable(gaps.sibling) || !usable(gaps.level) {
        return Err(LayoutError::BadGap);
    }
    let forest = Forest::new(parents)?;
    let turned: Vec<Size> = sizes.iter().map(|s| orientation.turn_size(*s)).collect();
    let mut corners = tidy::place(&forest, &turned, gaps);
    let smallest = corners.iter().map(|p| p.x).fold(f64::INFINITY, f64::min);
    let mut out = Layout { boxes: Vec::with_capacity(sizes.len()), bounds: Size::default() };
    for (corner, size) in corners.iter_mut().zip(sizes) {
        corner.x -= smallest;
        let Point { x, y } = orientation.turn_point(*corner);
        let placed = Rect { x, y, width: size.width, height: size.height };
        out.bounds.width = out.bounds.width.max(placed.right());
        out.bounds.height = out.bounds.height.max(placed.bottom());
        out.boxes.push(placed);
    }
    Ok(out)
}
