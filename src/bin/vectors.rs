//! Makes the shipped vectors of a folder of tool files: `vectors FOLDER OUT MODEL.onnx TOKENIZER.json`.
//!
//! Does nothing where OUT was made by this model from these texts. `cargo xtask vectors` gives the arguments.

#![allow(clippy::print_stdout, reason = "a program for the terminal")]

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, error::Error, fs};

use sha2::{Digest, Sha256};
use toolgrove::domain::catalog::Collection;
use toolgrove::domain::retrieval::{Document, QuantizedVectors, Vectors, hash_of_texts};
use toolgrove::formats::toolbench::read_tool;
use toolgrove::formats::vectors::{Stamp, VectorsFile};
use toolgrove::retriever::{Embedder, embedder::DIM, many::embed_all};

type Fault = Box<dyn Error + Send + Sync>;

fn main() -> ExitCode {
    match make() {
        Ok(message) => {
            println!("{message}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn make() -> Result<String, Fault> {
    let arguments: Vec<PathBuf> = env::args().skip(1).map(PathBuf::from).collect();
    let [folder, out, model, tokenizer] = arguments.as_slice() else {
        return Err("usage: vectors FOLDER OUT MODEL.onnx TOKENIZER.json".into());
    };
    let documents = Document::of_collection(&read_folder(folder)?);
    let texts: Vec<&str> = documents.iter().map(|d| d.meaning.as_str()).collect();
    let model = read(model)?;
    let stamp = Stamp { model: format!("{:x}", Sha256::digest(&model)), texts: hash_of_texts(texts.iter().copied()) };
    let old = fs::read(out).ok().and_then(|bytes| VectorsFile::from_bytes(&bytes).ok());
    if old.is_some_and(|old| old.stamp.check(&stamp).is_ok()) {
        return Ok(format!("{}: up to date", out.display()));
    }
    let embedder = Embedder::from_bytes(&model, &read(tokenizer)?)?;
    let vectors = Vectors::new(texts.len(), DIM, embed_all(&embedder, &texts)?)?;
    let bytes = VectorsFile { stamp, vectors: QuantizedVectors::of(&vectors) }.to_bytes();
    fs::write(out, &bytes).map_err(|e| format!("{}: {e}", out.display()))?;
    Ok(format!("{}: {} vectors, {} bytes", out.display(), texts.len(), bytes.len()))
}

/// Tool files `<Category>/<tool>.json`, in the order of their paths, as the site's bundle has them.
fn read_folder(folder: &Path) -> Result<Collection, Fault> {
    let mut files = Vec::new();
    for category in names(folder)?.into_iter().filter(|name| folder.join(name).is_dir()) {
        let tools = names(&folder.join(&category))?.into_iter().filter(|name| name.ends_with(".json"));
        files.extend(tools.map(|tool| (format!("{category}/{tool}"), category.clone())));
    }
    files.sort();
    let mut collection = Collection::default();
    for (path, category) in files {
        let json = String::from_utf8(read(&folder.join(&path))?).map_err(|_| format!("{path}: not UTF-8"))?;
        collection.tools.push(read_tool(&category, &json).map_err(|e| format!("{path}: {e}"))?);
    }
    Ok(collection)
}

fn names(folder: &Path) -> Result<Vec<String>, Fault> {
    let entries = fs::read_dir(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect()
}

fn read(path: &Path) -> Result<Vec<u8>, Fault> {
    fs::read(path).map_err(|e| format!("{}: {e}", path.display()).into())
}
