//! Other notations: Roman numerals, Morse code (ITU-R M.1677-1), the NATO/ICAO spelling alphabet, numbers in words.

use super::support::{self, Outcome};
use super::{Arguments, LocalReply, LocalTool};
use serde_json::json;

mod words;

pub(super) const TOOL: LocalTool = LocalTool {
    name: "roman_and_morse",
    apis: &[
        ("to_roman", |a| support::reply(to_roman(a))),
        ("from_roman", |a| support::reply(from_roman(a))),
        ("text_to_morse", |a| support::reply(text_to_morse(a))),
        ("morse_to_text", |a| support::reply(morse_to_text(a))),
        ("nato_spelling", |a| support::reply(nato(a))),
        ("number_in_words", |a| support::reply(words::number_in_words(a))),
    ],
};

const ROMAN: [(u32, &str); 13] = [
    (1000, "M"),
    (900, "CM"),
    (500, "D"),
    (400, "CD"),
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
    (9, "IX"),
    (5, "V"),
    (4, "IV"),
    (1, "I"),
];

/// Morse signs of letters, digits and punctuation, as the recommendation lists them, and five signs (! ; _ $ &) in common use beside it.
#[rustfmt::skip] // a table reads better eight to a line
const MORSE: [(char, &str); 54] = [
    ('A', ".-"), ('B', "-..."), ('C', "-.-."), ('D', "-.."), ('E', "."), ('F', "..-."), ('G', "--."), ('H', "...."),
    ('I', ".."), ('J', ".---"), ('K', "-.-"), ('L', ".-.."), ('M', "--"), ('N', "-."), ('O', "---"), ('P', ".--."),
    ('Q', "--.-"), ('R', ".-."), ('S', "..."), ('T', "-"), ('U', "..-"), ('V', "...-"), ('W', ".--"), ('X', "-..-"),
    ('Y', "-.--"), ('Z', "--.."), ('0', "-----"), ('1', ".----"), ('2', "..---"), ('3', "...--"), ('4', "....-"),
    ('5', "....."), ('6', "-...."), ('7', "--..."), ('8', "---.."), ('9', "----."), ('.', ".-.-.-"), (',', "--..--"),
    (':', "---..."), ('?', "..--.."), ('\'', ".----."), ('-', "-....-"), ('/', "-..-."), ('(', "-.--."),
    (')', "-.--.-"), ('"', ".-..-."), ('=', "-...-"), ('+', ".-.-."), ('@', ".--.-."), ('!', "-.-.--"),
    (';', "-.-.-."), ('_', "..--.-"), ('$', "...-..-"), ('&', ".-..."),
];

#[rustfmt::skip]
const NATO: [&str; 26] = [
    "Alfa", "Bravo", "Charlie", "Delta", "Echo", "Foxtrot", "Golf", "Hotel", "India", "Juliett", "Kilo", "Lima", "Mike",
    "November", "Oscar", "Papa", "Quebec", "Romeo", "Sierra", "Tango", "Uniform", "Victor", "Whiskey", "X-ray",
    "Yankee", "Zulu",
];

const NATO_DIGITS: [&str; 10] = ["Zero", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine"];

fn roman(mut number: u32) -> String {
    let mut out = String::new();
    for (value, letters) in ROMAN {
        while number >= value {
            out.push_str(letters);
            number -= value;
        }
    }
    out
}

fn to_roman(arguments: &Arguments<'_>) -> Outcome {
    let number = support::whole(arguments, "number", 1, 3999, None)?;
    Ok(json!({"number": number, "roman": roman(number.unsigned_abs() as u32)}))
}

fn from_roman(arguments: &Arguments<'_>) -> Outcome {
    const EXPECTED: &str = "a Roman numeral of the letters I, V, X, L, C, D, M";
    let text = arguments.text("numeral")?;
    let numeral = text.to_uppercase();
    if numeral.len() > 15 || !numeral.chars().all(|c| "IVXLCDM".contains(c)) {
        return Err(support::malformed("numeral", text, EXPECTED));
    }
    let mut rest = numeral.as_str();
    let mut number = 0;
    for (value, letters) in ROMAN {
        while let Some(after) = rest.strip_prefix(letters) {
            number += value;
            rest = after;
        }
    }
    // Only the standard spelling reads back as itself: IIII, VX or MMMM are refused.
    if !rest.is_empty() || number > 3999 || roman(number) != numeral {
        return Err(support::malformed("numeral", text, "written in standard form, 1 to 3999 (IV, not IIII)"));
    }
    Ok(json!({"numeral": numeral, "number": number}))
}

fn text_to_morse(arguments: &Arguments<'_>) -> Outcome {
    let text = support::bounded_text(arguments, "text", 2_000)?;
    let mut words = Vec::new();
    for word in text.split_whitespace() {
        let mut signs = Vec::new();
        for letter in word.chars() {
            let upper = letter.to_ascii_uppercase();
            let sign = MORSE.iter().find(|(known, _)| *known == upper).map(|(_, sign)| *sign);
            signs.push(sign.ok_or_else(|| no_sign("text", letter, "Morse code"))?);
        }
        words.push(signs.join(" "));
    }
    Ok(json!({"text": text, "morse": words.join(" / ")}))
}

fn no_sign(name: &str, letter: char, alphabet: &str) -> LocalReply {
    let message = format!(
        "Parameter '{name}' holds '{letter}', for which {alphabet} has no sign; use the letters A to Z and digits"
    );
    LocalReply::error(422, message)
}

fn morse_to_text(arguments: &Arguments<'_>) -> Outcome {
    let given = support::bounded_text(arguments, "morse", 10_000)?;
    let plain = given.replace(['·', '•', '*'], ".").replace(['−', '–', '—', '_'], "-").replace('|', "/");
    let mut words = Vec::new();
    for word in plain.split('/').filter(|word| !word.trim().is_empty()) {
        let mut letters = String::new();
        for sign in word.split_whitespace() {
            let letter = MORSE.iter().find(|(_, known)| *known == sign).map(|(letter, _)| *letter);
            letters.push(letter.ok_or_else(|| support::malformed("morse", sign, "made of known Morse signs"))?);
        }
        words.push(letters);
    }
    if words.is_empty() {
        return Err(support::malformed("morse", given, "dots and dashes such as ... --- ..."));
    }
    Ok(json!({"morse": plain, "text": words.join(" ")}))
}

fn nato(arguments: &Arguments<'_>) -> Outcome {
    let text = support::bounded_text(arguments, "text", 500)?;
    let mut spoken = Vec::new();
    for letter in text.chars().filter(|c| c.is_alphanumeric()) {
        let word = if letter.is_ascii_alphabetic() {
            NATO.get(usize::from(letter.to_ascii_uppercase() as u8 - b'A'))
        } else {
            letter.to_digit(10).and_then(|digit| NATO_DIGITS.get(digit as usize))
        };
        spoken.push(*word.ok_or_else(|| no_sign("text", letter, "the spelling alphabet"))?);
    }
    if spoken.is_empty() {
        return Err(support::malformed("text", text, "text with at least one letter or digit"));
    }
    Ok(json!({"text": text, "spelling": spoken.join(" "), "letters": spoken.len()}))
}
