//! What a run knows of its models: what stands beside a reply, attempts, shortened conversations, roles, prices.

use crate::search_always::{Turn, limits, method, turn};
use crate::support::script::{answer, call, drive, give_up, spec, think};
use proptest::prelude::*;
use serde_json::{Value, json};
use toolgrove::domain::chat::{
    Beside, FunctionCall, MAX_BESIDE_CHARS, MAX_EXTRA_CALLS, Message, ModelReply, Partial, Role, Usage,
};
use toolgrove::domain::json::FromJson;
use toolgrove::domain::search::{Accepted, Change, Fork, Purpose, Search, Step};
use toolgrove::domain::trace::event::{ContextShortened, Event, EventBody, ModelReplied, ModelRetried, Outcome};
use toolgrove::domain::trace::{
    AskId, Budget, Budgets, Cost, Fidelity, Limits, Method, NamedPrice, NodeId, Overrun, Price, PriceTable, RunSpec,
    StatusCode, Tree, steps,
};
use toolgrove::formats::records::run::{RunFile, RunHead, RunSummary};
use toolgrove::formats::records::{prices, roles};

fn extra() -> FunctionCall {
    FunctionCall { name: "second_for_demo".into(), arguments: r#"{"b": 2}"#.into() }
}

fn with_beside(mut reply: ModelReply) -> ModelReply {
    reply.beside = Beside { extra_calls: vec![extra()], reasoning: Some("First I think.".into()), cut: true };
    reply
}

fn retried(ask: AskId, attempt: u32) -> ModelRetried {
    let (kind, message) = ("rate_limited".to_owned(), "too many requests: slow down".to_owned());
    ModelRetried { ask, attempt, kind, message, wait_ms: 4_000, partial: Partial::default() }
}

fn shortened(ask: AskId) -> ContextShortened {
    ContextShortened { ask, observations: 2, others: 0, from_tokens: 900, to_tokens: 600 }
}

/// A run whose first reply took three attempts and a shorter conversation, and held more than was used of it.
fn noted() -> Search {
    let mut search = Search::new(spec(Method::Dfsdt, Limits::default(), Fidelity::Fixed), 1_000);
    let Step::AskModel(first) = search.poll() else { panic!("asks") };
    assert_eq!(search.model_retried(retried(first.ask, 2), 1_001), Accepted::Yes);
    assert_eq!(search.context_shortened(shortened(first.ask), 1_002), Accepted::Yes);
    assert_eq!(search.model_retried(retried(first.ask, 3), 1_003), Accepted::Yes);
    let reply = with_beside(call("look", "first_for_demo", "{}"));
    assert_eq!(search.model_replied(first.ask, reply, 1_004), Accepted::Yes);
    drive(&mut search, vec![answer("42")]);
    search
}

fn same_again(search: &Search) {
    let again = Search::replay(search.trace()).unwrap();
    assert_eq!(again.trace(), search.trace());
    assert_eq!(again.tree(), search.tree());
    assert_eq!(&Tree::fold(&search.trace().events), search.tree());
}

#[test]
fn attempts_and_what_stands_beside_are_kept_shown_and_replayed() {
    let search = noted();
    let tree = search.tree();
    assert_eq!((tree.counters.retries, tree.counters.shortened, tree.counters.model_calls), (2, 1, 2));
    let step = &steps(tree)[1];
    let request = tree.request(step.ask.unwrap()).unwrap();
    assert_eq!((request.retries, request.shortened, request.ranks), (2, 1, false));
    assert_eq!(request.beside, with_beside(think("")).beside);
    assert_eq!((steps(tree)[0].ask, request.usage.unwrap().total()), (None, 12));
    same_again(&search);
    // The further call was not made, and the conversation does not show it.
    assert_eq!(tree.counters.api_calls, 1);
    let sent = search.messages_at(step.last());
    assert!(sent.iter().all(|m| !format!("{m:?}").contains("\"b\"")));
    // The reasoning is at hand for endpoints that want it back: apart from what is said, and in the event once.
    assert!(sent.iter().all(|m| m.content.as_deref().is_none_or(|content| !content.contains("First I think"))));
    assert_eq!(sent.iter().filter_map(|m| m.reasoning.as_deref()).collect::<Vec<_>>(), ["First I think."]);
    let stored = serde_json::to_string(search.trace()).unwrap();
    assert_eq!(stored.matches("First I think.").count(), 1);
}

#[test]
fn notes_decide_nothing_and_are_taken_of_the_awaited_request_alone() {
    let noted = noted();
    let mut plain = Search::new(spec(Method::Dfsdt, Limits::default(), Fidelity::Fixed), 1_000);
    drive(&mut plain, vec![call("look", "first_for_demo", "{}"), answer("42")]);
    let decisions = |search: &Search| -> Vec<EventBody> {
        search.trace().events.iter().map(|e| e.body.clone()).filter(|body| !body.is_input()).collect()
    };
    assert_eq!(decisions(&noted), decisions(&plain));
    let mut search = Search::new(spec(Method::REACT, Limits::default(), Fidelity::Fixed), 1);
    let before = search.trace().clone();
    assert_eq!(search.model_retried(retried(AskId(7), 2), 2), Accepted::Stale);
    assert_eq!(search.context_shortened(shortened(AskId(7)), 2), Accepted::Stale);
    assert_eq!(search.trace(), &before);
    // Also while the person has paused: the request is still under way.
    let Step::AskModel(ask) = search.poll() else { panic!("asks") };
    let _ = search.pause(3);
    assert_eq!(search.model_retried(retried(ask.ask, 2), 4), Accepted::Yes);
    assert_eq!(search.model_replied(ask.ask, answer("1"), 5), Accepted::Yes);
    same_again(&search);
}

#[test]
fn a_fork_keeps_what_came_before_it() {
    let source = noted();
    for (node, change, notes) in [
        (3, Change::Observation { observation: "other".into(), status: StatusCode::Normal }, 3),
        (1, Change::Reply(think("so").message), 3),
        (3, Change::Model, 3),
        (0, Change::Model, 0),
    ] {
        let wanted = Fork {
            run: "r".into(),
            node: NodeId(node),
            change,
            model: "m".into(),
            ranker: Some("k".into()),
            prices: None,
        };
        let forked = Search::fork(source.trace(), wanted, 9_000).unwrap();
        let at = forked.trace().spec.forked_from.as_ref().unwrap().event as usize;
        assert_eq!(forked.trace().events[..at], source.trace().events[..at]);
        let counters = forked.tree().counters;
        assert_eq!(counters.retries + counters.shortened, notes);
        assert_eq!(forked.trace().spec.ranker.as_deref(), Some("k"));
        same_again(&forked);
    }
}

#[test]
fn an_exported_run_comes_back_with_all_of_it() {
    let mut search = noted();
    let mut spec = search.trace().spec.clone();
    (spec.ranker, spec.currency) = (Some("small".into()), Some("USD".into()));
    spec.limits.budgets.rank_price = Some(Price { prompt_micros: 5, completion_micros: 6 });
    let trace = toolgrove::domain::trace::Trace { spec, events: search.trace().events.clone() };
    search = Search::replay(&trace).unwrap();
    let mut head = RunHead::new("r".into(), &trace.spec, 1);
    head.summary = RunSummary::of(&trace.spec, search.tree());
    let file = RunFile::new(head, trace);
    let text = serde_json::to_string(&file).unwrap();
    assert_eq!(RunFile::read(&text).unwrap(), file);
    assert!(text.contains(r#""type":"model_retried","ask":0,"attempt":2,"kind":"rate_limited""#));
    assert!(text.contains(r#""observations":2,"from_tokens":900,"to_tokens":600"#));
    assert!(text.contains(r#""beside":{"extra_calls":[{"name":"second_for_demo""#));
}

#[test]
fn what_is_not_there_is_not_written_and_old_rows_are_read() {
    let event = EventBody::ModelReplied(ModelReplied {
        ask: AskId(1),
        message: Message::text(Role::Assistant, "x"),
        usage: Usage::default(),
        beside: Beside::default(),
    });
    let written = serde_json::to_value(Event { seq: 1, at_ms: 2, body: event.clone() }).unwrap();
    assert_eq!(written.get("beside"), None);
    assert_eq!(Event::from_json(Some(written)).unwrap().body, event);
    let spec = spec(Method::REACT, Limits::default(), Fidelity::Fixed);
    let written = serde_json::to_value(&spec).unwrap();
    assert!(written.get("ranker").is_none() && written.get("currency").is_none());
    assert_eq!(RunSpec::from_json(Some(written)).unwrap(), spec);
    let reply = serde_json::to_value(ModelReply::new(Message::text(Role::Assistant, "x"), Usage::default())).unwrap();
    assert_eq!(reply.get("beside"), None);
    let summary = serde_json::to_value(RunSummary::default()).unwrap();
    assert_eq!(summary.get("cost"), None);
    let cost = Some(Cost { micros: 1, about: true, at_least: false, currency: "USD".into() });
    let summary = RunSummary { cost, ..RunSummary::default() };
    assert_eq!(RunSummary::from_json(Some(serde_json::to_value(&summary).unwrap())).unwrap(), summary);
}

#[test]
fn what_stands_beside_a_reply_is_bounded() {
    let long = "é".repeat(MAX_BESIDE_CHARS + 5);
    let huge = FunctionCall { name: "f".into(), arguments: long.clone() };
    let beside = Beside { extra_calls: vec![huge; 100], reasoning: Some(long), cut: false };
    let mut reply = think("x");
    reply.beside = beside.clone();
    let mut search = Search::new(spec(Method::REACT, Limits::default(), Fidelity::Fixed), 1);
    let Step::AskModel(ask) = search.poll() else { panic!("asks") };
    let _ = search.model_replied(ask.ask, reply, 2);
    let kept = &search.tree().request(ask.ask).unwrap().beside;
    assert_eq!(kept.extra_calls.len(), MAX_EXTRA_CALLS);
    assert_eq!(kept.extra_calls[0].arguments.chars().count(), MAX_BESIDE_CHARS);
    assert_eq!(kept.reasoning.as_ref().unwrap().chars().count(), MAX_BESIDE_CHARS);
    same_again(&search);
    // A stranger's file too.
    assert_eq!(&Beside::from_json(Some(serde_json::to_value(&beside).unwrap())).unwrap(), kept);
    let empty = Beside { extra_calls: Vec::new(), reasoning: Some(String::new()), cut: false };
    assert!(empty.bounded().is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn notes_anywhere_change_no_decision_and_replay(
        turns in proptest::collection::vec((turn(), 0..3_u32), 1..12),
        limits in limits(),
        method in method(),
    ) {
        let run = |notes: bool| {
            let mut search = Search::new(spec(method, limits, Fidelity::Fixed), 0);
            for (turn, times) in &turns {
                match search.poll() {
                    Step::AskModel(ask) => {
                        for attempt in 0..if notes { *times } else { 0 } {
                            let _ = search.model_retried(retried(ask.ask, attempt + 2), 1);
                            let _ = search.context_shortened(shortened(ask.ask), 1);
                        }
                        let _ = match turn {
                            Turn::Reply(reply) => search.model_replied(ask.ask, (**reply).clone(), 1),
                            Turn::Fail(words) => search.model_failed(ask.ask, "server", words, 1),
                            Turn::Stop => search.model_stopped(ask.ask, Partial::default(), 1),
                        };
                    }
                    Step::CallApi(c) => {
                        let _ = search.api_returned(c.call, "1".into(), StatusCode::Normal, 1);
                    }
                    Step::Paused(_) => {
                        let _ = search.resume(1);
                    }
                    Step::Waiting | Step::Finished(_) => break,
                }
            }
            search
        };
        let (noted, plain) = (run(true), run(false));
        let is_note = |body: &EventBody| matches!(body, EventBody::ModelRetried(_) | EventBody::ContextShortened(_));
        let bodies = |search: &Search| -> Vec<EventBody> {
            search.trace().events.iter().map(|e| e.body.clone()).filter(|body| !is_note(body)).collect()
        };
        prop_assert_eq!(bodies(&noted), bodies(&plain));
        let again = Search::replay(noted.trace()).map_err(|e| TestCaseError::fail(e.to_string()))?;
        prop_assert_eq!(again.trace(), noted.trace());
    }

    #[test]
    fn stored_choices_of_anyone_are_read_without_harm(text in ".{0,80}", model in ".{0,300}", choice in ".{0,99}") {
        for text in [text, json!({"v": 1, "rows": [{"model": model, "price": {}}, 7], "currency": model}).to_string()] {
            if let prices::StoredPrices::Known(table) = prices::parse(&text) {
                let again = prices::StoredPrices::Known(table.clone());
                prop_assert_eq!(prices::parse(&prices::to_text(&table)), again);
            }
        }
        let text = json!({"v": 1, "roles": {"judge": choice, "ranker": 3, "cook": "x"}}).to_string();
        let roles::StoredRoles::Known(read) = roles::parse(&text) else { return Err(TestCaseError::fail("known")) };
        prop_assert_eq!(read.get(roles::Role::Ranker), "");
        prop_assert_eq!(roles::parse(&roles::to_text(&read)), roles::StoredRoles::Known(read));
    }
}

#[test]
fn a_newer_builds_choices_are_left_alone() {
    assert_eq!(prices::parse(r#"{"v": 2}"#), prices::StoredPrices::Newer);
    assert_eq!(roles::parse(r#"{"v": 2}"#), roles::StoredRoles::Newer);
    assert_eq!(prices::parse("no"), prices::StoredPrices::Known(PriceTable::default()));
    assert_eq!(roles::parse("no"), roles::StoredRoles::Known(roles::Roles::default()));
    // A table that the person emptied stays empty.
    let empty = PriceTable { currency: "CNY".into(), rows: Vec::new() };
    assert_eq!(prices::parse(&prices::to_text(&empty)), prices::StoredPrices::Known(empty));
    let many = vec![NamedPrice { pattern: "m".into(), price: Price::default() }; 1_000];
    let text = prices::to_text(&PriceTable { currency: "X".repeat(99), rows: many });
    let prices::StoredPrices::Known(read) = prices::parse(&text) else { panic!("known") };
    assert_eq!((read.rows.len(), read.currency.len()), (200, 12));
}

#[test]
fn each_role_keeps_its_own_choice_but_the_solvers() {
    let mut chosen = roles::Roles::default();
    for role in roles::Role::ALL {
        chosen.set(role, role.name());
    }
    assert_eq!((chosen.get(roles::Role::Solver), chosen.get(roles::Role::Judge)), ("", "judge"));
    let text = roles::to_text(&chosen);
    assert_eq!(roles::parse(&text), roles::StoredRoles::Known(chosen.clone()));
    chosen.set(roles::Role::Judge, &"x".repeat(65));
    assert_eq!(chosen.get(roles::Role::Judge), "");
}

#[test]
fn a_models_price_is_that_of_its_name_or_of_the_longest_beginning() {
    let table = PriceTable::default();
    let sent = |model: &str| table.price(model).map(|price| price.prompt_micros);
    assert_eq!((sent("gpt-4o-mini"), sent("gpt-4o"), sent("gpt-4o-audio")), (Some(150_000), Some(2_500_000), None));
    assert_eq!((sent("claude-haiku-4-5-20251001"), sent("claude-3-5-haiku-latest")), (Some(1_000_000), None));
    assert_eq!((sent("openai/gpt-4o"), sent("a/b/gemini-2.5-flash"), sent("")), (Some(2_500_000), Some(300_000), None));
    let row = |pattern: &str, prompt_micros| NamedPrice {
        pattern: pattern.into(),
        price: Price { prompt_micros, completion_micros: 0 },
    };
    let rows = vec![row("*", 1), row("a*", 2), row("ab*", 3), row("abc", 4), row("x/*", 5)];
    let table = PriceTable { currency: String::new(), rows };
    let sent = |model: &str| table.price(model).map(|price| price.prompt_micros);
    let found: Vec<_> = ["z", "a", "abd", "abc", "abcd", "x/abc"].into_iter().map(sent).collect();
    assert_eq!(found, [Some(1), Some(2), Some(3), Some(4), Some(3), Some(5)]);
}

/// Answers a run of DFS: steps from the list, comparisons with A.
fn compare(search: &mut Search, replies: Vec<ModelReply>) {
    let mut replies = replies.into_iter();
    loop {
        let Step::AskModel(ask) = search.poll() else { return };
        let reply = match ask.purpose {
            Purpose::Rank => think("A"),
            Purpose::Expand => {
                let Some(reply) = replies.next() else { return };
                reply
            }
        };
        let _ = search.model_replied(ask.ask, reply, 1);
    }
}

#[test]
fn solver_and_ranker_are_counted_and_priced_apart() {
    // A step sends 10 tokens and receives 2, a comparison sends 10 and receives 1.
    let solver = Price { prompt_micros: 1_000_000, completion_micros: 2_000_000 };
    let ranker = Price { prompt_micros: 100_000, completion_micros: 3_000_000 };
    let run = |price, rank_price, max_cost_micros| {
        let budgets = Budgets { price, rank_price, max_cost_micros, ..Budgets::default() };
        let mut spec = spec(Method::Dfs, Limits { budgets, ..Limits::default() }, Fidelity::Fixed);
        spec.currency = Some("USD".into());
        let mut search = Search::new(spec, 0);
        compare(&mut search, vec![give_up(), answer("42")]);
        same_again(&search);
        search
    };
    let both = run(Some(solver), Some(ranker), None);
    let used = both.tree().counters;
    assert_eq!((used.model_calls, used.rank_calls), (4, 2));
    assert_eq!((used.prompt_tokens, used.rank_prompt_tokens, used.completion_tokens), (40, 20, 6));
    let (of_solver, of_ranker) = both.trace().spec.limits.budgets.by_role(&used);
    assert_eq!((of_solver.calls, of_solver.prompt, of_solver.completion, of_solver.micros), (2, 20, 4, Some(28)));
    assert_eq!((of_ranker.calls, of_ranker.prompt, of_ranker.completion, of_ranker.micros), (2, 20, 2, Some(8)));
    let cost = both.trace().spec.run_cost(&used).unwrap();
    assert_eq!(cost.text(), "0.000036 USD");
    let micros = |search: &Search| search.trace().spec.run_cost(&search.tree().counters).map(|cost| cost.micros);
    // One price is for both; a price of comparisons alone leaves steps free.
    assert_eq!(micros(&run(Some(solver), None, None)), Some(40 + 12));
    let ranks = run(None, Some(ranker), None);
    assert_eq!(micros(&ranks), Some(8));
    // Unless nobody knows what steps cost: then it is so much or more. Of free ones it is the whole.
    let text = |search: &Search| search.trace().spec.run_cost(&search.tree().counters).unwrap().text();
    assert_eq!(text(&ranks), "≥ 0.000008 USD");
    assert_eq!(text(&run(Some(Price::default()), Some(ranker), None)), "0.000008 USD");
    assert_eq!(micros(&run(None, None, None)), None);
    // Of each request its own.
    let of = |ask| both.trace().spec.request_cost(both.tree().request(AskId(ask)).unwrap()).unwrap().micros;
    assert_eq!((of(0), of(1), of(2), of(3)), (14, 14, 4, 4));
}

#[test]
fn comparisons_at_their_price_end_a_run_politely() {
    let price = |prompt_micros| Some(Price { prompt_micros, completion_micros: 0 });
    let budgets = Budgets {
        price: price(100_000),
        rank_price: price(1_000_000),
        max_cost_micros: Some(12),
        ..Budgets::default()
    };
    let mut search = Search::new(spec(Method::Dfs, Limits { budgets, ..Limits::default() }, Fidelity::Fixed), 0);
    compare(&mut search, vec![give_up(), call("", "no_such", "{}"), give_up()]);
    // Two steps cost 2, the first comparison 10: the second is not made.
    let end = Outcome::OutOfBudget(Overrun { budget: Budget::Money, used: 12, limit: 12 });
    assert_eq!((search.tree().outcome(), search.tree().counters.rank_calls), (Some(end), 1));
    same_again(&search);
}

#[test]
fn costs_are_read_and_written_with_their_currency() {
    let text =
        |micros, about, currency: &str| Cost { micros, about, at_least: false, currency: currency.into() }.text();
    assert_eq!(text(12_300, true, "USD"), "≈ 0.0123 USD");
    assert_eq!(text(2_000_000, false, ""), "2");
    let long: Value = json!({"micros": 1, "currency": "x".repeat(40)});
    assert_eq!(Cost::from_json(Some(long)).unwrap().currency.len(), Cost::MAX_CURRENCY);
}
