//! What holds for every script: the search ends within its budget, its trace folds to one tree however it is cut, and
//! every node has a parent.

use crate::support::script::{answer, call, give_up, spec, think};
use proptest::prelude::*;
use toolgrove::domain::chat::{ModelReply, Partial};
use toolgrove::domain::search::{Search, Step};
use toolgrove::domain::trace::event::EventBody;
use toolgrove::domain::trace::{Fidelity, Limits, Method, StatusCode, Trace, Tree, steps};
use toolgrove::formats::toolbench::answer::{import_answer, read_answer, write_answer};

/// A reply, or a request that fails or is stopped.
#[derive(Clone, Debug)]
pub enum Turn {
    Reply(Box<ModelReply>),
    Fail(String),
    Stop,
}

pub fn turn() -> impl Strategy<Value = Turn> {
    let reply = |reply: ModelReply| Turn::Reply(Box::new(reply));
    let named = prop_oneof![
        Just("first_for_demo".to_owned()),
        Just("functions.second_for_demo".to_owned()),
        Just("inish".to_owned()),
        Just("Finish".to_owned()),
        "[a-z_.]{0,12}",
    ];
    let empty = || {
        let mut reply = think("");
        reply.message.content = None;
        reply
    };
    prop_oneof![
        4 => (".{0,6}", named, ".{0,20}").prop_map(move |(t, n, a)| reply(call(&t, &n, &a))),
        2 => ".{0,6}".prop_map(move |t| reply(think(&t))),
        1 => Just(()).prop_map(move |()| reply(empty())),
        1 => Just(()).prop_map(move |()| reply(answer("x"))),
        2 => Just(()).prop_map(move |()| reply(give_up())),
        1 => "[ -~]{0,6}".prop_map(Turn::Fail),
        1 => Just(Turn::Stop),
    ]
}

pub fn limits() -> impl Strategy<Value = Limits> {
    (0..6_u32, 0..4_u32, 0..14_u32, 0..3_u32, 0..4_u32, 0..4_u32, 0..40_u32).prop_map(
        |(max_depth, width, max_model_calls, answers, final_back, prune_back, max_observation_length)| Limits {
            max_depth,
            width,
            max_model_calls,
            answers,
            final_answer_back_length: final_back,
            prune_back_length: prune_back,
            max_observation_length,
            ..Limits::default()
        },
    )
}

pub fn method() -> impl Strategy<Value = Method> {
    prop_oneof![Just(Method::Dfsdt), Just(Method::Dfs), (0..4_u32).prop_map(|tries| Method::Chain { tries })]
}

/// Plays turns, over and over, until the search is over; how many turns it took, if it did end.
pub fn play(search: &mut Search, turns: &[Turn], from: usize, most: usize) -> Option<usize> {
    let mut at = from;
    loop {
        match search.poll() {
            Step::Finished(_) => return Some(at),
            _ if at >= most => return None,
            Step::AskModel(ask) => {
                let _ = match &turns[at % turns.len()] {
                    Turn::Reply(reply) => search.model_replied(ask.ask, (**reply).clone(), 1),
                    Turn::Fail(words) => search.model_failed(ask.ask, "server", words, 1),
                    Turn::Stop => search.model_stopped(ask.ask, Partial::default(), 1),
                };
                at += 1;
            }
            Step::CallApi(call) => {
                let _ = search.api_returned(call.call, format!("{{\"n\":{}}}", call.call.0), StatusCode::Normal, 1);
            }
            Step::Paused(_) => {
                let _ = search.resume(1);
            }
            Step::Waiting => return None,
        }
    }
}

fn bodies(trace: &Trace) -> Vec<EventBody> {
    trace.events.iter().map(|e| e.body.clone()).collect()
}

