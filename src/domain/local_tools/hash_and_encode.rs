//! Digests, checksums, encodings and a classical cipher, over the UTF-8 bytes of a text.

use super::support::{self, Outcome, malformed};
use super::{Arguments, LocalReply, LocalTool};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde_json::json;
use sha2::Digest;

mod password;

/// Longest text, in characters.
const LONGEST: usize = 100_000;

pub(super) const TOOL: LocalTool = LocalTool {
    name: "hash_and_encode",
    apis: &[
        ("hash_text", |a| support::reply(hash(a))),
        ("verify_checksum", |a| support::reply(verify(a))),
        ("base64_text", |a| support::reply(base64(a))),
        ("url_encode_text", |a| support::reply(url(a))),
        ("text_to_binary", |a| support::reply(binary(a))),
        ("caesar_cipher", |a| support::reply(caesar(a))),
        ("password_strength", |a| support::reply(password::strength(a))),
    ],
};

const ALGORITHMS: &[&str] = &["md5", "sha1", "sha256", "sha384", "sha512", "crc32"];

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn digest(algorithm: &str, bytes: &[u8]) -> String {
    match algorithm {
        "md5" => hex(&md5::Md5::digest(bytes)),
        "sha1" => hex(&sha1::Sha1::digest(bytes)),
        "sha384" => hex(&sha2::Sha384::digest(bytes)),
        "sha512" => hex(&sha2::Sha512::digest(bytes)),
        "crc32" => format!("{:08x}", crc32fast::hash(bytes)),
        _ => hex(&sha2::Sha256::digest(bytes)),
    }
}

/// `SHA-256` and `SHA 256` are `sha256`.
fn algorithm(arguments: &Arguments<'_>) -> Result<&'static str, LocalReply> {
    let Some(text) = arguments.optional_text("algorithm")? else { return Ok("sha256") };
    let wanted = text.to_lowercase().replace(['-', '_', ' '], "");
    ALGORITHMS
        .iter()
        .find(|known| **known == wanted)
        .copied()
        .ok_or_else(|| malformed("algorithm", text, &format!("one of: {}", ALGORITHMS.join(", "))))
}

fn hash(arguments: &Arguments<'_>) -> Outcome {
    let text = support::bounded_text(arguments, "text", LONGEST)?;
    let algorithm = algorithm(arguments)?;
    let digest = digest(algorithm, text.as_bytes());
    let broken = matches!(algorithm, "md5" | "sha1" | "crc32");
    Ok(json!({
        "algorithm": algorithm, "digest": digest, "bits": digest.len() * 4, "bytes_hashed": text.len(),
        "safe_against_forgery": !broken,
    }))
}

fn verify(arguments: &Arguments<'_>) -> Outcome {
    let text = support::bounded_text(arguments, "text", LONGEST)?;
    let given = support::bounded_text(arguments, "checksum", 200)?;
    let wanted = given.to_lowercase().replace([' ', ':', '-'], "");
    let candidates: Vec<&str> =
        ALGORITHMS.iter().filter(|name| digest(name, b"").len() == wanted.len()).copied().collect();
    if candidates.is_empty() || !wanted.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Err(malformed("checksum", given, "a hexadecimal digest of 8, 32, 40, 64, 96 or 128 digits"));
    }
    let found = candidates.iter().find(|name| digest(name, text.as_bytes()) == wanted);
    Ok(json!({"matches": found.is_some(), "algorithm": found.or(candidates.first()), "checksum": wanted}))
}

/// True where the parameter `mode` asks for decoding.
fn decodes(arguments: &Arguments<'_>) -> Result<bool, LocalReply> {
    Ok(support::choice(arguments, "mode", &["encode", "decode"], Some("encode"))? == "decode")
}

fn utf8(name: &str, bytes: Vec<u8>) -> Result<String, LocalReply> {
    String::from_utf8(bytes)
        .map_err(|_| LocalReply::error(422, format!("Parameter '{name}' decodes to bytes that are no UTF-8 text")))
}

