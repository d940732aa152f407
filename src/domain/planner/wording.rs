//! What the planner says it thinks, in the question's language.

use super::matching::Candidate;

/// In which language to speak, and which of several wordings.
#[derive(Clone, Copy, Debug)]
pub(super) struct Voice {
    pub(super) chinese: bool,
    pub(super) turn: u64,
}

impl Voice {
    fn one_of(self, english: [String; 2], chinese: String) -> String {
        let [first, second] = english;
        if self.chinese {
            chinese
        } else if self.turn.is_multiple_of(2) {
            first
        } else {
            second
        }
    }

    /// Before a call.
    pub(super) fn calling(self, candidate: &Candidate, part: &str) -> String {
        let name = short(&candidate.name);
        let with = given(candidate);
        let close = |part: &str| part.trim_end_matches(['?', '.', ',', ' ', '？', '。']).to_owned();
        let part = close(part.trim());
        let part = close(part.trim_end_matches(" and").trim_end_matches(" or"));
        self.one_of(
            [
                format!("For \"{part}\" the function {name} fits best{with}."),
                format!("\"{part}\" is a task for {name}, so I call it{with}."),
            ],
            format!("“{part}”这一部分最适合用 {name}，现在调用它。"),
        )
    }

    /// Before another call where one has failed.
    pub(super) fn instead(self, candidate: &Candidate, failed: Option<&str>) -> String {
        let name = short(&candidate.name);
        let with = given(candidate);
        let why = failed.map(|e| format!(" ({})", line(e).trim_end_matches(['.', '。']))).unwrap_or_default();
        self.one_of(
            [
                format!("The earlier call did not answer it{why}. I try {name}{with}."),
                format!("That way failed{why}, so another function is worth a try: {name}{with}."),
            ],
            format!("之前的调用没有成功{why}，改用 {name}。"),
        )
    }

    /// Before giving up.
    pub(super) fn giving_up(self, error: Option<&str>) -> String {
        match error {
            Some(error) => self.one_of(
                [
                    format!("The call failed: {} I give this line of attempt up.", brief(error)),
                    format!("The function refused: {} This line cannot go on.", brief(error)),
                ],
                format!("调用失败：{} 这条路走不通，放弃重来。", brief(error)),
            ),
            None => self.one_of(
                [
                    "No other function offered here can answer this, and what was refused must not be replaced."
                        .to_owned(),
                    "None of the functions left fits the question, so I give up.".to_owned(),
                ],
                "其余函数都无法回答这个问题，只能放弃。".to_owned(),
            ),
        }
    }

    /// Before the answer.
    pub(super) fn answering(self) -> String {
        self.one_of(
            [
                "Every part of the question has a result, so I can answer.".to_owned(),
                "I have what was asked for and can answer.".to_owned(),
            ],
            "问题的每个部分都有了结果，可以回答了。".to_owned(),
        )
    }
}

fn short(name: &str) -> &str {
    name.split_once("_for_").map_or(name, |(api, _)| api)
}

fn given(candidate: &Candidate) -> String {
    let shown: Vec<String> =
        candidate.arguments.iter().take(4).map(|(k, v)| format!("{} {v}", k.replace('_', " "))).collect();
    if shown.is_empty() { String::new() } else { format!(", with {}", line(&shown.join(", "))) }
}

/// At most a line.
fn line(text: &str) -> String {
    const MOST: usize = 160;
    let line: String = text.chars().take(MOST).map(|c| if c.is_control() { ' ' } else { c }).collect();
    let line = line.trim();
    if text.chars().count() > MOST { format!("{line}…") } else { line.to_owned() }
}

/// At most a line, closed with a full stop: a sentence of ours follows.
fn brief(text: &str) -> String {
    let line = line(text);
    if line.ends_with(['.', '!', '?', '…', '。', '！', '？']) { line } else { format!("{line}.") }
}
