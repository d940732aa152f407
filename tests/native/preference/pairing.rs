//! Which of several runs are compared.

use toolgrove::domain::preference::{Pairing, pair_up};

/// Pairs as `a-b`, and how many are in none.
fn paired(runs: &[(&str, &str)]) -> (Vec<String>, usize) {
    let Pairing { pairs, alone } = pair_up(runs);
    (pairs.into_iter().map(|(first, second)| format!("{first}-{second}")).collect(), alone)
}

fn pairs(list: &[&str]) -> Vec<String> {
    list.iter().map(|pair| (*pair).to_owned()).collect()
}

#[test]
fn runs_of_one_question_are_paired_wherever_they_stand() {
    let runs = [("a", "Why?"), ("b", "How?"), ("c", " Why?\n"), ("d", "How?")];
    assert_eq!(paired(&runs), (pairs(&["a-c", "b-d"]), 0));
}

#[test]
fn a_run_without_another_of_its_question_is_counted_and_left_out() {
    assert_eq!(paired(&[("a", "Why?"), ("b", "How?"), ("c", "Why?"), ("d", "why?")]), (pairs(&["a-c"]), 2));
    assert_eq!(paired(&[("a", "Why?")]), (Vec::new(), 1));
    assert_eq!(paired(&[]), (Vec::new(), 0));
}

#[test]
fn up_to_four_are_compared_each_with_each_and_more_each_with_the_next() {
    let runs = [("a", "?"), ("b", "?"), ("c", "?"), ("d", "?"), ("e", "?")];
    assert_eq!(paired(&runs[..3]), (pairs(&["a-b", "a-c", "b-c"]), 0));
    assert_eq!(paired(&runs[..4]), (pairs(&["a-b", "a-c", "a-d", "b-c", "b-d", "c-d"]), 0));
    assert_eq!(paired(&runs), (pairs(&["a-b", "b-c", "c-d", "d-e"]), 0));
}
