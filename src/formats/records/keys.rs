//! The rows of the keys that are remembered under a passphrase: one for the vault, one for each key. No row holds a key
//! or a passphrase in the clear.
//!
//! What is stored may have been changed by anyone with this disk, so it is read like a stranger's file: bounded, by
//! type, and refused rather than guessed at.

use crate::domain::json::{self, Fields, FromJson, Misfit};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use thiserror::Error;

/// Version of the rows.
const VERSION: u64 = 1;
/// Rounds of PBKDF2-SHA-256 for a new passphrase: what OWASP's Password Storage Cheat Sheet asks for (2023). May rise;
/// each vault's row holds its own.
pub const ROUNDS: u32 = 600_000;
/// No vault has fewer: a row with less would make guessing cheap.
pub const MIN_ROUNDS: u32 = 600_000;
/// No vault has more: a row with more would only keep the page busy.
pub const MAX_ROUNDS: u32 = 10_000_000;
/// Bytes of a vault's salt.
pub const SALT: usize = 16;
/// Bytes of AES-GCM's initialisation vector.
pub const IV: usize = 12;
/// Most rows that are read.
pub const MAX_ROWS: usize = 256;

/// Bytes that AES-GCM adds.
const TAG: usize = 16;
/// A padded text is a multiple of this long, in bytes: most keys look alike.
const BLOCK: usize = 256;
/// Longest text that is padded, in bytes.
const MAX_TEXT: usize = 4_096;
/// Longest row, in bytes.
const MAX_ROW: usize = 16_384;
/// Longest origin, in bytes: a host has at most 253.
const MAX_ORIGIN: usize = 300;

/// Bytes that only the passphrase opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedBytes {
    /// Made anew for every sealing.
    pub iv: [u8; IV],
    /// The padded text, encrypted, with its tag.
    pub data: Vec<u8>,
}

/// The vault itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VaultRow {
    /// Of PBKDF2-SHA-256.
    pub rounds: u32,
    /// Made anew for every passphrase.
    pub salt: [u8; SALT],
    /// A known text: opens with the right passphrase alone.
    pub verifier: SealedBytes,
}

/// One key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyRow {
    /// What it belongs to (a connection).
    pub id: String,
    /// The only origin it may be sent to.
    pub origin: String,
    /// The key.
    pub sealed: SealedBytes,
}

/// A row as read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Row {
    /// The vault's own.
    Vault(VaultRow),
    /// A key's.
    Key(KeyRow),
    /// Written by a newer version of this page: left as it is.
    Newer,
}

/// Why a row is not read. Says nothing of what it holds.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RowError {
    /// Longer than any row.
    #[error("the row is too long")]
    TooLong,
    /// Not JSON.
    #[error("the row is not JSON")]
    NotJson,
    /// JSON of another form.
    #[error(transparent)]
    Misfit(#[from] Misfit),
}

#[derive(Serialize)]
struct WrittenVault<'a> {
    v: u64,
    what: &'a str,
    rounds: u32,
    salt: String,
    iv: String,
    data: String,
}

#[derive(Serialize)]
struct WrittenKey<'a> {
    v: u64,
    what: &'a str,
    id: &'a str,
    origin: &'a str,
    iv: String,
    data: String,
}

/// Reads a row.
///
/// # Errors
/// [`RowError`].
pub fn read_row(text: &str) -> Result<Row, RowError> {
    if text.len() > MAX_ROW {
        return Err(RowError::TooLong);
    }
    let value = json::parse(text).map_err(|_| RowError::NotJson)?;
    let mut of = Fields::of(Some(value))?;
    let version: u64 = of.take("v")?;
    if version > VERSION {
        return Ok(Row::Newer);
    }
    let what: String = of.take("what")?;
    match what.as_str() {
        "vault" => Ok(Row::Vault(read_vault(&mut of)?)),
        "key" => Ok(Row::Key(read_key(&mut of)?)),
        _ => Err(Misfit::new("vault or key", None).within(".what").into()),
    }
}

fn read_vault(of: &mut Fields) -> Result<VaultRow, Misfit> {
    let rounds: u32 = of.take("rounds")?;
    if !(MIN_ROUNDS..=MAX_ROUNDS).contains(&rounds) {
        return Err(Misfit::new("between 600,000 and 10,000,000 rounds", None).within(".rounds"));
    }
    Ok(VaultRow { rounds, salt: of.take::<Exactly<SALT>>("salt")?.0, verifier: read_sealed(of)? })
}

