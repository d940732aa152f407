//! Where `ToolBench` and `Fixed` part: the rows of `docs/fidelity.md` that `search.rs` does not hold.

use crate::support::script::{answer, call, drive, give_up, spec, think};
use toolgrove::domain::search::{Finish, Search, Step, find_function, read_finish};
use toolgrove::domain::trace::event::{EventBody, Outcome};
use toolgrove::domain::trace::{Fidelity, Limits, Method, NodeKind, StatusCode};

fn both(method: Method, limits: Limits, replies: impl Fn() -> Vec<toolgrove::domain::chat::ModelReply>) -> [Search; 2] {
    [Fidelity::ToolBench, Fidelity::Fixed].map(|fidelity| {
        let mut search = Search::new(spec(method, limits, fidelity), 1_000);
        drive(&mut search, replies());
        search
    })
}

#[test]
fn a_chain_of_the_original_does_not_look_at_its_budget() {
    let limits = Limits { max_model_calls: 2, ..Limits::default() };
    let replies = || vec![think("a"), think("b"), think("c"), answer("x")];
    let [original, fixed] = both(Method::REACT, limits, replies);
    assert_eq!(original.tree().outcome(), Some(Outcome::Answered));
    assert_eq!(fixed.tree().outcome(), Some(Outcome::OutOfModelCalls));
    assert_eq!(fixed.tree().counters.model_calls, 2);
}

#[test]
fn an_exact_name_comes_first_when_fixed() {
    let mut of = spec(Method::REACT, Limits::default(), Fidelity::Fixed);
    // The first function's name now ends with the second's.
    of.functions[0].spec.name = "x_second_for_demo".to_owned();
    let found = |name, fidelity| find_function(&of.functions, name, fidelity);
    assert_eq!(found("second_for_demo", Fidelity::ToolBench), Some(0));
    assert_eq!(found("second_for_demo", Fidelity::Fixed), Some(1));
    for fidelity in [Fidelity::ToolBench, Fidelity::Fixed] {
        assert_eq!(found("_for_demo", fidelity), Some(0));
        assert_eq!(found("Finish", fidelity), Some(2));
        assert_eq!(found("inish", fidelity), None);
    }
}

#[test]
fn an_empty_name_reaches_the_first_function_of_the_original_and_none_of_ours() {
    let replies = || vec![call("", "", "{}"), answer("x")];
    let [original, fixed] = both(Method::REACT, Limits::default(), replies);
    assert_eq!(original.tree().counters.api_calls, 1);
    assert_eq!(original.tree().nodes[2].function, Some(0));
    assert_eq!(fixed.tree().counters.api_calls, 0);
    assert_eq!(fixed.tree().nodes[2].status, Some(StatusCode::NoSuchFunction));
}

