//! Conversations as the original's text models see them: with every diversity prompt that was ever added on the way.
//!
//! Quirk `stale_diversity_prompts` (77): ToolBench marks a diversity prompt as invalid once it was asked with, and its
//! chat models leave marked messages out, but `tool_llama_model.py` and `davinci_model.py` (`parse`) do not look at the
//! mark. Checkpoints are used to it. Who wants them left out sends the messages of the search as they are.

use crate::domain::chat::Message;
use crate::domain::trace::{AskId, NodeId, Tree};
use std::collections::BTreeMap;

/// The conversations of one run. Has to see every request of it, in order.
#[derive(Clone, Debug, Default)]
pub struct Unfiltered {
    asks: BTreeMap<AskId, Ask>,
}

/// A request, as what it adds to the one before it on its branch: texts are held once.
#[derive(Clone, Debug)]
struct Ask {
    before: Option<AskId>,
    added: Vec<Message>,
    /// Length of the node's own conversation, without diversity prompts.
    plain: usize,
}

impl Unfiltered {
    /// Takes in the request `ask` at `node` and gives all messages to send. `messages` are those of the search, of which
    /// the first `plain` are the node's conversation and the others, if any, the diversity prompt.
    pub fn messages(
        &mut self,
        tree: &Tree,
        ask: AskId,
        node: NodeId,
        messages: &[Message],
        plain: usize,
    ) -> Vec<Message> {
        let at = tree.node(node);
        // The last request at this node that became a child, else the request that made the node.
        let again = at.and_then(|n| n.children.last()).and_then(|child| tree.node(*child)?.ask);
        let (before, known) = match again.or_else(|| at?.ask).and_then(|id| Some((id, self.asks.get(&id)?))) {
            Some((id, _)) if again == Some(id) => (Some(id), plain),
            Some((id, before)) => (Some(id), before.plain),
            None => (None, 0),
        };
        let added = messages.get(known..).unwrap_or_default().to_vec();
        self.asks.insert(ask, Ask { before, added, plain });
        self.collect(ask)
    }

    fn collect(&self, ask: AskId) -> Vec<Message> {
        let mut pieces: Vec<&Ask> = Vec::new();
        let mut next = self.asks.get(&ask);
        // A request comes after the one that it builds on, so this ends.
        while let Some(ask) = next {
            pieces.push(ask);
            next = ask.before.and_then(|id| self.asks.get(&id));
        }
        pieces.into_iter().rev().flat_map(|ask| ask.added.iter().cloned()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::chat::{Beside, Role, Usage};
    use crate::domain::trace::NodeKind;
    use crate::domain::trace::event::{AttemptStarted, Event, EventBody, ModelAsked, ModelReplied, NodeAdded};

    /// A tree that grows by hand, and the conversation of each node as the search would send it.
    #[derive(Default)]
    struct Run {
        tree: Tree,
        unfiltered: Unfiltered,
    }

    impl Run {
        fn apply(&mut self, body: EventBody) {
            let seq = u32::try_from(self.tree.applied).unwrap();
            self.tree.apply(&Event { seq, at_ms: 0, body });
        }

        /// Asks at `node` with `plain` messages and a diversity prompt, and adds the thought that comes of it.
        fn ask(&mut self, ask: u32, node: u32, plain: &[&str], diversity: Option<&str>) -> String {
            let (ask, node) = (AskId(ask), NodeId(node));
            if self.tree.nodes.is_empty() {
                self.apply(EventBody::AttemptStarted(AttemptStarted { attempt: 1 }));
            }
            let texts: Vec<Message> =
                plain.iter().copied().chain(diversity).map(|text| Message::text(Role::User, text)).collect();
            self.apply(EventBody::ModelAsked(ModelAsked { ask, node, child: 1, diverse: diversity.is_some() }));
            let sent = self.unfiltered.messages(&self.tree, ask, node, &texts, plain.len());
            let (message, usage, beside) = (Message::text(Role::Assistant, "t"), Usage::default(), Beside::default());
            self.apply(EventBody::ModelReplied(ModelReplied { ask, message, usage, beside }));
            let child = NodeId(u32::try_from(self.tree.nodes.len()).unwrap());
            self.apply(EventBody::NodeAdded(NodeAdded { node: child, parent: node, kind: NodeKind::Thought, ask }));
            sent.into_iter().filter_map(|message| message.content).collect::<Vec<_>>().join(" ")
        }
    }

    #[test]
    fn stale_diversity_prompts() {
        let mut run = Run::default();
        assert_eq!(run.ask(0, 0, &["q"], None), "q");
        assert_eq!(run.ask(1, 1, &["q", "a"], None), "q a");
        // Back at the root: the prompt stays there, and below the child that was asked for with it.
        assert_eq!(run.ask(2, 0, &["q"], Some("D1")), "q D1");
        assert_eq!(run.ask(3, 3, &["q", "b"], None), "q D1 b");
        assert_eq!(run.ask(4, 0, &["q"], Some("D2")), "q D1 D2");
        assert_eq!(run.ask(5, 5, &["q", "c"], None), "q D1 D2 c");
        assert_eq!(run.ask(6, 5, &["q", "c"], Some("D3")), "q D1 D2 c D3");
        // The first branch was there before any of them.
        assert_eq!(run.ask(7, 2, &["q", "a", "e"], None), "q a e");
    }

    #[test]
    fn a_run_that_was_not_seen_from_its_start_is_sent_as_it_is() {
        let mut run = Run::default();
        run.ask(0, 0, &["q"], None);
        run.unfiltered = Unfiltered::default();
        assert_eq!(run.ask(1, 1, &["q", "a"], Some("D")), "q a D");
    }
}
