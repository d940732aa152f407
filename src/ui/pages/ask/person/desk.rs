//! The request that waits for the person, and what the person has written for it so far. Both belong to the app: looking
//! at another page loses nothing.

use crate::browser::llm::{Desk, Waiting};
use crate::domain::catalog::FinishFunction;
use crate::domain::chat::{ChatRequest, FunctionCall, FunctionSpec, Message, Role};
use crate::domain::form::{FieldProblem, FormField, form_arguments, form_fields};
use leptos::prelude::*;
use serde_json::{Value, json};

/// Ids of controls; problems are told at them.
pub const THOUGHT: &str = "person-thought";
/// See [`THOUGHT`].
pub const FUNCTION: &str = "person-function";
/// See [`THOUGHT`].
pub const ANSWER: &str = "person-answer";

/// What a reply does beside its thought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Calls a function.
    Call,
    /// `Finish` with an answer.
    Answer,
    /// `Finish` that gives up.
    GiveUp,
    /// Nothing.
    Think,
}

/// A problem and the id of the control that has it.
pub type Problems = Vec<(String, FieldProblem)>;

/// Cheap to copy.
#[derive(Clone, Copy)]
pub struct PersonDesk {
    desk: StoredValue<Desk, LocalStorage>,
    waiting: RwSignal<Option<Waiting>>,
    /// What is written so far; empty again for each request.
    pub draft: Draft,
}

impl PersonDesk {
    /// An empty desk.
    pub fn new() -> Self {
        let (waiting, draft) = (RwSignal::new(None), Draft::new());
        let desk = Desk::new(move |now: Option<Waiting>| {
            if now.is_some() {
                draft.clear();
            }
            waiting.set(now);
        });
        Self { desk: StoredValue::new_local(desk), waiting, draft }
    }

    /// For the model that lays its requests there.
    pub fn desk(self) -> Desk {
        self.desk.get_value()
    }

    /// What waits (tracked).
    pub fn waiting(self) -> Option<Waiting> {
        self.waiting.get()
    }

    /// Sends the reply, or puts the problems where they are shown and gives the first one's control.
    pub fn send(self, waiting: &Waiting) -> Option<String> {
        match self.draft.message(&waiting.request) {
            Ok(message) => {
                self.desk().answer(waiting.number, message);
                None
            }
            Err(problems) => {
                let first = problems.first().map(|(id, _)| id.clone());
                self.draft.problems.set(problems);
                first
            }
        }
    }
}

/// A reply that is being written.
#[derive(Clone, Copy)]
pub struct Draft {
    /// Its text.
    pub thought: RwSignal<String>,
    /// What it does.
    pub act: RwSignal<Act>,
    /// `final_answer`.
    pub answer: RwSignal<String>,
    /// Shows only functions with this in their name or description.
    pub filter: RwSignal<String>,
    /// Name of the function; any text where `raw`.
    pub function: RwSignal<String>,
    /// Whether `arguments` stands for the form.
    pub raw: RwSignal<bool>,
    /// JSON as the person wrote it, right or wrong.
    pub arguments: RwSignal<String>,
    /// What was typed in the form, by name.
    pub values: RwSignal<Vec<(String, String)>>,
    /// What the last try to send found.
    pub problems: RwSignal<Problems>,
}

impl Draft {
    fn new() -> Self {
        let text = || RwSignal::new(String::new());
        Self {
            thought: text(),
            act: RwSignal::new(Act::Call),
            answer: text(),
            filter: text(),
            function: text(),
            raw: RwSignal::new(false),
            arguments: text(),
            values: RwSignal::new(Vec::new()),
            problems: RwSignal::new(Vec::new()),
        }
    }

    fn clear(self) {
        for text in [self.thought, self.answer, self.filter, self.function, self.arguments] {
            text.set(String::new());
        }
        self.act.set(Act::Call);
        self.raw.set(false);
        self.values.set(Vec::new());
        self.problems.set(Vec::new());
    }

    /// What was typed in a field of the form (tracked).
    pub fn value(self, name: &str) -> String {
        self.values.with(|all| all.iter().find(|(n, _)| n == name).map(|(_, text)| text.clone()).unwrap_or_default())
    }

