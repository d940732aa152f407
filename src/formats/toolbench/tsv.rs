//! Tables as pandas writes them with tabs: a cell that holds a tab, a quote or a line end stands in quotes, with its own
//! quotes doubled.

use thiserror::Error;

/// Why a table, or a row of it, cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum TableError {
    /// The table as a whole is too big to be read.
    #[error("the file has {found} bytes; at most {limit} are read")]
    TooLarge {
        /// Bytes that are read at most.
        limit: usize,
        /// Bytes of the file.
        found: usize,
    },
    /// A row is not what the table holds.
    #[error("line {line}: expected {expected}, found {found}")]
    Row {
        /// Where the row starts, from 1.
        line: usize,
        /// What belongs there.
        expected: &'static str,
        /// What stands there, in short.
        found: String,
    },
}

/// A row: the line where it starts, and its cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cells {
    pub(super) line: usize,
    pub(super) cells: Vec<String>,
}

impl Cells {
    pub(super) fn wrong(&self, expected: &'static str) -> TableError {
        let found = format!("{} cells", self.cells.len());
        TableError::Row { line: self.line, expected, found }
    }

    /// A whole number in a cell.
    pub(super) fn number<T: std::str::FromStr>(&self, cell: usize, expected: &'static str) -> Result<T, TableError> {
        let text = self.cells.get(cell).map(String::as_str).unwrap_or_default();
        let found = || text.chars().take(40).collect();
        text.trim().parse().map_err(|_| TableError::Row { line: self.line, expected, found: found() })
    }
}

/// All rows that are not blank. Line ends are `\n` or `\r\n`; quotes that are never closed reach to the end.
pub(super) fn rows(text: &str, limit: usize) -> Result<Vec<Cells>, TableError> {
    if text.len() > limit {
        return Err(TableError::TooLarge { limit, found: text.len() });
    }
    let mut out = Vec::new();
    let mut rest = text.trim_start_matches('\u{feff}');
    let mut line = 1;
    while !rest.is_empty() {
        let before = rest;
        let mut cells = Vec::new();
        loop {
            let (cell, after, more) = cell(rest);
            cells.push(cell);
            rest = after;
            if !more {
                break;
            }
        }
        let blank = matches!(cells.as_slice(), [only] if only.is_empty());
        if !blank {
            out.push(Cells { line, cells });
        }
        line += before[..before.len() - rest.len()].matches('\n').count();
    }
    Ok(out)
}

/// The first cell, what comes after its end, and whether that is in the same row.
fn cell(text: &str) -> (String, &str, bool) {
    let Some(mut rest) = text.strip_prefix('"') else {
        let end = text.find(['\t', '\n']).unwrap_or(text.len());
        let (plain, after) = (&text[..end], &text[end..]);
        let plain = if after.starts_with('\t') { plain } else { plain.strip_suffix('\r').unwrap_or(plain) };
        return (plain.to_owned(), after.get(1..).unwrap_or_default(), after.starts_with('\t'));
    };
    let mut cell = String::new();
    while let Some(quote) = rest.find('"') {
        cell.push_str(&rest[..quote]);
        rest = &rest[quote + 1..];
        match rest.strip_prefix('"') {
            Some(after) => {
                cell.push('"');
                rest = after;
            }
            None => {
                // Python's reader takes what follows a closing quote as part of the cell.
                let end = rest.find(['\t', '\n']).unwrap_or(rest.len());
                let (tail, after) = (&rest[..end], &rest[end..]);
                cell.push_str(tail.strip_suffix('\r').unwrap_or(tail));
                return (cell, after.get(1..).unwrap_or_default(), after.starts_with('\t'));
            }
        }
    }
    cell.push_str(rest);
    (cell, "", false)
}

/// Adds a row. A cell that ends with `\r` is quoted too, which pandas would not do: it could not be told from a line
/// end.
pub(super) fn write_row(out: &mut String, cells: &[&str]) {
    for (index, cell) in cells.iter().enumerate() {
        if index > 0 {
            out.push('\t');
        }
        if cell.contains(['\t', '"', '\n']) || cell.ends_with('\r') {
            out.push('"');
            out.push_str(&cell.replace('"', "\"\""));
            out.push('"');
        } else {
            out.push_str(cell);
        }
    }
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_survive_writing_and_reading() {
        let table = [["1", "a\tb, \"c\"\nd"], ["2", ""], ["3", "\r"], ["4", "\"\""], ["5", "x\ry \u{e9}"], ["", "z"]];
        let mut text = String::new();
        table.iter().for_each(|row| write_row(&mut text, row));
        let read: Vec<Vec<String>> = rows(&text, 1000).unwrap().into_iter().map(|row| row.cells).collect();
        assert_eq!(read, table);
    }

    #[test]
    fn lines_are_counted_through_quoted_cells() {
        let rows = rows("\u{feff}a\t\"b\nc\"\r\n\n\nd\n\"open\nend", 100).unwrap();
        let seen: Vec<(usize, Vec<&str>)> =
            rows.iter().map(|r| (r.line, r.cells.iter().map(String::as_str).collect())).collect();
        assert_eq!(seen, [(1, vec!["a", "b\nc"]), (5, vec!["d"]), (6, vec!["open\nend"])]);
    }

    #[test]
    fn big_tables_are_refused() {
        assert_eq!(rows("abc", 2), Err(TableError::TooLarge { limit: 2, found: 3 }));
    }
}
