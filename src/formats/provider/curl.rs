//! A request as a command that a person can paste into a shell.

use super::{HttpRequest, KeySlot};

/// The command in POSIX shell. The key is not in it: it stands there as the variable `API_KEY`, where `key` says.
///
/// Everything else is in single quotes, within which a shell changes nothing. curl itself is kept from reading more into
/// the texts: `--data-raw` takes an `@` as it stands, `--globoff` does so with brackets, `--url` with a leading dash.
pub fn curl(request: &HttpRequest, key: Option<KeySlot>) -> String {
    let mut out = format!("curl -sS -N --globoff -X {} --url {}", quoted(&request.method), quoted(&request.url));
    for (name, value) in &request.headers {
        out.push_str(" \\\n  -H ");
        out.push_str(&quoted(&format!("{name}: {value}")));
    }
    match key {
        Some(KeySlot::Bearer) => out.push_str(" \\\n  -H \"Authorization: Bearer $API_KEY\""),
        Some(KeySlot::Named(name)) => {
            out.push_str(" \\\n  -H ");
            out.push_str(&quoted(&format!("{name}: ")));
            out.push_str("\"$API_KEY\"");
        }
        None => {}
    }
    if let Some(body) = &request.body {
        out.push_str(" \\\n  --data-raw ");
        out.push_str(&quoted(body));
    }
    out.push('\n');
    out
}

/// Inside single quotes only the single quote itself means something. A zero byte cannot be in an argument at all.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\0', "").replace('\'', r"'\''"))
}
