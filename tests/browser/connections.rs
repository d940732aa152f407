//! Connections: what runs call them, and two tabs that change the list.

use leptos::prelude::*;
use toolgrove::browser::llm::{Connection, Connections, ConnectionsError, MAX_CONNECTIONS, ModelPick};
use toolgrove::browser::net::{Origin, Permits};
use toolgrove::ui::parts::provide_connections;
use toolgrove::ui::run::tail;
use toolgrove::ui::stores::provide_stores;
use wasm_bindgen_test::wasm_bindgen_test;

fn connection(id: &str, label: &str, model: &str) -> Connection {
    let base_url = format!("http://{id}.example/v1");
    Connection { id: id.into(), label: label.into(), model: model.into(), base_url, ..Connection::default() }
}

#[wasm_bindgen_test]
fn a_run_names_label_and_model_and_is_found_by_both() {
    let list = [
        connection("a", "OpenAI", "gpt-4o"),
        connection("b", "OpenAI", "gpt-4o-mini"),
        connection("c", "", "practice planner"),
        connection("d", "person", ""),
        connection("e", "", "scripted"),
    ];
    let names = list.each_ref().map(Connections::name_of);
    assert_eq!(names[..2], ["OpenAI · gpt-4o", "OpenAI · gpt-4o-mini"]);
    assert_eq!(names[2], "practice planner · http://c.example/v1");
    assert_eq!(names[3], "person · http://d.example/v1");
    assert_eq!(names[4], "scripted");
    for (one, name) in list.iter().zip(&names) {
        assert_eq!(Connections::named(&list, name), Some(one), "{name}");
    }
    // A run of before the model's name was in it; and the names of models that are no connection.
    assert_eq!(Connections::named(&list, "OpenAI").map(|c| &*c.id), Some("a"));
    for taken in ["practice planner", "person", "browser built-in", "gone"] {
        assert_eq!(Connections::named(&list, taken), None, "{taken}");
    }
    assert_eq!(ModelPick::parse("a"), ModelPick::Connection("a".into()));
}

#[wasm_bindgen_test]
fn two_tabs_keep_each_others_connections_and_permissions_end() {
    let none = Permits::default();
    Connections::save(&[], &none).unwrap();
    // What it starts outlives the test.
    let owner: &Owner = Box::leak(Box::new(Owner::new()));
    owner.with(|| {
        provide_stores();
        let state = provide_connections();
        state.put(connection("mine", "", "m")).unwrap();
        // The other tab, which read the list before.
        let (other, another) = (connection("other", "", "o"), connection("another", "", "p"));
        let mut theirs = Connections::load(&none);
        theirs.extend([other.clone(), another]);
        Connections::save(&theirs, &none).unwrap();
        state.put(connection("mine", "changed", "m")).unwrap();
        let ids = |list: &[Connection]| list.iter().map(|c| c.id.clone()).collect::<Vec<_>>();
        assert_eq!(ids(&Connections::load(&none)), ["mine", "other", "another"]);
        assert_eq!(ids(&untrack(|| state.list())), ["mine", "other", "another"]);
        let origin = Origin::of_url(&other.base_url).unwrap();
        assert!(state.permits().holds(&origin));
        state.remove("other").unwrap();
        assert!(!state.permits().holds(&origin));
        // For one test only.
        let passing = state.permits().pass(origin.clone());
        state.put(connection("mine", "again", "m")).unwrap();
        assert!(state.permits().holds(&origin));
        drop(passing);
        assert!(!state.permits().holds(&origin));
        for n in 2..MAX_CONNECTIONS {
            state.put(connection(&format!("c{n}"), "", "m")).unwrap();
        }
        assert!(!state.has_room("one-more") && state.has_room("mine"));
        assert_eq!(state.put(connection("one-more", "", "m")), Err(ConnectionsError::TooMany));
        assert_eq!(Connections::load(&none).len(), MAX_CONNECTIONS);
        Connections::save(&[], &none).unwrap();
    });
}

#[wasm_bindgen_test]
fn of_what_arrives_the_end_is_shown() {
    assert_eq!(tail("short", 25), "short");
    assert_eq!(tail("I look up the distance between the two", 25), "…distance between the two");
    assert_eq!(tail("ééééé\n", 3), "…éé");
}
