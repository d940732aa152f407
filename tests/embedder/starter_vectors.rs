//! The shipped vectors are what the model makes of the documents, and with them questions find their APIs.

#[path = "../starter/mod.rs"]
pub mod starter;

use crate::support::{cosine, int8};
use starter::{Starter, open_questions, shipped};
use toolgrove::retriever::{embedder::DIM, many::embed_all};

#[test]
fn shipped_vectors_are_made_anew_by_the_model() {
    let starter = Starter::load();
    let texts: Vec<&str> = starter.index.documents().iter().map(|d| d.meaning.as_str()).collect();
    let fresh = embed_all(int8(), &texts).expect("embedded");
    let shipped = shipped().vectors.vectors().expect("vectors");
    assert_eq!((shipped.n(), shipped.dim()), (texts.len(), DIM));
    for ((fresh, shipped), text) in fresh.chunks_exact(DIM).zip(shipped.rows()).zip(&texts) {
        assert!(cosine(fresh, shipped) > 0.9999, "{} {text}", cosine(fresh, shipped));
    }
}

/// The whole set asks for 45 of 50 English and 8 of 10 Chinese questions; this is its open half.
#[test]
fn questions_find_their_apis_in_the_top_five() {
    let mut starter = Starter::load();
    starter.index.attach_vectors(shipped().vectors.vectors().expect("vectors")).expect("fit");
    let rank = |question: &str| {
        let sentences = starter.index.sentences_of(question);
        let vectors: Vec<Vec<f32>> = sentences.iter().map(|s| int8().embed(s).expect("embedded")).collect();
        starter.rank(question, Some(&vectors), 5)
    };
    for (lang, at_least) in [("en", 23), ("zh", 4)] {
        let questions = open_questions(lang);
        let found = starter.found(&questions, rank);
        println!("{lang}: {found} of {}", questions.len());
        assert!(found >= at_least, "{lang}: {found} of {}", questions.len());
    }
}
