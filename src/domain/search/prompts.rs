//! Prompt texts are data: our own set ships, others are loaded from files of the same form.

use crate::domain::json::{self, FromJson, Misfit, NotJson};
use crate::domain::trace::PromptSet;
use sha2::{Digest, Sha256};

const TOOLGROVE: &str = include_str!("prompts/toolgrove.json");

/// Why a prompt set cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PromptsError {
    /// Not JSON.
    #[error(transparent)]
    NotJson(#[from] NotJson),
    /// Not a prompt set.
    #[error(transparent)]
    Misfit(#[from] Misfit),
}

/// The set that ships.
///
/// # Errors
/// Only if the shipped file were damaged at build time; a test reads it.
pub fn default_prompts() -> Result<PromptSet, PromptsError> {
    Ok(PromptSet::from_json(Some(json::parse(TOOLGROVE)?))?)
}

/// Identity of a set: SHA-256 over its JSON, in hex.
pub fn prompt_hash(set: &PromptSet) -> String {
    let text = serde_json::to_string(set).unwrap_or_default();
    Sha256::digest(text.as_bytes()).iter().map(|b| format!("{b:02x}")).collect()
}

/// `template` with each `{name}` replaced by its value; values are not searched for further placeholders.
pub fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(template.len());
    let mut rest = template;
    while let Some(open) = rest.find('{') {
        out.push_str(&rest[..open]);
        rest = &rest[open..];
        let hit = values.iter().find(|(name, _)| rest[1..].strip_prefix(name).is_some_and(|r| r.starts_with('}')));
        if let Some((name, value)) = hit {
            out.push_str(value);
            rest = &rest[name.len() + 2..];
        } else {
            out.push('{');
            rest = &rest[1..];
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shipped_set_reads_and_has_its_placeholders() {
        let set = default_prompts().unwrap();
        assert!(set.search.system.contains("{task_description}"));
        assert!(set.search.user.contains("{input_description}"));
        assert!(set.search.diversity.contains("{previous_candidate}"));
        assert_eq!(set.environment.finish_function.name, "Finish");
        assert_eq!(prompt_hash(&set).len(), 64);
    }

    #[test]
    fn fill_replaces_names_once_and_keeps_other_braces() {
        assert_eq!(fill("{a}{b}{{c}", &[("a", "{b}"), ("b", "2")]), "{b}2{{c}");
    }
}
