//! See `key_row` in `tests/native/support/stored_readers.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| toolgrove_fuzz::readers::key_row(bytes));
