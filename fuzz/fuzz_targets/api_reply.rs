//! See `api_reply` in `tests/native/support/call_readers.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| toolgrove_fuzz::readers::api_reply(bytes));
