//! ToolBench's names: how it cleans those of tools, APIs, parameters and categories (its `utils.py`: `standardize`,
//! `change_name`), and what its tool service makes of them (`inference/server.py`).

/// Words that upstream puts `is_` before: Python keywords and built-in names.
const RESERVED: [&str; 7] = ["from", "class", "return", "false", "true", "id", "and"];

/// Lower case, everything but ASCII letters, digits, `^` and CJK (U+4E00 to U+9FA5) replaced by `_`, runs of `_` joined,
/// none at the ends, and no digit first (`get_` is put before it). May be empty.
pub fn standardize(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        // Upstream's list of characters to keep repeats its `^`, so that one is kept too.
        let keep = c.is_ascii_alphanumeric() || c == '^' || ('\u{4e00}'..='\u{9fa5}').contains(&c);
        let c = if keep { c } else { '_' };
        if !(c == '_' && out.ends_with('_')) {
            out.push(c);
        }
    }
    let trimmed = out.trim_matches('_').to_ascii_lowercase();
    if trimmed.starts_with(|c: char| c.is_ascii_digit()) { format!("get_{trimmed}") } else { trimmed }
}

/// A category as a folder name: spaces, commas and slashes become `_`, and each pair of `_` one (so three leave two).
pub fn standardize_category(category: &str) -> String {
    category.replace([' ', ',', '/'], "_").replace("__", "_")
}

/// `is_` before the seven names that upstream does not use in Python.
pub fn change_name(name: &str) -> String {
    if RESERVED.contains(&name) { format!("is_{name}") } else { name.to_owned() }
}

/// The name of an API or parameter in a function: [`change_name`] of [`standardize`].
pub fn pure_name(name: &str) -> String {
    change_name(&standardize(name))
}

/// What ToolBench's tool service makes of the names it is sent (`server.py`: `prepare_tool_name_and_url`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceNames {
    /// [`standardize_category`] of the category.
    pub standard_category: String,
    /// The tool with `_for_<category>` at its end.
    pub tool_name: String,
    /// [`pure_name`] of the API: the Python function.
    pub api_name: String,
    /// The tool's folder below that of its category.
    pub folder: String,
}

impl ServiceNames {
    /// Of the names in a request. A tool that already ends with `_for_<category>` keeps its name as it is.
    pub fn new(category: &str, tool_name: &str, api_name: &str) -> Self {
        let standard_category = standardize_category(category);
        let end = format!("_for_{standard_category}");
        let (tool_name, folder) = if tool_name.ends_with(&end) {
            (tool_name.to_owned(), standardize(&tool_name.replace(&end, "")))
        } else {
            let folder = standardize(tool_name);
            (folder.clone() + &end, folder)
        };
        Self { standard_category, tool_name, api_name: pure_name(api_name), folder }
    }

    /// The Python module with the tool's functions, below the package `root`.
    pub fn module(&self, root: &str) -> String {
        format!("{root}.{}.{}.api", self.standard_category, self.folder)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cleaned_as_upstream_does() {
        let cases = [
            ("Get /v1/{Id}!", "get_v1_id"),
            ("  __x--y__ ", "x_y"),
            ("3D Models", "get_3d_models"),
            ("\u{5929}\u{6c14} Tool", "\u{5929}\u{6c14}_tool"),
            ("\u{9fa6}\u{dc}a", "a"),
            ("a^B^", "a^b^"),
            ("?!", ""),
        ];
        for (name, expect) in cases {
            assert_eq!(standardize(name), expect, "{name}");
        }
        assert_eq!((pure_name("ID").as_str(), pure_name("Ids").as_str()), ("is_id", "ids"));
    }

    #[test]
    fn pairs_of_underscores_in_a_category_are_joined_once() {
        let cases = [("Video, Images", "Video_Images"), ("a,b/c d", "a_b_c_d"), ("a___b", "a__b"), ("____", "__")];
        for (category, expect) in cases {
            assert_eq!(standardize_category(category), expect);
        }
    }

    #[test]
    fn the_service_adds_the_category_once() {
        let names = ServiceNames::new("Video, Images", "My Clip", "from");
        assert_eq!((names.tool_name.as_str(), names.api_name.as_str()), ("my_clip_for_Video_Images", "is_from"));
        assert_eq!(names.module("root"), "root.Video_Images.my_clip.api");
        let again = ServiceNames::new("Data", "X_for_Data", "2x");
        assert_eq!((again.tool_name.as_str(), again.api_name.as_str()), ("X_for_Data", "get_2x"));
        assert_eq!(again.module("root"), "root.Data.x.api");
    }
}
