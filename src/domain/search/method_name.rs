//! ToolBench's names of methods (`inference/Downstream_tasks/rapidapi.py`, `method_converter`).

use crate::domain::python::strip;
use crate::domain::trace::{Limits, Method};

/// Why a name is no method's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MethodNameError {
    /// Neither `CoT...` nor `DFS...`.
    #[error("unknown method {0:?}: expected CoT@<tries>, DFS_woFilter_w<width> or DFS_w<width>")]
    Unknown(String),
    /// `CoT` without a whole number after its last `@`.
    #[error("{0:?} needs a whole number of tries after its last @")]
    NoTries(String),
    /// `DFS` without `_w<width>`.
    #[error("{0:?} needs a width, as in DFS_woFilter_w2")]
    NoWidth(String),
}

/// Method and limits of a name: `CoT@<tries>`, `DFS_woFilter_w<width>`, `DFS_w<width>` (ranking). The last `@` or
/// `_w<digits>` counts, ranking is off only where `woFilter` stands somewhere, and anything else in the name is
/// ignored. Tries below 1 make no attempt. Numbers beyond 32 bits become the greatest.
///
/// # Errors
/// [`MethodNameError`].
pub fn parse_method_name(name: &str) -> Result<(Method, Limits), MethodNameError> {
    let limits = Limits::default();
    if name.starts_with("CoT") {
        let last = name.rsplit('@').next().unwrap_or_default();
        let tries = whole_number(last).ok_or_else(|| MethodNameError::NoTries(name.to_owned()))?;
        return Ok((Method::Chain { tries }, limits));
    }
    if !name.starts_with("DFS") {
        return Err(MethodNameError::Unknown(name.to_owned()));
    }
    let width = last_width(name).ok_or_else(|| MethodNameError::NoWidth(name.to_owned()))?;
    let method = if name.contains("woFilter") { Method::Dfsdt } else { Method::Dfs };
    Ok((method, Limits { width, ..limits }))
}

/// Python's `int(text)`, held between 0 and 2^32 - 1.
fn whole_number(text: &str) -> Option<u32> {
    let text = strip(text);
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    // Single underscores may stand between digits.
    let parts_are_digits = digits.split('_').all(|p| !p.is_empty() && p.bytes().all(|b| b.is_ascii_digit()));
    if !parts_are_digits {
        return None;
    }
    Some(if negative { 0 } else { digits.replace('_', "").parse().unwrap_or(u32::MAX) })
}

/// The digits after the last `_w` of the first line that has any.
fn last_width(name: &str) -> Option<u32> {
    let name = name.split('\n').next()?;
    let at = name.rmatch_indices("_w").find(|(at, _)| name[at + 2..].starts_with(|c: char| c.is_ascii_digit()))?.0;
    let rest = &name[at + 2..];
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    Some(rest[..end].parse().unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_toolbench_reads_them() {
        let method = |name| parse_method_name(name).map(|(method, limits)| (method, limits.width)).ok();
        assert_eq!(method("DFS_woFilter_w2"), Some((Method::Dfsdt, 2)));
        assert_eq!(method("DFSDT_w2_w13x"), Some((Method::Dfs, 13)));
        assert_eq!(method("CoT@2@ 3"), Some((Method::Chain { tries: 3 }, 2)));
        assert_eq!(method("CoT@-1"), Some((Method::Chain { tries: 0 }, 2)));
        for wrong in ["", "CoT", "CoT@x", "cot@1", "DFS", "DFS_w", "DFSw2", "BFS_w2", "DFS\n_w2"] {
            assert_eq!(method(wrong), None, "{wrong}");
        }
    }
}
