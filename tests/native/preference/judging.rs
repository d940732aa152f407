//! Masks, sides, votes, queues and counts.

use super::*;
use proptest::prelude::*;
use std::collections::BTreeSet;
use toolgrove::domain::preference::{
    CastError, Contestant, MASK, MaskHit, Names, Progress, Proportion, Queue, Refusal, StudyError, Tally, Undefined,
    VoteProblem, identical,
};

fn masked(text: &str, names: &[&str]) -> (String, usize) {
    let names: Vec<String> = names.iter().map(|&n| n.to_owned()).collect();
    let path = SolutionPath { final_answer: Some(text.into()), steps: vec![] };
    let (path, hits) = Names::new(names).mask(&path);
    (path.final_answer.unwrap(), hits.iter().map(|h| h.count).sum())
}

#[test]
fn names_are_blanked_as_whole_words() {
    let check = |text: &str, names: &[&str], expect: &str| {
        let (out, count) = masked(text, names);
        assert_eq!(out, expect.replace('#', MASK), "{text}");
        assert_eq!(count, expect.matches('#').count(), "{text}");
    };
    check("I am GPT-4o, made to help.", &["gpt-4o"], "I am #, made to help.");
    check("gpt_4o, GPT 4o, gpt\u{2011}4o", &["gpt-4o"], "#, #, #");
    check("The longest wins: gpt-4o-mini", &["gpt-4o", "gpt-4o-mini"], "The longest wins: #");
    check("foo1 o1a o1-based", &["o1"], "foo1 o1a #-based");
    check("我是o1模型", &["o1"], "我是#模型");
    check("我是通义千问模型", &["通义千问"], "我是#模型");
    check("x and a", &["x", "", " "], "x and a");
    check("o1o1 o1", &["o1"], "o1o1 #");
    check("ÄRGER-1 ärger-1", &["Ärger-1"], "# #");
    // The longest stands as a part of a word: the next shorter one is found.
    check("gpt-4 omega, gpt-4-omega", &["gpt-4", "gpt-4-om"], "# omega, #-omega");
    check("GPT 4 and gpt-4", &["gpt-4", "GPT 4"], "# and #");
    check("", &["o1"], "");
    check("o1", &["o1"], "#");
    // Characters whose lower case is longer must not shift what follows.
    check("İİ o1 İ", &["o1"], "İİ # İ");
}

#[test]
fn every_part_of_a_path_is_masked_and_hits_are_counted() {
    let step =
        Step { thought: "m-1".into(), action: "m-1".into(), action_input: "m-1".into(), observation: "M 1".into() };
    let path = SolutionPath { final_answer: Some("DFSDT by m-1".into()), steps: vec![step] };
    let (out, hits) = Names::new(["m-1", "DFSDT", "absent"].map(str::to_owned)).mask(&path);
    let all = MASK.to_owned();
    let step = Step { thought: all.clone(), action: all.clone(), action_input: all.clone(), observation: all };
    assert_eq!(out, SolutionPath { final_answer: Some(format!("{MASK} by {MASK}")), steps: vec![step] });
    assert_eq!(hits, [MaskHit { name: "DFSDT".into(), count: 1 }, MaskHit { name: "m-1".into(), count: 5 }]);
}

#[test]
fn paths_are_identical_where_nobody_could_tell() {
    let base = path("Oslo");
    let with = |change: &dyn Fn(&mut SolutionPath)| {
        let mut other = base.clone();
        change(&mut other);
        identical(&base, &other)
    };
    assert!(with(&|_| {}));
    assert!(with(&|p| p.steps[0].action_input = "{\"place\":\"Oslo\"}\n".into()));
    assert!(with(&|p| p.final_answer = Some(" Oslo".into())));
    assert!(!with(&|p| p.final_answer = Some("oslo".into())));
    assert!(!with(&|p| p.final_answer = None));
    assert!(!with(&|p| p.steps[0].thought.push('!')));
    assert!(!with(&|p| p.steps[0].action.push('2')));
    assert!(!with(&|p| p.steps[0].action_input = "{\"place\":\"Rome\"}".into()));
    assert!(!with(&|p| p.steps[0].observation = "{\"ok\":true}".into()));
    assert!(!with(&|p| p.steps.clear()));
    assert!(!with(&|p| p.steps.push(Step::default())));
}

