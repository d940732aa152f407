//! Forks: the source's events up to a point, one change, and live from there.

use crate::search_always::{free, limits, method, play, turn};
use crate::support::script::{answer, call, drive, give_up, spec, think};
use proptest::prelude::*;
use toolgrove::domain::chat::{Message, Role};
use toolgrove::domain::search::{Accepted, Change, Fork, ForkError, Prices, ReplayError, Search, Step};
use toolgrove::domain::trace::event::{Event, EventBody, Imported};
use toolgrove::domain::trace::{
    Budgets, Changed, Fidelity, ForkedFrom, Limits, Method, NodeId, NodeKind, Price, StatusCode, Trace, Tree,
    solution_path,
};
use toolgrove::formats::records::run::{RunFile, RunHead};

fn finished() -> Search {
    let mut search = Search::new(spec(Method::Dfsdt, Limits::default(), Fidelity::Fixed), 1_000);
    let replies =
        vec![call("look", "first_for_demo", "{}"), give_up(), call("", "second_for_demo", "{}"), answer("old")];
    drive(&mut search, replies);
    search
}

fn observed(text: &str) -> Change {
    Change::Observation { observation: text.to_owned(), status: StatusCode::Normal }
}

fn fork(source: &Trace, node: u32, change: Change) -> Result<Search, ForkError> {
    let wanted =
        Fork { run: "r1".into(), node: NodeId(node), change, model: "other".into(), ranker: None, prices: None };
    Search::fork(source, wanted, 9_000)
}

#[test]
fn a_fork_costs_what_its_own_models_do() {
    let price = |micros| Some(Price { prompt_micros: micros, completion_micros: micros });
    let run = |max_cost_micros| {
        let budgets = Budgets { price: price(1_000_000), max_cost_micros, ..Budgets::default() };
        let mut spec = spec(Method::Dfsdt, Limits { budgets, ..Limits::default() }, Fidelity::Fixed);
        spec.currency = Some("USD".into());
        let mut search = Search::new(spec, 1_000);
        drive(
            &mut search,
            vec![call("look", "first_for_demo", "{}"), call("", "second_for_demo", "{}"), answer("old")],
        );
        search
    };
    let prices = Prices { solver: price(3_000_000), ranker: None, currency: Some("EUR".into()) };
    let fork = |source: &Search, prices: Option<Prices>| {
        let (run, model) = ("r1".into(), "other".into());
        let wanted = Fork { run, node: NodeId(3), change: observed("changed"), model, ranker: None, prices };
        let forked = Search::fork(source.trace(), wanted, 9_000).unwrap();
        let spec = &forked.trace().spec;
        let again = Search::replay(forked.trace()).unwrap();
        assert_eq!(again.trace(), forked.trace());
        (spec.limits.budgets.price, spec.currency.clone(), spec.run_cost(&forked.tree().counters).unwrap().micros)
    };
    // One step of 12 tokens is shared.
    assert_eq!(fork(&run(None), None), (price(1_000_000), Some("USD".into()), 12));
    assert_eq!(fork(&run(None), Some(prices.clone())), (price(3_000_000), Some("EUR".into()), 36));
    assert_eq!(fork(&run(Some(40)), Some(prices.clone())).0, price(3_000_000));
    // At the new price the money would have been spent before the fork: what was decided stays.
    assert_eq!(fork(&run(Some(36)), Some(prices)), (price(1_000_000), Some("USD".into()), 12));
}

/// What a fork must be, whatever was changed.
fn holds(source: &Trace, forked: &Search) -> Result<(), TestCaseError> {
    let trace = forked.trace();
    let Some(from) = trace.spec.forked_from.clone() else { return Err(TestCaseError::fail("not said to be a fork")) };
    let shared = from.event as usize;
    prop_assert_eq!(&trace.events[..shared], &source.events[..shared]);
    let (mut of_source, mut of_fork) = (source.spec.clone(), trace.spec.clone());
    for spec in [&mut of_source, &mut of_fork] {
        spec.forked_from = None;
        spec.model.clear();
    }
    prop_assert_eq!(of_source, of_fork);
    prop_assert!((0..).zip(&trace.events).all(|(seq, e)| e.seq == seq));
    for node in &forked.tree().nodes {
        prop_assert_eq!(node.parent.is_none(), node.id == NodeId::ROOT);
        prop_assert!(node.parent.is_none_or(|p| p < node.id && forked.tree().node(p).is_some()));
    }
    let again = Search::replay(trace).map_err(|e| TestCaseError::fail(e.to_string()))?;
    prop_assert_eq!(again.trace(), trace);
    prop_assert_eq!(again.tree(), forked.tree());
    prop_assert_eq!(&Tree::fold(&trace.events), forked.tree());
    Ok(())
}

