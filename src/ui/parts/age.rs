//! How long ago something was.

use crate::browser::clock::now_ms;
use crate::ui::i18n::{I18n, say};

/// How long ago, in one unit (tracks the language).
pub fn age(i18n: I18n, at_ms: u64) -> String {
    let minutes = now_ms().saturating_sub(at_ms) / 60_000;
    let say = |n: u64| n.to_string();
    match minutes {
        0 => say!(i18n, runs.age.now),
        1..60 => {
            let n = say(minutes);
            say!(i18n, runs.age.minutes, n = n.clone())
        }
        60..1440 => {
            let n = say(minutes / 60);
            say!(i18n, runs.age.hours, n = n.clone())
        }
        _ => {
            let n = say(minutes / 1440);
            say!(i18n, runs.age.days, n = n.clone())
        }
    }
}
