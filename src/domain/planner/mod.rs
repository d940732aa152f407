//! The practice planner: a rule-based stand-in for an LLM.
//!
//! It speaks the chat-with-functions interface and knows no function by name: every decision comes from the messages and
//! from the name, description and parameters of what is offered. It is not a language model and does not pretend to be.
//!
//! Order of reading: `text` and `lexicon` (words), `mentions`, `dates`, `names`, `units`, `shapes` (what a question
//! names), `clauses` (its tasks), `functions` (what is offered), `proposals`, `choices`, `subjects`, `filling`
//! (arguments), `matching` (which function), `history` (what has happened), and here the policy.

mod answer;
mod choices;
mod clauses;
mod dates;
mod filling;
mod functions;
mod history;
mod lexicon;
mod matching;
mod mentions;
mod names;
mod proposals;
mod shapes;
mod subjects;
mod text;
mod units;
mod wording;

use crate::domain::catalog::FinishFunction;
use crate::domain::chat::{ChatRequest, FunctionCall, FunctionSpec, Message, ModelReply, Usage};
use clauses::Clause;
use functions::Function;
use history::{Call, History};
use matching::{Candidate, candidates};
use serde_json::{Value, json};
use text::Text;
use wording::Voice;

/// Most functions that are looked at.
const MAX_FUNCTIONS: usize = 128;
/// Most tasks that a question is split into.
const MAX_CLAUSES: usize = 6;
/// A substitute for a call that failed must score at least this share of the best candidate.
const PLAUSIBLE: f32 = 0.7;
/// A call that shares less than this with a clause (see [`Candidate::overlap`]) does not answer it.
const LEAST_OVERLAP: f32 = 0.12;

/// A deterministic policy that needs no LLM: the same seed, messages and functions give the same reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Planner {
    seed: u64,
}

/// A task with the calls that could answer it.
struct Task {
    clause: Clause,
    candidates: Vec<Candidate>,
}

/// Where a task stands.
enum State<'h> {
    /// A call of this branch, or one that the diversity prompt shows, answered it.
    Done(&'h Call),
    /// Failed on this branch.
    Failed(&'h Call),
    Open,
}

/// What to do next.
enum Decision {
    Call { candidate: Candidate, part: String, failed: Option<String>, again: bool },
    GiveUp(Option<String>),
    Answer(String),
}

impl Planner {
    /// A planner; `seed` chooses between equal wordings.
    pub const fn new(seed: u64) -> Self {
        Self { seed }
    }

    /// The next message in a conversation: a thought and one function call. Usage is estimated. Never fails: where
    /// nothing fits, it gives up through `Finish`.
    pub fn reply(&self, messages: &[Message], functions: &[FunctionSpec]) -> ModelReply {
        let history = History::read(messages);
        let text = Text::new(&history.question);
        let offered: Vec<&FunctionSpec> =
            functions.iter().filter(|f| f.name != FinishFunction::NAME).take(MAX_FUNCTIONS).collect();
        let read: Vec<Function> = offered.iter().enumerate().map(|(rank, spec)| Function::read(spec, rank)).collect();
        let voice = Voice { chinese: text.chinese, turn: self.seed.wrapping_add(history.calls.len() as u64) };
        let (thought, name, arguments) = match decide(&text, &read, &history) {
            Decision::Call { candidate, part, failed, again } => {
                let thought =
                    if again { voice.instead(&candidate, failed.as_deref()) } else { voice.calling(&candidate, &part) };
                (thought, candidate.name, Value::Object(candidate.arguments))
            }
            Decision::GiveUp(error) => {
                let arguments = json!({"return_type": FinishFunction::GIVE_UP});
                (voice.giving_up(error.as_deref()), FinishFunction::NAME.to_owned(), arguments)
            }
            Decision::Answer(answer) => {
                let arguments = json!({"return_type": FinishFunction::GIVE_ANSWER, "final_answer": answer});
                (voice.answering(), FinishFunction::NAME.to_owned(), arguments)
            }
        };
        let call = FunctionCall { name, arguments: arguments.to_string() };
        let message = Message::assistant(Some(thought), Some(call));
        let request =
            ChatRequest { messages: messages.to_vec(), functions: functions.to_vec(), ..ChatRequest::default() };
        let usage = Usage::estimate(&request, &message);
        ModelReply::new(message, usage)
    }
}

fn decide(text: &Text, functions: &[Function], history: &History) -> Decision {
    let tasks = tasks(text, functions);
    let groups = groups(&tasks);
    let mut failure = None;
    for group in &groups {
        let states: Vec<State<'_>> = group.iter().map(|task| state(task, history)).collect();
        if states.iter().any(|s| matches!(s, State::Done(_))) {
            continue;
        }
        let failed = states.iter().find_map(|s| if let State::Failed(call) = s { call.error() } else { None });
        if let Some(error) = failed {
            // The branch has a refusal in it. Where another part was answered it is worth saving.
            let saved = history.calls.iter().any(|c| c.error().is_none());
            match saved.then(|| next_call(group, history, text)).flatten() {
                Some(decision) => return decision,
                None => failure = failure.or(Some(error)),
            }
            break;
        }
        match next_call(group, history, text) {
            Some(decision) => return decision,
            None => return first_try(&tasks, history, text),
        }
    }
    if failure.is_some() {
        return Decision::GiveUp(failure);
    }
    answer(text, functions, &groups, history).map_or_else(|| first_try(&tasks, history, text), Decision::Answer)
}

fn tasks(text: &Text, functions: &[Function]) -> Vec<Task> {
    let mentions = mentions::mentions(text);
    let clauses = clauses::clauses(text).into_iter().take(MAX_CLAUSES);
    clauses.map(|clause| Task { candidates: candidates(text, &mentions, &clause, functions), clause }).collect()
}

/// Tasks of which one answer is enough: each with those asked instead of it.
fn groups(tasks: &[Task]) -> Vec<Vec<&Task>> {
    let mut out: Vec<Vec<&Task>> = Vec::new();
    for task in tasks {
        match out.last_mut() {
            Some(group) if task.clause.instead => group.push(task),
            _ => out.push(vec![task]),
        }
    }
    out
}

/// Where a task stands: by the calls that its own candidates would make.
fn state<'h>(task: &Task, history: &'h History) -> State<'h> {
    let mine = |call: &&Call| plausible(task).iter().any(|c| call.same(&c.name, &c.arguments));
    let all = || history.calls.iter().chain(&history.listed).filter(mine);
    if let Some(done) = all().find(|c| c.error().is_none()) {
        return State::Done(done);
    }
    history.calls.iter().find(mine).map_or(State::Open, State::Failed)
}

