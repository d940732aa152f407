//! Which files make up the model, and how to tell that they are whole.
//!
//! The list is compiled in (`public/model/manifest.json`, written by `scripts/make_model.py`): the worker knows what
//! it must get before it asks, and no second request is needed to learn it.

use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::formats::worker::retriever::RetrieverError;

/// `public/model/manifest.json`.
#[derive(Clone, Debug, Deserialize)]
pub struct Manifest {
    /// Name of the model.
    pub name: String,
    /// Its licence, as an SPDX expression.
    pub license: String,
    /// Components of a vector.
    pub dim: u32,
    /// Most tokens of a text, with \[CLS\] and \[SEP\].
    pub max_tokens: u32,
    /// The encoder and the tokenizer.
    pub files: Vec<ModelFile>,
}

/// One file of the model.
#[derive(Clone, Debug, Deserialize)]
pub struct ModelFile {
    /// Relative to the manifest.
    pub path: String,
    /// Size in bytes.
    pub bytes: u64,
    /// Lower-case hexadecimal.
    pub sha256: String,
}

impl Manifest {
    /// The manifest of the model that travels with this build.
    ///
    /// # Errors
    /// [`RetrieverError::ModelUnreadable`] when it does not parse, which a test rules out.
    pub fn shipped() -> Result<Self, RetrieverError> {
        serde_json::from_str(include_str!("../../public/model/manifest.json"))
            .map_err(|e| RetrieverError::ModelUnreadable { cause: format!("manifest.json: {e}") })
    }

    /// Bytes of all files together.
    #[must_use]
    pub fn total_bytes(&self) -> u64 {
        self.files.iter().map(|f| f.bytes).sum()
    }

    /// The file whose name ends so.
    ///
    /// # Errors
    /// [`RetrieverError::ModelUnreadable`] when there is none.
    pub fn file(&self, ending: &str) -> Result<&ModelFile, RetrieverError> {
        self.files
            .iter()
            .find(|f| f.path.ends_with(ending))
            .ok_or_else(|| RetrieverError::ModelUnreadable { cause: format!("manifest.json lists no {ending} file") })
    }
}

impl ModelFile {
    /// Says whether these are the file's bytes.
    ///
    /// # Errors
    /// [`RetrieverError::ModelTruncated`] when the size differs, [`RetrieverError::ModelCorrupt`] when only the
    /// content does.
    pub fn check(&self, bytes: &[u8]) -> Result<(), RetrieverError> {
        let got = bytes.len() as u64;
        if got != self.bytes {
            return Err(RetrieverError::ModelTruncated { file: self.path.clone(), expected: self.bytes, got });
        }
        let mut hash = Sha256::new();
        // In portions: a browser speeds up a function between calls only, and one call over 23 MB takes ten times
        // as long as many short ones.
        bytes.chunks(1 << 16).for_each(|portion| hash.update(portion));
        let got = hex(&hash.finalize());
        if got == self.sha256 {
            return Ok(());
        }
        Err(RetrieverError::ModelCorrupt { file: self.path.clone(), expected: self.sha256.clone(), got })
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}
