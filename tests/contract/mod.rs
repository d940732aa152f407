//! The contract of every model provider: cases written by hand in each one's wire form (`<provider>/*.json`), what has to
//! be sent for them and what has to be made of the reply.
//!
//! A case is read ([`Case`]) and judged ([`check`]) here, without I/O and on any target; who performs it brings the bytes:
//! `tests/native/contract_native.rs` hands them to the reader, a browser test gets them from a server.

pub mod case;
pub mod check;
mod list;

pub use case::Case;
pub use list::FILES;

/// All cases of a provider's folder, in the order of the list.
pub fn cases(provider: &str) -> Vec<Case> {
    let of = |file: &&(&'static str, &'static str)| file.0.split('/').next() == Some(provider);
    FILES.iter().filter(of).map(|(file, text)| Case::read(file, text)).collect()
}

/// The folders, each with how many cases it must at least hold.
pub const PROVIDERS: [(&str, usize); 5] =
    [("openai", 30), ("anthropic", 14), ("gemini", 14), ("toolllama", 5), ("builtin", 5)];
