//! ToolBench's names (its `utils.py`: `standardize`, `standardize_category`, `change_name`).

/// Words that upstream prefixes with `is_` because they are Python keywords.
const RESERVED: [&str; 5] = ["from", "class", "return", "false", "true"];

/// Lower case, everything but ASCII letters, digits and CJK replaced by `_`, runs of `_` joined, none at the
/// ends, and no digit first (`get_` is put before it).
pub fn standardize(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let keep = c.is_ascii_alphanumeric() || c == '_' || ('\u{4e00}'..='\u{9fa5}').contains(&c);
        let c = if keep { c } else { '_' };
        if !(c == '_' && out.ends_with('_')) {
            out.push(c);
        }
    }
    let trimmed = out.trim_matches('_').to_lowercase();
    if trimmed.starts_with(|c: char| c.is_ascii_digit()) { format!("get_{trimmed}") } else { trimmed }
}

/// A category as a folder name: spaces, commas and slashes become `_`, runs of `_` joined.
pub fn standardize_category(category: &str) -> String {
    let mut out = String::with_capacity(category.len());
    for c in category.chars() {
        let c = if matches!(c, ' ' | ',' | '/') { '_' } else { c };
        if !(c == '_' && out.ends_with('_')) {
            out.push(c);
        }
    }
    out
}

/// `is_` before the five names that upstream could not use in Python.
pub fn change_name(name: &str) -> String {
    if RESERVED.contains(&name) { format!("is_{name}") } else { name.to_owned() }
}