    /// Types in a field of the form.
    pub fn set_value(self, name: &str, text: String) {
        self.values.update(|all| match all.iter_mut().find(|(n, _)| n == name) {
            Some(place) => place.1 = text,
            None => all.push((name.to_owned(), text)),
        });
    }

    /// Takes another function; its form is empty.
    pub fn take_function(self, name: String) {
        self.function.set(name);
        self.arguments.set(String::new());
        self.values.set(Vec::new());
        self.problems.set(Vec::new());
    }

    /// Changes between form and raw JSON. What the form holds so far stands in the JSON.
    pub fn set_raw(self, raw: bool, request: &ChatRequest) {
        if raw && self.arguments.with_untracked(String::is_empty) {
            let mut filled = fields_of(request, &self.function.get_untracked());
            filled.retain(|field| untrack(|| matches!(field.value(&self.value(&field.name)), Ok(Some(_)))));
            let arguments = form_arguments(&filled, |name| untrack(|| self.value(name))).unwrap_or_default();
            self.arguments.set(serde_json::to_string_pretty(&Value::Object(arguments)).unwrap_or_default());
        }
        self.raw.set(raw);
        self.problems.set(Vec::new());
    }

    /// The problem of a control (tracked).
    pub fn problem(self, id: &str) -> Option<FieldProblem> {
        self.problems.with(|all| all.iter().find(|(i, _)| i == id).map(|(_, problem)| *problem))
    }

    /// The message as a model would have sent it.
    fn message(self, request: &ChatRequest) -> Result<Message, Problems> {
        let thought = self.thought.get_untracked();
        let missing = |id: &str| vec![(id.to_owned(), FieldProblem::Missing)];
        let content = (!thought.trim().is_empty()).then_some(thought);
        let act = if request.functions.is_empty() { Act::Think } else { self.act.get_untracked() };
        let call = match act {
            Act::Think => {
                return content.map(|text| Message::text(Role::Assistant, text)).ok_or_else(|| missing(THOUGHT));
            }
            Act::Answer => {
                let answer = self.answer.get_untracked();
                if answer.trim().is_empty() {
                    return Err(missing(ANSWER));
                }
                let arguments = json!({"return_type": FinishFunction::GIVE_ANSWER, "final_answer": answer});
                FunctionCall { name: FinishFunction::NAME.to_owned(), arguments: arguments.to_string() }
            }
            Act::GiveUp => {
                let arguments = json!({"return_type": FinishFunction::GIVE_UP});
                FunctionCall { name: FinishFunction::NAME.to_owned(), arguments: arguments.to_string() }
            }
            Act::Call => {
                let name = self.function.get_untracked();
                if name.is_empty() {
                    return Err(missing(FUNCTION));
                }
                let arguments = if self.raw.get_untracked() {
                    self.arguments.get_untracked()
                } else {
                    self.filled(request, &name)?
                };
                FunctionCall { name, arguments }
            }
        };
        Ok(Message::assistant(content, Some(call)))
    }

    /// The arguments of the form.
    fn filled(self, request: &ChatRequest, name: &str) -> Result<String, Problems> {
        let Some(function) = offered(request, name) else {
            return Err(vec![(FUNCTION.to_owned(), FieldProblem::Missing)]);
        };
        let fields = form_fields(&function.parameters);
        let arguments = form_arguments(&fields, |name| untrack(|| self.value(name)));
        let at = |name: &str| fields.iter().position(|field| field.name == name).map_or_else(String::new, field_id);
        arguments
            .map(|map| Value::Object(map).to_string())
            .map_err(|problems| problems.into_iter().map(|(name, problem)| (at(&name), problem)).collect())
    }
}

/// The function of that name among those offered.
pub fn offered<'a>(request: &'a ChatRequest, name: &str) -> Option<&'a FunctionSpec> {
    request.functions.iter().find(|function| function.name == name)
}

/// Fields of the form of a function.
pub fn fields_of(request: &ChatRequest, name: &str) -> Vec<FormField> {
    offered(request, name).map(|function| form_fields(&function.parameters)).unwrap_or_default()
}

/// Id of the control of a form's field, by its place.
pub fn field_id(place: usize) -> String {
    format!("person-field-{place}")
}
