//! Which certificate issued which, among those of one keystore: by name and key identifier, no signature checked.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::Certificate;

/// The certificates of a keystore and the links between them.
#[derive(Debug)]
pub(crate) struct CertificatePool {
    certificates: Vec<Arc<[u8]>>,
    /// For each certificate the position of its issuer, unless it is its own or is not here.
    issuers: Vec<Option<usize>>,
}

impl CertificatePool {
    /// Finds the links. What does not parse stays in the pool and has none.
    pub(crate) fn new(certificates: Vec<Arc<[u8]>>) -> Self {
        let identities: Vec<_> = certificates.iter().map(|der| Identity::of(der)).collect();
        let bearers = Bearers::new(&identities);
        let issuer = |(position, identity): (usize, &Option<Identity>)| {
            let issuer = bearers.issuer_of(identity.as_ref()?);
            issuer.filter(|&issuer| issuer != position)
        };
        let issuers = identities.iter().enumerate().map(issuer).collect();
        Self {
            certificates,
            issuers,
        }
    }

    /// Returns the positions of a certificate, its issuer, the issuer's issuer and so on, each once.
    pub(crate) fn chain(&self, leaf: usize) -> Vec<usize> {
        let mut chain = vec![leaf];
        let mut next = self.issuers[leaf];
        while let Some(issuer) = next {
            if chain.len() == MAX_LENGTH || chain.contains(&issuer) {
                break;
            }
            chain.push(issuer);
            next = self.issuers[issuer];
        }
        chain
    }

    /// Returns the one of these positions that issued none of the others: where a chain begins. The first if there are
    /// several such, or none.
    pub(crate) fn leaf(&self, among: &[usize]) -> Option<usize> {
        let issuers: HashSet<usize> = among.iter().filter_map(|&at| self.issuers[at]).collect();
        let end = among.iter().find(|candidate| !issuers.contains(candidate));
        end.or_else(|| among.first()).copied()
    }

    /// Returns the certificate at this position, DER.
    pub(crate) fn der(&self, position: usize) -> Arc<[u8]> {
        Arc::clone(&self.certificates[position])
    }
}

/// What links are made of.
#[derive(Debug)]
struct Identity {
    /// RFC 4514 text in lower case: names that differ only in case or string type are one name (RFC 5280 §7.1).
    subject: String,
    issuer: String,
    subject_key: Option<Vec<u8>>,
    authority_key: Option<Vec<u8>>,
}

impl Identity {
    fn of(der: &[u8]) -> Option<Self> {
        let certificate = Certificate::from_der(der).ok()?;
        let extensions = certificate.extensions();
        Some(Self {
            subject: certificate.subject().to_string().to_lowercase(),
            issuer: certificate.issuer().to_string().to_lowercase(),
            subject_key: extensions.subject_key_identifier().map(<[u8]>::to_vec),
            authority_key: extensions
                .authority_key_identifier()
                .and_then(|authority| authority.key_id.clone()),
        })
    }

    /// Whether nobody else is its issuer. Names alone do not tell: a root that was renewed (RFC 5280 §3.2) has one name and
    /// two keys.
    fn is_self_signed(&self) -> bool {
        let own_key = self.authority_key.is_none() || self.authority_key == self.subject_key;
        self.subject == self.issuer && own_key
    }
}

/// Who bears a name: the position of the first, and of the first with each key identifier or with none.
struct Bearers<'a> {
    by_name: HashMap<&'a str, usize>,
    by_name_and_key: HashMap<(&'a str, Option<&'a [u8]>), usize>,
}

impl<'a> Bearers<'a> {
    fn new(identities: &'a [Option<Identity>]) -> Self {
        let mut bearers = Self {
            by_name: HashMap::new(),
            by_name_and_key: HashMap::new(),
        };
        for (position, identity) in identities.iter().enumerate() {
            let Some(identity) = identity else { continue };
            let (name, key) = (&identity.subject[..], identity.subject_key.as_deref());
            bearers.by_name.entry(name).or_insert(position);
            let named = bearers.by_name_and_key.entry((name, key));
            named.or_insert(position);
        }
        bearers
    }

