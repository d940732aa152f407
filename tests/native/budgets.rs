//! Budgets of our own: tokens, working time, money.

use crate::support::script::{answer, call, give_up, spec, think};
use proptest::prelude::*;
use toolgrove::domain::chat::{ModelReply, Partial, Usage};
use toolgrove::domain::search::{Search, Step};
use toolgrove::domain::trace::event::{EventBody, Outcome};
use toolgrove::domain::trace::{
    Budget, Budgets, Counters, Fidelity, Limits, Method, Overrun, Price, StatusCode, Trace, Tree,
};

fn search(budgets: Budgets, fidelity: Fidelity) -> Search {
    Search::new(spec(Method::Dfsdt, Limits { budgets, ..Limits::default() }, fidelity), 0)
}

fn tokens(most: u64) -> Budgets {
    Budgets { max_tokens: Some(most), ..Budgets::default() }
}

fn time(most_ms: u64) -> Budgets {
    Budgets { max_work_ms: Some(most_ms), ..Budgets::default() }
}

fn over(budget: Budget, used: u64, limit: u64) -> Option<Outcome> {
    Some(Outcome::OutOfBudget(Overrun { budget, used, limit }))
}

/// Answers the next request or call at a time; false where there is none.
fn step(search: &mut Search, reply: ModelReply, now_ms: u64) -> bool {
    let _ = match search.poll() {
        Step::AskModel(ask) => search.model_replied(ask.ask, reply, now_ms),
        Step::CallApi(c) => search.api_returned(c.call, "{}".into(), StatusCode::Normal, now_ms),
        Step::Waiting | Step::Paused(_) | Step::Finished(_) => return false,
    };
    true
}

fn replays(search: &Search) {
    let again = Search::replay(search.trace()).unwrap();
    assert_eq!(again.trace().events, search.trace().events);
    assert_eq!(again.tree(), search.tree());
}

#[test]
fn tokens_end_a_run_before_the_next_request_and_before_a_call() {
    // Each thought is 11 tokens.
    let mut run = search(tokens(20), Fidelity::Fixed);
    assert!(step(&mut run, think("one"), 1) && step(&mut run, think("two"), 2));
    assert_eq!(run.tree().outcome(), over(Budget::Tokens, 22, 20));
    replays(&run);
    // 12 tokens for a call, which is then not made.
    let mut run = search(tokens(12), Fidelity::Fixed);
    assert!(step(&mut run, call("I look.", "first_for_demo", "{}"), 1));
    assert_eq!(run.tree().outcome(), over(Budget::Tokens, 12, 12));
    assert_eq!((run.tree().counters.api_calls, run.tree().nodes.len()), (0, 4));
    replays(&run);
    // Nothing at all may be used.
    assert_eq!(search(tokens(0), Fidelity::Fixed).tree().outcome(), over(Budget::Tokens, 0, 0));
}

#[test]
fn the_reply_that_reaches_a_budget_counts() {
    let mut run = search(tokens(5), Fidelity::Fixed);
    assert!(step(&mut run, answer("42"), 1));
    assert_eq!(run.tree().outcome(), Some(Outcome::Answered));
}

#[test]
fn estimated_tokens_count_and_huge_ones_do_not_overflow() {
    let mut reply = think("one");
    reply.usage = Usage { prompt: u64::MAX, completion: 7, estimated: true };
    let mut run = search(tokens(u64::MAX), Fidelity::Fixed);
    assert!(step(&mut run, reply, 1));
    assert_eq!(run.tree().outcome(), over(Budget::Tokens, u64::MAX, u64::MAX));
}

