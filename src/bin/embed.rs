//! Embeds texts natively: `embed MODEL TOKENIZER OUT < texts.jsonl`.
//!
//! One JSON string per line in, one row of 384 little-endian f32 per line out. Used at build time for the vectors of
//! the starter collection, and by the retrieval evaluation.

use std::{env, error::Error, fs, io, thread};

use toolgrove::retriever::Embedder;

type Fault = Box<dyn Error + Send + Sync>;

fn main() -> Result<(), Fault> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [model, tokenizer, out] = arguments.as_slice() else {
        return Err("usage: embed MODEL.onnx TOKENIZER.json OUT.f32 < texts.jsonl".into());
    };
    let embedder = Embedder::from_bytes(&fs::read(model)?, &fs::read(tokenizer)?)?;
    let texts = io::stdin()
        .lines()
        .enumerate()
        .map(|(at, line)| serde_json::from_str::<String>(&line?).map_err(|e| format!("line {}: {e}", at + 1).into()))
        .collect::<Result<Vec<String>, Fault>>()?;
    let portion = texts.len().div_ceil(thread::available_parallelism().map_or(1, usize::from)).max(1);
    let bytes = thread::scope(|scope| {
        let workers: Vec<_> = texts.chunks(portion).map(|texts| scope.spawn(|| embed_all(&embedder, texts))).collect();
        let mut bytes = Vec::new();
        for worker in workers {
            bytes.extend(worker.join().map_err(|_| "a thread stopped")??);
        }
        Ok::<_, Fault>(bytes)
    })?;
    fs::write(out, bytes)?;
    Ok(())
}

fn embed_all(embedder: &Embedder, texts: &[String]) -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::new();
    for text in texts {
        bytes.extend(embedder.embed(text)?.iter().flat_map(|x| x.to_le_bytes()));
    }
    Ok(bytes)
}
