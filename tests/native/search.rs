//! The search machine against scripts: what is asked, what becomes of replies, when it goes back, where it ends.

use crate::support::script::{answer, call, drive, give_up, spec, think};
use toolgrove::domain::json::{self, FromJson};
use toolgrove::domain::search::{Accepted, ReplayError, Search, Step};
use toolgrove::domain::trace::event::{BackReason, EventBody, Outcome, PauseCause, PruneReason};
use toolgrove::domain::trace::{
    AskId, CallId, Fidelity, Limits, Method, NodeId, NodeKind, StatusCode, StepState, Trace, solution_path, steps,
};

fn dfsdt(limits: Limits) -> Search {
    Search::new(spec(Method::Dfsdt, limits, Fidelity::Fixed), 1_000)
}

fn outcome(search: &Search) -> Option<Outcome> {
    search.tree().outcome()
}

#[test]
fn one_call_then_an_answer() {
    let mut search = dfsdt(Limits::default());
    let asked = drive(&mut search, vec![call("look", "first_for_demo", "{}"), answer("42")]);
    assert_eq!(outcome(&search), Some(Outcome::Answered));
    // system, user, then the call and its observation
    assert_eq!(asked[1].messages.len(), 4);
    assert_eq!(asked[1].messages[3].content.as_deref(), Some(r#"{"n":0}"#));
    let tree = search.tree();
    let kinds: Vec<_> = tree.nodes.iter().map(|n| n.kind).collect();
    use NodeKind::{Action, ActionInput, Root, Thought};
    assert_eq!(kinds, [Root, Thought, Action, ActionInput, Action, ActionInput]);
    assert_eq!(tree.node(tree.answers[0]).unwrap().answer.as_deref(), Some("42"));
    assert_eq!((tree.counters.model_calls, tree.counters.api_calls, tree.counters.tokens), (2, 1, 24));
    let path = solution_path(tree, tree.answers[0]);
    assert_eq!(path.len(), 2);
    assert_eq!(path[0].thought.as_deref(), Some("look"));
}

#[test]
fn give_up_below_the_first_step_goes_two_expansions_back_and_shows_the_earlier_child() {
    let mut search = dfsdt(Limits::default());
    let asked = drive(
        &mut search,
        vec![call("a", "first_for_demo", r#"{"x":1}"#), give_up(), call("b", "second_for_demo", "{}"), answer("ok")],
    );
    assert_eq!(outcome(&search), Some(Outcome::Answered));
    // The third request stands at the root again, with the diversity prompt about first_for_demo.
    assert_eq!(asked[2].node, NodeId::ROOT);
    assert_eq!(asked[2].messages.len(), 3);
    let shown = asked[2].messages[2].content.as_deref().unwrap();
    assert!(shown.contains("first_for_demo") && shown.contains("mento-carlo-action-value"), "{shown}");
    // It is left out below the new child: system, user, call, observation.
    assert_eq!(asked[3].messages.len(), 4);
    let back = search.tree().backtracks[0];
    assert_eq!((back.to, back.levels, back.reason), (NodeId::ROOT, 2, BackReason::GaveUp));
    let states: Vec<_> = steps(search.tree()).iter().map(|s| s.state).collect();
    use StepState::{Answered, GaveUp, Open, Question};
    assert_eq!(states, [Question, Open, GaveUp, Open, Answered]);
}

#[test]
fn give_up_at_the_root_ends_the_original_but_not_the_fixed_search() {
    let run = |fidelity| {
        let mut search = Search::new(spec(Method::Dfsdt, Limits::default(), fidelity), 1_000);
        drive(&mut search, vec![give_up(), answer("second try")]);
        outcome(&search)
    };
    assert_eq!(run(Fidelity::ToolBench), Some(Outcome::GaveUp));
    assert_eq!(run(Fidelity::Fixed), Some(Outcome::Answered));
}

#[test]
fn budget_reply_counts_only_when_fixed() {
    let limits = Limits { max_model_calls: 1, ..Limits::default() };
    let run = |fidelity| {
        let mut search = Search::new(spec(Method::Dfsdt, limits, fidelity), 1_000);
        drive(&mut search, vec![answer("now")]);
        outcome(&search)
    };
    assert_eq!(run(Fidelity::ToolBench), Some(Outcome::OutOfModelCalls));
    assert_eq!(run(Fidelity::Fixed), Some(Outcome::Answered));
}

#[test]
fn depth_counts_nodes_and_siblings_are_tried_on_the_way_back() {
    // Thought + Action + Action Input make 3 nodes: with a limit of 3 the first step is already too deep to go on from.
    let limits = Limits { max_depth: 3, ..Limits::default() };
    let mut search = dfsdt(limits);
    drive(&mut search, vec![call("a", "first_for_demo", "{}"), call("b", "second_for_demo", "{}")]);
    assert_eq!(outcome(&search), Some(Outcome::Exhausted));
    let pruned: Vec<_> = search.tree().nodes.iter().filter_map(|n| n.pruned).collect();
    assert_eq!(pruned, [PruneReason::DepthLimit; 2]);
    assert_eq!(search.tree().backtracks.len(), 1);
}

#[test]
fn unknown_function_is_an_observation_and_its_name_is_not_repeated_to_the_model() {
    let mut search = dfsdt(Limits::default());
    let asked = drive(&mut search, vec![call("", "nowhere", "{}"), answer("x")]);
    let node = &search.tree().nodes[2];
    assert_eq!((node.status, node.text.as_str()), (Some(StatusCode::NoSuchFunction), "{}"));
    assert_eq!(search.tree().nodes[1].text, "nowhere");
    let sent = asked[1].messages[2].function_call.as_ref().unwrap();
    assert_eq!(sent.name, "invalid_hallucination_function_name");
    assert_eq!(search.tree().counters.api_calls, 0);
}

#[test]
fn finish_that_cannot_be_read_is_status_2_and_the_chain_goes_on() {
    for bad in ["", "[]", "{", "{}", r#"{"return_type":"maybe"}"#, r#"{"return_type":"give_answer"}"#] {
        let mut search = dfsdt(Limits::default());
        drive(&mut search, vec![call("", "Finish", bad), answer("x")]);
        assert_eq!(search.tree().nodes[2].status, Some(StatusCode::InputError), "{bad}");
        assert_eq!(outcome(&search), Some(Outcome::Answered));
    }
}

#[test]
fn empty_message_is_an_empty_thought_and_bounded_by_depth() {
    let limits = Limits { max_depth: 2, width: 1, ..Limits::default() };
    let mut search = dfsdt(limits);
    let empty = || {
        let mut reply = think("");
        reply.message.content = None;
        reply
    };
    drive(&mut search, vec![empty(), empty(), empty()]);
    assert_eq!(outcome(&search), Some(Outcome::Exhausted));
    assert_eq!(search.tree().nodes.len(), 3);
}

#[test]
fn chain_tries_again_from_the_root_without_diversity() {
    let mut search = Search::new(spec(Method::Chain { tries: 2 }, Limits::default(), Fidelity::Fixed), 1_000);
    let asked = drive(&mut search, vec![call("", "first_for_demo", "{}"), give_up(), answer("second")]);
    assert_eq!(outcome(&search), Some(Outcome::Answered));
    assert_eq!((asked[2].node, asked[2].messages.len()), (NodeId::ROOT, 2));
    let mut react = Search::new(spec(Method::REACT, Limits::default(), Fidelity::Fixed), 1_000);
    drive(&mut react, vec![give_up()]);
    assert_eq!(outcome(&react), Some(Outcome::GaveUp));
}

#[test]
fn several_answers_go_on_after_the_first() {
    let limits = Limits { answers: 2, ..Limits::default() };
    let mut search = dfsdt(limits);
    drive(&mut search, vec![answer("one"), answer("two")]);
    assert_eq!(search.tree().answers.len(), 2);
    assert_eq!(outcome(&search), Some(Outcome::Answered));
}

#[test]
fn a_failed_model_pauses_and_resuming_asks_again() {
    let mut search = dfsdt(Limits::default());
    let Step::AskModel(ask) = search.poll() else { panic!("asks first") };
    assert_eq!(search.model_failed(ask.ask, "key_rejected", "401", 1_005), Accepted::Yes);
    assert_eq!(search.poll(), Step::Paused(PauseCause::ModelFailed));
    assert_eq!(search.tree().failure.as_ref().unwrap().0, "key_rejected");
    assert_eq!(search.resume(1_010), Accepted::Yes);
    drive(&mut search, vec![answer("late")]);
    assert_eq!(outcome(&search), Some(Outcome::Answered));
}

#[test]
fn toolbench_turns_a_failed_model_into_a_pruned_thought() {
    let mut search = Search::new(spec(Method::Dfsdt, Limits::default(), Fidelity::ToolBench), 1_000);
    let Step::AskModel(ask) = search.poll() else { panic!("asks first") };
    let _ = search.model_failed(ask.ask, "server", "no reply", 1_005);
    let node = &search.tree().nodes[1];
    assert_eq!((node.text.as_str(), node.pruned), ("no reply", Some(PruneReason::ModelFailed)));
    drive(&mut search, vec![answer("x")]);
    assert_eq!(outcome(&search), Some(Outcome::Answered));
}

#[test]
fn stale_ids_change_nothing() {
    let mut search = dfsdt(Limits::default());
    let Step::AskModel(ask) = search.poll() else { panic!("asks first") };
    let before = search.trace().clone();
    assert_eq!(search.model_replied(AskId(99), answer("x"), 2_000), Accepted::Stale);
    assert_eq!(search.api_returned(CallId(0), String::new(), StatusCode::Normal, 2_000), Accepted::Stale);
    assert_eq!(search.resume(2_000), Accepted::Stale);
    assert_eq!(search.trace(), &before);
    assert_eq!(search.model_replied(ask.ask, answer("x"), 2_000), Accepted::Yes);
    assert_eq!(search.model_replied(ask.ask, answer("x"), 2_000), Accepted::Stale);
    assert_eq!(search.cancel(2_000), Accepted::Stale);
}

#[test]
fn pausing_waits_for_what_is_under_way_and_asks_nothing_new() {
    let mut search = dfsdt(Limits::default());
    let Step::AskModel(ask) = search.poll() else { panic!("asks first") };
    assert_eq!(search.pause(1_001), Accepted::Yes);
    assert_eq!(search.poll(), Step::Waiting);
    assert_eq!(search.model_replied(ask.ask, call("", "first_for_demo", "{}"), 1_002), Accepted::Yes);
    assert_eq!(search.poll(), Step::Paused(PauseCause::Person));
    assert_eq!(search.resume(1_003), Accepted::Yes);
    assert!(matches!(search.poll(), Step::CallApi(_)));
}

#[test]
fn a_stop_in_the_middle_of_a_call_ends_the_run_and_replays() {
    let mut search = dfsdt(Limits::default());
    let Step::AskModel(ask) = search.poll() else { panic!("asks first") };
    let _ = search.model_replied(ask.ask, call("", "first_for_demo", "{}"), 1_001);
    let Step::CallApi(call) = search.poll() else { panic!("calls") };
    assert_eq!(search.cancel(1_002), Accepted::Yes);
    assert_eq!(search.api_returned(call.call, "late".into(), StatusCode::Normal, 1_003), Accepted::Stale);
    assert_eq!(search.poll(), Step::Finished(Outcome::Cancelled));
    assert_eq!(Search::replay(search.trace()).unwrap().trace(), search.trace());
}

#[test]
fn a_run_cut_anywhere_replays_and_goes_on_to_the_same_events() {
    let replies =
        || vec![call("a", "first_for_demo", "{}"), give_up(), call("b", "second_for_demo", "{}"), answer("ok")];
    let mut whole = dfsdt(Limits::default());
    drive(&mut whole, replies());
    let bodies = |t: &Trace| t.events.iter().map(|e| e.body.clone()).collect::<Vec<_>>();
    for cut in 0..=whole.trace().events.len() {
        let part = Trace { spec: whole.trace().spec.clone(), events: whole.trace().events[..cut].to_vec() };
        let mut again = Search::replay(&part).unwrap();
        let used = again.trace().events.iter().filter(|e| matches!(e.body, EventBody::ModelReplied(_))).count();
        drive(&mut again, replies().split_off(used));
        assert_eq!(bodies(again.trace()), bodies(whole.trace()), "cut at {cut}");
        assert_eq!(again.tree().nodes.len(), whole.tree().nodes.len());
    }
}

#[test]
fn a_changed_decision_is_found_on_replay() {
    let mut search = dfsdt(Limits::default());
    drive(&mut search, vec![answer("x")]);
    let mut trace = search.trace().clone();
    trace.events.retain(|e| !matches!(e.body, EventBody::NodeAdded(_)));
    assert!(matches!(Search::replay(&trace), Err(ReplayError::Diverged { .. })));
    trace.spec.engine += 1;
    assert!(matches!(Search::replay(&trace), Err(ReplayError::Engine { .. })));
}

#[test]
fn a_trace_survives_json() {
    let mut search = dfsdt(Limits::default());
    drive(&mut search, vec![call("a", "first_for_demo", "{}"), answer("x")]);
    let text = serde_json::to_string(search.trace()).unwrap();
    assert_eq!(&Trace::from_json(Some(json::parse(&text).unwrap())).unwrap(), search.trace());
}
