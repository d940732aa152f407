//! Points, sizes and boxes; `x` grows to the right, `y` downwards.

/// A place.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// To the right.
    pub x: f64,
    /// Downwards.
    pub y: f64,
}

/// An extent; neither side negative.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Size {
    /// Along `x`.
    pub width: f64,
    /// Along `y`.
    pub height: f64,
}

/// A box.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    /// Left edge.
    pub x: f64,
    /// Top edge.
    pub y: f64,
    /// Along `x`, not negative.
    pub width: f64,
    /// Along `y`, not negative.
    pub height: f64,
}

impl Rect {
    /// Right edge.
    pub fn right(&self) -> f64 {
        self.x + self.width
    }

    /// Bottom edge.
    pub fn bottom(&self) -> f64 {
        self.y + self.height
    }

    /// The middle.
    pub fn centre(&self) -> Point {
        Point { x: self.x + self.width / 2.0, y: self.y + self.height / 2.0 }
    }

    /// True where the two share a point; touching edges count, so that culling keeps what borders the viewport.
    pub fn touches(&self, other: &Self) -> bool {
        self.x <= other.right() && other.x <= self.right() && self.y <= other.bottom() && other.y <= self.bottom()
    }
}

/// Free space kept between boxes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Gaps {
    /// Across the direction of growth: between neighbours, siblings or not.
    pub sibling: f64,
    /// Along the direction of growth: between a parent and its children.
    pub level: f64,
}

/// Where the children of a node go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Orientation {
    /// Below it, side by side.
    #[default]
    TopDown,
    /// To its right, one under the other.
    LeftToRight,
}

impl Orientation {
    /// To and from the top-down frame in which the algorithm works; its own inverse.
    pub(super) const fn turn_size(self, s: Size) -> Size {
        match self {
            Self::TopDown => s,
            Self::LeftToRight => Size { width: s.height, height: s.width },
        }
    }

    /// To and from the top-down frame in which the algorithm works; its own inverse.
    pub(super) const fn turn_point(self, p: Point) -> Point {
        match self {
            Self::TopDown => p,
            Self::LeftToRight => Point { x: p.y, y: p.x },
        }
    }

    /// Where the line from a parent leaves its box and where it enters the child's: the middles of the facing sides.
    pub fn edge(self, parent: &Rect, child: &Rect) -> (Point, Point) {
        let (from, to) = (parent.centre(), child.centre());
        match self {
            Self::TopDown => (Point { y: parent.bottom(), ..from }, Point { y: child.y, ..to }),
            Self::LeftToRight => (Point { x: parent.right(), ..from }, Point { x: child.x, ..to }),
        }
    }
}
