//! Changes one string in a JSON (with comments) or YAML document and no other byte.
