//! How good a ranking is: NDCG as upstream computes it, recall, and the first hit.
//!
//! Upstream (ToolBench `toolbench/retrieval/api_evaluator.py`) takes scikit-learn's NDCG with binary gain and log2
//! discount, which lets documents of equal score share their gain: an order that the scores did not decide earns
//! neither credit nor blame.

/// NDCG at `k`, 0 to 1. `scored`: every ranked document's score and whether it is relevant, in any order;
/// `n_relevant`: how many relevant documents there are, ranked or not. 0 where there are none, or `k` is 0.
pub fn ndcg_at(scored: &[(f64, bool)], n_relevant: usize, k: usize) -> f64 {
    let mut sorted = scored.to_vec();
    sorted.sort_by(|a, b| b.0.total_cmp(&a.0));
    let discount = |position: usize| 1.0 / (position as f64 + 2.0).log2();
    let ideal: f64 = (0..k.min(n_relevant)).map(discount).sum();
    if ideal == 0.0 {
        return 0.0;
    }
    let mut position = 0;
    let mut gained = 0.0;
    for tied in sorted.chunk_by(|a, b| a.0 == b.0) {
        let share = tied.iter().filter(|(_, relevant)| *relevant).count() as f64 / tied.len() as f64;
        let end = position + tied.len();
        gained += share * (position..end.min(k)).map(discount).sum::<f64>();
        position = end;
        if position >= k {
            break;
        }
    }
    gained / ideal
}

/// NDCG at `k` of one query over a whole corpus, 0 to 1, as upstream's evaluator takes it: `scores` are parallel to
/// `corpus_ids`, and relevant ids that are not in the corpus do not count (`api_evaluator.py`, `compute_metrics`).
pub fn ndcg_over_corpus<Id: PartialEq>(corpus_ids: &[Id], scores: &[f64], relevant: &[Id], k: usize) -> f64 {
    let scored: Vec<(f64, bool)> =
        corpus_ids.iter().zip(scores).map(|(id, score)| (*score, relevant.contains(id))).collect();
    ndcg_at(&scored, scored.iter().filter(|(_, relevant)| *relevant).count(), k)
}

/// Share of the relevant documents among the first `k`, 0 to 1; 0 where there are none. `ranked`: relevance, best
/// document first.
pub fn recall_at(ranked: &[bool], n_relevant: usize, k: usize) -> f64 {
    let found = ranked.iter().take(k).filter(|relevant| **relevant).count();
    if n_relevant == 0 { 0.0 } else { found as f64 / n_relevant as f64 }
}

/// Means over questions, each 0 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct RetrievalScores {
    /// Questions counted.
    pub n_questions: usize,
    sums: [f64; 5],
}

impl RetrievalScores {
    /// Counts one question: its ranking, best first, with scores; and how many documents are relevant.
    pub fn add(&mut self, ranked: &[(f64, bool)], n_relevant: usize) {
        let relevance: Vec<bool> = ranked.iter().map(|(_, relevant)| *relevant).collect();
        let first = relevance.first() == Some(&true);
        let values = [
            ndcg_at(ranked, n_relevant, 1),
            ndcg_at(ranked, n_relevant, 5),
            recall_at(&relevance, n_relevant, 5),
            recall_at(&relevance, n_relevant, 10),
            f64::from(u8::from(first)),
        ];
        for (sum, value) in self.sums.iter_mut().zip(values) {
            *sum += value;
        }
        self.n_questions += 1;
    }

    /// Name and mean of each measure; 0 where no question was counted.
    pub fn means(&self) -> [(&'static str, f64); 5] {
        let mean = |i: usize| self.sums[i] / self.n_questions.max(1) as f64;
        [("NDCG@1", mean(0)), ("NDCG@5", mean(1)), ("Recall@5", mean(2)), ("Recall@10", mean(3)), ("Hit@1", mean(4))]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(scored: &[(f64, bool)], n_relevant: usize, k: usize, expect: f64) {
        let found = ndcg_at(scored, n_relevant, k);
        assert!((found - expect).abs() < 1e-9, "{found} {expect}");
    }

    #[test]
    fn ndcg_by_hand() {
        let second = [(0.9, false), (0.8, true), (0.1, false)];
        check(&second, 1, 1, 0.0);
        // 1 / log2(3), ideal 1.
        check(&second, 1, 5, 0.630_929_753_571_457_4);
        // Ideal of two relevant: 1 + 1/log2(3) = 1.6309297535714573.
        check(&second, 2, 5, 0.630_929_753_571_457_4 / 1.630_929_753_571_457_4);
        check(&[], 1, 5, 0.0);
        check(&second, 0, 5, 0.0);
        check(&second, 1, 0, 0.0);
    }

    #[test]
    fn equal_scores_share_their_gain_across_the_cut() {
        // One of two tied documents is relevant: half of the first place.
        check(&[(1.0, true), (1.0, false)], 1, 1, 0.5);
        check(&[(1.0, false), (1.0, true)], 1, 1, 0.5);
        // Three tied, one relevant, both places of k = 2 earn a third.
        check(&[(0.0, true), (0.0, false), (-0.0, false)], 1, 2, (1.0 + 0.630_929_753_571_457_4) / 3.0);
    }

    #[test]
    fn relevant_documents_outside_the_corpus_do_not_count() {
        assert_eq!(ndcg_over_corpus(&[1, 2], &[0.1, 0.9], &[2, 99], 5), 1.0);
        assert_eq!(ndcg_over_corpus(&[1, 2], &[0.1, 0.9], &[99], 5), 0.0);
    }

    #[test]
    fn means_over_questions() {
        let mut scores = RetrievalScores::default();
        assert_eq!(scores.means()[0], ("NDCG@1", 0.0));
        scores.add(&[(2.0, true), (1.0, false)], 2);
        scores.add(&[], 1);
        // Recall@5 of the first is 1/2, of the second 0.
        assert_eq!(scores.means()[2], ("Recall@5", 0.25));
        assert_eq!(scores.means()[4], ("Hit@1", 0.5));
        assert_eq!(scores.n_questions, 2);
    }
}
