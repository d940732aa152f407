//! What is wrong at one place of a JSON document.

use serde_json::Value;
use std::fmt;
use thiserror::Error;

/// A value that is not what was expected there.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{}: expected {expected}, found {found}", self.path())]
pub struct Problem {
    /// From the innermost outwards, as it is met while an error travels up.
    segments: Vec<Segment>,
    /// What should stand there.
    pub expected: Expected,
    /// What stands there.
    pub found: Found,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Segment {
    Field(&'static str),
    Index(usize),
}

/// What a place in a file may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// An object.
    Object,
    /// A list of at most so many.
    List {
        /// Greatest length.
        most: usize,
    },
    /// Text of at most so many bytes of UTF-8.
    Text {
        /// Greatest length.
        most: usize,
    },
    /// Text of at most so many bytes of UTF-8, or `null`.
    TextOrNull {
        /// Greatest length.
        most: usize,
    },
    /// An id: 1 to 200 characters, no control characters, no white space at the ends.
    Id,
    /// A whole number in this range.
    Whole {
        /// Smallest.
        least: u64,
        /// Greatest.
        most: u64,
    },
    /// Lower-case hexadecimal digits, exactly so many.
    Hex {
        /// How many.
        digits: usize,
    },
    /// One of these words.
    OneOf(&'static [&'static str]),
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Object => write!(f, "an object"),
            Self::List { most } => write!(f, "a list of at most {most}"),
            Self::Text { most } => write!(f, "text of at most {most} bytes"),
            Self::TextOrNull { most } => write!(f, "text of at most {most} bytes, or null"),
            Self::Id => write!(f, "an id (1 to 200 characters, no control characters, no white space at the ends)"),
            Self::Whole { least, most } => write!(f, "a whole number from {least} to {most}"),
            Self::Hex { digits } => write!(f, "{digits} lower-case hexadecimal digits in quotes"),
            Self::OneOf(words) => write!(f, "one of {}", words.join(", ")),
        }
    }
}

/// What stands in a file, without its contents: they may be long, or not for everyone's eyes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// The field is absent.
    Nothing,
    /// `null`.
    Null,
    /// `true` or `false`.
    Truth,
    /// A number, as written, at most 30 characters of it.
    Number(String),
    /// Text of so many bytes.
    Text(usize),
    /// A list of so many.
    List(usize),
    /// An object.
    Object,
}

impl Found {
    fn of(value: Option<&Value>) -> Self {
        match value {
            None => Self::Nothing,
            Some(Value::Null) => Self::Null,
            Some(Value::Bool(_)) => Self::Truth,
            Some(Value::Number(n)) => Self::Number(n.to_string().chars().take(30).collect()),
            Some(Value::String(s)) => Self::Text(s.len()),
            Some(Value::Array(a)) => Self::List(a.len()),
            Some(Value::Object(_)) => Self::Object,
        }
    }
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => write!(f, "nothing"),
            Self::Null => write!(f, "null"),
            Self::Truth => write!(f, "true or false"),
            Self::Number(n) => write!(f, "the number {n}"),
            Self::Text(bytes) => write!(f, "text of {bytes} bytes that does not fit"),
            Self::List(n) => write!(f, "a list of {n}"),
            Self::Object => write!(f, "an object"),
        }
    }
}

impl Problem {
    pub(super) fn new(expected: Expected, found: Option<&Value>) -> Self {
        Self { segments: Vec::new(), expected, found: Found::of(found) }
    }

    pub(super) fn in_field(mut self, name: &'static str) -> Self {
        self.segments.push(Segment::Field(name));
        self
    }

    pub(super) fn at_index(mut self, index: usize) -> Self {
        self.segments.push(Segment::Index(index));
        self
    }

    /// Where, in the manner of JSONPath: `$.items[3].first.run_id`.
    pub fn path(&self) -> String {
        let mut out = String::from("$");
        for segment in self.segments.iter().rev() {
            match segment {
                Segment::Field(name) => {
                    out.push('.');
                    out.push_str(name);
                }
                Segment::Index(i) => {
                    out.push('[');
                    out.push_str(&i.to_string());
                    out.push(']');
                }
            }
        }
        out
    }
}
