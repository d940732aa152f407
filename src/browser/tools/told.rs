//! Tools whose run tells how its calls were answered.

use super::{Answers, Observed, Recording, Tools};
use crate::browser::store::CallsHow;
use crate::domain::catalog::ApiKey;
use crate::domain::chat::{Exchange, Usage};
use futures::future::LocalBoxFuture;
use std::rc::Rc;

/// The same tools, with what a run's head says of them.
pub struct ToldTools {
    inner: Rc<dyn Tools>,
    answers: Answers,
    recording: Recording,
}

impl ToldTools {
    /// By the settings that the tools were made by.
    pub fn new(inner: Rc<dyn Tools>, answers: Answers, recording: Recording) -> Self {
        Self { inner, answers, recording }
    }
}

impl Tools for ToldTools {
    fn call<'a>(&'a self, api: &'a ApiKey, arguments: &'a str) -> LocalBoxFuture<'a, Observed> {
        self.inner.call(api, arguments)
    }

    fn take_exchanges(&self) -> Vec<Exchange> {
        self.inner.take_exchanges()
    }

    fn take_usage(&self) -> Option<Usage> {
        self.inner.take_usage()
    }

    fn how(&self) -> Option<CallsHow> {
        let simply = self.answers == Answers::Apis && self.recording == Recording::Off;
        let how = || CallsHow { answers: self.answers.word().to_owned(), recording: self.recording.word().to_owned() };
        (!simply).then(how)
    }
}
