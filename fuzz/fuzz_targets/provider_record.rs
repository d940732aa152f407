//! See `provider_record` in `tests/native/support/readers.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| toolgrove_fuzz::readers::provider_record(bytes));
