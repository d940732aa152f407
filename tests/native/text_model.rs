//! A search whose model is a text model, from the machine's messages to prompts and back.

use super::support::script::spec;
use toolgrove::domain::search::{Search, Step};
use toolgrove::domain::toolllama::{TextModel, TextPrompts, Unfiltered, completion, default_texts, read_reply};
use toolgrove::domain::trace::event::Outcome;
use toolgrove::domain::trace::{Fidelity, Limits, Method, StatusCode};

const CALL: &str = "Thought: I look.\nAction: first_for_demo\nAction Input: {}";
const GIVE_UP: &str = "Thought: no\nAction: Finish\nAction Input: {\"return_type\": \"give_up_and_restart\"}";
const ANSWER: &str =
    "Thought: yes\nAction: Finish\nAction Input: {\"return_type\": \"give_answer\", \"final_answer\": \"42\"}";

/// Texts whose system message shows only that it was made: the whole prompt of the search is its sentence.
fn texts(system: &str) -> TextPrompts {
    let mut texts = default_texts().unwrap();
    texts.toolllama.system_find = system.to_owned();
    texts.toolllama.system_replace = "S".to_owned();
    texts.toolllama.functions_suffix = String::new();
    texts
}

/// Runs a search with one reply after the other; gives its prompts, and the search as it stands in the end.
fn run(fidelity: Fidelity, replies: &[&str]) -> (Vec<String>, Search) {
    let mut spec = spec(Method::Dfsdt, Limits::default(), fidelity);
    spec.prompts.search.system = "s".to_owned();
    spec.prompts.search.diversity = "again".to_owned();
    let texts = texts("s");
    let functions: Vec<_> = spec.functions.iter().map(|f| f.spec.clone()).collect();
    let mut search = Search::new(spec, 0);
    let (mut unfiltered, mut prompts) = (Unfiltered::default(), Vec::new());
    loop {
        match search.poll() {
            Step::AskModel(ask) => {
                let Some(text) = replies.get(prompts.len()) else { return (prompts, search) };
                let plain = search.messages_at(ask.node).len();
                let messages = unfiltered.messages(search.tree(), ask.ask, ask.node, &ask.messages, plain);
                let request = completion(TextModel::ToolLlama, &messages, &functions, &texts, fidelity).unwrap();
                let reply = read_reply(TextModel::ToolLlama, &request.prompt, text, None, fidelity);
                prompts.push(request.prompt);
                let _ = search.model_replied(ask.ask, reply, 0);
            }
            Step::CallApi(call) => {
                let _ = search.api_returned(call.call, "seen".to_owned(), StatusCode::Normal, 0);
            }
            Step::Waiting | Step::Paused(_) | Step::Finished(_) => return (prompts, search),
        }
    }
}

#[test]
fn prompts_hold_thoughts_observations_and_every_old_diversity_prompt() {
    // Giving up below the call goes back two expansions: to the root, which is asked again and answers one call later.
    let (prompts, search) = run(Fidelity::Fixed, &[CALL, GIVE_UP, CALL, ANSWER]);
    let start = "System: S\nUser: What is it?\n";
    let expected = [
        format!("{start}Assistant:\n"),
        format!("{start}Assistant: I look.\nFunction: seen\nAssistant:\n"),
        format!("{start}User: again\nAssistant:\n"),
        format!("{start}User: again\nAssistant: I look.\nFunction: seen\nAssistant:\n"),
    ];
    assert_eq!(prompts, expected);
    assert_eq!(search.tree().outcome(), Some(Outcome::Answered));
    assert!(search.tree().counters.tokens_estimated);
}

#[test]
fn a_text_without_the_form_is_a_thought_when_fixed_and_a_made_up_call_in_the_original() {
    let (prompts, search) = run(Fidelity::Fixed, &["I wonder what to do.", ANSWER]);
    assert_eq!(prompts[1], "System: S\nUser: What is it?\nAssistant: I wonder what to do.\nAssistant:\n");
    assert_eq!(search.tree().outcome(), Some(Outcome::Answered));

    // `find` gives -1: the thought begins at character 8, the action at 7, its input at 13; two of them lack the last.
    let (prompts, search) = run(Fidelity::ToolBench, &["I wonder what to do.", ANSWER]);
    assert!(prompts[1].starts_with("System: S\nUser: What is it?\nAssistant:  what to do\nFunction: {\"error\""));
    let texts: Vec<&str> = search.tree().nodes.iter().map(|node| node.text.as_str()).collect();
    assert_eq!(texts[..4], ["", " what to do", "r what to do", " to do."]);
    assert_eq!(search.tree().counters.tokens, 4);
}
