//! How many tests passed and failed, read from what the runners print.

use std::collections::BTreeMap;
use std::ops::AddAssign;

/// Tests passed and failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Passed.
    pub passed: u64,
    /// Failed.
    pub failed: u64,
}

impl Counts {
    /// One check that passed or failed as a whole.
    pub const fn one(passed: bool) -> Self {
        if passed { Self { passed: 1, failed: 0 } } else { Self { passed: 0, failed: 1 } }
    }

    /// A runner that failed without naming a failing test (it did not compile, or crashed) counts as one failure.
    pub const fn with_exit(mut self, success: bool) -> Self {
        if !success && self.failed == 0 {
            self.failed = 1;
        }
        self
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

/// Names of tests that passed, each with how often.
pub type Seen = BTreeMap<String, u64>;

/// Reads libtest's output (also wasm-bindgen-test-runner's): lines `test <name> ... ok`.
#[derive(Default)]
pub struct Libtest {
    already: Seen,
    /// Tests that passed here, apart from those that had passed already.
    pub passed: Seen,
    /// From the `test result:` lines; holds also what crashed before it could be named.
    failed: u64,
}

impl Libtest {
    /// Leaves out of the count what has passed already: the same tests run again with more features.
    pub fn after(already: Seen) -> Self {
        Self { already, ..Self::default() }
    }

    /// Takes one line.
    pub fn line(&mut self, line: &str) {
        if let Some(name) = line.strip_prefix("test ").and_then(|rest| rest.strip_suffix(" ... ok")) {
            match self.already.get_mut(name) {
                Some(times) if *times > 0 => *times -= 1,
                _ => *self.passed.entry(name.to_owned()).or_default() += 1,
            }
        } else if line.starts_with("test result:") {
            self.failed += number_before(line, " failed").unwrap_or(0);
        }
    }

    /// The count so far.
    pub fn counts(&self) -> Counts {
        Counts { passed: self.passed.values().sum(), failed: self.failed }
    }
}

/// Reads the summary of node's test runner in TAP form (`# pass 3`). Cancelled tests are failures.
pub fn node_tap(tap: &str) -> Counts {
    let value = |key: &str| {
        tap.lines()
            .filter_map(|line| line.strip_prefix("# ")?.strip_prefix(key)?.trim().parse::<u64>().ok())
            .next_back()
            .unwrap_or(0)
    };
    Counts { passed: value("pass "), failed: value("fail ") + value("cancelled ") }
}

fn number_before(line: &str, word: &str) -> Option<u64> {
    let head = &line[..line.find(word)?];
    head.rsplit(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{Counts, Libtest, node_tap};

    fn read(lines: &[&str]) -> Libtest {
        let mut out = Libtest::default();
        lines.iter().for_each(|line| out.line(line));
        out
    }

    #[test]
    fn libtest_lines_are_counted_over_several_binaries() {
        let read = read(&[
            "running 2 tests",
            "test a::b ... ok",
            "test a::c ... FAILED",
            "test result: FAILED. 1 passed; 1 failed; 0 ignored; 0 measured; 12 filtered out; finished in 0.00s",
            "test d ... ok",
            "test result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s",
        ]);
        assert_eq!(read.counts(), Counts { passed: 2, failed: 1 });
    }

    #[test]
    fn a_second_run_counts_only_what_is_new() {
        let first = read(&["test a ... ok", "test b ... ok"]);
        let mut second = Libtest::after(first.passed);
        ["test a ... ok", "test b ... ok", "test c ... ok"].iter().for_each(|line| second.line(line));
        assert_eq!(second.counts(), Counts { passed: 1, failed: 0 });
    }

    #[test]
    fn a_crash_without_a_named_failure_is_one_failure() {
        assert_eq!(read(&["test a ... ok"]).counts().with_exit(false), Counts { passed: 1, failed: 1 });
        assert_eq!(Counts { passed: 1, failed: 3 }.with_exit(false), Counts { passed: 1, failed: 3 });
    }

    #[test]
    fn node_counts_come_from_the_last_summary() {
        let tap = "ok 1 - x\n# tests 3\n# suites 0\n# pass 1\n# fail 1\n# cancelled 1\n# skipped 0\n";
        assert_eq!(node_tap(tap), Counts { passed: 1, failed: 2 });
    }
}
