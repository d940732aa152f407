//! The shipped vectors are what the model makes of the documents, and with them questions find their APIs.

#[path = "../starter/mod.rs"]
pub mod starter;

use crate::support::{cosine, int8};
use starter::{Starter, open_questions, shipped};
use toolgrove::retriever::{embedder::DIM, many::embed_all};

/// All five hundred take minutes here: the file's stamp binds it to every text, so some of them show that its vectors are
/// the model's.
const EVERY: usize = 8;
/// The last bits of a sum differ between processors, and the model quantises by what it sees: 0.9987 was the least seen.
const SAME: f64 = 0.995;

#[test]
fn shipped_vectors_are_made_anew_by_the_model() {
    let starter = Starter::load();
    let texts: Vec<&str> = starter.index.documents().iter().map(|d| d.meaning.as_str()).collect();
    let shipped = shipped().vectors.vectors().expect("vectors");
    assert_eq!((shipped.n(), shipped.dim()), (texts.len(), DIM));
    let some: Vec<usize> = (0..texts.len()).step_by(EVERY).collect();
    let fresh = embed_all(int8(), &some.iter().map(|&at| texts[at]).collect::<Vec<_>>()).expect("embedded");
    let mut least = 1.0_f64;
    for (fresh, at) in fresh.chunks_exact(DIM).zip(some.iter().copied()) {
        let cosines: Vec<f64> = shipped.rows().map(|row| cosine(fresh, row)).collect();
        // No other document's vector is nearer, unless its text is the same.
        let nearer = (0..texts.len()).find(|&other| texts[other] != texts[at] && cosines[other] >= cosines[at]);
        assert_eq!(nearer, None, "{}", texts[at]);
        assert!(cosines[at] > SAME, "{} {}", cosines[at], texts[at]);
        least = least.min(cosines[at]);
    }
    println!("{} of {} texts embedded anew, least cosine {least}", some.len(), texts.len());
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
