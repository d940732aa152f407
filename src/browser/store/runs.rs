//! Runs: their heads, specs and events.

use super::kv::{Change, Durability, Key, Kv, Table};
use super::{Exchanges, StoreError};
use crate::domain::order::sort_by;
use crate::domain::trace::event::Event;
use crate::domain::trace::{RunSpec, Trace};
use crate::formats::records::answer::answer_of;
use crate::formats::records::run::{RecordError, RunFile, RunHead, StoredHead, read_head, read_trace};
use serde::Serialize;

/// All runs that are kept.
#[derive(Clone, Debug)]
pub struct Runs {
    kv: Kv,
}

/// A stored run, whole.
#[derive(Clone, Debug, PartialEq)]
pub struct LoadedRun {
    /// Its head.
    pub head: RunHead,
    /// Spec and events.
    pub trace: Trace,
}

/// What became of a run from a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunImported {
    /// It is kept now.
    New,
    /// It was here already.
    Known,
}

impl Runs {
    /// Over a database.
    pub const fn new(kv: Kv) -> Self {
        Self { kv }
    }

    /// What a run's models were sent and gave back.
    pub fn exchanges(&self, id: &str) -> Exchanges {
        Exchanges::of(self.kv.clone(), id)
    }

    /// Newest first; rows that cannot be read at all are reported beside the good ones.
    ///
    /// # Errors
    /// [`StoreError`] where the table cannot be read.
    pub async fn list(&self) -> Result<(Vec<StoredHead>, Vec<RecordError>), StoreError> {
        let (mut good, mut bad) = (Vec::new(), Vec::new());
        for row in self.kv.all(Table::Runs).await? {
            match read_head(&row) {
                Ok(head) => good.push(head),
                Err(error) => bad.push(error),
            }
        }
        let created = |head: &StoredHead| match head {
            StoredHead::Known(h) => h.created_ms,
            StoredHead::Newer { .. } => u64::MAX,
        };
        sort_by(&mut good, |a, b| created(b).cmp(&created(a)));
        Ok((good, bad))
    }

    /// A run with all its events.
    ///
    /// # Errors
    /// [`StoreError::NoSuchRun`], or what in it cannot be read.
    pub async fn load(&self, id: &str) -> Result<LoadedRun, StoreError> {
        let missing = || StoreError::NoSuchRun(id.to_owned());
        let head = self.head(id).await?;
        let spec = self.kv.get(Table::Specs, Key::Id(id.to_owned())).await?.ok_or_else(missing)?;
        let rows = self.kv.rows(Table::Events, id).await?;
        Ok(LoadedRun { head, trace: read_trace(&spec, &rows)? })
    }

