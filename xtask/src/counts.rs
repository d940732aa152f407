//! How many tests passed, failed and were skipped, read from what the runners print.

use std::collections::BTreeMap;
use std::fmt::{Display, Formatter, Result};
use std::ops::AddAssign;

/// Tests passed, failed and skipped.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Passed.
    pub passed: u64,
    /// Failed.
    pub failed: u64,
    /// Ended without checking anything, as something that they need is not here.
    pub skipped: u64,
    /// Which failed, as far as their runners named them: what is printed last is what a cut log still shows.
    pub named: Vec<String>,
}

/// `3 passed, 0 failed`, and `, 1 skipped` where any were.
impl Display for Counts {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)?;
        if self.skipped > 0 { write!(f, ", {} skipped", self.skipped) } else { Ok(()) }
    }
}

impl Counts {
    /// One check that passed or failed as a whole.
    pub fn one(name: &str, passed: bool) -> Self {
        if passed {
            Self { passed: 1, ..Self::default() }
        } else {
            Self { failed: 1, named: vec![name.to_owned()], ..Self::default() }
        }
    }

    /// A runner that failed without naming a failing test (it did not compile, or crashed) counts as one failure.
    pub fn with_exit(mut self, runner: &str, success: bool) -> Self {
        if !success && self.failed == 0 {
            self += Self::one(&format!("{runner} (ended without naming a test)"), false);
        }
        self
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
        self.named.extend(other.named);
    }
}

/// Reads libtest's output (also wasm-bindgen-test-runner's, which says `FAIL`): lines `test <name> ... ok`. A passed test
/// whose own output (`---- <name> stdout ----`, with `--show-output`) has a line `skipped: <why>` was skipped.
#[derive(Default)]
pub struct Libtest {
    /// Names of tests that passed, each with how often: several programs may have one of the same name.
    passed: BTreeMap<String, u64>,
    /// From the `test result:` lines; holds also what crashed before it could be named.
    failed: u64,
    named: Vec<String>,
    skipped: u64,
    /// The passed test whose output is being read, until it has said that it was skipped.
    telling: bool,
}

impl Libtest {
    /// Takes one line.
    pub fn line(&mut self, line: &str) {
        if let Some((name, end)) = line.strip_prefix("test ").and_then(|rest| rest.rsplit_once(" ... ")) {
            match end {
                "ok" => *self.passed.entry(name.to_owned()).or_default() += 1,
                "FAILED" | "FAIL" => self.named.push(name.to_owned()),
                _ => {}
            }
        } else if line.starts_with("test result:") {
            self.failed += number_before(line, " failed").unwrap_or(0);
            self.telling = false;
        } else if let Some(name) = line.strip_prefix("---- ").and_then(|rest| rest.strip_suffix(" stdout ----")) {
            self.telling = self.passed.contains_key(name);
        } else if self.telling && line.starts_with("skipped: ") {
            self.telling = false;
            self.skipped += 1;
        }
    }

    /// The count so far.
    pub fn counts(&self) -> Counts {
        let passed: u64 = self.passed.values().sum();
        Counts {
            passed: passed.saturating_sub(self.skipped),
            // A runner that dies names a test without counting it.
            failed: self.failed.max(self.named.len() as u64),
            skipped: self.skipped,
            named: self.named.clone(),
        }
    }
}

/// Reads the summary of node's test runner in TAP form (`# pass 3`). Cancelled tests are failures; those of `# todo` ran
/// and bind nobody, so they are skipped.
pub fn node_tap(tap: &str) -> Counts {
    let value = |key: &str| {
        tap.lines()
            .filter_map(|line| line.strip_prefix("# ")?.strip_prefix(key)?.trim().parse::<u64>().ok())
            .next_back()
            .unwrap_or(0)
    };
    Counts {
        passed: value("pass "),
        failed: value("fail ") + value("cancelled "),
        skipped: value("skipped ") + value("todo "),
        named: tap.lines().filter_map(failure).map(str::to_owned).collect(),
    }
}

/// The name in `not ok 3 - name`, also of a test inside another.
fn failure(line: &str) -> Option<&str> {
    let (_, name) = line.trim_start().strip_prefix("not ok ")?.split_once(" - ")?;
    (!name.contains(" # TODO")).then_some(name)
}

fn number_before(line: &str, word: &str) -> Option<u64> {
    let head = &line[..line.find(word)?];
    head.rsplit(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{Counts, Libtest, node_tap};

    fn counts(passed: u64, failed: &[&str], skipped: u64) -> Counts {
        let named: Vec<String> = failed.iter().map(|name| (*name).to_owned()).collect();
        Counts { passed, failed: named.len() as u64, skipped, named }
    }

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
            "test a::e - should panic ... ignored",
            "test result: FAILED. 1 passed; 1 failed; 0 ignored; 0 measured; 12 filtered out; finished in 0.00s",
            "test d ... ok",
            "test result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s",
        ]);
        assert_eq!(read.counts(), counts(2, &["a::c"], 0));
    }

    #[test]
    fn a_crash_without_a_named_failure_is_one_failure() {
        let crashed = read(&["test a ... ok"]).counts().with_exit("native", false);
        assert_eq!(crashed, counts(1, &["native (ended without naming a test)"], 0));
        assert_eq!(counts(1, &["a", "b"], 0).with_exit("native", false), counts(1, &["a", "b"], 0));
    }

    #[test]
    fn node_counts_come_from_the_last_summary() {
        let tap = "ok 1 - x\n    not ok 1 - y - z\nnot ok 2 - y\nnot ok 3 - later # TODO\n# skipped 9\n# tests 5\n\
                   # pass 1\n# fail 1\n# cancelled 1\n# skipped 2\n# todo 0\n";
        assert_eq!(node_tap(tap), counts(1, &["y - z", "y"], 2));
    }

    #[test]
    fn a_test_that_says_so_in_its_own_output_was_skipped() {
        let read = read(&[
            "test a ... ok",
            "test b ... ok",
            "test c ... FAILED",
            "skipped: said by no test",
            "successes:",
            "---- a stdout ----",
            "skipped: no file",
            "skipped: no other file",
            "---- b stdout ----",
            "oracle x: 3 equal, 1 skipped: too wide",
            "failures:",
            "---- c stdout ----",
            "skipped: no file",
            "test result: FAILED. 2 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s",
        ]);
        assert_eq!(read.counts(), counts(1, &["c"], 1));
    }

    #[test]
    fn the_closing_line_tells_of_skipped_tests_where_there_are_any() {
        assert_eq!(counts(3, &[], 0).to_string(), "3 passed, 0 failed");
        assert_eq!(counts(3, &["a"], 2).to_string(), "3 passed, 1 failed, 2 skipped");
    }
}
