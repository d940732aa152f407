//! Models that know no function calls, spoken to in one text (see [`domain::toolllama`](crate::domain::toolllama)),
//! behind servers of OpenAI's form: the text is one message of a chat, or the prompt of a plain completion.
//!
//! Always in the `Fixed` mode and with the texts that ship.

use crate::domain::chat::{ChatRequest, Delta, Message, ModelError};
use crate::domain::toolllama::{
    Completion, TextModel, completion as complete, default_texts, read_message, read_reply,
};
use crate::domain::trace::Fidelity;
use crate::formats::openai::{self, request::sampling};
use crate::formats::provider::reader::Assemble;
use crate::formats::provider::reply::{Draft, Finish, Reply, has_broken_call};
use crate::formats::provider::{Dialect, HttpRequest, base_url};
use serde_json::{Map, Value, json};

/// The text as one message, for servers that put their own template around it.
pub(in crate::formats) fn chat(
    base: &str,
    model: &str,
    chat: &ChatRequest,
    dialect: Dialect,
) -> Result<HttpRequest, ModelError> {
    let text = prompt(chat)?;
    let messages = json!([{"role": "user", "content": text.prompt}]);
    let body = body(model, ("messages", messages), chat, &text, dialect);
    Ok(HttpRequest::post(base_url::chat_completions(base), &Value::Object(body)))
}

/// The text as it stands, to be gone on with up to where a turn ends.
pub(in crate::formats) fn completion(
    base: &str,
    model: &str,
    chat: &ChatRequest,
    dialect: Dialect,
) -> Result<HttpRequest, ModelError> {
    let text = prompt(chat)?;
    let mut body = body(model, ("prompt", json!(text.prompt)), chat, &text, dialect);
    body.insert("stop".to_owned(), json!([text.stop]));
    Ok(HttpRequest::post(format!("{base}/completions"), &Value::Object(body)))
}

fn prompt(chat: &ChatRequest) -> Result<Completion, ModelError> {
    // Only texts that were damaged at build time, or `ToolBench` mode, fail here.
    let failed = |error: &dyn std::fmt::Display| ModelError::ServerError {
        status: 0,
        wait_ms: None,
        message: error.to_string(),
    };
    let texts = default_texts().map_err(|e| failed(&e))?;
    complete(TextModel::ToolLlama, &chat.messages, &chat.functions, &texts, Fidelity::Fixed).map_err(|e| failed(&e))
}

/// What the request asks for counts; else what the original asks for.
fn body(
    model: &str,
    (key, text): (&str, Value),
    chat: &ChatRequest,
    defaults: &Completion,
    dialect: Dialect,
) -> Map<String, Value> {
    let mut out = Map::new();
    out.insert("model".to_owned(), json!(model));
    out.insert(key.to_owned(), text);
    let max_tokens = chat.max_tokens.unwrap_or(defaults.max_tokens);
    sampling(&mut out, Some(max_tokens), Some(chat.temperature.unwrap_or(defaults.temperature)), dialect);
    out
}

/// Reads the text, and at its end the thought and the call in it.
#[derive(Debug)]
pub(in crate::formats) struct Assembler {
    inner: openai::Assembler,
    /// The conversation's text, for an estimate of its tokens.
    prompt: String,
}

impl Assembler {
    /// For a reply to `chat`.
    pub(in crate::formats) fn new(chat: &ChatRequest) -> Self {
        let prompt = prompt(chat).map(|text| text.prompt).unwrap_or_default();
        Self { inner: openai::Assembler::default(), prompt }
    }
}

impl Assemble for Assembler {
    fn push_value(&mut self, value: Value, deltas: &mut Vec<Delta>) -> Result<(), ModelError> {
        self.inner.push_value(value, deltas)
    }

    fn push_whole(&mut self, value: Value) -> Result<(), ModelError> {
        self.inner.push_whole(value)
    }

    fn end(&mut self) {
        self.inner.end();
    }

    fn is_done(&self) -> bool {
        self.inner.is_done()
    }

    fn has_message(&self) -> bool {
        self.inner.has_message()
    }

    fn partial(&self) -> Option<Box<Message>> {
        let text = self.inner.text();
        (!text.is_empty()).then(|| Box::new(read_message(text, Fidelity::Fixed)))
    }

    fn finish(self: Box<Self>) -> Result<Reply, ModelError> {
        let draft = match self.inner.end_of_stream() {
            Err(ModelError::StreamCut { partial: Some(partial) }) => {
                let text = partial.content.unwrap_or_default();
                let partial = Some(Box::new(read_message(&text, Fidelity::Fixed)));
                return Err(ModelError::StreamCut { partial });
            }
            other => other?,
        };
        // Declined, filtered or cut before anything was said: as with any other model.
        let text = draft.text.clone();
        let mut reply = Draft { calls: Vec::new(), ..draft }.reply()?;
        if text.is_empty() {
            return Ok(reply);
        }
        let read = read_reply(TextModel::ToolLlama, &self.prompt, &text, reply.usage, Fidelity::Fixed);
        if reply.finish == Finish::Length && has_broken_call(&read.message) {
            return Err(ModelError::OutputCut { partial: Some(Box::new(read.message)) });
        }
        if reply.finish == Finish::Stop && read.message.function_call.is_some() {
            reply.finish = Finish::Call;
        }
        reply.message = read.message;
        reply.usage = Some(read.usage);
        Ok(reply)
    }
}
