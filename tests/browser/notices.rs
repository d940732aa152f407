//! Toasts with Undo, and dialogs.

use leptos::{mount::mount_to, prelude::*, task::tick};
use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};
use toolgrove::ui::{
    i18n::provide_language,
    parts::{Dialog, Toast, ToastRegion, provide_toasts, use_toasts},
};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{HtmlDialogElement, HtmlElement};

fn place() -> HtmlElement {
    let place: HtmlElement = document().create_element("div").unwrap().unchecked_into();
    document().body().unwrap().append_child(&place).unwrap();
    place
}

fn count(place: &HtmlElement, selector: &str) -> u32 {
    place.query_selector_all(selector).unwrap().length()
}

async fn click(place: &HtmlElement, selector: &str) {
    place.query_selector(selector).unwrap().unwrap().unchecked_into::<HtmlElement>().click();
    tick().await;
}

#[wasm_bindgen_test]
async fn undo_acts_once_and_takes_the_notice_away() {
    let undone = Arc::new(AtomicU32::new(0));
    let counter = undone.clone();
    let place = place();
    let mounted = mount_to(place.clone(), move || {
        provide_language();
        provide_toasts();
        let toasts = use_toasts();
        for n in 1..=3 {
            toasts.show(Toast::new(format!("notice {n}")));
        }
        let counter = counter.clone();
        toasts.show(Toast::new("<b>deleted</b>").with_undo(move || {
            counter.fetch_add(1, Ordering::Relaxed);
        }));
        view! { <ToastRegion /> }
    });
    tick().await;
    // Four were shown, the three newest are left.
    assert_eq!(count(&place, ".toast"), 3);
    assert_eq!(count(&place, ".toast b"), 0);
    click(&place, ".toast .btn:not(.btn-quiet)").await;
    assert_eq!((count(&place, ".toast"), undone.load(Ordering::Relaxed)), (2, 1));
    drop(mounted);
}

#[wasm_bindgen_test]
async fn a_dialog_opens_modal_and_its_close_button_tells_the_owner() {
    let owner = Owner::new();
    let open = owner.with(|| RwSignal::new(false));
    let place = place();
    let mounted = mount_to(place.clone(), move || {
        provide_language();
        view! {
            <Dialog open title="Sure?">
                <p>"Body"</p>
            </Dialog>
        }
    });
    tick().await;
    let dialog: HtmlDialogElement = place.query_selector("dialog").unwrap().unwrap().unchecked_into();
    assert!(!dialog.open());
    open.set(true);
    tick().await;
    assert!(dialog.matches(":modal").unwrap());
    click(&place, ".dialog-head button").await;
    assert!(!open.get_untracked());
    tick().await;
    assert!(!dialog.open());
    drop((mounted, owner));
}
