//! Which APIs answer at all: each is called once with the examples of its own document (ToolBench's API filtering, paper
//! section 2.1), and marked by what came.

use super::catalog::{Api, ApiKey, Collection, Provider, Tool, parameters_schema, pure_name};
use super::json::words;
use super::service::{ArgumentProblem, Checked, Unanswered, check_arguments};
use super::trace::{Fidelity, StatusCode};
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

/// What became of a call on its way. A status alone does not tell: a call that was never sent has one, too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Came {
    /// Somebody answered, whole.
    Answer,
    /// It was sent, and no whole answer came.
    Silence,
    /// Nothing was sent, so nothing was learned of the API.
    NotSent,
    /// Nothing was sent, and nothing will be before somebody does something.
    Halted(Halt),
}

/// What keeps calls from being sent until a person does something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Halt {
    /// There is no network.
    Offline,
    /// A key is needed, and there is none.
    NoKey,
    /// A key is needed, and it waits for the passphrase.
    KeyLocked,
}

impl Came {
    /// Of a call that has no whole answer.
    pub const fn of(unanswered: &Unanswered) -> Self {
        match unanswered {
            Unanswered::Offline => Self::Halted(Halt::Offline),
            Unanswered::NoKey => Self::Halted(Halt::NoKey),
            Unanswered::KeyLocked => Self::Halted(Halt::KeyLocked),
            sent if sent.was_sent() => Self::Silence,
            _ => Self::NotSent,
        }
    }
}

impl Mark {
    /// What a check's call tells of its API; `None` where nothing was sent.
    pub fn of_check(came: Came, status: StatusCode) -> Option<Self> {
        matches!(came, Came::Answer | Came::Silence).then(|| Self::of(status))
    }

