//! Answer files converted for ToolEval, and its own files against anything that may come.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};
use toolgrove::domain::json::FromJson;
use toolgrove::domain::tooleval::{
    ConvertError, ConvertedAnswer, DetailMessage, MAX_NODES, answer_steps, convert, query_id, seeded_picks,
};
use toolgrove::domain::trace::Fidelity::{self, Fixed, ToolBench};
use toolgrove::formats::toolbench::answer::AnswerFile;
use toolgrove::formats::tooleval::{ConvertedFileError, read_converted, recorded, write_converted};

fn file(process: Value, answer: Value) -> AnswerFile {
    let mut file = json!({
        "win": false, "forward_args": {}, "compare_candidates": [],
        "answer_generation": {
            "valid_data": false, "query_count": 1, "total_tokens": 1, "final_answer": "raw", "function": [{"name": "go"}],
            "query": "q",
        },
    });
    for (into, from) in [("", process), ("answer_generation", answer)] {
        let target = if into.is_empty() { &mut file } else { &mut file[into] };
        target.as_object_mut().unwrap().extend(from.as_object().unwrap().clone());
    }
    AnswerFile::from_json(Some(file)).unwrap()
}

fn valid(messages: Value) -> AnswerFile {
    file(json!({"trys": [], "try_count": 0}), json!({"valid_data": true, "train_messages": messages}))
}

fn node(kind: &str, text: &str, children: Value) -> Value {
    json!({"pruned": false, "node_type": kind, "description": text, "expand_num": 0, "children": children})
}

fn converted(file: &AnswerFile, fidelity: Fidelity, picks: &[usize]) -> Result<ConvertedAnswer, ConvertError> {
    let mut picks = picks.iter();
    let run = recorded(file).unwrap();
    convert(&run, "CoT@1", fidelity, &mut |_| *picks.next().unwrap())
}

/// The path as `role message` without the two empty nodes at its start; calls as `name arguments response`.
fn path(answer: &ConvertedAnswer) -> Vec<String> {
    let mut out = Vec::new();
    let mut at = answer.answer_details.first();
    while let Some(node) = at {
        assert!(node.next.len() < 2);
        out.push(match &node.message {
            DetailMessage::Nothing => format!("{} null", node.role),
            DetailMessage::Text(text) => format!("{} {text:?}", node.role),
            DetailMessage::Call(call) => format!("{} {} {} {}", node.role, call.name, call.arguments, call.response),
        });
        at = node.next.first();
    }
    assert_eq!(answer.total_steps, out.len() as u64);
    assert_eq!(out[..2], ["system \"\"", "user \"\""]);
    out.split_off(2)
}

fn says(role: &str, content: &str) -> Value {
    json!({"role": role, "content": content})
}

fn calls(name: &str) -> Value {
    json!({"role": "assistant", "content": "beside", "function_call": {"name": name, "arguments": "{}"}})
}

#[test]
fn the_last_conversation_of_a_valid_answer_is_converted() {
    let messages = json!([
        [calls("other")],
        [
            says("system", "s"),
            says("user", "u"),
            says("assistant", "I think."),
            calls("go"),
            says("function", "42"),
            json!({"role": "user", "content": "again", "valid": false}),
            calls("Finish"),
            says("function", "done"),
        ]
    ]);
    for fidelity in [ToolBench, Fixed] {
        let answer = converted(&valid(messages.clone()), fidelity, &[]).unwrap();
        // Text beside a call is lost; the result of Finish is blank.
        assert_eq!(path(&answer), ["assistant \"I think.\"", "tool go \"{}\" \"42\"", "tool Finish \"{}\" \"\""]);
        assert_eq!((answer.final_answer.as_str(), answer.method.as_str()), ("raw", "CoT@1"));
        let texts = answer_steps(&answer.answer_details);
        let finish = "{'name': 'Finish', 'arguments': '{}', 'response': ''}";
        let go = "{'name': 'go', 'arguments': '{}', 'response': '42'}";
        assert_eq!(texts.answer_steps, format!("Step 1: {go}\nStep 2: {finish}"));
        assert_eq!(texts.final_step, format!("Final step: {finish}"));
    }
}

#[test]
fn what_stops_the_original_is_repaired_when_fixed() {
    let silent = || json!({"role": "assistant"});
    let blank = || json!({"role": "assistant", "content": null, "function_call": null});
    let check = |messages: Value, original: ConvertError, fixed: &[&str]| {
        let file = valid(messages);
        assert_eq!(converted(&file, ToolBench, &[]), Err(original));
        assert_eq!(path(&converted(&file, Fixed, &[]).unwrap()), fixed);
    };
    let (system, user) = (says("system", "s"), says("user", "u"));
    check(
        json!([[system, user, blank(), silent()]]),
        ConvertError::NoContent { message: 3 },
        &["assistant null", "assistant null"],
    );
    check(json!([[system, user, calls("go")]]), ConvertError::NoResponse { message: 2 }, &["tool go \"{}\" \"\""]);
    check(
        json!([[system, user, calls("go"), json!({"role": "function"})]]),
        ConvertError::NoContent { message: 3 },
        &["tool go \"{}\" null"],
    );
    check(json!([[system, user, says("tool", "x")]]), ConvertError::UnknownRole { message: 2 }, &[]);
    check(json!([]), ConvertError::NoMessages, &[]);
    let none = file(json!({"trys": [], "try_count": 0}), json!({}));
    assert_eq!(converted(&none, ToolBench, &[]), Err(ConvertError::NoTries));
    assert!(path(&converted(&none, Fixed, &[]).unwrap()).is_empty());
}

