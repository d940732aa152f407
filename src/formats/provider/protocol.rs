//! The ways of speaking to a model over the wire, and where each takes its key. Small and free of the rest: the page
//! needs no more of a protocol than this.

use crate::domain::connection::Headers;
use crate::domain::json::words;
use crate::formats::anthropic;
use serde::Serialize;

/// How an endpoint is spoken to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Protocol {
    /// OpenAI's chat completions, which most servers speak.
    #[default]
    OpenAi,
    /// Anthropic's messages.
    Anthropic,
    /// Gemini's own form, `generateContent`.
    Gemini,
    /// ToolLLaMA's text behind chat completions: the whole prompt as one message.
    #[serde(rename = "toolllama_chat")]
    ToolLlamaChat,
    /// ToolLLaMA's text behind plain completions.
    #[serde(rename = "toolllama_completion")]
    ToolLlamaCompletion,
    /// The model inside the browser (Prompt API). No address, no key.
    BuiltIn,
}

words!(Protocol {
    "openai" => OpenAi, "anthropic" => Anthropic, "gemini" => Gemini, "toolllama_chat" => ToolLlamaChat,
    "toolllama_completion" => ToolLlamaCompletion, "builtin" => BuiltIn,
});

/// Where the key of a request stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeySlot {
    /// `Authorization: Bearer …`.
    Bearer,
    /// The key alone in the header of this name.
    Named(&'static str),
}

impl Protocol {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 6] =
        [Self::OpenAi, Self::Anthropic, Self::Gemini, Self::ToolLlamaChat, Self::ToolLlamaCompletion, Self::BuiltIn];

    /// How long a reply may be that is asked for without saying; `None` where the server decides.
    pub const fn usual_reply_tokens(self) -> Option<u32> {
        match self {
            Self::Anthropic => Some(anthropic::MAX_TOKENS),
            _ => None,
        }
    }

    /// Functions are told of in the prompt, not in a field of the request.
    pub const fn in_prompt(self) -> bool {
        matches!(self, Self::ToolLlamaChat | Self::ToolLlamaCompletion | Self::BuiltIn)
    }

    /// Its name in stored connections; never changes once released.
    pub const fn word(self) -> &'static str {
        match self {
            Self::OpenAi => "openai",
            Self::Anthropic => "anthropic",
            Self::Gemini => "gemini",
            Self::ToolLlamaChat => "toolllama_chat",
            Self::ToolLlamaCompletion => "toolllama_completion",
            Self::BuiltIn => "builtin",
        }
    }

    /// The headers of its requests, for whoever has to allow them.
    pub const fn headers(self) -> Headers {
        match self {
            Self::Anthropic => Headers {
                key: "x-api-key",
                all: "Content-Type, x-api-key, anthropic-version, anthropic-dangerous-direct-browser-access",
            },
            Self::Gemini => Headers { key: "x-goog-api-key", all: "Content-Type, x-goog-api-key" },
            Self::OpenAi | Self::ToolLlamaChat | Self::ToolLlamaCompletion | Self::BuiltIn => Headers::USUAL,
        }
    }

    /// Where a key goes, if the endpoint takes one. Never into the URL.
    pub const fn key_slot(self) -> KeySlot {
        match self {
            Self::Anthropic => KeySlot::Named("x-api-key"),
            Self::Gemini => KeySlot::Named("x-goog-api-key"),
            Self::OpenAi | Self::ToolLlamaChat | Self::ToolLlamaCompletion | Self::BuiltIn => KeySlot::Bearer,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::json::FromJson;
    use serde_json::json;

    #[test]
    fn words_are_written_read_and_named_alike() {
        for protocol in Protocol::ALL {
            assert_eq!(serde_json::to_value(protocol).unwrap(), json!(protocol.word()));
            assert_eq!(Protocol::from_json(Some(json!(protocol.word()))), Ok(protocol));
        }
        assert!(Protocol::from_json(Some(json!("OpenAi"))).is_err());
    }
}
