//! Tabs with the keyboard of the ARIA Authoring Practices: arrows, Home and End move and select.

use leptos::{ev::KeyboardEvent, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// One tab.
#[derive(Clone)]
pub struct Tab {
    /// Identity; part of element ids, so letters, digits and `-` only.
    pub id: &'static str,
    /// The words on it.
    pub label: Signal<String>,
}

impl Tab {
    /// A tab of an identity and its words.
    pub fn new(id: &'static str, label: impl Into<Signal<String>>) -> Self {
        Self { id, label: label.into() }
    }
}

/// The row of tabs. Put one [`TabPanel`] of the same `group` on the page for each.
#[component]
pub fn TabList(
    /// Unique on the page; part of element ids.
    group: &'static str,
    /// What the tabs choose among.
    #[prop(into)]
    label: Signal<String>,
    /// The tabs, in order.
    tabs: Vec<Tab>,
    /// The chosen tab's id.
    selected: RwSignal<&'static str>,
) -> impl IntoView {
    let ids: Vec<&'static str> = tabs.iter().map(|tab| tab.id).collect();
    let keys = move |event: KeyboardEvent| {
        let Some(next) = neighbour(&ids, selected.get_untracked(), &event.key()) else { return };
        event.prevent_default();
        selected.set(next);
        focus(&element_id(group, "tab", next));
    };
    let buttons = tabs
        .into_iter()
        .map(|tab| {
            let on = move || selected.get() == tab.id;
            view! {
                <button
                    type="button"
                    role="tab"
                    class="tab"
                    id=element_id(group, "tab", tab.id)
                    aria-controls=element_id(group, "panel", tab.id)
                    aria-selected=move || if on() { "true" } else { "false" }
                    tabindex=move || if on() { "0" } else { "-1" }
                    on:click=move |_| selected.set(tab.id)
                >
                    {move || tab.label.get()}
                </button>
            }
        })
        .collect_view();
    view! { <div class="tabs" role="tablist" aria-label=move || label.get() on:keydown=keys>{buttons}</div> }
}

/// What a tab shows; stays in the document, hidden, so that its state survives.
#[component]
pub fn TabPanel(
    /// The list's group.
    group: &'static str,
    /// The tab's id.
    tab: &'static str,
    /// The list's signal.
    selected: RwSignal<&'static str>,
    /// Further classes.
    #[prop(into, optional)]
    class: String,
    /// The content.
    children: Children,
) -> impl IntoView {
    view! {
        <div
            role="tabpanel"
            class=format!("tab-panel {class}")
            id=element_id(group, "panel", tab)
            aria-labelledby=element_id(group, "tab", tab)
            tabindex="0"
            hidden=move || selected.get() != tab
        >
            {children()}
        </div>
    }
}

fn element_id(group: &str, part: &str, tab: &str) -> String {
    format!("{group}-{part}-{tab}")
}

/// Where a key leads from a tab, round the ends; `None` for keys that are not ours.
fn neighbour(ids: &[&'static str], now: &str, key: &str) -> Option<&'static str> {
    let last = ids.len().checked_sub(1)?;
    let at = ids.iter().position(|id| *id == now).unwrap_or(0);
    let next = match key {
        "ArrowRight" if at == last => 0,
        "ArrowRight" => at + 1,
        "ArrowLeft" if at == 0 => last,
        "ArrowLeft" => at - 1,
        "Home" => 0,
        "End" => last,
        _ => return None,
    };
    ids.get(next).copied()
}

fn focus(id: &str) {
    let element = document().get_element_by_id(id).and_then(|element| element.dyn_into::<HtmlElement>().ok());
    if let Some(element) = element {
        // Fails for detached elements only.
        let _ = element.focus();
    }
}
