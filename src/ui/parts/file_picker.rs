//! Choosing files. The browser's own control speaks the browser's language and looks like none of our buttons, so it
//! is there for keyboard and screen reader only.

use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{FileList, HtmlInputElement};

/// A button that opens the browser's file dialog, and words beside it.
#[component]
pub fn FilePicker(
    /// The words on the button.
    #[prop(into)]
    label: Signal<String>,
    /// What files, and that they can be dropped.
    #[prop(into)]
    hint: Signal<String>,
    /// As the `accept` attribute.
    accept: &'static str,
    /// Takes what was chosen.
    on_files: UnsyncCallback<FileList>,
) -> impl IntoView {
    let chosen = move |event: ev::Event| {
        let Some(input) = event.target().and_then(|t| t.dyn_into::<HtmlInputElement>().ok()) else { return };
        if let Some(files) = input.files() {
            on_files.run(files);
        }
        // So that the same file can be chosen again.
        input.set_value("");
    };
    view! {
        <div class="file-picker">
            <label class="btn">
                <span>{label}</span>
                <input type="file" class="visually-hidden" multiple accept=accept on:change=chosen />
            </label>
            <span class="soft">{hint}</span>
        </div>
    }
}
