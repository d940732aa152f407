//! Parent links turned into child lists, checked once so that the algorithm can trust them.

use super::LayoutError;

/// Trees under one added root, which has the index after the last node.
pub(super) struct Forest {
    /// Children of node `v` are `children[starts[v]..starts[v + 1]]`.
    children: Vec<usize>,
    starts: Vec<usize>,
    /// Every node after its parent, the added root first.
    order: Vec<usize>,
}

impl Forest {
    pub(super) fn new(parents: &[Option<usize>]) -> Result<Self, LayoutError> {
        let n = parents.len();
        if let Some(node) = parents.iter().position(|p| p.is_some_and(|p| p >= n)) {
            return Err(LayoutError::UnknownParent { node });
        }
        let slot = |p: &Option<usize>| p.unwrap_or(n);
        let mut starts = vec![0; n + 2];
        for p in parents {
            starts[slot(p) + 1] += 1;
        }
        for v in 0..=n {
            starts[v + 1] += starts[v];
        }
        let mut next = starts.clone();
        let mut children = vec![0; n];
        for (node, p) in parents.iter().enumerate() {
            let at = &mut next[slot(p)];
            children[*at] = node;
            *at += 1;
        }
        let mut forest = Self { children, starts, order: Vec::with_capacity(n + 1) };
        let mut waiting = vec![n];
        while let Some(v) = waiting.pop() {
            forest.order.push(v);
            waiting.extend_from_slice(forest.children(v));
        }
        // What a cycle holds is reached from no root, and nothing is reached twice: each node has one parent.
        match n + 1 - forest.order.len() {
            0 => Ok(forest),
            unreached => Err(LayoutError::Cycle { unreached }),
        }
    }

    /// In the order of their indices.
    pub(super) fn children(&self, v: usize) -> &[usize] {
        &self.children[self.starts[v]..self.starts[v + 1]]
    }

    /// Parents before children; reversed, children before parents.
    pub(super) fn order(&self) -> &[usize] {
        &self.order
    }

    /// Index of the added root, which is also the number of nodes.
    pub(super) fn root(&self) -> usize {
        self.starts.len() - 2
    }
}
