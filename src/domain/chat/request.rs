//! What is asked of a model, and the pieces in which its reply arrives.

use super::{FunctionCall, FunctionSpec, Message, ModelError, ModelReply, Usage};
use serde::Serialize;

/// One request to a model.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ChatRequest {
    /// The conversation so far, oldest first.
    pub messages: Vec<Message>,
    /// Functions that the model may call; empty for plain text.
    pub functions: Vec<FunctionSpec>,
    /// The most tokens that the reply may hold; `None` leaves it to the endpoint.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_tokens: Option<u32>,
    /// Sampling temperature, 0 to 2; `None` leaves it to the endpoint.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub temperature: Option<f32>,
}

/// A piece of a reply while it arrives. Shown live, never stored: the whole reply is what counts. Between worker and
/// page it is an object of one field, named for the kind of piece.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Delta {
    /// More of the answer's or thought's text.
    Text(String),
    /// More of the reasoning that some models show beside their reply; not part of the conversation.
    Reasoning(String),
    /// The name of the function called.
    CallName(String),
    /// More of the call's arguments (JSON text).
    CallArguments(String),
    /// A further call of the same reply. The search makes one call a step, so it is not performed.
    ExtraCall(FunctionCall),
    /// The endpoint refused the request in this form, and it is made in another one at once: what came before counts no
    /// more. Told in the page alone.
    Again(Box<ModelError>),
}

/// About how many characters of an alphabet make one token, where a provider reports nothing. A character of Chinese,
/// Japanese or Korean makes about one by itself.
const CHARS_A_TOKEN: u64 = 4;

impl ChatRequest {
    /// About how many tokens it is: messages and functions.
    pub fn estimated_tokens(&self) -> u64 {
        let messages: u64 = self.messages.iter().map(message_chars).sum();
        let functions: u64 = self
            .functions
            .iter()
            .map(|f| chars(&f.name) + chars(&f.description) + chars(&f.parameters.to_string()))
            .sum();
        (messages + functions).div_ceil(CHARS_A_TOKEN)
    }
}

impl Usage {
    /// The estimate for a request and its reply whose provider reported no tokens.
    pub fn estimate(request: &ChatRequest, reply: &Message) -> Self {
        Self {
            prompt: request.estimated_tokens(),
            completion: message_chars(reply).div_ceil(CHARS_A_TOKEN),
            estimated: true,
        }
    }
}

/// Characters of an alphabet; another script's count as so many of them as make one token.
fn chars(text: &str) -> u64 {
    text.chars().map(|c| if is_wide(c) { CHARS_A_TOKEN } else { 1 }).sum()
}

/// Chinese, Japanese and Korean characters, and their punctuation.
const fn is_wide(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{9fff}' | '\u{a960}'..='\u{a97f}' | '\u{ac00}'..='\u{d7ff}'
        | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}')
}

fn message_chars(message: &Message) -> u64 {
    let call = message.function_call.as_ref().map_or(0, |c| chars(&c.name) + chars(&c.arguments));
    call + message.content.as_deref().map_or(0, chars) + message.name.as_deref().map_or(0, chars)
}

impl ModelReply {
    /// A reply whose tokens are estimated.
    pub fn estimated(request: &ChatRequest, message: Message) -> Self {
        let usage = Usage::estimate(request, &message);
        Self::new(message, usage)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::chat::Role;

    #[test]
    fn four_letters_or_one_chinese_character_are_about_a_token() {
        let tokens = |text: &str| {
            let messages = vec![Message::text(Role::User, text)];
            ChatRequest { messages, ..ChatRequest::default() }.estimated_tokens()
        };
        assert_eq!((tokens(""), tokens("abcd"), tokens("abcde"), tokens("éàüß")), (0, 1, 2, 1));
        assert_eq!((tokens("今天天气怎么样？"), tokens("きょう"), tokens("오늘"), tokens("今天ab")), (8, 3, 2, 3));
    }
}
