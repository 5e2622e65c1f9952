//! Choices from a few octets, and the contents of extensions among which they choose.

use super::certificate::{Extension, element, name, sequence};

/// Choices, read from the front; when they are used up each is the first there is.
pub(crate) struct Choices<'a>(pub(crate) &'a [u8]);

impl Choices<'_> {
    pub(crate) fn octet(&mut self) -> u8 {
        match self.0.split_first() {
            Some((&octet, rest)) => {
                self.0 = rest;
                octet
            }
            None => 0,
        }
    }

    pub(crate) fn below(&mut self, count: usize) -> usize {
        usize::from(self.octet()) % count
    }

    pub(crate) fn of<T: Clone>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())].clone()
    }
}

pub(crate) fn basic_constraints(ca: bool, path_len: Option<u8>) -> Vec<u8> {
    let ca: &[u8] = if ca { &[1, 1, 0xff] } else { &[] };
    let length = path_len.map_or_else(Vec::new, |length| {
        let octets: &[u8] = if length < 0x80 {
            &[length]
        } else {
            &[0, length]
        };
        element(2, octets)
    });
    sequence(&[ca, &length])
}

pub(crate) fn purposes(list: &[&[u8]]) -> Vec<u8> {
    let list: Vec<_> = list.iter().flat_map(|oid| element(6, oid)).collect();
    element(0x30, &list)
}

pub(crate) fn names(list: &[(u8, &[u8])]) -> Vec<u8> {
    let list: Vec<_> = list
        .iter()
        .flat_map(|(kind, text)| element(0x80 | kind, text))
        .collect();
    element(0x30, &list)
}

pub(crate) fn alternative_names(choices: &mut Choices<'_>) -> Vec<u8> {
    let directory = element(0xa4, &name(12, "app"));
    let lists: [Vec<u8>; 9] = [
        names(&[(2, b"app.example.com")]),
        names(&[(2, b"*.example.com")]),
        names(&[(2, b"other.test"), (2, b"app.example.com")]),
        names(&[(7, &[192, 0, 2, 7])]),
        names(&[(1, b"user@example.com")]),
        names(&[(6, b"https://app.example.com/x")]),
        element(0x30, &directory),
        names(&[(2, b"APP.Example.COM"), (1, b"user@other.test")]),
        names(&[]),
    ];
    choices.of(&lists)
}

/// `GeneralSubtrees` without their tag: one base.
pub(crate) fn subtrees(choices: &mut Choices<'_>) -> Vec<u8> {
    let directory = element(0xa4, &name(12, "app.example.com"));
    let bases: [Vec<u8>; 12] = [
        element(0x82, b"example.com"),
        element(0x82, b"other.test"),
        element(0x82, b""),
        element(0x82, b"App.EXAMPLE.com"),
        element(0x87, &[192, 0, 2, 0, 255, 255, 255, 0]),
        element(0x87, &[10, 0, 0, 0, 255, 0, 0, 0]),
        element(0x81, b"example.com"),
        element(0x81, b"user@example.com"),
        element(0x86, b".example.com"),
        directory,
        element(0xa4, &name(12, "other")),
        element(0x82, b".example.com"),
    ];
    element(0x30, &choices.of(&bases))
}

pub(crate) fn policy_extension(choices: &mut Choices<'_>) -> Extension {
    let policy = |oid: &[u8]| sequence(&[&element(6, oid)]);
    let (a, b, any) = (
        &[0x2a, 3, 1][..],
        &[0x2a, 3, 2][..],
        &[0x55, 0x1d, 0x20, 0][..],
    );
    let critical = choices.of(&[false, true]);
    match choices.below(6) {
        0 => Extension::ce(32, critical, sequence(&[&policy(a)])),
        1 => Extension::ce(32, critical, sequence(&[&policy(b), &policy(a)])),
        2 => Extension::ce(32, critical, sequence(&[&policy(any)])),
        3 => {
            let skip = choices.of(&[0, 1, 5]);
            let tag = choices.of(&[0x80, 0x81]);
            Extension::ce(36, critical, sequence(&[&element(tag, &[skip])]))
        }
        4 => {
            let mapping = sequence(&[&element(6, a), &element(6, b)]);
            Extension::ce(33, critical, sequence(&[&mapping]))
        }
        _ => Extension::ce(54, critical, element(2, &[choices.of(&[0, 1])])),
    }
}

pub(crate) const SERVER_AUTH: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 1];
pub(crate) const CLIENT_AUTH: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 2];
pub(crate) const CODE_SIGNING: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 3];
pub(crate) const ANY_PURPOSE: &[u8] = &[0x55, 0x1d, 0x25, 0];
