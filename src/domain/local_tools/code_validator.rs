//! Control digits of books, bank accounts, cards and goods. A wrong digit is an answer (`valid: false`, with what
//! would be right); a code that cannot be such a code at all is a refusal.

use super::support::{self, Outcome};
use super::{Arguments, LocalReply, LocalTool};
use serde_json::{Value, json};

mod card;
mod iban;

pub(super) const TOOL: LocalTool = LocalTool {
    name: "code_validator",
    apis: &[
        ("validate_isbn", |a| support::reply(isbn(a))),
        ("validate_iban", |a| support::reply(iban::validate(a))),
        ("validate_card", |a| support::reply(card::validate(a))),
        ("validate_barcode", |a| support::reply(barcode(a))),
        ("compute_check_digit", |a| support::reply(compute(a))),
    ],
};

/// The code without spaces and hyphens.
fn compact(arguments: &Arguments<'_>, name: &str) -> Result<String, LocalReply> {
    let text = support::bounded_text(arguments, name, 60)?;
    Ok(text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '‐' | '–')).collect::<String>().to_uppercase())
}

/// Values of ASCII digits; `None` where anything else stands.
fn digits(text: &str) -> Option<Vec<u32>> {
    text.chars().map(|c| c.to_digit(10)).collect()
}

/// Check digit of GS1 codes (EAN, UPC, GTIN) and ISBN-13: weights 3, 1, 3, ... from the right.
fn gs1(body: &[u32]) -> u32 {
    let sum: u32 = body.iter().rev().enumerate().map(|(i, digit)| digit * if i % 2 == 0 { 3 } else { 1 }).sum();
    (10 - sum % 10) % 10
}

/// Check character of ISBN-10: weights 10 to 2, modulo 11, `X` for ten.
fn isbn10(body: &[u32]) -> char {
    let sum: u32 = body.iter().zip((2..=10).rev()).map(|(digit, weight)| digit * weight).sum();
    char::from_digit((11 - sum % 11) % 11, 10).unwrap_or('X')
}

/// Check digit of Luhn's formula (ISO/IEC 7812-1): every second digit from the right is doubled.
fn luhn(body: &[u32]) -> u32 {
    let doubled = |digit: u32| if digit > 4 { digit * 2 - 9 } else { digit * 2 };
    let sum: u32 = body.iter().rev().enumerate().map(|(i, d)| if i % 2 == 0 { doubled(*d) } else { *d }).sum();
    (10 - sum % 10) % 10
}

fn text_of(body: &[u32]) -> String {
    body.iter().filter_map(|digit| char::from_digit(*digit, 10)).collect()
}

fn isbn(arguments: &Arguments<'_>) -> Outcome {
    const EXPECTED: &str = "an ISBN of 10 digits (the last may be X) or 13 digits";
    let code = compact(arguments, "isbn")?;
    let code = code.strip_prefix("ISBN").unwrap_or(&code).trim_start_matches(':').to_owned();
    let Some((last, body)) = code.chars().last().and_then(|last| Some((last, code.strip_suffix(last)?))) else {
        return Err(support::malformed("isbn", code, EXPECTED));
    };
    let body = digits(body).filter(|_| last.is_ascii_digit() || last == 'X');
    let Some(body) = body else { return Err(support::malformed("isbn", code, EXPECTED)) };
    let (form, expected) = match (body.len(), body.as_slice()) {
        (9, _) => ("ISBN-10", isbn10(&body)),
        (12, [9, 7, 8 | 9, ..]) => ("ISBN-13", char::from_digit(gs1(&body), 10).unwrap_or('0')),
        (12, _) => return Err(support::out_of_range("isbn", &code, "a 13-digit ISBN that begins with 978 or 979")),
        _ => return Err(support::out_of_range("isbn", &code, EXPECTED)),
    };
    let valid = last == expected;
    let other = match body.as_slice() {
        ten @ [_, _, _, _, _, _, _, _, _] => {
            let long = [&[9, 7, 8], ten].concat();
            Value::from(format!("{}{}", text_of(&long), gs1(&long)))
        }
        [9, 7, 8, short @ ..] => Value::from(format!("{}{}", text_of(short), isbn10(short))),
        // Numbers under 979 have no short form.
        _ => Value::Null,
    };
    let (isbn_10, isbn_13) = if form == "ISBN-10" { (json!(code), other) } else { (other, json!(code)) };
    let shown = |value: Value| if valid { value } else { Value::Null };
    Ok(json!({
        "valid": valid, "format": form, "check_digit": last.to_string(), "expected_check_digit": expected.to_string(),
        "isbn_10": shown(isbn_10), "isbn_13": shown(isbn_13),
    }))
}

fn barcode(arguments: &Arguments<'_>) -> Outcome {
    let code = compact(arguments, "code")?;
    let all = digits(&code).ok_or_else(|| support::malformed("code", &code, "a barcode number of digits only"))?;
    let form = match all.len() {
        8 => "EAN-8",
        12 => "UPC-A",
        13 => "EAN-13",
        14 => "GTIN-14",
        length => {
            let message = format!("Parameter 'code' must have 8, 12, 13 or 14 digits, got {length}");
            return Err(LocalReply::error(422, message));
        }
    };
    let (last, body) = all.split_last().map_or((0, &[][..]), |(last, body)| (*last, body));
    let expected = gs1(body);
    let is_book = form == "EAN-13" && (code.starts_with("978") || code.starts_with("979"));
    Ok(json!({
        "valid": last == expected, "format": form, "check_digit": last, "expected_check_digit": expected,
        "is_book": is_book,
    }))
}

fn compute(arguments: &Arguments<'_>) -> Outcome {
    const KINDS: &[&str] = &["isbn10", "isbn13", "ean13", "ean8", "upc", "luhn"];
    let kind = support::choice(arguments, "kind", KINDS, None)?;
    let code = compact(arguments, "digits")?;
    let body = digits(&code).ok_or_else(|| support::malformed("digits", &code, "digits only, without the last one"))?;
    let needed = match kind {
        "isbn10" => 9..=9,
        "isbn13" | "ean13" => 12..=12,
        "ean8" => 7..=7,
        "upc" => 11..=11,
        _ => 1..=30,
    };
    if !needed.contains(&body.len()) {
        let (low, high) = (needed.start(), needed.end());
        let wanted = if low == high { low.to_string() } else { format!("{low} to {high}") };
        let message = format!("Parameter 'digits' must have {wanted} digits for kind '{kind}', got {}", body.len());
        return Err(LocalReply::error(422, message));
    }
    if kind == "isbn13" && !matches!(body.as_slice(), [9, 7, 8 | 9, ..]) {
        return Err(support::out_of_range("digits", &code, "a number that begins with 978 or 979 for kind 'isbn13'"));
    }
    let check = match kind {
        "isbn10" => isbn10(&body).to_string(),
        "luhn" => luhn(&body).to_string(),
        _ => gs1(&body).to_string(),
    };
    Ok(json!({"kind": kind, "check_digit": check, "complete": format!("{code}{check}")}))
}
