//! What is known of an endpoint: told beforehand, and found by one check after the other.

use super::Provider;
use crate::domain::chat::{Blocked, ModelError};

/// Where an address leads, by its spelling.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// This machine.
    Loopback,
    /// The local network.
    Private,
    /// Anywhere else.
    Internet,
}

/// How the page itself was opened; browsers allow each kind something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageKind {
    /// By `https`.
    Https,
    /// By plain `http` from this machine, which counts as secure.
    ThisMachine,
    /// By plain `http` from elsewhere: Chromium lets such a page reach nothing on the local network.
    PlainHttp,
}

/// The browser's permission to reach this machine or network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// Given.
    Granted,
    /// Refused by the person.
    Denied,
    /// The browser would ask, or has asked and got no answer.
    Undecided,
    /// This browser knows no such permission.
    Unknown,
}

/// The headers that a protocol's requests hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Headers {
    /// That of the key.
    pub key: &'static str,
    /// All that browsers ask the server about, as the server has to name them.
    pub all: &'static str,
}

impl Headers {
    /// Of protocols that keep to the usual ones.
    pub const USUAL: Self = Self { key: "Authorization", all: "Content-Type, Authorization" };
}

/// What is asked of whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target {
    /// Whose it is.
    pub provider: Provider,
    /// Where it is.
    pub place: Place,
    /// Its address begins with `http:`.
    pub plain_http: bool,
    /// Its host is a name, not an IP address.
    pub named: bool,
    /// A key is sent.
    pub has_key: bool,
    /// Functions are told of in the prompt, not in a field of their own: no switch of the server matters for them.
    pub in_prompt: bool,
    /// What a server has to let pages send.
    pub headers: Headers,
    /// Where the page is.
    pub page: PageKind,
}

/// What became of the request that a run would make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// A reply came.
    Answered {
        /// The model called the function it was offered.
        calls: bool,
        /// The reply came in pieces.
        streams: bool,
    },
    /// None did.
    Failed(ModelError),
}

/// What a small request without key showed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Glimpse {
    /// A reply that the page may read, with its HTTP status.
    Read(u16),
    /// It sends elsewhere.
    Redirects,
    /// Nothing that the page may read.
    Nothing,
}

/// What the endpoint's list of models showed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// How the request went.
    pub glimpse: Glimpse,
    /// Names, in the endpoint's order; empty where none could be read.
    pub models: Vec<String>,
}

/// One step of the diagnosis, in the order they are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    /// Does the browser know of a network?
    Online,
    /// Was the local network permission given?
    Permission,
    /// The request that a run would make; the only one with the key.
    Ask,
    /// Is anything there at all? A request without reading rights, which no server needs to allow.
    Up,
    /// A POST so plain that the browser sends it without asking the server first (no preflight).
    Simple,
    /// A POST for which the browser asks the server about `Content-Type` alone.
    Header,
    /// The list of models.
    Models,
}

impl Check {
    /// All, in order.
    pub const ALL: [Self; 7] =
        [Self::Online, Self::Permission, Self::Ask, Self::Up, Self::Simple, Self::Header, Self::Models];
}

/// How a check stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckState {
    /// Its turn has not come.
    Waiting,
    /// It is being made.
    Running,
    /// As it should be.
    Passed,
    /// Not as it should be.
    Failed,
    /// Nothing would be learned from it.
    Skipped,
}

/// All that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Told beforehand.
    pub target: Target,
    /// [`Check::Online`].
    pub online: Option<bool>,
    /// [`Check::Permission`].
    pub permission: Option<Permission>,
    /// [`Check::Ask`].
    pub asked: Option<Asked>,
    /// [`Check::Up`].
    pub up: Option<bool>,
    /// [`Check::Simple`].
    pub simple: Option<Glimpse>,
    /// [`Check::Header`].
    pub header: Option<Glimpse>,
    /// [`Check::Models`].
    pub models: Option<Listed>,
}

impl Facts {
    /// Nothing has been tried.
    pub const fn new(target: Target) -> Self {
        Self { target, online: None, permission: None, asked: None, up: None, simple: None, header: None, models: None }
    }

