//! Hashes, encodings, control digits and other notations.

use super::{check, run};
use serde_json::{Value, json};

/// Test vectors of FIPS 180-4 (SHA), RFC 1321 (MD5) and the check value of CRC-32/ISO-HDLC.
#[test]
fn digests_match_their_standards() {
    let digest = |algorithm: &str, text: &str, digest: &str| {
        check("hash_text", json!({"text": text, "algorithm": algorithm}), json!({"digest": digest}));
    };
    digest("md5", "abc", "900150983cd24fb0d6963f7d28e17f72");
    digest("SHA-1", "abc", "a9993e364706816aba3e25717850c26c9cd0d89d");
    digest("sha256", "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    digest(
        "sha384",
        "abc",
        "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7",
    );
    digest(
        "sha512",
        "abc",
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd\
         454d4423643ce80e2a9ac94fa54ca49f",
    );
    digest("crc32", "123456789", "cbf43926");
}

#[test]
fn checksums_are_recognised_by_their_length() {
    check(
        "verify_checksum",
        json!({"text": "abc", "checksum": "A9993E36 4706816A BA3E2571 7850C26C 9CD0D89D"}),
        json!({"matches": true, "algorithm": "sha1"}),
    );
    check("verify_checksum", json!({"text": "abd", "checksum": "cbf43926"}), json!({"matches": false}));
}

#[test]
fn encodings_go_both_ways() {
    // RFC 4648, section 10.
    check("base64_text", json!({"text": "foobar"}), json!({"result": "Zm9vYmFy"}));
    check("base64_text", json!({"text": "fo"}), json!({"result": "Zm8=", "url_safe": "Zm8"}));
    check("base64_text", json!({"text": "Zm8", "mode": "decode"}), json!({"result": "fo"}));
    // "~~~" is fn5+ in the standard alphabet, fn5- in the URL-safe one.
    check("base64_text", json!({"text": "fn5-", "mode": "decode"}), json!({"result": "~~~"}));
    check("url_encode_text", json!({"text": "a b/é~"}), json!({"result": "a%20b%2F%C3%A9~"}));
    check("url_encode_text", json!({"text": "a%20b%2F%c3%a9", "mode": "decode"}), json!({"result": "a b/é"}));
    check("text_to_binary", json!({"text": "Hi"}), json!({"result": "01001000 01101001"}));
    check("text_to_binary", json!({"text": "0100100001101001", "mode": "decode"}), json!({"result": "Hi"}));
    check("text_to_binary", json!({"text": "72 105", "format": "decimal", "mode": "decode"}), json!({"result": "Hi"}));
    check("text_to_binary", json!({"text": "é", "format": "hex"}), json!({"result": "c3 a9"}));
    check("caesar_cipher", json!({"text": "Hello, World!"}), json!({"result": "Uryyb, Jbeyq!"}));
    check("caesar_cipher", json!({"text": "Dwwdfn", "shift": -3}), json!({"result": "Attack"}));
}

#[test]
fn passwords_are_rated() {
    check(
        "password_strength",
        json!({"password": "password"}),
        json!({"rating": "very weak", "time_to_guess": "less than a second"}),
    );
    // 94 signs (26 + 26 + 10 + 33 with the space): 16 * log2(95) = 105.1 bits.
    check(
        "password_strength",
        json!({"password": "gT4!mZq8#Lw2&xR6"}),
        json!({"entropy_bits": 105.1, "weaknesses": []}),
    );
    // Only the first two of a run count: 2 * log2(26) = 9.4.
    check("password_strength", json!({"password": "abcdefgh"}), json!({"entropy_bits": 9.4, "length": 8}));
}

#[test]
fn book_numbers() {
    // Weights 10 to 2: 0+27+0+42+24+0+24+3+10 = 130 = 11 * 12 - 2, so the short form ends in 2.
    check(
        "validate_isbn",
        json!({"isbn": "978-0-306-40615-7"}),
        json!({"valid": true, "isbn_10": "0306406152", "format": "ISBN-13"}),
    );
    check("validate_isbn", json!({"isbn": "0-306-40615-2"}), json!({"valid": true, "isbn_13": "9780306406157"}));
    check("validate_isbn", json!({"isbn": "080442957x"}), json!({"valid": true, "check_digit": "X"}));
    check(
        "validate_isbn",
        json!({"isbn": "978-0-306-40615-8"}),
        json!({"valid": false, "expected_check_digit": "7", "isbn_10": Value::Null}),
    );
    // 979 has no short form: 9+21+9+3+0+27+0+18+3+18+0+21 = 129, so the last digit is 1.
    check(
        "validate_isbn",
        json!({"isbn": "ISBN 979-10-90636-07-1"}),
        json!({"valid": true, "isbn_10": Value::Null, "isbn_13": "9791090636071"}),
    );
}

