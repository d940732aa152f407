//! Models that know no function calls and are spoken to in one text: ToolLLaMA's protocol (paper section 3.1, appendix
//! A.4; ToolBench `tool_llama_model.py`) and the zero-shot text for completion models (`davinci_model.py`).
//!
//! One request: [`prompt`] turns messages and functions into a text, the model goes on with it, and [`read_reply`] turns
//! what it wrote into a message with a thought and a call. [`Unfiltered`] keeps the old diversity prompts that the
//! original's text models see.

mod history;
mod prompt;
mod react;
mod reply;
mod texts;
mod zero_shot;

pub use history::Unfiltered;
pub use prompt::{PromptError, functions_text, prompt, system_message};
pub use react::{React, parse_react, read_message};
pub use reply::{Completion, completion, read_reply};
pub use texts::{TextPrompts, TextsError, ToolLlamaPrompts, ZeroShotPrompts, default_texts};

/// How a text model is spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextModel {
    /// A checkpoint that was trained on ToolLLaMA's conversations.
    ToolLlama,
    /// A completion model that has only what the prompt tells it.
    Davinci,
}
