//! Short notices that go away by themselves, with Undo for what was just taken away.

use super::each;
use super::{Button, ButtonKind, Icon, IconView};
use crate::ui::i18n::{t, text, use_i18n};
use leptos::prelude::*;
use std::sync::Arc;
use std::time::Duration;

/// Long enough to read two lines and reach the Undo button.
const STAYS: Duration = Duration::from_secs(8);
/// Older ones make room.
const MOST: usize = 3;

/// One notice.
#[derive(Clone)]
pub struct Toast {
    text: String,
    /// Not a `Callback`: that would be gone with the row whose removal it undoes.
    undo: Option<Arc<dyn Fn() + Send + Sync>>,
}

impl Toast {
    /// A notice in words.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), undo: None }
    }

    /// With an Undo button. It may be pressed after the component that offers it is gone, so `undo` must hold nothing
    /// that belongs to that component.
    pub fn with_undo(self, undo: impl Fn() + Send + Sync + 'static) -> Self {
        Self { undo: Some(Arc::new(undo)), ..self }
    }
}

/// The notices shown now; lives in the context.
#[derive(Clone, Copy)]
pub struct Toasts {
    shown: RwSignal<Vec<(u64, Toast)>>,
    next_id: StoredValue<u64>,
}

/// Makes [`use_toasts`] work below.
pub fn provide_toasts() {
    provide_context(Toasts { shown: RwSignal::new(Vec::new()), next_id: StoredValue::new(0) });
}

/// The notices. Call it while a component is being built and keep the (copyable) value for handlers.
pub fn use_toasts() -> Toasts {
    expect_context()
}

impl Toasts {
    /// Shows a notice.
    pub fn show(self, toast: Toast) {
        let id = self.next_id.get_value();
        self.next_id.set_value(id + 1);
        self.shown.update(|shown| {
            shown.push((id, toast));
            let surplus = shown.len().saturating_sub(MOST);
            shown.drain(..surplus);
        });
        self.expire(id);
    }

    /// Takes a notice away after its time, unless somebody is pointing at it or is in it by keyboard.
    fn expire(self, id: u64) {
        set_timeout(
            move || {
                if is_in_use(id) {
                    self.expire(id);
                } else {
                    self.dismiss(id);
                }
            },
            STAYS,
        );
    }

    fn dismiss(self, id: u64) {
        self.shown.update(|shown| shown.retain(|(other, _)| *other != id));
    }
}

fn is_in_use(id: u64) -> bool {
    let selector = format!("#toast-{id}:is(:hover, :focus-within)");
    document().query_selector(&selector).ok().flatten().is_some()
}

/// Where the notices are drawn; once, in the shell.
#[component]
pub fn ToastRegion() -> impl IntoView {
    let toasts = use_toasts();
    view! {
        <div class="toasts" role="status" aria-live="polite">
            {each(move || toasts.shown.get(), |(id, _)| *id, |(id, toast)| view! { <ToastView id toast /> })}
        </div>
    }
}

#[component]
fn ToastView(id: u64, toast: Toast) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let undo = toast.undo.map(|undo| {
        let press = move |()| {
            undo();
            toasts.dismiss(id);
        };
        view! { <Button on_press=press>{t!(i18n, shell.undo)}</Button> }
    });
    view! {
        <div class="toast" id=format!("toast-{id}")>
            <span>{toast.text}</span>
            {undo}
            <Button kind=ButtonKind::Quiet label=text!(i18n, shell.close) on_press=move |()| toasts.dismiss(id)>
                <IconView icon=Icon::Close />
            </Button>
        </div>
    }
}
