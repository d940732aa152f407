//! The practice planner: a rule-based stand-in for an LLM.
