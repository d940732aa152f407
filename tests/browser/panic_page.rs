//! What is left when the program stops.

use toolgrove::ui::panic_page;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn a_panic_is_told_in_both_languages_as_text_with_a_way_to_reload() {
    let document = web_sys::window().and_then(|window| window.document()).unwrap();
    let place = document.create_element("div").unwrap();
    let message = "at src/x.rs: <img src=x onerror=alert(1)>";
    panic_page::show(&place, message).unwrap();

    assert_eq!(place.query_selector_all("section[lang]").unwrap().length(), 2);
    assert_eq!(place.query_selector("pre").unwrap().unwrap().text_content().as_deref(), Some(message));
    assert!(place.query_selector("img").unwrap().is_none());
    let location = web_sys::window().unwrap().location();
    let here = format!("{}{}", location.pathname().unwrap(), location.search().unwrap());
    let reload = place.query_selector("section[lang=zh-Hans] a").unwrap().unwrap();
    assert_eq!(reload.get_attribute("href"), Some(here));
}
