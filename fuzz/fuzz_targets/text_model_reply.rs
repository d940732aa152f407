//! See `text_model_reply` in `tests/native/support/readers.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| toolgrove_fuzz::readers::text_model_reply(bytes));
