//! Which build this page is.

/// From `<meta name="toolgrove-build">`, written by xtask; `dev` in a build made without it.
pub fn build_id() -> String {
    let meta = web_sys::window()
        .and_then(|w| w.document())
        .and_then(|d| d.query_selector("meta[name=toolgrove-build]").ok().flatten());
    meta.and_then(|m| m.get_attribute("content")).filter(|id| !id.is_empty()).unwrap_or_else(|| "dev".to_owned())
}
