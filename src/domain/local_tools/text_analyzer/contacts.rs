//! Addresses and marks in a text, by their plain shapes.

use super::super::support::{self, Outcome};
use super::{Arguments, LONGEST};
use serde_json::json;

/// Most finds of each kind.
const MOST: usize = 200;

pub(super) fn extract(arguments: &Arguments<'_>) -> Outcome {
    let text = support::bounded_text(arguments, "text", LONGEST)?;
    let mut found = Found::default();
    for token in text.split(|c: char| c.is_whitespace() || "<>\"“”()[]{}，。、；！？：".contains(c)) {
        found.take(token);
    }
    Ok(json!({
        "emails": found.emails, "urls": found.urls, "hashtags": found.hashtags, "mentions": found.mentions,
        "numbers": found.numbers,
    }))
}

#[derive(Default)]
struct Found {
    emails: Vec<String>,
    urls: Vec<String>,
    hashtags: Vec<String>,
    mentions: Vec<String>,
    numbers: Vec<String>,
}

impl Found {
    fn take(&mut self, token: &str) {
        let token = token.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'']).trim_start_matches('\'');
        let lower = token.to_ascii_lowercase();
        if ["http://", "https://", "ftp://", "www."].iter().any(|start| lower.starts_with(start) && lower != *start) {
            add(&mut self.urls, token);
        } else if let Some(tag) = token.strip_prefix('#').filter(|tag| is_mark(tag)) {
            add(&mut self.hashtags, &format!("#{tag}"));
        } else if let Some(name) = token.strip_prefix('@').filter(|name| is_mark(name)) {
            add(&mut self.mentions, &format!("@{name}"));
        } else if let Some(email) = email(token) {
            add(&mut self.emails, email);
        } else {
            numbers(token).for_each(|number| add(&mut self.numbers, number));
        }
    }
}

fn add(list: &mut Vec<String>, item: &str) {
    if list.len() < MOST && !list.iter().any(|known| known == item) {
        list.push(item.to_owned());
    }
}

/// What stands after `#` or `@`: letters, digits and `_`, not digits alone.
fn is_mark(text: &str) -> bool {
    text.chars().any(char::is_alphabetic) && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'))
}

/// `local@domain.tld`, also behind `mailto:`.
fn email(token: &str) -> Option<&str> {
    let token = token.rsplit(':').next().unwrap_or(token);
    let (local, domain) = token.split_once('@')?;
    let local_fits = !local.is_empty()
        && !local.starts_with('.')
        && !local.ends_with('.')
        && local.chars().all(|c| c.is_alphanumeric() || "._%+-'".contains(c));
    let labels: Vec<&str> = domain.split('.').collect();
    let label_fits = |label: &&str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    let top_fits = labels.last().is_some_and(|top| top.chars().count() >= 2 && top.chars().all(char::is_alphabetic));
    (local_fits && labels.len() >= 2 && labels.iter().all(label_fits) && top_fits).then_some(token)
}

/// Runs of digits with their sign and decimal point: `-3.5`, `17` and `30` of `17:30`.
fn numbers(token: &str) -> impl Iterator<Item = &str> {
    token.split(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',' | '-'))).filter_map(|run| {
        let number = run.trim_end_matches(['.', ',', '-']).trim_start_matches(['.', ',']);
        number.bytes().any(|b| b.is_ascii_digit()).then_some(number)
    })
}
