//! Random documents for the property tests: what stands in them is known because it was written here, not read by the crate.
#![allow(dead_code, reason = "each test uses its part")]

pub(crate) mod json;
pub(crate) mod yaml;

use std::ops::Range;

use credtool_config_edit::{Document, Edit, Format, Path};

/// Returns the document with one edit made, or what the error says. `1@a.b` is the path `a.b` in the second document.
pub(crate) fn edited(
    format: Format,
    before: &str,
    path: &str,
    value: &str,
    create: bool,
) -> Result<String, String> {
    let (part, path) = path.split_once('@').unwrap_or(("0", path));
    let path: Path = path.parse().map_err(|error| format!("{error}"))?;
    let document =
        Document::parse(before.as_bytes(), format).map_err(|error| format!("{error}"))?;
    let edit = Edit {
        part: part.parse().unwrap(),
        path: &path,
        value,
        create,
    };
    let after = document
        .replace(&[edit])
        .map_err(|error| format!("{error}"))?;
    Ok(String::from_utf8(after.to_vec()).unwrap())
}

/// A document and the strings in it.
pub(crate) struct Made {
    pub(crate) text: String,
    pub(crate) strings: Vec<Place>,
    /// Objects that may get a new member.
    pub(crate) objects: Vec<Place>,
}

/// Where a value stands.
#[derive(Clone)]
pub(crate) struct Place {
    pub(crate) part: usize,
    pub(crate) names: Vec<String>,
    /// The bytes that may change: of a block scalar from its header to its last line.
    pub(crate) range: Range<usize>,
    /// The bytes in `range` that stay all the same: a comment behind the header of a block scalar.
    pub(crate) kept: Range<usize>,
}

/// A small generator: the same seed makes the same document.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    /// Returns a number below `sides` (splitmix64).
    pub(crate) fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 16) as usize % sides
    }

    pub(crate) fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.roll(from.len())]
    }
}
