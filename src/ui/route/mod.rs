//! Which page is shown, as a typed value in the address, on one path only.
//!
//! leptos_router is not used: it has no routing by query alone, and plain static hosts answer 404 for deep paths.
//! [`Route`] is the value, `query` its spelling, [`Router`] the history, [`Link`] a real `<a href="?page=…">`.

mod link;
mod query;
mod router;

pub use link::Link;
pub use router::{Router, provide_router, use_router};

use query::Query;

/// Everything that the address says. Reload and the back button lose none of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// `?page=ask`; also the bare address.
    Ask(AskRoute),
    /// `?page=runs`; also `?run=…` alone.
    Runs(RunsRoute),
    /// `?page=apis`.
    Apis(ApisRoute),
    /// `?page=judge`; also `?study=…` alone.
    Judge(JudgeRoute),
    /// `?page=settings`.
    Settings,
    /// A `page` that we do not have, as it was written.
    Unknown(String),
}

/// `?page=ask&q=…&run=…&node=…`
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AskRoute {
    /// `q`: the question in the box.
    pub question: Option<String>,
    /// `run`: id of the run shown beside it.
    pub run: Option<String>,
    /// `node`: the tree node in the inspector.
    pub node: Option<u32>,
}

/// `?page=runs&run=…&node=…&t=…`
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RunsRoute {
    /// `run`: id of the run that is open; `None` shows the list.
    pub run: Option<String>,
    /// `node`: the tree node in the inspector.
    pub node: Option<u32>,
    /// `t`: replayed up to this many events; `None` is the end.
    pub at: Option<u32>,
}

/// `?page=apis&q=…&category=…&of=…&tool=…&api=…`
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ApisRoute {
    /// `q`: words in the filter.
    pub query: Option<String>,
    /// `category`: only this category.
    pub category: Option<String>,
    /// `of`: category of the open API's tool, as two may have one of the same name; older addresses do not say.
    pub of: Option<String>,
    /// `tool`: standardized name of the open API's tool.
    pub tool: Option<String>,
    /// `api`: name of the open API.
    pub api: Option<String>,
    /// `health`: only APIs with this mark.
    pub health: Option<String>,
}

/// `?page=judge&study=…&item=…`
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JudgeRoute {
    /// `study`: address of a study file, relative to the page or absolute, or the hash of a stored one.
    pub study: Option<String>,
    /// `item`: the pair in view.
    pub item: Option<String>,
}

/// A route without its state: one entry of the navigation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Page {
    /// Put a question.
    Ask,
    /// Kept runs.
    Runs,
    /// The collection.
    Apis,
    /// Blind comparison.
    Judge,
    /// This device's choices.
    Settings,
    /// No such page.
    Unknown,
}

impl Page {
    /// The navigation, in order.
    pub const NAVIGATION: [Self; 5] = [Self::Ask, Self::Runs, Self::Apis, Self::Judge, Self::Settings];

    /// The page as one first meets it.
    pub fn route(self) -> Route {
        match self {
            Self::Ask => Route::Ask(AskRoute::default()),
            Self::Runs => Route::Runs(RunsRoute::default()),
            Self::Apis => Route::Apis(ApisRoute::default()),
            Self::Judge => Route::Judge(JudgeRoute::default()),
            Self::Settings => Route::Settings,
            Self::Unknown => Route::Unknown(String::new()),
        }
    }
}

impl Route {
    /// Which page this is.
    pub const fn page(&self) -> Page {
        match self {
            Self::Ask(_) => Page::Ask,
            Self::Runs(_) => Page::Runs,
            Self::Apis(_) => Page::Apis,
            Self::Judge(_) => Page::Judge,
            Self::Settings => Page::Settings,
            Self::Unknown(_) => Page::Unknown,
        }
    }

    /// Reads `location.search` (with or without `?`). Values that make no sense are left out, not guessed at.
    pub fn parse(search: &str) -> Self {
        let query = Query::parse(search);
        let page = query.text("page").unwrap_or_else(|| {
            let implied = [("study", "judge"), ("run", "runs")];
            implied.into_iter().find(|(key, _)| query.text(key).is_some()).map_or("ask", |(_, page)| page).to_owned()
        });
        match page.as_str() {
            "ask" => {
                Self::Ask(AskRoute { question: query.text("q"), run: query.text("run"), node: query.number("node") })
            }
            "runs" => {
                Self::Runs(RunsRoute { run: query.text("run"), node: query.number("node"), at: query.number("t") })
            }
            "apis" => Self::Apis(ApisRoute {
                query: query.text("q"),
                category: query.text("category"),
                of: query.text("of"),
                tool: query.text("tool"),
                api: query.text("api"),
                health: query.text("health"),
            }),
            "judge" => Self::Judge(JudgeRoute { study: query.text("study"), item: query.text("item") }),
            "settings" => Self::Settings,
            _ => Self::Unknown(page),
        }
    }

    /// The address, relative to the document's base: `?page=…`.
    pub fn href(&self) -> String {
        let mut query = Query::default();
        match self {
            Self::Ask(ask) => {
                query.put("page", "ask");
                query.put_some("q", ask.question.as_deref());
                query.put_some("run", ask.run.as_deref());
                query.put_number("node", ask.node);
            }
            Self::Runs(runs) => {
                query.put("page", "runs");
                query.put_some("run", runs.run.as_deref());
                query.put_number("node", runs.node);
                query.put_number("t", runs.at);
            }
            Self::Apis(apis) => {
                query.put("page", "apis");
                query.put_some("q", apis.query.as_deref());
                query.put_some("category", apis.category.as_deref());
                query.put_some("of", apis.of.as_deref());
                query.put_some("tool", apis.tool.as_deref());
                query.put_some("api", apis.api.as_deref());
                query.put_some("health", apis.health.as_deref());
            }
            Self::Judge(judge) => {
                query.put("page", "judge");
                query.put_some("study", judge.study.as_deref());
                query.put_some("item", judge.item.as_deref());
            }
            Self::Settings => query.put("page", "settings"),
            Self::Unknown(page) => query.put("page", page),
        }
        query.href()
    }
}
