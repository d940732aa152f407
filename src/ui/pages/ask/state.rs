//! What a person has chosen on the Ask page. It belongs to the app, so that leaving the page loses nothing.

use super::person::PersonDesk;
use super::sources::Sources;
use crate::browser::llm::ModelPick;
use crate::browser::prefs;
use crate::browser::recommender::{RecommendError, Recommended};
use crate::domain::catalog::{ApiRef, Collection};
use crate::domain::trace::{Budgets, Fidelity, Limits, Method, PromptSet, Shaping};
use leptos::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Offered functions unless the person says otherwise.
pub const DEFAULT_K: usize = 8;
/// Most functions offered.
pub const MAX_K: usize = 20;
/// How many are ranked, so that removing one brings up the next.
pub const RANKED: usize = 40;

const MODEL: &str = "toolgrove.ask.model";
const K: &str = "toolgrove.ask.k";
const PACE: &str = "toolgrove.ask.pace";

/// How APIs were found.
#[derive(Clone, Debug, PartialEq)]
pub enum Retrieval {
    /// Nothing was asked.
    Idle,
    /// By words; the model is not there yet.
    Words,
    /// By meaning and words.
    Meaning,
    /// By words, because the model failed.
    WordsOnly(RecommendError),
}

/// Where the embedding model stands.
#[derive(Clone, Debug, PartialEq)]
pub enum ModelState {
    /// Not asked for yet.
    Waiting,
    /// Bytes so far and in all.
    Downloading(u64, u64),
    /// Being prepared.
    Preparing,
    /// Ready.
    Ready,
    /// Not wanted: the collection has no vectors.
    NoVectors,
    /// Not to be had for now.
    Failed(RecommendError),
}

/// An API that will be offered.
#[derive(Clone, Debug, PartialEq)]
pub struct Offered {
    /// Where it stands.
    pub at: ApiRef,
    /// Why it was found; `None` where the person added it.
    pub found: Option<Recommended>,
    /// Kept whatever the question.
    pub pinned: bool,
}

/// See the module.
#[derive(Clone, Copy)]
pub struct Ask {
    /// The question as typed.
    pub question: RwSignal<String>,
    /// How to search.
    pub method: RwSignal<Method>,
    /// Where a run ends.
    pub limits: RwSignal<Limits>,
    /// Whose behaviour where the original has a known defect.
    pub fidelity: RwSignal<Fidelity>,
    /// Whether equal calls of one run are made once; without effect in ToolBench's fidelity.
    pub cache_calls: RwSignal<bool>,
    /// What of an observation the model sees; all of it in ToolBench's fidelity.
    pub shaping: RwSignal<Shaping>,
    /// The texts around a search; `None`: ours.
    pub prompts: RwSignal<Option<PromptSet>>,
    /// A [`ModelPick`], as it is spelled.
    pub model: RwSignal<String>,
    /// Whose APIs are looked at.
    pub sources: RwSignal<Sources>,
    /// How many APIs to offer.
    pub k: RwSignal<usize>,
    /// Slow enough to watch.
    pub slow: RwSignal<bool>,
    /// Ranked for the question.
    pub ranking: RwSignal<Vec<Recommended>>,
    /// The question that they were ranked for.
    pub ranked: RwSignal<String>,
    /// How they were found.
    pub retrieval: RwSignal<Retrieval>,
    /// The embedding model.
    pub embedding: RwSignal<ModelState>,
    /// Kept or added by the person.
    pub pinned: RwSignal<Vec<ApiRef>>,
    /// Taken out by the person, for this question.
    pub removed: RwSignal<BTreeSet<ApiRef>>,
    /// Running both methods for judging: which of two is under way (1 or 2).
    pub both: RwSignal<Option<u8>>,
    /// A run is about to begin: its APIs are ranked, its model is looked for.
    pub starting: RwSignal<bool>,
    /// Stop was pressed before it began.
    pub stop_wanted: StoredValue<bool>,
    /// Why a run could not be started.
    pub problem: RwSignal<Option<String>>,
    /// Where requests wait for the person.
    pub desk: PersonDesk,
}

