//! Marks of APIs' health, the check that is under way, and what a host last said is left of an account's requests.

use crate::domain::catalog::ApiKey;
use crate::domain::health::Mark;
use crate::domain::json::{self, Fields, FromFields, FromJson, Misfit, reads};
use crate::domain::service::Quota;
use crate::domain::trace::StatusCode;
use serde::Serialize;
use serde_json::json;

/// Version of the forms.
const VERSION: u32 = 1;

/// What was seen of an API.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HealthMark {
    /// Version of this form.
    pub v: u32,
    /// Name of its collection.
    pub collection: String,
    /// The API.
    pub api: ApiKey,
    /// The mark.
    pub mark: Mark,
    /// Of the call.
    pub status: StatusCode,
    /// When, in milliseconds since the epoch.
    pub at_ms: u64,
    /// How long the call took.
    pub took_ms: u64,
    /// The document that was called, as `domain::health::document_of` tells it; older marks do not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
}

impl FromFields for HealthMark {
    fn from_fields(of: &mut Fields) -> Result<Self, Misfit> {
        Ok(Self {
            v: version(of)?,
            collection: of.take("collection")?,
            api: of.take("api")?,
            mark: of.take("mark")?,
            status: of.take("status")?,
            at_ms: of.take("at_ms")?,
            took_ms: of.take("took_ms")?,
            document: of.take("document")?,
        })
    }
}

/// A check of a whole collection. What was marked since its start is not called again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HealthRound {
    /// Version of this form.
    pub v: u32,
    /// Name of the collection; also tells this form from the other.
    pub round_of: String,
    /// When it began.
    pub started_ms: u64,
    /// Whether it came to its end.
    pub done: bool,
}

reads!(HealthRound { v, round_of, started_ms, done });

/// What a host said is left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HostQuota {
    /// Version of this form.
    pub v: u32,
    /// The host, as documents name it; also tells this form from the others.
    pub quota_of: String,
    /// What it said.
    pub quota: Quota,
    /// When, in milliseconds since the epoch.
    pub at_ms: u64,
}

reads!(HostQuota { v, quota_of, quota, at_ms });

fn version(of: &mut Fields) -> Result<u32, Misfit> {
    match of.take("v")? {
        VERSION => Ok(VERSION),
        _ => Err(Misfit::new("a mark of a known version", None).within(".v")),
    }
}

impl HealthMark {
    /// A call that was just answered.
    pub const fn new(collection: String, api: ApiKey, status: StatusCode, at_ms: u64, took_ms: u64) -> Self {
        Self { v: VERSION, collection, api, mark: Mark::of(status), status, at_ms, took_ms, document: None }
    }

    /// The same, of a document.
    #[must_use]
    pub fn with_document(mut self, document: String) -> Self {
        self.document = Some(document);
        self
    }

    /// False where it is of another document under the same name.
    pub fn is_of(&self, document: &str) -> bool {
        self.document.as_ref().is_none_or(|own| own == document)
    }

    /// The key of its row.
    pub fn key(&self) -> String {
        json!([self.collection, self.api.category, self.api.tool, self.api.api]).to_string()
    }

    /// A row of the database; `None` where it is none.
    pub fn read(row: &str) -> Option<Self> {
        Self::from_json(Some(json::parse(row).ok()?)).ok()
    }
}

impl HealthRound {
    /// One that begins.
    pub const fn new(collection: String, started_ms: u64) -> Self {
        Self { v: VERSION, round_of: collection, started_ms, done: false }
    }

    /// The key of the row of a collection's round.
    pub fn key_of(collection: &str) -> String {
        json!(["round", collection]).to_string()
    }

    /// A row of the database; `None` where it is none.
    pub fn read(row: &str) -> Option<Self> {
        Self::from_json(Some(json::parse(row).ok()?)).ok().filter(|round: &Self| round.v == VERSION)
    }
}

impl HostQuota {
    /// What was just heard.
    pub const fn new(host: String, quota: Quota, at_ms: u64) -> Self {
        Self { v: VERSION, quota_of: host, quota, at_ms }
    }

    /// The key of a host's row.
    pub fn key_of(host: &str) -> String {
        json!(["quota", host]).to_string()
    }

    /// A row of the database; `None` where it is none.
    pub fn read(row: &str) -> Option<Self> {
        Self::from_json(Some(json::parse(row).ok()?)).ok().filter(|quota: &Self| quota.v == VERSION)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_back_and_are_told_apart() {
        let api = ApiKey { category: "Data".into(), tool: "t".into(), api: "a".into() };
        let mark = HealthMark::new("c".into(), api, StatusCode::Timeout, 5, 7);
        let round = HealthRound::new("c".into(), 5);
        let (mark_row, round_row) = (serde_json::to_string(&mark).unwrap(), serde_json::to_string(&round).unwrap());
        assert_eq!((HealthMark::read(&mark_row), HealthRound::read(&mark_row)), (Some(mark.clone()), None));
        assert_eq!((HealthMark::read(&round_row), HealthRound::read(&round_row)), (None, Some(round)));
        assert_eq!((mark.mark, mark.key().as_str()), (Mark::Failing, r#"["c","Data","t","a"]"#));
        assert_eq!(HealthMark::read(&mark_row.replace("\"v\":1", "\"v\":2")), None);
        assert!(!mark_row.contains("document") && mark.is_of("GET a.example https://a.example/x"));
        let of_one = mark.with_document("GET a.example https://a.example/x".into());
        let read = HealthMark::read(&serde_json::to_string(&of_one).unwrap()).unwrap();
        assert!(read == of_one && read.is_of("GET a.example https://a.example/x"));
        assert!(!read.is_of("GET b.example https://a.example/x"));
        let left = Quota { limit: Some(500), remaining: Some(3), ..Quota::default() };
        let quota = HostQuota::new("a.example".into(), left, 9);
        let row = serde_json::to_string(&quota).unwrap();
        assert_eq!((HostQuota::read(&row), HealthMark::read(&row), HealthRound::read(&row)), (Some(quota), None, None));
        assert_eq!((HostQuota::read(&mark_row), HostQuota::read(&round_row)), (None, None));
    }
}