    /// True where nothing readable came and the browser does not say why.
    pub(super) const fn is_unexplained(&self) -> bool {
        matches!(
            self.asked,
            Some(Asked::Failed(ModelError::BlockedOrUnreachable {
                cause: Blocked::Remote | Blocked::Local | Blocked::NotAllowed | Blocked::Silent
            }))
        )
    }

    /// The browser asks the person before it lets this page go there.
    pub(super) fn needs_permission(&self) -> bool {
        self.target.place != Place::Internet && self.target.page == PageKind::Https
    }

    const fn is_done(&self, check: Check) -> bool {
        match check {
            Check::Online => self.online.is_some(),
            Check::Permission => self.permission.is_some(),
            Check::Ask => self.asked.is_some(),
            Check::Up => self.up.is_some(),
            Check::Simple => self.simple.is_some(),
            Check::Header => self.header.is_some(),
            Check::Models => self.models.is_some(),
        }
    }

    /// True where the result of `check` would change what is said.
    fn teaches(&self, check: Check) -> bool {
        let without_network = self.online == Some(false) && self.target.place != Place::Loopback;
        let unexplained = self.is_unexplained() && !without_network;
        match check {
            Check::Online | Check::Ask => true,
            Check::Permission => self.needs_permission(),
            Check::Up => unexplained,
            Check::Simple => unexplained && self.up == Some(true),
            Check::Header => self.target.has_key && matches!(self.simple, Some(Glimpse::Read(_))),
            Check::Models => {
                self.simple == Some(Glimpse::Nothing)
                    || matches!(self.asked, Some(Asked::Failed(ModelError::NoSuchModel { .. })))
            }
        }
    }
}

/// The check to make now; `None` once nothing more would be learned.
pub fn next_check(facts: &Facts) -> Option<Check> {
    Check::ALL.into_iter().find(|check| !facts.is_done(*check) && facts.teaches(*check))
}

/// Every check with its state, to be shown; `running` is the one under way. Checks are made in their order: one that was
/// passed over is not made any more.
pub fn states(facts: &Facts, running: Option<Check>) -> Vec<(Check, CheckState)> {
    let mut to_come = true;
    let mut out = Vec::new();
    for check in Check::ALL.into_iter().rev() {
        let state = if running == Some(check) {
            CheckState::Running
        } else if facts.is_done(check) {
            if passed(facts, check) { CheckState::Passed } else { CheckState::Failed }
        } else if running.is_none() || !to_come {
            CheckState::Skipped
        } else {
            CheckState::Waiting
        };
        to_come &= running != Some(check);
        out.insert(0, (check, state));
    }
    out
}

/// Of a check that was made.
fn passed(facts: &Facts, check: Check) -> bool {
    // A reply that could be read proves that nothing stood in its way, whatever the browser had said before.
    let got_through = match &facts.asked {
        None => false,
        Some(Asked::Answered { .. }) => true,
        Some(Asked::Failed(error)) => !matches!(
            error,
            ModelError::BlockedOrUnreachable { .. }
                | ModelError::Offline
                | ModelError::TimedOut { .. }
                | ModelError::NotPermitted { .. }
        ),
    };
    let readable = |glimpse: Option<Glimpse>| matches!(glimpse, Some(Glimpse::Read(_)));
    match check {
        Check::Online => facts.online == Some(true) || got_through,
        Check::Permission => facts.permission != Some(Permission::Denied) || got_through,
        Check::Ask => matches!(facts.asked, Some(Asked::Answered { calls: true, .. })),
        Check::Up => facts.up == Some(true),
        Check::Simple => readable(facts.simple),
        Check::Header => readable(facts.header),
        Check::Models => readable(facts.models.as_ref().map(|listed| listed.glimpse)),
    }
}

/// What `fetch` is to be told of the address (`targetAddressSpace`): Chromium lets an `https` page reach plain `http` on
/// this machine or network, after asking the person, only where the page says so beforehand. A value that is not true
/// is refused, and none is needed elsewhere: `https` is no mixed content, and a page opened by `http` has none.
pub const fn target_address_space(page: PageKind, place: Place, plain_http: bool) -> Option<&'static str> {
    match (page, plain_http, place) {
        (PageKind::Https, true, Place::Loopback) => Some("loopback"),
        (PageKind::Https, true, Place::Private) => Some("local"),
        _ => None,
    }
}
