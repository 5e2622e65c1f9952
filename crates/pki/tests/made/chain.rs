//! Good chains, and what a few octets of choice make of them: a field swapped, an extension altered, dropped or doubled, a date
//! shifted, a name in another case, a signature broken, a certificate missing from the pool or one too many.

use credtool_pki::Purpose;

use super::certificate::{
    ED25519, Extension, P256, P384, Plain, RSA_1024, RSA_2048, element, name, sequence,
};
use super::choices::{
    ANY_PURPOSE, CLIENT_AUTH, CODE_SIGNING, Choices, SERVER_AUTH, alternative_names,
    basic_constraints, names, policy_extension, purposes, subtrees,
};
use super::question::Question;

/// Returns the question that these octets choose: two for the chain, then four or so for every change to it.
pub(crate) fn question(choices: &[u8]) -> Question {
    let id = format!("made by {choices:02x?}");
    let mut choices = Choices(choices);
    let purpose = choices.of(&[Purpose::Server, Purpose::Client, Purpose::Any]);
    let mut chain = good_chain(&mut choices);
    let mut pool = Pool::default();
    for _ in 0..MAX_CHANGES {
        if choices.0.is_empty() {
            break;
        }
        change(&mut chain, &mut pool, &mut choices);
    }
    let mut ders: Vec<_> = chain.iter().map(Plain::sign).collect();
    let anchor = ders.pop().unwrap();
    let leaf = ders.remove(0);
    let mut question = Question {
        id,
        leaf,
        intermediates: ders,
        anchors: vec![anchor],
        purpose,
        at: AT,
        server_name: pool.server_name,
    };
    if let Some(missing) = pool.missing
        && !question.intermediates.is_empty()
    {
        let missing = missing % question.intermediates.len();
        question.intermediates.remove(missing);
    }
    if pool.reversed {
        question.intermediates.reverse();
    }
    for one in pool.more {
        question.intermediates.insert(0, one.sign());
    }
    match pool.anchors {
        Anchors::Root => {}
        Anchors::None => question.anchors.clear(),
        Anchors::Leaf => question.anchors = vec![question.leaf.clone()],
        Anchors::Intermediate => {
            question
                .anchors
                .splice(.., question.intermediates.first().cloned());
        }
        Anchors::RootAmongIntermediates => question.intermediates.append(&mut question.anchors),
    }
    question
}

/// What is done to the pool rather than to a certificate.
#[derive(Default)]
struct Pool {
    missing: Option<usize>,
    reversed: bool,
    more: Vec<Plain>,
    anchors: Anchors,
    server_name: Option<String>,
}

#[derive(Default)]
enum Anchors {
    #[default]
    Root,
    None,
    Leaf,
    Intermediate,
    RootAmongIntermediates,
}

/// A leaf, up to three authorities above it and the root, last; nothing is wrong with it.
fn good_chain(choices: &mut Choices<'_>) -> Vec<Plain> {
    let length = 2 + choices.below(4);
    let first = choices.below(CHAIN_KEYS.len());
    let key = |position: usize| CHAIN_KEYS[(first + position) % CHAIN_KEYS.len()];
    let subject = |position: usize| match position {
        0 => name(12, "app.example.com"),
        _ if position + 1 == length => name(12, "Root CA"),
        _ => name(12, &format!("Issuing CA {position}")),
    };
    let chain = (0..length).map(|position| {
        let issuer = (position + 1).min(length - 1);
        let key_id = |position: usize| vec![key(position) as u8; 20];
        let authority = element(0x30, &element(0x80, &key_id(issuer)));
        let mut extensions = vec![
            Extension::ce(14, false, element(4, &key_id(position))),
            Extension::ce(35, false, authority),
        ];
        if position == 0 {
            extensions.push(Extension::ce(15, true, vec![3, 2, 7, 0x80]));
            extensions.push(Extension::ce(
                37,
                false,
                purposes(&[SERVER_AUTH, CLIENT_AUTH]),
            ));
            extensions.push(Extension::ce(17, false, names(&[(2, b"app.example.com")])));
        } else {
            extensions.push(Extension::ce(19, true, basic_constraints(true, None)));
            extensions.push(Extension::ce(15, true, vec![3, 2, 1, 0x06]));
        }
        Plain {
            version: 2,
            serial: vec![1 + position as u8],
            issuer: subject(issuer),
            not_before: AT - YEAR,
            not_after: AT + YEAR,
            subject: subject(position),
            key: key(position),
            signed_by: key(issuer),
            extensions,
            other_algorithm: false,
            broken: false,
        }
    });
    chain.collect()
}

