//! One study being judged by one rater on this device.
//!
//! ```text
//! pair on screen --press--> saving --stored--> next pair (or results)
//!                              `--failed--> unsaved: the slip is kept, nothing else can be pressed, Retry
//! ```

use super::exchange::Exchange;
use super::intake::Intake;
use super::judging::Judging;
use super::results::Results;
use super::words;
use crate::browser::clock::now_ms;
use crate::browser::judge::{JudgeError, Slip, cast, rater_id, votes};
use crate::browser::task::spawn;
use crate::domain::preference::{BlindItem, Progress, Queue, SealedStudy, Verdict, VoteLog};
use crate::ui::i18n::{t, use_i18n};
use crate::ui::parts::When;
use crate::ui::route::{JudgeRoute, Link, Page, Route, Router, use_router};
use crate::ui::stores::{Stores, use_stores};
use leptos::prelude::*;
use std::sync::Arc;

/// A press sooner after a change than this was meant for what stood there before (a double press), in milliseconds.
const SETTLE_MS: u64 = 350;

/// The state. All of it is copied freely.
#[derive(Clone, Copy)]
pub struct Desk {
    stores: Stores,
    router: Router,
    study: StoredValue<Arc<SealedStudy>>,
    /// Who judges.
    pub rater: RwSignal<String>,
    /// All votes known here.
    pub log: RwSignal<VoteLog>,
    queue: Memo<Queue>,
    /// How far this rater is.
    pub progress: Memo<Progress>,
    /// The pair to be judged; `None` when all is done.
    pub blind: Memo<Option<BlindItem>>,
    /// When it came up.
    shown_ms: RwSignal<Option<u64>>,
    /// When the last press had its effect.
    changed_ms: StoredValue<u64>,
    saving: RwSignal<bool>,
    /// What could not be stored, and why.
    pub unsaved: RwSignal<Option<(Slip, JudgeError)>>,
    /// The verdict stored last, for who cannot see the page change.
    pub said: RwSignal<Option<Verdict>>,
    /// Results are looked at before all is judged.
    pub peeking: RwSignal<bool>,
}

impl Desk {
    fn new(study: Arc<SealedStudy>, log: VoteLog) -> Self {
        let router = use_router();
        let study = StoredValue::new(study);
        let (rater, log) = (RwSignal::new(rater_id()), RwSignal::new(log));
        let queue = Memo::new(move |_| rater.with(|rater| study.with_value(|s| Queue::new(s, rater))));
        let progress = Memo::new(move |_| queue.with(|q| log.with(|l| q.progress(l))));
        let wanted = Memo::new(move |_| router.with(|r| if let Route::Judge(j) = r { j.item.clone() } else { None }));
        let item = Memo::new(move |_| {
            let open =
                study.with_value(|s| queue.with(|q| log.with(|l| rater.with(|rater| unjudged(q, l, s.hash(), rater)))));
            wanted.get().filter(|id| open.contains(id)).or_else(|| open.into_iter().next())
        });
        let blind = Memo::new(move |_| {
            let item = item.get()?;
            rater.with(|rater| study.with_value(|s| s.blind_view(&item, rater)))
        });
        Self {
            stores: use_stores(),
            router,
            study,
            rater,
            log,
            queue,
            progress,
            blind,
            shown_ms: RwSignal::new(None),
            changed_ms: StoredValue::new(0),
            saving: RwSignal::new(false),
            unsaved: RwSignal::new(None),
            said: RwSignal::new(None),
            peeking: RwSignal::new(false),
        }
    }

    /// The study.
    pub fn study(self) -> Arc<SealedStudy> {
        self.study.get_value()
    }

    /// Ids of pairs that are not judged, being the same on both sides.
    pub fn identical(self) -> Vec<String> {
        self.queue.with(|q| q.identical().to_vec())
    }

    /// Ids of the pairs, in this rater's order.
    pub fn order(self) -> Vec<String> {
        self.queue.with(|q| q.order().to_vec())
    }

    /// Where a stored vote does not outlive the tab.
    pub fn in_memory(self) -> bool {
        self.stores.problem.with(Option::is_some)
    }

    /// Says what is on the pair in view. Nothing happens while that is not on screen or the last vote is being stored.
    pub fn vote(self, verdict: Verdict) {
        let shown = self.shown_ms.get_untracked().filter(|_| !self.peeking.get_untracked());
        let Some((shown_ms, item)) = shown.zip(self.blind.get_untracked()) else { return };
        self.settle(Slip {
            item_id: item.item_id,
            rater_id: self.rater.get_untracked(),
            verdict,
            shown_ms,
            answered_ms: now_ms(),
        });
    }

    /// Takes the last vote back; its pair comes up again.
    pub fn undo(self) {
        let last = self.queue.with_untracked(|q| self.log.with_untracked(|l| q.last_judged(l).cloned()));
        let Some(last) = last else { return };
        self.settle(Slip {
            item_id: last.item_id,
            rater_id: last.rater_id,
            verdict: Verdict::Withdrawn,
            shown_ms: last.shown_ms,
            answered_ms: now_ms(),
        });
    }

