//! Failures and pieces of replies read back: they cross from a worker to the page as JSON.

use super::{Blocked, Delta, Message, ModelError, Unreadable};
use crate::domain::json::{Fields, FromFields, Misfit, inside_serde, words};

words!(Blocked {
    "remote" => Remote, "local" => Local, "mixed_content" => MixedContent, "not_allowed" => NotAllowed, "silent" => Silent,
});
words!(Unreadable {
    "empty" => Empty, "no_choices" => NoChoices, "bad_event" => BadEvent, "beyond_limits" => BeyondLimits,
});

impl FromFields for ModelError {
    fn from_fields(of: &mut Fields) -> Result<Self, Misfit> {
        let kind: String = of.take("kind")?;
        if let Some(read) = read_partial(&kind, of) {
            return read;
        }
        if let Some(read) = read_words(&kind, of) {
            return read;
        }
        Ok(match kind.as_str() {
            "blocked_or_unreachable" => Self::BlockedOrUnreachable { cause: of.take("cause")? },
            "offline" => Self::Offline,
            "recording_spent" => {
                Self::RecordingSpent { replies: usize::try_from(of.take::<u64>("replies")?).unwrap_or(usize::MAX) }
            }
            "key_locked" => Self::KeyLocked,
            "not_permitted" => Self::NotPermitted { origin: of.take("origin")? },
            "redirected" => Self::Redirected,
            "not_json" => Self::NotJson { snippet: of.take("snippet")?, html: of.take("html")? },
            "unreadable" => Self::Unreadable { why: of.take("why")?, snippet: of.take("snippet")? },
            // A limit that this build cannot hold is as good as its largest.
            "too_large" => Self::TooLarge { limit: usize::try_from(of.take::<u64>("limit")?).unwrap_or(usize::MAX) },
            _ => return Err(Misfit::new("a known failure", None).within(".kind")),
        })
    }
}

/// Failures that hold what had arrived.
fn read_partial(kind: &str, of: &mut Fields) -> Option<Result<ModelError, Misfit>> {
    let make: fn(Option<Box<Message>>) -> ModelError = match kind {
        "stream_cut" => |partial| ModelError::StreamCut { partial },
        "output_cut" => |partial| ModelError::OutputCut { partial },
        "stopped" => |partial| ModelError::Stopped { partial },
        "timed_out" => |partial| ModelError::TimedOut { after_ms: 0, partial },
        _ => return None,
    };
    Some(of.take::<Option<Message>>("partial").and_then(|partial| {
        let mut error = make(partial.map(Box::new));
        if let ModelError::TimedOut { after_ms, .. } = &mut error {
            *after_ms = of.take("after_ms")?;
        }
        Ok(error)
    }))
}

/// Failures that hold the endpoint's words.
fn read_words(kind: &str, of: &mut Fields) -> Option<Result<ModelError, Misfit>> {
    let make: fn(String) -> ModelError = match kind {
        "key_rejected" => |message| ModelError::KeyRejected { status: 0, message },
        "no_such_model" => |message| ModelError::NoSuchModel { message },
        "no_such_path" => |message| ModelError::NoSuchPath { status: 0, message },
        "no_tool_support" => |message| ModelError::NoToolSupport { message },
        "quota_spent" => |message| ModelError::QuotaSpent { message },
        "rate_limited" => |message| ModelError::RateLimited { wait_ms: None, message },
        "context_too_long" => |message| ModelError::ContextTooLong { message },
        "refused" => |message| ModelError::Refused { message },
        "server_error" => |message| ModelError::ServerError { status: 0, wait_ms: None, message },
        "scribe_failed" => |message| ModelError::ScribeFailed { message },
        "practice_failed" => |message| ModelError::PracticeFailed { message },
        _ => return None,
    };
    Some(of.take("message").and_then(|message| {
        let mut error = make(message);
        match &mut error {
            ModelError::KeyRejected { status, .. } | ModelError::NoSuchPath { status, .. } => {
                *status = of.take("status")?;
            }
            ModelError::ServerError { status, wait_ms, .. } => {
                (*status, *wait_ms) = (of.take("status")?, of.take("wait_ms")?);
            }
            ModelError::RateLimited { wait_ms, .. } => *wait_ms = of.take("wait_ms")?,
            _ => {}
        }
        Ok(error)
    }))
}

impl FromFields for Delta {
    fn from_fields(of: &mut Fields) -> Result<Self, Misfit> {
        if of.has("extra_call") {
            return Ok(Self::ExtraCall(of.take("extra_call")?));
        }
        let kinds: [(&str, fn(String) -> Self); 4] = [
            ("text", Self::Text),
            ("reasoning", Self::Reasoning),
            ("call_name", Self::CallName),
            ("call_arguments", Self::CallArguments),
        ];
        match kinds.into_iter().find(|(name, _)| of.has(name)) {
            Some((name, make)) => of.take(name).map(make),
            None => Err(Misfit::new("a piece of a reply", None)),
        }
    }
}