/// Turns that bring the search no nearer its budget.
pub fn free(turns: &[Turn], fidelity: Fidelity) -> usize {
    let free = |turn: &&Turn| match turn {
        Turn::Reply(_) => false,
        Turn::Fail(_) => fidelity == Fidelity::Fixed,
        Turn::Stop => true,
    };
    turns.iter().filter(free).count()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn every_search_ends_within_its_budget_and_every_node_has_a_parent(
        turns in proptest::collection::vec(turn(), 1..12),
        limits in limits(),
        method in method(),
        fixed in any::<bool>(),
    ) {
        let fidelity = if fixed { Fidelity::Fixed } else { Fidelity::ToolBench };
        // Turns that cost nothing could be made for ever: a person stopping again and again.
        prop_assume!(free(&turns, fidelity) < turns.len());
        let mut search = Search::new(spec(method, limits, fidelity), 0);
        let ended = play(&mut search, &turns, 0, 20_000);
        prop_assert!(ended.is_some(), "{:?}", search.tree().counters);
        let counters = search.tree().counters;
        let budget = limits.max_model_calls;
        let used = counters.model_calls + counters.model_failures;
        match (fidelity, method) {
            (Fidelity::Fixed, _) => prop_assert!(counters.model_calls <= budget),
            // The reply that reaches the budget ends it, and a budget of 0 is reached by the first.
            (_, Method::Dfsdt) => prop_assert!(used <= budget.max(1)),
            // Comparisons pass it: at most all pairs of one node twice, and one reply more.
            (_, Method::Dfs) => prop_assert!(used <= budget + limits.width * limits.width + 1),
            // Chains have no budget: their length bounds them, and for empty messages the budget does.
            (_, Method::Chain { tries }) => prop_assert!(used <= tries * (limits.max_depth + 1) + budget + tries),
        }
        let tree = search.tree();
        for node in &tree.nodes {
            let parent = node.parent.and_then(|p| tree.node(p));
            prop_assert_eq!(parent.is_none(), node.id.index() == 0);
            if let Some(parent) = parent {
                prop_assert!(parent.id < node.id && parent.children.contains(&node.id));
                prop_assert_eq!(node.depth, parent.depth + 1);
            }
        }
        prop_assert!(steps(tree).iter().skip(1).all(|s| s.parent.is_some()));
    }

    #[test]
    fn a_trace_folds_to_one_tree_however_it_is_cut_and_resumed(
        turns in proptest::collection::vec(turn(), 1..12),
        limits in limits(),
        method in method(),
        fixed in any::<bool>(),
        cut in any::<proptest::sample::Index>(),
    ) {
        let fidelity = if fixed { Fidelity::Fixed } else { Fidelity::ToolBench };
        prop_assume!(free(&turns, fidelity) < turns.len());
        let mut whole = Search::new(spec(method, limits, fidelity), 0);
        prop_assert!(play(&mut whole, &turns, 0, 20_000).is_some());
        prop_assert_eq!(&Tree::fold(&whole.trace().events), whole.tree());
        let cut = cut.index(whole.trace().events.len() + 1);
        let part = Trace { spec: whole.trace().spec.clone(), events: whole.trace().events[..cut].to_vec() };
        let mut folded = Tree::fold(&part.events);
        whole.trace().events[cut..].iter().for_each(|event| folded.apply(event));
        prop_assert_eq!(&folded, whole.tree());
        let mut again = Search::replay(&part).map_err(|e| TestCaseError::fail(e.to_string()))?;
        let used = again.trace().events.iter().filter(|e| matches!(
            e.body, EventBody::ModelReplied(_) | EventBody::ModelFailed(_) | EventBody::ModelStopped(_))).count();
        prop_assert!(play(&mut again, &turns, used, 20_000).is_some());
        prop_assert_eq!(bodies(again.trace()), bodies(whole.trace()));
    }

    #[test]
    fn every_run_is_written_as_an_answer_file_that_reads_back_and_shows(
        turns in proptest::collection::vec(turn(), 1..12),
        limits in limits(),
        method in method(),
        fixed in any::<bool>(),
    ) {
        let fidelity = if fixed { Fidelity::Fixed } else { Fidelity::ToolBench };
        prop_assume!(free(&turns, fidelity) < turns.len());
        let mut search = Search::new(spec(method, limits, fidelity), 0);
        prop_assert!(play(&mut search, &turns, 0, 20_000).is_some());
        let written = write_answer(&search).map_err(|e| TestCaseError::fail(e.to_string()))?;
        let file = read_answer(written.to_string().as_bytes()).map_err(|e| TestCaseError::fail(e.to_string()))?;
        prop_assert_eq!(&file.to_value(), &written);
        let shown = import_answer(&file, 5).map_err(|e| TestCaseError::fail(e.to_string()))?;
        let tree = shown.tree();
        if !matches!(method, Method::Chain { .. }) {
            prop_assert_eq!(tree.nodes.len(), search.tree().nodes.len());
            prop_assert_eq!(tree.give_ups.len(), search.tree().nodes.iter().filter(|n| n.status == Some(StatusCode::GaveUp)).count());
        }
        prop_assert!(Search::replay(&shown).is_err());
    }
}
