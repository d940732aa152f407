//! Studies and votes as files: `study.json`, votes as JSON lines (for merging) and as CSV (for analysis).
//!
//! Everything read is taken as hostile: sizes, depths and counts are limited before and while reading, and a value
//! that does not fit is reported with its place in the file and what was expected there. Fields that are not known
//! are passed over, so that later builds may add some; a file of a later *version* is refused by name.

mod csv;
mod file;
mod problem;
mod read;
mod votes;

pub use csv::write_votes_csv;
pub use file::{MAX_STUDY_BYTES, STUDY_VERSION, StudyFileError, read_study, write_study};
pub use problem::{Expected, Found, Problem};
pub use votes::{
    BadLine, LineProblem, MAX_LINE_BYTES, MAX_REPORTED_LINES, MAX_VOTES_BYTES, VOTE_VERSION, VotesFile, VotesTooLarge,
    read_vote, read_votes, vote_document, write_votes,
};
