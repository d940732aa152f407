//! Which vector instructions this browser has, told by whether it accepts a tiny module that uses them.
//!
//! Both modules hold one function without parameters or results. Bytes by section:
//!
//! | bytes | meaning |
//! |---|---|
//! | `00 61 73 6d 01 00 00 00` | magic, version 1 |
//! | `01 04 01 60 00 00` | one type: `() -> ()` |
//! | `03 02 01 00` | one function of type 0 |
//! | `0a n 01 m 00 … 0b` | one body of m bytes: no locals, code, end |
//!
//! Code: `41 00 fd 0f` is `i32.const 0, i8x16.splat`; `fd 93 02` is `i32x4.relaxed_dot_i8x16_i7x16_add_s`, the
//! instruction that the relaxed build lives on; `1a` drops the result.

use js_sys::{Uint8Array, WebAssembly};

const SIMD128: [u8; 29] = [
    0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, // magic, version
    0x01, 0x04, 0x01, 0x60, 0x00, 0x00, // type
    0x03, 0x02, 0x01, 0x00, // function
    0x0a, 0x09, 0x01, 0x07, 0x00, // code
    0x41, 0x00, 0xfd, 0x0f, 0x1a, 0x0b,
];

const RELAXED: [u8; 40] = [
    0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, // magic, version
    0x01, 0x04, 0x01, 0x60, 0x00, 0x00, // type
    0x03, 0x02, 0x01, 0x00, // function
    0x0a, 0x14, 0x01, 0x12, 0x00, // code
    0x41, 0x00, 0xfd, 0x0f, 0x41, 0x00, 0xfd, 0x0f, 0x41, 0x00, 0xfd, 0x0f, // three operands
    0xfd, 0x93, 0x02, 0x1a, 0x0b,
];

/// Whether 128-bit vectors work: without them the worker cannot run at all.
#[must_use]
pub fn can_simd128() -> bool {
    accepts(&SIMD128)
}

/// Whether relaxed integer dot products work.
#[must_use]
pub fn can_relaxed() -> bool {
    accepts(&RELAXED)
}

fn accepts(module: &[u8]) -> bool {
    WebAssembly::validate(&Uint8Array::from(module)).unwrap_or(false)
}
