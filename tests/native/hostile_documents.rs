//! Tools' documents from people who mean harm: read, written as a call, and judged by where the call would go. Whether an
//! address may be called is judged on its spelling by the browser, which stands in `tests/contract/spellings.rs`.

#[path = "../contract/spellings.rs"]
mod spellings;

use serde_json::{Value, json};
use spellings::{INNER, INNER_IN_DISGUISE, NO_GATEWAY};
use toolgrove::domain::catalog::{Provider, Tool};
use toolgrove::domain::service::{Between, address_of_call};
use toolgrove::domain::trace::{Fidelity, StatusCode};
use toolgrove::formats::provider::HttpRequest;
use toolgrove::formats::toolbench::{read_tool, write_tool};
use toolgrove::formats::worker::scribe::{Call, Order, Outcome};
use toolgrove::scribe::Book;

/// A tool file with one API.
fn document(host: &str, url: &str) -> Value {
    json!({
        "tool_name": "Weather", "host": host,
        "api_list": [{"name": "now", "url": url, "required_parameters": [{"name": "id", "type": "STRING"}]}],
    })
}

/// The same with other fields of the API.
fn with(host: &str, url: &str, fields: Value) -> Value {
    let mut out = document(host, url);
    for (name, value) in fields.as_object().unwrap() {
        out["api_list"][0][name] = value.clone();
    }
    out
}

fn order(tool: &Tool, arguments: &Value) -> Order {
    Order::WriteCall {
        category: tool.category.clone(),
        document: write_tool(tool),
        arguments: arguments.to_string(),
        fidelity: Fidelity::Fixed,
    }
}

/// The document's tool and the request that a call of it would be, or what is told instead.
fn written(document: &Value, arguments: &Value) -> Result<(Tool, HttpRequest), String> {
    let tool = read_tool("Data", &document.to_string()).map_err(|error| error.to_string())?;
    match Book::default().answer(order(&tool, arguments)) {
        Ok(Outcome::Call(Call { request: Some(request), .. })) => Ok((tool, request)),
        Ok(Outcome::Call(Call { told: Some(told), .. })) => {
            assert_eq!(told.status, StatusCode::InputError);
            let told: Value = serde_json::from_str(&told.observation).unwrap();
            Err(told["error"].as_str().unwrap().to_owned())
        }
        other => panic!("{other:?}"),
    }
}

/// What the page says of a call that would go to an origin.
fn judged(tool: &Tool, origin: &str, page: &str, allow_private: bool) -> Result<(), String> {
    let url = format!("{origin}/v1");
    let address = address_of_call(tool, &url, origin, Some(page), Between::default(), allow_private);
    address.map(|address| assert_eq!(address, url)).map_err(|error| error.to_string())
}

/// What is told of a document whose address the browser reads as `origin`.
fn refused(document: &Value, origin: &str) -> String {
    let (tool, _) = written(document, &json!({})).unwrap();
    judged(&tool, origin, "https://toolgrove.example", false).expect_err(origin)
}

fn private(host: &str) -> String {
    format!("{host} is on this computer or network; allow local addresses for this collection to call it")
}

fn host_of(origin: &str) -> &str {
    let authority = origin.split_once("://").unwrap().1;
    authority.find(']').map_or_else(|| authority.split(':').next().unwrap(), |end| &authority[..=end])
}

/// The one key that documents share goes to the gateway alone, whatever they say.
#[test]
fn a_document_of_rapidapi_leads_nowhere_else() {
    for (url, origin) in NO_GATEWAY {
        let expect =
            format!("{} is not an address of RapidAPI's gateway (https://<name>.p.rapidapi.com)", host_of(origin));
        for host in ["demo.p.rapidapi.com", " Demo.P.RapidAPI.com ", host_of(origin)] {
            let document = document(host, url);
            let (tool, _) = written(&document, &json!({})).unwrap();
            // A document that does not say that it is RapidAPI's is sent no key.
            if tool.provider() == Provider::RapidApi {
                assert_eq!(refused(&document, origin), expect, "{host} {url}");
            }
        }
        // Nor does allowing local addresses help.
        let (tool, _) = written(&document("demo.p.rapidapi.com", url), &json!({})).unwrap();
        assert_eq!(judged(&tool, origin, "", true), Err(expect), "{url}");
    }
    let other = document("demo.p.rapidapi.com", "https://other.p.rapidapi.com/v1");
    assert_eq!(
        refused(&other, "https://other.p.rapidapi.com"),
        "the document belongs to demo.p.rapidapi.com, but its address leads to other.p.rapidapi.com"
    );
    let local = document("demo.p.rapidapi.com", "http://127.0.0.1/");
    assert_eq!(
        refused(&local, "http://127.0.0.1"),
        "127.0.0.1 is not an address of RapidAPI's gateway (https://<name>.p.rapidapi.com)"
    );
}

