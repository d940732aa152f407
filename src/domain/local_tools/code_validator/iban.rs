//! International bank account numbers (ISO 13616): length by country, and the check of ISO 7064, mod 97-10.

use super::super::support::{self, Outcome};
use super::{Arguments, LocalReply};
use serde_json::json;

/// Country code, length and country, as in the registry of SWIFT.
#[rustfmt::skip]
const COUNTRIES: [(&str, usize, &str); 89] = [
    ("AD", 24, "Andorra"), ("AE", 23, "United Arab Emirates"), ("AL", 28, "Albania"), ("AT", 20, "Austria"),
    ("AZ", 28, "Azerbaijan"), ("BA", 20, "Bosnia and Herzegovina"), ("BE", 16, "Belgium"), ("BG", 22, "Bulgaria"),
    ("BH", 22, "Bahrain"), ("BI", 27, "Burundi"), ("BR", 29, "Brazil"), ("BY", 28, "Belarus"),
    ("CH", 21, "Switzerland"), ("CR", 22, "Costa Rica"), ("CY", 28, "Cyprus"), ("CZ", 24, "Czechia"),
    ("DE", 22, "Germany"), ("DJ", 27, "Djibouti"), ("DK", 18, "Denmark"), ("DO", 28, "Dominican Republic"),
    ("EE", 20, "Estonia"), ("EG", 29, "Egypt"), ("ES", 24, "Spain"), ("FI", 18, "Finland"),
    ("FK", 18, "Falkland Islands"), ("FO", 18, "Faroe Islands"), ("FR", 27, "France"), ("GB", 22, "United Kingdom"),
    ("GE", 22, "Georgia"), ("GI", 23, "Gibraltar"), ("GL", 18, "Greenland"), ("GR", 27, "Greece"),
    ("GT", 28, "Guatemala"), ("HN", 28, "Honduras"), ("HR", 21, "Croatia"), ("HU", 28, "Hungary"),
    ("IE", 22, "Ireland"), ("IL", 23, "Israel"), ("IQ", 23, "Iraq"), ("IS", 26, "Iceland"), ("IT", 27, "Italy"),
    ("JO", 30, "Jordan"), ("KW", 30, "Kuwait"), ("KZ", 20, "Kazakhstan"), ("LB", 28, "Lebanon"),
    ("LC", 32, "Saint Lucia"), ("LI", 21, "Liechtenstein"), ("LT", 20, "Lithuania"), ("LU", 20, "Luxembourg"),
    ("LV", 21, "Latvia"), ("LY", 25, "Libya"), ("MC", 27, "Monaco"), ("MD", 24, "Moldova"), ("ME", 22, "Montenegro"),
    ("MK", 19, "North Macedonia"), ("MN", 20, "Mongolia"), ("MR", 27, "Mauritania"), ("MT", 31, "Malta"),
    ("MU", 30, "Mauritius"), ("NI", 28, "Nicaragua"), ("NL", 18, "Netherlands"), ("NO", 15, "Norway"),
    ("OM", 23, "Oman"), ("PK", 24, "Pakistan"), ("PL", 28, "Poland"), ("PS", 29, "Palestine"), ("PT", 25, "Portugal"),
    ("QA", 29, "Qatar"), ("RO", 24, "Romania"), ("RS", 22, "Serbia"), ("RU", 33, "Russia"),
    ("SA", 24, "Saudi Arabia"), ("SC", 31, "Seychelles"), ("SD", 18, "Sudan"), ("SE", 24, "Sweden"),
    ("SI", 19, "Slovenia"), ("SK", 24, "Slovakia"), ("SM", 27, "San Marino"), ("SO", 23, "Somalia"),
    ("ST", 25, "Sao Tome and Principe"), ("SV", 28, "El Salvador"), ("TL", 23, "Timor-Leste"), ("TN", 24, "Tunisia"),
    ("TR", 26, "Türkiye"), ("UA", 29, "Ukraine"), ("VA", 22, "Holy See (Vatican City State)"),
    ("VG", 24, "British Virgin Islands"), ("XK", 20, "Kosovo"), ("YE", 30, "Yemen"),
];

pub(super) fn validate(arguments: &Arguments<'_>) -> Outcome {
    let given = support::bounded_text(arguments, "iban", 60)?;
    let iban: String = given.chars().filter(|c| !c.is_whitespace() && *c != '-').collect::<String>().to_uppercase();
    let (Some(code), Some(check)) = (iban.get(..2), iban.get(2..4)) else {
        return Err(malformed(&given));
    };
    let letters_then_digits = code.bytes().all(|b| b.is_ascii_uppercase()) && check.bytes().all(|b| b.is_ascii_digit());
    if !letters_then_digits || !iban.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return Err(malformed(&given));
    }
    let Some((_, length, country)) = COUNTRIES.iter().find(|(known, ..)| *known == code) else {
        let message = format!("Unknown country code '{code}' in parameter 'iban': no IBAN format is registered for it");
        return Err(LocalReply::error(404, message));
    };
    let right_length = iban.len() == *length;
    let expected = format!("{:02}", 98 - remainder(&format!("{}{code}00", iban.get(4..).unwrap_or_default())));
    let valid = right_length && expected == check;
    let reason = if !right_length {
        format!("{country} has IBANs of {length} characters, got {}", iban.len())
    } else if valid {
        "Length and check digits are right".to_owned()
    } else {
        format!("Check digits are {check}, but {expected} would be right")
    };
    let grouped: Vec<&str> = (0..iban.len()).step_by(4).filter_map(|at| iban.get(at..iban.len().min(at + 4))).collect();
    Ok(json!({
        "valid": valid, "iban": grouped.join(" "), "country_code": code, "country": country, "check_digits": check,
        "reason": reason,
    }))
}

fn malformed(given: &str) -> LocalReply {
    support::malformed("iban", given, "an IBAN: two letters, two digits, then letters and digits")
}

/// Remainder by 97 of digits and letters read as 10 to 35.
fn remainder(text: &str) -> u32 {
    text.chars().filter_map(|c| c.to_digit(36)).fold(0, |rest, value| {
        let shifted = if value < 10 { rest * 10 } else { rest * 100 };
        (shifted + value) % 97
    })
}
