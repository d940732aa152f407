//! Searches whose model is a text model: prompts out of the machine's messages, what the model wrote back in as messages.

use super::toolllama::{list, model, original_texts, read};
use super::{Verdict, compare, load, same_value, stopped};
use serde_json::{Value, json};
use toolgrove::domain::catalog::{ApiKey, FinishFunction};
use toolgrove::domain::chat::{FunctionSpec, Message, Role, Usage};
use toolgrove::domain::json::FromJson;
use toolgrove::domain::search::{ENGINE, Search, Step};
use toolgrove::domain::toolllama::{TextModel, TextPrompts, Unfiltered, prompt, read_reply};
use toolgrove::domain::trace::event::EventBody;
use toolgrove::domain::trace::{Fidelity, Limits, Method, NodeId, NodeKind, OfferedFunction, PromptSet, RunSpec};
use toolgrove::domain::trace::{StatusCode, Tree};

#[test]
fn text_model_search() {
    let Some(texts) = original_texts() else { return };
    let Some(set) = load("prompt_set") else { return };
    let Some(prompts) = super::search::prompts() else { return };
    let envs = load("toolllama/text_model_search").map(|file| file["envs"].clone()).unwrap_or_default();
    compare("toolllama/text_model_search", |case| {
        let environment = &envs[case["env"].as_str().unwrap()];
        if stopped(case) {
            return ranking_is_refused(case, environment, &set, &texts);
        }
        let mut run = Run::new(case, spec(case, environment, &prompts), &texts);
        run.drive();
        same_value(&wanted(case), &run.told())
    });
}

/// What is compared of a case: all that was asked and done, and for a tree every node of it.
fn wanted(case: &Value) -> Value {
    let expected = &case["expected"];
    let calls: Vec<Value> = list(&expected["env_calls"])
        .iter()
        .map(|call| json!([call["action_name"], call["action_input"], call["observation"], call["code"]]))
        .collect();
    json!({
        "prompts": expected["prompts"],
        "calls": calls,
        "query_count": expected["query_count"],
        "total_tokens": expected["total_tokens"],
        "tree": expected["result"]["tree"].get("tree").map(original_node),
    })
}

fn original_node(node: &Value) -> Value {
    let children: Vec<Value> = list(&node["children"]).iter().map(original_node).collect();
    json!([node["node_type"], node["description"], node["observation"], node["observation_code"], children])
}

/// Upstream stops where it wants candidates ranked: the ranking's system message is not the search's. Ours is refused with
/// a typed error there, and `Fixed` asks without the functions, which need no such message.
fn ranking_is_refused(case: &Value, environment: &Value, set: &Value, texts: &TextPrompts) -> Verdict {
    let system = Message::text(Role::System, set["search"]["rank_system"].as_str().unwrap());
    let messages = [system, Message::text(Role::User, set["search"]["rank_user"].as_str().unwrap())];
    let functions = read::<FunctionSpec>(&environment["functions"]).unwrap();
    let original = prompt(model(case), &messages, &functions, texts, Fidelity::ToolBench);
    let fixed = prompt(model(case), &messages, &[], texts, Fidelity::Fixed);
    match (original, fixed) {
        (Err(_), Ok(_)) => Verdict::Repaired,
        other => Verdict::Differs(format!("no typed error and repair: {other:?}")),
    }
}

fn spec(case: &Value, environment: &Value, prompts: &PromptSet) -> RunSpec {
    let params = &case["params"];
    let number = |value: &Value| u32::try_from(value.as_u64().unwrap()).unwrap();
    let (method, width, budget) = match case["algorithm"].as_str() {
        Some("dfs") => (Method::Dfsdt, number(&params["tree_beam_size"]), number(&params["max_query_count"])),
        Some("chain") => (Method::Chain { tries: number(&params["pass_at"]) }, 1, u32::MAX),
        other => panic!("no algorithm {other:?}"),
    };
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let offered =
        read::<FunctionSpec>(&environment["functions"]).unwrap().into_iter().enumerate().map(|(index, spec)| {
            let key = || ApiKey {
                category: text(&environment["cate_names"][index]),
                tool: text(&environment["tool_names"][index]),
                api: text(&environment["api_name_reflect"][&spec.name]),
            };
            let api = (spec.name != FinishFunction::NAME).then(key);
            OfferedFunction { spec, api }
        });
    RunSpec {
        engine: ENGINE,
        question: text(&environment["query"]),
        collection: "oracle".to_owned(),
        model: text(&case["model"]),
        ranker: None,
        currency: None,
        method,
        limits: Limits {
            max_depth: number(&params["single_chain_max_step"]),
            width,
            max_model_calls: budget,
            answers: number(&params["answer"]),
            max_observation_length: number(&case["max_observation_length"]),
            ..Limits::default()
        },
        fidelity: Fidelity::ToolBench,
        seed: 0,
        functions: offered.collect(),
        task_description: text(&environment["task_description"]),
        prompts: prompts.clone(),
        cached: Vec::new(),
        seen: Default::default(),
        forked_from: None,
    }
}