#[test]
fn time_is_counted_from_events_without_pauses_and_absence() {
    let mut run = search(time(100), Fidelity::Fixed);
    assert!(step(&mut run, think("one"), 40));
    let _ = run.pause(50);
    let _ = run.resume(10_000);
    assert!(step(&mut run, think("two"), 10_030));
    assert_eq!((run.tree().counters.work_ms, run.tree().outcome()), (80, None));
    // The tab goes, and comes back much later.
    let mut again = Search::replay(run.trace()).unwrap();
    again.reopened(90_000);
    assert!(step(&mut again, think("three"), 90_019));
    assert_eq!((again.tree().counters.work_ms, again.tree().outcome()), (99, None));
    assert!(step(&mut again, think("four"), 90_021));
    assert_eq!(again.tree().outcome(), over(Budget::Time, 101, 100));
    replays(&again);
    // A clock that was set back adds nothing.
    let mut back = Search::new(again.trace().spec.clone(), 5_000);
    assert!(step(&mut back, think("one"), 10));
    assert_eq!(back.tree().counters.work_ms, 0);
}

#[test]
fn a_paused_run_that_is_over_its_budget_ends_when_resumed() {
    let mut run = search(time(100), Fidelity::Fixed);
    let Step::AskModel(late) = run.poll() else { panic!("a request") };
    let _ = run.pause(150);
    assert_eq!(run.tree().outcome(), None);
    let mut again = Search::replay(run.trace()).unwrap();
    for run in [&mut run, &mut again] {
        let _ = run.resume(9_000);
        assert_eq!(run.tree().outcome(), over(Budget::Time, 150, 100));
        replays(run);
    }
    assert!(matches!(run.model_replied(late.ask, answer("x"), 9_001), toolgrove::domain::search::Accepted::Stale));
}

#[test]
fn failed_and_stopped_requests_are_not_asked_again_over_budget() {
    let mut run = search(time(100), Fidelity::Fixed);
    let Step::AskModel(ask) = run.poll() else { panic!("a request") };
    let _ = run.model_failed(ask.ask, "server", "no", 200);
    assert_eq!(run.tree().outcome(), over(Budget::Time, 200, 100));
    replays(&run);
    let mut run = search(time(100), Fidelity::Fixed);
    let Step::AskModel(ask) = run.poll() else { panic!("a request") };
    let _ = run.model_stopped(ask.ask, Partial::default(), 200);
    assert_eq!(run.tree().outcome(), over(Budget::Time, 200, 100));
    replays(&run);
}

#[test]
fn money_is_counted_from_the_price_in_the_spec() {
    // 10 tokens sent at 1.00 and 1 received at 3.00 a million: 13 millionths a thought.
    let price = Some(Price { prompt_micros: 1_000_000, completion_micros: 3_000_000 });
    let mut run = search(Budgets { max_cost_micros: Some(26), price, ..Budgets::default() }, Fidelity::Fixed);
    assert!(step(&mut run, think("one"), 1) && step(&mut run, think("two"), 2));
    assert_eq!(run.tree().outcome(), over(Budget::Money, 26, 26));
    replays(&run);
}

#[test]
fn comparisons_look_at_budgets_and_waiting_answers_count() {
    // Two children of 12 tokens each; their comparison is not made.
    let budgets = tokens(24);
    let limits = Limits { budgets, ..Limits::default() };
    let mut run = Search::new(spec(Method::Dfs, limits, Fidelity::Fixed), 0);
    assert!(step(&mut run, answer("42"), 1) && step(&mut run, give_up(), 2));
    assert_eq!(run.tree().outcome(), Some(Outcome::Answered));
    assert!(!run.trace().events.iter().any(|e| matches!(e.body, EventBody::RankAsked(_))));
    replays(&run);
}

#[test]
fn the_original_knows_no_budgets_of_ours() {
    let mut run = search(tokens(0), Fidelity::ToolBench);
    assert!(step(&mut run, answer("42"), 1));
    assert_eq!(run.tree().outcome(), Some(Outcome::Answered));
}

/// What happens, and how long it takes.
fn happens() -> impl Strategy<Value = Vec<(u8, u64)>> {
    proptest::collection::vec((0..7_u8, 0..60_u64), 1..40)
}

