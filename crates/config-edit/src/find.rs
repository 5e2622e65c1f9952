//! From a path to a node.