/// The machine, and the scripted model and tools around it.
struct Run<'c> {
    case: &'c Value,
    texts: &'c TextPrompts,
    model: TextModel,
    search: Search,
    unfiltered: Unfiltered,
    prompts: Vec<String>,
}

impl<'c> Run<'c> {
    fn new(case: &'c Value, spec: RunSpec, texts: &'c TextPrompts) -> Self {
        let search = Search::new(spec, 0);
        let unfiltered = Unfiltered::default();
        Self { case, texts, model: model(case), search, unfiltered, prompts: Vec::new() }
    }

    /// Until it is over or the script is used up.
    fn drive(&mut self) {
        let functions: Vec<_> = self.search.trace().spec.functions.iter().map(|f| f.spec.clone()).collect();
        loop {
            match self.search.poll() {
                Step::AskModel(ask) => {
                    let Some(text) = self.case["text_script"][self.prompts.len()].as_str() else { return };
                    let plain = self.search.messages_at(ask.node).len();
                    let tree = self.search.tree();
                    let messages = self.unfiltered.messages(tree, ask.ask, ask.node, &ask.messages, plain);
                    let sent = prompt(self.model, &messages, &functions, self.texts, Fidelity::ToolBench).unwrap();
                    // The scripted completion endpoint reports 11 tokens.
                    let reported = Some(Usage { prompt: 11, completion: 0, estimated: false });
                    let reply = read_reply(self.model, &sent, text, reported, Fidelity::ToolBench);
                    self.prompts.push(sent);
                    let _ = self.search.model_replied(ask.ask, reply, 0);
                }
                Step::CallApi(call) => {
                    // What the environment made of the service's reply is an input here.
                    let recorded = &self.case["expected"]["env_calls"][self.returned()];
                    let status = StatusCode::from_json(recorded.get("code").cloned()).unwrap_or(StatusCode::Normal);
                    let observation = recorded["observation"].as_str().unwrap_or_default().to_owned();
                    let _ = self.search.api_returned(call.call, observation, status, 0);
                }
                Step::Waiting | Step::Paused(_) | Step::Finished(_) => return,
            }
        }
    }

    /// Calls that have their observation.
    fn returned(&self) -> usize {
        let events = &self.search.trace().events;
        events.iter().filter(|event| matches!(event.body, EventBody::ApiReturned(_))).count()
    }

    /// The machine's half of [`wanted`].
    fn told(&self) -> Value {
        let tree = self.search.tree();
        let inputs = tree.nodes.iter().filter(|node| node.kind == NodeKind::ActionInput);
        let calls: Vec<Value> = inputs
            .map(|node| {
                let action = node.parent.and_then(|parent| tree.node(parent)).map(|action| action.text.as_str());
                json!([action, node.text, node.observation, node.status.map(StatusCode::number)])
            })
            .collect();
        json!({
            "prompts": self.prompts,
            "calls": calls,
            "query_count": tree.counters.model_calls,
            "total_tokens": tree.counters.tokens,
            "tree": (self.case["algorithm"] == "dfs").then(|| our_node(tree, NodeId::ROOT)),
        })
    }
}

fn our_node(tree: &Tree, id: NodeId) -> Value {
    let node = tree.node(id).unwrap();
    let kind = match node.kind {
        NodeKind::Thought => "Thought",
        NodeKind::Action => "Action",
        NodeKind::Root | NodeKind::ActionInput => "Action Input",
    };
    let children: Vec<Value> = node.children.iter().map(|child| our_node(tree, *child)).collect();
    json!([kind, node.text, node.observation, node.status.map(StatusCode::number), children])
}
