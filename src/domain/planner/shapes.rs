//! Texts of a recognisable form: formulas, colours, account and card numbers, Roman numerals, Morse code.

use super::text::{Span, Text, TokenKind};

/// A form that a parameter's example shows and its description names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Formula,
    Colour,
    Roman,
    Morse,
    /// Digits, perhaps in groups, seven or more.
    Digits,
    /// Capital letters and digits that begin with a country's two letters and two digits.
    Account,
    /// A digest in hexadecimal.
    Digest,
    /// Digits of a number in any base.
    Numeral,
    /// A calling code or a short code in capitals.
    ShortCode,
}

impl Shape {
    /// The form that a parameter asks for, if any.
    pub(super) fn of_parameter(name: &str, about: &str, example: &str, function: &str) -> Option<Self> {
        let says = |words: &[&str]| words.iter().any(|w| about.contains(w) || name.contains(w));
        if says(&["formula"]) && is_formula(example) {
            Some(Self::Formula)
        } else if says(&["colour", "color"]) && says(&["hex", "css", "notation"]) {
            Some(Self::Colour)
        } else if says(&["roman"]) && is_roman(example) {
            Some(Self::Roman)
        } else if says(&["morse", "dots and dashes"]) && is_morse(example) {
            Some(Self::Morse)
        } else if says(&["iban"]) || is_account(example) {
            Some(Self::Account)
        } else if says(&["digit", "number", "code"]) && groups_of_digits(example) >= 7 {
            Some(Self::Digits)
        } else if says(&["digest", "checksum"]) && example.len() >= 8 && example.bytes().all(|b| b.is_ascii_hexdigit())
        {
            Some(Self::Digest)
        } else if says(&["digits of the number"])
            || says(&["digits"]) && function.contains("base") && example.parse::<f64>().is_ok()
        {
            Some(Self::Numeral)
        } else if says(&["calling code", "iso code", "alpha-2"]) && says(&["code"]) && example.starts_with('+') {
            Some(Self::ShortCode)
        } else {
            None
        }
    }

    /// Where texts of this form stand in a stretch, in order.
    pub(super) fn find(self, text: &Text, within: &Span) -> Vec<(Span, String)> {
        match self {
            Self::Digits => digit_runs(text, within),
            Self::Account => accounts(text, within),
            Self::Morse => morse(text, within),
            Self::Colour => colours(text, within),
            Self::Numeral => chunks(text, within)
                .into_iter()
                .filter(|(_, c)| {
                    c.chars().any(|c| c.is_ascii_digit()) && c.chars().all(|c| c.is_ascii_alphanumeric() || c == ',')
                })
                .map(|(span, chunk)| (span, chunk.replace(',', "")))
                .collect(),
            Self::Formula => filtered(text, within, is_formula),
            Self::Roman => filtered(text, within, |c| is_roman(c) && c != "I"),
            Self::Digest => filtered(text, within, |c| c.len() >= 8 && c.bytes().all(|b| b.is_ascii_hexdigit())),
            Self::ShortCode => filtered(text, within, |c| {
                let calling =
                    c.strip_prefix('+').is_some_and(|d| !d.is_empty() && d.bytes().all(|b| b.is_ascii_digit()));
                let iso = (2..=3).contains(&c.len())
                    && (c.bytes().all(|b| b.is_ascii_uppercase())
                        || c.len() == 3 && c.bytes().all(|b| b.is_ascii_digit()));
                calling || iso
            }),
        }
    }
}

/// Pieces between blanks, quotes, brackets' outsides, Chinese characters and closing punctuation.
fn chunks(text: &Text, within: &Span) -> Vec<(Span, String)> {
    let mut out = Vec::new();
    let slice = text.slice(within);
    let apart = |c: char| {
        c.is_whitespace()
            || super::text::is_han(c)
            || matches!(c, '"' | '“' | '”' | '?' | '!' | ';' | '`' | '\'' | '’' | '‘')
    };
    let mut start = None;
    for (at, c) in slice.char_indices().chain([(slice.len(), ' ')]) {
        match (start, apart(c)) {
            (None, false) => start = Some(at),
            (Some(from), true) => {
                let piece = slice.get(from..at).unwrap_or("");
                let kept = piece.trim_end_matches([',', '.', ':']);
                let kept = if kept.matches('(').count() < kept.matches(')').count() {
                    kept.trim_end_matches(')')
                } else {
                    kept
                };
                let lead = kept.len() - kept.trim_start_matches('(').len();
                let lead = if kept.ends_with(')') && !kept.get(1..).is_some_and(|k| k.contains('(')) && lead == 0 {
                    0
                } else {
                    lead
                };
                if kept.len() > lead {
                    let from = from + lead;
                    out.push((within.start + from..within.start + from + kept.len() - lead, kept[lead..].to_owned()));
                }
                start = None;
            }
            _ => {}
        }
    }
    out
}

