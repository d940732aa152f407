//! Turns `locales/<language>/<namespace>.json` into the typed keys that `src/ui/i18n` includes (feature `app` only).
//!
//! A key that one language lacks, or has to spare, stops the build: no page is ever half translated.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    // Where things were linked: by this the page's program is cut into parts.
    #[cfg(feature = "app")]
    if std::env::var("CARGO_CFG_TARGET_ARCH").as_deref() == Ok("wasm32") {
        println!("cargo::rustc-link-arg-bin=app=--emit-relocs");
    }
    #[cfg(feature = "app")]
    if let Err(message) = texts::generate() {
        println!("cargo::error={}", message.replace('\n', " "));
    }
}

#[cfg(feature = "app")]
mod texts {
    use leptos_i18n_parser::parse_locales::{options::Config, options::ParseOptions, parse_locales};
    use std::path::Path;

    /// One per page, plus `shell` (frame and shared words), `reasons` (why the search did what it did) and one for each
    /// thing that several pages speak of.
    const NAMESPACES: [&str; 16] = [
        "shell",
        "ask",
        "person",
        "runs",
        "judge",
        "apis",
        "settings",
        "connection",
        "provider",
        "builtin",
        "keys",
        "doctor",
        "models",
        "reasons",
        "run",
        "tools",
    ];

    pub(super) fn generate() -> Result<(), String> {
        println!("cargo::rerun-if-changed=locales");
        // `interpolate_display`: texts with values can also become plain strings (titles, labels).
        let config = Config::new("en")
            .and_then(|c| c.add_locale("zh"))
            .and_then(|c| c.add_namespaces(NAMESPACES))
            .map_err(|e| e.to_string())?
            .parse_options(ParseOptions::new().interpolate_display(true));
        let parsed = parse_locales(None, config).map_err(|e| e.to_string())?;
        let complaints: Vec<String> = parsed
            .diag
            .errors()
            .iter()
            .map(ToString::to_string)
            .chain(parsed.diag.warnings().iter().map(ToString::to_string))
            .collect();
        if !complaints.is_empty() {
            return Err(complaints.join("; "));
        }
        let allow = "#![allow(missing_docs, unused_qualifications, clippy::all, clippy::pedantic, clippy::expect_used, clippy::unwrap_used)]".parse().ok();
        let code =
            leptos_i18n_codegen::gen_code(&parsed, None, false, allow.as_ref(), false).map_err(|e| e.to_string())?;
        let out = std::env::var("OUT_DIR").map_err(|e| e.to_string())?;
        std::fs::write(Path::new(&out).join("i18n.rs"), code.to_string()).map_err(|e| e.to_string())
    }
}