inside_serde!(ModelError, Delta);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::chat::{FunctionCall, Remedy};
    use crate::domain::json::FromJson;
    use serde_json::json;

    #[test]
    fn every_failure_survives_the_crossing() {
        let message = || "m \"quoted\"\n".to_owned();
        let partials = || [None, Some(Box::new(Message::text(crate::domain::chat::Role::Assistant, "half")))];
        let mut errors = vec![
            ModelError::KeyRejected { status: 401, message: message() },
            ModelError::NoSuchModel { message: message() },
            ModelError::NoSuchPath { status: 404, message: message() },
            ModelError::NoToolSupport { message: message() },
            ModelError::QuotaSpent { message: message() },
            ModelError::RateLimited { wait_ms: Some(7), message: message() },
            ModelError::RateLimited { wait_ms: None, message: message() },
            ModelError::Offline,
            ModelError::NotPermitted { origin: message() },
            ModelError::Redirected,
            ModelError::NotJson { snippet: message(), html: true },
            ModelError::TooLarge { limit: 8 },
            ModelError::ContextTooLong { message: message() },
            ModelError::Refused { message: message() },
            ModelError::ServerError { status: 529, wait_ms: None, message: message() },
            ModelError::ServerError { status: 503, wait_ms: Some(7), message: message() },
            ModelError::PracticeFailed { message: message() },
        ];
        for cause in [Blocked::Remote, Blocked::Local, Blocked::MixedContent, Blocked::NotAllowed, Blocked::Silent] {
            errors.push(ModelError::BlockedOrUnreachable { cause });
        }
        for why in [Unreadable::Empty, Unreadable::NoChoices, Unreadable::BadEvent, Unreadable::BeyondLimits] {
            errors.push(ModelError::Unreadable { why, snippet: message() });
        }
        for partial in partials() {
            errors.push(ModelError::StreamCut { partial: partial.clone() });
            errors.push(ModelError::OutputCut { partial: partial.clone() });
            errors.push(ModelError::Stopped { partial: partial.clone() });
            errors.push(ModelError::TimedOut { after_ms: 9, partial });
        }
        let mut kinds: Vec<&str> = errors.iter().map(ModelError::kind).collect();
        kinds.dedup();
        // As many kinds as `ModelError::kind` names, the partial ones twice each.
        assert_eq!(kinds.iter().collect::<std::collections::BTreeSet<_>>().len(), 21);
        for error in errors {
            match (error.remedy(), Remedy::of_stored(error.kind(), &error.to_string())) {
                // How long an endpoint asked to wait is not stored.
                (Remedy::Wait { .. }, Remedy::Wait { .. } | Remedy::Retry) => {}
                (remedy, stored) => assert_eq!(stored, remedy, "{error:?}"),
            }
            let text = serde_json::to_string(&error).unwrap();
            let value = serde_json::from_str(&text).unwrap();
            assert_eq!(ModelError::from_json(Some(value)), Ok(error.clone()), "{text}");
            assert_eq!(serde_json::from_str::<ModelError>(&text).ok(), Some(error));
        }
    }

    #[test]
    fn what_is_no_failure_is_refused() {
        for hostile in [
            json!({}),
            json!({"kind": "explode"}),
            json!({"kind": "server_error", "status": 70_000, "message": "m"}),
            json!({"kind": "refused"}),
            json!({"kind": "timed_out", "partial": {"role": "nobody"}, "after_ms": 1}),
            json!([]),
        ] {
            assert!(ModelError::from_json(Some(hostile.clone())).is_err(), "{hostile}");
        }
    }

    #[test]
    fn every_piece_survives_the_crossing() {
        let text = || "é\n\"".to_owned();
        let call = FunctionCall { name: text(), arguments: "{}".to_owned() };
        for delta in [
            Delta::Text(text()),
            Delta::Reasoning(text()),
            Delta::CallName(text()),
            Delta::CallArguments(text()),
            Delta::ExtraCall(call),
        ] {
            let written = serde_json::to_value(&delta).unwrap();
            assert_eq!(written.as_object().map(serde_json::Map::len), Some(1), "{written}");
            assert_eq!(Delta::from_json(Some(written)), Ok(delta));
        }
        assert!(Delta::from_json(Some(json!({"other": "x"}))).is_err());
        assert_eq!(serde_json::to_value(Delta::CallName("f".to_owned())).unwrap(), json!({"call_name": "f"}));
    }
}
