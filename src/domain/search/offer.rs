//! What a query offers to the model: functions, the tools behind them, and the task description that names the tools
//! (ToolBench `rapidapi.py`, `rapidapi_wrapper.__init__`, `build_tool_description` and `fetch_api_json`).

use super::prompts::fill;
use crate::domain::catalog::{Api, ApiKey, Tool, function_spec, pure_name, standardize, standardize_category};
use crate::domain::chat::FunctionSpec;
use crate::domain::python::strip;
use crate::domain::trace::{EnvironmentPrompts, Fidelity};
use std::collections::BTreeMap;
use std::fmt;

/// ToolBench cuts a tool's description at this many characters.
const MAX_TOOL_DESCRIPTION: usize = 512;

/// An API as a query names it, in any spelling that is cleaned to the same name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WantedApi {
    /// Category.
    pub category: String,
    /// Tool.
    pub tool: String,
    /// API.
    pub api: String,
}

/// A tool that is there, with the name of its file without `.json`, which upstream takes for its standardized name.
#[derive(Clone, Copy, Debug)]
pub struct KnownTool<'a> {
    /// File name without its ending.
    pub file: &'a str,
    /// What the file holds.
    pub tool: &'a Tool,
}

impl<'a> From<&'a Tool> for KnownTool<'a> {
    fn from(tool: &'a Tool) -> Self {
        Self { file: &tool.standardized_name, tool }
    }
}

/// A tool's name for the model and what its file says about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToolDescription {
    /// Standardized name.
    pub name: String,
    /// Whole.
    pub description: String,
}

/// A function and where its calls go.
#[derive(Clone, Debug, PartialEq)]
pub struct OfferedApi {
    /// As offered to the model.
    pub spec: FunctionSpec,
    /// Cleaned name of the API: what the tool service is sent (`api_name_reflect`).
    pub pure_name: String,
    /// Category (`cate_names`) and tool (`tool_names`) that are called, and the API's name as its file has it.
    pub key: ApiKey,
}

/// Everything that is offered for a query.
#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
    /// One entry for every API that was asked for, so tools repeat.
    pub tools: Vec<ToolDescription>,
    /// In the order asked for.
    pub functions: Vec<OfferedApi>,
    /// Offered last.
    pub finish: FunctionSpec,
    /// Fills the system prompt.
    pub task_description: String,
    /// What is not as it was asked for.
    pub warnings: Vec<OfferWarning>,
}

/// Something that a person who wrote the query should know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OfferWarning {
    /// The tool has no such API; it is left out.
    NoSuchApi(WantedApi),
    /// The same API was asked for before, or another whose function has the same name: calls reach the earlier one.
    SameName {
        /// The function's name.
        name: String,
        /// The later one.
        later: ApiKey,
    },
}

impl fmt::Display for OfferWarning {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSuchApi(WantedApi { category, tool, api }) => write!(out, "{category}/{tool} has no API '{api}'"),
            Self::SameName { name, later: ApiKey { category, tool, api } } => {
                write!(out, "{category}/{tool}, '{api}': function {name} is offered before")
            }
        }
    }
}

/// A tool of the query is not there; upstream leaves such a query out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("api_list[{index}]: expected a tool of the collection, found {category}/{tool}")]
pub struct UnknownTool {
    /// Place in the query's list.
    pub index: usize,
    /// Category asked for.
    pub category: String,
    /// Tool asked for.
    pub tool: String,
}

/// The offer for the APIs that a query names, out of `known` tools in the order of their folders and files.
///
/// # Errors
/// [`UnknownTool`], for the first one that is not there.
pub fn offer_for_query(
    wanted: &[WantedApi],
    known: &[KnownTool<'_>],
    prompts: &EnvironmentPrompts,
    fidelity: Fidelity,
) -> Result<Offer, UnknownTool> {
    let shelf = Shelf::new(known);
    let mut tools = Vec::new();
    let mut found = Vec::new();
    let mut missing = Vec::new();
    for (index, want) in wanted.iter().enumerate() {
        let unknown = || UnknownTool { index, category: want.category.clone(), tool: want.tool.clone() };
        let Resolved { described, holder } = shelf.find(want, fidelity).ok_or_else(unknown)?;
        let wanted_name = pure_name(&want.api);
        let api = holder.tool.apis.iter().find(|api| pure_name(&api.name) == wanted_name);
        let description = describe(described);
        let category = if fidelity == Fidelity::ToolBench { &want.category } else { &holder.tool.category };
        match api {
            Some(api) => found.push((holder, api, category.as_str())),
            None => missing.push(OfferWarning::NoSuchApi(want.clone())),
        }
        // The original describes the tools of missing APIs too, which is why later functions take wrong names there.
        if api.is_some() || fidelity == Fidelity::ToolBench {
            tools.push(description);
        }
    }
    let mut offer = assemble(tools, &found, prompts, fidelity);
    offer.warnings.splice(0..0, missing);
    Ok(offer)
}

/// The offer for APIs of a collection that were picked themselves, so that nothing is to be looked up.
pub fn offer_of(picked: &[(&Tool, &Api)], prompts: &EnvironmentPrompts, fidelity: Fidelity) -> Offer {
    let tools = picked.iter().map(|(tool, _)| describe(KnownTool::from(*tool))).collect();
    let found: Vec<_> =
        picked.iter().map(|&(tool, api)| (KnownTool::from(tool), api, tool.category.as_str())).collect();
    assemble(tools, &found, prompts, fidelity)
}

/// The tool that is described and the one whose file is read.
struct Resolved<'a> {
    described: KnownTool<'a>,
    holder: KnownTool<'a>,
}

