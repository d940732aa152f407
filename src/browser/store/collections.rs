//! Collections of APIs that a person brought, by name, each as the bundle that it was read from.

use super::kv::{Change, Durability, Key, Kv, Table};
use super::{Health, StoreError};
use crate::browser::bundle::read_in_pieces;
use crate::domain::json;
use crate::formats::toolbench::{ToolFileError, bundle_of};
use serde_json::Value;

/// A file of a collection is at most this long here, in bytes: its JSON is taken apart while the page waits.
pub const MAX_BROUGHT: usize = 32 << 20;

/// Name of the collection that comes with the site: no other is known by it, as marks and runs go by the name.
pub const SHIPPED: &str = "Starter";

/// A collection that was taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brought {
    /// Its name.
    pub name: String,
    /// What was left out of it, a line each.
    pub left_out: Vec<String>,
    /// The bundle that had its name before.
    pub replaced: Option<String>,
}

/// All of them.
#[derive(Clone, Debug)]
pub struct Collections {
    kv: Kv,
}

/// Why a file is not taken in.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum BroughtError {
    /// Longer than what is read here.
    #[error("the file has {bytes} bytes; at most {MAX_BROUGHT} are read")]
    TooLarge {
        /// Its length.
        bytes: usize,
    },
    /// Neither a bundle nor a tool file.
    #[error(transparent)]
    File(#[from] ToolFileError),
    /// A bundle without a tool that can be read.
    #[error("no tool of the file can be read: {0}")]
    NoTool(String),
    /// It has the name of the one that comes with the site.
    #[error("{SHIPPED:?} is the name of the collection that comes with the site; give this one another \"name\"")]
    ShippedName,
    /// It cannot be kept.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Collections {
    /// In a database.
    pub const fn of(kv: Kv) -> Self {
        Self { kv }
    }

    /// Their names, in order.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn names(&self) -> Result<Vec<String>, StoreError> {
        let rows = self.kv.all(Table::Collections).await?;
        let name = |row: &String| Some(json::parse(row).ok()?.get("name")?.as_str()?.to_owned());
        Ok(rows.iter().filter_map(name).collect())
    }

    /// The bundle of a collection.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn bundle(&self, name: &str) -> Result<Option<String>, StoreError> {
        self.kv.get(Table::Collections, Key::Id(name.to_owned())).await
    }

    /// Takes in a bundle, or a single tool file as a collection of its own. One with the same name gives way, with the
    /// marks of its APIs: they are about other documents.
    ///
    /// # Errors
    /// [`BroughtError`].
    pub async fn bring(&self, file: &str, text: &str) -> Result<Brought, BroughtError> {
        if text.len() > MAX_BROUGHT {
            return Err(BroughtError::TooLarge { bytes: text.len() });
        }
        let bundle = bundle_of(file, text);
        let bundle = bundle.as_deref().unwrap_or(text);
        let (collection, problems) = read_in_pieces(bundle).await?;
        if collection.name == SHIPPED {
            return Err(BroughtError::ShippedName);
        }
        let left_out: Vec<String> = problems.iter().map(ToString::to_string).collect();
        if collection.tools.is_empty() {
            return Err(BroughtError::NoTool(left_out.first().cloned().unwrap_or_default()));
        }
        let name = collection.name;
        let replaced = self.bundle(&name).await?;
        let mut changes = Health::of(self.kv.clone()).removal(&name).await?;
        changes.push(Change::Put(Table::Collections, Key::Id(name.clone()), named(bundle, &name)));
        self.kv.commit(changes, Durability::Relaxed).await?;
        Ok(Brought { name, left_out, replaced })
    }

    /// Takes a collection away, with the marks of its APIs.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn remove(&self, name: &str) -> Result<(), StoreError> {
        let mut changes = Health::of(self.kv.clone()).removal(name).await?;
        changes.push(Change::Remove(Table::Collections, Key::Id(name.to_owned())));
        self.kv.commit(changes, Durability::Relaxed).await
    }
}

/// The bundle under the name that it is known by.
fn named(bundle: &str, name: &str) -> String {
    let mut value = json::parse(bundle).unwrap_or_default();
    if let Value::Object(fields) = &mut value {
        fields.insert("name".to_owned(), name.into());
    }
    value.to_string()
}
