//! A modal dialog: the native element, which brings focus handling, Escape and the inert background.

use super::{Button, ButtonKind, Icon, IconView};
use crate::ui::i18n::{text, use_i18n};
use leptos::{html, prelude::*};

/// Shown while `open` is true; Escape, the close button and `open.set(false)` shut it.
#[component]
pub fn Dialog(
    /// Is it shown? The dialog itself sets it to false when the person shuts it.
    open: RwSignal<bool>,
    /// Heading and name.
    #[prop(into)]
    title: Signal<String>,
    /// Body; give its buttons in a `<div class="dialog-actions">` at the end.
    children: Children,
) -> impl IntoView {
    let i18n = use_i18n();
    let element = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = element.get() else { return };
        if open.get() && !dialog.open() {
            // Refused only when it is not in the document; then there is nobody to show it to.
            let _ = dialog.show_modal();
        } else if !open.get() && dialog.open() {
            dialog.close();
        }
    });
    view! {
        <dialog
            node_ref=element
            class="dialog"
            aria-label=move || title.get()
            on:close=move |_| open.set(false)
        >
            <header class="dialog-head">
                <h2 class="dialog-title">{move || title.get()}</h2>
                <Button kind=ButtonKind::Quiet label=text!(i18n, shell.close) on_press=move |()| open.set(false)>
                    <IconView icon=Icon::Close />
                </Button>
            </header>
            <div class="dialog-body">{children()}</div>
        </dialog>
    }
}
