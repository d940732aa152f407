//! Payment card numbers (ISO/IEC 7812): Luhn's check digit, and the network by its leading digits.

use super::super::support::Outcome;
use super::{Arguments, LocalReply, compact, digits, luhn};
use serde_json::json;
use std::ops::RangeInclusive;

/// Network, first and last leading digits, and lengths. Narrower ranges stand first.
#[rustfmt::skip]
const NETWORKS: [(&str, RangeInclusive<u32>, RangeInclusive<usize>); 20] = [
    ("American Express", 34..=34, 15..=15), ("American Express", 37..=37, 15..=15), ("Mir", 2200..=2204, 16..=19),
    ("Mastercard", 2221..=2720, 16..=16), ("Mastercard", 51..=55, 16..=16), ("JCB", 3528..=3589, 16..=19),
    ("Diners Club", 300..=305, 14..=19), ("Diners Club", 36..=36, 14..=19), ("Diners Club", 38..=39, 14..=19),
    ("Discover", 6011..=6011, 16..=19), ("Discover", 644..=649, 16..=19), ("Discover", 65..=65, 16..=19),
    ("UnionPay", 62..=62, 16..=19), ("Maestro", 50..=50, 12..=19), ("Maestro", 56..=58, 12..=19),
    ("Maestro", 61..=61, 12..=19), ("Maestro", 63..=63, 12..=19), ("Maestro", 66..=69, 12..=19),
    ("Visa", 4..=4, 13..=13), ("Visa", 4..=4, 16..=19),
];

pub(super) fn validate(arguments: &Arguments<'_>) -> Outcome {
    let code = compact(arguments, "number")?;
    let all = digits(&code).ok_or_else(|| {
        // The number itself is not echoed: it may be somebody's card.
        LocalReply::error(400, "Parameter 'number' must be a card number of digits, with spaces or hyphens at most")
    })?;
    if !(12..=19).contains(&all.len()) {
        let message = format!("Parameter 'number' must have 12 to 19 digits, got {}", all.len());
        return Err(LocalReply::error(422, message));
    }
    let (last, body) = all.split_last().map_or((0, &[][..]), |(last, body)| (*last, body));
    let expected = luhn(body);
    let last_four = code.get(code.len() - 4..).unwrap_or_default();
    Ok(json!({
        "valid": last == expected, "brand": brand(&code), "length": all.len(), "check_digit": last,
        "expected_check_digit": expected, "masked": format!("{}{last_four}", "*".repeat(all.len() - 4)),
    }))
}

/// `None` where no network has such numbers.
fn brand(code: &str) -> Option<&'static str> {
    let leads = |range: &RangeInclusive<u32>| {
        let width = range.start().to_string().len();
        code.get(..width).and_then(|lead| lead.parse().ok()).is_some_and(|lead: u32| range.contains(&lead))
    };
    NETWORKS.iter().find(|(_, range, lengths)| leads(range) && lengths.contains(&code.len())).map(|(name, ..)| *name)
}
