//! The tour that the first visit offers: five stops, each pointing at a part of the page.

use crate::browser::prefs;
use crate::ui::i18n::{say, use_i18n};
use crate::ui::parts::{Button, ButtonKind, When};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

const SEEN: &str = "toolgrove.tour";
/// Selectors of the parts, in the order of the stops.
const STOPS: [&str; 5] = [".question", ".controls", ".ask-apis", ".ask-tree", "a.nav-link[href*='page=judge']"];
const POINTED: &str = "tour-target";

/// Offer and tour.
#[component]
pub fn Tour() -> impl IntoView {
    let i18n = use_i18n();
    // `None`: over, or never offered on this device again.
    let stop = RwSignal::new(if prefs::read(SEEN).is_some() { None } else { Some(0_usize) });
    let end = move |()| {
        stop.set(None);
        // A choice that cannot be kept brings the offer again: no harm.
        let _ = prefs::write(SEEN, Some("seen"));
    };
    Effect::new(move |_| point_at(stop.get()));
    on_cleanup(|| point_at(None));
    let next = move |()| match stop.get_untracked() {
        Some(n) if n < STOPS.len() => stop.set(Some(n + 1)),
        _ => end(()),
    };
    let words = move || match stop.get() {
        Some(1) => say!(i18n, ask.tour.question),
        Some(2) => say!(i18n, ask.tour.method),
        Some(3) => say!(i18n, ask.tour.apis),
        Some(4) => say!(i18n, ask.tour.tree),
        Some(5) => say!(i18n, ask.tour.judge),
        _ => say!(i18n, ask.tour.offer),
    };
    let place = move || stop.get().filter(|&n| n > 0).map(|n| format!("{n} / {}", STOPS.len()));
    view! {
        <When holds=move || stop.get().is_some()>
            <aside class="tour" role="region" aria-label=move || say!(i18n, ask.tour.title)>
                <p class="tour-words" role="status">{words}</p>
                <div class="tour-actions">
                    <span class="hint">{place}</span>
                    <Button kind=ButtonKind::Primary on_press=next>
                        {move || match stop.get() {
                            Some(0) => say!(i18n, ask.tour.start),
                            Some(n) if n == STOPS.len() => say!(i18n, ask.tour.done),
                            _ => say!(i18n, ask.tour.next),
                        }}
                    </Button>
                    <When holds=move || stop.get().is_some_and(|n| n < STOPS.len())>
                        <Button kind=ButtonKind::Quiet on_press=end>
                            {move || if stop.get() == Some(0) { say!(i18n, ask.tour.skip) } else { say!(i18n, ask.tour.end) }}
                        </Button>
                    </When>
                </div>
            </aside>
        </When>
    }
}

/// Presses the tab whose panel holds a part that is not shown.
fn open_tab_of(part: &web_sys::Element) {
    let panel = part.closest("[role=tabpanel]").ok().flatten();
    let label = panel.and_then(|panel| panel.get_attribute("aria-labelledby"));
    let tab = label.and_then(|id| document().get_element_by_id(&id));
    if let Some(tab) = tab.and_then(|tab| tab.dyn_into::<web_sys::HtmlElement>().ok()) {
        tab.click();
    }
}

/// Marks the part of a stop and brings it into view; takes the mark from all others.
fn point_at(stop: Option<usize>) {
    for (i, selector) in STOPS.iter().enumerate() {
        let Ok(Some(part)) = document().query_selector(selector) else { continue };
        let here = stop == Some(i + 1);
        // At narrow widths a part may stand behind a tab.
        if here && part.get_bounding_client_rect().width() == 0.0 {
            open_tab_of(&part);
        }
        // Both fail for invalid class names only.
        let _ = if here { part.class_list().add_1(POINTED) } else { part.class_list().remove_1(POINTED) };
        if here {
            part.scroll_into_view();
        }
    }
}
