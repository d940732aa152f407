//! The arguments of a call as they are sent: read against the function's schema, or as they were written.

use crate::domain::catalog::ApiKey;
use crate::domain::service::{Checked, Commas, check_arguments_with, misfit_observation};
use crate::domain::trace::event::EventBody;
use crate::domain::trace::{Fidelity, RunSpec, Trace, Tree};
use serde_json::Value;

/// The first engine that holds arguments against their schema.
const CHECKING_ENGINE: u32 = 4;
/// The first engine that reads over no comma but those that part thousands.
const PARTING_ENGINE: u32 = 5;

/// Arguments held against the schema of their function. `None` where a run does not do so: the original sends them
/// unread, and so did engines before 4.
pub fn checked_arguments(spec: &RunSpec, function: u32, written: &str) -> Option<Checked> {
    if spec.fidelity != Fidelity::Fixed || spec.engine < CHECKING_ENGINE {
        return None;
    }
    let offered = spec.functions.get(function as usize)?;
    let commas = if spec.engine < PARTING_ENGINE { Commas::All } else { Commas::Thousands };
    Some(check_arguments_with(&offered.spec.parameters, written, commas))
}

/// The arguments as they are sent.
///
/// # Errors
/// What a model is told of arguments that are not sent.
pub fn sent_arguments(spec: &RunSpec, function: u32, written: &str) -> Result<String, String> {
    match checked_arguments(spec, function, written) {
        None => Ok(written.to_owned()),
        Some(Checked::Fit { mended, .. }) if mended.is_empty() => Ok(written.to_owned()),
        Some(Checked::Fit { arguments, .. }) => Ok(Value::Object(arguments).to_string()),
        Some(Checked::Misfit(problems)) => Err(misfit_observation(&problems)),
    }
}

/// The calls that a run has made so far, in order, with the arguments that were sent. Not the one whose reply never came:
/// a run that goes on makes it again.
pub fn sent_calls(trace: &Trace) -> Vec<(ApiKey, String)> {
    let tree = Tree::fold(&trace.events);
    let called = trace.events.iter().filter_map(|event| match &event.body {
        EventBody::ApiCalled(called) => Some(called),
        _ => None,
    });
    called
        .filter_map(|called| {
            let api = trace.spec.functions.get(called.function as usize)?.api.clone()?;
            let node = tree.node(called.node).filter(|node| node.observation.is_some())?;
            Some((api, sent_arguments(&trace.spec, called.function, &node.text).ok()?))
        })
        .collect()
}