/// A gateway of the person's own may take the header for the address of the API, and send the key there.
#[test]
fn the_header_that_names_the_host_holds_no_more_than_a_host() {
    for host in [
        "demo.p.rapidapi.com:1@evil.example/.p.rapidapi.com",
        "demo.p.rapidapi.com:443/.p.rapidapi.com",
        "demo.p.rapidapi.com:.p.rapidapi.com",
    ] {
        assert_eq!(
            refused(&document(host, "https://demo.p.rapidapi.com/v1"), "https://demo.p.rapidapi.com"),
            format!("the document belongs to {host}, but its address leads to demo.p.rapidapi.com")
        );
    }
}

#[test]
fn a_document_that_nearly_names_rapidapi_gets_no_key() {
    for host in
        ["", "demo.p.rapidapi.com.", "demo.p.rapidapi.com:443", "p.rapidapi.com", "demo.p.rapidapi.com.evil.example"]
    {
        let (tool, request) = written(&document(host, "https://demo.p.rapidapi.com/v1"), &json!({})).unwrap();
        assert_eq!(tool.provider(), Provider::Public, "{host}");
        assert!(request.headers.is_empty(), "{host}");
    }
}

#[test]
fn a_document_calls_only_the_host_that_it_names() {
    let elsewhere = document("api.example.com", "https://evil.example/?u=api.example.com");
    assert_eq!(
        refused(&elsewhere, "https://evil.example"),
        "the document belongs to api.example.com, but its address leads to evil.example"
    );
    let plain = document("api.example.com", "http://api.example.com/");
    assert_eq!(refused(&plain, "http://api.example.com"), "api.example.com is called over plain http; only https is");
    // What would be a header's second line is part of a name that no address has.
    let lines = document("demo\r\nX-Evil: 1.p.rapidapi.com", "https://demo.p.rapidapi.com/");
    let told = refused(&lines, "https://demo.p.rapidapi.com");
    assert!(told.starts_with("the document belongs to demo\r\nx-evil: 1.p.rapidapi.com, but"), "{told}");
}

#[test]
fn addresses_with_a_second_meaning_are_not_written() {
    for url in [
        "https://demo.p.rapidapi.com@evil.example/v1",
        "https://me:secret@demo.p.rapidapi.com/v1",
        "https://demo.p.rapidapi.com\\@evil.example/v1",
        "https:\\\\demo.p.rapidapi.com/v1",
        "https://demo.p.rapidapi.com\t.evil.example/v1",
        "https://demo.p.rapidapi.com/v1\r\nX-Evil: 1",
        "https://{id}.p.rapidapi.com/v1",
        "https://demo.p.rapidapi.com:{id}/v1",
        "javascript:fetch('https://evil.example')",
        "data:text/html,<script>1</script>",
        "file:///etc/passwd",
        "blob:https://demo.p.rapidapi.com/1",
        "ftp://demo.p.rapidapi.com/v1",
        "//demo.p.rapidapi.com/v1",
        "/v1/forecast",
        "https://",
        "",
    ] {
        let told = written(&document("demo.p.rapidapi.com", url), &json!({"id": "evil.example/"})).expect_err(url);
        assert_eq!(told, format!("the document's address is not one that can be called: {url}"));
    }
    let long = format!("https://demo.p.rapidapi.com/{}", "x".repeat(20_000));
    let told = written(&document("demo.p.rapidapi.com", &long), &json!({})).unwrap_err();
    assert_eq!(told, "the request would be longer than servers take");
    // Of one that is wrong besides, no more than its start is told.
    let told = written(&document("", &long.replace("https:", "gopher:")), &json!({})).unwrap_err();
    assert!(told.chars().count() < 200, "{told}");
}

#[test]
fn this_computer_and_its_network_are_not_called_in_any_spelling() {
    for (url, origin) in INNER {
        for named in ["", host_of(origin)] {
            assert_eq!(refused(&document(named, url), origin), private(host_of(origin)), "{url}");
        }
        let (tool, _) = written(&document("", url), &json!({})).unwrap();
        assert_eq!(judged(&tool, origin, "", true), Ok(()), "{url}");
    }
}

/// With a proxy set, it is not told of them either, and RapidAPI's gateway is for its own documents alone.
#[test]
fn what_stands_between_is_told_of_no_inner_address() {
    let between = Between { gateway: "https://g.example", proxy: "https://p.example" };
    for (url, origin) in INNER.into_iter().chain(INNER_IN_DISGUISE) {
        let (tool, request) = written(&document("", url), &json!({})).unwrap();
        let address = |allowed| address_of_call(&tool, &request.url, origin, None, between, allowed);
        assert!(address(false).is_err(), "{url}");
        assert_eq!(address(true), Ok(request.url.clone()), "{url}");
    }
}

/// A dot at a name's end changes nothing of where it leads, and neither does an older address inside a newer one.
#[test]
fn inner_addresses_in_disguise_are_not_called() {
    for (url, origin) in INNER_IN_DISGUISE {
        let (tool, _) = written(&document("", url), &json!({})).unwrap();
        assert_eq!(judged(&tool, origin, "", false), Err(private(host_of(origin))), "{url}");
    }
}

