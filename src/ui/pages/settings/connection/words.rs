//! Checks, causes and advice in the person's language.

use crate::{
    domain::connection::{Advice, Cause, Check, CheckState, NeededHeader, Provider},
    ui::{
        i18n::{I18n, Words, say, t},
        parts::model_error_text,
    },
};
use leptos::prelude::*;

/// What a check finds out (tracked).
pub(super) fn check_words(i18n: I18n, check: Check) -> String {
    match check {
        Check::Online => say!(i18n, doctor.check.online),
        Check::Permission => say!(i18n, doctor.check.permission),
        Check::Ask => say!(i18n, doctor.check.ask),
        Check::Up => say!(i18n, doctor.check.up),
        Check::Simple => say!(i18n, doctor.check.simple),
        Check::Header => say!(i18n, doctor.check.header),
        Check::Models => say!(i18n, doctor.check.models),
    }
}

/// How it stands, in a word.
pub(super) fn state_words(i18n: I18n, state: CheckState) -> Words {
    match state {
        CheckState::Waiting => t!(i18n, doctor.state.waiting),
        CheckState::Running => t!(i18n, doctor.state.running),
        CheckState::Passed => t!(i18n, doctor.state.passed),
        CheckState::Failed => t!(i18n, doctor.state.failed),
        CheckState::Skipped => t!(i18n, doctor.state.skipped),
    }
}

/// What is wrong (tracked). What an endpoint says itself is told as in a run.
pub(super) fn cause_words(i18n: I18n, cause: &Cause) -> String {
    match cause {
        Cause::Offline => say!(i18n, connection.error.offline),
        Cause::MixedContent => say!(i18n, doctor.cause.mixed_content),
        Cause::LocalDenied => say!(i18n, doctor.cause.local_denied),
        Cause::LocalUndecided => say!(i18n, doctor.cause.local_undecided),
        Cause::InsecurePage => say!(i18n, doctor.cause.insecure_page),
        Cause::BrowserBlocks => say!(i18n, doctor.cause.browser_blocks),
        Cause::UnknownName => say!(i18n, doctor.cause.unknown_name),
        Cause::NotListening => say!(i18n, doctor.cause.not_listening),
        Cause::Tls => say!(i18n, doctor.cause.tls),
        Cause::Preflight(NeededHeader::ContentType) => say!(i18n, doctor.cause.preflight, header = "Content-Type"),
        Cause::Preflight(NeededHeader::Key(header)) => say!(i18n, doctor.cause.preflight, header = *header),
        Cause::OllamaOrigins => say!(i18n, doctor.cause.ollama_origins),
        Cause::NoCors => say!(i18n, doctor.cause.no_cors),
        Cause::HiddenError => say!(i18n, doctor.cause.hidden_error),
        Cause::KeyMissing => say!(i18n, doctor.cause.key_missing),
        Cause::NoCall => say!(i18n, connection.test.no_call_text),
        Cause::Said(error) => model_error_text(i18n, error).get(),
    }
}

/// What helps (tracked).
pub(super) fn advice_words(i18n: I18n, advice: Advice, provider: Provider) -> String {
    match advice {
        Advice::GoOnline => say!(i18n, doctor.advice.go_online),
        Advice::UseHttps => say!(i18n, doctor.advice.use_https),
        Advice::AllowInBrowser => say!(i18n, doctor.advice.allow_in_browser),
        Advice::AnswerBrowser => say!(i18n, doctor.advice.answer_browser),
        Advice::OpenSecurely => say!(i18n, doctor.advice.open_securely),
        Advice::OtherBrowser => say!(i18n, doctor.advice.other_browser),
        Advice::CheckName => say!(i18n, doctor.advice.check_name),
        Advice::StartServer => say!(i18n, doctor.advice.start_server),
        Advice::CheckAddress => say!(i18n, doctor.advice.check_address),
        Advice::OpenInTab => say!(i18n, doctor.advice.open_in_tab),
        Advice::AllowHeaders => say!(i18n, doctor.advice.allow_headers),
        Advice::TellOllama => say!(i18n, doctor.advice.tell_ollama),
        Advice::TellLlamaCpp => say!(i18n, doctor.advice.tell_llama_cpp),
        Advice::TellLmStudio => say!(i18n, doctor.advice.tell_lm_studio),
        Advice::TellVllm => say!(i18n, doctor.advice.tell_vllm),
        Advice::AllowOrigin => say!(i18n, doctor.advice.allow_origin),
        Advice::NotForPages => say!(i18n, doctor.advice.not_for_pages),
        Advice::CheckAll => say!(i18n, doctor.advice.check_all),
        Advice::GetKey => say!(i18n, doctor.advice.get_key, page = provider.key_page()),
        Advice::ServersKey => say!(i18n, doctor.advice.servers_key),
        Advice::ChooseModel => say!(i18n, doctor.advice.choose_model),
        Advice::GetModel => say!(i18n, doctor.advice.get_model),
        Advice::ModelWithTools => say!(i18n, doctor.advice.model_with_tools),
        Advice::LlamaCppTools => say!(i18n, doctor.advice.llama_cpp_tools),
        Advice::VllmTools => say!(i18n, doctor.advice.vllm_tools),
        Advice::CheckPath => say!(i18n, doctor.advice.check_path),
        Advice::Wait => say!(i18n, doctor.advice.wait),
        Advice::AddCredit => say!(i18n, doctor.advice.add_credit),
        Advice::FinalAddress => say!(i18n, doctor.advice.final_address),
        Advice::LetItLoad => say!(i18n, doctor.advice.let_it_load),
        Advice::Later => say!(i18n, doctor.advice.later),
    }
}