fn change(chain: &mut [Plain], pool: &mut Pool, choices: &mut Choices<'_>) {
    let kind = choices.below(24);
    let position = choices.below(chain.len());
    let issuers = chain.iter().skip(1).map(|one| one.signed_by);
    let issuer_keys: Vec<usize> = issuers.collect();
    let one = &mut chain[position];
    match kind {
        0 => one.not_after = AT + choices.of(&[-1, 0, 1, -YEAR * 2, 100 * YEAR]),
        1 => one.not_before = AT + choices.of(&[1, 0, -1, 2 * YEAR, -80 * YEAR]),
        2 => {
            let ca = choices.of(&[true, false]);
            let length = choices.of(&[Some(0), Some(1), Some(2), None, Some(200)]);
            set(
                one,
                19,
                choices.of(&[true, false]),
                basic_constraints(ca, length),
            );
        }
        3 => remove(one, choices.of(&[19, 15, 37, 17, 14, 35])),
        4 => {
            let usage = choices.of(&[
                [7, 0x80],
                [2, 0x04],
                [1, 0x06],
                [1, 0x02],
                [5, 0x20],
                [0, 0xff],
            ]);
            set(
                one,
                15,
                choices.of(&[true, false]),
                vec![3, 2, usage[0], usage[1]],
            );
        }
        5 => {
            let list = choices.of(&[
                &[SERVER_AUTH][..],
                &[CLIENT_AUTH],
                &[SERVER_AUTH, CLIENT_AUTH],
                &[ANY_PURPOSE],
                &[CODE_SIGNING],
                &[],
            ]);
            set(one, 37, choices.of(&[false, true]), purposes(list));
        }
        6 => {
            let value = alternative_names(choices);
            set(one, 17, choices.of(&[false, true]), value);
        }
        7 | 8 => {
            let tag = choices.of(&[0xa0, 0xa1]);
            let mut value = element(tag, &subtrees(choices));
            if choices.below(3) == 2 {
                value.extend(element(0xa1, &subtrees(choices)));
            }
            set(one, 30, choices.of(&[true, false]), element(0x30, &value));
        }
        9 => {
            let text = "root ca";
            let other = [
                name(12, "ROOT CA"),
                name(19, "Root CA"),
                name(12, "Root  CA "),
                name(12, "Other CA"),
                name(12, text),
                sequence(&[]),
            ];
            if choices.below(2) == 0 {
                one.subject = choices.of(&other);
            } else {
                one.issuer = choices.of(&other);
            }
        }
        10 => one.broken = true,
        11 => one.signed_by = choices.of(&CHAIN_KEYS),
        12 => one.other_algorithm = true,
        13 => {
            let extension = Extension {
                oid: vec![0x2b, 6, 1, 4, 1, 0x83, 0xb4, 0x40, 1],
                critical: choices.of(&[true, false]),
                value: vec![5, 0],
            };
            one.extensions.push(extension);
        }
        14 => {
            let index = choices.below(one.extensions.len().max(1));
            if let Some(again) = one.extensions.get(index).cloned() {
                one.extensions.push(again);
            }
        }
        15 => one.version = choices.of(&[0, 1, 3]),
        16 => {
            one.serial = choices.of(&[
                vec![0],
                vec![0xff],
                vec![1; 20],
                vec![0x7f; 21],
                vec![0, 0x80],
            ]);
        }
        17 => {
            let value = policy_extension(choices);
            one.extensions
                .retain(|extension| extension.oid != value.oid);
            one.extensions.push(value);
        }
        18 => {
            pool.anchors = match choices.below(4) {
                0 => Anchors::None,
                1 => Anchors::Leaf,
                2 => Anchors::Intermediate,
                _ => Anchors::RootAmongIntermediates,
            };
        }
        19 => match choices.below(3) {
            0 => pool.missing = Some(position),
            1 => pool.reversed = true,
            _ => pool.more.push(one.clone()),
        },
        20 => {
            // The same authority again: another key, expired, or signed by somebody else.
            let mut other = one.clone();
            match choices.below(3) {
                0 => other.key = P256[2],
                1 => other.not_after = AT - 1,
                _ => other.signed_by = choices.of(&CHAIN_KEYS),
            }
            pool.more.push(other);
        }
        21 => {
            let names = [
                "app.example.com",
                "other.example.com",
                "192.0.2.7",
                "APP.example.COM",
                "x",
            ];
            pool.server_name = Some(choices.of(&names).to_owned());
        }
        22 => {
            let value = vec![choices.octet(); 20];
            match choices.below(2) {
                0 => set(one, 14, false, element(4, &value)),
                _ => set(one, 35, false, element(0x30, &element(0x80, &value))),
            }
        }
        _ => {
            // Weak: an authority's key that is too small signs what it signed before.
            one.key = RSA_1024;
            let below = position.saturating_sub(1);
            if position > 0 && issuer_keys.len() >= position {
                chain[below].signed_by = RSA_1024;
            }
            if position + 1 == chain.len() {
                chain[position].signed_by = RSA_1024;
            }
        }
    }
}

fn set(one: &mut Plain, arc: u8, critical: bool, value: Vec<u8>) {
    let extension = Extension::ce(arc, critical, value);
    match one
        .extensions
        .iter_mut()
        .find(|there| there.oid == extension.oid)
    {
        Some(there) => *there = extension,
        None => one.extensions.push(extension),
    }
}

fn remove(one: &mut Plain, arc: u8) {
    one.extensions
        .retain(|extension| extension.oid != [0x55, 0x1d, arc]);
}

/// The middle of 2026.
pub(crate) const AT: i64 = 1_781_524_800;
pub(crate) const YEAR: i64 = 365 * 86_400;

/// The keys of a good chain, one after the other.
const CHAIN_KEYS: [usize; 6] = [P256[0], P256[1], P384, ED25519, RSA_2048, P256[2]];

/// More than a few hide one another.
const MAX_CHANGES: usize = 4;
