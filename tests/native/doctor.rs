//! The connection doctor's decisions: which check comes next, what results mean, and what helps.

use toolgrove::domain::chat::{Blocked, ModelError};
use toolgrove::domain::connection::{
    Asked, Cause, Check, CheckState, Diagnosis, Facts, Glimpse, Headers, Listed, NeededHeader, PageKind, Permission,
    Place, Provider, Target, diagnose, next_check, remedies, states, target_address_space,
};

const ORIGIN: &str = "https://site.example";
const CLOUD: Target = Target {
    provider: Provider::Other,
    place: Place::Internet,
    plain_http: false,
    named: true,
    has_key: true,
    in_prompt: false,
    headers: Headers::USUAL,
    page: PageKind::Https,
};
const HOME: Target = Target {
    provider: Provider::Other,
    place: Place::Loopback,
    plain_http: true,
    named: true,
    has_key: false,
    in_prompt: false,
    headers: Headers::USUAL,
    page: PageKind::Https,
};

fn words() -> String {
    "m".to_owned()
}

fn blocked(cause: Blocked) -> Asked {
    Asked::Failed(ModelError::BlockedOrUnreachable { cause })
}

/// A world to examine: what each check would give.
#[derive(Clone)]
struct World {
    target: Target,
    online: bool,
    permission: Permission,
    asked: Asked,
    up: bool,
    simple: Glimpse,
    header: Glimpse,
    list: Glimpse,
}

impl World {
    fn silent(target: Target) -> Self {
        let cause = if target.place == Place::Internet { Blocked::Remote } else { Blocked::Local };
        Self {
            target,
            online: true,
            permission: Permission::Granted,
            asked: blocked(cause),
            up: false,
            simple: Glimpse::Nothing,
            header: Glimpse::Nothing,
            list: Glimpse::Nothing,
        }
    }

    fn up(target: Target) -> Self {
        Self { up: true, ..Self::silent(target) }
    }

    /// Makes the checks that are asked for.
    fn examine(&self) -> (Facts, Vec<Check>) {
        let mut facts = Facts::new(self.target);
        let mut made = Vec::new();
        while let Some(check) = next_check(&facts) {
            assert!(!made.contains(&check), "{check:?} is asked for twice");
            assert!(states(&facts, Some(check)).contains(&(check, CheckState::Running)));
            made.push(check);
            match check {
                Check::Online => facts.online = Some(self.online),
                Check::Permission => facts.permission = Some(self.permission),
                Check::Ask => facts.asked = Some(self.asked.clone()),
                Check::Up => facts.up = Some(self.up),
                Check::Simple => facts.simple = Some(self.simple),
                Check::Header => facts.header = Some(self.header),
                Check::Models => facts.models = Some(Listed { glimpse: self.list, models: Vec::new() }),
            }
        }
        (facts, made)
    }

    #[track_caller]
    fn means(&self, causes: &[Cause]) {
        let (facts, _) = self.examine();
        let found = diagnose(&facts).unwrap();
        assert_eq!(found.causes(), causes);
        assert_eq!(matches!(found, Diagnosis::OneOf(_)), causes.len() > 1, "several causes are one of several");
        let states = states(&facts, None);
        assert!(states.iter().all(|(_, s)| !matches!(s, CheckState::Waiting | CheckState::Running)), "{states:?}");
    }
}

#[test]
fn a_connection_that_works_needs_one_request() {
    let asked = Asked::Answered { calls: true, streams: false };
    let world = World { asked, ..World::silent(CLOUD) };
    let (facts, made) = world.examine();
    assert_eq!(made, [Check::Online, Check::Ask]);
    assert_eq!(diagnose(&facts), Some(Diagnosis::Works { streams: false }));
    assert!(diagnose(&facts).unwrap().causes().is_empty());
    use CheckState::{Passed, Skipped};
    let shown: Vec<CheckState> = states(&facts, None).into_iter().map(|(_, state)| state).collect();
    assert_eq!(shown, [Passed, Skipped, Passed, Skipped, Skipped, Skipped, Skipped]);
    assert_eq!(diagnose(&Facts::new(CLOUD)), None, "nothing is known before the first request");
}

