//! Collections of APIs that a person brought, by name, each as the bundle that it was read from.

use super::StoreError;
use super::kv::{Change, Durability, Key, Kv, Table};
use crate::domain::json;
use crate::formats::toolbench::{ToolFileError, bundle_of, read_collection};
use serde_json::Value;

/// A file of a collection is at most this long here, in bytes: it is read while the page waits.
pub const MAX_BROUGHT: usize = 32 << 20;

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

    /// Takes in a bundle, or a single tool file as a collection of its own; gives its name and what was left out. One
    /// with the same name gives way.
    ///
    /// # Errors
    /// [`BroughtError`].
    pub async fn bring(&self, file: &str, text: &str) -> Result<(String, Vec<String>), BroughtError> {
        if text.len() > MAX_BROUGHT {
            return Err(BroughtError::TooLarge { bytes: text.len() });
        }
        let bundle = bundle_of(file, text);
        let bundle = bundle.as_deref().unwrap_or(text);
        let (collection, problems) = read_collection(bundle)?;
        let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
        if collection.tools.is_empty() {
            return Err(BroughtError::NoTool(problems.first().cloned().unwrap_or_default()));
        }
        let change = Change::Put(Table::Collections, Key::Id(collection.name.clone()), named(bundle, &collection.name));
        self.kv.commit(vec![change], Durability::Relaxed).await?;
        Ok((collection.name, problems))
    }

    /// Takes a collection away.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn remove(&self, name: &str) -> Result<(), StoreError> {
        self.kv.commit(vec![Change::Remove(Table::Collections, Key::Id(name.to_owned()))], Durability::Relaxed).await
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