#[test]
fn a_changed_observation_goes_on_live() {
    let source = finished();
    let mut forked = fork(source.trace(), 3, observed("changed")).unwrap();
    let from = ForkedFrom { run: "r1".into(), event: 7, changed: Changed::Observation };
    assert_eq!((forked.trace().spec.forked_from.as_ref(), forked.trace().spec.model.as_str()), (Some(&from), "other"));
    assert_eq!(forked.tree().node(NodeId(3)).unwrap().observation.as_deref(), Some("changed"));
    assert_eq!(forked.trace().events[7].at_ms, 9_000);
    let asked = drive(&mut forked, vec![answer("new")]);
    assert_eq!(asked[0].messages.last().unwrap().content.as_deref(), Some("changed"));
    assert_eq!(solution_path(forked.tree(), forked.tree().answers[0])[0].observation.as_deref(), Some("changed"));
    holds(source.trace(), &forked).unwrap();
}

#[test]
fn a_changed_reply_costs_no_tokens_and_makes_its_step_anew() {
    let source = finished();
    let mut message = call("another thought", "second_for_demo", r#"{"a": 1}"#).message;
    message.role = Role::User;
    let mut forked = fork(source.trace(), 3, Change::Reply(message)).unwrap();
    let Step::CallApi(made) = forked.poll() else { panic!("calls") };
    assert_eq!((made.api.api.as_str(), made.arguments.as_str()), ("second", r#"{"a": 1}"#));
    assert_eq!((forked.tree().counters.tokens, forked.tree().nodes[1].text.as_str()), (0, "another thought"));
    drive(&mut forked, vec![]);
    holds(source.trace(), &forked).unwrap();
    // The answer taken back: a thought in its place, and the search goes on.
    let last = source.tree().answers[0].0;
    let thought = fork(source.trace(), last, Change::Reply(think("not yet").message)).unwrap();
    assert_eq!(thought.tree().outcome(), None);
    holds(source.trace(), &thought).unwrap();
}

#[test]
fn another_model_goes_on_from_any_step_that_the_run_outlived() {
    let source = finished();
    for (node, nodes) in [(0, 1), (1, 4), (3, 4)] {
        let forked = fork(source.trace(), node, Change::Model).unwrap();
        assert_eq!(forked.tree().nodes.len(), nodes);
        assert_eq!(forked.trace().spec.forked_from.as_ref().unwrap().changed, Changed::Model);
        holds(source.trace(), &forked).unwrap();
    }
    let last = source.tree().answers[0].0;
    assert_eq!(fork(source.trace(), last, Change::Model).unwrap_err(), ForkError::NothingFollows);
}

#[test]
fn a_fork_of_a_fork_names_the_nearest_source_and_is_exported_with_it() {
    let source = finished();
    let mut first = fork(source.trace(), 3, observed("one")).unwrap();
    drive(&mut first, vec![call("", "second_for_demo", "{}"), answer("x")]);
    let wanted = Fork {
        run: "r2".into(),
        node: NodeId(5),
        change: observed("two"),
        model: "m".into(),
        ranker: None,
        prices: None,
    };
    let mut second = Search::fork(first.trace(), wanted, 10_000).unwrap();
    drive(&mut second, vec![answer("y")]);
    holds(first.trace(), &second).unwrap();
    assert_eq!(second.trace().spec.forked_from.as_ref().unwrap().run, "r2");
    assert_eq!(second.tree().node(NodeId(3)).unwrap().observation.as_deref(), Some("one"));
    let file = RunFile::new(RunHead::new("r3".into(), &second.trace().spec, 1), second.trace().clone());
    let read = RunFile::read(&serde_json::to_string(&file).unwrap()).unwrap();
    assert_eq!(read, file);
    assert_eq!(Search::replay(&read.trace).unwrap().trace(), second.trace());
}

#[test]
fn a_paused_run_goes_on_in_its_fork() {
    let mut source = Search::new(spec(Method::REACT, Limits::default(), Fidelity::Fixed), 1);
    let Step::AskModel(ask) = source.poll() else { panic!("asks") };
    assert_eq!(source.pause(2), Accepted::Yes);
    let _ = source.model_replied(ask.ask, call("", "first_for_demo", "{}"), 3);
    let Step::Paused(_) = source.poll() else { panic!("paused") };
    let mut forked = fork(source.trace(), 2, Change::Reply(think("t").message)).unwrap();
    assert!(matches!(forked.poll(), Step::AskModel(_)));
    holds(source.trace(), &forked).unwrap();
}

#[test]
fn what_cannot_be_forked_is_named() {
    let source = finished();
    let refused = |node, change| fork(source.trace(), node, change).unwrap_err();
    let nothing = |node, wanted| ForkError::NothingToChange { node, wanted };
    assert_eq!(refused(0, Change::Reply(think("x").message)), nothing(0, "reply"));
    assert_eq!(refused(1, observed("x")), nothing(1, "observation"));
    assert_eq!(refused(99, Change::Model), nothing(99, "step"));
    // `Finish` is answered by the search itself.
    let last = source.tree().answers[0].0;
    assert_eq!(refused(last, observed("x")), nothing(last, "observation"));
    let mut imported = source.trace().clone();
    let body = EventBody::Imported(Imported { source: "toolbench_answer".into() });
    imported.events.insert(0, Event { seq: 0, at_ms: 0, body });
    assert_eq!(fork(&imported, 3, Change::Model).unwrap_err(), ForkError::Imported);
    let mut damaged = source.trace().clone();
    damaged.events.remove(5);
    assert!(matches!(fork(&damaged, 3, observed("x")), Err(ForkError::Replay(ReplayError::Diverged { .. }))));
    let mut newer = source.trace().clone();
    newer.spec.engine = u32::MAX;
    assert!(matches!(fork(&newer, 3, observed("x")), Err(ForkError::Replay(ReplayError::Engine { .. }))));
    let empty = Trace { spec: source.trace().spec.clone(), events: Vec::new() };
    assert_eq!(fork(&empty, 0, Change::Model).unwrap_err(), nothing(0, "step"));
}

/// A change and where: by the place of a node.
fn change() -> impl Strategy<Value = (prop::sample::Index, Change)> {
    let message = ("[a-z]{0,4}", prop_oneof![Just("first_for_demo"), Just("Finish"), Just("other")], ".{0,8}");
    let change = prop_oneof![
        message.prop_map(|(thought, name, arguments)| Change::Reply(call(&thought, name, &arguments).message)),
        "[a-z]{0,4}".prop_map(|text| Change::Reply(Message::text(Role::Assistant, text))),
        ".{0,12}".prop_map(|text| observed(&text)),
        Just(Change::Model),
    ];
    (any::<prop::sample::Index>(), change)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn every_fork_begins_as_its_source_and_replays_as_it_is(
        turns in proptest::collection::vec(turn(), 1..12),
        limits in limits(),
        method in method(),
        fixed in any::<bool>(),
        cached in any::<bool>(),
        length in 0..60_usize,
        changes in proptest::collection::vec(change(), 1..3),
    ) {
        let fidelity = if fixed { Fidelity::Fixed } else { Fidelity::ToolBench };
        prop_assume!(free(&turns, fidelity) < turns.len());
        let mut spec = spec(method, limits, fidelity);
        spec.cached = if cached { vec![0, 1] } else { Vec::new() };
        let mut source = Search::new(spec, 0);
        // Some sources have ended, others were left in the middle.
        let _: Option<usize> = play(&mut source, &turns, 0, length);
        for (place, change) in changes {
            let nodes = &source.tree().nodes;
            let mut node = place.get(nodes).id;
            if let (Change::Observation { .. }, Some(input)) =
                (&change, nodes.iter().find(|n| n.id >= node && n.kind == NodeKind::ActionInput))
            {
                node = input.id;
            }
            let wanted = Fork { run: "r".into(), node, change: change.clone(), model: "other".into(), ranker: None, prices: None };
            let mut forked = match Search::fork(source.trace(), wanted, 5) {
                Ok(forked) => forked,
                Err(ForkError::NothingToChange { .. } | ForkError::NothingFollows) => continue,
                Err(other) => return Err(TestCaseError::fail(other.to_string())),
            };
            holds(source.trace(), &forked)?;
            match &change {
                Change::Observation { observation, .. } => {
                    prop_assert_eq!(forked.tree().node(node).and_then(|n| n.observation.as_ref()), Some(observation));
                }
                _ => prop_assert!(forked.tree().node(NodeId::ROOT).is_some()),
            }
            let _: Option<usize> = play(&mut forked, &turns, 1, length + 10);
            holds(source.trace(), &forked)?;
            source = forked;
        }
    }
}
