//! The address and the route say the same.

use toolgrove::ui::route::{ApisRoute, AskRoute, JudgeRoute, Page, Route, RunsRoute};
use wasm_bindgen_test::wasm_bindgen_test;

fn check(search: &str, expect: &Route) {
    assert_eq!(&Route::parse(search), expect, "{search}");
}

fn question(text: &str) -> Route {
    Route::Ask(AskRoute { question: Some(text.into()), ..Default::default() })
}

#[wasm_bindgen_test]
fn addresses_become_routes() {
    check("", &Page::Ask.route());
    check("?", &Page::Ask.route());
    check("?page=settings", &Route::Settings);
    check("?page=nonsense", &Route::Unknown("nonsense".into()));
    check("?study=pairs.json", &Route::Judge(JudgeRoute { study: Some("pairs.json".into()), item: None }));
    check("?run=r1&node=12&t=34", &Route::Runs(RunsRoute { run: Some("r1".into()), node: Some(12), at: Some(34) }));
    check("?page=ask&q=2%20%2B+2%3F", &question("2 + 2?"));
    let open = ApisRoute { tool: Some("t".into()), api: Some("a".into()), ..ApisRoute::default() };
    check("?page=apis&tool=t&api=a", &Route::Apis(open));
}

#[wasm_bindgen_test]
fn hostile_addresses_do_no_harm() {
    check("?page=runs&node=-1&t=x", &Page::Runs.route());
    check("?q=%zz%ff&&=&==", &question("%zz\u{fffd}"));
    check(&format!("?page=runs&run={}", "x".repeat(4_001)), &Page::Runs.route());
    check(&format!("{}page=runs", "a=1&".repeat(100)), &Page::Ask.route());
}

#[wasm_bindgen_test]
fn every_route_survives_its_own_address() {
    let awkward = "a&b=c#d?100% +你好\"<x>".to_owned();
    let routes = [
        Route::Ask(AskRoute { question: Some(awkward.clone()), run: Some("r".into()), node: Some(0) }),
        Route::Runs(RunsRoute { run: Some(awkward.clone()), node: None, at: Some(u32::MAX) }),
        Route::Apis(ApisRoute {
            query: Some(awkward.clone()),
            category: Some("Food".into()),
            of: Some("Video_Images".into()),
            tool: Some("t_1".into()),
            api: Some("/v1/{id}".into()),
            health: Some("working".into()),
        }),
        Route::Judge(JudgeRoute { study: Some("https://a.example/s.json?x=1".into()), item: Some(awkward.clone()) }),
        Route::Settings,
        Route::Unknown(awkward),
    ];
    for route in routes {
        check(&route.href(), &route);
    }
}
