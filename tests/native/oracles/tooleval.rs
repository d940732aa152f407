//! Answer files converted for ToolEval, with the original's picks of a branch.

use super::toolllama::list;
use super::training::Files;
use super::{Verdict, compare, same_value, stopped};
use serde_json::{Value, json};
use toolgrove::domain::json::FromJson;
use toolgrove::domain::tooleval::{ConvertedAnswer, Example, Recorded, answer_steps, convert};
use toolgrove::domain::trace::Fidelity;
use toolgrove::formats::toolbench::answer::AnswerFile;
use toolgrove::formats::tooleval::{read_converted, recorded, write_converted};

#[test]
fn answers_of_the_original() {
    converted("tooleval/convert_recorded");
}

#[test]
fn answers_of_scripted_searches() {
    converted("tooleval/convert_search_results");
}

fn converted(name: &str) {
    let mut files = Files::default();
    compare(name, |case| {
        let input = if case["input"].is_null() { files.input(&case["input_ref"]) } else { Some(case["input"].clone()) };
        let Some(input) = input else { return Verdict::Differs("the file it points to is missing".to_owned()) };
        let file = match AnswerFile::from_json(Some(input)) {
            Ok(file) => file,
            Err(misfit) => return Verdict::Differs(misfit.to_string()),
        };
        let run = recorded(&file).unwrap();
        let method = case["method"].as_str().unwrap();
        if stopped(case) {
            let found = convert(&run, method, Fidelity::ToolBench, &mut |_| 0);
            let fixed = convert(&run, method, Fidelity::Fixed, &mut |_| 0);
            return match (found, fixed) {
                (Err(_), Ok(_)) => Verdict::Repaired,
                (found, fixed) => Verdict::Differs(format!("not refused ({found:?}) or not repaired ({fixed:?})")),
            };
        }
        assert_eq!(case["expected"]["valid_data"], file.answer_generation.valid_data);
        for (index, outcome) in list(&case["expected"]["outcomes"]).iter().enumerate() {
            // Whatever the original ends at, `Fixed` does alike.
            for fidelity in [Fidelity::ToolBench, Fidelity::Fixed] {
                match one(&run, method, outcome, fidelity) {
                    Ok(answer) if index == 0 => {
                        let texts = answer_steps(&answer.answer_details);
                        let texts = json!({"answer_steps": texts.answer_steps, "final_step": texts.final_step});
                        match same_value(&case["expected"]["steps_of_first_outcome"], &texts) {
                            Verdict::Equal => {}
                            other => return other,
                        }
                    }
                    Ok(_) => {}
                    Err(how) => return Verdict::Differs(format!("outcome {index}, {fidelity:?}: {how}")),
                }
            }
        }
        Verdict::Equal
    });
}

/// One outcome, converted, written and read.
fn one(run: &Recorded, method: &str, outcome: &Value, fidelity: Fidelity) -> Result<ConvertedAnswer, String> {
    let mut choices = list(&outcome["choices"]).iter();
    let mut odd = None;
    let answer = convert(run, method, fidelity, &mut |among| {
        let choice = choices.next();
        if choice.and_then(|choice| choice["options"].as_u64()) != Some(among as u64) {
            odd = Some(format!("picked among {among}, the original: {choice:?}"));
        }
        choice.and_then(|choice| choice["index"].as_u64()).and_then(|i| usize::try_from(i).ok()).unwrap_or(0)
    });
    let answer = answer.map_err(|error| error.to_string())?;
    let odd = odd.or_else(|| choices.next().map(|choice| format!("not picked: {choice}")));
    if let Some(odd) = odd {
        return Err(odd);
    }
    let example = Example {
        query: run.query.clone(),
        available_tools: run.function.clone(),
        answer: answer.clone(),
        rest: serde_json::Map::new(),
    };
    let examples = vec![("1".to_owned(), example)];
    let written = write_converted(&examples);
    assert_eq!(read_converted(written.to_string().as_bytes()).as_ref(), Ok(&examples), "read back");
    match same_value(&outcome["answer"], &written["1"]["answer"]) {
        Verdict::Differs(how) => Err(how),
        _ => Ok(answer),
    }
}
