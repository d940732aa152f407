//! Reading a collection's file while the page goes on.

use super::breath::Breath;
use crate::domain::catalog::Collection;
use crate::formats::toolbench::{CollectionReader, ToolFileError};

/// Reads a bundle while the page goes on; only its JSON is taken apart at once.
///
/// # Errors
/// As [`CollectionReader::new`].
pub async fn read_in_pieces(bundle: &str) -> Result<(Collection, Vec<ToolFileError>), ToolFileError> {
    let mut breath = Breath::default();
    breath.take().await;
    let mut reader = CollectionReader::new(bundle)?;
    breath.take().await;
    while reader.step() {
        breath.between().await;
    }
    // What is done with it begins in a task of its own.
    breath.take().await;
    Ok(reader.finish())
}
