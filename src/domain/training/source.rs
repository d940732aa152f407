//! The part of an answer file that training data is made of (ToolBench `answer_generation`).

/// What a search found, and the messages that led there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerFile {
    /// `valid_data`: false where nothing was found; such a file gives no training data.
    pub valid_data: bool,
    /// `query`: the question.
    pub query: String,
    /// `function`: the offered functions as Python text.
    pub functions: String,
    /// `train_messages`: for each call on the way to the answer, the messages up to and with it.
    pub train_messages: Vec<Vec<Said>>,
}

/// One message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// `system`, `user`, `assistant`, `function`; others are kept as they are.
    pub role: String,
    /// Its text.
    pub content: Content,
    /// The call that it makes.
    pub function_call: Option<Called>,
}

/// The text of a message. Upstream takes an absent one for a damaged file, but not a `null`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// There is no `content`.
    Absent,
    /// It is `null`.
    Null,
    /// It is text.
    Text(String),
}

/// A function call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Called {
    /// Name of the function.
    pub name: String,
    /// Its arguments as text.
    pub arguments: String,
}
