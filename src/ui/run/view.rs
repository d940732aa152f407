//! The views of a run: one model, one selection.

use super::RunModel;
use super::outline::Outline;
use super::timeline::Timeline;
use super::tree_view::TreeView;
use crate::ui::i18n::{t, text, use_i18n};
use crate::ui::parts::{Tab, TabList, TabPanel, When};
use leptos::prelude::*;

/// Tree, outline and timeline.
#[component]
pub fn RunView(
    /// The run.
    model: RunModel,
) -> impl IntoView {
    let i18n = use_i18n();
    let shown = RwSignal::new("tree");
    let tabs = vec![
        Tab::new("tree", text!(i18n, run.views.tree)),
        Tab::new("outline", text!(i18n, run.views.outline)),
        Tab::new("timeline", text!(i18n, run.views.timeline)),
    ];
    let any = move || model.tree.with(|t| t.applied > 0);
    view! {
        <div class="run-view">
            <TabList group="view" label=text!(i18n, run.views.label) tabs=tabs selected=shown />
            <When holds=any fallback=move || view! { <p class="hint run-empty">{t!(i18n, run.empty)}</p> }>
                <TabPanel group="view" tab="tree" selected=shown><TreeView model /></TabPanel>
                <TabPanel group="view" tab="outline" selected=shown>
                    <When holds=move || shown.get() == "outline"><Outline model /></When>
                </TabPanel>
                <TabPanel group="view" tab="timeline" selected=shown>
                    <When holds=move || shown.get() == "timeline"><Timeline model /></When>
                </TabPanel>
            </When>
        </div>
    }
}
