//! One request to a text model and what comes of it.

use super::TextModel;
use super::prompt::{PromptError, prompt};
use super::react::read_message;
use super::texts::TextPrompts;
use crate::domain::chat::{ChatRequest, FunctionSpec, Message, ModelReply, Role, Usage};
use crate::domain::trace::Fidelity;

/// What is asked of a completion endpoint (ToolBench `tool_llama_model.py` and `davinci_model.py`, `prediction`).
#[derive(Clone, Debug, PartialEq)]
pub struct Completion {
    /// What the model goes on with.
    pub prompt: String,
    /// It ends before this text.
    pub stop: &'static str,
    /// Sampling temperature.
    pub temperature: f32,
    /// The most tokens that it may write.
    pub max_tokens: u32,
}

/// The request for a conversation.
///
/// # Errors
/// [`PromptError`], in `ToolBench` mode alone.
pub fn completion(
    model: TextModel,
    messages: &[Message],
    functions: &[FunctionSpec],
    texts: &TextPrompts,
    fidelity: Fidelity,
) -> Result<Completion, PromptError> {
    let stop = match model {
        TextModel::ToolLlama => "</s>",
        TextModel::Davinci => "End Action",
    };
    Ok(Completion {
        prompt: prompt(model, messages, functions, texts, fidelity)?,
        stop,
        temperature: 0.5,
        max_tokens: 512,
    })
}

/// The reply that a text is. `reported` are the endpoint's own token counts, if it gave any.
///
/// Quirk `toolllama_tokens` (78): in `ToolBench` mode every request to ToolLLaMA counts 2 tokens, which is the number of
/// fields of what the tokenizer returned; `Fixed` counts what was reported, or estimates.
pub fn read_reply(
    model: TextModel,
    prompt: &str,
    text: &str,
    reported: Option<Usage>,
    fidelity: Fidelity,
) -> ModelReply {
    let usage = match (model, fidelity) {
        (TextModel::ToolLlama, Fidelity::ToolBench) => Usage { prompt: 0, completion: 2, estimated: false },
        _ => reported.unwrap_or_else(|| {
            let request = ChatRequest { messages: vec![Message::text(Role::User, prompt)], ..ChatRequest::default() };
            Usage::estimate(&request, &Message::text(Role::Assistant, text))
        }),
    };
    ModelReply::new(read_message(text, fidelity), usage)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::toolllama::default_texts;

    #[test]
    fn toolllama_tokens() {
        let count = |model, fidelity, reported| read_reply(model, "12345678", "1234", reported, fidelity).usage;
        let reported = Some(Usage { prompt: 7, completion: 4, estimated: false });
        assert_eq!(count(TextModel::ToolLlama, Fidelity::ToolBench, reported).total(), 2);
        assert_eq!(count(TextModel::ToolLlama, Fidelity::Fixed, reported).total(), 11);
        assert_eq!(count(TextModel::Davinci, Fidelity::ToolBench, reported).total(), 11);
        // Four characters a token: 8 and 4.
        let estimate = Usage { prompt: 2, completion: 1, estimated: true };
        assert_eq!(count(TextModel::ToolLlama, Fidelity::Fixed, None), estimate);
    }

    #[test]
    fn a_request_stops_where_its_models_texts_end() {
        let texts = default_texts().unwrap();
        let ask = |model| completion(model, &[], &[], &texts, Fidelity::Fixed).unwrap();
        assert_eq!(ask(TextModel::ToolLlama).stop, "</s>");
        assert_eq!(ask(TextModel::Davinci).stop, "End Action");
        assert_eq!(ask(TextModel::ToolLlama).prompt, "Assistant:\n");
    }
}