    /// What a run's call tells of its API: that it works, or nothing, as the run's arguments may be to blame for a
    /// failure. ToolBench's statuses tell nothing at all: the original gives 0 also to what nobody answered.
    pub fn of_run(came: Came, status: StatusCode, fidelity: Fidelity) -> Option<Self> {
        let works = fidelity == Fidelity::Fixed && came == Came::Answer && Self::of(status) == Self::Working;
        works.then_some(Self::Working)
    }

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

/// The APIs that a check calls: every one on the network whose method only reads. Tools take turns, so that no host is
/// called again while others wait.
pub fn probes(collection: &Collection) -> Vec<ApiKey> {
    let longest = collection.tools.iter().map(|tool| tool.apis.len()).max().unwrap_or(0);
    let remote = || collection.tools.iter().filter(|tool| tool.provider() != Provider::Local);
    let turn = |n: usize| remote().filter_map(move |tool| Some((tool, tool.apis.get(n)?)));
    (0..longest).flat_map(turn).filter(|(_, api)| only_reads(api)).map(|(tool, api)| key(tool, api)).collect()
}

/// The APIs that can have a mark: local ones are computed in the page.
pub fn remote_apis(collection: &Collection) -> impl Iterator<Item = ApiKey> {
    let remote = collection.tools.iter().filter(|tool| tool.provider() != Provider::Local);
    remote.flat_map(|tool| tool.apis.iter().map(move |api| key(tool, api)))
}

/// The same with their documents, as marks name them.
pub fn remote_documents(collection: &Collection) -> impl Iterator<Item = (ApiKey, String)> {
    let remote = collection.tools.iter().filter(|tool| tool.provider() != Provider::Local);
    remote.flat_map(|tool| tool.apis.iter().map(move |api| (key(tool, api), document_of(tool, api))))
}

fn key(tool: &Tool, api: &Api) -> ApiKey {
    ApiKey { category: tool.category.clone(), tool: tool.standardized_name.clone(), api: api.name.clone() }
}

/// Which document of an API a mark is of: others may come under the same name.
pub fn document_of(tool: &Tool, api: &Api) -> String {
    format!("{} {} {}", api.method.trim().to_ascii_uppercase(), tool.host.trim(), api.url)
}

/// Whether calling it changes nothing.
pub fn only_reads(api: &Api) -> bool {
    ["GET", "HEAD"].iter().any(|method| api.method.trim().eq_ignore_ascii_case(method))
}

/// What a check sends to an API, as JSON: its document's examples of what must be given, held against its own schema as
/// a run's arguments are.
///
/// # Errors
/// What is missing or does not fit; there is nothing to send then.
pub fn example_call(api: &Api) -> Result<String, Vec<ArgumentProblem>> {
    let given = api.required_parameters.iter().filter(|p| !p.default.is_null() && p.default != "");
    let examples = Value::Object(given.map(|p| (pure_name(&p.name), p.default.clone())).collect::<Map<_, _>>());
    match check_arguments(&parameters_schema(api, Fidelity::Fixed), &examples.to_string()) {
        Checked::Fit { arguments, .. } => Ok(Value::Object(arguments).to_string()),
        Checked::Misfit(problems) => Err(problems),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::catalog::{Parameter, Tool};
    use serde_json::json;

    fn api(name: &str, method: &str, examples: &[(&str, Value)]) -> Api {
        let one = |(name, default): &(&str, Value)| Parameter {
            name: (*name).into(),
            kind: "NUMBER".into(),
            default: default.clone(),
            ..Parameter::default()
        };
        let required_parameters = examples.iter().map(one).collect();
        Api { name: name.into(), method: method.into(), required_parameters, ..Api::default() }
    }

    #[test]
    fn tools_take_turns_and_nothing_is_changed() {
        let api = |name: &str, method: &str| api(name, method, &[]);
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
        let names: Vec<String> = probes(&collection).into_iter().map(|api| api.api).collect();
        assert_eq!(names, ["a1", "b1", "b2", "a3"]);
        let names: Vec<String> = remote_apis(&collection).map(|api| api.api).collect();
        assert_eq!(names, ["a1", "a2", "a3", "b1", "b2"]);
        let documents: Vec<String> = remote_documents(&collection).map(|(_, document)| document).collect();
        assert_eq!(documents, ["GET a ", "POST a ", "GET a ", "HEAD b ", "GET b "]);
    }

    #[test]
    fn only_complete_examples_of_the_declared_types_are_sent() {
        let call = |examples: &[(&str, Value)]| {
            example_call(&api("a", "GET", examples)).map_err(|problems| problems[0].to_string())
        };
        assert_eq!(call(&[]), Ok("{}".into()));
        assert_eq!(call(&[("ID", json!(7)), ("n", json!("8"))]), Ok(r#"{"is_id":7,"n":8}"#.into()));
        assert_eq!(call(&[("n", json!(""))]), Err(r#"missing required argument "n" (number)"#.into()));
        assert_eq!(call(&[("n", json!("many"))]), Err(r#"argument "n" must be of type number, not "many""#.into()));
    }

    #[test]
    fn what_was_never_sent_has_no_mark() {
        let unsent = [
            Unanswered::Offline,
            Unanswered::NoKey,
            Unanswered::KeyLocked,
            Unanswered::NotPermitted { why: String::new() },
            Unanswered::NotWritten { why: String::new() },
            Unanswered::Declined,
            Unanswered::NotRecorded,
        ];
        for why in unsent {
            let (came, status) = (Came::of(&why), why.status());
            assert_eq!(Mark::of_check(came, status), None, "{why:?}");
            assert_eq!(Mark::of_run(came, StatusCode::Normal, Fidelity::Fixed), None, "{why:?}");
        }
        assert_eq!(Came::of(&Unanswered::Offline), Came::Halted(Halt::Offline));
        let late = Unanswered::TimedOut { after_ms: 1 };
        assert_eq!(Mark::of_check(Came::of(&late), late.status()), Some(Mark::Failing));
        assert_eq!(Mark::of_check(Came::Answer, StatusCode::Unauthorized), Some(Mark::NeedsSubscription));
    }

    #[test]
    fn a_run_marks_what_answered_it_and_never_by_toolbenchs_statuses() {
        // In ToolBench's form what nobody answered has status 0, as has an answer.
        let late = Unanswered::TimedOut { after_ms: 1 };
        let status = late.observed("", Fidelity::ToolBench).status;
        for fidelity in [Fidelity::ToolBench, Fidelity::Fixed] {
            assert_eq!(Mark::of_run(Came::of(&late), status, fidelity), None);
        }
        assert_eq!(Mark::of_run(Came::Answer, StatusCode::Normal, Fidelity::ToolBench), None);
        assert_eq!(Mark::of_run(Came::Answer, StatusCode::Normal, Fidelity::Fixed), Some(Mark::Working));
        assert_eq!(Mark::of_run(Came::Answer, StatusCode::MessageError, Fidelity::Fixed), None);
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
