//! Texts.

use super::check;
use serde_json::{Value, json};

#[test]
fn counts() {
    check(
        "count_words",
        json!({"text": "Don't panic! It's 3.5 km.\n\nSecond paragraph."}),
        json!({"words": 7, "sentences": 3, "paragraphs": 2, "lines": 3, "longest_word": "paragraph", "distinct_words": 7}),
    );
    // Each Chinese character is a word of its own.
    check("count_words", json!({"text": "今天天气好。"}), json!({"words": 5, "chinese_characters": 5, "sentences": 1}));
    // One person seen as one character, though made of many code points.
    check("count_words", json!({"text": "👩🏽‍🚀"}), json!({"characters": 1, "words": 0, "longest_word": Value::Null}));
    check(
        "word_frequency",
        json!({"text": "The cat and the dog. THE END: dog!", "top": 2}),
        json!({"total_words": 8, "distinct_words": 5,
            "most_frequent": [{"word": "the", "count": 3, "percent": 37.5}, {"word": "dog", "count": 2, "percent": 25}]}),
    );
    check(
        "word_frequency",
        json!({"text": "The cat and the dog", "skip_common": true}),
        json!({"most_frequent": [{"word": "cat", "count": 1, "percent": 50}, {"word": "dog", "count": 1, "percent": 50}]}),
    );
}

/// 13 words, 2 sentences, 16 syllables: 206.835 - 1.015 * 6.5 - 84.6 * 16 / 13 = 96.1; grade 2.535 + 14.523 - 15.59.
#[test]
fn readability_by_flesch() {
    check(
        "readability",
        json!({"text": "The quick brown fox jumps over the lazy dog. It was not amused."}),
        json!({"flesch_reading_ease": 96.1, "flesch_kincaid_grade": 1.5, "syllables": 16, "level": "very easy"}),
    );
    // u-ni-ver-si-ty 5, ta-ble 2, tree 1, made 1, wan-ted 2, box-es 2, jumped 1.
    check("readability", json!({"text": "university table tree made wanted boxes jumped"}), json!({"syllables": 14}));
}

#[test]
fn comparisons() {
    // k/s, e/i, +g.
    check(
        "compare_texts",
        json!({"text_a": "kitten", "text_b": "sitting"}),
        json!({"edit_distance": 3, "similarity_percent": 57.1}),
    );
    check("compare_texts", json!({"text_a": "flaw", "text_b": "lawn"}), json!({"edit_distance": 2}));
    check("compare_texts", json!({"text_a": "你好吗", "text_b": "你好"}), json!({"edit_distance": 1}));
    check(
        "compare_texts",
        json!({"text_a": "red green", "text_b": "Green blue"}),
        json!({"shared_words": ["green"], "word_overlap_percent": 33.3}),
    );
    check("check_palindrome", json!({"text": "A man, a plan, a canal: Panama"}), json!({"is_palindrome": true}));
    check("check_palindrome", json!({"text": "上海自来水来自海上"}), json!({"is_palindrome": true}));
    check("check_palindrome", json!({"text": 12_321}), json!({"is_palindrome": true}));
    check("check_palindrome", json!({"text": "panda"}), json!({"is_palindrome": false, "reversed": "adnap"}));
    check("check_anagram", json!({"text_a": "Dormitory", "text_b": "dirty room"}), json!({"is_anagram": true}));
    check(
        "check_anagram",
        json!({"text_a": "apple", "text_b": "pale!"}),
        json!({"is_anagram": false, "only_in_a": "p", "only_in_b": ""}),
    );
    check(
        "check_anagram",
        json!({"text_a": "same", "text_b": "Same"}),
        json!({"is_anagram": false, "same_letters": true}),
    );
}

#[test]
fn letter_cases() {
    let written = |style: &str, text: &str, result: &str| {
        check("change_case", json!({"text": text, "style": style}), json!({"result": result}));
    };
    written("upper", "straße", "STRASSE");
    written("lower", "ÉCOLE 5", "école 5");
    written("title", "the lord OF the rings", "The Lord of the Rings");
    written("title", "what to look up", "What to Look Up");
    written("sentence", "FIRST one. second ONE.", "First one. Second one.");
    written("snake", "userName  id-2", "user_name_id_2");
    written("kebab", "Hello, big World", "hello-big-world");
    written("camel", "hello big_world", "helloBigWorld");
    written("pascal", "don't stop", "DontStop");
}

#[test]
fn contacts() {
    check(
        "extract_contacts",
        json!({"text": "Mail <ann.b+x@mail.example.org>, see (https://example.org/a?b=1). #help @desk costs -3.5 or 1,200!"}),
        json!({"emails": ["ann.b+x@mail.example.org"], "urls": ["https://example.org/a?b=1"], "hashtags": ["#help"],
            "mentions": ["@desk"], "numbers": ["-3.5", "1,200"]}),
    );
    check(
        "extract_contacts",
        json!({"text": "a@b @ x@-y.com #1 http:// 请联系：wang@example.cn。"}),
        json!({"emails": ["wang@example.cn"], "urls": [], "hashtags": [], "mentions": []}),
    );
}
