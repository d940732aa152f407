//! A checked and hashed study: where blind views come from, and what votes are held against.

use super::draw::{self, SplitMix64};
use super::{Item, MaskHit, Names, RunSide, SolutionPath, Step, Study, StudyError, Vote, identical};
use crate::domain::order::map_of;
use std::collections::BTreeMap;
use thiserror::Error;

/// A study that can no longer change, with what is computed once from it.
#[derive(Clone, Debug)]
pub struct SealedStudy {
    study: Study,
    hash: String,
    /// Item ids and their places.
    places: BTreeMap<String, usize>,
    /// Names to blank in every path: methods and models of the whole study, as one model may name another.
    names: Names,
    /// By place: whether both sides look the same to a rater.
    identical: Vec<bool>,
}

/// What a rater is shown. Holds no run id, method or model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlindItem {
    /// Which item.
    pub item_id: String,
    /// The question, untouched.
    pub query: String,
    /// Shown left.
    pub a: SolutionPath,
    /// Shown right.
    pub b: SolutionPath,
    /// Which sides were drawn; goes into the vote.
    pub side_seed: u64,
}

/// A name that was blanked in a run, for the owner to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leak {
    /// In which run.
    pub run_id: String,
    /// What, and how often.
    pub hit: MaskHit,
}

/// Why a vote does not belong to a study.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum VoteProblem {
    /// Cast on another study, or on another version of this one.
    #[error("the vote was cast on another study")]
    OtherStudy,
    /// No such item.
    #[error("the study has no such item")]
    UnknownItem,
    /// Nothing to choose between.
    #[error("both sides of the item are identical and are not judged")]
    IdenticalSides,
    /// The seed, or the runs left and right, are not those that this rater was shown.
    #[error("the vote's sides are not those drawn for this rater")]
    OtherSides,
}

impl SealedStudy {
    /// Checks and hashes.
    ///
    /// # Errors
    /// See [`Study::check`].
    pub fn new(study: Study) -> Result<Self, StudyError> {
        study.check()?;
        let names = names_in(&study);
        let same = |i: &Item| look_identical(&i.first.path, &i.second.path, &names);
        let identical = study.items.iter().map(same).collect();
        let places = map_of(study.items.iter().enumerate().map(|(at, i)| (i.id.clone(), at)));
        Ok(Self { hash: study.hash(), places, identical, names, study })
    }

    /// As it was handed in.
    pub const fn study(&self) -> &Study {
        &self.study
    }

    /// See [`Study::hash`].
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// The item of this id.
    pub fn item(&self, item_id: &str) -> Option<&Item> {
        self.study.items.get(*self.places.get(item_id)?)
    }

    /// True where both sides look the same to a rater; false for an unknown item.
    pub fn is_identical(&self, item_id: &str) -> bool {
        self.places.get(item_id).is_some_and(|&at| self.identical[at])
    }

    /// Draws the sides for this rater; see [`Self::sides`].
    pub fn side_seed(&self, item_id: &str, rater_id: &str) -> u64 {
        draw::seed("toolgrove side 1", &[&self.hash, rater_id, item_id])
    }

    /// Left and right run for a seed: `second` is left where the first number drawn from the seed has its top bit set.
    pub const fn sides(item: &Item, side_seed: u64) -> (&RunSide, &RunSide) {
        if SplitMix64(side_seed).draw() >> 63 == 1 { (&item.second, &item.first) } else { (&item.first, &item.second) }
    }

    /// What this rater is shown; `None` for an unknown item.
    pub fn blind_view(&self, item_id: &str, rater_id: &str) -> Option<BlindItem> {
        let item = self.item(item_id)?;
        let side_seed = self.side_seed(item_id, rater_id);
        let (left, right) = Self::sides(item, side_seed);
        Some(BlindItem {
            item_id: item.id.clone(),
            query: item.query.clone(),
            a: self.names.mask(&left.path).0,
            b: self.names.mask(&right.path).0,
            side_seed,
        })
    }

    /// Names found in paths, by run in the order of the study. For the owner; never for a rater.
    pub fn leaks(&self) -> Vec<Leak> {
        let mut met = BTreeMap::new();
        let sides = self.study.items.iter().flat_map(|i| [&i.first, &i.second]);
        sides
            .filter(|side| met.insert(side.run_id.as_str(), 0_usize).is_none())
            .flat_map(|side| {
                let hits = self.names.mask(&side.path).1;
                hits.into_iter().map(|hit| Leak { run_id: side.run_id.clone(), hit })
            })
            .collect()
    }

    /// Whether the vote was cast on this study, on sides as this study draws them.
    ///
    /// # Errors
    /// See [`VoteProblem`].
    pub fn check_vote(&self, vote: &Vote) -> Result<(), VoteProblem> {
        if vote.study_hash != self.hash {
            return Err(VoteProblem::OtherStudy);
        }
        let item = self.item(&vote.item_id).ok_or(VoteProblem::UnknownItem)?;
        if self.is_identical(&vote.item_id) {
            return Err(VoteProblem::IdenticalSides);
        }
        let (left, right) = Self::sides(item, vote.side_seed);
        let as_drawn = vote.side_seed == self.side_seed(&vote.item_id, &vote.rater_id)
            && vote.left_run_id == left.run_id
            && vote.right_run_id == right.run_id;
        if as_drawn { Ok(()) } else { Err(VoteProblem::OtherSides) }
    }
}

/// Methods and models; of a model also what comes after its provider and a slash (`openai/gpt-4o`), and what stands
/// before and after a dot in the middle, as runs call the model of a named endpoint (`Work · gpt-4o`).
fn names_in(study: &Study) -> Names {
    let sides = study.items.iter().flat_map(|i| [&i.first, &i.second]);
    let names = sides.flat_map(|s| {
        let parts = s.model.split(" · ").flat_map(|part| [part, part.rsplit('/').next().unwrap_or_default()]);
        [s.method.as_str(), s.model.as_str()].into_iter().chain(parts)
    });
    let names = map_of(names.map(|name| (name, 0_usize)));
    Names::new(names.into_keys().filter(|name| !name.is_empty()).map(str::to_owned))
}

/// True where both are [`identical`] once names are blanked. Stops at the first difference, as blanking is the dear part.
fn look_identical(a: &SolutionPath, b: &SolutionPath, names: &Names) -> bool {
    let alike = |a: SolutionPath, b: SolutionPath| identical(&a, &b) || identical(&names.mask(&a).0, &names.mask(&b).0);
    let answer = |p: &SolutionPath| SolutionPath { final_answer: p.final_answer.clone(), steps: Vec::new() };
    let one = |s: &Step| SolutionPath { final_answer: None, steps: vec![s.clone()] };
    a.steps.len() == b.steps.len()
        && alike(answer(a), answer(b))
        && a.steps.iter().zip(&b.steps).all(|(x, y)| alike(one(x), one(y)))
}
