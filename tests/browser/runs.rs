//! What is kept of runs, in both stores: what a person changes and what the writer of a live run writes do not undo each
//! other, and a run that is brought again is told apart from a new one.

use crate::driver::spec;
use toolgrove::browser::clock::sleep_ms;
use toolgrove::browser::store::{
    Change, Durability, Key, Kv, RunFile, RunHead, RunImported, RunLock, Runs, StoreError, StoredHead, Table,
};
use toolgrove::domain::search::Search;
use toolgrove::domain::trace::{Fidelity, Method, Trace};
use wasm_bindgen_test::wasm_bindgen_test;

fn begun(id: &str) -> (RunHead, Trace) {
    let search = Search::new(spec(Method::Dfsdt, Fidelity::Fixed), 1);
    (RunHead::new(id.into(), &search.trace().spec, 1), search.trace().clone())
}

async fn stored(runs: &Runs, id: &str) -> RunHead {
    let (heads, bad) = runs.list().await.unwrap();
    assert!(bad.is_empty());
    heads.into_iter().filter_map(StoredHead::known).find(|head| head.id == id).unwrap()
}

async fn check_changes_of_a_live_run(kv: Kv) {
    let runs = Runs::new(kv);
    let (head, trace) = begun("live");
    runs.create(&head, &trace.spec).await.unwrap();
    runs.rename("live", "Mine".into()).await.unwrap();
    runs.bin("live", Some(7)).await.unwrap();
    // The writer knows nothing of it, and brings what the run came to.
    let later = RunHead { updated_ms: 9, ..head };
    runs.append(&later, &trace.events).await.unwrap();
    let kept = stored(&runs, "live").await;
    assert_eq!((kept.name.as_str(), kept.deleted_ms, kept.updated_ms), ("Mine", Some(7), 9));
    runs.bin("live", None).await.unwrap();
    assert_eq!(stored(&runs, "live").await.deleted_ms, None);
    assert_eq!(runs.load("live").await.unwrap().trace.events.len(), trace.events.len());
    // One that was removed for good does not come back in pieces.
    runs.remove("live").await.unwrap();
    assert_eq!(runs.append(&later, &trace.events).await, Err(StoreError::NoSuchRun("live".into())));
    assert!(runs.list().await.unwrap().0.is_empty());
}

async fn check_import(kv: Kv) {
    let runs = Runs::new(kv);
    let (head, trace) = begun("brought");
    // The file was made while the run lay in the bin.
    let file = RunFile::new(RunHead { deleted_ms: Some(3), ..head }, trace);
    assert_eq!(runs.import(&file).await, Ok(RunImported::New));
    assert_eq!(stored(&runs, "brought").await.deleted_ms, None);
    runs.rename("brought", "Mine".into()).await.unwrap();
    runs.bin("brought", Some(5)).await.unwrap();
    assert_eq!(runs.export_all().await.unwrap().0, "", "what is in the bin is not exported");
    assert_eq!(runs.import(&file).await, Ok(RunImported::Known));
    let kept = stored(&runs, "brought").await;
    assert_eq!((kept.name.as_str(), kept.deleted_ms), ("Mine", None));
    assert_eq!(runs.export_all().await.unwrap().0.lines().count(), 1);
}

async fn check_import_of_more(kv: Kv) {
    let runs = Runs::new(kv);
    let mut search = Search::new(spec(Method::Dfsdt, Fidelity::Fixed), 1);
    let _asked = search.poll();
    let _ = search.cancel(2);
    let whole = search.trace().clone();
    let head = RunHead::new("grown".into(), &whole.spec, 1);
    let file = |events: usize, updated_ms| {
        let trace = Trace { events: whole.events[..events].to_vec(), ..whole.clone() };
        RunFile::new(RunHead { updated_ms, ..head.clone() }, trace)
    };
    let all = whole.events.len();
    assert!(all > 1);
    assert_eq!(runs.import(&file(1, 2)).await, Ok(RunImported::New));
    runs.rename("grown", "Mine".into()).await.unwrap();
    // Driven in a tab: its writer would write over what the file brings.
    let driven = RunLock::acquire("grown").await.unwrap();
    assert_eq!(runs.import(&file(all, 9)).await, Ok(RunImported::Known));
    drop(driven);
    assert_eq!(runs.load("grown").await.unwrap().trace.events.len(), 1);
    // The lock goes when the browser comes to it.
    sleep_ms(50).await;
    assert_eq!(runs.import(&file(all, 9)).await, Ok(RunImported::Continued));
    assert_eq!(runs.load("grown").await.unwrap().trace, whole);
    let kept = stored(&runs, "grown").await;
    assert_eq!((kept.name.as_str(), kept.updated_ms), ("Mine", 9));
    assert_eq!(runs.import(&file(1, 20)).await, Ok(RunImported::Known), "an earlier moment takes nothing away");
    // One of the same id that went another way.
    let mut other = file(all, 30);
    other.trace.spec.seed += 1;
    assert_eq!(runs.import(&other).await, Ok(RunImported::Known));
    assert_eq!(runs.load("grown").await.unwrap().trace, whole);
}

#[wasm_bindgen_test]
async fn a_run_brought_again_goes_on_where_the_file_knows_more() {
    check_import_of_more(Kv::memory()).await;
    check_import_of_more(Kv::open("toolgrove-import-more-test").await.unwrap()).await;
}

async fn check_amend(kv: Kv) {
    let key = || Key::Id("n".to_owned());
    kv.commit(vec![Change::Put(Table::Studies, key(), "0".to_owned())], Durability::Relaxed).await.unwrap();
    let add = |row: Option<String>| {
        let n: u32 = row.unwrap().parse().unwrap();
        Ok(vec![Change::Put(Table::Studies, key(), (n + 1).to_string())])
    };
    // All read before any writes, were they not one after the other.
    let all = futures::future::join_all((0..20).map(|_| kv.amend(Table::Studies, key(), &[], add))).await;
    assert!(all.iter().all(Result::is_ok));
    assert_eq!(kv.get(Table::Studies, key()).await.unwrap().as_deref(), Some("20"));
    let refused = kv.amend(Table::Studies, key(), &[], |_| Err(StoreError::Full)).await;
    assert_eq!(refused, Err(StoreError::Full));
    assert_eq!(kv.get(Table::Studies, key()).await.unwrap().as_deref(), Some("20"));
}

#[wasm_bindgen_test]
async fn rows_that_are_amended_at_once_lose_no_change() {
    check_amend(Kv::memory()).await;
    check_amend(Kv::open("toolgrove-amend-test").await.unwrap()).await;
}

#[wasm_bindgen_test]
async fn a_person_s_changes_of_a_live_run_stay() {
    check_changes_of_a_live_run(Kv::memory()).await;
    check_changes_of_a_live_run(Kv::open("toolgrove-runs-test").await.unwrap()).await;
}

#[wasm_bindgen_test]
async fn a_run_brought_again_is_known_and_taken_out_of_the_bin() {
    check_import(Kv::memory()).await;
    check_import(Kv::open("toolgrove-import-test").await.unwrap()).await;
}
