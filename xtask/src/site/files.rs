//! Folders of files: copy, hash, list, replace.

use anyhow::{Context, Result};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// One file of the site.
#[derive(Debug, Serialize)]
pub struct Entry {
    /// Relative to the site's top folder, with `/`.
    pub path: String,
    /// Size.
    pub bytes: u64,
    /// SHA-256 in hexadecimal.
    pub sha256: String,
}

/// SHA-256 in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut text, byte| {
        // Writing to a String does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Makes the folder exist and hold nothing.
pub fn empty(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("emptying {}", folder.display()))?;
    }
    fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))
}

/// Copies the files whose relative path is wanted; a missing source folder is an empty one.
pub fn copy_tree(from: &Path, to: &Path, wanted: impl Fn(&str) -> bool) -> Result<()> {
    for relative in walk(from)? {
        if wanted(&relative) {
            let target = to.join(&relative);
            fs::create_dir_all(target.parent().unwrap_or(to))?;
            fs::copy(from.join(&relative), &target).with_context(|| format!("copying {relative}"))?;
        }
    }
    Ok(())
}

/// All files below a folder with size and hash, sorted by path.
pub fn list(folder: &Path) -> Result<Vec<Entry>> {
    walk(folder)?
        .into_iter()
        .map(|path| {
            let bytes = fs::read(folder.join(&path)).with_context(|| format!("reading {path}"))?;
            Ok(Entry { bytes: bytes.len() as u64, sha256: sha256(&bytes), path })
        })
        .collect()
}

/// Relative paths of all files below a folder, with `/`, sorted. Hidden files are left out.
pub fn walk(folder: &Path) -> Result<Vec<String>> {
    let mut found = Vec::new();
    if folder.is_dir() {
        walk_into(folder, "", &mut found)?;
    }
    found.sort();
    Ok(found)
}

fn walk_into(folder: &Path, prefix: &str, found: &mut Vec<String>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("listing {}", folder.display()))? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') {
            continue;
        }
        let path = format!("{prefix}{name}");
        if entry.path().is_dir() {
            walk_into(&entry.path(), &format!("{path}/"), found)?;
        } else {
            found.push(path);
        }
    }
    Ok(())
}

/// Puts a finished folder in the place of an old one. Copies where they lie on different file systems.
pub fn replace(fresh: &Path, place: &Path) -> Result<()> {
    if place.exists() {
        fs::remove_dir_all(place).with_context(|| format!("removing the old {}", place.display()))?;
    }
    if fs::rename(fresh, place).is_err() {
        copy_tree(fresh, place, |_| true)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{copy_tree, empty, list, replace, sha256};
    use std::fs;

    #[test]
    fn trees_are_copied_listed_and_replaced() {
        let top = std::env::temp_dir().join(format!("xtask-files-{}", std::process::id()));
        let (from, to) = (top.join("from"), top.join("to"));
        empty(&from.join("a/b")).unwrap();
        fs::write(from.join("a/b/x.txt"), "abc").unwrap();
        fs::write(from.join("skip.txt"), "no").unwrap();
        fs::write(from.join(".hidden"), "no").unwrap();
        copy_tree(&from, &to, |path| path != "skip.txt").unwrap();
        let listed = list(&to).unwrap();
        assert_eq!(listed.len(), 1);
        assert_eq!((listed[0].path.as_str(), listed[0].bytes), ("a/b/x.txt", 3));
        // FIPS 180-2, appendix B.1.
        assert_eq!(listed[0].sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(listed[0].sha256, sha256(b"abc"));
        replace(&to, &from).unwrap();
        assert!(from.join("a/b/x.txt").is_file() && !from.join("skip.txt").exists() && !to.exists());
        fs::remove_dir_all(top).unwrap();
    }
}
