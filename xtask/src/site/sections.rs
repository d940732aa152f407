//! The sections of a wasm binary.

use anyhow::{Result, ensure};
use wasmparser::Parser;

/// What stands before the first section: the magic number and the version.
const HEADER: usize = 8;
/// Sections of this kind are for tools, not for what runs: names of functions, who made it, with what features.
const CUSTOM: u8 = 0;

/// The binary without its custom sections. Refuses what is not wasm.
pub fn that_run(wasm: &[u8]) -> Result<Vec<u8>> {
    ensure!(wasm.len() >= HEADER, "not wasm: {} bytes are too few", wasm.len());
    let mut bare = wasm[..HEADER].to_vec();
    let mut start = HEADER;
    for payload in Parser::new(0).parse_all(wasm) {
        if let Some((kind, content)) = payload?.as_section() {
            let end = usize::try_from(content.end)?;
            if kind != CUSTOM {
                bare.extend_from_slice(&wasm[start..end]);
            }
            start = end;
        }
    }
    Ok(bare)
}

#[cfg(test)]
mod tests {
    use super::that_run;

    /// One type, one function that does nothing, and its code, as the format's specification writes them.
    const RUN: [&[u8]; 4] = [b"\0asm\x01\0\0\0", &[1, 4, 1, 0x60, 0, 0], &[3, 2, 1, 0], &[10, 4, 1, 2, 0, 0x0b]];
    /// A custom section "name" without content.
    const NAMES: &[u8] = &[0, 5, 4, b'n', b'a', b'm', b'e'];

    #[test]
    fn custom_sections_go_and_the_others_stay_as_they_are() {
        let [header, types, functions, code] = RUN;
        let named = [header, NAMES, types, functions, NAMES, code, NAMES].concat();
        assert_eq!(that_run(&named).unwrap(), RUN.concat());
        assert_eq!(that_run(&RUN.concat()).unwrap(), RUN.concat());
    }

    #[test]
    fn what_is_not_wasm_is_refused() {
        assert!(that_run(b"\0as").is_err());
        assert!(that_run(b"<!doctype html>").is_err());
        let cut = &RUN.concat()[..20];
        assert!(that_run(cut).is_err());
    }
}
