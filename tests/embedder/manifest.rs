//! The model's files are the ones that the manifest names, and anything else is told apart.

use std::fs;

use toolgrove::{
    formats::worker::retriever::{Remedy, RetrieverError},
    retriever::{Embedder, manifest::Manifest},
};

use crate::support::repository;

fn bytes(path: &str) -> Vec<u8> {
    fs::read(repository().join("public/model").join(path)).unwrap()
}

#[test]
fn shipped_files_are_the_listed_ones() {
    let manifest = Manifest::shipped().unwrap();
    assert_eq!((manifest.dim, manifest.max_tokens, manifest.license.as_str()), (384, 256, "Apache-2.0"));
    assert!(manifest.total_bytes() <= 24_000_000);
    for file in &manifest.files {
        file.check(&bytes(&file.path)).unwrap();
    }
    assert!(manifest.file(".onnx").is_ok() && manifest.file("tokenizer.json").is_ok());
}

#[test]
fn damage_is_named_and_can_be_retried() {
    let manifest = Manifest::shipped().unwrap();
    let file = manifest.file("tokenizer.json").unwrap();
    let mut damaged = bytes(&file.path);
    damaged[1000] ^= 1;
    let corrupt = file.check(&damaged).unwrap_err();
    assert!(matches!(&corrupt, RetrieverError::ModelCorrupt { expected, got, .. } if expected != got));
    damaged.truncate(2000);
    let truncated = file.check(&damaged).unwrap_err();
    assert!(matches!(&truncated, RetrieverError::ModelTruncated { got: 2000, .. }));
    for error in [corrupt, truncated] {
        assert_eq!((error.remedy(), error.is_damage()), (Remedy::Retry, true));
    }
}

#[test]
fn other_bytes_are_typed_errors() {
    let (model, tokenizer) = (bytes("model_int8.onnx"), bytes("tokenizer.json"));
    for hostile in [&b""[..], b"not a model", &model[..model.len() / 2], &tokenizer] {
        let error = Embedder::from_bytes(hostile, &tokenizer).err().unwrap();
        assert!(matches!(error, RetrieverError::ModelUnreadable { .. }), "{error}");
    }
    for hostile in [&b""[..], b"{}", &tokenizer[..1000]] {
        let error = Embedder::from_bytes(&model, hostile).err().unwrap();
        assert!(matches!(error, RetrieverError::TokenizerUnreadable { .. }), "{error}");
    }
}