#[test]
fn the_view_is_blind_and_its_sides_are_those_of_the_vote() {
    let mut one = item(0);
    one.first.path.steps[0].thought = "As m-1 with DFSDT I beat ReACT".into();
    let study = SealedStudy::new(study(vec![one])).unwrap();
    let mut lefts = BTreeSet::new();
    for rater in ["r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7"] {
        let view = study.blind_view("i0", rater).unwrap();
        let shown = format!("{view:?}");
        for hidden in ["DFSDT", "ReACT", "m-1", "d0", "\"r0\"", "lab/"] {
            assert!(!shown.contains(hidden), "{hidden} in {shown}");
        }
        let vote = VoteLog::default().prepare(&study, ballot("i0", rater, Verdict::A, 1)).unwrap();
        assert_eq!(vote.side_seed, view.side_seed);
        let left_answer = if vote.left_run_id == "d0" { "deep 0" } else { "straight 0" };
        assert_eq!(view.a.final_answer.as_deref(), Some(left_answer));
        assert_ne!(vote.left_run_id, vote.right_run_id);
        assert_eq!(vote.winner(), Some(vote.left_run_id.as_str()));
        lefts.insert(vote.left_run_id);
    }
    assert_eq!(lefts.len(), 2, "eight raters, all with the same run left");
    let leaks: Vec<(String, String, usize)> =
        study.leaks().into_iter().map(|l| (l.run_id, l.hit.name, l.hit.count)).collect();
    let leak = |name: &str| ("d0".to_owned(), name.to_owned(), 1);
    assert_eq!(leaks, [leak("DFSDT"), leak("ReACT"), leak("m-1")]);
}

#[test]
fn neither_a_model_behind_a_named_endpoint_nor_the_endpoint_is_told() {
    let mut one = item(0);
    one.first.model = "OpenAI · gpt-4o".into();
    one.second.model = "OpenRouter · lab/m-2".into();
    one.first.path.final_answer = Some("As gpt-4o by OpenAI, not m-2, I say 42.".into());
    let study = SealedStudy::new(study(vec![one])).unwrap();
    let view = study.blind_view("i0", "r").unwrap();
    let answers = [view.a.final_answer, view.b.final_answer];
    assert!(answers.contains(&Some(format!("As {MASK} by {MASK}, not {MASK}, I say 42."))), "{answers:?}");
}

/// Over 4,000 (rater, item) the first run is left half of the time; standard deviation sqrt(4000)/2 = 32.
#[test]
fn sides_are_fair() {
    let study = sealed(40);
    let count = (0..100)
        .flat_map(|r| (0..40).map(move |i| (format!("rater {r}"), format!("i{i}"))))
        .filter(|(r, i)| for_run(&study, i, r, &i.replace('i', "d")) == Verdict::A)
        .count();
    assert!((1_870..=2_130).contains(&count), "{count}");
}

/// Computed by the recipes in the documents with Python's hashlib, json and uuid: these never change, or votes that
/// are out in the world no longer fit their studies.
#[test]
fn hashes_sides_and_ids_are_fixed_for_ever() {
    let study = sealed(3);
    assert_eq!(study.hash(), "8cb0e5ebd1ada723f2f0de14841cf1e5dd5044542b82c17573a95d6861b9c346");
    assert_eq!(study.hash(), study.study().hash());
    let vote = VoteLog::default().prepare(&study, ballot("i1", "rater ü", Verdict::B, 7)).unwrap();
    assert_eq!(format!("{:016x}", vote.side_seed), "77e1e17824ebcc47");
    assert_eq!(vote.left_run_id, "d1");
    assert_eq!(vote.id, "73802e7b-9070-50c8-a0d8-bf453ece05b1");
}

#[test]
fn any_change_changes_the_hash() {
    let base = study(vec![item(0)]);
    let changes: [fn(&mut Study); 9] = [
        |s| s.id.push('x'),
        |s| s.name.push('x'),
        |s| s.created_ms += 1,
        |s| s.seed -= 1,
        |s| s.instructions.push('x'),
        |s| s.build.push('x'),
        |s| s.items[0].query.push('x'),
        |s| s.items[0].second.model.push('x'),
        |s| s.items[0].first.path.final_answer = None,
    ];
    let mut hashes: BTreeSet<String> = changes
        .iter()
        .map(|change| {
            let mut s = base.clone();
            change(&mut s);
            s.hash()
        })
        .collect();
    hashes.insert(base.hash());
    assert_eq!(hashes.len(), 10);
}

