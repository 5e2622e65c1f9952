//! From the bags of a PKCS#12 file to entries: names, and which certificates belong to which key.

use std::collections::HashSet;

use crate::keystore_chain::CertificatePool;
use crate::keystore_entry::{Entry, EntryKind, ProtectedKey, same_alias};
use crate::pkcs12_bag::{Attributes, Bag, Item};

/// Returns the entries in the order of the bags. Certificates in the chain of a key are no entries of their own, unless
/// they are marked as trusted.
pub(crate) fn from_bags(bags: Vec<Bag>) -> Vec<Entry> {
    let mut chains = Chains::new(&bags);
    let mut entries = Vec::new();
    let mut unnamed = Vec::new();
    let mut certificates = 0..;
    for Bag { item, attributes } in bags {
        let mut entry = Entry::new(String::new(), EntryKind::Unsupported);
        match item {
            Item::Key(key) => {
                entry.kind = EntryKind::PrivateKey;
                entry.key = Some(key);
                entry.certificates = chains.next();
            }
            Item::Certificate(der) => {
                let is_chained = certificates.next().is_some_and(|at| chains.contain(at));
                if is_chained && !attributes.is_trusted {
                    continue;
                }
                entry.kind = EntryKind::TrustedCertificate;
                entry.certificates = vec![der];
            }
            Item::Secret => entry.kind = EntryKind::SecretKey,
            Item::Unread(problem) => entry.problem = Some(problem),
        }
        match attributes.friendly_name {
            Some(name) => entry.alias = name,
            None => {
                let numbered_by_java = match entry.kind {
                    EntryKind::PrivateKey | EntryKind::SecretKey => true,
                    _ => attributes.is_trusted,
                };
                unnamed.push((!numbered_by_java, entries.len()));
            }
        }
        entries.push(entry);
    }
    // Java counts the entries it knows, in the order of the file; what only we list is counted after them.
    unnamed.sort_unstable();
    for (number, (_, position)) in (1..).zip(unnamed) {
        entries[position].alias = i32::to_string(&number);
    }
    entries
}

/// Returns the first key that is encrypted, for a trial.
pub(crate) fn first_encrypted_key(bags: &[Bag]) -> Option<Entry> {
    let key = bags.iter().find_map(|bag| match &bag.item {
        Item::Key(key @ ProtectedKey::Encrypted(_)) => Some(key.clone()),
        _ => None,
    })?;
    let mut entry = Entry::new(String::new(), EntryKind::PrivateKey);
    entry.key = Some(key);
    Some(entry)
}

/// The certificates of a file, and which of them make the chain of each key.
struct Chains {
    pool: CertificatePool,
    /// Positions in the pool; one chain a key, in the order of the bags.
    of_keys: std::vec::IntoIter<Vec<usize>>,
    chained: HashSet<usize>,
}

impl Chains {
    fn new(bags: &[Bag]) -> Self {
        let mut certificates = Vec::new();
        let mut names = Vec::new();
        let mut keys = Vec::new();
        for bag in bags {
            match &bag.item {
                Item::Certificate(der) => {
                    certificates.push(der.clone());
                    names.push(&bag.attributes);
                }
                Item::Key(_) => keys.push(&bag.attributes),
                _ => {}
            }
        }
        let pool = CertificatePool::new(certificates);
        let chain = |key: &&Attributes| {
            let candidates = own_certificates(key, &names, keys.len() == 1);
            let leaf = pool.leaf(&candidates);
            leaf.map_or_else(Vec::new, |leaf| pool.chain(leaf))
        };
        let of_keys: Vec<_> = keys.iter().map(chain).collect();
        Self {
            chained: of_keys.iter().flatten().copied().collect(),
            of_keys: of_keys.into_iter(),
            pool,
        }
    }

    fn next(&mut self) -> Vec<std::sync::Arc<[u8]>> {
        let chain = self.of_keys.next().unwrap_or_default();
        chain
            .into_iter()
            .map(|position| self.pool.der(position))
            .collect()
    }

    fn contain(&self, position: usize) -> bool {
        self.chained.contains(&position)
    }
}

/// Returns the positions of the certificates that may be a key's own: those with its `localKeyID`, best with its name as
/// well; else those with its name; else, for the only key of a file that has no `localKeyID`, all that have none either.
fn own_certificates(key: &Attributes, names: &[&Attributes], is_only_key: bool) -> Vec<usize> {
    let with = |condition: &dyn Fn(&Attributes) -> bool| {
        let fitting = names
            .iter()
            .enumerate()
            .filter(|(_, names)| condition(names));
        fitting.map(|(position, _)| position).collect::<Vec<_>>()
    };
    let same_id =
        |other: &Attributes| key.local_key_id.is_some() && other.local_key_id == key.local_key_id;
    let same_name = |other: &Attributes| match (&key.friendly_name, &other.friendly_name) {
        (Some(name), Some(other)) => same_alias(name, other),
        _ => false,
    };
    let anonymous = |other: &Attributes| {
        is_only_key
            && key.local_key_id.is_none()
            && other.local_key_id.is_none()
            && !other.is_trusted
    };
    let rules: [&dyn Fn(&Attributes) -> bool; 4] = [
        &|other| same_id(other) && same_name(other),
        &same_id,
        &|other| same_name(other) && !other.is_trusted,
        &anonymous,
    ];
    let found = rules.iter().map(|rule| with(rule));
    found
        .into_iter()
        .find(|found| !found.is_empty())
        .unwrap_or_default()
}
