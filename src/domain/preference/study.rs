//! A study: pairs of runs, each for one question, that people are asked to compare.

use super::{SolutionPath, canonical};
use serde_json::Value;
use std::collections::BTreeMap;
use thiserror::Error;

/// The most items of one study.
pub const MAX_ITEMS: usize = 10_000;
/// The longest id (study, item, run, rater), in characters.
pub const MAX_ID: usize = 200;
/// The most steps of one path.
pub const MAX_STEPS: usize = 1_000;
/// The longest text (thought, arguments, observation, answer, question, instructions), in bytes of UTF-8: far beyond
/// what a person reads.
pub const MAX_TEXT: usize = 200_000;
/// The longest name (of study, method, model, build), in bytes of UTF-8.
pub const MAX_NAME: usize = 500;
/// The most names of one study: methods and models, each counted once.
pub const MAX_NAMES: usize = 500;
/// The latest time, in milliseconds since 1970: the largest whole number that every JSON reader keeps.
pub const MAX_TIME_MS: u64 = (1 << 53) - 1;

/// Pairs to be judged. Made once and never changed: votes refer to its hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Study {
    /// See [`is_id`].
    pub id: String,
    /// What the owner calls it.
    pub name: String,
    /// Milliseconds since 1970; at most [`MAX_TIME_MS`].
    pub created_ms: u64,
    /// 1 to [`MAX_ITEMS`], ids all different.
    pub items: Vec<Item>,
    /// Goes into the hash, so two studies over the same items draw sides and orders apart.
    pub seed: u64,
    /// What raters are asked to look for; may be empty.
    pub instructions: String,
    /// Build of the page that made it.
    pub build: String,
}

/// One question and two runs of it. Which is shown left is drawn anew for each rater, hence not "left" and "right".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// See [`is_id`].
    pub id: String,
    /// The question, as it was asked.
    pub query: String,
    /// One run.
    pub first: RunSide,
    /// Another run; never the same.
    pub second: RunSide,
}

/// A run in a study. Only `path` is ever shown to a rater.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunSide {
    /// See [`is_id`]. A run may stand in several items, with the same contents.
    pub run_id: String,
    /// Search method, such as DFSDT.
    pub method: String,
    /// Model, such as `openai/gpt-4o`.
    pub model: String,
    /// What it did.
    pub path: SolutionPath,
}

/// Why a study cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum StudyError {
    /// Nothing to judge.
    #[error("the study has no items")]
    NoItems,
    /// More than [`MAX_ITEMS`].
    #[error("the study has {count} items; at most {MAX_ITEMS} are possible")]
    TooManyItems {
        /// How many it has.
        count: usize,
    },
    /// Not an id, see [`is_id`].
    #[error("{id:?} cannot be an id: 1 to {MAX_ID} characters, no control characters, no blank ends")]
    BadId {
        /// What stood there, at most [`MAX_ID`] characters of it.
        id: String,
    },
    /// Longer than [`MAX_TEXT`] or [`MAX_NAME`].
    #[error("the {what} of {at:?} has {bytes} bytes; at most {most} are possible")]
    TextTooLong {
        /// Which text.
        what: &'static str,
        /// Id of the study, item or run it belongs to.
        at: String,
        /// How long it is.
        bytes: usize,
        /// How long it may be.
        most: usize,
    },
    /// More than [`MAX_STEPS`].
    #[error("the run {run_id:?} has {count} steps; at most {MAX_STEPS} are possible")]
    TooManySteps {
        /// Id of the run.
        run_id: String,
        /// How many it has.
        count: usize,
    },
    /// More than [`MAX_NAMES`].
    #[error("the study names more than {MAX_NAMES} methods and models")]
    TooManyNames,
    /// Later than [`MAX_TIME_MS`].
    #[error("the study's time of making is out of range")]
    BadTime,
    /// Two items of one id.
    #[error("two items have the id {id:?}")]
    DuplicateItem {
        /// The id.
        id: String,
    },
    /// An item would compare a run with itself.
    #[error("item {item:?} has the same run on both sides")]
    SameRun {
        /// Id of the item.
        item: String,
    },
    /// Two items tell different things about one run.
    #[error("the run {run_id:?} differs between items")]
    RunDiffers {
        /// Id of the run.
        run_id: String,
    },
}