/// Tools by what upstream finds them by.
struct Shelf<'a> {
    /// By category and file: what is read.
    by_file: BTreeMap<(String, &'a str), KnownTool<'a>>,
    /// By standardized tool name alone, the last one of each: what the original describes.
    by_name: BTreeMap<String, KnownTool<'a>>,
}

impl<'a> Shelf<'a> {
    fn new(known: &[KnownTool<'a>]) -> Self {
        let file = |tool: &KnownTool<'a>| ((standardize_category(&tool.tool.category), tool.file), *tool);
        Self {
            by_file: known.iter().map(file).collect(),
            by_name: known.iter().map(|tool| (standardize(&tool.tool.tool_name), *tool)).collect(),
        }
    }

    fn find(&self, want: &WantedApi, fidelity: Fidelity) -> Option<Resolved<'a>> {
        let name = standardize(&want.tool);
        let holder = *self.by_file.get(&(standardize_category(&want.category), name.as_str()))?;
        let described = match fidelity {
            Fidelity::ToolBench => *self.by_name.get(&name)?,
            Fidelity::Fixed => holder,
        };
        Some(Resolved { described, holder })
    }
}

fn describe(known: KnownTool<'_>) -> ToolDescription {
    // Upstream cuts file names at their first dot.
    let name = known.file.split('.').next().unwrap_or_default();
    ToolDescription { name: name.to_owned(), description: known.tool.tool_description.clone() }
}

