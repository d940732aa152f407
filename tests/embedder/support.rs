//! Where the models and goldens are, and how vectors are compared.

use std::{
    env, fs,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use serde::Deserialize;
use toolgrove::retriever::Embedder;

/// A text with what the original makes of it.
#[derive(Deserialize)]
pub struct Golden {
    pub text: String,
    #[serde(alias = "input_ids")]
    pub ids: Vec<i64>,
    /// Whole vector or its first components.
    #[serde(alias = "first16")]
    pub vector: Vec<f32>,
    /// Whole vector (large set only, for some texts).
    #[serde(default)]
    pub embedding: Option<Vec<f32>>,
}

impl Golden {
    /// The most components that are known.
    pub fn known(&self) -> &[f32] {
        self.embedding.as_deref().unwrap_or(&self.vector)
    }

    pub fn is_whole(&self) -> bool {
        self.known().len() == 384
    }
}

#[derive(Deserialize)]
struct Goldens {
    items: Vec<Golden>,
}

pub fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Our own goldens.
pub fn small() -> Vec<Golden> {
    read(&repository().join("tests/fixtures/embedder/small.json"))
}

/// The shared goldens, where the folder is present. Without them a test has its own small ones left.
pub fn large() -> Option<Vec<Golden>> {
    let shared = env::var_os("TOOLGROVE_SHARED").map_or_else(|| repository().join("../shared"), PathBuf::from);
    let path = shared.join("retrieval/embedding_goldens.json");
    if path.is_file() {
        return Some(read(&path));
    }
    println!("skipped in part: no {} (set TOOLGROVE_SHARED)", path.display());
    None
}

fn read(path: &Path) -> Vec<Golden> {
    let goldens: Goldens = serde_json::from_slice(&fs::read(path).expect("goldens")).expect("goldens parse");
    assert!(goldens.items.len() >= 10);
    goldens.items
}

/// The embedder that ships.
pub fn int8() -> &'static Embedder {
    static SHIPPED: OnceLock<Embedder> = OnceLock::new();
    SHIPPED.get_or_init(|| load(&repository().join("public/model/model_int8.onnx")))
}

/// The f32 embedder, where `scripts/make_model.py --f32 target/model/model_f32.onnx` has made it.
pub fn f32() -> Option<&'static Embedder> {
    static REFERENCE: OnceLock<Option<Embedder>> = OnceLock::new();
    let path = env::var_os("TOOLGROVE_F32_MODEL")
        .map_or_else(|| repository().join("target/model/model_f32.onnx"), PathBuf::from);
    if !path.is_file() {
        println!("skipped: no {} (scripts/make_model.py --f32, or set TOOLGROVE_F32_MODEL)", path.display());
        return None;
    }
    REFERENCE.get_or_init(|| Some(load(&path))).as_ref()
}

fn load(model: &Path) -> Embedder {
    let tokenizer = fs::read(repository().join("public/model/tokenizer.json")).expect("tokenizer");
    Embedder::from_bytes(&fs::read(model).expect("model"), &tokenizer).expect("model loads")
}

pub fn cosine(a: &[f32], b: &[f32]) -> f64 {
    assert_eq!(a.len(), b.len());
    let dot = |x: &[f32], y: &[f32]| x.iter().zip(y).map(|(x, y)| f64::from(*x) * f64::from(*y)).sum::<f64>();
    dot(a, b) / (dot(a, a) * dot(b, b)).sqrt()
}

/// Largest difference over the components that `golden` knows.
pub fn distance(vector: &[f32], golden: &Golden) -> f32 {
    assert_eq!(vector.len(), 384);
    vector.iter().zip(golden.known()).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
}
