//! What retrieval reads of an API: text S for its meaning, text D for its words.

use super::words::split_identifiers;
use crate::domain::catalog::{Api, Collection, Tool};

/// One API as retrieval sees it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// Identity of the tool: APIs of equal identity lend each other words (the tool part of the fusion).
    pub tool: String,
    /// Text S, to embed: `{api} - {tool} ({category}). {description}`, names split into words. English.
    pub meaning: String,
    /// Text D, for BM25: `{category}, {tool}, {api}, {description}, parameters: {names}`, and any Chinese lines.
    pub words: String,
}

/// The plain fields that the two texts are made of.
#[derive(Clone, Copy, Debug, Default)]
pub struct Fields<'a> {
    /// Category, as a folder name or as people write it.
    pub category: &'a str,
    /// Tool name for people.
    pub tool: &'a str,
    /// API name.
    pub api: &'a str,
    /// What the API does.
    pub description: &'a str,
    /// Names of all parameters, required first.
    pub parameters: &'a [&'a str],
    /// Lines in other languages, read by BM25 only: the embedding model knows English alone.
    pub other_languages: &'a [&'a str],
}

impl Document {
    /// The documents of a collection, in the order of [`Collection::apis`]: the order that shipped vectors have.
    pub fn of_collection(collection: &Collection) -> Vec<Self> {
        collection.apis().map(|(_, tool, api)| Self::of_api(tool, api)).collect()
    }

    /// Both texts from an API of a loaded collection.
    pub fn of_api(tool: &Tool, api: &Api) -> Self {
        let parameters: Vec<&str> =
            api.required_parameters.iter().chain(&api.optional_parameters).map(|p| p.name.as_str()).collect();
        Self::of_fields(
            format!("{}/{}", tool.category, tool.standardized_name),
            &Fields {
                category: &tool.category,
                tool: &tool.tool_name,
                api: &api.name,
                description: &api.description,
                parameters: &parameters,
                other_languages: &[&tool.zh, &api.zh],
            },
        )
    }

    /// Both texts from plain fields; `tool` is the tool's identity. The description is kept as it is: it holds
    /// sentences, whose full stops the model reads.
    pub fn of_fields(tool: String, fields: &Fields<'_>) -> Self {
        let [category, name, api] = [fields.category, fields.tool, fields.api].map(split_identifiers);
        let parameters: Vec<String> = fields.parameters.iter().map(|p| split_identifiers(p)).collect();
        let description = fields.description.trim();
        let mut words = format!("{category}, {name}, {api}, {description}, parameters: {}", parameters.join(", "));
        for line in fields.other_languages.iter().filter(|l| !l.is_empty()) {
            words.push('\n');
            words.push_str(line);
        }
        let meaning = format!("{} - {} ({}). {description}", api.trim(), name.trim(), category.trim());
        Self { tool, meaning: meaning.trim().to_owned(), words }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::catalog::Parameter;

    #[test]
    fn an_api_of_a_local_tool() {
        let parameter = |name: &str| Parameter { name: name.into(), ..Parameter::default() };
        let tool = Tool {
            category: "Business_Software".into(),
            tool_name: "Loan Desk".into(),
            standardized_name: "loan_desk".into(),
            zh: "贷款".into(),
            ..Tool::default()
        };
        let api = Api {
            name: "monthlyPayment".into(),
            description: " Payment of a loan. ".into(),
            required_parameters: vec![parameter("loan_amount")],
            optional_parameters: vec![parameter("years")],
            zh: "每月还款".into(),
            ..Api::default()
        };
        let document = Document::of_api(&tool, &api);
        assert_eq!(document.tool, "Business_Software/loan_desk");
        assert_eq!(document.meaning, "monthly Payment - Loan Desk (Business Software). Payment of a loan.");
        assert_eq!(
            document.words,
            "Business Software, Loan Desk, monthly Payment, Payment of a loan., parameters: loan amount, years\n贷款\n每月还款"
        );
    }

    #[test]
    fn nothing_said() {
        let document = Document::of_fields(String::new(), &Fields::default());
        assert_eq!(document.meaning, "-  ().");
    }
}
