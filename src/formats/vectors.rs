//! Shipped document vectors: one JSON line (the stamp), then the numbers.
//!
//! After the line's `\n` stand `n` scales (f32) and `n * dim` int8 components, row-major, little-endian. The stamp
//! names the model and the texts that the vectors were made from; with others they are worthless, however well they
//! parse.

use crate::domain::json::{self, Fields, FromFields, FromJson, Misfit, reads};
use crate::domain::retrieval::{DenseError, QuantizedVectors};
use serde::Serialize;
use thiserror::Error;

/// What the header's `format` says.
const FORMAT: &str = "toolgrove-vectors-1";
/// Longest header line, in bytes.
const MAX_HEADER: usize = 1024;

/// What the vectors were made from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Stamp {
    /// SHA-256 of the model file, lower-case hexadecimal.
    pub model: String,
    /// [`RetrievalIndex::texts_hash`](crate::domain::retrieval::RetrievalIndex::texts_hash) of the documents.
    pub texts: String,
}

reads!(Stamp { model, texts });

/// Vectors with what they were made from.
#[derive(Clone, Debug, PartialEq)]
pub struct VectorsFile {
    /// What they were made from.
    pub stamp: Stamp,
    /// One per document, in the documents' order.
    pub vectors: QuantizedVectors,
}

/// Why shipped vectors cannot be used; making them again is the remedy of all, and until then ranking is lexical.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum VectorsError {
    /// Not such a file, or of another version.
    #[error("no vectors header: {0}")]
    Header(String),
    /// The numbers are not as many as the header says.
    #[error("{expected} bytes of numbers expected, {found} found")]
    Length {
        /// By the header.
        expected: usize,
        /// In the file.
        found: usize,
    },
    /// The numbers are no vectors.
    #[error(transparent)]
    Dense(#[from] DenseError),
    /// Made by another model.
    #[error("made by model {found}, but {expected} is in use")]
    OtherModel {
        /// SHA-256 of the model in use.
        expected: String,
        /// SHA-256 in the file.
        found: String,
    },
    /// Made from other texts.
    #[error("made from texts {found}, but the documents have {expected}")]
    OtherTexts {
        /// Hash of the documents' texts.
        expected: String,
        /// Hash in the file.
        found: String,
    },
}

#[derive(Serialize)]
struct Header {
    format: String,
    #[serde(flatten)]
    stamp: Stamp,
    n: u64,
    dim: u64,
}

impl FromFields for Header {
    fn from_fields(of: &mut Fields) -> Result<Self, Misfit> {
        let stamp = Stamp::from_fields(of)?;
        Ok(Self { format: of.take("format")?, stamp, n: of.take("n")?, dim: of.take("dim")? })
    }
}

impl Stamp {
    /// Says whether vectors with this stamp belong to a model and texts.
    ///
    /// # Errors
    /// [`VectorsError::OtherModel`] and [`VectorsError::OtherTexts`].
    pub fn check(&self, in_use: &Self) -> Result<(), VectorsError> {
        let (found, expected) = (self.clone(), in_use.clone());
        if found.model != expected.model {
            return Err(VectorsError::OtherModel { expected: expected.model, found: found.model });
        }
        if found.texts != expected.texts {
            return Err(VectorsError::OtherTexts { expected: expected.texts, found: found.texts });
        }
        Ok(())
    }
}

impl VectorsFile {
    /// The file's bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let (n, dim) = (self.vectors.scales().len() as u64, self.vectors.dim() as u64);
        let header = Header { format: FORMAT.to_owned(), stamp: self.stamp.clone(), n, dim };
        // Texts and whole numbers: writing them as JSON cannot fail.
        let mut out = serde_json::to_vec(&header).unwrap_or_default();
        out.push(b'\n');
        out.extend(self.vectors.scales().iter().flat_map(|scale| scale.to_le_bytes()));
        out.extend(self.vectors.data().iter().map(|x| x.to_le_bytes()[0]));
        out
    }

    /// Reads a file.
    ///
    /// # Errors
    /// [`VectorsError`]: `Header`, `Length`, `Dense`.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, VectorsError> {
        let bad = |cause: &str| VectorsError::Header(cause.to_owned());
        let head = &bytes[..bytes.len().min(MAX_HEADER)];
        let end = head.iter().position(|b| *b == b'\n').ok_or_else(|| bad("no first line"))?;
        let header = json::parse_bytes(&bytes[..end]).map_err(|e| bad(&e.message))?;
        let header = Header::from_json(Some(header)).map_err(|misfit| bad(&misfit.to_string()))?;
        if header.format != FORMAT {
            return Err(bad(&format!("format {:?}", header.format)));
        }
        let numbers = &bytes[end + 1..];
        let (Ok(n), Ok(dim)) = (usize::try_from(header.n), usize::try_from(header.dim)) else {
            return Err(bad("n or dim is too large"));
        };
        let scale_bytes = n.checked_mul(4).ok_or_else(|| bad("n is too large"))?;
        let expected = n
            .checked_mul(dim)
            .and_then(|components| components.checked_add(scale_bytes))
            .ok_or_else(|| bad("dim is too large"))?;
        if numbers.len() != expected {
            return Err(VectorsError::Length { expected, found: numbers.len() });
        }
        let (scales, data) = numbers.split_at(scale_bytes);
        let scales = scales.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect();
        let data = data.iter().map(|b| i8::from_le_bytes([*b])).collect();
        Ok(Self { stamp: header.stamp, vectors: QuantizedVectors::new(dim, scales, data)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file() -> VectorsFile {
        let stamp = Stamp { model: "m".to_owned(), texts: "t".to_owned() };
        VectorsFile { stamp, vectors: QuantizedVectors::new(2, vec![0.5, -1.0], vec![1, -128, 127, 0]).unwrap() }
    }

    #[test]
    fn written_and_read() {
        assert_eq!(VectorsFile::from_bytes(&file().to_bytes()), Ok(file()));
    }

    #[test]
    fn broken_files() {
        let whole = file().to_bytes();
        let short = VectorsFile::from_bytes(&whole[..whole.len() - 1]);
        assert_eq!(short, Err(VectorsError::Length { expected: 12, found: 11 }));
        let header = |text: &str| VectorsFile::from_bytes(text.as_bytes()).unwrap_err();
        for text in ["", "<html>\n", "{}\n", &"x".repeat(5000)] {
            assert!(matches!(header(text), VectorsError::Header(_)), "{text}");
        }
        let with = |format: &str, n: u64, dim: u64| {
            header(&format!("{{\"format\":\"{format}\",\"model\":\"\",\"texts\":\"\",\"n\":{n},\"dim\":{dim}}}\n"))
        };
        assert!(matches!(with("toolgrove-vectors-2", 0, 1), VectorsError::Header(_)));
        assert!(matches!(with(FORMAT, u64::MAX, 1), VectorsError::Header(_)));
        assert!(matches!(with(FORMAT, 1 << 40, 1 << 40), VectorsError::Header(_)));
        assert!(matches!(with(FORMAT, 0, 0), VectorsError::Dense(_)));
    }

    #[test]
    fn the_stamp_tells_what_differs() {
        let stamp = file().stamp;
        assert_eq!(stamp.check(&stamp.clone()), Ok(()));
        let other = Stamp { texts: "u".to_owned(), ..stamp.clone() };
        assert!(matches!(stamp.check(&other), Err(VectorsError::OtherTexts { .. })));
        let other = Stamp { model: "n".to_owned(), ..stamp.clone() };
        assert!(matches!(stamp.check(&other), Err(VectorsError::OtherModel { .. })));
    }
}
