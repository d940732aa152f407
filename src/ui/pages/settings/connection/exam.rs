//! A connection being examined, in the form or in a row of the list: the one state behind button, progress and report.

use super::{draft::Ready, report::Report};
use crate::{
    browser::{llm::examine, net::CancelToken},
    domain::connection::{Check, CheckState},
    ui::{parts::use_connections, task::Job},
};
use leptos::prelude::*;

/// None -> Running -> Done; a stopped one goes back to None.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ExamState {
    None,
    Running(Vec<(Check, CheckState)>),
    Done(Box<Report>),
}

/// Copyable, like the signals it is made of.
#[derive(Clone, Copy)]
pub(super) struct Exam {
    pub(super) state: RwSignal<ExamState>,
    cancel: StoredValue<CancelToken>,
    job: Job,
}

impl Exam {
    /// `ready` gives what is to be examined, or nothing where that cannot be done yet. It is stopped with the component
    /// that is being built.
    pub(super) fn new(ready: Callback<(), Option<Ready>>) -> Self {
        let connections = use_connections();
        let state = RwSignal::new(ExamState::None);
        let cancel = StoredValue::new(CancelToken::default());
        let job = Job::new(move || async move {
            let Some(ready) = untrack(|| ready.run(())) else { return };
            let token = CancelToken::default();
            cancel.set_value(token.clone());
            // Named and sent off by the person: that is the permission.
            let _passing = connections.permits().pass(ready.origin);
            let key = ready.key.or_else(|| connections.key(&ready.connection));
            let locked = key.is_none() && untrack(|| connections.locked(&ready.connection));
            // The form may have been closed meanwhile.
            let tell = |checks| {
                let _ = state.try_set(ExamState::Running(checks));
            };
            let report = examine(&ready.connection, key, &connections.outside(), locked, &token, &tell).await;
            let _ = state.try_set(report.map_or(ExamState::None, |found| {
                ExamState::Done(Box::new(Report { found, connection: ready.connection }))
            }));
        });
        on_cleanup(move || {
            let _ = cancel.try_with_value(CancelToken::cancel);
        });
        Self { state, cancel, job }
    }

    /// Starts, unless it is under way.
    pub(super) fn start(self) {
        if !matches!(&*self.state.read_untracked(), ExamState::Running(_)) {
            self.job.start();
        }
    }

    /// Ends it; nothing is reported.
    pub(super) fn stop(self) {
        self.cancel.with_value(CancelToken::cancel);
    }

    /// While it is under way (tracked).
    pub(super) fn running(self) -> Signal<bool> {
        Signal::derive(move || matches!(&*self.state.read(), ExamState::Running(_)))
    }
}
