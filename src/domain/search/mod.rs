//! The search as a step machine: DFSDT and chains.