/// The candidates of a task that may be called at all: complete, and near enough to the best.
fn plausible(task: &Task) -> Vec<&Candidate> {
    let complete = task.candidates.iter().filter(|c| c.complete && c.overlap >= LEAST_OVERLAP);
    let best = complete.clone().next().map_or(0.0, |c| c.score);
    complete.filter(|c| c.score >= best * PLAUSIBLE).collect()
}

/// The best call of a group that was not made yet. After a refusal it must use all that the refused call used: what was
/// refused may not be dropped for an answer to something else.
fn next_call(group: &[&Task], history: &History, text: &Text) -> Option<Decision> {
    let made = |c: &Candidate| {
        let mut calls = history.calls.iter().chain(&history.listed);
        calls.find(|call| call.same(&c.name, &c.arguments))
    };
    let refused = |task: &Task| {
        let own = plausible(task);
        own.into_iter().find_map(|c| made(c).map(|call| (c.clone(), call.error().unwrap_or_default())))
    };
    let failed = group.iter().find_map(|task| refused(task)).map(|(_, error)| error);
    // First what was not tried at all: a task asked instead is free of what the one before it was refused for.
    let untried = group.iter().filter(|task| refused(task).is_none());
    for task in untried.chain(group.iter().filter(|task| refused(task).is_some())) {
        let before = refused(task).map(|(candidate, _)| candidate.used).unwrap_or_default();
        let kept = |c: &Candidate| before.iter().all(|span| c.used.iter().any(|used| matching::touches(used, span)));
        let own = plausible(task);
        if let Some(candidate) = own.iter().find(|c| made(c).is_none() && kept(c)) {
            return Some(Decision::Call {
                candidate: (*candidate).clone(),
                part: text.slice(&task.clause.span).to_owned(),
                again: failed.is_some(),
                failed,
            });
        }
    }
    None
}

/// Nothing is left to try. Giving up takes at least one call: the best there is, whatever it lacks.
fn first_try(tasks: &[Task], history: &History, text: &Text) -> Decision {
    let last = history.calls.last().and_then(Call::error);
    if !history.calls.is_empty() || !history.listed.is_empty() {
        return Decision::GiveUp(last);
    }
    let best = tasks.iter().flat_map(|t| t.candidates.first().map(|c| (t, c))).next();
    best.map_or(Decision::GiveUp(None), |(task, candidate)| Decision::Call {
        candidate: candidate.clone(),
        part: text.slice(&task.clause.span).to_owned(),
        failed: None,
        again: false,
    })
}

/// The answer from the results of all groups; `None` where one has none.
fn answer(text: &Text, functions: &[Function], groups: &[Vec<&Task>], history: &History) -> Option<String> {
    let mut sentences: Vec<String> = Vec::new();
    for group in groups {
        let (task, call) = group.iter().find_map(|task| match state(task, history) {
            State::Done(call) => Some((*task, call)),
            State::Failed(_) | State::Open => None,
        })?;
        let names = functions.iter().find(|f| f.name == call.name).map(|f| f.name_stems.as_slice()).unwrap_or_default();
        let sentence = answer::sentence(text, &task.clause.span, call, names);
        if !sentences.contains(&sentence) {
            sentences.push(sentence);
        }
    }
    let joined = sentences.join(if text.chinese { "" } else { " " });
    (!joined.trim().is_empty()).then_some(joined)
}