fn filtered(text: &Text, within: &Span, fits: impl Fn(&str) -> bool) -> Vec<(Span, String)> {
    chunks(text, within).into_iter().filter(|(_, chunk)| fits(chunk)).collect()
}

const SYMBOLS: &str = " H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr Rb Sr Y Zr Nb Mo \
Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho Er Tm Yb Lu Hf Ta W Re Os Ir Pt Au Hg Tl Pb Bi Po At Rn \
Fr Ra Ac Th Pa U Np Pu Am Cm Bk Cf Es Fm Md No Lr Rf Db Sg Bh Hs Mt Ds Rg Cn Nh Fl Mc Lv Ts Og ";

/// Element symbols with numbers, parentheses and the hydrate dot; at least two atoms or a number.
pub(super) fn is_formula(text: &str) -> bool {
    let mut rest = text;
    let mut atoms = 0;
    let mut numbers = 0;
    while let Some(c) = rest.chars().next() {
        let mut length = c.len_utf8();
        if c.is_ascii_uppercase() {
            let two = rest.get(..2).filter(|t| t.ends_with(|c: char| c.is_ascii_lowercase()));
            let symbol = two.unwrap_or(&rest[..1]);
            if !SYMBOLS.contains(&format!(" {symbol} ")) {
                return false;
            }
            atoms += 1;
            length = symbol.len();
        } else if c.is_ascii_digit() {
            numbers += 1;
        } else if !matches!(c, '(' | ')' | '·' | '*' | '[' | ']') {
            return false;
        }
        rest = &rest[length..];
    }
    atoms > 1 || atoms == 1 && numbers > 0
}

/// Capitals of Roman numerals alone.
pub(super) fn is_roman(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b"IVXLCDM".contains(&b))
}

fn is_morse(text: &str) -> bool {
    text.len() > 1 && text.contains(['.', '-']) && text.chars().all(|c| matches!(c, '.' | '-' | '/' | ' ' | '·' | '−'))
}

fn is_account(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() > 11
        && bytes[..2].iter().all(u8::is_ascii_uppercase)
        && bytes[2..4].iter().all(u8::is_ascii_digit)
        && bytes.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b' ' | b'-'))
}

/// How many digits, where there is nothing but digits, blanks, hyphens and a closing X.
fn groups_of_digits(text: &str) -> usize {
    let fits = text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b' ' | b'-' | b'X' | b'x'));
    if fits { text.bytes().filter(u8::is_ascii_digit).count() } else { 0 }
}

fn digit_runs(text: &Text, within: &Span) -> Vec<(Span, String)> {
    let slice = text.slice(within);
    let mut out = Vec::new();
    let mut start = None;
    for (at, c) in slice.char_indices().chain([(slice.len(), '\n')]) {
        let inside = c.is_ascii_digit() || start.is_some() && matches!(c, ' ' | '-' | 'X');
        if inside {
            start = start.or(Some(at));
        } else if let Some(from) = start.take() {
            let run = slice.get(from..at).unwrap_or("").trim_end_matches([' ', '-']);
            if groups_of_digits(run) >= 7 {
                out.push((within.start + from..within.start + from + run.len(), run.to_owned()));
            }
        }
    }
    out
}

/// `GB82 WEST 1234 5698 7654 32`: from two capitals and two digits on, as far as capitals and digits go.
fn accounts(text: &Text, within: &Span) -> Vec<(Span, String)> {
    let pieces = chunks(text, within);
    let mut out = Vec::new();
    for (index, (span, first)) in pieces.iter().enumerate() {
        let head = first.as_bytes();
        let opens = head.len() >= 4
            && head[..2].iter().all(u8::is_ascii_uppercase)
            && head[2..4].iter().all(u8::is_ascii_digit);
        if !opens {
            continue;
        }
        let more = pieces[index + 1..]
            .iter()
            .take_while(|(_, p)| p.len() <= 4 && p.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit()));
        let end = more.last().map_or(span.end, |(s, _)| s.end);
        let whole = text.slice(&(span.start..end)).to_owned();
        if whole.len() >= 8 {
            out.push((span.start..end, whole));
        }
    }
    out
}

