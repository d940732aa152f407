//! The fixture's questions: read, judged and counted. `tests/e2e/lib/questions.mjs` judges in the same way; both are
//! held to `tests/fixtures/questions/judging.json`.

use serde::Deserialize;
use std::path::PathBuf;
use toolgrove::domain::retrieval::{split_identifiers, words};

/// Looked at while the planner was made.
pub const OPEN: &str = "open.jsonl";
/// Run at the end only.
pub const HELD_OUT: &str = "held_out.jsonl";

/// One line of a file; see the folder's README.
#[derive(Deserialize)]
pub struct Question {
    pub id: String,
    pub lang: String,
    pub question: String,
    pub apis: Vec<Vec<String>>,
    pub facts: Vec<Vec<String>>,
    pub answerable: bool,
    #[serde(default)]
    pub shares_no_word: bool,
}

fn text(file: &str) -> String {
    let folder: PathBuf = [env!("CARGO_MANIFEST_DIR"), "tests/fixtures/questions"].iter().collect();
    std::fs::read_to_string(folder.join(file)).unwrap()
}

/// The questions of a file.
pub fn questions(file: &str) -> Vec<Question> {
    text(file).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Lower case, thousands separators left out.
fn plain(text: &str) -> Vec<char> {
    let chars: Vec<char> = text.to_lowercase().chars().collect();
    let digit = |i: usize| chars.get(i).is_some_and(char::is_ascii_digit);
    let separator = |i: usize| chars[i] == ',' && i > 0 && digit(i - 1) && digit(i + 1);
    (0..chars.len()).filter(|&i| !separator(i)).map(|i| chars[i]).collect()
}

fn is_cjk(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

/// A letter or digit of a script that puts something between its words.
fn is_word(c: char) -> bool {
    c.is_alphanumeric() && !is_cjk(c)
}

/// Whether a fact stands in an answer as a word or number of its own: not as `valid` does in `invalid`, `10` in `3.10`
/// or 是质数 in 不是质数. Decimals may go on: `42.16` and `42` stand in `42.1648`, since a fact is given as far as it has
/// to be right.
pub fn stands(fact: &str, answer: &str) -> bool {
    let (fact, answer) = (plain(fact), plain(answer));
    let [Some(&first), Some(&last)] = [fact.first(), fact.last()] else { return false };
    let at = |i: usize| answer.get(i).copied();
    let free_before = |i: usize| match i.checked_sub(1).and_then(at) {
        Some('不') => !is_cjk(first),
        Some('.') if first.is_ascii_digit() => !i.checked_sub(2).and_then(at).is_some_and(|c| c.is_ascii_digit()),
        Some(before) => !(is_word(first) && is_word(before)),
        None => true,
    };
    let is_decimal = last.is_ascii_digit() && fact.contains(&'.');
    let free_after = |i: usize| match at(i) {
        Some(after) if is_decimal && after.is_ascii_digit() => true,
        Some(after) => !(is_word(last) && is_word(after)),
        None => true,
    };
    let is_at = |i: &usize| answer[*i..].starts_with(&fact) && free_before(*i) && free_after(*i + fact.len());
    (0..answer.len()).any(|i| is_at(&i))
}

/// The first fact of which no spelling stands in the answer.
pub fn missing<'q>(question: &'q Question, answer: &str) -> Option<&'q [String]> {
    question.facts.iter().find(|group| !group.iter().any(|fact| stands(fact, answer))).map(Vec::as_slice)
}

#[test]
fn a_fact_stands_in_an_answer_as_a_word_of_its_own() {
    #[derive(Deserialize)]
    struct Case {
        fact: String,
        answer: String,
        stands: bool,
    }
    let cases: Vec<Case> = serde_json::from_str(&text("judging.json")).unwrap();
    assert!(cases.iter().any(|case| case.stands) && cases.iter().any(|case| !case.stands));
    for Case { fact, answer, stands: expected } in cases {
        assert_eq!(stands(&fact, &answer), expected, "{fact:?} in {answer:?}");
    }
}

#[test]
fn the_fixture_has_the_questions_it_should() {
    let halves = [questions(OPEN), questions(HELD_OUT)];
    for half in &halves {
        let of = |lang: &str| half.iter().filter(|q| q.lang == lang).count();
        assert_eq!([of("en"), of("zh"), half.len()], [25, 5, 30]);
    }
    let all: Vec<&Question> = halves.iter().flatten().collect();
    let count = |what: &dyn Fn(&Question) -> bool| all.iter().filter(|q| q.lang == "en" && what(q)).count();
    assert!(count(&|q| q.shares_no_word) >= 15);
    assert!(count(&|q| q.apis.len() >= 2) >= 10);
    assert!(count(&|q| !q.answerable) >= 5);
    for question in &all {
        let Question { id, apis, facts, .. } = question;
        assert_eq!(all.iter().filter(|q| q.id == *id).count(), 1, "{id} stands twice");
        assert!(!apis.is_empty() && apis.iter().all(|group| !group.is_empty()), "{id} names no API");
        // Each call has to be seen in the answer, and what has no answer has no fact.
        assert_eq!(facts.len(), if question.answerable { apis.len() } else { 0 }, "{id}");
        assert!(facts.iter().all(|group| !group.is_empty()), "{id} has an empty fact");
    }
}

/// What the file says of a question is true: no word of it, stop words apart, is one of an API that it needs.
#[test]
fn questions_that_share_no_word_share_none() {
    for question in [OPEN, HELD_OUT].into_iter().flat_map(questions).filter(|q| q.shares_no_word) {
        let asked = words(&question.question);
        for name in question.apis.iter().flatten() {
            for word in words(&split_identifiers(name)) {
                assert!(asked.iter().all(|asked| asked.term != word.term), "{}: {}", question.id, word.surface);
            }
        }
    }
}
