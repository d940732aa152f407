//! Steps per second of the search machine alone: scripted replies that come at once, no storage, no drawing.
//!
//! `cargo bench --bench search`. A step is one thing that the machine asked for and got: a model's reply or an API's.
//! Time and memory per node should stay level from 100 nodes to 10,000: the search is linear in its tree.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a program for the terminal"
)]

#[path = "../tests/native/support/script.rs"]
#[allow(dead_code, reason = "the tests use more of it")]
mod script;

use peak_alloc::PeakAlloc;
use std::time::{Duration, Instant};
use toolgrove::domain::search::{Accepted, Search, Step};
use toolgrove::domain::trace::{Fidelity, Limits, Method, StatusCode};

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// At least so long is measured for each size.
const LONG_ENOUGH: Duration = Duration::from_millis(800);

fn main() {
    println!("{:>8} {:>10} {:>14} {:>12} {:>14}", "nodes", "steps", "steps/s", "ns/node", "bytes/node");
    for nodes in [100, 1_000, 10_000] {
        let (mut runs, mut steps, mut made) = (0_u64, 0_u64, 0_usize);
        let start = Instant::now();
        while start.elapsed() < LONG_ENOUGH {
            let (search, taken) = grow(nodes);
            runs += 1;
            steps += taken;
            made += search.tree().nodes.len();
        }
        let seconds = start.elapsed().as_secs_f64();
        let before = MEMORY.current_usage();
        let (search, _) = grow(nodes);
        let kept = MEMORY.current_usage().saturating_sub(before);
        println!(
            "{:>8} {:>10} {:>14.0} {:>12.0} {:>14.0}",
            search.tree().nodes.len(),
            steps / runs,
            steps as f64 / seconds,
            seconds * 1e9 / made as f64,
            kept as f64 / search.tree().nodes.len() as f64,
        );
    }
}

/// A tree of so many nodes: every reply has a thought and a call, every call works, and only depth ends a branch.
fn grow(nodes: usize) -> (Search, u64) {
    let limits = Limits { width: 8, max_depth: 12, max_model_calls: u32::MAX, ..Limits::default() };
    let mut search = Search::new(script::spec(Method::Dfsdt, limits, Fidelity::Fixed), 0);
    let mut steps = 0;
    while search.tree().nodes.len() < nodes {
        steps += 1;
        let accepted = match search.poll() {
            Step::AskModel(ask) => {
                let reply = script::call("The next thing to find out.", "first_for_demo", r#"{"place": "Paris"}"#);
                search.model_replied(ask.ask, reply, steps)
            }
            Step::CallApi(call) => {
                let observation = r#"{"error": "", "response": {"temperature": 21, "unit": "C"}}"#.to_owned();
                search.api_returned(call.call, observation, StatusCode::Normal, steps)
            }
            Step::Waiting | Step::Paused(_) | Step::Finished(_) => break,
        };
        assert_eq!(accepted, Accepted::Yes);
    }
    (search, steps)
}
