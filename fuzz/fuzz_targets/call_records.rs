//! See `call_records` in `tests/native/support/stored_readers.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| toolgrove_fuzz::readers::call_records(bytes));
