//! Whole searches: the original's scripts through the step machine, with the original's prompt texts.

use super::{Verdict, compare, load, stopped, value_difference};
use serde_json::{Map, Value, json};
use toolgrove::domain::catalog::ApiKey;
use toolgrove::domain::chat::{FunctionSpec, Message, ModelReply, Usage};
use toolgrove::domain::json::FromJson;

use toolgrove::domain::search::{AskModel, CallApi, ENGINE, Purpose, Search, Step, parse_method_name};
use toolgrove::domain::service::read_service_reply;
use toolgrove::domain::trace::event::EventBody;
use toolgrove::domain::trace::{Fidelity, Limits, Method, OfferedFunction, PromptSet, RunSpec, StatusCode};
use toolgrove::formats::toolbench::answer::write_answer;

/// The original's texts; those of the environment's own observations are found among its results.
pub fn prompts() -> Option<PromptSet> {
    let mut set = load("prompt_set")?;
    let texts = finish_texts()?;
    set["environment"].as_object_mut().unwrap().insert("observations".to_owned(), Value::Object(texts));
    Some(PromptSet::from_json(Some(set)).unwrap())
}

/// What the original says to each kind of `Finish` arguments, by our name of the kind.
fn finish_texts() -> Option<Map<String, Value>> {
    let file = load("errors/finish_arguments")?;
    let mut texts = Map::new();
    for case in file["cases"].as_array().unwrap().iter().filter(|case| !stopped(case)) {
        let arguments = serde_json::from_str::<Value>(case["input"].as_str().unwrap()).ok();
        let arguments = arguments.as_ref().and_then(Value::as_object);
        let kind = arguments.map(|a| a.get("return_type").map(|kind| kind.as_str().unwrap_or("")));
        let name = match (case["expected"]["status_code"].as_i64().unwrap(), kind) {
            (3, _) => "final_answer_given",
            (4, _) => "gave_up",
            (2, Some(None)) => "return_type_missing",
            (2, Some(Some("give_answer"))) => "final_answer_missing",
            (2, Some(Some(_))) => "return_type_unknown",
            _ => continue,
        };
        texts.insert(name.to_owned(), case["expected"]["observation"].clone());
    }
    Some(texts)
}

fn limits(case: &Value) -> Limits {
    let number = |name: &str, default: u32| {
        case["params"].get(name).map_or(default, |n| u32::try_from(n.as_i64().unwrap().max(0)).unwrap())
    };
    let default = Limits::default();
    Limits {
        max_depth: number("single_chain_max_step", default.max_depth),
        width: number("tree_beam_size", default.width),
        max_model_calls: number("max_query_count", 10_000),
        answers: number("answer", default.answers),
        max_observation_length: u32::try_from(case["max_observation_length"].as_u64().unwrap()).unwrap(),
        ..default
    }
}

/// The run that a case asks for.
fn spec(case: &Value, envs: &Value, prompts: &PromptSet) -> RunSpec {
    let env = &envs[case["env"].as_str().unwrap()];
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let offer = |(index, function): (usize, &Value)| {
        let spec = FunctionSpec::from_json(Some(function.clone())).unwrap();
        let api = env["tool_names"].get(index).map(|tool| ApiKey {
            category: text(&env["cate_names"][index]),
            tool: text(tool),
            api: text(&env["api_name_reflect"][&spec.name]),
        });
        OfferedFunction { spec, api }
    };
    let method = match (case["algorithm"].as_str().unwrap(), case["params"]["with_filter"].as_bool()) {
        ("chain", _) => Method::Chain { tries: u32::try_from(case["params"]["pass_at"].as_u64().unwrap()).unwrap() },
        (_, Some(true)) => Method::Dfs,
        _ => Method::Dfsdt,
    };
    RunSpec {
        engine: ENGINE,
        question: text(&env["query"]),
        collection: String::new(),
        model: String::new(),
        ranker: None,
        currency: None,
        method,
        limits: limits(case),
        fidelity: Fidelity::ToolBench,
        seed: 1,
        functions: env["functions"].as_array().unwrap().iter().enumerate().map(offer).collect(),
        task_description: text(&env["task_description"]),
        prompts: prompts.clone(),
        cached: Vec::new(),
        seen: Default::default(),
        forked_from: None,
    }
}

/// What was seen while a script ran.
#[derive(Default)]
struct Seen {
    asked: Vec<AskModel>,
    called: Vec<(CallApi, String, StatusCode)>,
    ran_dry: bool,
}