/// Gives the state to the Ask page, whenever it is shown.
pub fn provide_ask() -> Ask {
    let k = prefs::read(K).and_then(|k| k.parse().ok()).filter(|k| (1..=MAX_K).contains(k)).unwrap_or(DEFAULT_K);
    let ask = Ask {
        question: RwSignal::new(String::new()),
        method: RwSignal::new(Method::Dfsdt),
        limits: RwSignal::new(Limits::default()),
        fidelity: RwSignal::new(Fidelity::Fixed),
        cache_calls: RwSignal::new(true),
        shaping: RwSignal::new(Shaping::Whole),
        prompts: RwSignal::new(None),
        model: RwSignal::new(prefs::read(MODEL).unwrap_or_else(|| ModelPick::PLANNER.to_owned())),
        sources: RwSignal::new(Sources::load()),
        k: RwSignal::new(k),
        slow: RwSignal::new(prefs::read(PACE).as_deref() != Some("fast")),
        ranking: RwSignal::new(Vec::new()),
        ranked: RwSignal::new(String::new()),
        retrieval: RwSignal::new(Retrieval::Idle),
        embedding: RwSignal::new(ModelState::Waiting),
        pinned: RwSignal::new(Vec::new()),
        removed: RwSignal::new(BTreeSet::new()),
        both: RwSignal::new(None),
        starting: RwSignal::new(false),
        stop_wanted: StoredValue::new(false),
        problem: RwSignal::new(None),
        desk: PersonDesk::new(),
    };
    Effect::new(move |_| {
        // A choice that cannot be kept still holds until the tab is closed.
        let _ = prefs::write(MODEL, Some(&ask.model.get()));
        let _ = prefs::write(K, Some(&ask.k.get().to_string()));
        let _ = prefs::write(PACE, Some(if ask.slow.get() { "slow" } else { "fast" }));
    });
    provide_context(ask);
    ask
}

/// See [`provide_ask`].
pub fn use_ask() -> Ask {
    expect_context()
}

impl Ask {
    /// The APIs that will be offered: what the person keeps, then the best of the ranking (tracked).
    pub fn offered(self) -> Vec<Offered> {
        let (pinned, removed) = (self.pinned.get(), self.removed.get());
        let k = self.k.get().max(pinned.len());
        self.ranking.with(|ranking| {
            let found = |at: ApiRef| ranking.iter().find(|r| r.at == at).cloned();
            let kept = pinned.iter().map(|&at| Offered { at, found: found(at), pinned: true });
            let rest = ranking
                .iter()
                .filter(|r| !pinned.contains(&r.at) && !removed.contains(&r.at))
                .map(|r| Offered { at: r.at, found: Some(r.clone()), pinned: false });
            kept.chain(rest).take(k).collect()
        })
    }

    /// Keeps an API, or lets go of it.
    pub fn toggle_pin(self, at: ApiRef) {
        self.removed.update(|r| {
            r.remove(&at);
        });
        self.pinned.update(|p| match p.iter().position(|&x| x == at) {
            Some(i) => {
                p.remove(i);
            }
            None => p.push(at),
        });
    }

    /// Takes an API out of this question's list; the next best comes up. What it gives takes that back.
    pub fn remove(self, at: ApiRef) -> impl Fn() + Copy + 'static {
        let kept_at = self.pinned.with_untracked(|pinned| pinned.iter().position(|&x| x == at));
        self.pinned.update(|p| p.retain(|&x| x != at));
        self.removed.update(|r| {
            r.insert(at);
        });
        move || {
            self.removed.update(|r| {
                r.remove(&at);
            });
            let Some(place) = kept_at else { return };
            self.pinned.update(|pinned| {
                if !pinned.contains(&at) {
                    pinned.insert(place.min(pinned.len()), at);
                }
            });
        }
    }

    /// Where a run ends: without our budgets, where it is to behave as the original.
    pub fn run_limits(self) -> Limits {
        let limits = self.limits.get_untracked();
        match self.fidelity.get_untracked() {
            Fidelity::Fixed => limits,
            Fidelity::ToolBench => Limits { budgets: Budgets::default(), ..limits },
        }
    }

    /// Milliseconds before each reply of a model that answers at once.
    pub fn pace_ms(self, model: &ModelPick) -> u32 {
        if self.slow.get_untracked() && model.is_instant() { 450 } else { 0 }
    }
}

/// Words for an API: its name and its tool's.
pub fn title(collection: &Collection, at: ApiRef) -> Option<(String, String)> {
    collection.get(at).map(|(tool, api)| (api.name.clone(), tool.tool_name.clone()))
}

/// The collection as it is shared.
pub type Shared = Arc<Collection>;
