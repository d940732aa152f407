//! The pieces of a reply, handed on without a key that the endpoint may have put into them.

use super::{Delta, FunctionCall};
use crate::domain::redact::{Sieve, redact};

/// One reply while it arrives. Each text is searched by itself, also across its pieces. Has no `Debug`, because it holds
/// the key.
#[derive(Clone)]
pub struct DeltaSieve {
    secret: String,
    mark: &'static str,
    text: Sieve,
    reasoning: Sieve,
    arguments: Sieve,
    /// In a text that was put together of pieces before it came here.
    found: bool,
}

impl DeltaSieve {
    /// Takes `secret` out and puts `mark` in its place.
    pub fn new(secret: &str, mark: &'static str) -> Self {
        let sieve = Sieve::new(secret.to_owned(), mark);
        Self {
            secret: secret.to_owned(),
            mark,
            text: sieve.clone(),
            reasoning: sieve.clone(),
            arguments: sieve,
            found: false,
        }
    }

    /// What can be shown now that a piece has come.
    pub fn pass(&mut self, delta: &Delta) -> Option<Delta> {
        Some(match delta {
            Delta::Text(piece) => Delta::Text(shown(self.text.pass(piece))?),
            Delta::Reasoning(piece) => Delta::Reasoning(shown(self.reasoning.pass(piece))?),
            Delta::CallArguments(piece) => Delta::CallArguments(shown(self.arguments.pass(piece))?),
            // These two come whole.
            Delta::CallName(name) => Delta::CallName(self.without(name)),
            Delta::ExtraCall(call) => {
                let (name, arguments) = (self.without(&call.name), self.without(&call.arguments));
                Delta::ExtraCall(FunctionCall { name, arguments })
            }
            // No piece of the reply, and clean already.
            Delta::Again(_) => delta.clone(),
        })
    }

    /// What was held back, now that nothing more comes: all of it where the reply is `whole`, else only what says
    /// nothing of the key.
    pub fn rest(&mut self, whole: bool) -> Vec<Delta> {
        let rest = |sieve: &mut Sieve| shown(if whole { sieve.rest() } else { sieve.rest_of_cut() });
        let text = rest(&mut self.text).map(Delta::Text);
        let reasoning = rest(&mut self.reasoning).map(Delta::Reasoning);
        let arguments = rest(&mut self.arguments).map(Delta::CallArguments);
        [text, reasoning, arguments].into_iter().flatten().collect()
    }

    /// The key was there in more than one piece, perhaps: what was kept of the wire holds it too.
    pub const fn was_split(&self) -> bool {
        self.found || self.text.was_split() || self.reasoning.was_split() || self.arguments.was_split()
    }

    fn without(&mut self, text: &str) -> String {
        let clean = redact(text, &self.secret, self.mark);
        self.found |= clean != text;
        clean
    }
}

fn shown(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_text_is_searched_by_itself_across_its_pieces() {
        let mut sieve = DeltaSieve::new("sk-secret", "[key]");
        let text = |piece: &str| Delta::Text(piece.to_owned());
        let reasoning = |piece: &str| Delta::Reasoning(piece.to_owned());
        let arguments = |piece: &str| Delta::CallArguments(piece.to_owned());
        let pieces = [
            text("Your key is sk-se"),
            reasoning("sk"),
            arguments("{\"key\": \"sk-sec"),
            text("cret."),
            reasoning("y"),
            Delta::CallName("send_sk-secret".to_owned()),
            arguments("ret\"}sk"),
        ];
        let mut told: Vec<Delta> = pieces.iter().filter_map(|piece| sieve.pass(piece)).collect();
        told.extend(sieve.rest(true));
        let expect = [
            text("Your key is "),
            arguments("{\"key\": \""),
            text("[key]."),
            reasoning("sky"),
            Delta::CallName("send_[key]".to_owned()),
            arguments("[key]\"}"),
            arguments("sk"),
        ];
        assert_eq!(told, expect);
        assert!(sieve.was_split());
        let mut whole = DeltaSieve::new("sk-secret", "[key]");
        assert_eq!(whole.pass(&text("It is sk-secret.")), Some(text("It is [key].")));
        assert!(!whole.was_split());
    }
}