/// Runs a case's script to its end.
fn drive(search: &mut Search, case: &Value) -> Seen {
    let mut replies = case["llm_script"].as_array().unwrap().iter();
    let mut tools = case["tool_script"].as_array().unwrap().iter();
    let mut seen = Seen::default();
    loop {
        match search.poll() {
            Step::AskModel(ask) => {
                let Some(reply) = replies.next() else {
                    seen.ran_dry = true;
                    return seen;
                };
                let id = ask.ask;
                seen.asked.push(ask);
                let _ = if let Some(words) = reply["error"].as_str() {
                    search.model_failed(id, "script", words, 1)
                } else {
                    let message = Message::from_json(Some(reply["message"].clone())).unwrap();
                    let prompt = reply["total_tokens"].as_u64().unwrap();
                    search.model_replied(id, ModelReply::new(message, Usage { prompt, ..Usage::default() }), 1)
                };
            }
            Step::CallApi(call) => {
                let Some(reply) = tools.next() else {
                    seen.ran_dry = true;
                    return seen;
                };
                let (observation, status) = tool_reply(reply);
                let id = call.call;
                seen.called.push((call, observation.clone(), status));
                let _ = search.api_returned(id, observation, status, 1);
            }
            Step::Waiting | Step::Paused(_) | Step::Finished(_) => return seen,
        }
    }
}

fn tool_reply(reply: &Value) -> (String, StatusCode) {
    if let Some(inject) = reply.get("inject") {
        let code = StatusCode::from_json(Some(inject["code"].clone())).unwrap();
        return (inject["observation"].as_str().unwrap().to_owned(), code);
    }
    let status = u16::try_from(reply["http_status"].as_u64().unwrap()).unwrap();
    let read = read_service_reply(status, reply.get("body"), Fidelity::ToolBench);
    (read.observation, read.status)
}

fn requests(seen: &Seen, expected: &Value) -> Option<String> {
    let table = expected["message_table"].as_array().unwrap();
    let calls = expected["llm_calls"].as_array().unwrap();
    for (index, (ask, call)) in seen.asked.iter().zip(calls).enumerate() {
        let theirs: Value = call["messages"]
            .as_array()
            .unwrap()
            .iter()
            .map(|at| table[usize::try_from(at.as_u64().unwrap()).unwrap()].clone())
            .collect();
        let ours = json!(ask.messages);
        let purpose = if ask.purpose == Purpose::Rank { "rank" } else { "expand" };
        let place = format!("request {index}");
        let difference = value_difference(&place, &theirs, &ours).or_else(|| {
            let none = ask.purpose == Purpose::Rank;
            value_difference(
                &place,
                &json!([call["purpose"], call["function_call"]]),
                &json!([purpose, none.then_some("none")]),
            )
        });
        if difference.is_some() {
            return difference;
        }
    }
    (seen.asked.len() != calls.len()).then(|| format!("{} requests, expected {}", seen.asked.len(), calls.len()))
}

/// Calls of functions, in order: those that reached a tool, and those that the search answered itself.
fn env_calls(search: &Search, seen: &Seen, expected: &Value) -> Option<String> {
    let tree = search.tree();
    let mut reached = seen.called.iter().enumerate();
    let max = search.trace().spec.limits.max_observation_length;
    let ours: Value = search
        .trace()
        .events
        .iter()
        .filter_map(|event| match &event.body {
            EventBody::ApiReturned(e) => {
                let node = tree.node(e.node)?;
                let action = toolgrove::domain::search::called_name(&tree.node(node.parent?)?.text).to_owned();
                let service = (!e.by_search).then(|| {
                    let (index, (call, ..)) = reached.next().unwrap();
                    json!({"index": index, "category": call.api.category, "tool_name": call.api.tool,
                    "api_name": call.api.api, "tool_input": call.arguments})
                });
                Some(json!({"action_name": action, "action_input": node.text, "service": service,
                "observation": toolgrove::domain::search::shorten(&e.observation, max), "code": e.status.number()}))
            }
            _ => None,
        })
        .collect();
    let mut theirs = expected["env_calls"].clone();
    // What else a service was sent (keys, paths) is not a matter of the search.
    for call in theirs.as_array_mut().unwrap() {
        if let Some(service) = call["service"].as_object_mut() {
            service.retain(|name, _| {
                ["index", "category", "tool_name", "api_name", "tool_input"].contains(&name.as_str())
            });
        }
    }
    value_difference("env_calls", &theirs, &ours)
}

