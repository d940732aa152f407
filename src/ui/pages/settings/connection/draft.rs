//! What has been typed so far, and whether it makes a connection.

use crate::{
    browser::{
        llm::{
            BaseUrlError, Connection, Connections, MAX_CONTEXT, MAX_OUTPUT, MAX_PARALLEL, MAX_PER_MINUTE, PRESETS,
            Preset, Protocol, normalise_base_url,
        },
        net::Origin,
        vault::{Keep, Secret, SecretError},
    },
    ui::{
        format::count,
        i18n::{I18n, text},
    },
};
use leptos::prelude::*;

/// Longest name that is kept, in characters.
const MAX_NAME: usize = 200;

/// The form's fields.
#[derive(Clone, Copy)]
pub(super) struct Draft {
    id: StoredValue<String>,
    pub(super) label: RwSignal<String>,
    pub(super) base_url: RwSignal<String>,
    pub(super) model: RwSignal<String>,
    pub(super) key: RwSignal<String>,
    pub(super) keep: RwSignal<Keep>,
    pub(super) protocol: RwSignal<Protocol>,
    /// Numbers as typed; an empty field bounds nothing.
    pub(super) max_parallel: RwSignal<String>,
    pub(super) per_minute: RwSignal<String>,
    pub(super) context_tokens: RwSignal<String>,
    pub(super) max_output_tokens: RwSignal<String>,
    /// Why the key could not be kept as chosen.
    pub(super) keep_problem: RwSignal<Option<String>>,
    /// Problems are shown only after the person has asked for something: nobody is scolded for not having typed yet.
    pub(super) asked: RwSignal<bool>,
}

/// What keeps a field from being used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Problem {
    Url(BaseUrlError),
    NoModel,
    TooLong,
    Key(SecretError),
    /// Not a whole number from 1 to this.
    Number(u64),
}

impl Draft {
    /// Begins with what is known.
    pub(super) fn new(existing: Option<&Connection>, keep: Keep) -> Self {
        let field = |get: fn(&Connection) -> &String| RwSignal::new(existing.map(get).cloned().unwrap_or_default());
        let number = |get: fn(&Connection) -> Option<u64>| {
            RwSignal::new(existing.and_then(get).map(|n| n.to_string()).unwrap_or_default())
        };
        Self {
            protocol: RwSignal::new(existing.map_or_else(Protocol::default, |c| c.protocol)),
            max_parallel: number(|c| c.max_parallel.map(u64::from)),
            per_minute: number(|c| c.per_minute.map(u64::from)),
            context_tokens: number(|c| c.context_tokens),
            max_output_tokens: number(|c| c.max_output_tokens.map(u64::from)),
            id: StoredValue::new(existing.map_or_else(Connections::new_id, |c| c.id.clone())),
            label: field(|c| &c.label),
            base_url: field(|c| &c.base_url),
            model: field(|c| &c.model),
            key: RwSignal::new(String::new()),
            keep: RwSignal::new(keep),
            keep_problem: RwSignal::new(None),
            asked: RwSignal::new(false),
        }
    }

    /// Takes over a well-known endpoint. A name that was typed stays, and so does a model, unless it was typed for another
    /// address.
    pub(super) fn fill(self, preset: Preset) {
        let blank = |text: &String| text.trim().is_empty();
        let elsewhere = self.base_url.with_untracked(|url| !blank(url) && url != preset.base_url);
        if elsewhere || self.model.with_untracked(blank) {
            self.model.set(preset.model.to_owned());
        }
        self.base_url.set(preset.base_url.to_owned());
        self.protocol.set(preset.protocol);
        if self.label.with_untracked(|text| text.trim().is_empty() || PRESETS.iter().any(|p| p.name == text)) {
            self.label.set(preset.name.to_owned());
        }
    }

    /// Id of the connection, also of one not saved yet.
    pub(super) fn id(self) -> String {
        self.id.get_value()
    }

    /// Where it would send requests (tracked).
    pub(super) fn origin(self) -> Option<Origin> {
        let base = normalise_base_url(&self.base_url.read()).ok()?;
        Origin::of_url(&base).ok()
    }

    pub(super) fn url_problem(self) -> Option<Problem> {
        match normalise_base_url(&self.base_url.read()) {
            Err(error) => Some(Problem::Url(error)),
            // The browser's own parser has the last word.
            Ok(base) => Origin::of_url(&base).is_err().then_some(Problem::Url(BaseUrlError::BadHost)),
        }
    }