#[test]
fn any_next_message_is_the_result_for_the_original_alone() {
    let file = valid(json!([[says("system", "s"), says("user", "u"), calls("go"), says("assistant", "what now?")]]));
    assert_eq!(path(&converted(&file, ToolBench, &[]).unwrap()), ["tool go \"{}\" \"what now?\""]);
    let fixed = path(&converted(&file, Fixed, &[]).unwrap());
    assert_eq!(fixed, ["tool go \"{}\" \"\"", "assistant \"what now?\""]);
}

#[test]
fn the_original_never_looks_at_the_first_two_messages() {
    let file = valid(json!([[says("assistant", "a"), says("assistant", "b"), says("assistant", "c")]]));
    assert_eq!(path(&converted(&file, ToolBench, &[]).unwrap()), ["assistant \"c\""]);
    assert_eq!(path(&converted(&file, Fixed, &[]).unwrap()).len(), 3);
}

#[test]
fn a_branch_of_a_tree_without_an_end_is_walked() {
    let mut input = node("Action Input", "{\"a\": 1}", json!([]));
    input["observation"] = json!("42");
    let thoughts = json!([node("Thought", "b", json!([])), node("Thought", "c", json!([]))]);
    let tree = node(
        "Action Input",
        "",
        json!([
            node("Thought", "a", json!([node("Action", "Finish", json!([input]))])),
            node("Action", "alone", json!([node("Odd", "x", thoughts)])),
        ]),
    );
    let run = file(json!({"tree": {"size": 8, "max_length": 4, "tree": tree}}), json!({}));
    let walk = |picks: &[usize]| path(&converted(&run, Fixed, picks).unwrap());
    let first = converted(&run, ToolBench, &[0]).unwrap();
    assert_eq!((path(&first), first.final_answer.as_str()), (walk(&[0]), "raw"));
    // The result of Finish is kept here; a single child needs no pick.
    assert_eq!(walk(&[0]), ["assistant \"a\"", "tool Finish \"{\\\"a\\\": 1}\" \"42\""]);
    assert_eq!(walk(&[1, 0]), ["tool alone \"\" \"\"", "assistant \"b\""]);
    // A pick beyond is the last.
    assert_eq!(walk(&[7, 9]), ["tool alone \"\" \"\"", "assistant \"c\""]);
    let expected = "an Action Input with an observation";
    assert_eq!(converted(&run, ToolBench, &[1, 0]), Err(ConvertError::BadNode { node: 1, expected }));
    let odd =
        file(json!({"trys": [{"chain": [node("Odd", "x", json!(null))], "win": false}], "try_count": 1}), json!({}));
    let expected = "a Thought or an Action";
    assert_eq!(converted(&odd, ToolBench, &[]), Err(ConvertError::BadNode { node: 0, expected }));
}

#[test]
fn one_of_several_tries_is_picked() {
    let chain = |text: &str| json!({"chain": [node("Thought", text, json!(null))], "win": false});
    let run = file(json!({"trys": [chain("a"), chain("b")], "try_count": 2}), json!({}));
    assert_eq!(path(&converted(&run, ToolBench, &[1]).unwrap()), ["assistant \"b\""]);
}

#[test]
fn picks_depend_on_seed_and_query_alone() {
    let draws = |seed, id: &str| {
        let mut pick = seeded_picks(seed, id);
        (0..40).map(|_| pick(3)).collect::<Vec<_>>()
    };
    assert_eq!(draws(42, "7"), draws(42, "7"));
    assert!(draws(42, "7") != draws(42, "8") && draws(42, "7") != draws(43, "7"));
    assert!((0..3).all(|place| draws(42, "7").contains(&place)) && draws(42, "7").iter().all(|p| *p < 3));
    assert_eq!((query_id("102_ChatGPT_DFS.json"), query_id("x"), query_id("")), ("102", "x", ""));
}

#[test]
fn a_path_too_long_to_be_nested_is_refused() {
    let messages = |n: usize| valid(json!([vec![says("assistant", "a"); n]]));
    assert_eq!(converted(&messages(MAX_NODES - 2), Fixed, &[]).unwrap().total_steps, MAX_NODES as u64);
    let long = converted(&messages(MAX_NODES - 1), Fixed, &[]);
    assert_eq!(long, Err(ConvertError::TooLong { nodes: MAX_NODES + 1 }));
}

