//! Text to WordPiece ids, as the original model was fed.
//!
//! The `tokenizers` crate rather than our own WordPiece: it is the library the model was trained with, kept by its
//! makers, and its clean-up of Unicode (accents, CJK spacing, control characters) is what decides parity.

use tokenizers::{Tokenizer, TruncationDirection, TruncationParams, TruncationStrategy};

use crate::formats::worker::retriever::RetrieverError;

/// Most ids of a text, with \[CLS\] and \[SEP\]: what the model was used with by its makers (`max_seq_length`).
pub const MAX_TOKENS: usize = 256;

/// Characters that are looked at. 254 words, each of at most 100 characters (a longer one is a single \[UNK\]), fill
/// the model; the rest of a huge text would be tokenised only to be cut off.
const MAX_CHARS: usize = 100_000;

/// A tokenizer that pads nothing and cuts at [`MAX_TOKENS`].
pub struct TextTokenizer(Tokenizer);

impl TextTokenizer {
    /// Reads a `tokenizer.json`, overriding its padding and truncation: the published one pads every text to 128.
    ///
    /// # Errors
    /// [`RetrieverError::TokenizerUnreadable`].
    pub fn from_bytes(json: &[u8]) -> Result<Self, RetrieverError> {
        let unreadable = |e: tokenizers::Error| RetrieverError::TokenizerUnreadable { cause: e.to_string() };
        let mut tokenizer = Tokenizer::from_bytes(json).map_err(unreadable)?;
        tokenizer.with_padding(None);
        tokenizer
            .with_truncation(Some(TruncationParams {
                max_length: MAX_TOKENS,
                strategy: TruncationStrategy::LongestFirst,
                stride: 0,
                direction: TruncationDirection::Right,
            }))
            .map_err(unreadable)?;
        Ok(Self(tokenizer))
    }

    /// The ids of a text: `[101, …, 102]`, from 2 to [`MAX_TOKENS`] of them; `[101, 102]` for an empty text.
    ///
    /// # Errors
    /// [`RetrieverError::TextFailed`].
    pub fn ids(&self, text: &str) -> Result<Vec<i64>, RetrieverError> {
        let end = text.char_indices().nth(MAX_CHARS).map_or(text.len(), |(at, _)| at);
        let encoding =
            self.0.encode_fast(&text[..end], true).map_err(|e| RetrieverError::TextFailed { cause: e.to_string() })?;
        Ok(encoding.get_ids().iter().map(|&id| i64::from(id)).collect())
    }
}
