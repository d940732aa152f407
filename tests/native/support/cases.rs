//! How often a property is tried.

use proptest::prelude::ProptestConfig;

/// Set where all tests run (`cargo xtask test` without a stage's name, so in CI too).
const THOROUGH: &str = "TOOLGROVE_THOROUGH";

/// So many cases where all tests run, and an eighth of them while someone works at one thing and waits.
pub fn cases(all: u32) -> ProptestConfig {
    let cases = if std::env::var_os(THOROUGH).is_some() { all } else { all / 8 };
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}
