//! Keeps the ranking in step with the question: by words at once, by meaning when the model is there.

use super::state::{Ask, ModelState, RANKED, Retrieval};
use crate::browser::clock::sleep_ms;
use crate::browser::practice::Practice;
use crate::browser::recommender::Recommender;
use crate::browser::retriever::Step;
use crate::browser::task::spawn;
use crate::domain::catalog::Provider;
use crate::ui::collection::CollectionState;
use leptos::prelude::*;
use std::collections::BTreeSet;
use std::rc::Rc;

/// A person who types is not followed letter by letter, in milliseconds.
const TYPING_MS: u64 = 180;
/// Workers and model are fetched after the first frame, in milliseconds.
const AFTER_PAINT_MS: u64 = 300;
/// How soon whoever waits for an index looks again, in milliseconds.
const INDEXING_MS: u64 = 10;

/// The recommender of the loaded collection and the practice worker, for the whole app.
#[derive(Clone, Copy)]
pub struct Recommend {
    practice: StoredValue<Practice, LocalStorage>,
    recommender: StoredValue<Option<Recommender>, LocalStorage>,
    /// Which collection is being indexed; `None` while none is.
    indexing: StoredValue<Option<u32>>,
    /// Which collection was last begun to be indexed.
    newest: StoredValue<u32>,
    turn: StoredValue<u32>,
}

/// Makes it, and loads collection and model in their time.
pub fn provide_recommend(ask: Ask, collection: CollectionState) {
    let practice = StoredValue::new_local(Practice::from_page());
    let recommend = Recommend {
        practice,
        recommender: StoredValue::new_local(None),
        indexing: StoredValue::new(None),
        newest: StoredValue::new(0),
        turn: StoredValue::new(0),
    };
    provide_context(recommend);
    Effect::new(move |before: Option<u32>| {
        let number = before.map_or(0, |n| n.wrapping_add(1));
        let Some(loaded) = collection.ready() else { return number };
        let shipped = collection.shipped();
        // Places belong to one collection.
        ask.pinned.set(Vec::new());
        ask.removed.set(BTreeSet::new());
        ask.ranking.set(Vec::new());
        ask.ranked.set(String::new());
        ask.retrieval.set(Retrieval::Idle);
        // What is still being ranked is of the collection before.
        recommend.next_turn();
        recommend.recommender.set_value(None);
        recommend.indexing.set_value(Some(number));
        recommend.newest.set_value(number);
        spawn(async move {
            let recommender = Recommender::over(&loaded).await;
            if recommend.indexing.get_value() != Some(number) {
                return;
            }
            recommend.recommender.set_value(Some(recommender));
            recommend.indexing.set_value(None);
            recommend.follow(ask, ask.question.get_untracked());
            sleep_ms(AFTER_PAINT_MS).await;
            if recommend.newest.get_value() != number {
                return;
            }
            // Small, and wanted by the first run: before the model takes the network.
            recommend.practice().start();
            if shipped {
                recommend.load_model(ask);
            } else {
                ask.embedding.set(ModelState::NoVectors);
            }
        });
        number
    });
    Effect::new(move |_| {
        let question = ask.question.get();
        ask.removed.set(BTreeSet::new());
        recommend.follow_soon(ask, question);
    });
}

/// See [`provide_recommend`].
pub fn use_recommend() -> Recommend {
    expect_context()
}

impl Recommend {
    /// The recommender of the collection that is loaded, once that has been indexed; `None` before any is loaded.
    async fn ready(self) -> Option<Recommender> {
        while self.indexing.get_value().is_some() {
            sleep_ms(INDEXING_MS).await;
        }
        self.recommender.get_value()
    }

    /// Where the practice planner and the local tools are.
    pub fn practice(self) -> Practice {
        self.practice.get_value()
    }

    /// Fetches the model; also the Retry button. What comes of it after the collection was changed is dropped: the state
    /// is the new one's then.
    pub fn load_model(self, ask: Ask) {
        let Some(recommender) = self.recommender.get_value() else { return };
        let number = self.newest.get_value();
        let tell = move |state| {
            let wanted = self.newest.get_value() == number;
            if wanted {
                ask.embedding.set(state);
            }
            wanted
        };
        tell(ModelState::Downloading(0, 0));
        spawn(async move {
            let on_step = move |step| {
                tell(match step {
                    Step::Download { done_bytes, total_bytes } => ModelState::Downloading(done_bytes, total_bytes),
                    Step::Prepare => ModelState::Preparing,
                });
            };
            let loaded = recommender.load(on_step).await;
            if tell(loaded.map_or_else(ModelState::Failed, |()| ModelState::Ready)) {
                self.again(ask);
            }
        });
    }

    fn follow_soon(self, ask: Ask, question: String) {
        let turn = self.next_turn();
        spawn(async move {
            sleep_ms(TYPING_MS).await;
            if self.turn.get_value() == turn {
                self.follow(ask, question);
            }
        });
    }

    fn next_turn(self) -> u32 {
        self.turn.set_value(self.turn.get_value().wrapping_add(1));
        self.turn.get_value()
    }

    /// Ranks anew for the question as it stands.
    pub fn again(self, ask: Ask) {
        self.follow(ask, ask.question.get_untracked());
    }

    fn follow(self, ask: Ask, question: String) {
        spawn(async move {
            let _overtaken = !self.rank(ask, &question).await;
        });
    }

    /// Ranks for the question that a run begins with: again, where something newer was ranked meanwhile, such as what had
    /// just been typed; not where another question or Stop is what is wanted by then.
    pub async fn rank_to_run(self, ask: Ask, question: &str) {
        let wanted = || ask.question.get_untracked().trim() == question && !ask.stop_wanted.get_value();
        while !self.rank(ask, question).await && wanted() {}
    }

    /// Ranks for a question now; returns when the list is as good as it can be without waiting for a download, or, with
    /// `false`, when something newer is being ranked.
    async fn rank(self, ask: Ask, question: &str) -> bool {
        let turn = self.next_turn();
        let Some(recommender) = self.ready().await else { return true };
        if self.turn.get_value() != turn {
            return false;
        }
        if question.trim().is_empty() {
            ask.ranking.set(Vec::new());
            ask.retrieval.set(Retrieval::Idle);
            return true;
        }
        let sources = ask.sources.get_untracked();
        let among: &dyn Fn(Provider) -> bool = &|provider| sources.take(provider);
        if !recommender.knows_meaning() {
            ask.ranking.set(recommender.by_words(question, RANKED, among));
            ask.ranked.set(question.to_owned());
            ask.retrieval.set(match ask.embedding.get_untracked() {
                ModelState::Failed(error) => Retrieval::WordsOnly(error),
                _ => Retrieval::Words,
            });
            return true;
        }
        let question = Rc::<str>::from(question);
        let found = recommender.by_meaning(&question, RANKED, among).await;
        if self.turn.get_value() != turn {
            return false;
        }
        match found {
            Ok(ranking) => {
                ask.ranking.set(ranking);
                ask.ranked.set(question.to_string());
                ask.retrieval.set(Retrieval::Meaning);
            }
            Err(error) => {
                ask.ranking.set(recommender.by_words(&question, RANKED, among));
                ask.ranked.set(question.to_string());
                // A worker that stopped has lost the model: Retry loads it again.
                ask.embedding.set(ModelState::Failed(error.clone()));
                ask.retrieval.set(Retrieval::WordsOnly(error));
            }
        }
        true
    }
}
