//! What is left when the program stops: plain DOM, no leptos (whose state can no longer be trusted), text only.

use std::panic::PanicHookInfo;
use wasm_bindgen::JsValue;
use web_sys::{Document, Element};

/// Both languages, because a broken program can no longer tell which one is on.
const TEXTS: [(&str, &str, &str, &str); 2] = [
    (
        "en",
        "Toolgrove stopped because of a fault in its program",
        "Runs and votes that were already stored on this device are intact. Reload to go on; a run that was \
         under way can be resumed from the Runs page.",
        "Reload the page",
    ),
    (
        "zh-Hans",
        "程序出错，Toolgrove 已停止运行",
        "此前已保存在本机的运行记录和评判均完好无损。重新加载即可继续；中断的运行可在“运行记录”页恢复。",
        "重新加载页面",
    ),
];

/// From now on a panic is written to the console and shown as a page.
pub fn install() {
    std::panic::set_hook(Box::new(|info: &PanicHookInfo<'_>| {
        console_error_panic_hook::hook(info);
        // Nothing is left to report a failure to.
        let _ = replace_page(&info.to_string());
    }));
}

fn replace_page(what: &str) -> Result<(), JsValue> {
    let body = web_sys::window().and_then(|window| window.document()?.body()).ok_or(JsValue::NULL)?;
    body.set_text_content(None);
    show(&body, what)
}

/// Writes the page into an element. `what`: the panic's message, shown as text under "Details".
///
/// # Errors
/// What the browser threw; the page is then incomplete.
pub fn show(into: &Element, what: &str) -> Result<(), JsValue> {
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    let document = window.document().ok_or(JsValue::NULL)?;
    let main = child(&document, into, "main", "crash")?;
    main.set_attribute("role", "alert")?;
    for (lang, title, text, reload) in TEXTS {
        let section = child(&document, &main, "section", "crash-section")?;
        section.set_attribute("lang", lang)?;
        child(&document, &section, "h1", "crash-title")?.set_text_content(Some(title));
        child(&document, &section, "p", "crash-text")?.set_text_content(Some(text));
        // A link, not a button: it works without a listener that would call back into the stopped program.
        let link = child(&document, &section, "a", "btn btn-primary")?;
        link.set_attribute("href", &address(&window)?)?;
        link.set_text_content(Some(reload));
    }
    let details = child(&document, &main, "details", "crash-details")?;
    child(&document, &details, "summary", "")?.set_text_content(Some("Details · 详情"));
    child(&document, &details, "pre", "")?.set_text_content(Some(what));
    Ok(())
}

/// This page without its fragment: a link to a bare fragment would scroll, not load.
fn address(window: &web_sys::Window) -> Result<String, JsValue> {
    let location = window.location();
    Ok(format!("{}{}", location.pathname()?, location.search()?))
}

fn child(document: &Document, parent: &Element, tag: &str, class: &str) -> Result<Element, JsValue> {
    let element = document.create_element(tag)?;
    if !class.is_empty() {
        element.set_attribute("class", class)?;
    }
    parent.append_child(&element)?;
    Ok(element)
}
