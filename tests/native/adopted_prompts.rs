//! Prompt sets that are brought: files of that form, and the texts that a recorded answer was made with.

use crate::support::script::{answer, call, drive, give_up, spec};
use serde_json::{Value, json};
use std::path::PathBuf;
use toolgrove::domain::search::{Search, default_prompts};
use toolgrove::domain::trace::{Fidelity, Limits, Method};
use toolgrove::formats::prompts::{read_prompts, write_prompts};
use toolgrove::formats::records::prompts::read_brought_prompts;
use toolgrove::formats::toolbench::answer::write_answer;

/// An answer file whose answer came from the root's second child, after a diversity prompt.
fn recorded() -> Value {
    let mut spec = spec(Method::Dfsdt, Limits::default(), Fidelity::Fixed);
    spec.task_description = "Head {x}\n1.begin\n2.end\nTools:\n1.demo: First.\n2.other: Second.\n".into();
    spec.prompts.search.system = "Sys.\n{task_description}Tail {y}.".into();
    spec.prompts.search.user = "Q: {input_description}!".into();
    spec.prompts.search.diversity = "Before\n{previous_candidate}After".into();
    let finish = spec.functions.last_mut().unwrap();
    finish.spec.description = "Ends it.".into();
    let mut search = Search::new(spec, 0);
    drive(&mut search, vec![call("look", "first_for_demo", "{\"a\": [1]}"), give_up(), answer("42")]);
    write_answer(&search).unwrap()
}

#[test]
fn the_texts_of_a_recorded_answer_are_found() {
    let set = read_brought_prompts("9_DFS.json", &recorded().to_string()).unwrap();
    assert_eq!(set.environment.task_description_head, "Sys.\nHead {x}\n1.begin\n2.end\nTools:\n");
    assert_eq!(set.environment.tool_line, "{index}.{tool}: {description}\n");
    assert_eq!(set.search.system, "{task_description}Tail {y}.");
    assert_eq!(set.search.user, "Q: {input_description}!");
    assert_eq!(set.search.diversity, "Before\n{previous_candidate}After");
    assert_eq!(set.environment.finish_function.description, "Ends it.");
    assert_eq!((set.name.as_str(), set.version.len()), ("9_DFS", 8));
    // What the file does not hold is ours, and the set is a file like any other.
    let ours = default_prompts().unwrap();
    assert_eq!(set.environment.function_description, ours.environment.function_description);
    let written = write_prompts(&set).unwrap();
    assert_eq!(read_prompts(&written).unwrap(), set);
    assert_eq!(read_brought_prompts("x", &written).unwrap(), set);
}

/// Recorded answers of the original, and its own texts: both from the shared folder.
#[test]
fn recorded_answers_hold_the_texts_of_the_original() {
    let shared = std::env::var_os("TOOLGROVE_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let Ok(original) = std::fs::read_to_string(shared.join("oracles/prompt_set.json")) else {
        return println!("skipped: no recorded answers (set TOOLGROVE_SHARED)");
    };
    let original = read_prompts(&original).unwrap();
    let (mut equal, mut without) = (0, 0);
    for group in std::fs::read_dir(shared.join("toolbench/answer")).into_iter().flatten().flatten() {
        for file in std::fs::read_dir(group.path()).into_iter().flatten().flatten() {
            let text = std::fs::read_to_string(file.path()).unwrap_or_default();
            if !text.contains("train_messages") {
                without += 1;
                continue;
            }
            let set = read_brought_prompts("a", &text).unwrap();
            let head = &set.environment.task_description_head;
            let wanted = &original.environment.task_description_head;
            let start = |system: &str, head: &str| system.replace("{task_description}", head);
            assert_eq!(start(&set.search.system, head), start(&original.search.system, wanted));
            assert_eq!(set.environment.tool_line, original.environment.tool_line);
            assert_eq!(set.search.user, original.search.user);
            let ours = default_prompts().unwrap().search.diversity;
            assert!([&original.search.diversity, &ours].contains(&&set.search.diversity));
            equal += 1;
        }
    }
    println!("oracle adopted prompts: {equal} equal, 0 failed, {without} without messages");
}

#[test]
fn the_line_of_a_tool_keeps_its_gap() {
    let mut value = recorded();
    value["answer_generation"]["train_messages"][0][0]["content"] =
        json!("Tools:\n1. demo: First.\n2. other: Second.\n");
    let set = read_brought_prompts("a", &value.to_string()).unwrap();
    assert_eq!(set.environment.tool_line, "{index}. {tool}: {description}\n");
}

#[test]
fn a_file_without_such_messages_gives_no_set() {
    let refused = |change: &dyn Fn(&mut Value)| {
        let mut value = recorded();
        change(&mut value["answer_generation"]);
        read_brought_prompts("a.json", &value.to_string()).unwrap_err().to_string()
    };
    let expected =
        "answer_generation.train_messages: expected a conversation that begins with system message and question";
    for messages in
        [json!(null), json!([]), json!([[]]), json!([{}]), json!([[{"role": "user", "content": "x"}]]), json!(3)]
    {
        assert_eq!(refused(&|g| g["train_messages"] = messages.clone()), expected);
    }
    assert_eq!(refused(&|g| g["query"] = json!("another question")), expected);
    assert_eq!(refused(&|g| g["query"] = json!("")), expected);
    assert_eq!(refused(&|g| g["train_messages"][0][0]["content"] = json!("No tools.")), expected);
    assert_eq!(refused(&|g| g["train_messages"][0][1]["role"] = json!("system")), expected);
    // A diversity prompt of another form is left out.
    let mut odd = recorded();
    odd["answer_generation"]["train_messages"][0][2]["content"] = json!("]\n[\n");
    let set = read_brought_prompts("a", &odd.to_string()).unwrap();
    assert_eq!(set.search.diversity, default_prompts().unwrap().search.diversity);
    assert_eq!(
        refused(&|g| g["valid_data"] = json!(1)),
        "$.answer_generation.valid_data: expected true or false, found a number that does not fit"
    );
    assert!(read_brought_prompts("a", "{}").unwrap_err().to_string().starts_with("format: expected prompt-set-1"));
}