#[test]
fn what_the_endpoint_says_is_the_cause() {
    let said = |error: ModelError, target: Target, expect: Cause| {
        World { asked: Asked::Failed(error), ..World::silent(target) }.means(&[expect]);
    };
    let ollama = Target { provider: Provider::Ollama, ..HOME };
    let keyless = Target { has_key: false, ..CLOUD };
    for error in [
        ModelError::NoSuchModel { message: words() },
        ModelError::NoSuchPath { status: 404, message: words() },
        ModelError::NoToolSupport { message: words() },
        ModelError::QuotaSpent { message: words() },
        ModelError::RateLimited { wait_ms: Some(1), message: words() },
        ModelError::NotJson { snippet: words(), html: true },
        ModelError::TimedOut { after_ms: 1, partial: None },
        ModelError::ServerError { status: 500, wait_ms: None, message: words() },
        ModelError::Redirected,
        ModelError::StreamCut { partial: None },
        ModelError::KeyRejected { status: 401, message: words() },
        ModelError::KeyRejected { status: 0, message: words() },
    ] {
        said(error.clone(), CLOUD, Cause::Said(error));
    }
    for status in [401, 403] {
        said(ModelError::KeyRejected { status, message: words() }, keyless, Cause::KeyMissing);
    }
    said(ModelError::KeyRejected { status: 403, message: words() }, ollama, Cause::OllamaOrigins);
    said(ModelError::Offline, CLOUD, Cause::Offline);
    said(ModelError::BlockedOrUnreachable { cause: Blocked::MixedContent }, CLOUD, Cause::MixedContent);
    World { asked: Asked::Answered { calls: false, streams: true }, ..World::silent(CLOUD) }.means(&[Cause::NoCall]);
}

#[test]
fn a_missing_model_asks_for_the_list_and_nothing_else() {
    let asked = Asked::Failed(ModelError::NoSuchModel { message: words() });
    let (facts, made) = World { asked, ..World::silent(CLOUD) }.examine();
    assert_eq!(made, [Check::Online, Check::Ask, Check::Models]);
    assert_eq!(states(&facts, None)[6].1, CheckState::Failed, "the list could not be read");
}

#[test]
fn silence_is_told_apart_as_far_as_a_browser_can() {
    use Cause::{BrowserBlocks, InsecurePage, LocalDenied, LocalUndecided, NotListening, Tls, UnknownName};
    let at = |target: Target, permission: Permission, causes: &[Cause]| {
        World { permission, ..World::silent(target) }.means(causes);
    };
    let known = Permission::Granted;
    at(CLOUD, known, &[UnknownName, NotListening, Tls]);
    at(Target { named: false, ..CLOUD }, known, &[NotListening, Tls]);
    at(Target { plain_http: true, page: PageKind::ThisMachine, ..CLOUD }, known, &[UnknownName, NotListening]);
    at(HOME, known, &[NotListening, BrowserBlocks]);
    at(HOME, Permission::Denied, &[LocalDenied]);
    at(HOME, Permission::Undecided, &[LocalUndecided, NotListening, BrowserBlocks]);
    at(HOME, Permission::Unknown, &[NotListening, BrowserBlocks]);
    let nas = Target { place: Place::Private, ..HOME };
    at(nas, known, &[NotListening, UnknownName, BrowserBlocks]);
    at(Target { named: false, plain_http: false, ..nas }, known, &[NotListening, Tls, BrowserBlocks]);
    at(Target { page: PageKind::PlainHttp, ..HOME }, known, &[InsecurePage, NotListening, BrowserBlocks]);
    // A page from this machine asks for no permission: a denied one is no cause.
    at(Target { page: PageKind::ThisMachine, ..HOME }, Permission::Denied, &[NotListening, BrowserBlocks]);
    World { online: false, ..World::silent(CLOUD) }.means(&[Cause::Offline]);
    World { online: false, ..World::silent(HOME) }.means(&[NotListening, BrowserBlocks]);
    let asked = Asked::Failed(ModelError::TimedOut { after_ms: 1, partial: None });
    let timed_out = Cause::Said(ModelError::TimedOut { after_ms: 1, partial: None });
    World { asked: asked.clone(), permission: Permission::Undecided, ..World::silent(HOME) }
        .means(&[LocalUndecided, timed_out.clone()]);
    World { asked, ..World::silent(HOME) }.means(&[timed_out]);
}

