#![doc = include_str!("../docs/libraries.md")]