#[test]
fn studies_that_cannot_work_are_refused() {
    let check = |change: &dyn Fn(&mut Study), expect: StudyError| {
        let mut s = study(vec![item(0), item(1)]);
        change(&mut s);
        assert_eq!(SealedStudy::new(s).unwrap_err(), expect);
    };
    check(&|s| s.items.clear(), StudyError::NoItems);
    check(&|s| s.items[1].id = "i0".into(), StudyError::DuplicateItem { id: "i0".into() });
    check(&|s| s.items[1].second.run_id = "d1".into(), StudyError::SameRun { item: "i1".into() });
    check(&|s| s.items[1].first.run_id = "d0".into(), StudyError::RunDiffers { run_id: "d0".into() });
    check(&|s| s.items[1].id = "a\nb".into(), StudyError::BadId { id: "a\nb".into() });
    check(&|s| s.items[1].first.run_id = " a".into(), StudyError::BadId { id: " a".into() });
    check(&|s| s.created_ms = 1 << 53, StudyError::BadTime);
    check(&|s| s.items = (0..10_001).map(item).collect(), StudyError::TooManyItems { count: 10_001 });
    let long = || "x".repeat(200_001);
    let too_long = StudyError::TextTooLong { what: "observation", at: "r1".into(), bytes: 200_001, most: 200_000 };
    check(&|s| s.items[1].second.path.steps[0].observation = long(), too_long);
    let named = |s: &mut Study| {
        s.items = (0..251).map(item).collect();
        for (n, item) in s.items.iter_mut().enumerate() {
            (item.first.model, item.second.model) = (format!("m{n}"), format!("n{n}"));
        }
    };
    check(&named, StudyError::TooManyNames);
    let steps = StudyError::TooManySteps { run_id: "d0".into(), count: 1_001 };
    check(&|s| s.items[0].first.path.steps = vec![Step::default(); 1_001], steps);
}

#[test]
fn judge_undo_judge_again_is_one_vote() {
    let (study, mut log) = (sealed(1), VoteLog::default());
    let cast = |log: &VoteLog, verdict| log.prepare(&study, ballot("i0", "r", verdict, 1)).map(|v| v.revision);
    assert_eq!(cast(&log, Verdict::Withdrawn), Err(CastError::NothingToWithdraw));
    judge(&mut log, &study, "i0", "r", Verdict::A, 1);
    assert_eq!(cast(&log, Verdict::A), Err(CastError::Unchanged));
    judge(&mut log, &study, "i0", "r", Verdict::Withdrawn, 2);
    assert_eq!(cast(&log, Verdict::Withdrawn), Err(CastError::NothingToWithdraw));
    assert_eq!(log.current(study.hash(), "r", "i0"), None);
    assert_eq!(log.counting(study.hash()).count(), 0);
    // Undo gives back the free choice, the same verdict included.
    judge(&mut log, &study, "i0", "r", Verdict::A, 3);
    let counting: Vec<_> = log.counting(study.hash()).collect();
    assert_eq!(counting.len(), 1);
    assert_eq!((counting[0].revision, counting[0].verdict), (3, Verdict::A));
    assert_eq!(log.revisions(study.hash()).count(), 3);
    assert_eq!(Tally::new(&study, log.counting(study.hash())).sides.votes(), 1);
    // A change of mind without undo is one vote as well.
    judge(&mut log, &study, "i0", "r", Verdict::BothBad, 4);
    assert_eq!(log.counting(study.hash()).map(|v| v.verdict).collect::<Vec<_>>(), [Verdict::BothBad]);
}

#[test]
fn ballots_that_make_no_vote() {
    let mut same = item(1);
    same.second.path = same.first.path.clone();
    let study = SealedStudy::new(study(vec![item(0), same])).unwrap();
    let log = VoteLog::default();
    let check = |item, rater, expect| {
        assert_eq!(log.prepare(&study, ballot(item, rater, Verdict::A, 1)).unwrap_err(), expect);
    };
    check("i9", "r", CastError::UnknownItem);
    check("i1", "r", CastError::IdenticalSides);
    check("i0", "", CastError::BadRater);
    check("i0", "a\0", CastError::BadRater);
    assert_eq!(study.blind_view("i9", "r"), None);
}

#[test]
fn merging_refuses_what_contradicts() {
    let (study, mut log) = (sealed(2), VoteLog::default());
    judge(&mut log, &study, "i0", "r", Verdict::A, 1);
    let kept = log.iter().next().unwrap().clone();
    let mut other = kept.clone();
    other.verdict = Verdict::B;
    let report = log.merge([kept.clone(), other.clone()]);
    assert_eq!((report.added, report.known, report.refused.len()), (0, 1, 1));
    assert_eq!(report.refused[0].vote, other);
    assert_eq!(report.refused[0].reason, Refusal::Conflict { kept: Box::new(kept.clone()) });
    let mut moved = kept.clone();
    moved.item_id = "i1".into();
    assert_eq!(log.merge([moved]).refused[0].reason, Refusal::WrongId);
    for revision in [0, u32::MAX] {
        let mut vote = kept.clone();
        vote.revision = revision;
        vote.id = vote.expected_id();
        assert_eq!(log.merge([vote]).refused[0].reason, Refusal::WrongRevision);
    }
    assert_eq!(log.iter().collect::<Vec<_>>(), [&kept]);
}

