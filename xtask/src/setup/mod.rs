//! Gets the tools that the build needs onto the machine, at pinned versions.
//!
//! Each function first looks whether the tool is there (quick), then tries the ordinary public way, then what works
//! on a machine that reaches package registries only. None touches a tool of another version that is there already.

pub mod binaryen;
pub mod browser;
pub mod cargo_tools;
mod debian;
pub mod nginx;
pub mod python;
pub mod rust;
