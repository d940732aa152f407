//! Which model does what, as this device keeps it.

use crate::domain::json;
use serde_json::{Map, Value, json};

/// Version of the form.
const VERSION: u64 = 1;
/// Longest name of a choice, in bytes.
const MAX_CHOICE: usize = 64;

/// What a model is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Finds the steps of a run.
    Solver,
    /// Compares branches of one.
    Ranker,
    /// Judges finished runs.
    Judge,
    /// Writes instructions.
    Generator,
    /// Answers in an API's place.
    Simulator,
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Solver, Self::Ranker, Self::Judge, Self::Generator, Self::Simulator];

    /// Its name in storage and markup.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Solver => "solver",
            Self::Ranker => "ranker",
            Self::Judge => "judge",
            Self::Generator => "generator",
            Self::Simulator => "simulator",
        }
    }
}

/// The choice for each role, in the order of [`Role::ALL`]; empty: the solver's. The solver's own is not in it: it is
/// chosen where a question is asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roles([String; Role::ALL.len()]);

impl Roles {
    /// The choice for a role.
    pub fn get(&self, role: Role) -> &str {
        &self.0[role as usize]
    }

    /// Sets the choice for a role; one that is too long is none.
    pub fn set(&mut self, role: Role, choice: &str) {
        let fits = role != Role::Solver && choice.len() <= MAX_CHOICE;
        self.0[role as usize] = if fits { choice.to_owned() } else { String::new() };
    }
}

/// What was read from storage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoredRoles {
    /// The choices; what cannot be read is the solver's.
    Known(Roles),
    /// Written by a newer build: never overwritten.
    Newer,
}

/// Reads stored choices.
pub fn parse(text: &str) -> StoredRoles {
    let value = json::parse(text).unwrap_or_default();
    if value.get("v").and_then(Value::as_u64).is_some_and(|v| v > VERSION) {
        return StoredRoles::Newer;
    }
    let mut roles = Roles::default();
    for role in Role::ALL {
        let choice = value.get("roles").and_then(|roles| roles.get(role.name())).and_then(Value::as_str);
        roles.set(role, choice.unwrap_or_default());
    }
    StoredRoles::Known(roles)
}

/// The choices as they are stored.
pub fn to_text(roles: &Roles) -> String {
    let chosen = Role::ALL.into_iter().filter(|role| !roles.get(*role).is_empty());
    let chosen: Map<String, Value> =
        chosen.map(|role| (role.name().to_owned(), Value::from(roles.get(role)))).collect();
    json!({ "v": VERSION, "roles": chosen }).to_string()
}
