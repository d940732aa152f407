//! No arguments whatever make a tool panic, run on, or answer in another form than a result or a refusal.

use super::documents::{documents, parameters};
use crate::support::cases::cases;
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use toolgrove::domain::catalog::Tool;
use toolgrove::domain::local_tools::call;

/// Values at the edges of what readers of parameters meet.
fn awkward() -> Vec<Value> {
    let texts = [
        "",
        " ",
        "NaN",
        "inf",
        "-inf",
        "1e999",
        "1e-320",
        "-0",
        "0x",
        "#",
        "-",
        "+",
        ",",
        ";",
        "[[",
        "[[1],[2,3]]",
        "1,2;3",
        "1 2; 3 4",
        "é🎲",
        "\u{0}",
        "\u{feff}x",
        "٣",
        "９",
        "½",
        "a\u{301}\u{301}",
        "2024-02-30",
        "-9999-12-31",
        "9999-12-31",
        "25:61",
        "UTC",
        "km",
        "m",
        "celsius",
        "true",
        "encode",
        "decode",
        "hex",
        "%ff%",
        "@",
        "MMMMMMMMMMMMMMM",
        "GB",
        "GB8",
        "ÄÖ12",
        "rgb(,)",
        "hsl(1e300,1,1)",
        "999999999999999999999999",
        "H2O)(",
        "(((",
        "Zz99999999999999999999",
        "..-",
    ];
    let mut values: Vec<Value> = texts.iter().map(|text| json!(text)).collect();
    values.extend([
        json!(null),
        json!(true),
        json!(0),
        json!(-1),
        json!(1),
        json!(2),
        json!(1e308),
        json!(-1e308),
        json!(5e-324),
        json!(i64::MAX),
        json!(i64::MIN),
        json!(u64::MAX),
        json!(9_007_199_254_740_993_u64),
        json!(0.1),
        json!({}),
        json!([]),
        json!([[]]),
        json!([[1, 2], [3]]),
        json!([[1e308, 1], [1, -1e308]]),
        json!([1e308, -1e308, 1e308]),
        json!([null, "x"]),
        json!({"a": [1]}),
        json!(vec![0.5; 10_050]),
        json!("a".repeat(20_001)),
        json!("é".repeat(2_000)),
        json!("1,".repeat(10_000)),
    ]);
    values
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        4 => prop::sample::select(awkward()),
        1 => any::<f64>().prop_map(|n| json!(n)),
        1 => any::<i64>().prop_map(|n| json!(n)),
        1 => "\\PC{0,40}".prop_map(|text| json!(text)),
        1 => prop::collection::vec(-1e6..1e6, 0..12).prop_map(|list| json!(list)),
    ]
}

/// Every API is called with these values, cut to size, and with each of them beside the defaults.
fn survive(tools: &[Tool], values: &[Value]) -> Result<(), TestCaseError> {
    const LARGEST_REPLY: usize = 1 << 20;
    for tool in tools {
        for (nth, api) in tool.apis.iter().enumerate() {
            let pick = |i: usize| values[(nth + i) % values.len()].clone();
            let wild: Map<String, Value> =
                parameters(api).enumerate().map(|(i, p)| (p.name.clone(), pick(i))).collect();
            let tame = |hit: usize| -> Map<String, Value> {
                let mixed = parameters(api).enumerate();
                mixed.map(|(i, p)| (p.name.clone(), if i == hit { pick(i) } else { p.default.clone() })).collect()
            };
            for arguments in (0..parameters(api).count()).map(tame).chain([wild]) {
                let reply = call(&tool.standardized_name, &api.name, &arguments);
                let shown = || format!("{} {}", api.name, Value::Object(arguments.clone()));
                let told = reply.body["error"].as_str().is_some_and(|error| !error.is_empty());
                prop_assert!(matches!(reply.status, 200 | 400 | 404 | 422), "{}: {}", shown(), reply.status);
                prop_assert_eq!(told, reply.status != 200, "{}: {}", shown(), reply.body);
                prop_assert!(reply.body.is_object() && reply.body.to_string().len() < LARGEST_REPLY, "{}", shown());
            }
        }
    }
    Ok(())
}

#[test]
fn no_arguments_panic() {
    let tools = documents();
    let mut runner = proptest::test_runner::TestRunner::new(cases(48));
    runner.run(&prop::collection::vec(value(), 7), |values| survive(&tools, &values)).unwrap();
}

#[test]
fn every_awkward_value_meets_every_parameter() {
    let tools = documents();
    for value in awkward() {
        survive(&tools, &[value]).unwrap();
    }
}
