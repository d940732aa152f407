//! ToolEval's own form of an answer (paper section 3.2; ToolBench `tooleval/`): what a judge is shown.
//!
//! A recorded run, read out of its answer file as [`Recorded`], is [`convert`]ed into an [`Example`]'s answer; a judge
//! reads it as the texts of [`answer_steps`]. Judging itself is not here yet.

mod answer;
mod convert;
mod recorded;
mod steps;

pub use answer::{ConvertedAnswer, Detail, DetailCall, DetailMessage, Example};
pub use convert::{ConvertError, MAX_NODES, convert, query_id, seeded_picks};
pub use recorded::{Ended, Recorded, RecordedCall, RecordedMessage, WalkNode};
pub use steps::{StepTexts, answer_steps};