fn read_key(of: &mut Fields) -> Result<KeyRow, Misfit> {
    let (id, origin): (String, String) = (of.take("id")?, of.take("origin")?);
    let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
    if id.is_empty() || id.len() > 64 || !id.bytes().all(plain) {
        return Err(Misfit::new("an id", None).within(".id"));
    }
    if origin.is_empty() || origin.len() > MAX_ORIGIN || !origin.bytes().all(|b| b.is_ascii_graphic()) {
        return Err(Misfit::new("an origin", None).within(".origin"));
    }
    Ok(KeyRow { id, origin, sealed: read_sealed(of)? })
}

fn read_sealed(of: &mut Fields) -> Result<SealedBytes, Misfit> {
    let iv = of.take::<Exactly<IV>>("iv")?.0;
    let Bytes(data) = of.take("data")?;
    let body = data.len().saturating_sub(TAG);
    if body == 0 || body > padded_len(MAX_TEXT) || !body.is_multiple_of(BLOCK) {
        return Err(Misfit::new("sealed bytes", None).within(".data"));
    }
    Ok(SealedBytes { iv, data })
}

/// Bytes in base64.
struct Bytes(Vec<u8>);

impl FromJson for Bytes {
    fn from_json(value: Option<serde_json::Value>) -> Result<Self, Misfit> {
        let text = String::from_json(value)?;
        STANDARD.decode(text).map(Self).map_err(|_| Misfit::new("base64", None))
    }
}

/// So many bytes in base64.
struct Exactly<const N: usize>([u8; N]);

impl<const N: usize> FromJson for Exactly<N> {
    fn from_json(value: Option<serde_json::Value>) -> Result<Self, Misfit> {
        let Bytes(bytes) = Bytes::from_json(value)?;
        bytes.try_into().map(Self).map_err(|_| Misfit::new("as many bytes as this has", None))
    }
}

impl VaultRow {
    /// What the verifier is bound to: the numbers of its own row.
    pub fn bound_to(rounds: u32, salt: &[u8; SALT]) -> String {
        format!("toolgrove vault 1\n{rounds}\n{}", STANDARD.encode(salt))
    }

    /// The row as it is stored.
    pub fn to_text(&self) -> String {
        written(&WrittenVault {
            v: VERSION,
            what: "vault",
            rounds: self.rounds,
            salt: STANDARD.encode(self.salt),
            iv: STANDARD.encode(self.verifier.iv),
            data: STANDARD.encode(&self.verifier.data),
        })
    }
}

impl KeyRow {
    /// What a key is bound to when it is sealed, so that it opens under this id and for this origin alone. Neither holds
    /// a line break, so no two pairs are written alike.
    pub fn bound_to(id: &str, origin: &str) -> String {
        format!("toolgrove key 1\n{id}\n{origin}")
    }

    /// The row as it is stored.
    pub fn to_text(&self) -> String {
        written(&WrittenKey {
            v: VERSION,
            what: "key",
            id: &self.id,
            origin: &self.origin,
            iv: STANDARD.encode(self.sealed.iv),
            data: STANDARD.encode(&self.sealed.data),
        })
    }
}

fn written(row: &impl Serialize) -> String {
    // Texts and numbers: writing them as JSON cannot fail.
    serde_json::to_string(row).unwrap_or_default()
}

const fn padded_len(text: usize) -> usize {
    (text + 2).next_multiple_of(BLOCK)
}

/// A text of at most 4,096 bytes behind its length, filled up with zeros to a multiple of 256 bytes; `None` where it is
/// longer.
pub fn pad(text: &str) -> Option<Vec<u8>> {
    let length = u16::try_from(text.len()).ok().filter(|n| usize::from(*n) <= MAX_TEXT)?;
    let mut out = Vec::with_capacity(padded_len(text.len()));
    out.extend_from_slice(&length.to_be_bytes());
    out.extend_from_slice(text.as_bytes());
    out.resize(padded_len(text.len()), 0);
    Some(out)
}

/// The text in what [`pad`] made; `None` for anything else.
pub fn unpad(bytes: &[u8]) -> Option<String> {
    let (length, rest) = bytes.split_at_checked(2)?;
    let length = usize::from(u16::from_be_bytes(length.try_into().ok()?));
    let (text, zeros) = rest.split_at_checked(length)?;
    let whole = length <= MAX_TEXT && bytes.len() == padded_len(length) && zeros.iter().all(|b| *b == 0);
    whole.then(|| String::from_utf8(text.to_vec()).ok()).flatten()
}
