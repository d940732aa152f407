//! Time: the only place that reads a clock.

use std::time::Duration;

/// Milliseconds since the Unix epoch.
pub fn now_ms() -> u64 {
    js_sys::Date::now().max(0.0) as u64
}

/// A time for people, to the minute that it is over with: `2026-11-29 10:31 UTC`.
pub fn minute_utc(ms: u64) -> String {
    const MINUTE_MS: u64 = 60_000;
    let whole = ms.div_ceil(MINUTE_MS).saturating_mul(MINUTE_MS);
    // Later than any date that JavaScript knows.
    let text = js_sys::Date::new(&(whole.min(8_640_000_000_000_000) as f64).into()).to_iso_string();
    let text = String::from(text);
    format!("{} UTC", text.get(..16).unwrap_or(&text).replace('T', " "))
}

/// Resolves after `ms` milliseconds.
pub async fn sleep_ms(ms: u64) {
    gloo_timers::future::sleep(Duration::from_millis(ms)).await;
}
