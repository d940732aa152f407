//! The shipped vectors belong to the shipped documents and model; words alone find what questions ask for.

#[path = "../starter/mod.rs"]
pub mod starter;

use starter::{Starter, open_questions, public, shipped};
use toolgrove::formats::vectors::Stamp;

#[test]
fn shipped_vectors_are_of_these_documents_and_this_model() {
    let starter = Starter::load();
    let file = shipped();
    file.stamp.check(&stamp_of(&starter)).expect("stale: run `cargo xtask vectors`");
    let vectors = file.vectors.vectors().expect("unit vectors");
    let mut index = starter.index;
    index.attach_vectors(vectors).expect("one for each document");
}

/// Before the model has arrived, and in Chinese for good.
#[test]
fn words_alone_find_the_apis_of_most_questions() {
    let starter = Starter::load();
    for (lang, at_least) in [("en", 20), ("zh", 5)] {
        let questions = open_questions(lang);
        let found = starter.found(&questions, |question| starter.rank(question, None, 5));
        println!("{lang}: {found} of {}", questions.len());
        assert!(found >= at_least, "{lang}: {found} of {}", questions.len());
    }
}

/// The stamp that shipped vectors must have.
fn stamp_of(starter: &Starter) -> Stamp {
    let manifest = std::fs::read_to_string(public("model/manifest.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    let files = manifest["files"].as_array().unwrap();
    let model = files.iter().find(|file| file["path"].as_str().unwrap().ends_with(".onnx")).unwrap();
    Stamp { model: model["sha256"].as_str().unwrap().to_owned(), texts: starter.index.texts_hash() }
}