#[test]
fn votes_that_do_not_fit_are_not_counted() {
    let (study, other, mut log) = (sealed(2), sealed(1), VoteLog::default());
    judge(&mut log, &study, "i0", "r", Verdict::A, 1);
    let good = log.iter().next().unwrap().clone();
    let check = |change: &dyn Fn(&mut toolgrove::domain::preference::Vote), expect| {
        let mut vote = good.clone();
        change(&mut vote);
        assert_eq!(study.check_vote(&vote), Err(expect));
        let tally = Tally::new(&study, [&good, &vote]);
        assert_eq!((tally.sides.votes(), tally.rejected), (1, vec![(vote, expect)]));
    };
    assert_eq!(study.check_vote(&good), Ok(()));
    check(&|v| v.study_hash = other.hash().into(), VoteProblem::OtherStudy);
    check(&|v| v.item_id = "i7".into(), VoteProblem::UnknownItem);
    check(&|v| std::mem::swap(&mut v.left_run_id, &mut v.right_run_id), VoteProblem::OtherSides);
    check(&|v| v.right_run_id = "r1".into(), VoteProblem::OtherSides);
    check(&|v| v.side_seed ^= 1, VoteProblem::OtherSides);
    check(&|v| v.rater_id = "someone".into(), VoteProblem::OtherSides);
}

#[test]
fn the_queue_leads_through_every_item_once() {
    let mut items: Vec<Item> = (0..12).map(item).collect();
    // As shown they are the same: the names that differ are blanked.
    items[3].first.path = path("by DFSDT");
    items[3].second.path = path("by ReACT");
    let study = SealedStudy::new(study(items)).unwrap();
    let (queue, mut log) = (Queue::new(&study, "r"), VoteLog::default());
    assert_eq!(queue.identical(), ["i3"]);
    assert_eq!(queue.order().len(), 11);
    assert_eq!(queue, Queue::new(&study, "r"));
    assert_ne!(queue.order(), Queue::new(&study, "q").order());
    assert_eq!(queue.last_judged(&log), None);
    let mut met = Vec::new();
    while let Some(id) = queue.next(&log).map(str::to_owned) {
        judge(&mut log, &study, &id, "r", Verdict::Tie, 10);
        assert_eq!(queue.last_judged(&log).unwrap().item_id, id);
        met.push(id);
    }
    assert_eq!(met, queue.order());
    assert_eq!(queue.progress(&log), Progress { judged: 11, total: 11, identical: 1 });
    // Undo brings the item back, and nothing else.
    let last = queue.last_judged(&log).unwrap().item_id.clone();
    judge(&mut log, &study, &last, "r", Verdict::Withdrawn, 20);
    assert_eq!(queue.next(&log), Some(last.as_str()));
    assert_eq!(queue.progress(&log).judged, 10);
    assert_eq!(Queue::new(&study, "q").progress(&log).judged, 0);
}

/// Ten items, three raters. r: DFSDT wins 6, ReACT 2, one tie, one both-bad; q: DFSDT wins 1; p: undone.
#[test]
fn counts_by_contestant_pair_and_side() {
    let (study, mut log) = (sealed(10), VoteLog::default());
    for i in 0..8 {
        let (id, run) = (format!("i{i}"), format!("{}{i}", if i < 6 { 'd' } else { 'r' }));
        judge(&mut log, &study, &id, "r", for_run(&study, &id, "r", &run), 1);
    }
    judge(&mut log, &study, "i8", "r", Verdict::Tie, 1);
    judge(&mut log, &study, "i9", "r", Verdict::BothBad, 1);
    judge(&mut log, &study, "i0", "q", for_run(&study, "i0", "q", "d0"), 1);
    judge(&mut log, &study, "i0", "p", Verdict::A, 1);
    judge(&mut log, &study, "i0", "p", Verdict::Withdrawn, 2);
    let tally = Tally::new(&study, log.counting(study.hash()));
    let named = |method: &str| Contestant { method: method.into(), model: "lab/m-1".into() };
    let counts: Vec<_> =
        tally.standings.iter().map(|s| (s.contestant.clone(), [s.wins, s.losses, s.ties, s.both_bad])).collect();
    assert_eq!(counts, [(named("DFSDT"), [7, 2, 1, 1]), (named("ReACT"), [2, 7, 1, 1])]);
    assert_eq!(tally.standings[0].win_rate(), Ok(Proportion::wilson(7, 9).unwrap()));
    assert_eq!(tally.duels.len(), 1);
    let duel = &tally.duels[0];
    assert_eq!((&duel.one, &duel.other), (&named("DFSDT"), &named("ReACT")));
    assert_eq!([duel.wins, duel.losses, duel.ties, duel.both_bad], [7, 2, 1, 1]);
    // 2 (1 + 9 + 36) / 512
    assert!((duel.sign_test().unwrap() - 92.0 / 512.0).abs() < 1e-12);
    let by_hand = log.counting(study.hash()).filter(|v| v.verdict == Verdict::A).count() as u64;
    assert_eq!((tally.sides.a, tally.sides.b), (by_hand, 9 - by_hand));
    assert_eq!((tally.sides.ties, tally.sides.both_bad, tally.within_one), (1, 1, 0));
    assert!(tally.rejected.is_empty());
}