/// True for 1 to [`MAX_ID`] characters without control characters and without white space at the ends.
pub fn is_id(text: &str) -> bool {
    !text.is_empty() && text.trim() == text && text.chars().count() <= MAX_ID && !text.chars().any(char::is_control)
}

impl Study {
    /// SHA-256 over canonical JSON (RFC 8785) of [`Self::document`]: 64 lower-case hexadecimal digits.
    pub fn hash(&self) -> String {
        canonical::hash(&self.document())
    }

    /// All fields as the file spells them. Seeds are 16 hexadecimal digits, as JSON numbers lose digits in JavaScript.
    pub fn document(&self) -> Value {
        canonical::study(self)
    }

    /// Whether it can be judged, and written to a file that can be read again.
    ///
    /// # Errors
    /// The first problem found.
    pub fn check(&self) -> Result<(), StudyError> {
        match self.items.len() {
            0 => return Err(StudyError::NoItems),
            count if count > MAX_ITEMS => return Err(StudyError::TooManyItems { count }),
            _ => {}
        }
        if self.created_ms > MAX_TIME_MS {
            return Err(StudyError::BadTime);
        }
        check_id(&self.id)?;
        check_text("name", &self.id, &self.name, MAX_NAME)?;
        check_text("build", &self.id, &self.build, MAX_NAME)?;
        check_text("instructions", &self.id, &self.instructions, MAX_TEXT)?;
        let mut items: BTreeMap<&str, usize> = BTreeMap::new();
        let mut names: BTreeMap<&str, usize> = BTreeMap::new();
        let (mut places, mut runs) = (BTreeMap::<&str, usize>::new(), Vec::<&RunSide>::new());
        for item in &self.items {
            check_id(&item.id)?;
            check_text("question", &item.id, &item.query, MAX_TEXT)?;
            if items.insert(&item.id, 0).is_some() {
                return Err(StudyError::DuplicateItem { id: item.id.clone() });
            }
            if item.first.run_id == item.second.run_id {
                return Err(StudyError::SameRun { item: item.id.clone() });
            }
            for side in [&item.first, &item.second] {
                check_side(side)?;
                names.insert(&side.method, 0);
                names.insert(&side.model, 0);
                if names.len() > MAX_NAMES {
                    return Err(StudyError::TooManyNames);
                }
                let place = *places.entry(&side.run_id).or_insert(runs.len());
                if place == runs.len() {
                    runs.push(side);
                } else if runs[place] != side {
                    return Err(StudyError::RunDiffers { run_id: side.run_id.clone() });
                }
            }
        }
        Ok(())
    }
}

fn check_id(id: &str) -> Result<(), StudyError> {
    if is_id(id) { Ok(()) } else { Err(StudyError::BadId { id: id.chars().take(MAX_ID).collect() }) }
}

fn check_text(what: &'static str, at: &str, text: &str, most: usize) -> Result<(), StudyError> {
    if text.len() <= most {
        return Ok(());
    }
    Err(StudyError::TextTooLong { what, at: at.to_owned(), bytes: text.len(), most })
}

fn check_side(side: &RunSide) -> Result<(), StudyError> {
    let at = &side.run_id;
    check_id(at)?;
    check_text("method", at, &side.method, MAX_NAME)?;
    check_text("model", at, &side.model, MAX_NAME)?;
    let SolutionPath { final_answer, steps } = &side.path;
    check_text("final answer", at, final_answer.as_deref().unwrap_or_default(), MAX_TEXT)?;
    if steps.len() > MAX_STEPS {
        return Err(StudyError::TooManySteps { run_id: at.clone(), count: steps.len() });
    }
    for step in steps {
        check_text("thought", at, &step.thought, MAX_TEXT)?;
        check_text("action", at, &step.action, MAX_TEXT)?;
        check_text("action input", at, &step.action_input, MAX_TEXT)?;
        check_text("observation", at, &step.observation, MAX_TEXT)?;
    }
    Ok(())
}
