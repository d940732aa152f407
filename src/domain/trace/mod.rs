//! The append-only record of a run; everything else is a fold over it.
