//! Who sent this request: sign, verify and explain.
