//! The method itself. Pure: time, randomness and the outside world come in as arguments.

pub mod catalog;
pub mod chat;
pub mod connection;
pub mod form;
pub mod health;
pub mod json;
pub mod layout;
pub mod local_tools;
pub mod order;
pub mod pace;
pub mod passphrase;
pub mod planner;
pub mod preference;
pub mod python;
pub mod redact;
pub mod retrieval;
pub mod search;
pub mod service;
pub mod tooleval;
pub mod toolllama;
pub mod trace;
pub mod training;