    /// Is there a vote to take back? (tracked)
    pub fn can_undo(self) -> bool {
        self.progress.get().judged > 0
    }

    /// Goes on to the next pair; this one comes up again in the end.
    pub fn skip(self) {
        if let Some(item) = self.blind.get_untracked() {
            self.show(self.after(&item.item_id));
        }
    }

    /// Tries again to store what could not be stored.
    pub fn retry(self) {
        if let Some((slip, _)) = self.unsaved.get_untracked() {
            self.unsaved.set(None);
            self.store(slip);
        }
    }

    /// The next unjudged pair behind this one, round to the first.
    fn after(self, item_id: &str) -> Option<String> {
        let (study, rater) = (self.study(), self.rater.get_untracked());
        let order = self.queue.with_untracked(|q| q.order().to_vec());
        let open = self.queue.with_untracked(|q| self.log.with_untracked(|l| unjudged(q, l, study.hash(), &rater)));
        let at = order.iter().position(|id| id == item_id).map_or(0, |at| at + 1);
        order.iter().cycle().skip(at).take(order.len()).find(|id| open.contains(id)).cloned()
    }

    fn show(self, item: Option<String>) {
        let study = Some(self.study.with_value(|s| s.hash().to_owned()));
        self.router.replace(Route::Judge(JudgeRoute { study, item }));
    }

    /// Stores unless this press was the second of a double press.
    fn settle(self, slip: Slip) {
        let fresh = [self.changed_ms.get_value(), self.shown_ms.get_untracked().unwrap_or(0)];
        let too_soon = fresh.iter().any(|&at| slip.answered_ms.abs_diff(at) < SETTLE_MS);
        if !too_soon && !self.saving.get_untracked() && self.unsaved.with_untracked(Option::is_none) {
            self.store(slip);
        }
    }

    fn store(self, slip: Slip) {
        self.saving.set(true);
        let (study, log) = (self.study(), self.log.get_untracked());
        spawn(async move {
            let kept = cast(&self.stores.kv().await, &study, &log, &slip).await;
            if self.saving.try_set(false).is_some() {
                return; // the page was left meanwhile; the vote is stored, or the person never saw it done
            }
            self.changed_ms.set_value(now_ms());
            match kept {
                Ok(new) => {
                    let next = if slip.verdict == Verdict::Withdrawn { Some(slip.item_id.clone()) } else { None };
                    self.said.set(Some(slip.verdict));
                    self.log.update(|log| {
                        let _report = log.merge(new);
                    });
                    self.show(next.or_else(|| self.after(&slip.item_id)));
                }
                // Nothing was lost: what was pressed stands already.
                Err(JudgeError::Cast(_)) => {}
                Err(error) => self.unsaved.set(Some((slip, error))),
            }
        });
    }

    /// Takes in votes that came from a file.
    fn reload(self) {
        spawn(async move {
            // A failure leaves what is shown; the import itself has told of it.
            if let Ok(log) = votes(&self.stores.kv().await).await {
                let _gone = self.log.try_set(log);
            }
        });
    }
}

/// Pairs without a standing verdict, in the rater's order.
fn unjudged(queue: &Queue, log: &VoteLog, study_hash: &str, rater_id: &str) -> Vec<String> {
    let open = |id: &&String| log.current(study_hash, rater_id, id).is_none();
    queue.order().iter().filter(open).cloned().collect()
}

/// The study: judging, or its results once this rater is through (or asks for them).
#[component]
pub fn DeskView(
    /// What takes files in.
    intake: Intake,
    /// The study.
    study: Arc<SealedStudy>,
    /// Votes known so far.
    log: VoteLog,
) -> impl IntoView {
    let i18n = use_i18n();
    let desk = Desk::new(study.clone(), log);
    let done = Memo::new(move |_| desk.blind.with(Option::is_none) || desk.peeking.get());
    Effect::new(move |before: Option<u32>| {
        let arrived = intake.arrived.get();
        if before.is_some_and(|before| before != arrived) {
            desk.reload();
        }
        arrived
    });
    // The clock of a pair starts with the first frame that shows it.
    Effect::new(move |_| {
        desk.shown_ms.set(None);
        if desk.blind.with(Option::is_some) && !done.get() {
            request_animation_frame(move || {
                // Gone with the page by now, perhaps.
                let _gone = desk.shown_ms.try_set(Some(now_ms()));
            });
        }
    });
    let name =
        if study.study().name.trim().is_empty() { words::short(study.hash()) } else { study.study().name.clone() };
    view! {
        <div class="judge-head">
            <p class="judge-name">{name}</p>
            <Link to=Page::Judge.route() class="btn btn-quiet">{t!(i18n, judge.all)}</Link>
        </div>
        <When holds=move || desk.in_memory()>
            <p class="judge-warning" role="status">{t!(i18n, judge.in_memory)}</p>
        </When>
        {move || if done.get() {
            view! { <Results desk /> }.into_any()
        } else {
            view! { <Judging desk /> }.into_any()
        }}
        <Exchange desk intake />
    }
}
