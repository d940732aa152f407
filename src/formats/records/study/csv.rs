//! Votes as CSV (RFC 4180, UTF-8), for tables and statistics. Not read back: JSON lines are the form for that.

use super::votes::word;
use crate::domain::preference::Vote;

const HEADER: [&str; 13] = [
    "vote_id",
    "study_hash",
    "rater_id",
    "item_id",
    "left_run_id",
    "right_run_id",
    "side_seed",
    "verdict",
    "winner_run_id",
    "shown_ms",
    "answered_ms",
    "revision",
    "build",
];

/// A header and one row for each vote; given the votes that count, one row for each rater and item. `verdict` is in
/// terms of what was shown (`a` is left), `winner_run_id` empty where neither was preferred. Lines end in CR LF.
///
/// A cell that a spreadsheet would take for a formula is written with an apostrophe before it, and so is one that
/// starts with an apostrophe: taking one apostrophe off gives the text back in both cases.
pub fn write_votes_csv<'a>(votes: impl IntoIterator<Item = &'a Vote>) -> String {
    let mut out = HEADER.join(",");
    out.push_str("\r\n");
    for vote in votes {
        let numbers = [vote.shown_ms, vote.answered_ms, u64::from(vote.revision)].map(|n| n.to_string());
        // Quoted, a seed of digits alone still loses its leading zeros in a spreadsheet; with 0x it stays text.
        let seed = format!("0x{:016x}", vote.side_seed);
        let cells = [
            &vote.id,
            &vote.study_hash,
            &vote.rater_id,
            &vote.item_id,
            &vote.left_run_id,
            &vote.right_run_id,
            &seed,
            word(vote.verdict),
            vote.winner().unwrap_or_default(),
            &numbers[0],
            &numbers[1],
            &numbers[2],
            &vote.build,
        ];
        out.push_str(&cells.map(cell).join(","));
        out.push_str("\r\n");
    }
    out
}

fn cell(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\'']) { "'" } else { "" };
    if text.contains(['"', ',', '\r', '\n']) || text.trim() != text {
        format!("\"{guard}{}\"", text.replace('"', "\"\""))
    } else {
        format!("{guard}{text}")
    }
}
