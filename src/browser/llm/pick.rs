//! Which model answers, as the page keeps a choice: one short text.

use std::fmt::{self, Display, Formatter};

/// A choice of model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ModelPick {
    /// `planner`: the practice planner.
    Planner,
    /// `person`: whoever sits at the page.
    Person,
    /// `recorded:<run id>`: the replies of a stored run. The id is empty where no run was chosen yet.
    Recorded(String),
    /// `builtin`: the model that the browser brings along.
    BuiltIn,
    /// The id of a connection, which is a UUID: any other text.
    Connection(String),
}

impl ModelPick {
    /// `planner`.
    pub const PLANNER: &'static str = "planner";
    /// `person`.
    pub const PERSON: &'static str = "person";
    /// `builtin`.
    pub const BUILT_IN: &'static str = "builtin";
    /// `recorded:`, before the run's id.
    pub const RECORDED: &'static str = "recorded:";

    /// Reads a choice. No text is wrong: what is no word of ours may be the id of a connection.
    pub fn parse(text: &str) -> Self {
        match text {
            Self::PLANNER => Self::Planner,
            Self::PERSON => Self::Person,
            Self::BUILT_IN => Self::BuiltIn,
            _ => text
                .strip_prefix(Self::RECORDED)
                .map_or_else(|| Self::Connection(text.to_owned()), |run| Self::Recorded(run.to_owned())),
        }
    }

    /// True where replies come at once, so that a run is worth slowing down for whoever watches it.
    pub const fn is_instant(&self) -> bool {
        matches!(self, Self::Planner | Self::Recorded(_))
    }

    /// True where tokens may cost money.
    pub const fn may_cost(&self) -> bool {
        matches!(self, Self::Connection(_))
    }
}

impl Display for ModelPick {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Planner => f.write_str(Self::PLANNER),
            Self::Person => f.write_str(Self::PERSON),
            Self::BuiltIn => f.write_str(Self::BUILT_IN),
            Self::Recorded(run) => write!(f, "{}{run}", Self::RECORDED),
            Self::Connection(id) => f.write_str(id),
        }
    }
}
