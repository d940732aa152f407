//! The retriever worker.

fn main() {}
