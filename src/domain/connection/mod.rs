//! Why a model endpoint does not answer: whose it is, what was tried, what that means and what helps.
//!
//! A browser gives a page no reason for a failed request. What tells causes apart is which of a few small requests get
//! through: [`next_check`] says which to make, [`diagnose`] what their results mean, [`remedies`] what helps.

mod diagnosis;
mod facts;
mod known;
mod models;
mod remedy;

pub use diagnosis::{Cause, Diagnosis, NeededHeader, diagnose};
pub use facts::{
    Asked, Check, CheckState, Facts, Glimpse, Headers, Listed, PageKind, Permission, Place, Target, next_check, states,
    target_address_space,
};
pub use known::Provider;
pub use models::nearest;
pub use remedy::{Advice, Line, Remedies, remedies};
