//! Proof that exactly one string differs: two trees are compared, value by value and with the bytes of each.

use crate::Document;
use crate::node::{Member, Node, Value};

/// What may differ.
pub(crate) struct Expected<'a> {
    /// In which document.
    pub(crate) part: usize,
    /// The string, or with `names` the object that gets a member; the index at each level.
    pub(crate) place: &'a [usize],
    /// The names of the new member and of the objects down to the string; none if a string is replaced.
    pub(crate) names: &'a [String],
    /// The string as it must be.
    pub(crate) value: &'a str,
}

/// Whether the second document is the first with the expected difference and no other.
pub(crate) fn only_differs(before: &Document, after: &Document, expected: &Expected<'_>) -> bool {
    let both = Both { before, after };
    before.parts() == after.parts()
        && (0..before.parts()).all(|part| match (before.root(part), after.root(part)) {
            (Some(old), Some(new)) if part == expected.part => {
                both.differ_at(old, new, expected.place, expected)
            }
            (Some(old), Some(new)) => both.same(old, new),
            _ => false,
        })
}

struct Both<'d> {
    before: &'d Document,
    after: &'d Document,
}

impl Both<'_> {
    fn differ_at(&self, old: &Node, new: &Node, place: &[usize], expected: &Expected<'_>) -> bool {
        let Some((index, below)) = place.split_first() else {
            return match (&old.value, &new.value) {
                (_, Value::String(value)) if expected.names.is_empty() => {
                    **value == *expected.value
                }
                (Value::Object(old), Value::Object(new)) => self.has_one_more(old, new, expected),
                _ => false,
            };
        };
        let compare = |at: usize, old: &Node, new: &Node| {
            if at == *index {
                self.differ_at(old, new, below, expected)
            } else {
                self.same(old, new)
            }
        };
        match (&old.value, &new.value) {
            (Value::Object(old), Value::Object(new)) => {
                old.len() == new.len()
                    && old.iter().zip(new).enumerate().all(|(at, (old, new))| {
                        self.same_name(old, new) && compare(at, &old.node, &new.node)
                    })
            }
            (Value::Array(old), Value::Array(new)) => {
                old.len() == new.len()
                    && (old.iter().zip(new).enumerate())
                        .all(|(at, (old, new))| compare(at, old, new))
            }
            _ => false,
        }
    }

    fn has_one_more(&self, old: &[Member], new: &[Member], expected: &Expected<'_>) -> bool {
        let Some((added, kept)) = new.split_last() else {
            return false;
        };
        let mut names = expected.names.iter();
        let mut member = added;
        while names.next() == Some(&member.name) {
            match (&member.node.value, names.len()) {
                (Value::String(value), 0) => {
                    return **value == *expected.value && self.same_members(old, kept);
                }
                (Value::Object(members), 1..) if members.len() == 1 => member = &members[0],
                _ => return false,
            }
        }
        false
    }

    fn same(&self, old: &Node, new: &Node) -> bool {
        match (&old.value, &new.value) {
            (Value::Object(old), Value::Object(new)) => self.same_members(old, new),
            (Value::Array(old), Value::Array(new)) => {
                old.len() == new.len() && old.iter().zip(new).all(|(old, new)| self.same(old, new))
            }
            (Value::String(old_value), Value::String(new_value)) => {
                **old_value == **new_value && self.same_bytes(old, new)
            }
            _ => old.kind() == new.kind() && self.same_bytes(old, new),
        }
    }

    fn same_members(&self, old: &[Member], new: &[Member]) -> bool {
        old.len() == new.len()
            && (old.iter().zip(new))
                .all(|(old, new)| self.same_name(old, new) && self.same(&old.node, &new.node))
    }

    fn same_name(&self, old: &Member, new: &Member) -> bool {
        old.name == new.name
            && self.before.text().get(old.name_span()) == self.after.text().get(new.name_span())
    }

    fn same_bytes(&self, old: &Node, new: &Node) -> bool {
        old.style == new.style
            && old.bar == new.bar
            && self.before.text().get(old.span()) == self.after.text().get(new.span())
    }
}
