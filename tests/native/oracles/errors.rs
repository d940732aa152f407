//! The environment and the tool service: what replies mean, what the model sees, how calls are read.

use super::{Verdict, compare, load, same_value, stopped};
use serde_json::{Value, json};
use toolgrove::domain::catalog::{ApiKey, standardize};
use toolgrove::domain::chat::FunctionSpec;
use toolgrove::domain::json::FromJson;
use toolgrove::domain::python::{python_text, slice_chars};
use toolgrove::domain::search::{Reached, find_function, reach, read_finish, shorten};
use toolgrove::domain::service::{
    Http, MAX_RESPONSE, Strip, ToolInput, classify, declared_only, execution_error, filter_by_schema, filters,
    input_error, read_service_reply, read_tool_input, service_reply,
};
use toolgrove::domain::trace::{Fidelity, OfferedFunction, PromptSet, StatusCode};
use toolgrove::formats::calls::{Body, Received, observe, stripped};

const ORIGINAL: Fidelity = Fidelity::ToolBench;

fn number(value: &Value) -> u32 {
    u32::try_from(value.as_u64().unwrap()).unwrap()
}

/// A case at which the original stopped is repaired if ours gave anything without a panic.
fn judge(case: &Value, found: &Value) -> Verdict {
    // Ours is read in both modes, whatever the original did.
    if stopped(case) { Verdict::Repaired } else { same_value(&case["expected"], found) }
}

#[test]
fn classification() {
    compare("errors/classification", |case| {
        let body = &case["input"]["body"];
        let _ = classify(body, Some(Http::of(200)), Fidelity::Fixed);
        let classified = classify(body, None, ORIGINAL);
        let reply = service_reply(body, None, ORIGINAL);
        let observed = read_service_reply(200, Some(&reply), ORIGINAL);
        judge(
            case,
            &json!({
                "body_as_text": python_text(body),
                "error": classified.class.wire(),
                "save_cache": classified.save_cache,
                "switch_key": classified.switch_key,
                "service_reply": reply,
                "observation_1024": shorten(&observed.observation, 1024),
                "observation_200": shorten(&observed.observation, 200),
                "status_code": observed.status.number(),
            }),
        )
    });
}

#[test]
fn service_replies() {
    compare("errors/service_replies", |case| {
        let input = &case["input"];
        let status = u16::try_from(number(&input["http_status"])).unwrap();
        let _ = read_service_reply(status, input.get("body"), Fidelity::Fixed);
        let observed = read_service_reply(status, input.get("body"), ORIGINAL);
        if stopped(case) && observed.status != StatusCode::RequestFailed {
            return Verdict::Differs(format!("{observed:?}"));
        }
        judge(
            case,
            &json!({
            "observation": shorten(&observed.observation, 1024), "status_code": observed.status.number()}),
        )
    });
}

#[test]
fn observation_cut() {
    compare("errors/observation_cut", |case| {
        let observed = read_service_reply(200, Some(&case["input"]["body"]), ORIGINAL);
        judge(
            case,
            &json!({
                "full_length": observed.observation.chars().count(),
                "observation": shorten(&observed.observation, number(&case["input"]["max_observation_length"])),
                "status_code": observed.status.number(),
            }),
        )
    });
}

/// A run that offers functions of these names, of which `Finish` is the last.
fn offering(names: &[&str], prompts: PromptSet, fidelity: Fidelity) -> toolgrove::domain::trace::RunSpec {
    let mut spec = crate::support::script::spec(
        toolgrove::domain::trace::Method::Dfsdt,
        toolgrove::domain::trace::Limits::default(),
        fidelity,
    );
    spec.prompts = prompts;
    let function = |name: &&str| OfferedFunction {
        spec: FunctionSpec { name: (*name).to_owned(), description: String::new(), parameters: json!({}) },
        api: (*name != "Finish").then(|| ApiKey { category: "c".into(), tool: "t".into(), api: (*name).to_owned() }),
    };
    spec.functions = names.iter().map(function).collect();
    spec
}

#[test]
fn finish_arguments() {
    let Some(prompts) = super::search::prompts() else { return };
    let spec = offering(&["x_for_t", "Finish"], prompts, ORIGINAL);
    compare("errors/finish_arguments", |case| {
        let arguments = case["input"].as_str().unwrap();
        let _ = read_finish(arguments, Fidelity::Fixed);
        let Reached::Answered { observation, status, answer } = reach(&spec, "Finish", arguments) else {
            return Verdict::Differs("reached an API".to_owned());
        };
        if stopped(case) && status != StatusCode::InputError {
            return Verdict::Differs(format!("{status:?}"));
        }
        let success = u8::from(answer.is_some());
        judge(case, &json!({"observation": observation, "status_code": status.number(), "success": success}))
    });
}

