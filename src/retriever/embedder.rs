//! Text to vector.

use super::{model::Encoder, pooling, tokenizer::TextTokenizer};
use crate::formats::worker::retriever::RetrieverError;

/// Components of a vector.
pub const DIM: usize = 384;

/// The sentence encoder: all-MiniLM-L6-v2, mean pooled, unit length.
pub struct Embedder {
    tokenizer: TextTokenizer,
    encoder: Encoder,
}

impl Embedder {
    /// Reads the model (ONNX) and its `tokenizer.json`, and embeds an empty text to see that they fit.
    ///
    /// # Errors
    /// [`RetrieverError::ModelUnreadable`] and [`RetrieverError::TokenizerUnreadable`].
    pub fn from_bytes(model: &[u8], tokenizer_json: &[u8]) -> Result<Self, RetrieverError> {
        let embedder =
            Self { tokenizer: TextTokenizer::from_bytes(tokenizer_json)?, encoder: Encoder::from_bytes(model)? };
        embedder.embed("").map_err(|e| RetrieverError::ModelUnreadable { cause: e.to_string() })?;
        Ok(embedder)
    }

    /// The unit vector of a text, [`DIM`] numbers. A text's end beyond 256 tokens does not count.
    ///
    /// # Errors
    /// [`RetrieverError::TextFailed`].
    pub fn embed(&self, text: &str) -> Result<Vec<f32>, RetrieverError> {
        let ids = self.ids(text)?;
        let hidden = self.encoder.run(&ids)?;
        if hidden.len() != ids.len() * DIM {
            let cause = format!("{} numbers for {} tokens", hidden.len(), ids.len());
            return Err(RetrieverError::TextFailed { cause });
        }
        pooling::mean_unit(&hidden, DIM)
    }

    /// The token ids that [`Embedder::embed`] runs on.
    ///
    /// # Errors
    /// [`RetrieverError::TextFailed`].
    pub fn ids(&self, text: &str) -> Result<Vec<i64>, RetrieverError> {
        self.tokenizer.ids(text)
    }
}
