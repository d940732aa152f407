//! Which tokens of a conversation are learned (ToolBench `toolbench/train/train.py`, `preprocess`).

use super::template::{END, Template};
use crate::domain::python::slice_range;
use crate::domain::trace::Fidelity;
use std::ops::Range;

/// The tokens of one training text, in places from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Labels {
    /// Tokens of the whole text.
    pub token_count: usize,
    /// Tokens that the model gets to see: at most the longest length. Places after them are padding.
    pub attention_length: usize,
    /// Places that are learned, in order; empty where the text is left out.
    pub trained: Vec<Range<usize>>,
}

/// How many tokens a prompt has on its own more than inside the whole text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PromptOffset {
    /// Two: LLaMA's start token, and the blank at the prompt's end, which inside the text belongs to the next word.
    Llama,
    /// As many as the tokenizer gives to an empty text: its start token, if it has one.
    StartToken,
}

/// The learned tokens of `text`, made by `template`: of each ended piece what follows the last `Assistant: `.
///
/// `count` gives the tokens of a text on its own, with a start token if the tokenizer puts one; `max_length` is the
/// longest length in tokens, to which texts are cut or padded. Where the pieces have not as many tokens as the whole text,
/// nothing is learned.
///
/// Quirk `two_tokens_off` (80): the original's offset fits LLaMA's tokenizer alone. `ToolBench` mode always uses it;
/// `Fixed` the one that is given. `Fixed` also keeps padding from being learned.
pub fn labels(
    template: Template<'_>,
    text: &str,
    max_length: usize,
    count: &dyn Fn(&str) -> usize,
    offset: PromptOffset,
    fidelity: Fidelity,
) -> Labels {
    let fixed = fidelity == Fidelity::Fixed;
    let offset = match offset {
        PromptOffset::StartToken if fixed => count(""),
        PromptOffset::StartToken | PromptOffset::Llama => 2,
    };
    let token_count = count(text);
    let attention_length = token_count.min(max_length);
    let mut learned = vec![true; max_length];
    let mut ignore = |start: usize, end: isize| {
        let range = slice_range(max_length, isize::try_from(start).unwrap_or(isize::MAX), end);
        learned[range].fill(false);
    };
    let mut at = 1;
    ignore(0, 1);
    let reply = format!("{}Assistant: ", template.separator());
    for piece in text.split(END).filter(|piece| !piece.is_empty()) {
        let prompt = piece.rfind(&reply).map_or("", |found| &piece[..found + reply.len()]);
        ignore(at, signed(at) + signed(count(prompt)) - signed(offset));
        at += count(piece);
    }
    ignore(at, signed(max_length));
    let mismatch = at < max_length && at != attention_length;
    if fixed {
        ignore(attention_length, signed(max_length));
    }
    let trained = if mismatch { Vec::new() } else { spans(&learned) };
    Labels { token_count, attention_length, trained }
}

fn signed(count: usize) -> isize {
    isize::try_from(count).unwrap_or(isize::MAX)
}

/// Where `learned` holds.
fn spans(learned: &[bool]) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start = None;
    for (place, learned) in learned.iter().copied().chain([false]).enumerate() {
        match (learned, start) {
            (true, None) => start = Some(place),
            (false, Some(from)) => {
                out.push(from..place);
                start = None;
            }
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A start token, a token for each character, one for `</s>`.
    fn toy(text: &str) -> usize {
        1 + text.chars().count() - 3 * text.matches(END).count()
    }

    #[track_caller]
    fn check(text: &str, max_length: usize, toolbench: &[(usize, usize)], fixed: &[(usize, usize)]) {
        let trained = |fidelity| -> Vec<(usize, usize)> {
            let found = labels(Template::SingleRound, text, max_length, &toy, PromptOffset::StartToken, fidelity);
            found.trained.iter().map(|span| (span.start, span.end)).collect()
        };
        assert_eq!(trained(Fidelity::ToolBench), toolbench);
        assert_eq!(trained(Fidelity::Fixed), fixed);
    }

    /// By hand: start token 0, `User: éé` and a new line 1 to 9, `Assistant: ` 10 to 20, `ab` 21 and 22, `</s>` 23.
    #[test]
    fn two_tokens_off() {
        let text = "User: éé\nAssistant: ab</s>";
        assert_eq!(toy(text), 24);
        // Two off instead of one: the blank before the reply is learned too.
        check(text, 24, &[(20, 24)], &[(21, 24)]);
        check(text, 30, &[(20, 24)], &[(21, 24)]);
        // Cut inside the reply.
        check(text, 22, &[(20, 22)], &[(21, 22)]);
    }

    #[test]
    fn only_the_last_reply_is_learned() {
        let text = "Assistant: a\nAssistant: b\nAssistant: c</s>";
        // 1 start token, then 13 + 13 + 11 characters before the last reply.
        check(text, 50, &[(37, 40)], &[(38, 40)]);
    }

    #[test]
    fn an_end_inside_makes_pieces_of_their_own() {
        // Pieces `User: a` (8 tokens with its start, places 1 to 8) and `b\nAssistant: c` (15, places 9 to 23).
        let text = "User: a</s>b\nAssistant: c</s>";
        assert_eq!(toy(text), 24);
        // A piece without a reply has an empty prompt, which is one start token: nothing of it is left out.
        check(text, 24, &[(1, 9), (21, 24)], &[(1, 9), (22, 24)]);
    }

    #[test]
    fn pieces_that_do_not_add_up_leave_the_text_out() {
        // A last turn without an end has one token less than its piece counts.
        check("User: a\nAssistant: b", 30, &[], &[]);
        check("", 30, &[], &[]);
    }

    #[test]
    fn counts_are_told() {
        let found = labels(Template::SingleRound, "abc</s>", 3, &toy, PromptOffset::Llama, Fidelity::Fixed);
        assert_eq!((found.token_count, found.attention_length), (5, 3));
        let old = Template::ToolLlama { preamble: "" };
        let found = labels(old, "Human: a Assistant: b</s>", 40, &toy, PromptOffset::StartToken, Fidelity::Fixed);
        // 1 + `Human: a` + ` Assistant: ` = 21.
        assert_eq!(found.trained, [Range { start: 21, end: 23 }]);
    }
}
