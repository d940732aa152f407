//! ToolBench's own files.
