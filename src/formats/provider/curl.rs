//! An exchange as a command that a person can paste into a shell.

use crate::domain::chat::Exchange;
use serde_json::Value;

/// The same call in POSIX shell. The key is not in it: it stands there as the variable `API_KEY`, in the header that
/// carried it and, where it did, in the body.
///
/// Everything else is in single quotes, within which a shell changes nothing. curl itself is kept from reading more into
/// the texts: `--data-raw` takes an `@` as it stands, `--globoff` does so with brackets, `--url` with a leading dash.
pub fn curl(exchange: &Exchange) -> String {
    let mut out = format!("curl -sS -N --globoff -X {} --url {}", quoted(&exchange.method), quoted(&exchange.url));
    for (name, value) in &exchange.headers {
        out.push_str(" \\\n  -H ");
        out.push_str(&quoted(&format!("{name}: {value}")));
    }
    match exchange.key_header.as_deref() {
        Some(name) if name.eq_ignore_ascii_case("authorization") => {
            out.push_str(" \\\n  -H \"Authorization: Bearer $API_KEY\"");
        }
        Some(name) => {
            out.push_str(" \\\n  -H ");
            out.push_str(&quoted(&format!("{name}: ")));
            out.push_str("\"$API_KEY\"");
        }
        None => {}
    }
    if !exchange.request.is_empty() {
        out.push_str(" \\\n  --data-raw ");
        out.push_str(&body(exchange));
    }
    out.push('\n');
    out
}

/// The body, with the key as one more field of its JSON object where it was sent so.
fn body(exchange: &Exchange) -> String {
    let name = exchange.key_header.as_deref().filter(|_| exchange.key_in_body);
    match (name, exchange.request.trim_end().strip_suffix('}')) {
        (Some(name), Some(fields)) => {
            let start = format!("{fields},{}:\"", Value::from(name));
            format!("{}\"$API_KEY\"{}", quoted(&start), quoted("\"}"))
        }
        _ => quoted(&exchange.request),
    }
}

/// Inside single quotes only the single quote itself means something. A zero byte cannot be in an argument at all.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\0', "").replace('\'', r"'\''"))
}