#[test]
fn malformed_finish_is_salvaged_by_the_original_alone() {
    let answered = |text: &str| Finish::Answer(text.to_owned());
    for (arguments, original, fixed) in [
        (r#"{"return_type": "give_answer", "final_answer": "cut"#, answered("cut"), Finish::NoObject),
        (r#""return_type": "give_up_and_restart""#, Finish::GaveUp, Finish::NoObject),
        (
            r#"{"return_type": "give_up_and_restart" "return_type": "give_answer" "final_answer": "x"}"#,
            answered("x\"}"),
            Finish::NoObject,
        ),
        (r#"{"return_type": "give_answer"#, Finish::OtherReturnType, Finish::NoObject),
        (r#"{"return_type":"give_answer"#, Finish::NoReturnType, Finish::NoObject),
        ("[]", Finish::NoObject, Finish::NoObject),
        ("{\"return_type\": \"give_answer\", \"final_answer\": \"a\nb\"}", answered("a\nb"), Finish::NoObject),
        (r#"{"return_type": "give_answer", "final_answer": null}"#, answered("null"), Finish::NoFinalAnswer),
        (r#"{"return_type": "give_answer", "final_answer": NaN}"#, answered("NaN"), Finish::NoObject),
        (r#"{"return_type": "give_answer", "final_answer": [1]}"#, answered("[1]"), answered("[1]")),
    ] {
        assert_eq!(read_finish(arguments, Fidelity::ToolBench), original, "{arguments}");
        assert_eq!(read_finish(arguments, Fidelity::Fixed), fixed, "{arguments}");
    }
}

#[test]
fn an_empty_message_asks_the_original_again_within_bounds() {
    let limits = Limits { max_model_calls: 4, ..Limits::default() };
    let empty = || {
        let mut reply = think("");
        reply.message.content = None;
        reply
    };
    let [original, fixed] = both(Method::REACT, limits, || vec![think("a"), empty(), empty(), empty(), empty()]);
    assert_eq!((original.tree().nodes.len(), fixed.tree().nodes.len()), (2, 5));
    for search in [original, fixed] {
        assert_eq!(search.tree().outcome(), Some(Outcome::OutOfModelCalls));
        assert_eq!(search.tree().counters.model_calls, 4);
    }
}

#[test]
fn a_give_up_stands_for_a_run_without_an_answer() {
    let limits = Limits { width: 3, prune_back_length: 1, ..Limits::default() };
    let replies = || vec![give_up(), give_up(), give_up()];
    for search in both(Method::Dfsdt, limits, replies) {
        let chosen = search.tree().give_up_chosen.unwrap();
        assert!(search.tree().give_ups.contains(&chosen));
        assert_eq!(Search::replay(search.trace()).unwrap().trace(), search.trace());
    }
    // The draw can be given; it is stored and comes out the same on replay.
    for index in [0, 2, 99] {
        let mut search = Search::new(spec(Method::Dfsdt, limits, Fidelity::ToolBench), 1_000);
        search.draw_give_up(index);
        drive(&mut search, replies());
        assert_eq!(search.tree().give_up_chosen, Some(search.tree().give_ups[index.min(2) as usize]));
        assert_eq!(Search::replay(search.trace()).unwrap().trace(), search.trace());
    }
    // Runs of engine 1 have no such event, and still replay.
    let mut older = spec(Method::Dfsdt, limits, Fidelity::Fixed);
    older.engine = 1;
    let mut search = Search::new(older, 1_000);
    drive(&mut search, replies());
    assert!(!search.trace().events.iter().any(|e| matches!(e.body, EventBody::GiveUpChosen(_))));
}

#[test]
fn limits_of_nothing_end_at_once() {
    let none = Limits { width: 0, ..Limits::default() };
    for method in [Method::Dfsdt, Method::Dfs] {
        for mut search in both(method, none, Vec::new) {
            assert_eq!(search.poll(), Step::Finished(Outcome::Exhausted));
        }
        for search in both(method, Limits { max_depth: 0, ..Limits::default() }, Vec::new) {
            assert_eq!(search.tree().outcome(), Some(Outcome::Exhausted));
        }
    }
    for mut search in both(Method::Chain { tries: 0 }, Limits::default(), Vec::new) {
        assert_eq!(search.poll(), Step::Finished(Outcome::Exhausted));
    }
    // Who wants no answer has enough when the original first goes back.
    let no_answer = Limits { answers: 0, prune_back_length: 1, ..Limits::default() };
    let [original, fixed] = both(Method::Dfsdt, no_answer, || vec![give_up(), answer("x")]);
    assert_eq!(original.tree().outcome(), Some(Outcome::GaveUp));
    assert_eq!(fixed.tree().outcome(), Some(Outcome::Answered));
    // A chain asks before it looks at its length.
    for search in both(Method::REACT, Limits { max_depth: 0, ..Limits::default() }, || vec![answer("x")]) {
        assert_eq!(search.tree().nodes.last().unwrap().kind, NodeKind::ActionInput);
        assert_eq!(search.tree().outcome(), Some(Outcome::Answered));
    }
}
