//! How APIs are reached, as this device keeps it.

use crate::domain::json;
use crate::formats::calls::ServerForm;
use serde_json::{Value, json};

/// Version of the form.
const VERSION: u64 = 1;
/// Longest address or name, in bytes.
const MAX_TEXT: usize = 500;
/// Most collections that may call local addresses.
const MAX_PRIVATE: usize = 100;

/// Who answers the calls of tools that are not computed here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Answers {
    /// The APIs themselves.
    #[default]
    Apis,
    /// A tool server that speaks ToolBench's form.
    Server,
    /// A model that plays them.
    Simulated,
}

impl Answers {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Apis, Self::Server, Self::Simulated];

    /// Its name in storage, markup and recorded calls.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Apis => "apis",
            Self::Server => "server",
            Self::Simulated => "simulated",
        }
    }
}

/// What is done with calls that were made before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Recording {
    /// Nothing.
    #[default]
    Off,
    /// Every call is made and kept.
    Record,
    /// Those that were kept are answered from there; others are made and kept.
    ReplayThenLive,
    /// Those that were kept are answered from there; others fail.
    ReplayOnly,
}

impl Recording {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Off, Self::Record, Self::ReplayThenLive, Self::ReplayOnly];

    /// Its name in storage and markup.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Off => "live",
            Self::Record => "record",
            Self::ReplayThenLive => "replay_then_live",
            Self::ReplayOnly => "replay_only",
        }
    }
}

/// What a tool server is to leave out of replies (`inference/server.py`, `observation_shorten`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StripMethod {
    /// Nothing: replies are only cut.
    #[default]
    Truncate,
    /// What the API's schema does not name.
    Filter,
    /// The same, by chance.
    Random,
}

impl StripMethod {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Truncate, Self::Filter, Self::Random];

    /// The word that is sent.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Truncate => "truncate",
            Self::Filter => "filter",
            Self::Random => "random",
        }
    }
}

/// The choices. Addresses are empty where nothing was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ToolSettings {
    /// Who answers.
    pub answers: Answers,
    /// What is done with recorded calls.
    pub recording: Recording,
    /// Stands for RapidAPI's gateway.
    pub gateway: String,
    /// Stands between the page and hosts that do not let pages read.
    pub proxy: String,
    /// The tool server.
    pub server: String,
    /// Which of the two forms it speaks.
    pub server_form: ServerForm,
    /// What it leaves out.
    pub strip: StripMethod,
    /// Names of the collections that may call devices of the person.
    pub private: Vec<String>,
}

impl ToolSettings {
    /// Whether a collection may call devices of the person.
    pub fn allows_private(&self, collection: &str) -> bool {
        self.private.iter().any(|name| name == collection)
    }
}

/// What was read from storage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoredToolSettings {
    /// The choices; what cannot be read is as if never chosen.
    Known(ToolSettings),
    /// Written by a newer build: never overwritten.
    Newer,
}

/// Reads stored choices.
pub fn parse(text: &str) -> StoredToolSettings {
    let value = json::parse(text).unwrap_or_default();
    if value.get("v").and_then(Value::as_u64).is_some_and(|v| v > VERSION) {
        return StoredToolSettings::Newer;
    }
    let word = |name: &str| {
        let text = value.get(name).and_then(Value::as_str).filter(|text| text.len() <= MAX_TEXT);
        text.unwrap_or_default().to_owned()
    };
    let private = value.get("private").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    StoredToolSettings::Known(ToolSettings {
        answers: Answers::ALL.into_iter().find(|one| one.word() == word("answers")).unwrap_or_default(),
        recording: Recording::ALL.into_iter().find(|one| one.word() == word("recording")).unwrap_or_default(),
        gateway: word("gateway"),
        proxy: word("proxy"),
        server: word("server"),
        server_form: if word("server_form") == "virtual" { ServerForm::Virtual } else { ServerForm::RapidApi },
        strip: StripMethod::ALL.into_iter().find(|strip| strip.word() == word("strip")).unwrap_or_default(),
        private: private.filter(|name| name.len() <= MAX_TEXT).take(MAX_PRIVATE).map(str::to_owned).collect(),
    })
}

/// The choices as they are stored.
pub fn to_text(settings: &ToolSettings) -> String {
    json!({
        "v": VERSION,
        "answers": settings.answers.word(),
        "recording": settings.recording.word(),
        "gateway": settings.gateway,
        "proxy": settings.proxy,
        "server": settings.server,
        "server_form": match settings.server_form { ServerForm::RapidApi => "rapidapi", ServerForm::Virtual => "virtual" },
        "strip": settings.strip.word(),
        "private": settings.private,
    })
    .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_comes_back_and_what_is_damaged_does_not() {
        let settings = ToolSettings {
            answers: Answers::Simulated,
            recording: Recording::ReplayOnly,
            gateway: "https://g.example".into(),
            proxy: "https://p.example/x".into(),
            server: "http://127.0.0.1:8080".into(),
            server_form: ServerForm::Virtual,
            strip: StripMethod::Random,
            private: vec!["mine".into()],
        };
        assert_eq!(parse(&to_text(&settings)), StoredToolSettings::Known(settings));
        for text in ["", "5", r#"{"v":1,"answers":7,"private":{"a":1},"strip":"all"}"#] {
            assert_eq!(parse(text), StoredToolSettings::Known(ToolSettings::default()), "{text}");
        }
        assert_eq!(parse(r#"{"v":2}"#), StoredToolSettings::Newer);
    }
}
