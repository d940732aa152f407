//! The practice worker's half: the practice planner and the local tools, computed beside the page.
//!
//! They are here and not in the page because of their size (time zones, tables, rules), which a first visit should not
//! wait for, and so that a slow tool never blocks what a person sees. [`answer`] is all of it; `serve` puts it behind
//! the worker protocol (wasm only).
//!
//! Invariant: nothing is kept between requests: equal orders have equal outcomes.

#[cfg(all(feature = "practice", target_arch = "wasm32"))]
pub mod serve;

use crate::domain::local_tools::observe;
use crate::domain::planner::Planner;
use crate::formats::worker::practice::{Called, Order, Outcome};

/// Chooses between equal wordings of the planner. Stored runs were made with it.
const SEED: u64 = 1;

/// Performs an order. It does not fail: see [`crate::formats::worker::practice`].
pub fn answer(order: &Order) -> Outcome {
    match order {
        Order::Reply { messages, functions } => Outcome::Replied(Planner::new(SEED).reply(messages, functions)),
        Order::Call { tool, api, arguments } => {
            let (observation, status) = observe(tool, api, arguments);
            Outcome::Called(Called(observation, status))
        }
    }
}
