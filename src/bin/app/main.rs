//! The page: installs the panic page, mounts the app.

mod parts;

use leptos::mount::mount_to_body;
use leptos::prelude::*;
use toolgrove::ui::{App, panic_page, remove_boot};

fn main() {
    panic_page::install();
    remove_boot();
    mount_to_body(|| view! { <App parts=parts::PARTS /> });
}
