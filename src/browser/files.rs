//! Files that a person chose or dropped.

use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, FileList};

/// Why a file's contents are not there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unread {
    /// It has more bytes than any of its kind; none of them was read.
    #[error("the file has {bytes} bytes; at most {most} are read")]
    TooLarge {
        /// How many it has.
        bytes: usize,
        /// How many it may have.
        most: usize,
    },
    /// The browser does not give its contents: it was moved, or is a folder.
    #[error("the file could not be read: {0}")]
    Failed(String),
}

/// A browser's list as one of ours.
pub fn all(files: &FileList) -> Vec<File> {
    (0..files.length()).filter_map(|i| files.get(i)).collect()
}

/// The text of a file of at most `most` bytes.
///
/// # Errors
/// [`Unread`].
pub async fn text(file: &File, most: usize) -> Result<String, Unread> {
    fits(file, most)?;
    let text = JsFuture::from(file.text()).await.map_err(failed)?;
    text.as_string().ok_or_else(|| Unread::Failed(String::new()))
}

/// The bytes of a file of at most `most` bytes.
///
/// # Errors
/// [`Unread`].
pub async fn bytes(file: &File, most: usize) -> Result<Vec<u8>, Unread> {
    fits(file, most)?;
    let buffer = JsFuture::from(file.array_buffer()).await.map_err(failed)?;
    Ok(js_sys::Uint8Array::new(&buffer).to_vec())
}

/// Before a byte of it is copied.
fn fits(file: &File, most: usize) -> Result<(), Unread> {
    let bytes = file.size() as usize;
    if bytes > most { Err(Unread::TooLarge { bytes, most }) } else { Ok(()) }
}

fn failed(error: JsValue) -> Unread {
    Unread::Failed(js_sys::Error::from(error).message().into())
}
