//! Files that a person chose or dropped.

use wasm_bindgen_futures::JsFuture;
use web_sys::{File, FileList};

/// A browser's list as one of ours.
pub fn all(files: &FileList) -> Vec<File> {
    (0..files.length()).filter_map(|i| files.get(i)).collect()
}

/// The text of a file; `None` where the browser cannot read it (it was moved, or is a folder).
pub async fn text(file: &File) -> Option<String> {
    JsFuture::from(file.text()).await.ok()?.as_string()
}
