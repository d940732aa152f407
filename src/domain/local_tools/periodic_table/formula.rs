//! Reading chemical formulas such as `Ca(OH)2` and `CuSO4·5H2O`.

use super::elements;

/// Most atoms in one formula.
const MOST_ATOMS: u64 = 1_000_000;
/// Deepest nesting of parentheses.
const DEEPEST: usize = 10;

/// Why a formula cannot be read; each message is one sentence without a period.
#[derive(Debug, thiserror::Error)]
pub(super) enum FormulaError {
    #[error(
        "unexpected '{0}' at position {1}; write symbols, numbers, parentheses and a dot for hydrates, e.g. CuSO4.5H2O"
    )]
    Unexpected(char, usize),
    #[error("'{0}' is not the symbol of an element (symbols are case-sensitive: Co is cobalt, CO is carbon monoxide)")]
    UnknownSymbol(String),
    #[error("the parentheses do not match")]
    Unbalanced,
    #[error("it has no atoms")]
    Empty,
    #[error("it has more than {MOST_ATOMS} atoms or {DEEPEST} nested parentheses")]
    TooLarge,
}

/// Atoms by atomic number, in the order of their first appearance.
pub(super) type Atoms = Vec<(usize, u64)>;

/// Counts the atoms of a formula.
pub(super) fn parse(formula: &str) -> Result<Atoms, FormulaError> {
    let chars: Vec<char> = formula.chars().map(ascii_digit).filter(|c| !c.is_whitespace()).collect();
    let mut atoms = Atoms::new();
    let mut start = 0;
    for part in chars.split(|c| is_dot(*c)) {
        add_all(&mut atoms, &parse_part(part, start)?, 1)?;
        start += part.len() + 1;
    }
    if atoms.is_empty() { Err(FormulaError::Empty) } else { Ok(atoms) }
}

fn is_dot(c: char) -> bool {
    matches!(c, '·' | '.' | '*' | '•' | '⋅')
}

fn ascii_digit(c: char) -> char {
    match c {
        '₀'..='₉' => char::from_u32(u32::from(c) - u32::from('₀') + u32::from('0')).unwrap_or(c),
        other => other,
    }
}

/// One part between dots, with a coefficient in front: `5H2O`.
fn parse_part(part: &[char], start: usize) -> Result<Atoms, FormulaError> {
    let mut at = 0;
    let coefficient = count(part, &mut at)?;
    let mut open = vec![Atoms::new()];
    while let Some(c) = part.get(at).copied() {
        at += 1;
        match c {
            '(' | '[' => {
                if open.len() > DEEPEST {
                    return Err(FormulaError::TooLarge);
                }
                open.push(Atoms::new());
            }
            ')' | ']' => {
                let inner = open.pop().filter(|_| !open.is_empty()).ok_or(FormulaError::Unbalanced)?;
                let times = count(part, &mut at)?;
                add_all(open.last_mut().ok_or(FormulaError::Unbalanced)?, &inner, times)?;
            }
            'A'..='Z' => {
                let element = symbol(part, at - 1, &mut at)?;
                let times = count(part, &mut at)?;
                add_all(open.last_mut().ok_or(FormulaError::Unbalanced)?, &[(element, 1)], times)?;
            }
            other => return Err(FormulaError::Unexpected(other, start + at)),
        }
    }
    match (open.pop(), open.is_empty()) {
        (Some(inner), true) => {
            let mut atoms = Atoms::new();
            add_all(&mut atoms, &inner, coefficient)?;
            Ok(atoms)
        }
        _ => Err(FormulaError::Unbalanced),
    }
}

/// The element whose symbol stands at `from`; `at` is moved behind it.
fn symbol(part: &[char], from: usize, at: &mut usize) -> Result<usize, FormulaError> {
    let lower = part.iter().skip(from + 1).take_while(|c| c.is_ascii_lowercase()).count();
    let text: String = part.iter().skip(from).take(1 + lower).collect();
    *at = from + 1 + lower;
    elements().iter().find(|e| e.symbol == text).map(|e| e.number).ok_or(FormulaError::UnknownSymbol(text))
}

/// The number at `at`, 1 where there is none.
fn count(part: &[char], at: &mut usize) -> Result<u64, FormulaError> {
    let digits: String = part.iter().skip(*at).take_while(|c| c.is_ascii_digit()).collect();
    *at += digits.len();
    if digits.is_empty() {
        return Ok(1);
    }
    digits.parse().ok().filter(|n| *n <= MOST_ATOMS).ok_or(FormulaError::TooLarge)
}

fn add_all(atoms: &mut Atoms, more: &[(usize, u64)], times: u64) -> Result<(), FormulaError> {
    for (element, n) in more {
        let n = n.saturating_mul(times);
        match atoms.iter_mut().find(|(known, _)| known == element) {
            Some((_, sum)) => *sum = sum.saturating_add(n),
            None if n > 0 => atoms.push((*element, n)),
            None => {}
        }
    }
    let total = atoms.iter().fold(0, |sum: u64, (_, n)| sum.saturating_add(*n));
    if total > MOST_ATOMS { Err(FormulaError::TooLarge) } else { Ok(()) }
}
