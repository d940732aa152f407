//! Which APIs answer at all: each is called once with the examples of its own document (ToolBench's API filtering, paper
//! section 2.1), and marked by what came.

use super::catalog::{Api, ApiKey, Collection, Provider, pure_name};
use super::json::words;
use super::trace::StatusCode;
use serde::Serialize;
use serde_json::{Map, Value};

/// What is known of an API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// It answered its example with a result.
    Working,
    /// It did not answer, or not now.
    Failing,
    /// It wants a key or a subscription.
    NeedsSubscription,
    /// It refused its own example: document or example are wrong.
    Wrong,
}

words!(Mark {
    "working" => Working,
    "failing" => Failing,
    "needs_subscription" => NeedsSubscription,
    "wrong" => Wrong,
});

impl Mark {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Working, Self::Failing, Self::NeedsSubscription, Self::Wrong];

    /// By the status of a call.
    pub const fn of(status: StatusCode) -> Self {
        match status {
            StatusCode::Normal => Self::Working,
            StatusCode::Unauthorized | StatusCode::NotSubscribed => Self::NeedsSubscription,
            StatusCode::InputError | StatusCode::MessageError => Self::Wrong,
            _ => Self::Failing,
        }
    }

    /// Its name in storage, addresses and markup.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Working => "working",
            Self::Failing => "failing",
            Self::NeedsSubscription => "needs_subscription",
            Self::Wrong => "wrong",
        }
    }
}

/// One call of a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Probe {
    /// Whose.
    pub api: ApiKey,
    /// The document's examples of what must be given, as JSON.
    pub arguments: String,
}

/// The calls of a check: every API on the network whose method only reads. Tools take turns, so that no host is called
/// again while others wait.
pub fn probes(collection: &Collection) -> Vec<Probe> {
    let longest = collection.tools.iter().map(|tool| tool.apis.len()).max().unwrap_or(0);
    let remote = || collection.tools.iter().filter(|tool| tool.provider() != Provider::Local);
    let turn = |n: usize| remote().filter_map(move |tool| Some((tool, tool.apis.get(n)?)));
    (0..longest)
        .flat_map(turn)
        .filter(|(_, api)| only_reads(api))
        .map(|(tool, api)| Probe {
            api: ApiKey {
                category: tool.category.clone(),
                tool: tool.standardized_name.clone(),
                api: api.name.clone(),
            },
            arguments: examples(api).to_string(),
        })
        .collect()
}

/// Whether calling it changes nothing.
pub fn only_reads(api: &Api) -> bool {
    ["GET", "HEAD"].iter().any(|method| api.method.trim().eq_ignore_ascii_case(method))
}

/// What a document gives as example for each argument that must be there.
fn examples(api: &Api) -> Value {
    let given = api.required_parameters.iter().filter(|p| !p.default.is_null() && p.default != "");
    Value::Object(given.map(|p| (pure_name(&p.name), p.default.clone())).collect::<Map<_, _>>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::catalog::{Parameter, Tool};
    use serde_json::json;

    #[test]
    fn tools_take_turns_and_nothing_is_changed() {
        let api = |name: &str, method: &str| {
            let p = |name: &str, default: Value| Parameter { name: name.into(), default, ..Parameter::default() };
            let required_parameters = vec![p("ID", json!(7)), p("empty", json!(""))];
            Api { name: name.into(), method: method.into(), required_parameters, ..Api::default() }
        };
        let tool =
            |host: &str, apis| Tool { standardized_name: host.into(), host: host.into(), apis, ..Tool::default() };
        let collection = Collection {
            name: String::new(),
            tools: vec![
                tool("a", vec![api("a1", "GET"), api("a2", "POST"), api("a3", "get")]),
                tool("local", vec![api("l", "GET")]),
                tool("b", vec![api("b1", "HEAD"), api("b2", "GET")]),
            ],
        };
        let found = probes(&collection);
        let names: Vec<&str> = found.iter().map(|probe| probe.api.api.as_str()).collect();
        assert_eq!(names, ["a1", "b1", "b2", "a3"]);
        assert_eq!(found[0].arguments, r#"{"is_id":7}"#);
    }

    #[test]
    fn statuses_become_marks() {
        assert_eq!(Mark::of(StatusCode::Normal), Mark::Working);
        assert_eq!(Mark::of(StatusCode::NotSubscribed), Mark::NeedsSubscription);
        assert_eq!(Mark::of(StatusCode::MessageError), Mark::Wrong);
        for status in
            [StatusCode::Timeout, StatusCode::NotWorking, StatusCode::TooManyRequests, StatusCode::RequestFailed]
        {
            assert_eq!(Mark::of(status), Mark::Failing);
        }
    }
}