fn budgets() -> impl Strategy<Value = Budgets> {
    let some = proptest::option::of(0..120_u64);
    let price = || proptest::option::of((0..3_000_000_u64, 0..3_000_000_u64));
    let priced = |(prompt_micros, completion_micros)| Price { prompt_micros, completion_micros };
    (some.clone(), some.clone(), some, price(), price()).prop_map(
        move |(max_tokens, max_work_ms, max_cost_micros, price, rank_price)| Budgets {
            max_tokens,
            max_work_ms,
            max_cost_micros,
            price: price.map(priced),
            rank_price: rank_price.map(priced),
        },
    )
}

fn method() -> impl Strategy<Value = Method> {
    prop_oneof![Just(Method::Dfsdt), Just(Method::Dfs), Just(Method::Chain { tries: 3 })]
}

/// What was used, counted from the events alone.
fn used(trace: &Trace) -> Counters {
    let mut sum = Counters::default();
    let (mut last, mut paused) = (None, false);
    let mut ranks = Vec::new();
    for event in &trace.events {
        if let (Some(last), false) = (last, paused) {
            sum.work_ms += event.at_ms - last;
        }
        last = Some(event.at_ms);
        match &event.body {
            EventBody::ModelReplied(e) => {
                sum.prompt_tokens += e.usage.prompt;
                sum.completion_tokens += e.usage.completion;
                sum.tokens += e.usage.total();
                if ranks.contains(&e.ask) {
                    sum.rank_prompt_tokens += e.usage.prompt;
                    sum.rank_completion_tokens += e.usage.completion;
                }
            }
            EventBody::RankAsked(e) => ranks.push(e.ask),
            EventBody::Paused(_) => paused = true,
            EventBody::Resumed => paused = false,
            _ => {}
        }
    }
    sum
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn no_request_and_no_call_is_made_after_a_budget_is_passed(
        script in happens(),
        budgets in budgets(),
        method in method(),
    ) {
        let limits = Limits { budgets, ..Limits::default() };
        let mut run = Search::new(spec(method, limits, Fidelity::Fixed), 0);
        let mut now = 0;
        for (what, takes) in script {
            let step = run.poll();
            if matches!(step, Step::AskModel(_) | Step::CallApi(_)) {
                prop_assert_eq!(budgets.passed(&used(run.trace())), None);
            }
            now += takes;
            let _ = match (step, what) {
                (Step::AskModel(_) | Step::CallApi(_), 6) => {
                    // Pauses while a request is under way, which is then lost with the tab.
                    let _ = run.pause(now);
                    run = Search::replay(run.trace()).map_err(|e| TestCaseError::fail(e.to_string()))?;
                    continue;
                }
                (Step::AskModel(ask), 0) => run.model_failed(ask.ask, "server", "no", now),
                (Step::AskModel(ask), 1) => run.model_stopped(ask.ask, Partial::default(), now),
                (Step::AskModel(ask), 2) => run.model_replied(ask.ask, give_up(), now),
                (Step::AskModel(ask), 3) => run.model_replied(ask.ask, think("so"), now),
                (Step::AskModel(ask), _) => run.model_replied(ask.ask, call("", "first_for_demo", "{}"), now),
                (Step::CallApi(c), _) => run.api_returned(c.call, "1".into(), StatusCode::Normal, now),
                (Step::Paused(_), _) => run.resume(now),
                (Step::Waiting | Step::Finished(_), _) => break,
            };
        }
        if let Some(Outcome::OutOfBudget(overrun)) = run.tree().outcome() {
            prop_assert!(overrun.used >= overrun.limit);
            prop_assert_eq!(budgets.passed(&used(run.trace())), Some(overrun));
        }
        prop_assert_eq!(&Tree::fold(&run.trace().events), run.tree());
        let again = Search::replay(run.trace()).map_err(|e| TestCaseError::fail(e.to_string()))?;
        prop_assert_eq!(&again.trace().events, &run.trace().events);
    }
}
