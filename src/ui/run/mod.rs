//! A run on the screen: live or stored, the same parts draw it.
//!
//! [`RunModel`] is what tree, outline, timeline and inspector are given. [`live`] feeds one from the session that is
//! being driven; the Runs page feeds one from a stored trace, cut at a point in time.

mod arriving;
mod asked;
mod called;
mod cut;
mod forked;
mod inspector;
pub mod live;
mod outline;
mod raw;
pub mod reason;
pub mod stored;
mod timeline;
mod tree_view;
mod view;
pub mod words;

pub use arriving::{Arriving, tail};
pub use forked::ForkedLine;
pub use inspector::Inspector;
pub use raw::{RawRequests, exchange_view};
pub use view::RunView;

use crate::domain::trace::{NodeId, Trace, Tree};
use leptos::prelude::*;
use std::sync::Arc;

/// What a run shows. Cheap to copy.
#[derive(Clone, Copy)]
pub struct RunModel {
    /// Id of the run; `None` where there is none yet.
    pub id: Signal<Option<String>>,
    /// Spec and all events; `None` where there is no run yet.
    pub trace: Signal<Option<Arc<Trace>>>,
    /// The tree at the moment shown.
    pub tree: Signal<Arc<Tree>>,
    /// What is arriving just now.
    pub arriving: Signal<Arriving>,
    /// The node in the inspector.
    pub selected: RwSignal<Option<NodeId>>,
}
