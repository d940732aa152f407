//! The contract suite without a network: each case with its own pieces, in one piece, and byte by byte.

use super::contract::case::{Case, End, Served};
use super::contract::{FILES, PROVIDERS, cases, check};
use std::collections::BTreeSet;
use std::path::Path;
use toolgrove::domain::chat::{Delta, ModelError};
use toolgrove::formats::provider::{Dialect, Endpoint, HttpFailure, Reader, Refusal, Reply, refusal, write};

/// 2015-10-21T07:27:00Z, against which dates in `retry-after` count.
const NOW_MS: i64 = 1_445_412_420_000;

/// How an answer's bytes are cut.
#[derive(Clone, Copy, Debug)]
enum Cut {
    AsServed,
    OnePiece,
    Bytes,
}

enum Answer {
    Came(Result<Reply, ModelError>),
    Refused(Refusal),
}

fn pieces(served: &Served, cut: Cut) -> Vec<Vec<u8>> {
    let all = || served.chunks.iter().flat_map(|chunk| chunk.bytes.iter().copied());
    match cut {
        Cut::AsServed => served.chunks.iter().map(|chunk| chunk.bytes.clone()).collect(),
        Cut::OnePiece => vec![all().collect()],
        Cut::Bytes => all().map(|byte| vec![byte]).collect(),
    }
}

fn answer(
    case: &Case,
    endpoint: &Endpoint,
    dialect: Dialect,
    served: &Served,
    cut: Cut,
    deltas: &mut Vec<Delta>,
) -> Answer {
    if !(200..300).contains(&served.status) {
        let body: Vec<u8> = pieces(served, Cut::OnePiece).concat();
        let header = |name: &str| served.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| &**v);
        let (retry_after_ms, retry_after) = (header("retry-after-ms"), header("retry-after"));
        let failure = HttpFailure { status: served.status, retry_after_ms, retry_after, now_ms: NOW_MS, body: &body };
        return Answer::Refused(refusal(endpoint, dialect, &failure));
    }
    let mut reader = Reader::new(endpoint, &case.chat);
    for piece in pieces(served, cut) {
        if reader.is_done() {
            break;
        }
        match reader.push(&piece) {
            Ok(more) => deltas.extend(more),
            Err(error) => return Answer::Came(Err(error)),
        }
    }
    Answer::Came(match served.end {
        _ if reader.is_done() => reader.finish(),
        End::Close => reader.finish(),
        End::Cut => reader.broken(),
        End::Hang => Err(ModelError::TimedOut { after_ms: 1, partial: reader.partial() }),
    })
}

/// What is wrong.
fn perform(case: &Case, cut: Cut) -> Vec<String> {
    let endpoint = case.endpoint("http://localhost:1");
    let mut dialect = Dialect::default();
    let mut wrong = Vec::new();
    match write(&endpoint, &case.chat, dialect) {
        Ok(sent) => wrong.extend(check::request(case, &endpoint, &sent)),
        Err(error) => return vec![format!("not written: {error:?}")],
    }
    let mut deltas = Vec::new();
    let mut came = answer(case, &endpoint, dialect, &case.reply, cut, &mut deltas);
    if let Answer::Refused(Refusal { adapted: Some(next), .. }) = came {
        dialect = next;
        match write(&endpoint, &case.chat, dialect) {
            Ok(sent) => wrong.extend(check::adapted(case, &sent)),
            Err(error) => wrong.push(format!("not written again: {error:?}")),
        }
        if let Some(second) = &case.expect.second_reply {
            came = answer(case, &endpoint, dialect, second, cut, &mut deltas);
        }
    } else if case.expect.adapted_request.is_some() {
        wrong.push("nothing was adapted".to_owned());
    }
    let came = match came {
        Answer::Came(result) => result,
        Answer::Refused(refusal) => Err(refusal.error),
    };
    wrong.extend(check::outcome(case, &came, &deltas));
    wrong
}

#[track_caller]
fn all_pass(provider: &str) {
    let cases = cases(provider);
    let least = PROVIDERS.iter().find(|(name, _)| *name == provider).map_or(0, |(_, least)| *least);
    let mut wrong = Vec::new();
    let mut passed = 0;
    for case in &cases {
        let before = wrong.len();
        for cut in [Cut::AsServed, Cut::OnePiece, Cut::Bytes] {
            let found = perform(case, cut);
            wrong.extend(found.iter().map(|found| format!("{} ({}, {cut:?}): {found}", case.file, case.name)));
        }
        passed += usize::from(wrong.len() == before);
    }
    println!("contract {provider}: {} cases, {passed} passed", cases.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(cases.len() >= least, "{provider} has {} cases of {least}", cases.len());
}

#[test]
fn openai() {
    all_pass("openai");
}

#[test]
fn anthropic() {
    all_pass("anthropic");
}

#[test]
fn gemini() {
    all_pass("gemini");
}

#[test]
fn toolllama() {
    all_pass("toolllama");
}

#[test]
fn builtin() {
    all_pass("builtin");
}

/// A case that nobody performs is none.
#[test]
fn the_list_holds_every_case() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/contract");
    let mut there = BTreeSet::new();
    for (provider, _) in PROVIDERS {
        for entry in std::fs::read_dir(folder.join(provider)).unwrap() {
            there.insert(format!("{provider}/{}", entry.unwrap().file_name().to_string_lossy()));
        }
    }
    let listed: BTreeSet<String> = FILES.iter().map(|(file, _)| (*file).to_owned()).collect();
    let missing: Vec<&String> = there.difference(&listed).collect();
    assert!(missing.is_empty(), "tests/contract/list.rs lacks {missing:?}");
    assert_eq!(listed.len(), FILES.len(), "a case is listed twice");
    let mut names = BTreeSet::new();
    for (file, text) in FILES {
        let provider = file.split('/').next();
        assert!(names.insert((provider, Case::read(file, text).name)), "two cases have the name of {file}");
    }
}

/// Cases that say nothing about pauses still have to say how long, in bounds that a browser test waits for.
#[test]
fn no_case_is_slow() {
    for (file, text) in FILES {
        let case = Case::read(file, text);
        let pauses: u32 = case.reply.chunks.iter().map(|chunk| chunk.pause_ms).sum();
        assert!(pauses <= 1_000, "{file}");
    }
}
