//! A conversation that a model cannot read whole is made shorter by a stated rule.
//!
//! Texts are cut one after the other until the estimated tokens have fallen to the target:
//!
//! 1. observations, oldest first, but not the last one;
//! 2. texts that the search added after the question (diversity prompts);
//! 3. the last observation;
//! 4. the question and the system message, but not in one go with others: they hold what the model is to do, so what is
//!    short enough without them is to be tried first.
//!
//! A cut text keeps its first [`KEPT`] characters and says how many were left out. What the model itself said, and the
//! offered functions, stay whole. A text is cut once at most, and never into a longer one.

use super::{ChatRequest, Message, Role};

/// Characters that a cut text keeps.
pub const KEPT: usize = 200;
/// Texts up to this length stay: cutting them would win nothing.
const WORTH: usize = 320;
/// Of a model's context, this much is left for its reply, in tokens, where the request does not say.
const RESERVE: u64 = 1_024;

/// A request that was made shorter.
#[derive(Clone, Debug, PartialEq)]
pub struct Shortened {
    /// What to ask now.
    pub request: ChatRequest,
    /// Observations that were cut now.
    pub observations: u32,
    /// Other texts that were cut now.
    pub others: u32,
    /// Estimated tokens before.
    pub from_tokens: u64,
    /// Estimated tokens after; above the target where nothing is left to cut, or only question and system message are.
    pub to_tokens: u64,
}

/// How many tokens a request may have: what a model reads, without a reserve for its reply (the longest that is asked for,
/// up to half of the context; else [`RESERVE`], up to a quarter); else three quarters of what was refused. The smaller of
/// both where both are known; `None` where neither is.
pub fn target_tokens(context: Option<u64>, refused: Option<u64>, max_reply: Option<u32>) -> Option<u64> {
    let fits = context.map(|context| {
        let reserve = match max_reply {
            Some(most) => u64::from(most).min(context / 2),
            None => RESERVE.min(context / 4),
        };
        context - reserve
    });
    let less = refused.map(|tokens| tokens / 4 * 3 + tokens % 4 * 3 / 4);
    match (fits, less) {
        (Some(fits), Some(less)) => Some(fits.min(less)),
        (fits, less) => fits.or(less),
    }
}

/// Cuts texts until at most `target` tokens are left, by the rule above. `None` where that many are left already, or
/// nothing is left to cut.
pub fn shorten(request: &ChatRequest, target: u64) -> Option<Shortened> {
    let mut short = request.clone();
    let from_tokens = request.estimated_tokens();
    let (mut to_tokens, mut observations, mut others) = (from_tokens, 0, 0);
    let mut cut_essential = false;
    for index in order(&request.messages) {
        let essential = is_essential(&request.messages, index);
        if to_tokens <= target || (essential && observations + others > 0 && !cut_essential) {
            break;
        }
        let message = &mut short.messages[index];
        let Some(text) = message.content.as_deref().and_then(cut) else { continue };
        message.content = Some(text);
        cut_essential |= essential;
        *(if message.role == Role::Function { &mut observations } else { &mut others }) += 1;
        to_tokens = short.estimated_tokens();
    }
    (to_tokens < from_tokens).then_some(Shortened { request: short, observations, others, from_tokens, to_tokens })
}

/// The system message and the question.
fn is_essential(messages: &[Message], index: usize) -> bool {
    let question = messages.iter().position(|m| m.role == Role::User);
    messages[index].role == Role::System || Some(index) == question
}

/// Indices of the messages that may be cut, in that order.
fn order(messages: &[Message]) -> Vec<usize> {
    let last = messages.iter().rposition(|m| m.role == Role::Function);
    let question = messages.iter().position(|m| m.role == Role::User);
    let all = |is: &dyn Fn(usize, &Message) -> bool| -> Vec<usize> {
        messages.iter().enumerate().filter(|(index, m)| is(*index, m)).map(|(index, _)| index).collect()
    };
    let mut out = all(&|index, m| m.role == Role::Function && Some(index) != last);
    out.extend(all(&|index, m| m.role == Role::User && Some(index) != question));
    out.extend(last.into_iter().chain(question));
    out.extend(all(&|_, m| m.role == Role::System));
    out
}

/// The start of a long text and our mark; `None` for a text that is not worth cutting.
fn cut(text: &str) -> Option<String> {
    let left_out = text.chars().count().checked_sub(KEPT).filter(|n| *n > WORTH - KEPT)?;
    let start: String = text.chars().take(KEPT).collect();
    Some(format!("{start}... [Toolgrove left out {left_out} more characters here so that the model can read it all]"))
}
