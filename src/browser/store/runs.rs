//! Runs: their heads, specs and events.

use super::kv::{Change, Durability, Key, Kv, Table};
use super::{Exchanges, RunLock, StoreError};
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
    /// It was here already; the file knew how it went on.
    Continued,
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
        let spec = Change::Put(Table::Specs, Key::Id(head.id.clone()), json(spec)?);
        let changes = vec![put_head(head)?, spec];
        self.kv.commit(changes, Durability::Relaxed).await
    }

    /// Adds events, and brings the head up to date with them; name and bin are the person's and stay as they are stored.
    ///
    /// # Errors
    /// [`StoreError`]; none of the events is stored then. [`StoreError::NoSuchRun`] where the run was removed meanwhile.
    pub async fn append(&self, head: &RunHead, events: &[Event]) -> Result<(), StoreError> {
        let mut changes = put_events(&head.id, events)?;
        self.amend(&head.id, &[Table::Events], |kept| {
            changes.push(put_head(&RunHead { name: kept.name, deleted_ms: kept.deleted_ms, ..head.clone() })?);
            Ok(changes)
        })
        .await
    }

    /// Gives a run another name; empty: its question stands for it.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn rename(&self, id: &str, name: String) -> Result<(), StoreError> {
        self.change_head(id, |head| head.name = name).await
    }

    /// Says which model made a run; empty: nobody knows.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn name_model(&self, id: &str, model: String) -> Result<(), StoreError> {
        self.change_head(id, |head| head.model = model).await
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
        self.amend(id, &[], |mut head| {
            change(&mut head);
            Ok(vec![put_head(&head)?])
        })
        .await
    }

    /// Makes changes of a run's head, as it is when they are made.
    async fn amend(
        &self,
        id: &str,
        others: &[Table],
        make: impl FnOnce(RunHead) -> Result<Vec<Change>, StoreError>,
    ) -> Result<(), StoreError> {
        let make = |row: Option<String>| make(known_head(id, row)?);
        self.kv.amend(Table::Runs, Key::Id(id.to_owned()), others, make).await
    }

    async fn head(&self, id: &str) -> Result<RunHead, StoreError> {
        known_head(id, self.kv.get(Table::Runs, Key::Id(id.to_owned())).await?)
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

    /// Takes in an exported run. One that is already there under the same id is taken out of the bin, and gets what the
    /// file knows beyond it: it went on elsewhere. Else it is left as it is.
    ///
    /// # Errors
    /// [`StoreError`]; nothing of the run is taken in then.
    pub async fn import(&self, file: &RunFile) -> Result<RunImported, StoreError> {
        let RunFile { run, trace, .. } = file;
        let id = &run.id;
        if self.kv.get(Table::Runs, Key::Id(id.clone())).await?.is_some() {
            self.bin(id, None).await?;
            return self.go_on(run, trace).await;
        }
        // A file that was made while the run lay in the bin brings it back, not its bin.
        let mut changes = vec![put_head(&RunHead { deleted_ms: None, ..run.clone() })?];
        changes.push(Change::Put(Table::Specs, Key::Id(id.clone()), json(&trace.spec)?));
        changes.extend(put_events(id, &trace.events)?);
        self.kv.commit(changes, Durability::Relaxed).await?;
        Ok(RunImported::New)
    }

    /// Adds to a stored run what `further` has beyond it, unless the two differ or a tab drives it.
    async fn go_on(&self, head: &RunHead, further: &Trace) -> Result<RunImported, StoreError> {
        let Some(_lock) = RunLock::acquire(&head.id).await else { return Ok(RunImported::Known) };
        let kept = self.load(&head.id).await?.trace;
        let is_begun = kept.spec == further.spec && further.events.starts_with(&kept.events);
        match further.events.get(kept.events.len()..) {
            Some(rest) if is_begun && !rest.is_empty() => {
                self.append(head, rest).await?;
                Ok(RunImported::Continued)
            }
            _ => Ok(RunImported::Known),
        }
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

fn known_head(id: &str, row: Option<String>) -> Result<RunHead, StoreError> {
    let row = row.ok_or_else(|| StoreError::NoSuchRun(id.to_owned()))?;
    match read_head(&row)? {
        StoredHead::Known(head) => Ok(*head),
        StoredHead::Newer { version, .. } => Err(RecordError::Newer { place: format!("run {id}"), version }.into()),
    }
}

fn put_head(head: &RunHead) -> Result<Change, StoreError> {
    Ok(Change::Put(Table::Runs, Key::Id(head.id.clone()), json(head)?))
}

fn put_events(id: &str, events: &[Event]) -> Result<Vec<Change>, StoreError> {
    let put = |event: &Event| Ok(Change::Put(Table::Events, Key::Row(id.to_owned(), event.seq), json(event)?));
    events.iter().map(put).collect()
}

pub(super) fn json(value: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|e| StoreError::Failed(e.to_string()))
}
