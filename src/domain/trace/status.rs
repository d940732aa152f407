//! Status of an API call, with ToolBench's numbers as its code returns them (`rapidapi.py`, `_step`).

use crate::domain::json::{FromJson, Misfit, inside_serde};
use serde::Serialize;
use serde_json::Value;

/// What became of a function call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(into = "i8")]
pub enum StatusCode {
    /// -1: the model request itself failed for good.
    ModelFailed,
    /// 0: an observation came.
    Normal,
    /// 1: the model called a function that was not offered.
    NoSuchFunction,
    /// 2: the arguments cannot be used.
    InputError,
    /// 3: `Finish` with `give_answer`.
    FinalAnswer,
    /// 4: `Finish` with `give_up_and_restart`.
    GaveUp,
    /// 5: no answer in time.
    Timeout,
    /// 6: the API is not working.
    NotWorking,
    /// 7: unauthorized (upstream's docstring swaps 7 and 8; its code does not).
    Unauthorized,
    /// 8: not subscribed.
    NotSubscribed,
    /// 9: too many requests.
    TooManyRequests,
    /// 10: rate limit per minute.
    RateLimited,
    /// 11: the API answered with an error message.
    MessageError,
    /// 12: the request failed.
    RequestFailed,
}

impl StatusCode {
    /// All of them, by number.
    pub const ALL: [Self; 14] = [
        Self::ModelFailed,
        Self::Normal,
        Self::NoSuchFunction,
        Self::InputError,
        Self::FinalAnswer,
        Self::GaveUp,
        Self::Timeout,
        Self::NotWorking,
        Self::Unauthorized,
        Self::NotSubscribed,
        Self::TooManyRequests,
        Self::RateLimited,
        Self::MessageError,
        Self::RequestFailed,
    ];

    /// ToolBench's number.
    pub const fn number(self) -> i8 {
        self as i8 - 1
    }

    /// True for a call that gave nothing to build on: neither an observation nor an ending.
    pub const fn is_failure(self) -> bool {
        !matches!(self, Self::Normal | Self::FinalAnswer | Self::GaveUp)
    }
}

impl From<StatusCode> for i8 {
    fn from(code: StatusCode) -> Self {
        code.number()
    }
}

impl FromJson for StatusCode {
    fn from_json(value: Option<Value>) -> Result<Self, Misfit> {
        let number = value.as_ref().and_then(Value::as_i64);
        let code = Self::ALL.into_iter().find(|s| number == Some(s.number().into()));
        code.ok_or_else(|| Misfit::new("the number of a status", value.as_ref()))
    }
}

inside_serde!(StatusCode);
