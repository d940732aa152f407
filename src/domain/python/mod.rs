//! Texts as Python writes them. ToolBench's prompts, observations and training files hold JSON values that Python turned
//! into text, and models were trained on those texts, so some of ours must be the same to the character.
//!
//! Lengths are code points, as in Python. Whole numbers are those of [`serde_json::Number`], up to 64 bits: wider ones
//! have become floats when a file was read, and a `-0` has become `-0.0`.

mod json;
mod lenient;
mod number;
mod printable;
mod slice;
mod text;

pub use json::{JsonStyle, json_text, json_text_with};
pub use lenient::{parse_lenient, parse_python};
pub use slice::{slice_chars, slice_range, strip};
pub use text::{python_repr, python_text};
