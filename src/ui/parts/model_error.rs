//! Why a model gave no reply, in the person's language, with the one thing that helps.

use super::ErrorBanner;
use crate::{
    domain::chat::{Blocked, ModelError, Remedy},
    ui::i18n::{I18n, text, use_i18n},
};
use leptos::prelude::*;

/// Kind of the failure that the passphrase mends ([`ModelError::kind`]).
pub const KEY_LOCKED: &str = ModelError::KeyLocked.kind();

/// A [`ModelError`] with the button of its remedy. `on_remedy` gets the remedy pressed; without it there is no button.
#[allow(clippy::needless_pass_by_value)] // a component owns its properties
#[component]
pub fn ModelErrorBanner(
    /// What went wrong.
    error: ModelError,
    /// Does what the button says.
    #[prop(into, optional)]
    on_remedy: Option<Callback<Remedy>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let message = model_error_text(i18n, &error);
    let details = error.to_string();
    let remedy = error.remedy();
    match on_remedy {
        None => view! { <ErrorBanner message details /> }.into_any(),
        Some(act) => view! {
            <ErrorBanner
                message
                details
                remedy=remedy_text(i18n, remedy)
                on_remedy=Callback::new(move |()| act.run(remedy))
            />
        }
        .into_any(),
    }
}

/// What happened, in one or two sentences.
pub fn model_error_text(i18n: I18n, error: &ModelError) -> Signal<String> {
    let ModelError::BlockedOrUnreachable { cause } = error else {
        return model_failure_text(i18n, error.kind());
    };
    match cause {
        Blocked::Remote => text!(i18n, connection.error.blocked_or_unreachable),
        Blocked::Local => text!(i18n, connection.blocked.local),
        Blocked::MixedContent => text!(i18n, connection.blocked.mixed_content),
        Blocked::NotAllowed => text!(i18n, connection.blocked.not_allowed),
        Blocked::Silent => text!(i18n, connection.blocked.silent),
    }
}

/// The same for a stored event, which holds the kind of the error alone ([`ModelError::kind`]).
pub fn model_failure_text(i18n: I18n, kind: &str) -> Signal<String> {
    match kind {
        "key_rejected" => text!(i18n, connection.error.key_rejected),
        KEY_LOCKED => text!(i18n, keys.locked.error),
        "no_such_model" => text!(i18n, connection.error.no_such_model),
        "no_such_path" => text!(i18n, connection.error.no_such_path),
        "no_tool_support" => text!(i18n, connection.error.no_tool_support),
        "quota_spent" => text!(i18n, connection.error.quota_spent),
        "rate_limited" => text!(i18n, connection.error.rate_limited),
        "blocked_or_unreachable" => text!(i18n, connection.error.blocked_or_unreachable),
        "offline" => text!(i18n, connection.error.offline),
        "not_permitted" => text!(i18n, connection.error.not_permitted),
        "redirected" => text!(i18n, connection.error.redirected),
        "timed_out" => text!(i18n, connection.error.timed_out),
        "not_json" => text!(i18n, connection.error.not_json),
        "unreadable" => text!(i18n, connection.error.unreadable),
        "stream_cut" => text!(i18n, connection.error.stream_cut),
        "output_cut" => text!(i18n, connection.error.output_cut),
        "too_large" => text!(i18n, connection.error.too_large),
        "context_too_long" => text!(i18n, connection.error.context_too_long),
        "refused" => text!(i18n, connection.error.refused),
        "server_error" => text!(i18n, connection.error.server_error),
        "scribe_failed" => text!(i18n, connection.error.scribe_failed),
        "practice_failed" => text!(i18n, connection.error.practice_failed),
        "recording_spent" => text!(i18n, connection.error.recording_spent),
        "stopped" => text!(i18n, connection.error.stopped),
        _ => text!(i18n, connection.error.unknown),
    }
}

/// The words of a remedy's button.
pub fn remedy_text(i18n: I18n, remedy: Remedy) -> Signal<String> {
    match remedy {
        Remedy::CheckKey => text!(i18n, connection.remedy.check_key),
        Remedy::Unlock => text!(i18n, keys.unlock.action),
        Remedy::CheckUrl => text!(i18n, connection.remedy.check_url),
        Remedy::CheckServer => text!(i18n, connection.remedy.check_server),
        Remedy::CheckModel => text!(i18n, connection.remedy.check_model),
        Remedy::Wait { ms } => {
            let seconds = ms.div_ceil(1_000);
            text!(i18n, connection.remedy.wait, seconds = seconds)
        }
        Remedy::Retry | Remedy::GoOnline => text!(i18n, shell.retry),
        Remedy::Permit => text!(i18n, connection.remedy.permit),
        Remedy::TopUp => text!(i18n, connection.remedy.top_up),
        Remedy::Shorten => text!(i18n, connection.remedy.shorten),
        Remedy::RaiseOutput => text!(i18n, connection.remedy.raise_output),
        Remedy::Rephrase => text!(i18n, connection.remedy.rephrase),
        Remedy::Resume => text!(i18n, connection.remedy.resume),
    }
}