    pub(super) fn model_problem(self) -> Option<Problem> {
        let model = self.model.read();
        match model.trim().chars().count() {
            0 => Some(Problem::NoModel),
            n if n > MAX_NAME => Some(Problem::TooLong),
            _ => None,
        }
    }

    pub(super) fn label_problem(self) -> Option<Problem> {
        (self.label.read().trim().chars().count() > MAX_NAME).then_some(Problem::TooLong)
    }

    pub(super) fn key_problem(self) -> Option<Problem> {
        match Secret::new(&self.key.read(), self.origin()?) {
            Err(SecretError::Empty) | Ok(_) => None,
            Err(error) => Some(Problem::Key(error)),
        }
    }

    /// Of requests at once, requests a minute, tokens read and tokens written, in this order. Empty fields bound nothing.
    pub(super) fn number_problems(self) -> [Option<Problem>; 4] {
        let fields = [self.max_parallel, self.per_minute, self.context_tokens, self.max_output_tokens];
        let most = [u64::from(MAX_PARALLEL), u64::from(MAX_PER_MINUTE), MAX_CONTEXT, u64::from(MAX_OUTPUT)];
        std::array::from_fn(|place| {
            let typed = fields[place].read();
            let fits =
                typed.trim().is_empty() || typed.trim().parse::<u64>().is_ok_and(|n| (1..=most[place]).contains(&n));
            (!fits).then_some(Problem::Number(most[place]))
        })
    }

    /// What was typed, once there is no problem (tracked).
    pub(super) fn ready(self) -> Option<Ready> {
        self.model_problem().is_none().then(|| self.reachable()).flatten()
    }

    /// The same, also where no model was named yet (tracked).
    pub(super) fn reachable(self) -> Option<Ready> {
        let problems = [self.url_problem(), self.label_problem(), self.key_problem()];
        if problems.iter().chain(&self.number_problems()).any(Option::is_some) {
            return None;
        }
        let number = |typed: RwSignal<String>| typed.read().trim().parse::<u64>().ok();
        let small = |typed| number(typed).and_then(|n| u32::try_from(n).ok());
        let connection = Connection {
            protocol: self.protocol.get(),
            max_parallel: small(self.max_parallel),
            per_minute: small(self.per_minute),
            context_tokens: number(self.context_tokens),
            max_output_tokens: small(self.max_output_tokens),
            id: self.id(),
            label: self.label.read().trim().to_owned(),
            base_url: normalise_base_url(&self.base_url.read()).ok()?,
            model: self.model.read().trim().to_owned(),
        };
        let origin = self.origin()?;
        let key = Secret::new(&self.key.read(), origin.clone()).ok();
        Some(Ready { connection, origin, key })
    }
}

/// A draft without problems.
#[derive(Clone)]
pub(super) struct Ready {
    pub(super) connection: Connection,
    pub(super) origin: Origin,
    /// The key typed; `None` where the field is empty.
    pub(super) key: Option<Secret>,
}

/// A problem in words.
pub(super) fn problem_text(i18n: I18n, problem: Problem) -> Signal<String> {
    match problem {
        Problem::Url(BaseUrlError::Empty) => text!(i18n, connection.problem.empty_url),
        Problem::Url(BaseUrlError::NotHttp) => text!(i18n, connection.problem.not_http),
        Problem::Url(BaseUrlError::Credentials) => text!(i18n, connection.problem.credentials),
        Problem::Url(BaseUrlError::QueryOrFragment) => text!(i18n, connection.problem.query),
        Problem::Url(BaseUrlError::BadHost) => text!(i18n, connection.problem.bad_host),
        Problem::Url(BaseUrlError::TooLong) | Problem::TooLong | Problem::Key(SecretError::TooLong) => {
            text!(i18n, connection.problem.too_long)
        }
        Problem::NoModel => text!(i18n, connection.problem.empty_model),
        Problem::Number(most) => {
            let most = count(most);
            text!(i18n, connection.problem.number, most = most.clone())
        }
        Problem::Key(SecretError::BadCharacters | SecretError::Empty) => {
            text!(i18n, connection.problem.key_characters)
        }
    }
}
