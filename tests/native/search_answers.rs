//! Several answers: which is shown first, and why.

use crate::support::script::{answer, call, drive, spec, think};
use toolgrove::domain::search::{Search, Step};
use toolgrove::domain::trace::{AnswerOrder, Fidelity, Limits, Method, RankedAnswer, StatusCode, Tree, ranked_answers};

fn limits(answers: u32, width: u32) -> Limits {
    Limits { answers, width, final_answer_back_length: 1, ..Limits::default() }
}

/// Texts in their order, each with why it stands before the next.
fn order(tree: &Tree) -> Vec<(String, Option<AnswerOrder>)> {
    ranked_answers(tree).into_iter().map(|a: RankedAnswer| (a.answer, a.before_next)).collect()
}

fn expect(list: &[(&str, Option<AnswerOrder>)]) -> Vec<(String, Option<AnswerOrder>)> {
    list.iter().map(|(text, why)| ((*text).to_owned(), *why)).collect()
}

#[test]
fn fewer_failures_then_fewer_steps_then_time() {
    let mut search = Search::new(spec(Method::Chain { tries: 4 }, limits(4, 2), Fidelity::Fixed), 0);
    let work = || call("", "first_for_demo", "{}");
    let script =
        [work(), answer("failed"), work(), work(), answer("long"), work(), answer("short"), work(), answer("late")];
    let mut calls = 0;
    let mut script = script.into_iter();
    loop {
        match search.poll() {
            Step::AskModel(ask) => {
                let _ = search.model_replied(ask.ask, script.next().unwrap(), 1);
            }
            Step::CallApi(c) => {
                let status = if calls == 0 { StatusCode::MessageError } else { StatusCode::Normal };
                calls += 1;
                let _ = search.api_returned(c.call, String::new(), status, 1);
            }
            _ => break,
        }
    }
    use AnswerOrder::{FewerFailures, FoundFirst, ShorterPath};
    let list =
        [("short", Some(FoundFirst)), ("late", Some(ShorterPath)), ("long", Some(FewerFailures)), ("failed", None)];
    assert_eq!(order(search.tree()), expect(&list));
    let all = ranked_answers(search.tree());
    assert_eq!((all[0].steps, all[2].steps, all[3].failed_calls), (2, 3, 1));
}

#[test]
fn what_the_model_preferred_comes_first() {
    // The second child is preferred, and entered first; its answer is longer on the way than the other's.
    let mut search = Search::new(spec(Method::Dfs, limits(2, 2), Fidelity::Fixed), 0);
    let replies = vec![
        answer("short"),
        call("", "first_for_demo", "{}"),
        think("B"),
        think("A"),
        answer("preferred"),
        answer("other"),
        think("A"),
        think("A"),
    ];
    drive(&mut search, replies);
    let found = ranked_answers(search.tree());
    assert_eq!(found[0].points, [2, 1]);
    assert_eq!(order(search.tree())[0], ("preferred".to_owned(), Some(AnswerOrder::FoundFirst)));
    // One that is found below the branch that lost stands behind, however short.
    let mut tree = search.tree().clone();
    let loser = tree.nodes.iter().find(|n| n.status == Some(StatusCode::FinalAnswer)).unwrap().id;
    tree.answers.insert(0, loser);
    let found = ranked_answers(&tree);
    assert_eq!((found[2].node, found[2].points.as_slice()), (loser, &[0][..]));
    assert_eq!(found[1].before_next, Some(AnswerOrder::Ranking));
}

#[test]
fn no_answer_and_one_answer_need_no_order() {
    let mut search = Search::new(spec(Method::REACT, limits(1, 2), Fidelity::Fixed), 0);
    assert!(ranked_answers(search.tree()).is_empty());
    drive(&mut search, vec![answer("x")]);
    assert_eq!(order(search.tree()), expect(&[("x", None)]));
}
