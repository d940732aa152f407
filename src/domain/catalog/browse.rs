//! Which APIs a category and some words leave. Plain substring search: ranking by meaning is the retriever's.

use super::{Api, ApiRef, Collection, Tool};
use std::collections::BTreeMap;

/// A tool and those of its APIs that are left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Index into the collection's tools.
    pub tool: usize,
    /// Places of the APIs, in order.
    pub apis: Vec<ApiRef>,
}

/// Every category with its number of APIs, in alphabetical order.
pub fn categories(collection: &Collection) -> BTreeMap<String, usize> {
    let mut out = BTreeMap::new();
    for tool in &collection.tools {
        *out.entry(tool.category.clone()).or_insert(0) += tool.apis.len();
    }
    out
}

/// What is left: tools of the category (`None`: of all), APIs in which every word occurs somewhere.
pub fn matching(collection: &Collection, category: Option<&str>, words: &str) -> Vec<Group> {
    let words: Vec<String> = words.split_whitespace().map(str::to_lowercase).collect();
    let in_category = |tool: &Tool| category.is_none_or(|category| tool.category == category);
    let mut groups = Vec::new();
    for (index, tool) in collection.tools.iter().enumerate().filter(|(_, tool)| in_category(tool)) {
        let about_tool = tool_text(tool);
        let apis: Vec<ApiRef> = (0..tool.apis.len())
            .filter(|&api| {
                let about_api = api_text(&tool.apis[api]);
                words.iter().all(|word| about_tool.contains(word) || about_api.contains(word))
            })
            .map(|api| ApiRef { tool: index, api })
            .collect();
        if !apis.is_empty() {
            groups.push(Group { tool: index, apis });
        }
    }
    groups
}

/// The first `most` APIs, whole groups cut where it ends.
pub fn first(groups: &[Group], most: usize) -> Vec<Group> {
    let mut left = most;
    let mut out = Vec::new();
    for group in groups {
        if left == 0 {
            break;
        }
        let apis: Vec<ApiRef> = group.apis.iter().take(left).copied().collect();
        left -= apis.len();
        out.push(Group { tool: group.tool, apis });
    }
    out
}

/// The API that an address names: of the category `of`. An older address does not say of which; it means the first one of
/// the category that is looked at, or the first of all.
pub fn named(
    collection: &Collection,
    of: Option<&str>,
    looked_at: Option<&str>,
    tool: &str,
    api: &str,
) -> Option<ApiRef> {
    let place = |category: Option<&str>| {
        let is_it = |(_, t, a): &(ApiRef, &Tool, &Api)| {
            t.standardized_name == tool && a.name == api && category.is_none_or(|category| t.category == category)
        };
        collection.apis().find(is_it).map(|(at, ..)| at)
    };
    match of {
        Some(_) => place(of),
        None => place(looked_at).or_else(|| place(None)),
    }
}

fn tool_text(tool: &Tool) -> String {
    let category = tool.category.replace('_', " ");
    [&tool.tool_name, &tool.title, &tool.tool_description, &tool.zh, &category].map(|t| t.to_lowercase()).join("\n")
}

fn api_text(api: &Api) -> String {
    [&api.name, &api.description, &api.zh, &api.name.replace('_', " ")].map(|t| t.to_lowercase()).join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn collection() -> Collection {
        let api = |name: &str, zh: &str| Api { name: name.into(), zh: zh.into(), ..Api::default() };
        let tool = |category: &str, name: &str, apis| Tool {
            category: category.into(),
            tool_name: name.into(),
            apis,
            ..Tool::default()
        };
        Collection {
            name: "c".into(),
            tools: vec![
                tool("Food", "Kitchen", vec![api("scale_recipe", "\u{83dc}\u{8c31}"), api("oven", "")]),
                tool("Video_Images", "Colour Lab", vec![api("mix", "")]),
            ],
        }
    }

    fn check(category: Option<&str>, words: &str, expect: &[(usize, &[usize])]) {
        let found: Vec<(usize, Vec<usize>)> = matching(&collection(), category, words)
            .into_iter()
            .map(|group| (group.tool, group.apis.iter().map(|at| at.api).collect()))
            .collect();
        let expect: Vec<(usize, Vec<usize>)> = expect.iter().map(|(t, a)| (*t, a.to_vec())).collect();
        assert_eq!(found, expect, "{category:?} {words}");
    }

    #[test]
    fn every_word_must_occur_in_tool_or_api() {
        check(None, "", &[(0, &[0, 1]), (1, &[0])]);
        check(None, "KITCHEN scale", &[(0, &[0])]);
        check(None, "scale recipe", &[(0, &[0])]);
        check(None, "\u{83dc}", &[(0, &[0])]);
        check(None, "video", &[(1, &[0])]);
        check(None, "kitchen mix", &[]);
        check(Some("Food"), "", &[(0, &[0, 1])]);
        check(Some("Nothing"), "", &[]);
    }

    #[test]
    fn tools_of_the_same_name_are_told_apart_by_category() {
        let mut collection = collection();
        for tool in &mut collection.tools {
            tool.standardized_name = "lab".into();
            tool.apis[0].name = "mix".into();
        }
        let at = |of, looked_at| named(&collection, of, looked_at, "lab", "mix").map(|at| at.tool);
        assert_eq!([at(Some("Food"), None), at(Some("Video_Images"), Some("Food"))], [Some(0), Some(1)]);
        // Older addresses.
        assert_eq!(
            [at(None, None), at(None, Some("Video_Images")), at(None, Some("Gone"))],
            [Some(0), Some(1), Some(0)]
        );
        assert_eq!(at(Some("Gone"), None), None);
        assert_eq!(named(&collection, None, None, "lab", "gone"), None);
    }

    #[test]
    fn the_first_cut_inside_a_group() {
        let all = matching(&collection(), None, "");
        assert_eq!(first(&all, 3), all);
        assert_eq!(first(&all, 1), vec![Group { tool: 0, apis: vec![ApiRef { tool: 0, api: 0 }] }]);
        assert_eq!(first(&all, 0), vec![]);
    }
}