#[test]
fn a_server_that_refuses_pages_is_told_apart_from_one_that_refuses_headers() {
    use Cause::{HiddenError, NoCors, OllamaOrigins, Preflight};
    use Glimpse::{Nothing, Read, Redirects};
    use NeededHeader::ContentType;
    let key_refused = Preflight(NeededHeader::Key("Authorization"));
    let at = |target: Target, simple: Glimpse, header: Glimpse, list: Glimpse, causes: &[Cause]| {
        World { simple, header, list, ..World::up(target) }.means(causes);
    };
    let of = |provider: Provider| Target { provider, ..HOME };
    let keyed = Target { has_key: true, ..HOME };
    // The simple POST gets through.
    at(HOME, Read(400), Nothing, Nothing, &[Preflight(ContentType)]);
    at(keyed, Read(401), Nothing, Nothing, &[Preflight(ContentType)]);
    at(keyed, Read(401), Read(401), Nothing, std::slice::from_ref(&key_refused));
    at(keyed, Read(400), Read(400), Nothing, &[key_refused, HiddenError]);
    // It sends elsewhere, which the request with a key cannot tell.
    at(keyed, Redirects, Nothing, Nothing, &[Cause::Said(ModelError::Redirected)]);
    at(keyed, Nothing, Nothing, Redirects, &[Cause::Said(ModelError::Redirected)]);
    // The list alone gets through.
    at(keyed, Nothing, Nothing, Read(200), &[HiddenError, Preflight(ContentType)]);
    // Nothing gets through.
    at(HOME, Nothing, Nothing, Nothing, &[NoCors]);
    at(keyed, Nothing, Nothing, Nothing, &[NoCors, HiddenError]);
    at(of(Provider::Ollama), Nothing, Nothing, Nothing, &[OllamaOrigins]);
    at(of(Provider::LmStudio), Nothing, Nothing, Nothing, &[NoCors]);
    at(of(Provider::Vllm), Nothing, Nothing, Nothing, &[NoCors]);
    at(Target { provider: Provider::OpenAi, ..CLOUD }, Nothing, Nothing, Nothing, &[HiddenError, NoCors]);
    at(Target { provider: Provider::Scaleway, ..CLOUD }, Nothing, Nothing, Nothing, &[HiddenError, NoCors]);
    at(Target { provider: Provider::Nvidia, ..CLOUD }, Nothing, Nothing, Nothing, &[NoCors, HiddenError]);
    at(CLOUD, Nothing, Nothing, Nothing, &[NoCors, HiddenError]);
}