/// Examples of the IBAN registry, and one with its last digit changed.
#[test]
fn account_numbers() {
    for (iban, country) in [
        ("GB82 WEST 1234 5698 7654 32", "United Kingdom"),
        ("de89370400440532013000", "Germany"),
        ("NO93 8601 1117 947", "Norway"),
        ("SA03 8000 0000 6080 1016 7519", "Saudi Arabia"),
        ("MT84 MALT 0110 0001 2345 MTLC AST0 01S", "Malta"),
    ] {
        check("validate_iban", json!({"iban": iban}), json!({"valid": true, "country": country}));
    }
    check(
        "validate_iban",
        json!({"iban": "GB82 WEST 1234 5698 7654 33"}),
        json!({"valid": false, "check_digits": "82"}),
    );
    check(
        "validate_iban",
        json!({"iban": "DE89 3704 0044 0532 0130 0"}),
        json!({"valid": false, "reason": "Germany has IBANs of 22 characters, got 21"}),
    );
}

/// Test numbers that card networks publish.
#[test]
fn card_numbers() {
    for (number, brand) in [
        ("4111 1111 1111 1111", "Visa"),
        ("5555-5555-5555-4444", "Mastercard"),
        ("2223003122003222", "Mastercard"),
        ("378282246310005", "American Express"),
        ("6011111111111117", "Discover"),
        ("3530111333300000", "JCB"),
        ("30569309025904", "Diners Club"),
        ("6200000000000005", "UnionPay"),
    ] {
        check("validate_card", json!({"number": number}), json!({"valid": true, "brand": brand}));
    }
    let reply = run("validate_card", json!({"number": "4111111111111112"})).body;
    assert_eq!((&reply["valid"], &reply["expected_check_digit"]), (&json!(false), &json!(1)));
    assert!(!reply.to_string().contains("41111111"), "the number is masked: {reply}");
}

#[test]
fn goods_and_missing_digits() {
    // Weights 3, 1: 21+3+15+1+9+5+9 = 63, so 7.
    check("validate_barcode", json!({"code": "7351 3537"}), json!({"valid": true, "format": "EAN-8"}));
    // 3 (0+6+0+2+1+5) + (3+0+0+9+4) = 42 + 16 = 58, so 2.
    check("validate_barcode", json!({"code": "036000291452"}), json!({"valid": true, "format": "UPC-A"}));
    check("validate_barcode", json!({"code": 9_780_306_406_157_u64}), json!({"valid": true, "is_book": true}));
    check("validate_barcode", json!({"code": "4006381333932"}), json!({"valid": false, "expected_check_digit": 1}));
    // Luhn's own example.
    check("compute_check_digit", json!({"kind": "luhn", "digits": "7992739871"}), json!({"check_digit": "3"}));
    check("compute_check_digit", json!({"kind": "isbn10", "digits": "0-8044-2957"}), json!({"complete": "080442957X"}));
    check("compute_check_digit", json!({"kind": "upc", "digits": "03600029145"}), json!({"complete": "036000291452"}));
}

#[test]
fn roman_numerals() {
    for (number, roman) in [(1, "I"), (444, "CDXLIV"), (1994, "MCMXCIV"), (2025, "MMXXV"), (3999, "MMMCMXCIX")] {
        check("to_roman", json!({"number": number}), json!({"roman": roman}));
        check("from_roman", json!({"numeral": roman.to_lowercase()}), json!({"number": number}));
    }
}

/// ITU-R M.1677-1, part I.
#[test]
fn morse_and_spelling() {
    check("text_to_morse", json!({"text": "sos 73"}), json!({"morse": "... --- ... / --... ...--"}));
    check("morse_to_text", json!({"morse": "−·−  −−·−"}), json!({"text": "KQ"}));
    check("morse_to_text", json!({"morse": ".... .. / .-.-.-"}), json!({"text": "HI ."}));
    check("nato_spelling", json!({"text": "Xi-9"}), json!({"spelling": "X-ray India Nine", "letters": 3}));
}

#[test]
fn numbers_in_words() {
    let words = |number: i64, english: &str, chinese: &str| {
        check("number_in_words", json!({"number": number}), json!({"english": english, "chinese": chinese}));
    };
    words(0, "zero", "零");
    words(12, "twelve", "十二");
    words(110, "one hundred ten", "一百一十");
    words(-1_005, "minus one thousand five", "负一千零五");
    words(10_005, "ten thousand five", "一万零五");
    words(100_100_000, "one hundred million one hundred thousand", "一亿零一十万");
    words(2_000_000_001, "two billion one", "二十亿零一");
    words(120_003_000, "one hundred twenty million three thousand", "一亿二千万三千");
    check("number_in_words", json!({"number": 10_203}), json!({"chinese_capital": "壹万零贰佰零叁"}));
    check("number_in_words", json!({"number": 15}), json!({"chinese_capital": "壹拾伍"}));
}
