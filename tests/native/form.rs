//! A function's schema as a form: fields, what may be typed, what is told where it cannot be used.

use serde_json::{Value, json};
use toolgrove::domain::catalog::FinishFunction;
use toolgrove::domain::form::{FieldKind, FieldProblem, FormField, form_arguments, form_fields};
use toolgrove::domain::search::default_prompts;

fn one(schema: Value, required: bool) -> FormField {
    let required = if required { vec!["x"] } else { Vec::new() };
    let mut fields = form_fields(&json!({"type": "object", "properties": {"x": schema}, "required": required}));
    assert_eq!(fields.len(), 1);
    fields.remove(0)
}

fn check(schema: Value, text: &str, expect: Result<Value, FieldProblem>) {
    let got = one(schema.clone(), true).value(text).map(Option::unwrap_or_default);
    assert_eq!(got, expect, "{text} for {schema}");
}

#[test]
fn required_fields_come_first_and_undescribed_ones_are_text() {
    let fields = form_fields(&json!({
        "type": "object",
        "properties": {"page": {"type": "integer", "default": 1}, "city": {"type": "string", "description": "Where."}},
        "required": ["city", "id", "city", 7],
        "optional": ["page"],
    }));
    let facts: Vec<_> = fields.iter().map(|f| (f.name.as_str(), f.required, f.kind.clone())).collect();
    assert_eq!(
        facts,
        [("city", true, FieldKind::Text), ("id", true, FieldKind::Text), ("page", false, FieldKind::Integer)]
    );
    assert_eq!((fields[0].description.as_str(), fields[0].example.as_deref()), ("Where.", None));
    assert_eq!(fields[2].example.as_deref(), Some("1"));
}

#[test]
fn examples_are_as_they_would_be_typed() {
    let example = |value: Value| one(json!({"type": "string", "example_value": value}), false).example;
    assert_eq!(example(json!("Paris")).as_deref(), Some("Paris"));
    assert_eq!(example(json!([1, "a"])).as_deref(), Some("[1,\"a\"]"));
    assert_eq!(example(json!(0)).as_deref(), Some("0"));
    assert_eq!((example(json!("")), example(json!(null))), (None, None));
}

#[test]
fn what_was_typed_becomes_a_value_of_the_fields_type() {
    use FieldProblem::{Missing, NoChoice, NoInteger, NoList, NoNumber, NoObject};
    check(json!({"type": "string"}), " a ", Ok(json!(" a ")));
    check(json!({"type": "string"}), "7", Ok(json!("7")));
    check(json!({"type": "string"}), "", Err(Missing));
    check(json!({"type": "string"}), "Paris\n", Ok(json!("Paris")));
    check(json!({"type": "string"}), "one\ntwo\r\n\n", Ok(json!("one\ntwo")));
    check(json!({"type": "string"}), "\r\n", Err(Missing));
    check(json!({"type": "number"}), " 1.5 ", Ok(json!(1.5)));
    check(json!({"type": "number"}), "7", Ok(json!(7)));
    check(json!({"type": "number"}), ".5", Ok(json!(0.5)));
    check(json!({"type": "number"}), "-1e3", Ok(json!(-1000.0)));
    for wrong in ["seven", "1,5", "NaN", "inf", "true", "\"7\"", "1 2"] {
        check(json!({"type": "number"}), wrong, Err(NoNumber));
    }
    check(json!({"type": "number"}), "  ", Err(Missing));
    check(json!({"type": "integer"}), "-7", Ok(json!(-7)));
    for wrong in ["1.5", "1.0", "1e3", "x", "99999999999999999999999"] {
        check(json!({"type": "integer"}), wrong, Err(NoInteger));
    }
    check(json!({"type": ["null", "boolean"]}), "false", Ok(json!(false)));
    check(json!({"type": "boolean"}), "yes", Err(NoChoice));
    check(json!({"type": "string", "enum": ["a", 1, null]}), "1", Ok(json!(1)));
    check(json!({"enum": ["a", 1, null]}), "b", Err(NoChoice));
    check(json!({"type": "array"}), "[1, [2]]", Ok(json!([1, [2]])));
    check(json!({"type": "array"}), "1, 2", Err(NoList));
    check(json!({"type": "object"}), "{\"a\": 1}", Ok(json!({"a": 1})));
    check(json!({"type": "object"}), "[]", Err(NoObject));
    check(json!({"type": "object"}), "{", Err(NoObject));
}

#[test]
fn optional_fields_left_empty_are_left_out() {
    for schema in
        [json!({"type": "string"}), json!({"type": "number"}), json!({"type": "array"}), json!({"enum": ["a"]})]
    {
        assert_eq!(one(schema, false).value(""), Ok(None));
    }
    let fields = form_fields(&json!({
        "properties": {"a": {"type": "string"}, "n": {"type": "number"}, "m": {"type": "number"}},
        "required": ["n"],
    }));
    let type_in = |pairs: &'static [(&'static str, &'static str)]| {
        form_arguments(&fields, |name| {
            pairs.iter().find(|(n, _)| *n == name).map(|(_, text)| (*text).to_owned()).unwrap_or_default()
        })
    };
    assert_eq!(serde_json::to_string(&type_in(&[("n", "2")]).unwrap()).unwrap(), r#"{"n":2}"#);
    let problems = type_in(&[("m", "x"), ("a", "k")]).unwrap_err();
    assert_eq!(problems, [("n".to_owned(), FieldProblem::Missing), ("m".to_owned(), FieldProblem::NoNumber)]);
}

#[test]
fn strange_schemas_give_a_form_all_the_same() {
    for nothing in [json!(null), json!([]), json!("x"), json!({}), json!({"properties": [], "required": {}})] {
        assert_eq!(form_fields(&nothing), []);
    }
    let odd = one(json!({"type": {"a": 1}, "description": 7, "enum": [], "default": {"k": []}}), false);
    assert_eq!((odd.kind, odd.description.as_str(), odd.example.as_deref()), (FieldKind::Text, "", Some("{\"k\":[]}")));
    assert_eq!(one(json!(true), false).kind, FieldKind::Text);
    let many: serde_json::Map<String, Value> =
        (0..1000).map(|i| (format!("p{i}"), json!({"type": "string"}))).collect();
    assert_eq!(form_fields(&json!({"properties": many})).len(), 64);
}

#[test]
fn finish_as_it_is_offered_has_the_two_fields_that_the_page_shows_as_words() {
    let finish = default_prompts().unwrap().environment.finish_function;
    let fields = form_fields(&finish.parameters);
    let choice = FieldKind::Choice(vec![json!(FinishFunction::GIVE_ANSWER), json!(FinishFunction::GIVE_UP)]);
    assert_eq!((fields[0].name.as_str(), &fields[0].kind), ("return_type", &choice));
    assert_eq!((fields[1].name.as_str(), &fields[1].kind), ("final_answer", &FieldKind::Text));
}
