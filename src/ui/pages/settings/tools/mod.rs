//! How APIs are reached: RapidAPI's key, a gateway or proxy in between, a tool server in their place.

mod address;
mod key_box;
mod record;

use super::SettingsSection;
use crate::browser::net::Origin;
use crate::browser::tools::{
    Answers, RAPIDAPI_KEY, SERVER_KEY, ServerForm, StripMethod, ToolSettings, rapidapi_origin,
};
use crate::ui::i18n::{say, t, text, use_i18n};
use crate::ui::parts::{ToolsState, When, kept_words, use_tools};
use address::Address;
use key_box::KeyBox;
use leptos::prelude::*;
use record::Record;

/// A change of the settings; told where it could not be kept.
type Change = Callback<Box<dyn FnOnce(&mut ToolSettings) + Send + Sync>>;

/// All of it.
#[component]
pub fn ToolsSection() -> impl IntoView {
    let i18n = use_i18n();
    let tools = use_tools();
    let problem = RwSignal::new(None::<String>);
    let change: Change = Callback::new(move |change: Box<dyn FnOnce(&mut ToolSettings) + Send + Sync>| {
        problem.set(tools.change(change).err().map(|error| kept_words(i18n, error)));
    });
    view! {
        <SettingsSection title=text!(i18n, tools.settings.title) text=text!(i18n, tools.settings.text)>
            <AnswersChoice tools change />
            <RapidApi tools change />
            <Proxy tools change />
            <When holds=move || tools.settings().answers == Answers::Server>
                <Server tools change />
            </When>
            <Record tools change />
            <p class="problem" role="alert">{move || problem.get()}</p>
        </SettingsSection>
    }
}

#[component]
fn AnswersChoice(tools: ToolsState, change: Change) -> impl IntoView {
    let i18n = use_i18n();
    let option = move |answers: Answers, label: Signal<String>| {
        view! {
            <label class="radio">
                <input
                    type="radio" name="tools-answers"
                    prop:checked=move || tools.settings().answers == answers
                    on:change=move |_| change.run(Box::new(move |settings| settings.answers = answers))
                />
                <span>{move || label.get()}</span>
            </label>
        }
    };
    view! {
        <fieldset class="choice">
            <legend>{t!(i18n, tools.answers.title)}</legend>
            {option(Answers::Apis, text!(i18n, tools.answers.apis))}
            {option(Answers::Server, text!(i18n, tools.answers.server))}
            {option(Answers::Simulated, text!(i18n, tools.answers.simulated))}
        </fieldset>
        <p class="hint">{t!(i18n, tools.answers.local)}</p>
    }
}

#[component]
fn RapidApi(tools: ToolsState, change: Change) -> impl IntoView {
    let i18n = use_i18n();
    let origin = Signal::derive(move || rapidapi_origin(&tools.settings()).ok());
    let goes = Signal::derive(move || {
        let gateway = tools.settings().gateway;
        if gateway.is_empty() {
            say!(i18n, tools.rapidapi.goes)
        } else {
            say!(i18n, tools.rapidapi.goes_gateway, gateway = gateway.clone())
        }
    });
    view! {
        <h3>{t!(i18n, tools.rapidapi.title)}</h3>
        <p class="hint">{t!(i18n, tools.rapidapi.about)}</p>
        <KeyBox id=RAPIDAPI_KEY label=text!(i18n, tools.rapidapi.key) origin goes />
        <details>
            <summary>{t!(i18n, tools.rapidapi.gateway)}</summary>
            <Address
                id="tools-gateway"
                label=text!(i18n, tools.rapidapi.gateway_address)
                hint=text!(i18n, tools.rapidapi.gateway_hint)
                value=Signal::derive(move || tools.settings().gateway)
                save=Callback::new(move |url| change.run(Box::new(move |settings| settings.gateway = url)))
            />
        </details>
    }
}

#[component]
fn Proxy(tools: ToolsState, change: Change) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <h3>{t!(i18n, tools.proxy.title)}</h3>
        <p class="hint">{t!(i18n, tools.proxy.about)}</p>
        <Address
            id="tools-proxy"
            label=text!(i18n, tools.proxy.address)
            hint=text!(i18n, tools.proxy.hint)
            value=Signal::derive(move || tools.settings().proxy)
            save=Callback::new(move |url| change.run(Box::new(move |settings| settings.proxy = url)))
        />
    }
}

#[component]
fn Server(tools: ToolsState, change: Change) -> impl IntoView {
    let i18n = use_i18n();
    let origin = Signal::derive(move || Origin::of_url(&tools.settings().server).ok());
    let goes = Signal::derive(move || match origin.get() {
        Some(origin) => say!(i18n, connection.form.key_goes, origin = origin.to_string()),
        None => say!(i18n, connection.form.key_goes_unknown),
    });
    let form = move |event| {
        let form = if event_target_value(&event) == "virtual" { ServerForm::Virtual } else { ServerForm::RapidApi };
        change.run(Box::new(move |settings| settings.server_form = form));
    };
    let strip = move |event| {
        let word = event_target_value(&event);
        let strip = StripMethod::ALL.into_iter().find(|strip| strip.word() == word).unwrap_or_default();
        change.run(Box::new(move |settings| settings.strip = strip));
    };
    let is_form = move |form| move || tools.settings().server_form == form;
    view! {
        <h3>{t!(i18n, tools.server.title)}</h3>
        <p class="hint">{t!(i18n, tools.server.about)}</p>
        <Address
            id="tools-server"
            label=text!(i18n, tools.server.address)
            hint=text!(i18n, tools.server.hint)
            value=Signal::derive(move || tools.settings().server)
            save=Callback::new(move |url| change.run(Box::new(move |settings| settings.server = url)))
        />
        <label class="choice">
            <span>{t!(i18n, tools.server.form)}</span>
            <select id="tools-server-form" on:change=form>
                <option value="rapidapi" prop:selected=is_form(ServerForm::RapidApi)>"ToolBench (/rapidapi)"</option>
                <option value="virtual" prop:selected=is_form(ServerForm::Virtual)>"StableToolBench (/virtual)"</option>
            </select>
        </label>
        <label class="choice">
            <span>{t!(i18n, tools.server.strip)}</span>
            <select id="tools-server-strip" on:change=strip>
                {StripMethod::ALL
                    .into_iter()
                    .map(|strip| view! {
                        <option value=strip.word() prop:selected=move || tools.settings().strip == strip>{strip.word()}</option>
                    })
                    .collect_view()}
            </select>
        </label>
        <KeyBox id=SERVER_KEY label=text!(i18n, tools.server.key) origin goes />
    }
}
