//! Adapters to the world.