#[test]
fn what_cannot_be_said_is_undefined() {
    let (study, mut log) = (sealed(1), VoteLog::default());
    let tally = Tally::new(&study, log.counting(study.hash()));
    assert_eq!(tally.standings.len(), 2);
    assert_eq!(tally.standings[0].win_rate(), Err(Undefined::NoVotes));
    assert_eq!(tally.sides.share_of_a(), Err(Undefined::NoVotes));
    judge(&mut log, &study, "i0", "r", Verdict::Tie, 1);
    let tally = Tally::new(&study, log.counting(study.hash()));
    assert_eq!(tally.standings[0].win_rate(), Err(Undefined::NoDecisiveVotes));
    assert_eq!(tally.sides.share_of_a(), Err(Undefined::NoDecisiveVotes));
    assert_eq!(tally.duels[0].win_rate(), Err(Undefined::NoDecisiveVotes));
    assert_eq!(tally.duels[0].sign_test(), Err(Undefined::NoDecisiveVotes));
}

#[test]
fn a_contestant_is_no_rival_of_its_own() {
    let mut one = item(0);
    one.second.method = "DFSDT".into();
    let (study, mut log) = (SealedStudy::new(study(vec![one])).unwrap(), VoteLog::default());
    judge(&mut log, &study, "i0", "r", Verdict::A, 1);
    let tally = Tally::new(&study, log.counting(study.hash()));
    assert_eq!((tally.within_one, tally.sides.a, tally.duels.len()), (1, 1, 0));
    assert_eq!(tally.standings[0].win_rate(), Err(Undefined::NoVotes));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever is judged and undone, and however the votes arrive, in halves, twice, or shuffled: the log is the
    /// same, and each (rater, item) has at most one vote, the last one said.
    #[test]
    fn merging_is_idempotent_and_order_free(
        acts in prop::collection::vec((0usize..3, 0usize..3, 0usize..5), 0..40),
        order in any::<prop::sample::Index>(),
    ) {
        let (study, mut log) = (sealed(3), VoteLog::default());
        let verdicts = [Verdict::A, Verdict::B, Verdict::Tie, Verdict::BothBad, Verdict::Withdrawn];
        let mut said = std::collections::BTreeMap::new();
        for (at, (rater, item, verdict)) in acts.into_iter().enumerate() {
            let (rater, item) = (format!("r{rater}"), format!("i{item}"));
            if let Ok(vote) = log.prepare(&study, ballot(&item, &rater, verdicts[verdict], at as u64)) {
                log.merge([vote]);
            }
            said.insert((rater, item), verdicts[verdict]);
        }
        said.retain(|_, v| *v != Verdict::Withdrawn);
        let counted: std::collections::BTreeMap<_, _> =
            log.counting(study.hash()).map(|v| ((v.rater_id.clone(), v.item_id.clone()), v.verdict)).collect();
        prop_assert_eq!(counted, said);
        let mut votes: Vec<_> = log.iter().cloned().collect();
        if !votes.is_empty() {
            let n = votes.len();
            votes.rotate_left(order.index(n));
            votes.reverse();
            let mut again = VoteLog::default();
            prop_assert_eq!(again.merge(votes[..n / 2].to_vec()).added, n / 2);
            let report = again.merge(votes.clone());
            prop_assert_eq!((report.added, report.known, report.refused.len()), (n - n / 2, n / 2, 0));
            prop_assert_eq!(again.merge(votes).known, n);
            prop_assert_eq!(again, log);
        }
    }
}
