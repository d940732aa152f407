//! From a run to what a rater sees of it.

use super::*;
use crate::support::script::{answer, call, drive, give_up, spec};
use toolgrove::domain::chat::ModelReply;
use toolgrove::domain::search::Search;
use toolgrove::domain::trace::{Fidelity, Limits, Method, Tree};

fn run(replies: Vec<ModelReply>) -> SolutionPath {
    run_within(Limits::default(), replies)
}

fn run_within(limits: Limits, replies: Vec<ModelReply>) -> SolutionPath {
    let mut search = Search::new(spec(Method::Dfsdt, limits, Fidelity::Fixed), 1_000);
    drive(&mut search, replies);
    SolutionPath::of_run(&search.trace().spec, search.tree())
}

#[test]
fn the_way_to_the_answer_leaves_out_what_was_given_up() {
    let path = run(vec![
        call("a", "first_for_demo", r#"{"x":1}"#),
        give_up(),
        call("b", "second_for_demo", "{}"),
        answer("forty-two"),
    ]);
    assert_eq!(path.final_answer.as_deref(), Some("forty-two"));
    let actions: Vec<&str> = path.steps.iter().map(|s| s.action.as_str()).collect();
    assert_eq!(actions, ["second_for_demo", "Finish"]);
    assert_eq!((path.steps[0].thought.as_str(), path.steps[0].observation.as_str()), ("b", r#"{"n":1}"#));
}

#[test]
fn a_rater_sees_of_an_observation_what_the_model_saw() {
    let limits = Limits { max_observation_length: 4, ..Limits::default() };
    let path = run_within(limits, vec![call("a", "first_for_demo", "{}"), answer("forty-two")]);
    assert_eq!(path.steps[0].observation, r#"{"n"..."#);
}

#[test]
fn a_run_without_an_answer_shows_its_last_attempt() {
    let path = run(vec![call("a", "first_for_demo", r#"{"x":1}"#), give_up()]);
    assert_eq!(path.final_answer, None);
    let actions: Vec<&str> = path.steps.iter().map(|s| s.action.as_str()).collect();
    assert_eq!(actions, ["first_for_demo", "Finish"]);
    assert_eq!(path.steps[0].action_input, r#"{"x":1}"#);
    let path = run(vec![call("a", "first_for_demo", "{}")]);
    assert_eq!((path.final_answer, path.steps.len()), (None, 1));
    let nothing = spec(Method::Dfsdt, Limits::default(), Fidelity::Fixed);
    assert_eq!(SolutionPath::of_run(&nothing, &Tree::default()), SolutionPath::default());
}