fn base64(arguments: &Arguments<'_>) -> Outcome {
    let text = support::bounded_text(arguments, "text", LONGEST)?;
    if !decodes(arguments)? {
        let encoded = STANDARD.encode(&text);
        let url_safe = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(&text);
        return Ok(json!({"mode": "encode", "result": encoded, "url_safe": url_safe, "bytes": text.len()}));
    }
    // Both alphabets, with or without padding and line breaks.
    let plain: String = text
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| match c {
            '-' => '+',
            '_' => '/',
            other => other,
        })
        .collect();
    let bytes = STANDARD_NO_PAD
        .decode(plain.trim_end_matches('='))
        .map_err(|_| malformed("text", &text, "Base64 (A-Z, a-z, 0-9, + and /) in mode 'decode'"))?;
    let length = bytes.len();
    Ok(json!({"mode": "decode", "result": utf8("text", bytes)?, "bytes": length}))
}

/// What RFC 3986 calls unreserved stays as it is.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

fn url(arguments: &Arguments<'_>) -> Outcome {
    let text = support::bounded_text(arguments, "text", LONGEST)?;
    if decodes(arguments)? {
        let decoded = percent_decode_str(&text).collect();
        return Ok(json!({"mode": "decode", "result": utf8("text", decoded)?}));
    }
    Ok(json!({"mode": "encode", "result": utf8_percent_encode(&text, ESCAPED).to_string()}))
}

fn binary(arguments: &Arguments<'_>) -> Outcome {
    let text = support::bounded_text(arguments, "text", 10_000)?;
    let format = support::choice(arguments, "format", &["binary", "hex", "decimal"], Some("binary"))?;
    if !decodes(arguments)? {
        let written: Vec<String> = text
            .bytes()
            .map(|byte| match format {
                "hex" => format!("{byte:02x}"),
                "decimal" => byte.to_string(),
                _ => format!("{byte:08b}"),
            })
            .collect();
        return Ok(json!({
            "mode": "encode", "format": format, "result": written.join(" "), "bytes": written.len(),
        }));
    }
    let (radix, width) = match format {
        "hex" => (16, Some(2)),
        "decimal" => (10, None),
        _ => (2, Some(8)),
    };
    let bytes = byte_groups(&text, width)
        .iter()
        .map(|group| u8::from_str_radix(group, radix).ok())
        .collect::<Option<Vec<u8>>>()
        .filter(|bytes| !bytes.is_empty())
        .ok_or_else(|| malformed("text", &text, &format!("bytes in {format} notation, separated by spaces")))?;
    let length = bytes.len();
    Ok(json!({"mode": "decode", "format": format, "result": utf8("text", bytes)?, "bytes": length}))
}

/// Groups between spaces; one unbroken run of digits is cut into groups of the byte's width.
fn byte_groups(text: &str, width: Option<usize>) -> Vec<String> {
    let parts: Vec<&str> = text.split([' ', ',', '\n', '\t']).filter(|part| !part.is_empty()).collect();
    match (parts.as_slice(), width) {
        ([run], Some(width)) if run.len() > width => {
            let digits: Vec<char> = run.chars().collect();
            digits.chunks(width).map(|chunk| chunk.iter().collect()).collect()
        }
        _ => parts.iter().map(|part| (*part).to_owned()).collect(),
    }
}

fn caesar(arguments: &Arguments<'_>) -> Outcome {
    let text = support::bounded_text(arguments, "text", 20_000)?;
    let shift = support::whole(arguments, "shift", -25, 25, Some(13))?;
    let forward = shift.rem_euclid(26) as u8;
    let turn = |letter: char, first: u8| char::from(first + (letter as u8 - first + forward) % 26);
    let result: String = text
        .chars()
        .map(|c| match c {
            'a'..='z' => turn(c, b'a'),
            'A'..='Z' => turn(c, b'A'),
            other => other,
        })
        .collect();
    Ok(json!({"text": text, "shift": shift, "result": result, "shift_to_undo": -shift}))
}
