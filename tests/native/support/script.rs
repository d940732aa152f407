//! A scripted model and scripted APIs: drives a search natively, as the driver in `browser` does live.

use serde_json::json;
use toolgrove::domain::catalog::{ApiKey, FinishFunction};
use toolgrove::domain::chat::{FunctionCall, FunctionSpec, Message, ModelReply, Role, Usage};
use toolgrove::domain::search::{AskModel, ENGINE, Search, Step, default_prompts};
use toolgrove::domain::trace::{Fidelity, Limits, Method, OfferedFunction, RunSpec, StatusCode};

/// A spec with two functions, `first_for_demo` and `second_for_demo`, and `Finish`.
pub fn spec(method: Method, limits: Limits, fidelity: Fidelity) -> RunSpec {
    let prompts = default_prompts().unwrap();
    let offer = |name: &str| OfferedFunction {
        spec: FunctionSpec {
            name: format!("{name}_for_demo"),
            description: format!("The {name} function."),
            // Says nothing of arguments, so that any can be scripted.
            parameters: json!({"type": "object"}),
        },
        api: Some(ApiKey { category: "Tools".into(), tool: "demo".into(), api: name.into() }),
    };
    let finish = OfferedFunction { spec: prompts.environment.finish_function.clone(), api: None };
    RunSpec {
        engine: ENGINE,
        question: "What is it?".into(),
        collection: "Test".into(),
        model: "script".into(),
        ranker: None,
        currency: None,
        method,
        limits,
        fidelity,
        seed: 7,
        functions: vec![offer("first"), offer("second"), finish],
        task_description: "Tools: demo.".into(),
        prompts,
        cached: Vec::new(),
        seen: Default::default(),
        forked_from: None,
    }
}

/// A reply with a thought and a call.
pub fn call(thought: &str, name: &str, arguments: &str) -> ModelReply {
    let call = FunctionCall { name: name.into(), arguments: arguments.into() };
    let message = Message::assistant((!thought.is_empty()).then(|| thought.to_owned()), Some(call));
    ModelReply::new(message, Usage { prompt: 10, completion: 2, estimated: false })
}

/// A reply that holds text alone.
pub fn think(thought: &str) -> ModelReply {
    let usage = Usage { prompt: 10, completion: 1, estimated: false };
    ModelReply::new(Message::text(Role::Assistant, thought), usage)
}

/// `Finish` with an answer.
pub fn answer(text: &str) -> ModelReply {
    let arguments = json!({"return_type": "give_answer", "final_answer": text}).to_string();
    call("", FinishFunction::NAME, &arguments)
}

/// `Finish` giving up.
pub fn give_up() -> ModelReply {
    call("", FinishFunction::NAME, &json!({"return_type": "give_up_and_restart"}).to_string())
}

/// Feeds `replies` in order until they are used up or the search is over; every API answers `{"n": <call>}`.
/// Returns the requests that were made.
pub fn drive(search: &mut Search, replies: Vec<ModelReply>) -> Vec<AskModel> {
    let mut replies = replies.into_iter();
    let mut asked = Vec::new();
    let mut now = 1_000;
    for _ in 0..10_000 {
        now += 5;
        match search.poll() {
            Step::AskModel(ask) => {
                let Some(reply) = replies.next() else { return asked };
                let id = ask.ask;
                asked.push(ask);
                let _ = search.model_replied(id, reply, now);
            }
            Step::CallApi(c) => {
                let observation = json!({"n": c.call.0}).to_string();
                let _ = search.api_returned(c.call, observation, StatusCode::Normal, now);
            }
            Step::Waiting | Step::Paused(_) | Step::Finished(_) => return asked,
        }
    }
    panic!("the search did not end");
}
