//! Which of an endpoint's models the person may have meant.

use crate::domain::order;

/// The models by likeness to `wanted`, most alike first; equal ones keep their order.
pub fn nearest(models: &[String], wanted: &str) -> Vec<String> {
    let wanted = wanted.to_lowercase();
    let mut ranked: Vec<(usize, &String)> = models.iter().map(|model| (likeness(model, &wanted), model)).collect();
    order::sort_by(&mut ranked, |a, b| b.0.cmp(&a.0));
    ranked.into_iter().map(|(_, model)| model.clone()).collect()
}

/// The longest common start in characters, tried also without the maker's name (`openai/gpt-4o`); a name that holds the
/// other whole counts as twice its length.
fn likeness(model: &str, wanted: &str) -> usize {
    let model = model.to_lowercase();
    let bare = |name: &str| name.rsplit('/').next().unwrap_or_default().to_owned();
    let (a, b) = (bare(&model), bare(wanted));
    let common = |a: &str, b: &str| a.chars().zip(b.chars()).take_while(|(x, y)| x == y).count();
    let within =
        if !a.is_empty() && !b.is_empty() && (a.contains(&b) || b.contains(&a)) { 2 * a.len().min(b.len()) } else { 0 };
    within.max(common(&a, &b)).max(common(&model, wanted))
}
