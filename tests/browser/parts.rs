//! Parts, drawn and pressed.

use leptos::{mount::mount_to, prelude::*, task::tick};
use toolgrove::ui::{
    format,
    parts::{Tab, TabList, TabPanel},
};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn numbers_are_readable() {
    let shown = [0, 999, 1_000, 999_940, 999_960, 22_700_000, 5_000_000_000].map(format::bytes);
    assert_eq!(shown, ["0 B", "999 B", "1.0 kB", "999.9 kB", "1.0 MB", "22.7 MB", "5.0 GB"]);
    assert_eq!([0, 999, 1_000, 16_464, 1_234_567].map(format::count), ["0", "999", "1,000", "16,464", "1,234,567"]);
    let spans = [0, 999, 4_290, 185_000, 7_800_000].map(format::duration);
    assert_eq!(spans, ["0 ms", "999 ms", "4.2 s", "3 min 05 s", "2 h 10 min"]);
}

/// Presses a key on the focused element, as a person would.
async fn press(key: &str) {
    let script = format!(
        "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {{key: '{key}', bubbles: true, cancelable: true}}))"
    );
    js_sys::eval(&script).unwrap();
    tick().await;
}

fn focused() -> String {
    document().active_element().map(|element| element.id()).unwrap_or_default()
}

fn is_hidden(id: &str) -> bool {
    document().get_element_by_id(id).unwrap().has_attribute("hidden")
}

#[wasm_bindgen_test]
async fn tabs_go_round_by_arrows_and_move_the_focus() {
    let place: web_sys::HtmlElement = document().create_element("div").unwrap().unchecked_into();
    document().body().unwrap().append_child(&place).unwrap();
    let mounted = mount_to(place, || {
        let selected = RwSignal::new("a");
        let tabs = vec![Tab::new("a", "A"), Tab::new("b", "B"), Tab::new("c", "C")];
        view! {
            <TabList group="t" label="Letters" tabs selected />
            <TabPanel group="t" tab="a" selected>"one"</TabPanel>
            <TabPanel group="t" tab="b" selected>"two"</TabPanel>
            <TabPanel group="t" tab="c" selected>"three"</TabPanel>
        }
    });
    let first: web_sys::HtmlElement = document().get_element_by_id("t-tab-a").unwrap().unchecked_into();
    first.focus().unwrap();
    // From a: left goes round to c, right back round to a, then b; Home and End; Enter is not ours.
    for (key, expect) in
        [("ArrowLeft", "c"), ("ArrowRight", "a"), ("ArrowRight", "b"), ("Home", "a"), ("End", "c"), ("Enter", "c")]
    {
        press(key).await;
        assert_eq!(focused(), format!("t-tab-{expect}"), "{key}");
        assert!(!is_hidden(&format!("t-panel-{expect}")), "{key}");
    }
    assert!(is_hidden("t-panel-a") && is_hidden("t-panel-b"));
    drop(mounted);
}