    /// Returns the issuer: of those with its name the one with the key identifier asked for, else the first that has none;
    /// the first of all if none is asked for (the rule of Java's PKCS12KeyStore).
    fn issuer_of(&self, identity: &Identity) -> Option<usize> {
        if identity.is_self_signed() {
            return None;
        }
        let name = &identity.issuer[..];
        let Some(key) = identity.authority_key.as_deref() else {
            return self.by_name.get(name).copied();
        };
        let with_key = self.by_name_and_key.get(&(name, Some(key)));
        let silent = || self.by_name_and_key.get(&(name, None));
        with_key.or_else(silent).copied()
    }
}

/// The longest chain that is built: real ones have fewer than ten certificates.
const MAX_LENGTH: usize = 32;

#[cfg(test)]
mod tests {
    use super::*;

    fn identity(subject: &str, issuer: &str, own: &[u8], authority: &[u8]) -> Identity {
        let key = |octets: &[u8]| (!octets.is_empty()).then(|| octets.to_vec());
        Identity {
            subject: subject.to_owned(),
            issuer: issuer.to_owned(),
            subject_key: key(own),
            authority_key: key(authority),
        }
    }

    #[test]
    fn key_identifiers_choose_between_issuers_of_one_name() {
        let old = || Some(identity("ca", "ca", b"old", b""));
        let new = || Some(identity("ca", "ca", b"new", b""));
        let silent = || Some(identity("ca", "ca", b"", b""));
        let issuer = |all: &[Option<Identity>], authority: &[u8]| {
            Bearers::new(all).issuer_of(&identity("leaf", "ca", b"leaf", authority))
        };
        let all = [None, old(), silent(), new()];
        assert_eq!(issuer(&all, b"new"), Some(3));
        assert_eq!(issuer(&all, b"old"), Some(1));
        assert_eq!(
            issuer(&all, b"other"),
            Some(2),
            "one that says nothing may be it"
        );
        assert_eq!(issuer(&all, b""), Some(1), "the first by name");
        assert_eq!(issuer(&[old(), new()], b"other"), None);
    }

    #[test]
    fn a_chain_ends_at_a_self_signed_certificate() {
        let root = || Some(identity("ca", "ca", b"old", b"old"));
        let renewed = || Some(identity("ca", "ca", b"new", b"old"));
        let all = [renewed(), root()];
        let bearers = Bearers::new(&all);
        assert_eq!(bearers.issuer_of(&root().unwrap()), None);
        assert_eq!(bearers.issuer_of(&renewed().unwrap()), Some(1));
    }

    #[test]
    fn loops_end() {
        let pool = CertificatePool {
            certificates: vec![Arc::from(&b"a"[..]), Arc::from(&b"b"[..])],
            issuers: vec![Some(1), Some(0)],
        };
        assert_eq!(pool.chain(0), [0, 1]);
        assert_eq!(pool.leaf(&[0, 1]), Some(0), "each issued another");
        assert_eq!(pool.leaf(&[]), None);
    }

    #[test]
    fn order_in_the_file_does_not_matter() {
        let bundle = include_bytes!("../../tests/data/certificates/bundle-4.pem");
        let certificates = Certificate::parse_all(bundle).unwrap();
        let mut ders: Vec<Arc<[u8]>> = certificates.iter().map(|one| one.der().into()).collect();
        let chain = |ders: &[Arc<[u8]>]| {
            let pool = CertificatePool::new(ders.to_vec());
            let leaf = pool.leaf(&(0..ders.len()).collect::<Vec<_>>()).unwrap();
            let chain = pool.chain(leaf);
            chain
                .iter()
                .map(|&position| pool.der(position))
                .collect::<Vec<_>>()
        };
        let expected = chain(&ders);
        assert!(expected.len() > 1);
        for _ in 0..ders.len() {
            ders.rotate_left(1);
            let found = chain(&ders);
            assert!(found.windows(2).all(|pair| {
                let issued = Certificate::from_der(&pair[0]).unwrap();
                let issuer = Certificate::from_der(&pair[1]).unwrap();
                issued.issuer().der() == issuer.subject().der()
            }));
        }
    }
}
