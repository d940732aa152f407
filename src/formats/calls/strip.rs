//! A reply without what its API's schema lacks, before it is an observation: ToolBench's service does so where it is told
//! to (`inference/server.py`, `observation_shorten`).

use super::reply::{Body, Received};
use crate::domain::json;
use crate::domain::service::filter_by_schema;
use serde_json::Value;

/// The reply with the rest of its body. What is no JSON object stays as it is, and so does all of it where there is no
/// schema.
pub fn stripped(received: Received, schema: &Value) -> Received {
    let Body::Text(text) = &received.body else { return received };
    match json::parse(text) {
        Ok(value @ Value::Object(_)) if !schema.is_null() => {
            let body = Body::Text(filter_by_schema(&value, schema).to_string());
            Received { body, ..received }
        }
        _ => received,
    }
}
