//! Who does what: one model for each role.

use super::SettingsSection;
use crate::browser::llm::{ModelPick, Role, Roles, load_roles, save_roles};
use crate::ui::i18n::{I18n, Words, say, t, text, use_i18n};
use crate::ui::pages::ask::ModelChoice;
use crate::ui::parts::{When, kept_words, use_connections};
use crate::ui::stores::use_stores;
use leptos::prelude::*;

/// All roles. The solver is named, but chosen where a question is asked.
#[component]
pub fn RolesSection() -> impl IntoView {
    let i18n = use_i18n();
    let roles = RwSignal::new(load_roles());
    let problem = RwSignal::new(None::<String>);
    let keep = Callback::new(move |(role, choice): (Role, String)| {
        // Choices made in another tab meanwhile stay.
        let mut now = load_roles();
        now.set(role, &choice);
        problem.set(save_roles(&now).err().map(|error| kept_words(i18n, error)));
        roles.set(now);
    });
    let row = move |role| view! { <RoleRow role roles keep /> };
    view! {
        <SettingsSection title=text!(i18n, models.roles.title) text=text!(i18n, models.roles.text)>
            {Role::ALL.map(row).into_iter().collect_view()}
            <p class="problem" role="alert">{move || problem.get()}</p>
        </SettingsSection>
    }
}

#[component]
fn RoleRow(role: Role, roles: RwSignal<Roles>, keep: Callback<(Role, String)>) -> impl IntoView {
    let i18n = use_i18n();
    let (name, about) = words(i18n, role);
    let unused = matches!(role, Role::Judge | Role::Generator);
    view! {
        <div class="role" data-role=role.name()>
            <h3>{name}</h3>
            {(role != Role::Solver).then(|| view! { <Choice role name roles keep /> })}
            <p class="hint">{about} {unused.then(|| view! { " " {t!(i18n, models.roles.unused)} })}</p>
        </div>
    }
}

/// The solver's model, or one of its own.
#[component]
fn Choice(role: Role, name: Words, roles: RwSignal<Roles>, keep: Callback<(Role, String)>) -> impl IntoView {
    let i18n = use_i18n();
    let (connections, stores) = (use_connections(), use_stores());
    let chosen = RwSignal::new(roles.with_untracked(|roles| roles.get(role).to_owned()));
    Effect::new(move |before: Option<String>| {
        let choice = chosen.get();
        if before.is_some_and(|before| before != choice) {
            keep.run((role, choice.clone()));
        }
        choice
    });
    let same = move || chosen.with(String::is_empty);
    let tick =
        move |e| chosen.set(if event_target_checked(&e) { String::new() } else { ModelPick::PLANNER.to_owned() });
    let id = match role {
        Role::Solver => "role-solver",
        Role::Ranker => "role-ranker",
        Role::Judge => "role-judge",
        Role::Generator => "role-generator",
        Role::Simulator => "role-simulator",
    };
    let label = move || {
        let name = name.get();
        say!(i18n, models.roles.choice, name = name.clone())
    };
    view! {
        <div class="role-choice" role="group" aria-label=label>
            <label class="radio">
                <input type="checkbox" prop:checked=same on:change=tick />
                <span>{t!(i18n, models.roles.same)}</span>
            </label>
            <When holds=move || !same()>
                <ModelChoice id label=t!(i18n, models.roles.answers) connections stores chosen />
            </When>
        </div>
    }
}

fn words(i18n: I18n, role: Role) -> (Words, Words) {
    match role {
        Role::Solver => (t!(i18n, models.roles.solver.name), t!(i18n, models.roles.solver.about)),
        Role::Ranker => (t!(i18n, models.roles.ranker.name), t!(i18n, models.roles.ranker.about)),
        Role::Judge => (t!(i18n, models.roles.judge.name), t!(i18n, models.roles.judge.about)),
        Role::Generator => (t!(i18n, models.roles.generator.name), t!(i18n, models.roles.generator.about)),
        Role::Simulator => (t!(i18n, models.roles.simulator.name), t!(i18n, models.roles.simulator.about)),
    }
}
