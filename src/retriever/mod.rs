//! The worker's half of retrieval: tokenizer, model, pooling.