#[test]
fn the_pages_own_site_is_not_called() {
    let document = document("", "https://toolgrove.example/sw.js");
    assert_eq!(refused(&document, "https://toolgrove.example"), "toolgrove.example is this page's own address");
    // Allowing local addresses does not help where the page is one.
    let own = "http://127.0.0.1:8080";
    let (tool, _) = written(&self::document("", "http://127.0.0.1:8080/sw.js"), &json!({})).unwrap();
    assert_eq!(judged(&tool, own, own, true), Err("127.0.0.1 is this page's own address".to_owned()));
}

#[test]
fn a_value_does_not_climb_out_of_its_place() {
    let url = "https://api.example.com/u/{id}/x";
    let call = |url: &str, id: &str| written(&document("api.example.com", url), &json!({"id": id}));
    for id in ["..", "."] {
        assert_eq!(call(url, id).unwrap_err(), "the value of \"{id}\" cannot be part of an address");
    }
    // Half of the dots are the document's.
    assert_eq!(
        call("https://api.example.com/u/.{id}/x", ".").unwrap_err(),
        "the value of \".{id}\" cannot be part of an address"
    );
    for climbing in ["..", "%2e%2e", ".%2E"] {
        let told = call(&format!("https://api.example.com/u/{climbing}/admin"), "x").unwrap_err();
        assert_eq!(told, format!("the value of {climbing:?} cannot be part of an address"));
    }
    let (_, request) = call(url, "../../admin?a=b#c\r\nX: y").unwrap();
    assert_eq!(request.url, "https://api.example.com/u/..%2F..%2Fadmin%3Fa%3Db%23c%0D%0AX%3A%20y/x");
}

#[test]
fn methods_are_those_of_documents() {
    for (method, told) in [("GET\r\nX-Evil: 1", "GET\\r\\nX-EVIL: 1"), ("CONNECT", "CONNECT"), ("TRACE", "TRACE")] {
        let document = with("api.example.com", "https://api.example.com/", json!({"method": method}));
        let expect = format!("the document's method \"{told}\" is not one of GET, HEAD, POST, PUT, PATCH, DELETE");
        assert_eq!(written(&document, &json!({})).unwrap_err(), expect);
    }
}

/// A name is no value, but it comes from a stranger too.
#[test]
fn line_ends_in_names_of_parameters_stay_in_their_place() {
    let name = "id\r\nX-Evil: 1&a=b";
    let fields = |method: &str, format: &str| json!({"method": method, "body_format": format, "required_parameters": [{"name": name, "type": "STRING"}]});
    let call = |method: &str, format: &str| {
        let document = with("api.example.com", "https://api.example.com/", fields(method, format));
        written(&document, &json!({name: "x"})).unwrap().1
    };
    let encoded = "id%0D%0AX-Evil%3A%201%26a%3Db=x";
    assert_eq!(call("GET", "json").url, format!("https://api.example.com/?{encoded}"));
    assert_eq!(call("POST", "form").body.unwrap(), encoded.replace("%20", "+"));
    let json = call("POST", "json");
    assert_eq!(json.body.unwrap(), r#"{"id\r\nX-Evil: 1&a=b":"x"}"#);
    assert_eq!(json.headers, [("Content-Type".to_owned(), "application/json".to_owned())]);
}

#[test]
fn examples_of_replies_may_be_anything_and_other_fields_may_not() {
    let url = "https://api.example.com/";
    let expect = written(&document("api.example.com", url), &json!({})).unwrap().1;
    for template in [json!(5), json!("text"), json!([[[]]]), json!(true), json!({"a": {"b": null}}), Value::Null] {
        let document = with("api.example.com", url, json!({"template_response": template}));
        assert_eq!(written(&document, &json!({})).unwrap().1, expect);
    }
    for (fields, told) in [
        (json!({"url": [url]}), "api_list[0].url: expected text, found a list"),
        (json!({"url": 5}), "the document's address is not one that can be called: 5"),
        (json!({"method": {"get": 1}}), "api_list[0].method: expected text, found an object"),
        (json!({"required_parameters": {}}), "api_list[0].required_parameters: expected a list, found an object"),
        (json!({"required_parameters": ["id"]}), "api_list[0].required_parameters[0]: expected an object, found text"),
    ] {
        assert_eq!(written(&with("api.example.com", url, fields), &json!({})).unwrap_err(), told);
    }
}

/// A bundle is read up to 127 levels, of which five are around an example. As many are around it on its way to the worker.
#[test]
fn a_deep_example_of_a_reply_does_not_keep_its_api_from_being_called() {
    let mut template = json!(1);
    for _ in 0..122 {
        template = json!([template]);
    }
    let document = with("api.example.com", "https://api.example.com/", json!({"template_response": template}));
    let (tool, _) = written(&document, &json!({})).unwrap();
    let text = serde_json::to_string(&order(&tool, &json!({}))).unwrap();
    assert_eq!(serde_json::from_str::<Order>(&text).unwrap(), order(&tool, &json!({})));
}
