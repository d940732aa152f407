//! A conversation that will not fit is made shorter by a stated rule.

use proptest::prelude::*;
use serde_json::json;
use toolgrove::domain::chat::{ChatRequest, FunctionCall, FunctionSpec, KEPT, Message, Role, shorten, target_tokens};

fn call() -> FunctionCall {
    FunctionCall { name: "f".into(), arguments: "{}".into() }
}

fn long(letter: &str) -> String {
    letter.repeat(1_000)
}

fn conversation() -> ChatRequest {
    let seen = |letter| Message::observation("f", long(letter));
    let said = Message::assistant(Some(long("t")), Some(call()));
    let messages = vec![
        Message::text(Role::System, long("s")),
        Message::text(Role::User, long("q")),
        said.clone(),
        seen("1"),
        said.clone(),
        seen("2"),
        said,
        seen("3"),
        Message::text(Role::User, long("d")),
    ];
    ChatRequest { messages, ..ChatRequest::default() }
}

/// The first letters of the messages that were cut.
fn cut_ones(before: &ChatRequest, after: &ChatRequest) -> String {
    let pairs = before.messages.iter().zip(&after.messages).filter(|(a, b)| a != b);
    pairs.filter_map(|(a, _)| a.content.as_ref()?.chars().next()).collect()
}

#[test]
fn the_oldest_observations_go_first_and_the_question_late() {
    let whole = conversation();
    let all = whole.estimated_tokens();
    // Each cut text loses about 180 tokens.
    for (less, cut) in [(1, "1"), (200, "12"), (400, "12d"), (600, "123d"), (10_000, "123d")] {
        let short = shorten(&whole, all.saturating_sub(less)).unwrap();
        assert_eq!(cut_ones(&whole, &short.request), cut, "{less} less");
        let observations = cut.chars().filter(char::is_ascii_digit).count();
        assert_eq!(short.observations as usize, observations);
        assert_eq!(short.others as usize, cut.len() - observations);
        assert_eq!((short.from_tokens, short.to_tokens), (all, short.request.estimated_tokens()));
    }
    assert_eq!(shorten(&whole, all), None);
    let first = shorten(&whole, all - 1).unwrap().request.messages[3].content.clone().unwrap();
    assert!(first.starts_with(&"1".repeat(KEPT)) && first.contains("left out 800 more characters"));
    // Question and instructions go in a turn of their own, when nothing else is left; all that can be cut is cut once.
    let few = shorten(&whole, 0).unwrap().request;
    for (less, cut) in [(1, "q"), (10_000, "sq")] {
        let short = shorten(&few, few.estimated_tokens().saturating_sub(less)).unwrap();
        assert_eq!((cut_ones(&few, &short.request), short.observations), (cut.to_owned(), 0));
    }
    let least = shorten(&few, 0).unwrap().request;
    assert_eq!(shorten(&least, 0), None);
}

#[test]
fn a_target_is_what_fits_or_less_than_what_was_refused() {
    assert_eq!(target_tokens(None, None, None), None);
    assert_eq!(target_tokens(Some(8_192), None, None), Some(7_168));
    // A small model keeps a quarter for its reply.
    assert_eq!(target_tokens(Some(2_000), None, None), Some(1_500));
    assert_eq!(target_tokens(Some(8_192), None, Some(500)), Some(7_692));
    assert_eq!(target_tokens(Some(8_192), None, Some(4_000)), Some(4_192));
    assert_eq!(target_tokens(Some(8_192), None, Some(8_000)), Some(4_096));
    assert_eq!(target_tokens(None, Some(1_001), None), Some(750));
    assert_eq!(target_tokens(Some(8_192), Some(4_000), None), Some(3_000));
    assert_eq!(target_tokens(Some(0), Some(u64::MAX), Some(7)), Some(0));
}

fn message() -> impl Strategy<Value = Message> {
    let role = prop_oneof![
        1 => Just(Role::System), 2 => Just(Role::User), 2 => Just(Role::Assistant), 5 => Just(Role::Function)
    ];
    (role, proptest::option::of("(?s).{0,30}"), 0..40_usize).prop_map(|(role, text, times)| Message {
        role,
        name: (role == Role::Function).then(|| "f".to_owned()),
        content: text.map(|text| text.repeat(times)),
        without_content: false,
        reasoning: None,
        function_call: None,
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn shortening_never_grows_and_reaches_its_target_or_cuts_everything(
        messages in proptest::collection::vec(message(), 0..20),
        target in 0..3_000_u64,
    ) {
        let function = FunctionSpec { name: "f".into(), description: "x".repeat(400), parameters: json!({"a": 1}) };
        let request = ChatRequest { messages, functions: vec![function], ..ChatRequest::default() };
        let before = request.estimated_tokens();
        let Some(short) = shorten(&request, target) else {
            prop_assert!(before <= target || shorten(&request, 0).is_none());
            return Ok(());
        };
        prop_assert!(short.to_tokens < before && short.from_tokens == before);
        let question = request.messages.iter().position(|m| m.role == Role::User);
        let essential = |index: usize, m: &Message| m.role == Role::System || Some(index) == question;
        let next = shorten(&short.request, 0);
        let others_left = next.is_some_and(|next| {
            let pairs = short.request.messages.iter().zip(&next.request.messages).enumerate();
            pairs.into_iter().any(|(index, (old, new))| old != new && !essential(index, old))
        });
        prop_assert!(short.to_tokens <= target || !others_left);
        prop_assert_eq!(&short.request.functions, &request.functions);
        prop_assert_eq!(short.request.messages.len(), request.messages.len());
        let mut cut = 0;
        for (old, new) in request.messages.iter().zip(&short.request.messages) {
            prop_assert_eq!((old.role, &old.name, &old.function_call), (new.role, &new.name, &new.function_call));
            let length = |m: &Message| m.content.as_ref().map(|text| text.chars().count());
            prop_assert!(length(new) <= length(old));
            let kept = |m: &Message| m.content.as_ref().map(|text| text.chars().take(KEPT).collect::<String>());
            prop_assert_eq!(kept(new), kept(old));
            prop_assert!(old.role != Role::Assistant || old == new);
            cut += u32::from(old != new);
        }
        prop_assert_eq!(cut, short.observations + short.others);
    }
}