fn morse(text: &Text, within: &Span) -> Vec<(Span, String)> {
    let slice = text.slice(within);
    let signs = |c: char| matches!(c, '.' | '-' | '/' | ' ' | '·' | '−');
    let mut out = Vec::new();
    let mut start = None;
    for (at, c) in slice.char_indices().chain([(slice.len(), 'x')]) {
        if signs(c) {
            start = start.or(Some(at));
        } else if let Some(from) = start.take() {
            let run = slice.get(from..at).unwrap_or("");
            let lead = run.len() - run.trim_start().len();
            if is_morse(run.trim()) && run.trim().len() > 2 {
                let from = within.start + from + lead;
                out.push((from..from + run.trim().len(), run.trim().to_owned()));
            }
        }
    }
    out
}

const COLOURS: &[&str] = &[
    "red",
    "blue",
    "green",
    "yellow",
    "white",
    "black",
    "orange",
    "purple",
    "pink",
    "brown",
    "gray",
    "grey",
    "cyan",
    "magenta",
    "navy",
    "teal",
    "olive",
    "maroon",
    "lime",
    "aqua",
    "silver",
    "gold",
    "tomato",
    "coral",
    "salmon",
    "crimson",
    "indigo",
    "violet",
    "turquoise",
    "beige",
    "ivory",
    "khaki",
    "lavender",
    "orchid",
    "plum",
    "tan",
    "chocolate",
    "steelblue",
    "skyblue",
    "rebeccapurple",
    "hotpink",
    "slateblue",
    "seagreen",
    "goldenrod",
    "azure",
];

fn colours(text: &Text, within: &Span) -> Vec<(Span, String)> {
    let mut out = Vec::new();
    for index in text.tokens_in(within) {
        let token = &text.tokens[index];
        let word = text.lower(index);
        let next = text.token(index + 1);
        if word == "#" && text.adjoins(index + 1) {
            // `1e90ff` falls into several tokens.
            let rest = text.slice(&(token.span.end..within.end));
            let digits = rest.find(|c: char| !c.is_ascii_hexdigit()).unwrap_or(rest.len());
            if matches!(digits, 3 | 6 | 8) {
                let span = token.span.start..token.span.end + digits;
                out.push((span.clone(), text.slice(&span).to_owned()));
            }
        } else if matches!(word.as_str(), "rgb" | "hsl") && next == "(" {
            let rest = text.slice(&(token.span.start..within.end));
            if let Some(end) = rest.find(')') {
                let span = token.span.start..token.span.start + end + 1;
                out.push((span.clone(), text.slice(&span).to_owned()));
            }
        } else if COLOURS.contains(&word.as_str()) {
            out.push((token.span.clone(), word));
        } else if let TokenKind::Han(meaning) = token.kind
            && COLOURS.contains(&meaning)
        {
            out.push((token.span.clone(), meaning.to_owned()));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(shape: Shape, question: &str, expect: &[&str]) {
        let text = Text::new(question);
        let found: Vec<String> = shape.find(&text, &(0..text.text.len())).into_iter().map(|f| f.1).collect();
        assert_eq!(found, expect, "{question}");
    }

    #[test]
    fn forms_are_found() {
        check(Shape::Formula, "Molar mass of Ca(OH)2, and of H2O?", &["Ca(OH)2", "H2O"]);
        check(Shape::Formula, "硫酸H2SO4的摩尔质量", &["H2SO4"]);
        check(Shape::Digits, "Is 4539 1488 0343 6467 a typo, or 12?", &["4539 1488 0343 6467"]);
        check(Shape::Digits, "ISBN 978-0-306-40615-7.", &["978-0-306-40615-7"]);
        check(Shape::Account, "Is GB82 WEST 1234 5698 7654 32 valid?", &["GB82 WEST 1234 5698 7654 32"]);
        check(Shape::Roman, "What year is MCMXCIX?", &["MCMXCIX"]);
        check(Shape::Colour, "Mix #1e90ff and red, rgb(1, 2, 3)", &["#1e90ff", "red", "rgb(1, 2, 3)"]);
        check(Shape::Morse, "What does ... --- ... mean?", &["... --- ..."]);
        check(Shape::ShortCode, "Which country has +49?", &["+49"]);
    }
}
