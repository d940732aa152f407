//! Keyed lists. Leptos' `For`, compiled once instead of once per list.

use leptos::prelude::*;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

struct Row {
    key: u64,
    view: Box<dyn FnOnce() -> AnyView + Send>,
}

/// A view for each item, again whenever `items` changes: a row whose key stays keeps its elements, so a key holds all
/// that its row shows.
pub fn each<T, K, V>(
    items: impl Fn() -> Vec<T> + Send + Sync + 'static,
    key: impl Fn(&T) -> K + Send + Sync + 'static,
    view: impl Fn(T) -> V + Send + Sync + 'static,
) -> AnyView
where
    T: Send + 'static,
    K: Hash,
    V: IntoView + 'static,
{
    let view = Arc::new(view);
    rows(Arc::new(move || {
        let row = |item: T| {
            let view = Arc::clone(&view);
            Row { key: hash(&key(&item)), view: Box::new(move || view(item).into_any()) }
        };
        items().into_iter().map(row).collect()
    }))
}

fn rows(rows: Arc<dyn Fn() -> Vec<Row> + Send + Sync>) -> AnyView {
    view! { <For each=move || rows() key=|row| row.key children=|row| (row.view)() /> }.into_any()
}

/// 64 bits tell rows apart: among a million of them the chance of two alike is below one in ten million.
fn hash(key: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish()
}
