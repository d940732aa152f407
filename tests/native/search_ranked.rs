//! The ranking search: all children are asked for, compared in pairs, entered best first.

use crate::support::script::{answer, call, drive, give_up, spec, think};
use toolgrove::domain::chat::Partial;
use toolgrove::domain::search::{Accepted, Purpose, Search, Step};
use toolgrove::domain::trace::event::{EventBody, Outcome, PauseCause, Ranked};
use toolgrove::domain::trace::{Fidelity, Limits, Method, NodeId};

fn ranked(limits: Limits, fidelity: Fidelity) -> Search {
    Search::new(spec(Method::Dfs, limits, fidelity), 1_000)
}

fn order(search: &Search) -> Option<&Ranked> {
    search.trace().events.iter().find_map(|e| if let EventBody::Ranked(e) = &e.body { Some(e) } else { None })
}

#[test]
fn the_preferred_child_is_entered_first() {
    let mut search = ranked(Limits::default(), Fidelity::Fixed);
    let asked = drive(
        &mut search,
        vec![
            call("a", "first_for_demo", "{}"),
            call("b", "second_for_demo", "{}"),
            think("B"),
            think("A"),
            answer("x"),
            answer("y"),
            think("I prefer A."),
            think("b"),
        ],
    );
    let purposes: Vec<_> = asked.iter().map(|a| a.purpose).collect();
    use Purpose::{Expand, Rank};
    assert_eq!(purposes, [Expand, Expand, Rank, Rank, Expand, Expand, Rank, Rank]);
    // The second child was preferred in both orders: it is node 6.
    assert_eq!(
        order(&search).unwrap(),
        &Ranked { node: NodeId::ROOT, order: vec![NodeId(6), NodeId(3)], points: vec![2, 0] }
    );
    assert_eq!(asked[4].node, NodeId(6));
    // The second request of a node shows what the first gave; a comparison shows both, each as A once.
    assert!(asked[1].messages[2].content.as_deref().unwrap().contains("first_for_demo"));
    let shown = |index: usize| asked[index].messages[0].content.clone().unwrap();
    assert!(shown(2).find("first_for_demo") < shown(2).find("second_for_demo"));
    assert!(shown(3).find("first_for_demo") > shown(3).find("second_for_demo"));
    assert_eq!(asked[2].messages.len(), 2);
    // Of two answers, the better one ends the run.
    assert_eq!(search.tree().outcome(), Some(Outcome::Answered));
    assert_eq!(search.tree().answers.len(), 1);
    assert_eq!(search.tree().node(search.tree().answers[0]).unwrap().answer.as_deref(), Some("x"));
}

#[test]
fn ties_keep_the_order_and_siblings_follow() {
    let mut search = ranked(Limits { max_depth: 2, ..Limits::default() }, Fidelity::ToolBench);
    let replies = vec![call("", "first_for_demo", "{}"), call("", "second_for_demo", "{}"), think("A"), think("A")];
    drive(&mut search, replies);
    assert_eq!(order(&search).unwrap().points, [1, 1]);
    assert_eq!(order(&search).unwrap().order, [NodeId(2), NodeId(4)]);
    assert_eq!(search.tree().outcome(), Some(Outcome::Exhausted));
    assert_eq!(search.tree().backtracks.len(), 1);
}

#[test]
fn comparisons_pass_the_budget_of_the_original_and_not_ours() {
    let limits = Limits { max_model_calls: 3, ..Limits::default() };
    let run = |fidelity| {
        let mut search = ranked(limits, fidelity);
        drive(&mut search, vec![answer("a"), think("b"), think("A"), think("B"), think("more")]);
        (search.tree().counters.model_calls, search.tree().outcome(), search.tree().answers.len())
    };
    // The original loses an answer that it has not entered: here it is preferred, and entered after 4 replies.
    assert_eq!(run(Fidelity::ToolBench), (4, Some(Outcome::Answered), 1));
    // Ours counts an answer among the children that wait.
    assert_eq!(run(Fidelity::Fixed), (3, Some(Outcome::Answered), 1));
}

#[test]
fn failed_and_stopped_comparisons_are_asked_again_when_fixed() {
    let mut search = ranked(Limits::default(), Fidelity::Fixed);
    drive(&mut search, vec![give_up(), answer("x")]);
    let mut search = Search::replay(search.trace()).unwrap();
    let Step::AskModel(ask) = search.poll() else { panic!("compares") };
    assert_eq!(ask.purpose, Purpose::Rank);
    assert_eq!(search.model_failed(ask.ask, "server", "gone", 1_100), Accepted::Yes);
    assert_eq!(search.poll(), Step::Paused(PauseCause::ModelFailed));
    assert_eq!(search.resume(1_101), Accepted::Yes);
    let Step::AskModel(again) = search.poll() else { panic!("asks again") };
    assert_eq!((again.purpose, &again.messages), (Purpose::Rank, &ask.messages));
    assert_eq!(search.model_stopped(again.ask, Partial::default(), 1_102), Accepted::Yes);
    drive(&mut search, vec![think("B"), think("A")]);
    assert_eq!(search.tree().outcome(), Some(Outcome::Answered));
    assert_eq!(Search::replay(search.trace()).unwrap().trace(), search.trace());
}

#[test]
fn the_words_of_a_failed_comparison_are_a_reply_to_the_original() {
    let mut search = ranked(Limits::default(), Fidelity::ToolBench);
    drive(&mut search, vec![think("a"), think("b")]);
    let mut search = Search::replay(search.trace()).unwrap();
    for _ in 0..2 {
        let Step::AskModel(ask) = search.poll() else { panic!("compares") };
        assert_eq!(search.model_failed(ask.ask, "server", "no quota", 1_100), Accepted::Yes);
    }
    assert_eq!(order(&search).unwrap().points, [1, 1], "both replies end with a, which is A in either order");
    assert_eq!(search.tree().counters.model_failures, 2);
}
