//! Which runs are compared with which, where somebody chose several.

/// So many runs of one question are compared each with each; of more, each with the next alone, as their pairs would
/// grow with the square.
const EACH_WITH_EACH: usize = 4;

/// What is to be judged of the runs that were chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pairing {
    /// Ids of two runs of one question; questions, and the runs of each, in the order they were chosen.
    pub pairs: Vec<(String, String)>,
    /// How many runs are in no pair, as no other one was chosen of their question.
    pub alone: usize,
}

/// Pairs runs of equal questions. A run is its id and its question; blank ends of a question do not count.
///
/// Two to four runs of one question are compared each with each. Of more, the first is compared with the second, the
/// second with the third, and so on.
pub fn pair_up(runs: &[(&str, &str)]) -> Pairing {
    let mut groups: Vec<(&str, Vec<&str>)> = Vec::new();
    for &(id, question) in runs {
        let question = question.trim();
        match groups.iter_mut().find(|(of, _)| *of == question) {
            Some((_, ids)) => ids.push(id),
            None => groups.push((question, vec![id])),
        }
    }
    let mut pairing = Pairing::default();
    for (_, ids) in groups {
        if ids.len() == 1 {
            pairing.alone += 1;
        }
        let reach = if ids.len() <= EACH_WITH_EACH { ids.len() } else { 1 };
        for (i, first) in ids.iter().enumerate() {
            let with = ids.iter().skip(i + 1).take(reach);
            pairing.pairs.extend(with.map(|second| ((*first).to_owned(), (*second).to_owned())));
        }
    }
    pairing
}
