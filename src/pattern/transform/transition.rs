//! Transitions: from old patterns to a new one at a time. The times are cycles.
