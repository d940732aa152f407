//! Tools: the port that the driver calls APIs through, and who answers behind it: the browser itself, APIs anywhere, a
//! tool server.

mod checkup;
mod consent;
mod local;
mod marked;
mod missing;
mod path;
mod picked;
mod quotas;
mod recording;
mod remote;
mod scripted;
mod server;
mod settings;
mod simulated;
mod told;
mod wire;

pub use checkup::{Checkup, Ended, News};
pub use consent::{Asks, Consent, ConsentDesk, Request as ConsentRequest};
pub use local::LocalTools;
pub use marked::MarkedTools;
pub use missing::MissingTools;
pub use path::{RAPIDAPI_KEY, SERVER_KEY, rapidapi_origin};
pub use picked::PickedTools;
pub use quotas::QuotaTools;
pub use recording::{RecordingTools, adapter_of};
pub use remote::RemoteTools;
pub use scripted::ScriptedTools;
pub use server::ToolServer;
pub use settings::{is_address, load_settings, save_settings, settings_are_at};
pub use simulated::SimulatedTools;
pub use told::ToldTools;
pub use wire::{Patience, Wire};

pub use crate::formats::calls::ServerForm;
pub use crate::formats::records::tools::{Answers, Recording, StripMethod, ToolSettings};

use crate::browser::store::CallsHow;
use crate::domain::catalog::ApiKey;
use crate::domain::chat::{Exchange, Usage};
use crate::domain::health::Came;
use crate::domain::service::{self, Unanswered};
use crate::domain::trace::event::AnsweredBy;
use crate::domain::trace::{Fidelity, StatusCode};
use futures::future::LocalBoxFuture;

/// What an API gave. A failure is an observation, not an error of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observed {
    /// Whole; the search shortens what the model sees.
    pub observation: String,
    /// What became of the call.
    pub status: StatusCode,
    /// Who answered, where it is known; nobody where nothing was sent.
    pub by: Option<AnsweredBy>,
    /// Whether anything was sent, and answered: what marks of APIs are made from.
    pub came: Came,
}

/// What is told of a call, and what became of it on its way.
type Told = Result<(service::Observed, Came), Unanswered>;

/// What a call of somebody on the network gave.
fn observed(told: Told, by: AnsweredBy, fidelity: Fidelity) -> Observed {
    let (told, came) = told.unwrap_or_else(|why| (why.observed("", fidelity), Came::of(&why)));
    let sent = matches!(came, Came::Answer | Came::Silence);
    Observed { observation: told.observation, status: told.status, by: sent.then_some(by), came }
}

/// Whoever answers calls.
pub trait Tools {
    /// Calls an API with arguments as they are to be sent. Dropping the future gives the call up.
    fn call<'a>(&'a self, api: &'a ApiKey, arguments: &'a str) -> LocalBoxFuture<'a, Observed>;

    /// What was sent and came back since this was last called, oldest first; nothing where no network is needed.
    fn take_exchanges(&self) -> Vec<Exchange> {
        Vec::new()
    }

    /// Tokens of a model that answered since this was last called; nothing where none did.
    fn take_usage(&self) -> Option<Usage> {
        None
    }

    /// What a run's head says of how its calls were answered; nothing where the APIs simply did.
    fn how(&self) -> Option<CallsHow> {
        None
    }
}
