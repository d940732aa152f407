//! How APIs are reached, and calls that wait for the person: one state for all pages.

use super::connections::ConnectionsState;
use crate::browser::llm::{Model, NotKept};
use crate::browser::practice::Practice;
use crate::browser::store::{CallRecord, Health};
use crate::browser::tools::{
    Answers, Asks, Consent, ConsentDesk, ConsentRequest, LocalTools, MarkedTools, MissingTools, PickedTools,
    QuotaTools, Recording, RecordingTools, RemoteTools, SimulatedTools, ToldTools, ToolServer, ToolSettings, Tools,
    Wire, adapter_of, load_settings, save_settings, settings_are_at,
};
use crate::domain::catalog::{ApiKey, Collection};
use crate::domain::pace::Pace;
use crate::domain::service::{Strip, Stripping};
use crate::domain::trace::Fidelity;
use futures::channel::oneshot;
use leptos::{ev, prelude::*};
use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::Arc;

/// A call that waits, and how to answer it.
type Waiting = (ConsentRequest, oneshot::Sender<Consent>);

/// Lives in the context.
#[derive(Clone, Copy)]
pub struct ToolsState {
    settings: RwSignal<ToolSettings>,
    /// Whether they are as they are stored; where not, they last as long as the page.
    lasts: StoredValue<bool>,
    connections: ConnectionsState,
    desk: StoredValue<ConsentDesk, LocalStorage>,
    window: Window,
}

/// Where the person is asked: one call at a time.
#[derive(Clone, Copy)]
struct Window {
    waiting: StoredValue<VecDeque<Waiting>, LocalStorage>,
    /// The first of those that wait.
    asked: RwSignal<Option<ConsentRequest>>,
}

impl Asks for Window {
    fn ask(&self, request: ConsentRequest, say: oneshot::Sender<Consent>) {
        self.waiting.update_value(|waiting| waiting.push_back((request, say)));
        self.sweep();
    }

    fn sweep(&self) {
        let mut next = None;
        self.waiting.update_value(|waiting| {
            waiting.retain(|(_, say)| !say.is_canceled());
            next = waiting.front().map(|(request, _)| request.clone());
        });
        if self.asked.with_untracked(|asked| *asked != next) {
            self.asked.set(next);
        }
    }
}

/// Makes [`use_tools`] work below. Needs the connections.
pub fn provide_tools(connections: ConnectionsState) -> ToolsState {
    let window = Window { waiting: StoredValue::new_local(VecDeque::new()), asked: RwSignal::new(None) };
    let desk = StoredValue::new_local(ConsentDesk::new(Rc::new(window)));
    let (settings, lasts) = (RwSignal::new(load_settings()), StoredValue::new(true));
    let state = ToolsState { settings, lasts, connections, desk, window };
    provide_context(state);
    // For as long as the page is open.
    let _listens = window_event_listener(ev::storage, move |event| {
        if settings_are_at(event.key().as_deref()) {
            state.follow();
        }
    });
    state
}

/// The tools. Call it while a component is being built and keep the (copyable) value for handlers.
pub fn use_tools() -> ToolsState {
    expect_context()
}

/// What the tools of one run need.
pub struct RunTools {
    /// Computes local tools.
    pub practice: Practice,
    /// The documents; the name of those that are gone.
    pub collection: Result<Arc<Collection>, String>,
    /// How arguments and replies are read.
    pub fidelity: Fidelity,
    /// Recorded calls.
    pub record: CallRecord,
    /// Marks of APIs that worked.
    pub health: Health,
    /// Plays APIs, where that was chosen.
    pub simulator: Option<Rc<dyn Model>>,
    /// The calls that the run has made already.
    pub past: Vec<(ApiKey, String)>,
    /// What is left out of replies before they are observations, in ToolBench's fidelity, and the run's seed.
    pub strip: (Strip, u64),
}

impl ToolsState {
    /// How APIs are reached (tracked).
    pub fn settings(self) -> ToolSettings {
        self.settings.get()
    }

    /// Changes how APIs are reached, for runs that begin. What other tabs chose meanwhile stays.
    ///
    /// # Errors
    /// [`NotKept`]; it holds until the page is left.
    pub fn change(self, change: impl FnOnce(&mut ToolSettings)) -> Result<(), NotKept> {
        let mut settings = self.newest();
        change(&mut settings);
        let kept = save_settings(&settings);
        self.lasts.set_value(kept.is_ok());
        self.settings.set(settings);
        kept
    }

