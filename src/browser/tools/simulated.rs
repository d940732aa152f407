//! A model answers in the APIs' place, from their documents and recorded calls.

use super::{Observed, Tools};
use crate::browser::clock::sleep_ms;
use crate::browser::llm::Model;
use crate::browser::net::CancelToken;
use crate::browser::store::CallRecord;
use crate::domain::catalog::{ApiKey, Collection};
use crate::domain::chat::{ChatRequest, Exchange, ModelError, ModelReply, Usage};
use crate::domain::health::Came;
use crate::domain::service::{
    self, Example, MAX_EXAMPLES, Unanswered, not_simulated, read_simulated, simulate_request,
};
use crate::domain::trace::event::AnsweredBy;
use crate::domain::trace::{Fidelity, StatusCode};
use crate::formats::records::calls::RecordedCall;
use futures::future::LocalBoxFuture;
use std::cell::{Cell, OnceCell};
use std::rc::Rc;
use std::sync::Arc;

/// Plays the APIs of a collection.
pub struct SimulatedTools {
    collection: Arc<Collection>,
    /// `None` where nobody is chosen who could.
    model: Option<Rc<dyn Model>>,
    record: CallRecord,
    fidelity: Fidelity,
    /// What the APIs themselves answered, read once a run.
    answered: OnceCell<Vec<RecordedCall>>,
    /// Tokens of the last answer, until they are taken.
    usage: Cell<Option<Usage>>,
}

/// Gives the request up with the future that waits for it.
struct CancelOnDrop(CancelToken);

impl Drop for CancelOnDrop {
    fn drop(&mut self) {
        self.0.cancel();
    }
}

impl SimulatedTools {
    /// With a model; what was recorded of an API is shown to it.
    pub fn new(
        collection: Arc<Collection>,
        model: Option<Rc<dyn Model>>,
        record: CallRecord,
        fidelity: Fidelity,
    ) -> Self {
        Self { collection, model, record, fidelity, answered: OnceCell::new(), usage: Cell::new(None) }
    }

    async fn answer(&self, key: &ApiKey, arguments: &str) -> service::Observed {
        let found = self.collection.document(key);
        let Some((tool, api)) = found else {
            return not_simulated("this API is not in the collection".to_owned(), self.fidelity);
        };
        let Some(model) = &self.model else {
            let why = "choose a model for the role of API simulator in Settings; the practice planner cannot play it";
            return not_simulated(why.to_owned(), self.fidelity);
        };
        let request = simulate_request(tool, api, arguments, &self.examples(key).await);
        match reply(&**model, &request).await {
            Ok(reply) => {
                self.usage.set(Some(reply.usage));
                read_simulated(reply.message.content.as_deref().unwrap_or_default())
                    .unwrap_or_else(|unanswered: Unanswered| unanswered.observed("", self.fidelity))
            }
            Err(error) => not_simulated(error.to_string(), self.fidelity),
        }
    }

    /// Calls that the API itself answered.
    async fn examples(&self, key: &ApiKey) -> Vec<Example> {
        if self.answered.get().is_none() {
            // Without a record there are no examples.
            let mut recorded = self.record.all().await.unwrap_or_default();
            // Behind a tool server a model may play the API, as StableToolBench's does: nobody can tell from outside.
            let real = |by: Option<AnsweredBy>| matches!(by, Some(AnsweredBy::Public | AnsweredBy::RapidApi));
            recorded.retain(|call| real(call.by) && call.status == StatusCode::Normal);
            // A run makes one call at a time: nobody else has set it meanwhile.
            let _ = self.answered.set(recorded);
        }
        let of_api = self.answered.get().into_iter().flatten().filter(|call| call.api == *key);
        of_api
            .take(MAX_EXAMPLES)
            .map(|call| Example { arguments: call.arguments.clone(), observation: call.observation.clone() })
            .collect()
    }
}

/// Asks as often as a run would: an API does not fail because the model that plays it is busy.
async fn reply(model: &dyn Model, request: &ChatRequest) -> Result<ModelReply, ModelError> {
    let cancel = CancelOnDrop(CancelToken::default());
    let mut tried = 0;
    loop {
        let error = match model.reply(request, &|_| {}, &cancel.0).await {
            Ok(reply) => return Ok(reply),
            Err(error) => error,
        };
        let Some(in_ms) = error.retry_in_ms(tried) else { return Err(error) };
        tried += 1;
        sleep_ms(in_ms).await;
    }
}

impl Tools for SimulatedTools {
    fn call<'a>(&'a self, api: &'a ApiKey, arguments: &'a str) -> LocalBoxFuture<'a, Observed> {
        Box::pin(async move {
            let told = self.answer(api, arguments).await;
            let by = Some(AnsweredBy::Simulated);
            Observed { observation: told.observation, status: told.status, by, came: Came::NotSent }
        })
    }

    fn take_exchanges(&self) -> Vec<Exchange> {
        self.model.as_ref().map(|model| model.take_exchanges()).unwrap_or_default()
    }

    fn take_usage(&self) -> Option<Usage> {
        self.usage.take()
    }
}
