//! Where the site is.

/// Absolute URL of the site's root, ending in `/`: the folder of `document.baseURI`. `None` outside a page.
pub fn site_root() -> Option<String> {
    let base = web_sys::window()?.document()?.base_uri().ok().flatten()?;
    let (root, _) = base.split(['?', '#']).next()?.rsplit_once('/')?;
    Some(format!("{root}/"))
}
