//! Separate tasks of a question: `... and how ...`, several sentences, `, or how ...`, and the same in Chinese.

use super::text::{Span, Text, TokenKind};

/// One task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Clause {
    pub(super) span: Span,
    /// It is asked instead of the one before it (`or ...`).
    pub(super) instead: bool,
}

/// Words that open a question.
const ASKING: &[&str] = &["what", "what's", "how", "which", "who", "when", "where", "why", "whose", "whom"];
/// Words that open a question only behind a comma or at the start.
const ASKING_FIRST: &[&str] = &[
    "is", "are", "does", "do", "can", "could", "was", "were", "will", "did", "has", "have", "would", "at", "in", "on",
    "for",
];
/// Words that open a request.
const ORDERING: &[&str] = &[
    "convert",
    "give",
    "tell",
    "find",
    "compute",
    "calculate",
    "list",
    "show",
    "write",
    "translate",
    "count",
    "check",
    "spell",
    "encode",
    "decode",
    "roll",
    "flip",
    "pick",
    "draw",
    "shuffle",
    "solve",
    "turn",
    "express",
    "name",
    "determine",
    "work",
    "hash",
    "validate",
    "verify",
    "mix",
    "add",
    "subtract",
    "estimate",
    "compare",
    "rewrite",
    "change",
    "make",
    "generate",
    "multiply",
    "invert",
    "toss",
    "throw",
    "split",
    "divide",
];
/// Chinese words of asking and ordering.
const CHINESE_ASKING: &[&str] = &[
    "多少",
    "几",
    "什么",
    "哪",
    "吗",
    "怎",
    "如何",
    "是否",
    "谁",
    "多远",
    "多大",
    "多长",
    "多久",
    "多高",
    "多重",
    "请",
    "计算",
    "换算",
    "转换",
    "求",
    "把",
    "将",
    "写",
    "翻译",
    "是不是",
    "算",
];

/// The tasks of a question, in order; at least one.
pub(super) fn clauses(text: &Text) -> Vec<Clause> {
    let mut cuts: Vec<(usize, bool)> = Vec::new();
    for index in 1..text.tokens.len() {
        if let Some(instead) = boundary(text, index) {
            cuts.push((index, instead));
        }
    }
    let mut out: Vec<Clause> = Vec::new();
    let mut start = 0;
    let mut instead = false;
    for (index, next_instead) in cuts.into_iter().map(|(i, n)| (i, Some(n))).chain([(text.tokens.len(), None)]) {
        let end = text.tokens.get(index).map_or(text.text.len(), |t| t.span.start);
        let asks = asks(text, &(start..end));
        // A statement is about what is asked next, or, at the end, about what was asked before.
        if next_instead.is_none()
            && !asks
            && let Some(last) = out.last_mut()
        {
            last.span.end = end;
            break;
        }
        if asks || next_instead.is_none() {
            out.push(Clause { span: start..end, instead });
            start = end;
            instead = next_instead.unwrap_or(false);
        }
    }
    out
}

/// Whether a new task may begin at a token, and whether it is one instead of the last.
fn boundary(text: &Text, index: usize) -> Option<bool> {
    let before = text.lower(index - 1);
    let two_before = index.checked_sub(2).map(|i| text.lower(i)).unwrap_or_default();
    let here = text.lower(index);
    if matches!(before.as_str(), "?" | ";" | "!") || before == "." && !text.adjoins(index) {
        return Some(here == "or");
    }
    if text.chinese && before == "," {
        return Some(matches!(here.as_str(), "或者" | "或"));
    }
    if matches!(here.as_str(), "以及" | "并且" | "另外" | "还有" | "并" | "和") && text.chinese {
        return Some(false);
    }
    let joined = matches!(before.as_str(), "and" | "then" | "also" | "or" | "plus" | "otherwise");
    let opens = |words: &[&str]| words.contains(&here.as_str());
    let strong = opens(ASKING) || opens(ORDERING) && !opens(&["name", "work", "change", "draw", "split"]);
    let weak = opens(ASKING_FIRST) && two_before == ",";
    if joined && (strong || weak || paired(text, index)) {
        return Some(before == "or" || before == "otherwise");
    }
    None
}

/// `10 miles to kilometres and | 50 pounds to kilograms`: a number on both sides, each with a `to`/`in` behind it.
fn paired(text: &Text, index: usize) -> bool {
    let side = |range: std::ops::Range<usize>| {
        let mut number = false;
        range.into_iter().any(|i| {
            number |= text.tokens.get(i).is_some_and(|t| t.kind == TokenKind::Number);
            number && matches!(text.lower(i).as_str(), "to" | "into" | "in")
        })
    };
    let number = text.tokens.get(index).is_some_and(|t| t.kind == TokenKind::Number);
    number && side(0..index) && side(index..text.tokens.len().min(index + 8))
}

/// Whether a stretch asks or orders anything.
fn asks(text: &Text, span: &Span) -> bool {
    let tokens = text.tokens_in(span);
    if text.chinese {
        let written = text.slice(span);
        return CHINESE_ASKING.iter().any(|w| written.contains(w));
    }
    let first =
        tokens.clone().find(|&i| !matches!(text.lower(i).as_str(), "and" | "or" | "then" | "also" | "please" | ","));
    let opens = first.is_some_and(|i| {
        let word = text.lower(i);
        ASKING_FIRST.contains(&word.as_str()) && !matches!(word.as_str(), "in" | "at" | "on" | "for")
    });
    opens
        || text.slice(span).contains('?')
        || tokens.clone().any(|i| ASKING.contains(&text.lower(i).as_str()))
        || first.is_some_and(|i| ORDERING.contains(&text.lower(i).as_str()))
        || paired(text, tokens.start)
        || tokens.clone().any(|i| tokens.contains(&(i + 1)) && paired(text, i))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(question: &str, expect: &[&str]) {
        let text = Text::new(question);
        let found: Vec<&str> = clauses(&text).iter().map(|c| text.slice(&c.span).trim()).collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn separate_tasks_are_cut() {
        check("What is 2 and 3?", &["What is 2 and 3?"]);
        check(
            "What is the capital of Peru, and how far is it from Lima to Quito?",
            &["What is the capital of Peru, and", "how far is it from Lima to Quito?"],
        );
        check("I run 5 km. How long is that in miles?", &["I run 5 km. How long is that in miles?"]);
        check("Convert 3 feet to metres and 4 stone to kg.", &["Convert 3 feet to metres and", "4 stone to kg."]);
        check("If it is 3 pm in Oslo, what time is it in Rome?", &["If it is 3 pm in Oslo, what time is it in Rome?"]);
        check("体重70公斤,身高175厘米,体重指数是多少?", &["体重70公斤,身高175厘米,体重指数是多少?"]);
        check("法国的首都是哪里,5英里是多少公里?", &["法国的首都是哪里,", "5英里是多少公里?"]);
        check("", &[""]);
    }

    #[test]
    fn or_offers_a_substitute() {
        let text = Text::new("When does it rise, or how long is the day?");
        assert_eq!(clauses(&text).iter().map(|c| c.instead).collect::<Vec<_>>(), [false, true]);
    }
}