    /// A new run, before its first event.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn create(&self, head: &RunHead, spec: &RunSpec) -> Result<(), StoreError> {
        let id = Key::Id(head.id.clone());
        let changes =
            vec![Change::Put(Table::Runs, id.clone(), json(head)?), Change::Put(Table::Specs, id, json(spec)?)];
        self.kv.commit(changes, Durability::Relaxed).await
    }

    /// Adds events, and brings the head up to date with them; name and bin are the person's and stay as they are stored.
    ///
    /// # Errors
    /// [`StoreError`]; none of the events is stored then. [`StoreError::NoSuchRun`] where the run was removed meanwhile.
    pub async fn append(&self, head: &RunHead, events: &[Event]) -> Result<(), StoreError> {
        let _turn = self.kv.turn().await;
        let kept = self.head(&head.id).await?;
        let head = RunHead { name: kept.name, deleted_ms: kept.deleted_ms, ..head.clone() };
        let mut changes = Vec::with_capacity(events.len() + 1);
        for event in events {
            changes.push(Change::Put(Table::Events, Key::Row(head.id.clone(), event.seq), json(event)?));
        }
        changes.push(Change::Put(Table::Runs, Key::Id(head.id.clone()), json(&head)?));
        self.kv.commit(changes, Durability::Relaxed).await
    }

    /// Gives a run another name; empty: its question stands for it.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn rename(&self, id: &str, name: String) -> Result<(), StoreError> {
        self.change_head(id, |head| head.name = name).await
    }

    /// Puts a run into the bin at a time, or (`None`) takes it out.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn bin(&self, id: &str, at_ms: Option<u64>) -> Result<(), StoreError> {
        self.change_head(id, |head| head.deleted_ms = at_ms).await
    }

    /// Changes what is stored, and nothing else of it: the run may be going on.
    async fn change_head(&self, id: &str, change: impl FnOnce(&mut RunHead)) -> Result<(), StoreError> {
        let _turn = self.kv.turn().await;
        let mut head = self.head(id).await?;
        change(&mut head);
        let put = Change::Put(Table::Runs, Key::Id(id.to_owned()), json(&head)?);
        self.kv.commit(vec![put], Durability::Relaxed).await
    }

    async fn head(&self, id: &str) -> Result<RunHead, StoreError> {
        let missing = || StoreError::NoSuchRun(id.to_owned());
        let head = self.kv.get(Table::Runs, Key::Id(id.to_owned())).await?.ok_or_else(missing)?;
        match read_head(&head)? {
            StoredHead::Known(head) => Ok(*head),
            StoredHead::Newer { version, .. } => Err(RecordError::Newer { place: format!("run {id}"), version }.into()),
        }
    }

    /// Removes a run for good.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn remove(&self, id: &str) -> Result<(), StoreError> {
        let key = Key::Id(id.to_owned());
        let changes = vec![
            Change::Remove(Table::Runs, key.clone()),
            Change::Remove(Table::Specs, key),
            Change::RemoveRows(Table::Events, id.to_owned()),
            Change::RemoveBelow(Table::Exchanges, id.to_owned()),
        ];
        self.kv.commit(changes, Durability::Relaxed).await
    }

    /// Takes in an exported run; one that is already there under the same id is left as it is, and taken out of the bin.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn import(&self, file: &RunFile) -> Result<RunImported, StoreError> {
        let id = &file.run.id;
        if self.kv.get(Table::Runs, Key::Id(id.clone())).await?.is_some() {
            self.bin(id, None).await?;
            return Ok(RunImported::Known);
        }
        // A file that was made while the run lay in the bin brings it back, not its bin.
        let head = RunHead { deleted_ms: None, ..file.run.clone() };
        self.create(&head, &file.trace.spec).await?;
        self.append(&head, &file.trace.events).await?;
        Ok(RunImported::New)
    }

    /// The exported form of a run.
    ///
    /// # Errors
    /// As [`Runs::load`].
    pub async fn export(&self, id: &str) -> Result<String, StoreError> {
        let run = self.load(id).await?;
        json(&RunFile::new(run.head, run.trace))
    }

    /// A run as a ToolBench answer file: its name and its text.
    ///
    /// # Errors
    /// As [`Runs::load`]; and where the run was imported, or decided by a version that this one does not know.
    pub async fn export_answer(&self, id: &str) -> Result<(String, String), StoreError> {
        let run = self.load(id).await?;
        Ok(answer_of(&run.head, &run.trace)?)
    }

    /// All runs that can be read and are not in the bin, one a line; and why the others are left out.
    ///
    /// # Errors
    /// [`StoreError`] where the table cannot be read.
    pub async fn export_all(&self) -> Result<(String, Vec<StoreError>), StoreError> {
        let (heads, bad) = self.list().await?;
        let mut problems: Vec<StoreError> = bad.into_iter().map(StoreError::from).collect();
        let mut lines = String::new();
        let kept = heads.into_iter().filter_map(StoredHead::known).filter(|head| head.deleted_ms.is_none());
        for head in kept {
            match self.export(&head.id).await {
                Ok(line) => {
                    lines.push_str(&line);
                    lines.push('\n');
                }
                Err(error) => problems.push(error),
            }
        }
        Ok((lines, problems))
    }
}

pub(super) fn json(value: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|e| StoreError::Failed(e.to_string()))
}
