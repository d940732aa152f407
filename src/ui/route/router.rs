//! The browser's history as a signal of [`Route`].

use super::{Page, Route};
use leptos::{ev, prelude::*};
use wasm_bindgen::JsValue;

/// The one place that reads and writes the address; lives in the context.
#[derive(Clone, Copy)]
pub struct Router {
    route: RwSignal<Route>,
    page: Memo<Page>,
}

/// Reads the address and follows back and forward from now on.
pub fn provide_router() {
    let route = RwSignal::new(read());
    let back = window_event_listener(ev::popstate, move |_| route.set(read()));
    on_cleanup(move || back.remove());
    provide_context(Router { route, page: Memo::new(move |_| route.with(Route::page)) });
}

/// The router. Call it while a component is being built and keep the (copyable) value for handlers.
pub fn use_router() -> Router {
    expect_context()
}

impl Router {
    /// The whole route (tracked).
    pub fn route(self) -> Route {
        self.route.get()
    }

    /// Looks at the route (tracked); derive a page's own part with this in a `Memo`.
    pub fn with<T>(self, look: impl FnOnce(&Route) -> T) -> T {
        self.route.with(look)
    }

    /// Looks at the route without following it.
    pub fn with_untracked<T>(self, look: impl FnOnce(&Route) -> T) -> T {
        self.route.with_untracked(look)
    }

    /// Which page is shown (tracked; changes only when the page does).
    pub fn page(self) -> Page {
        self.page.get()
    }

    /// Goes somewhere; Back returns.
    pub fn navigate(self, route: Route) {
        if self.with_untracked(|now| *now == route) {
            return;
        }
        // A browser that refuses (too many calls) leaves the address behind, not the page.
        if let Ok(history) = window().history() {
            let _ = history.push_state_with_url(&JsValue::NULL, "", Some(&route.href()));
        }
        self.route.set(route);
    }

    /// Notes a change of state inside the page (a filter, a slider) in the address; Back skips it.
    pub fn replace(self, route: Route) {
        if self.with_untracked(|now| *now == route) {
            return;
        }
        if let Ok(history) = window().history() {
            let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&route.href()));
        }
        self.route.set(route);
    }
}

fn read() -> Route {
    Route::parse(&window().location().search().unwrap_or_default())
}
