//! Human pairwise judgment: study, vote, statistics.
