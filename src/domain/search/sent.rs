//! The arguments of a call as they are sent: read against the function's schema, or as they were written.

use crate::domain::catalog::ApiKey;
use crate::domain::service::{Checked, check_arguments, misfit_observation};
use crate::domain::trace::event::EventBody;
use crate::domain::trace::{Fidelity, RunSpec, Trace, Tree};
use serde_json::Value;

/// The first engine that holds arguments against their schema.
const CHECKING_ENGINE: u32 = 4;

/// True where a run holds arguments against their schema. The original sends them unread, and so did engines before 4.
pub fn checks_arguments(spec: &RunSpec) -> bool {
    spec.fidelity == Fidelity::Fixed && spec.engine >= CHECKING_ENGINE
}

/// The arguments as they are sent.
///
/// # Errors
/// What a model is told of arguments that are not sent.
pub fn sent_arguments(spec: &RunSpec, function: u32, written: &str) -> Result<String, String> {
    let offered = spec.functions.get(function as usize).filter(|_| checks_arguments(spec));
    let Some(offered) = offered else { return Ok(written.to_owned()) };
    match check_arguments(&offered.spec.parameters, written) {
        Checked::Fit { mended, .. } if mended.is_empty() => Ok(written.to_owned()),
        Checked::Fit { arguments, .. } => Ok(Value::Object(arguments).to_string()),
        Checked::Misfit(problems) => Err(misfit_observation(&problems)),
    }
}

/// The calls that a run has made so far, in order, with the arguments that were sent.
pub fn sent_calls(trace: &Trace) -> Vec<(ApiKey, String)> {
    let tree = Tree::fold(&trace.events);
    let called = trace.events.iter().filter_map(|event| match &event.body {
        EventBody::ApiCalled(called) => Some(called),
        _ => None,
    });
    called
        .filter_map(|called| {
            let api = trace.spec.functions.get(called.function as usize)?.api.clone()?;
            let written = &tree.node(called.node)?.text;
            Some((api, sent_arguments(&trace.spec, called.function, written).ok()?))
        })
        .collect()
}