#[test]
fn no_more_is_sent_than_is_needed() {
    let made = |world: World| world.examine().1;
    assert_eq!(made(World::silent(CLOUD)), [Check::Online, Check::Ask, Check::Up]);
    assert_eq!(made(World::silent(HOME)), [Check::Online, Check::Permission, Check::Ask, Check::Up]);
    let open = World { simple: Glimpse::Read(400), ..World::up(CLOUD) };
    assert_eq!(made(open.clone()), [Check::Online, Check::Ask, Check::Up, Check::Simple, Check::Header]);
    let keyless = World { target: Target { has_key: false, ..CLOUD }, ..open };
    assert_eq!(made(keyless), [Check::Online, Check::Ask, Check::Up, Check::Simple]);
    assert_eq!(made(World::up(CLOUD)), [Check::Online, Check::Ask, Check::Up, Check::Simple, Check::Models]);
    assert_eq!(made(World { online: false, ..World::silent(CLOUD) }), [Check::Online, Check::Ask]);
    let mixed = World { asked: blocked(Blocked::MixedContent), ..World::silent(CLOUD) };
    assert_eq!(made(mixed), [Check::Online, Check::Ask]);
}

#[test]
fn what_got_through_counts_more_than_what_the_browser_had_said() {
    let asked = Asked::Answered { calls: true, streams: true };
    let world = World { asked, online: false, permission: Permission::Denied, ..World::silent(HOME) };
    let states = states(&world.examine().0, None);
    assert!(states[..3].iter().all(|(_, state)| *state == CheckState::Passed), "{states:?}");
}

#[test]
fn every_result_whatever_it_is_has_a_diagnosis_and_every_cause_a_remedy() {
    let glimpses = [Glimpse::Read(200), Glimpse::Read(401), Glimpse::Redirects, Glimpse::Nothing];
    let causes = [Blocked::Remote, Blocked::Local, Blocked::MixedContent, Blocked::NotAllowed, Blocked::Silent];
    let providers =
        [Provider::OpenAi, Provider::Ollama, Provider::LlamaCpp, Provider::LmStudio, Provider::Vllm, Provider::Other];
    let permissions = [Permission::Granted, Permission::Denied, Permission::Undecided, Permission::Unknown];
    let mut seen = 0;
    for provider in providers {
        for (place, page) in [Place::Loopback, Place::Private, Place::Internet]
            .into_iter()
            .flat_map(|place| [PageKind::Https, PageKind::ThisMachine, PageKind::PlainHttp].map(|page| (place, page)))
        {
            for bits in 0..32_u8 {
                let bit = |n: u8| bits >> n & 1 == 1;
                let target = Target {
                    provider,
                    place,
                    plain_http: bit(0),
                    named: bit(1),
                    has_key: bit(2),
                    in_prompt: false,
                    headers: Headers::USUAL,
                    page,
                };
                for (cause, permission) in causes.into_iter().zip(permissions.into_iter().cycle()) {
                    for simple in glimpses {
                        let asked = blocked(cause);
                        let world = World {
                            target,
                            online: bit(3),
                            permission,
                            asked,
                            up: bit(4),
                            simple,
                            header: simple,
                            list: simple,
                        };
                        let (facts, made) = world.examine();
                        let found = diagnose(&facts).unwrap();
                        assert!(made.len() <= Check::ALL.len());
                        assert!(!found.causes().is_empty());
                        for cause in found.causes() {
                            assert!(!remedies(cause, &target, ORIGIN, "m").advice.is_empty(), "{cause:?}");
                            seen += 1;
                        }
                    }
                }
            }
        }
    }
    assert!(seen > 30_000, "{seen}");
}

#[test]
fn the_address_space_is_told_where_it_is_needed_and_true() {
    use PageKind::{Https, PlainHttp, ThisMachine};
    use Place::{Internet, Loopback, Private};
    assert_eq!(target_address_space(Https, Loopback, true), Some("loopback"));
    assert_eq!(target_address_space(Https, Private, true), Some("local"));
    assert_eq!(target_address_space(Https, Internet, true), None);
    for place in [Loopback, Private, Internet] {
        assert_eq!(target_address_space(Https, place, false), None, "https is no mixed content");
        for (page, plain) in [(ThisMachine, true), (ThisMachine, false), (PlainHttp, true), (PlainHttp, false)] {
            assert_eq!(target_address_space(page, place, plain), None);
        }
    }
}
