//! The embedding model held against its goldens: our own small set always, the large shared one and the f32 graph
//! where they are present.

mod manifest;
mod parity;
mod support;
