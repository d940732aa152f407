//! From `?study=` to a study: one that is kept, a file of this site, or one of another site after the person agreed.

use super::desk::DeskView;
use super::intake::{Intake, Picker};
use super::words;
use crate::browser::judge::{Address, JudgeError, fetch_elsewhere, fetch_here, study, take_study, votes};
use crate::domain::preference::{SealedStudy, VoteLog};
use crate::ui::i18n::{t, text, use_i18n};
use crate::ui::parts::{Button, ButtonKind, ErrorBanner};
use crate::ui::route::{JudgeRoute, Link, Page, Route, use_router};
use crate::ui::stores::{Stores, use_stores};
use crate::ui::task::Fetched;
use leptos::prelude::*;
use std::sync::Arc;

/// What an address came to.
#[derive(Clone)]
enum Opened {
    /// A study, and all votes kept here.
    Ready(Arc<SealedStudy>, VoteLog),
    /// It was fetched and is kept under this hash now.
    Kept(String),
    /// Another site would have to be called.
    AskFirst(String),
    /// No study.
    Failed(JudgeError),
}

async fn open(stores: Stores, address: &str, agreed: bool) -> Result<Opened, JudgeError> {
    let kv = stores.kv().await;
    let bytes = match Address::parse(address)? {
        Address::Kept(hash) => {
            return Ok(Opened::Ready(Arc::new(study(&kv, &hash).await?), votes(&kv).await?));
        }
        Address::Here(url) => fetch_here(&url).await?,
        Address::Elsewhere { origin, .. } if !agreed => return Ok(Opened::AskFirst(origin.to_string())),
        Address::Elsewhere { url, origin } => fetch_elsewhere(&url, origin).await?,
    };
    Ok(Opened::Kept(take_study(&kv, &bytes).await?.hash().to_owned()))
}

/// Opens `address` and shows what it came to.
#[component]
pub fn Opening(
    /// What takes files in.
    intake: Intake,
    /// As in the page's own address.
    address: String,
) -> impl IntoView {
    let i18n = use_i18n();
    let (stores, router) = (use_stores(), use_router());
    let agreed = RwSignal::new(false);
    let wanted = address.clone();
    let opened = Fetched::new(move || {
        let (address, agreed) = (address.clone(), agreed.get());
        async move { open(stores, &address, agreed).await.unwrap_or_else(Opened::Failed) }
    });
    Effect::new(move |_| {
        if let Some(Opened::Kept(hash)) = opened.get() {
            router.replace(Route::Judge(JudgeRoute { study: Some(hash), item: None }));
        }
    });
    move || match opened.get() {
        None | Some(Opened::Kept(_)) => view! { <p class="soft">{t!(i18n, shell.loading)}</p> }.into_any(),
        Some(Opened::Ready(study, log)) => view! { <DeskView intake study log /> }.into_any(),
        Some(Opened::AskFirst(origin)) => {
            let agree = Callback::new(move |()| agreed.set(true));
            view! { <AskFirst origin address=wanted.clone() agree /> }.into_any()
        }
        Some(Opened::Failed(error)) => {
            let details = error.to_string();
            let message = Signal::derive(move || words::error(i18n, &error));
            let again = Callback::new(move |()| opened.refetch());
            view! {
                <ErrorBanner message details remedy=text!(i18n, shell.retry) on_remedy=again />
                <Picker intake />
                <p><Link to=Page::Judge.route()>{t!(i18n, judge.all)}</Link></p>
            }
            .into_any()
        }
    }
}

#[component]
fn AskFirst(origin: String, address: String, agree: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let site = origin.clone();
    view! {
        <section class="judge-consent" aria-labelledby="judge-consent">
            <h2 id="judge-consent">{t!(i18n, judge.consent.title)}</h2>
            <p>{t!(i18n, judge.consent.text, origin = origin)}</p>
            <p><code>{address}</code></p>
            <div class="judge-row">
                <Button kind=ButtonKind::Primary on_press=agree>
                    {t!(i18n, judge.consent.agree, origin = site)}
                </Button>
                <Link to=Page::Judge.route() class="btn">{t!(i18n, shell.cancel)}</Link>
            </div>
        </section>
    }
}
