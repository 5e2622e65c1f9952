//! From the bags of a PKCS#12 file to entries: names, and which certificates belong to which key.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;
use std::sync::Arc;

use crate::keystore::chain::CertificatePool;
use crate::keystore::entry::{Entry, EntryKind, ProtectedKey, folded};
use crate::keystore::pkcs12::bag::{Attributes, Bag, Item};

/// Returns the entries in the order of the bags. Certificates in the chain of a key are no entries of their own, unless
/// they are marked as trusted.
pub(crate) fn from_bags(bags: Vec<Bag>) -> Vec<Entry> {
    let mut chains = Chains::new(&bags);
    let mut entries = Vec::new();
    let mut unnamed = Vec::new();
    let mut certificate_names = Vec::new();
    let mut certificates = 0..;
    for Bag { item, attributes } in bags {
        let mut entry = Entry::new(String::new(), EntryKind::Unsupported);
        match item {
            Item::Key(key) => {
                entry.kind = EntryKind::PrivateKey;
                entry.key = Some(key);
                let (chain, name) = chains.next();
                entry.certificates = chain;
                certificate_names.extend(name.map(|name| (entries.len(), name)));
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
    for (position, name) in certificate_names {
        let entry: &mut Entry = &mut entries[position];
        if entry.alias != name {
            entry.key_alias = Some(std::mem::replace(&mut entry.alias, name));
        }
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
    names: Vec<Option<String>>,
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
        let owners = Owners::new(&names, &pool);
        let chain = |key: &&Attributes| {
            let leaf = owners.certificate_of(key, keys.len() == 1);
            leaf.map_or_else(Vec::new, |leaf| pool.chain(leaf))
        };
        let of_keys: Vec<_> = keys.iter().map(chain).collect();
        Self {
            chained: of_keys.iter().flatten().copied().collect(),
            names: names
                .iter()
                .map(|names| names.friendly_name.clone())
                .collect(),
            of_keys: of_keys.into_iter(),
            pool,
        }
    }

    /// Returns the next key's chain, and the name of its first certificate.
    fn next(&mut self) -> (Vec<Arc<[u8]>>, Option<String>) {
        let chain = self.of_keys.next().unwrap_or_default();
        let name = chain.first().and_then(|&leaf| self.names[leaf].clone());
        let ders = chain.iter().map(|&position| self.pool.der(position));
        (ders.collect(), name)
    }

    fn contain(&self, position: usize) -> bool {
        self.chained.contains(&position)
    }
}

/// The end of a chain for each thing that can tie a certificate to a key, by its position in the pool.
struct Owners<'a> {
    by_id_and_name: HashMap<(&'a [u8], String), usize>,
    by_id: HashMap<&'a [u8], usize>,
    by_name: HashMap<String, usize>,
    without_id: Option<usize>,
}

impl<'a> Owners<'a> {
    fn new(certificates: &[&'a Attributes], pool: &CertificatePool) -> Self {
        let mut by_id_and_name: HashMap<_, Vec<usize>> = HashMap::new();
        let mut by_id: HashMap<_, Vec<usize>> = HashMap::new();
        let mut by_name: HashMap<_, Vec<usize>> = HashMap::new();
        let mut without_id = Vec::new();
        for (position, attributes) in certificates.iter().enumerate() {
            let name = attributes.friendly_name.as_deref().map(folded);
            match &attributes.local_key_id {
                Some(id) => {
                    by_id.entry(&id[..]).or_default().push(position);
                    if let Some(name) = name.clone() {
                        let both = by_id_and_name.entry((&id[..], name));
                        both.or_default().push(position);
                    }
                }
                None if !attributes.is_trusted => without_id.push(position),
                None => {}
            }
            if let Some(name) = name.filter(|_| !attributes.is_trusted) {
                by_name.entry(name).or_default().push(position);
            }
        }
        Self {
            by_id_and_name: ends(by_id_and_name, pool),
            by_id: ends(by_id, pool),
            by_name: ends(by_name, pool),
            without_id: pool.leaf(&without_id),
        }
    }

    /// Returns a key's own certificate: one with its `localKeyID`, best with its name as well; else one with its name; else,
    /// for the only key of a file, if it has no `localKeyID`, one that has none either.
    fn certificate_of(&self, key: &Attributes, is_only_key: bool) -> Option<usize> {
        let name = key.friendly_name.as_deref().map(folded);
        let by_name = || self.by_name.get(name.as_ref()?).copied();
        let Some(id) = key.local_key_id.as_deref() else {
            return by_name().or(self.without_id.filter(|_| is_only_key));
        };
        let by_both = || self.by_id_and_name.get(&(id, name.clone()?)).copied();
        let by_id = || self.by_id.get(id).copied();
        by_both().or_else(by_id).or_else(by_name)
    }
}

fn ends<K: Eq + Hash>(groups: HashMap<K, Vec<usize>>, pool: &CertificatePool) -> HashMap<K, usize> {
    let ends = groups.into_iter();
    ends.filter_map(|(key, group)| Some((key, pool.leaf(&group)?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Error;

    fn bag(item: Item, name: &str, id: &[u8], is_trusted: bool) -> Bag {
        Bag {
            item,
            attributes: Attributes {
                friendly_name: (!name.is_empty()).then(|| name.to_owned()),
                local_key_id: (!id.is_empty()).then(|| id.to_vec()),
                is_trusted,
            },
        }
    }

    fn key(name: &str, id: &[u8]) -> Bag {
        let key = ProtectedKey::Encrypted(Vec::new());
        bag(Item::Key(key), name, id, false)
    }

    fn certificate(der: &[u8], name: &str, id: &[u8]) -> Bag {
        bag(Item::Certificate(der.into()), name, id, false)
    }

    /// Alias, the key's own alias, and the first certificate of each entry.
    fn listing(bags: Vec<Bag>) -> Vec<String> {
        let line = |entry: &Entry| {
            let der = entry
                .certificates
                .first()
                .map(|der| String::from_utf8_lossy(der));
            let own = entry.key_alias().unwrap_or("-");
            format!("{} {own} {}", entry.alias, der.as_deref().unwrap_or("-"))
        };
        from_bags(bags).iter().map(line).collect()
    }

    #[test]
    fn certificates_find_their_keys() {
        let listed = listing(vec![
            certificate(b"C1", "cert one", b"1"),
            certificate(b"C2", "two", b""),
            certificate(b"C3", "other", b"3"),
            certificate(b"C4", "three", b"3"),
            key("one", b"1"),
            key("TWO", b"2"),
            key("three", b"3"),
        ]);
        assert_eq!(
            listed,
            ["other - C3", "cert one one C1", "two TWO C2", "three - C4"]
        );
    }

    #[test]
    fn the_only_key_needs_no_ties() {
        let listed = listing(vec![certificate(b"C", "", b""), key("app", b"")]);
        assert_eq!(listed, ["app - C"]);
        let listed = listing(vec![certificate(b"C", "", b""), key("app", b"1")]);
        assert_eq!(
            listed,
            ["1 - C", "app - -"],
            "a localKeyID that nothing has"
        );
        let trusted = || bag(Item::Certificate(b"C"[..].into()), "ca", b"", true);
        let listed = listing(vec![trusted(), key("app", b"")]);
        assert_eq!(
            listed,
            ["ca - C", "app - -"],
            "one to trust is not the key's own"
        );
    }

    #[test]
    fn numbers_are_those_of_java() {
        let trusted = bag(Item::Certificate(b"T"[..].into()), "", b"", true);
        let unread = Item::Unread(Error::WrongStorePassword);
        let listed = listing(vec![
            certificate(b"X", "", b"x"),
            key("", b"1"),
            bag(unread, "", b"", false),
            trusted,
            key("named", b"2"),
            bag(Item::Secret, "", b"", false),
        ]);
        assert_eq!(
            listed,
            ["4 - X", "1 - -", "5 - -", "2 - T", "named - -", "3 - -"]
        );
    }
}
