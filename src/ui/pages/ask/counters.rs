//! What the run has used so far.

use crate::browser::clock::now_ms;
use crate::domain::trace::RunState;
use crate::ui::format::{count, duration};
use crate::ui::i18n::{text, use_i18n};
use crate::ui::parts::{StatCounter, Stats, When};
use crate::ui::run::RunModel;
use crate::ui::run::live::use_live;
use leptos::prelude::*;
use std::time::Duration;

/// The clock on the page ticks this often while a run works.
const TICK: Duration = Duration::from_millis(200);

/// Calls, tokens, time.
#[component]
pub fn Counters(
    /// The run.
    model: RunModel,
) -> impl IntoView {
    let (i18n, live) = (use_i18n(), use_live());
    let tick = RwSignal::new(now_ms());
    if let Ok(handle) = set_interval_with_handle(move || tick.set(now_ms()), TICK) {
        on_cleanup(move || handle.clear());
    }
    let tree = model.tree;
    let counted = move |of: fn(&crate::domain::trace::Counters) -> u64| {
        Signal::derive(move || tree.with(|t| count(of(&t.counters))))
    };
    let tokens = Signal::derive(move || {
        tree.with(|t| {
            let about = if t.counters.tokens_estimated { "≈ " } else { "" };
            format!("{about}{}", count(t.counters.tokens))
        })
    });
    let time = Signal::derive(move || {
        let (span, worked, working) = tree.with(|t| {
            let working = matches!(t.state, RunState::AskingModel(_) | RunState::CallingApi(_) | RunState::Deciding);
            (t.span_ms, t.counters.work_ms, working)
        });
        let Some((_, last)) = span else { return duration(0) };
        // Of a run that never ended only the one that is being driven works: the clock of one that was read from the
        // store stands. So does it in a pause.
        let goes_on = working && model.id.with(|id| live.is(id.as_deref()));
        let more = if goes_on { tick.get().saturating_sub(last) } else { 0 };
        duration(worked + more)
    });
    let cost = move || {
        let counters = tree.with(|t| t.counters);
        model.trace.with(|t| t.as_ref().and_then(|t| t.spec.run_cost(&counters)))
    };
    let cost_words = Signal::derive(move || cost().map_or_else(String::new, |cost| cost.text()));
    view! {
        <When holds=move || model.id.with(Option::is_some)>
            <Stats>
                <StatCounter label=text!(i18n, ask.count.model_calls) value=counted(|c| u64::from(c.model_calls)) />
                <StatCounter label=text!(i18n, ask.count.api_calls) value=counted(|c| u64::from(c.api_calls)) />
                <When holds=move || tree.with(|t| t.counters.cached_calls > 0)>
                    <StatCounter label=text!(i18n, ask.count.cached) value=counted(|c| u64::from(c.cached_calls)) />
                </When>
                <When holds=move || tree.with(|t| t.counters.retries > 0)>
                    <StatCounter label=text!(i18n, models.count.retries) value=counted(|c| u64::from(c.retries)) />
                </When>
                <When holds=move || tree.with(|t| t.counters.shortened > 0)>
                    <StatCounter label=text!(i18n, models.count.shortened) value=counted(|c| u64::from(c.shortened)) />
                </When>
                <StatCounter label=text!(i18n, ask.count.tokens) value=tokens />
                <StatCounter label=text!(i18n, ask.count.time) value=time />
                <When holds=move || cost().is_some()>
                    <StatCounter label=text!(i18n, ask.count.cost) value=cost_words />
                </When>
            </Stats>
        </When>
    }
}