fn judge(case: &Value, envs: &Value, prompts: &PromptSet) -> Verdict {
    let mut search = Search::new(spec(case, envs, prompts), 0);
    let expected = &case["expected"];
    if let Some(choice) = expected["random_choices"].get(0) {
        let index = choice["value"].as_i64().unwrap_or_default() - choice["lo"].as_i64().unwrap_or_default();
        search.draw_give_up(u32::try_from(index).unwrap());
    }
    let seen = drive(&mut search, case);
    let replayed = Search::replay(search.trace()).map(|again| again.trace() == search.trace());
    if replayed != Ok(true) {
        return Verdict::Differs(format!("does not replay: {replayed:?}"));
    }
    let written = write_answer(&search).unwrap();
    if stopped(case) {
        return Verdict::Repaired;
    }
    let result = expected["result"].clone();
    let tree = search.tree();
    let used = tree.counters.model_calls + tree.counters.model_failures;
    let arguments = |nodes: &[toolgrove::domain::trace::NodeId]| -> Value {
        nodes.iter().map(|n| json!(tree.node(*n).unwrap().text)).collect()
    };
    let give_ups: Value = tree
        .give_ups
        .iter()
        .map(|n| {
            let lengths: Vec<usize> = search.train_messages(*n).iter().map(Vec::len).collect();
            json!({"final_answer": tree.node(*n).unwrap().text, "train_messages_lengths": lengths})
        })
        .collect();
    let difference = requests(&seen, expected)
        .or_else(|| env_calls(&search, &seen, expected))
        .or_else(|| value_difference("result", &result, &written))
        .or_else(|| value_difference("query_count", &expected["query_count"], &json!(used)))
        .or_else(|| value_difference("total_tokens", &expected["total_tokens"], &json!(tree.counters.tokens)))
        .or_else(|| seen.ran_dry.then(|| "the script is too short for our search".to_owned()))
        .or_else(|| {
            let nodes = expected.get("terminal_nodes").filter(|n| !n.is_null())?;
            value_difference("terminal_nodes", nodes, &arguments(&tree.answers))
        })
        .or_else(|| {
            let nodes = expected.get("give_up_nodes").filter(|n| !n.is_null())?;
            value_difference("give_up_nodes", nodes, &give_ups)
        })
        .or_else(|| value_difference("return_value", &expected["return_value"], &return_value(&search, expected)));
    difference.map_or(Verdict::Equal, Verdict::Differs)
}

/// 1 or 0 for a chain. Of a tree, what upstream's number means: enough answers (10000), out of budget (more).
fn return_value(search: &Search, expected: &Value) -> Value {
    let tree = search.tree();
    let enough = tree.answers.len() >= search.trace().spec.limits.answers as usize;
    if let Method::Chain { .. } = search.trace().spec.method {
        return json!(i32::from(enough));
    }
    let theirs = expected["return_value"].as_i64().unwrap();
    let spent = matches!(tree.outcome(), Some(toolgrove::domain::trace::event::Outcome::OutOfModelCalls));
    if (theirs == 10_000) == enough && (theirs > 10_000) == spent {
        expected["return_value"].clone()
    } else {
        json!({"enough": enough, "spent": spent})
    }
}

fn searches(name: &str) {
    let Some(file) = load(name) else { return };
    let Some(prompts) = prompts() else { return };
    compare(name, |case| judge(case, &file["envs"], &prompts));
}

#[test]
fn handmade_dfsdt() {
    searches("search/handmade_dfsdt");
}

#[test]
fn random_dfsdt() {
    searches("search/random_dfsdt");
}

#[test]
fn handmade_chain() {
    searches("search/handmade_chain");
}

#[test]
fn random_chain() {
    searches("search/random_chain");
}

#[test]
fn handmade_filter() {
    searches("search/handmade_filter");
}

#[test]
fn random_filter() {
    searches("search/random_filter");
}

#[test]
fn method_names() {
    compare("search/method_names", |case| {
        let read = parse_method_name(case["input"].as_str().unwrap());
        if stopped(case) {
            return if read.is_err() { Verdict::Repaired } else { Verdict::Differs(format!("read as {read:?}")) };
        }
        let Ok((method, limits)) = read else { return Verdict::Differs(format!("{read:?}")) };
        let found = match method {
            Method::Chain { tries } => json!({"algorithm": "chain", "params": {
                "pass_at": tries, "single_chain_max_step": limits.max_depth, "answer": limits.answers}}),
            method => json!({"algorithm": "dfs", "params": {
                "single_chain_max_step": limits.max_depth, "tree_beam_size": limits.width,
                "max_query_count": limits.max_model_calls, "answer": limits.answers,
                "with_filter": method == Method::Dfs}}),
        };
        let mut expected = case["expected"].clone();
        // Fewer tries than none are none.
        if let Some(tries) = expected["params"].get_mut("pass_at").filter(|n| n.as_i64() < Some(0)) {
            *tries = json!(0);
        }
        super::same_value(&expected, &found)
    });
}