fn assemble(
    tools: Vec<ToolDescription>,
    found: &[(KnownTool<'_>, &Api, &str)],
    prompts: &EnvironmentPrompts,
    fidelity: Fidelity,
) -> Offer {
    let mut functions: Vec<OfferedApi> = Vec::new();
    let mut warnings = Vec::new();
    for ((_, api, category), tool) in found.iter().zip(&tools) {
        let spec = function_spec(&tool.name, api, prompts, fidelity);
        let key = ApiKey { category: (*category).to_owned(), tool: tool.name.clone(), api: api.name.clone() };
        if functions.iter().any(|f| f.spec.name == spec.name) {
            warnings.push(OfferWarning::SameName { name: spec.name.clone(), later: key.clone() });
            if fidelity == Fidelity::Fixed {
                continue;
            }
        }
        functions.push(OfferedApi { pure_name: pure_name(&api.name), spec, key });
    }
    let task_description = task_description(&tools, prompts);
    Offer { tools, functions, finish: prompts.finish_function.clone(), task_description, warnings }
}

/// The head, and a line for every tool at its first place with its last description.
fn task_description(tools: &[ToolDescription], prompts: &EnvironmentPrompts) -> String {
    let mut lines: Vec<&ToolDescription> = Vec::new();
    for tool in tools {
        match lines.iter_mut().find(|line| line.name == tool.name) {
            Some(line) => *line = tool,
            None => lines.push(tool),
        }
    }
    let mut text = prompts.task_description_head.clone();
    for (index, tool) in lines.iter().enumerate() {
        // Cut before line ends are taken out, as upstream does.
        let about: String = tool.description.chars().take(MAX_TOOL_DESCRIPTION).filter(|c| *c != '\n').collect();
        let about = strip(&about);
        text.push_str(&fill(
            &prompts.tool_line,
            &[
                ("index", &(index + 1).to_string()),
                ("tool", &tool.name),
                ("description", if about.is_empty() { "None" } else { about }),
            ],
        ));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::default_prompts;
    use super::*;

    fn tool(category: &str, name: &str, about: &str, apis: &[&str]) -> Tool {
        let api = |name: &&str| Api { name: (*name).to_owned(), ..Api::default() };
        Tool {
            category: category.into(),
            tool_name: name.into(),
            tool_description: about.into(),
            standardized_name: standardize(name),
            apis: apis.iter().map(api).collect(),
            ..Tool::default()
        }
    }

    fn wanted(category: &str, tool: &str, api: &str) -> WantedApi {
        WantedApi { category: category.into(), tool: tool.into(), api: api.into() }
    }

    fn prompts() -> EnvironmentPrompts {
        let mut prompts = default_prompts().unwrap().environment;
        prompts.task_description_head = "Tools:\n".into();
        prompts.tool_line = "{index} {tool}: {description}\n".into();
        prompts
    }

    fn offer(wanted: &[WantedApi], tools: &[Tool], fidelity: Fidelity) -> Result<Offer, UnknownTool> {
        let known: Vec<KnownTool<'_>> = tools.iter().map(KnownTool::from).collect();
        offer_for_query(wanted, &known, &prompts(), fidelity)
    }

    fn names(offer: &Offer) -> Vec<&str> {
        offer.functions.iter().map(|f| f.spec.name.as_str()).collect()
    }

    #[test]
    fn names_are_found_in_another_spelling() {
        let tools = [tool("Data", "My Tool", " One\nline \n", &["Get It", "id"])];
        let wanted = [wanted("Data", "my-tool", "GET/IT "), wanted("Data", "MY TOOL", "ID")];
        for fidelity in [Fidelity::ToolBench, Fidelity::Fixed] {
            let offer = offer(&wanted, &tools, fidelity).unwrap();
            assert_eq!(names(&offer), ["get_it_for_my_tool", "is_id_for_my_tool"]);
            assert_eq!(offer.functions[0].key.api, "Get It");
            assert_eq!(offer.functions[1].pure_name, "is_id");
            assert_eq!(offer.task_description, "Tools:\n1 my_tool: Oneline\n");
            assert_eq!((offer.finish.name.as_str(), offer.warnings.len()), ("Finish", 0));
        }
    }

    #[test]
    fn a_missing_api_shifts_tool_names_in_the_original_only() {
        let tools = [tool("Data", "A", "", &["one"]), tool("Maps", "B", "", &["two"])];
        let wanted = [wanted("Data", "A", "gone"), wanted("Data", "A", "one"), wanted("Maps", "B", "two")];
        let kept = offer(&wanted, &tools, Fidelity::ToolBench).unwrap();
        assert_eq!(names(&kept), ["one_for_a", "two_for_a"]);
        assert_eq!((kept.functions[1].key.category.as_str(), kept.functions[1].key.tool.as_str()), ("Maps", "a"));
        assert_eq!(kept.tools.len(), 3);
        let fixed = offer(&wanted, &tools, Fidelity::Fixed).unwrap();
        assert_eq!(names(&fixed), ["one_for_a", "two_for_b"]);
        assert_eq!(fixed.tools.len(), 2);
        assert_eq!(fixed.warnings[0].to_string(), "Data/A has no API 'gone'");
        assert_eq!(fixed.task_description, "Tools:\n1 a: None\n2 b: None\n");
    }

    #[test]
    fn the_same_function_twice_is_told_and_offered_twice_by_the_original_only() {
        let tools = [tool("Data", "A", "", &["one"])];
        let wanted = [wanted("Data", "A", "one"), wanted("Data", "A", "ONE")];
        let kept = offer(&wanted, &tools, Fidelity::ToolBench).unwrap();
        let fixed = offer(&wanted, &tools, Fidelity::Fixed).unwrap();
        assert_eq!((kept.functions.len(), fixed.functions.len()), (2, 1));
        for offer in [kept, fixed] {
            assert_eq!(offer.warnings[0].to_string(), "Data/a, 'one': function one_for_a is offered before");
        }
    }

    #[test]
    fn a_tool_in_two_categories_is_described_by_its_own_file_when_fixed() {
        let tools = [tool("Data", "A", "data", &["one"]), tool("Maps", "A", "maps", &["one"])];
        let wanted = [wanted("Data", "A", "one")];
        assert_eq!(offer(&wanted, &tools, Fidelity::ToolBench).unwrap().tools[0].description, "maps");
        assert_eq!(offer(&wanted, &tools, Fidelity::Fixed).unwrap().tools[0].description, "data");
    }

    #[test]
    fn a_tool_that_is_not_there_is_named_with_its_place() {
        let tools = [tool("Data", "A", "", &["one"])];
        for fidelity in [Fidelity::ToolBench, Fidelity::Fixed] {
            let error = offer(&[wanted("Data", "A", "one"), wanted("Maps", "A", "one")], &tools, fidelity).unwrap_err();
            assert_eq!(error.to_string(), "api_list[1]: expected a tool of the collection, found Maps/A");
        }
    }

    #[test]
    fn descriptions_are_cut_before_their_line_ends_go() {
        let about = format!("{}\nrest", "\u{e9}".repeat(511));
        let offer = offer(&[wanted("D", "A", "one")], &[tool("D", "A", &about, &["one"])], Fidelity::Fixed).unwrap();
        assert_eq!(offer.task_description, format!("Tools:\n1 a: {}\n", "\u{e9}".repeat(511)));
    }
}