#[test]
fn a_conversation_that_is_none_has_a_place() {
    let refused = |messages: Value, expected: &str| {
        assert_eq!(recorded(&valid(messages)).unwrap_err().to_string(), expected);
    };
    let place = "$.answer_generation.train_messages";
    refused(json!(7), &format!("{place}: expected a list, found a number that does not fit"));
    refused(json!([[], [7]]), &format!("{place}[1][0]: expected an object, found a number that does not fit"));
    refused(json!([[{"role": 1}]]), &format!("{place}[0][0].role: expected text, found a number that does not fit"));
}

fn example() -> Value {
    json!({
        "query": "q", "available_tools": [{"name": "go"}], "more": [1.5],
        "answer": {
            "method": "m", "total_steps": 3, "final_answer": "", "more": {"b": 1, "a": 2},
            "answer_details": [{"role": "system", "message": "", "more": null, "next": [
                {"role": "tool", "message": "cut sho", "next": []},
                {"role": "assistant", "message": null, "next": [
                    {"role": "tool", "message": {"name": "go", "arguments": {"a": 1}, "response": null, "more": 1}, "next": []},
                ]},
            ]}],
        },
    })
}

#[test]
fn files_are_kept_whole() {
    let value = json!({"7": example(), "b/…": example()});
    let read = read_converted(value.to_string().as_bytes()).unwrap();
    assert_eq!(read.iter().map(|(id, _)| id.as_str()).collect::<Vec<_>>(), ["7", "b/…"]);
    assert_eq!(write_converted(&read), value);
    // A fork: its first branch is what is told.
    assert_eq!(answer_steps(&read[0].1.answer.answer_details).answer_steps, "Step 1: cut sho");
}

#[test]
fn refusals_name_the_place() {
    let refused = |id: &str, change: &dyn Fn(&mut Value), expected: &str| {
        let mut value = example();
        change(&mut value);
        let error = read_converted(json!({id: value}).to_string().as_bytes()).unwrap_err();
        assert_eq!(error.to_string(), expected);
    };
    refused("7", &|v| v["query"] = json!(1), "$.7.query: expected text, found a number that does not fit");
    refused("a b", &|v| *v = json!([]), "$[\"a b\"]: expected an object, found a list");
    let details = "$.7.answer.answer_details[0]";
    refused(
        "7",
        &|v| v["answer"]["answer_details"][0]["next"][1]["message"] = json!([]),
        &format!("{details}.next[1].message: expected text, null or a call, found a list"),
    );
    refused(
        "7",
        &|v| v["answer"]["answer_details"][0]["message"] = json!({"name": "go"}),
        &format!("{details}.message.arguments: expected a value, found nothing"),
    );
    refused(
        "7",
        &|v| v["answer"]["total_steps"] = json!(-1),
        "$.7.answer.total_steps: expected a whole number, found a number that does not fit",
    );
    assert_eq!(read_converted(b"[]").unwrap_err().to_string(), "$: expected an object, found a list");
    assert!(matches!(read_converted("[".repeat(100_000).as_bytes()), Err(ConvertedFileError::NotJson(_))));
    assert!(matches!(read_converted(b"{\xff}"), Err(ConvertedFileError::NotJson(_))));
}

fn tampered() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
    ];
    let keys =
        select(vec!["role", "message", "next", "name", "arguments", "response", "query", "answer", "method", "x"]);
    leaf.prop_recursive(4, 40, 5, move |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            vec((keys.clone(), inner), 0..6).prop_map(|fields| fields
                .into_iter()
                .map(|(key, value)| (key.to_owned(), value))
                .collect::<Map<_, _>>()
                .into()),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_make_the_reader_panic(bytes in vec(any::<u8>(), 0..200)) {
        _ = read_converted(&bytes);
    }

    #[test]
    fn a_cut_or_changed_file_is_read_or_refused(at in 0_usize..600, byte in any::<u8>(), cut in any::<bool>()) {
        let mut bytes = json!({"7": example()}).to_string().into_bytes();
        let at = at % bytes.len();
        if cut { bytes.truncate(at) } else { bytes[at] = byte }
        if let Ok(read) = read_converted(&bytes) {
            prop_assert_eq!(read_converted(write_converted(&read).to_string().as_bytes()), Ok(read));
        }
    }

    #[test]
    fn what_is_read_is_written_without_loss(id in "\\PC{0,8}", value in tampered()) {
        let mut whole = example();
        whole["more"] = value.clone();
        whole["answer"]["answer_details"][0]["next"][0]["more"] = value.clone();
        whole["answer"]["answer_details"][0]["next"][1]["next"][0]["message"]["response"] = value.clone();
        let whole = json!({id.clone(): whole});
        prop_assert_eq!(write_converted(&read_converted(whole.to_string().as_bytes()).unwrap()), whole);
        if let Ok(read) = read_converted(json!({id: value}).to_string().as_bytes()) {
            prop_assert_eq!(read_converted(write_converted(&read).to_string().as_bytes()), Ok(read));
        }
    }
}