#[test]
fn name_matching() {
    let prompts = crate::support::script::spec(
        toolgrove::domain::trace::Method::Dfsdt,
        toolgrove::domain::trace::Limits::default(),
        ORIGINAL,
    )
    .prompts;
    compare("errors/name_matching", |case| {
        let name = case["input"]["action_name"].as_str().unwrap();
        let names: Vec<&str> =
            case["input"]["functions"].as_array().unwrap().iter().map(|n| n.as_str().unwrap()).collect();
        let spec = offering(&names, prompts.clone(), ORIGINAL);
        let _ = find_function(&spec.functions, name, Fidelity::Fixed);
        match reach(&spec, name, "{}") {
            Reached::Api(index) => {
                // What the tool answered is the script's own.
                let matched = names[index as usize];
                judge(
                    case,
                    &json!({"matched": matched, "status_code": 0,
                    "observation": case["expected"]["observation"]}),
                )
            }
            Reached::Answered { status, .. } if stopped(case) && status != StatusCode::NoSuchFunction => {
                Verdict::Differs(format!("{status:?}"))
            }
            Reached::Answered { observation, status, .. } => judge(
                case,
                &json!({
                "matched": null, "observation": observation, "status_code": status.number()}),
            ),
        }
    });
}

#[test]
fn tool_input() {
    compare("errors/tool_input", |case| {
        let text = case["input"].as_str().unwrap();
        let _ = read_tool_input(text, Fidelity::Fixed);
        let mut input = read_tool_input(text, ORIGINAL);
        if let Some(declared) = case["declared_parameters"].as_array() {
            let declared: Vec<&str> = declared.iter().map(|n| n.as_str().unwrap()).collect();
            input = declared_only(input, &declared);
        }
        let expected = &case["expected"];
        let (called_with, reply) = match input {
            ToolInput::Arguments(fields) => {
                let reply = match case["function_raises"].as_str() {
                    // Module and function are the recording's own.
                    Some(message) => {
                        let error = expected["reply"]["error"].as_str().unwrap_or_default();
                        let place =
                            error.strip_prefix("Function executing from ").and_then(|e| e.split_once(" error...\n"));
                        let (module, function) = place.and_then(|(p, _)| p.split_once(" import ")).unwrap_or_default();
                        execution_error(module, function, message)
                    }
                    None => expected["reply"].clone(),
                };
                (Value::Object(fields), reply)
            }
            ToolInput::NotJson => (Value::Null, input_error()),
            ToolInput::NotAnObject | ToolInput::Refused(_) => (Value::Null, Value::Null),
        };
        if stopped(case) {
            return Verdict::Repaired;
        }
        // Python's own messages need not be matched, only that nothing was called.
        let theirs = expected["reply"]["error"].as_str().unwrap_or_default();
        let executing = theirs.starts_with("Function executing from") && case["function_raises"].is_null();
        let reply = if executing && called_with.is_null() { expected["reply"].clone() } else { reply };
        same_value(expected, &json!({"called_with": called_with, "reply": reply}))
    });
}

#[test]
fn filter_dict() {
    compare("errors/filter_dict", |case| {
        judge(case, &filter_by_schema(&case["input"]["response"], &case["input"]["schema"]))
    });
}

#[test]
fn observation_filter() {
    let Some(file) = load("errors/observation_filter") else { return };
    compare("errors/observation_filter", |case| {
        let input = &case["input"];
        let text = |name: &str| input[name].as_str().unwrap();
        let document = &file["schema_files"][format!("{}/{}.json", text("category"), text("tool_name"))];
        let schema = document["api_list"].as_array().and_then(|apis| {
            let named = |api: &&Value| standardize(api["name"].as_str().unwrap_or_default()) == text("api_name");
            apis.iter().find(named).map(|api| &api["schema"])
        });
        let chance = input["random_draws"].get(1).and_then(Value::as_f64).unwrap_or(0.0);
        let filtered = match schema {
            Some(schema) if filters(Strip::from_word(text("strip")), chance) => {
                filter_by_schema(&input["response"], schema)
            }
            _ => input["response"].clone(),
        };
        let shown = python_text(&filtered);
        let after_cut = slice_chars(&shown, 0, Some(isize::try_from(MAX_RESPONSE).unwrap()));
        // The same on the way that a reply takes: what the model is told is the recorded text.
        let body = Body::of(input["response"].to_string().as_bytes());
        let mut received = Received::new(200, None, body);
        if filters(Strip::from_word(text("strip")), chance) {
            received = stripped(received, schema.unwrap_or(&Value::Null));
        }
        let told: Value = serde_json::from_str(&observe(&received, ORIGINAL).observation).unwrap();
        assert_eq!(told["response"], json!(after_cut));
        judge(case, &json!({"text": shown, "after_cut": after_cut}))
    });
}

#[test]
fn statuses_have_the_original_numbers() {
    let numbers: Vec<i8> = StatusCode::ALL.iter().map(|s| s.number()).collect();
    assert_eq!(numbers, (-1..=12).collect::<Vec<i8>>());
    for status in StatusCode::ALL {
        assert_eq!(StatusCode::from_json(Some(json!(status.number()))), Ok(status));
    }
}