    /// Takes a collection's permission to call devices of the person away, also where another tab gave it.
    ///
    /// # Errors
    /// [`NotKept`]; it is gone until the page is left.
    pub fn withdraw(self, collection: &str) -> Result<(), NotKept> {
        self.follow();
        if !self.settings.with_untracked(|settings| settings.allows_private(collection)) {
            return Ok(());
        }
        self.change(|settings| settings.private.retain(|known| known != collection))
    }

    /// The choices with what other tabs have stored meanwhile.
    fn newest(self) -> ToolSettings {
        if self.lasts.get_value() { load_settings() } else { self.settings.get_untracked() }
    }

    /// Another tab may have changed them.
    fn follow(self) {
        let newest = self.newest();
        if self.settings.with_untracked(|settings| *settings != newest) {
            self.settings.set(newest);
        }
    }

    /// Whoever answers the calls of one run (not tracked).
    pub fn of_run(self, run: RunTools) -> Rc<dyn Tools> {
        let settings = self.newest();
        let (answers, recording, fidelity) = (settings.answers, settings.recording, run.fidelity);
        let (record, past, chosen) = (run.record.clone(), run.past.clone(), settings.clone());
        let collection = run.collection.clone().unwrap_or_default();
        let picked = self.picked(run, settings);
        if recording == Recording::Off {
            return Rc::new(ToldTools::new(picked, answers, recording));
        }
        let adapter = Box::new(move |api: &ApiKey| adapter_of(&chosen, fidelity, &collection, api));
        let recorded = RecordingTools::new(picked, adapter, recording, record, fidelity, &past);
        Rc::new(ToldTools::new(Rc::new(recorded), answers, recording))
    }

    /// The same without a record.
    fn picked(self, run: RunTools, settings: ToolSettings) -> Rc<dyn Tools> {
        let RunTools { practice, collection, fidelity, record, health, simulator, strip: (strip, seed), past, .. } =
            run;
        let collection = match collection {
            Ok(collection) => collection,
            Err(name) => return Rc::new(MissingTools::new(name, fidelity)),
        };
        let (vault, wire) = (self.connections.vault(), Wire::new(self.connections.outside()));
        let all = Arc::clone(&collection);
        let others: Rc<dyn Tools> = match settings.answers {
            Answers::Apis => {
                let remote = RemoteTools::new(all, fidelity, settings, vault, self.desk.get_value(), wire);
                let strip = if fidelity == Fidelity::ToolBench { strip } else { Strip::Other };
                let calls = past.iter().filter(|(api, _)| !PickedTools::is_local(&collection, api)).count();
                let remote = remote.with_stripping(Stripping::new(strip, seed, calls as u64));
                let told = QuotaTools::new(Rc::new(remote), health.clone());
                Rc::new(MarkedTools::new(Rc::new(told), health, Arc::clone(&collection), fidelity))
            }
            Answers::Server => Rc::new(ToolServer::new(all, fidelity, settings, vault, self.desk.get_value(), wire)),
            Answers::Simulated => Rc::new(SimulatedTools::new(all, simulator, record, fidelity)),
        };
        Rc::new(PickedTools::new(collection, Rc::new(LocalTools::new(practice)), others))
    }

    /// What a health check calls (not tracked): the APIs themselves, whoever answers the calls of runs, as the marks are
    /// theirs. Nothing is changed, and a host is called so often a minute.
    pub fn of_check(self, collection: &Arc<Collection>, per_minute: u32, health: Health) -> Rc<dyn Tools> {
        let settings = self.newest();
        let pace = Pace { max_parallel: Some(2), per_minute: Some(per_minute) };
        let wire = Wire::new(self.connections.outside()).with_pace(pace);
        let (vault, all, fidelity) = (self.connections.vault(), Arc::clone(collection), Fidelity::Fixed);
        let remote = RemoteTools::new(all, fidelity, settings, vault, ConsentDesk::closed(), wire);
        Rc::new(QuotaTools::new(Rc::new(remote), health))
    }

    /// The call that waits for the person, if any (tracked).
    pub fn asked(self) -> Option<ConsentRequest> {
        self.window.asked.get()
    }

    /// True while a call waits (not tracked).
    pub fn asked_untracked(self) -> bool {
        self.window.asked.with_untracked(Option::is_some)
    }

    /// Answers the call that waits; the next one takes its place.
    pub fn answer(self, consent: Consent) {
        let first = self.window.waiting.try_update_value(VecDeque::pop_front).flatten();
        if let Some((_, say)) = first {
            // The run may have been stopped meanwhile.
            let _ = say.send(consent);
        }
        // Also where the next one is the same call again: it is another question.
        self.window.asked.set(None);
        self.window.sweep();
    }
}
