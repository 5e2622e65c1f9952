//! Which certificate issued which, among those of one keystore: by name and key identifier, no signature checked.

use std::collections::HashMap;
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
        let mut by_subject: HashMap<&str, Vec<(usize, &Identity)>> = HashMap::new();
        for (position, identity) in identities.iter().enumerate() {
            if let Some(identity) = identity {
                let bearers = by_subject.entry(&identity.subject).or_default();
                bearers.push((position, identity));
            }
        }
        let issuer = |identity: &Option<Identity>| {
            let identity = identity.as_ref()?;
            let bearers = by_subject.get(identity.issuer.as_str())?;
            identity.issuer_among(bearers)
        };
        let issuers = identities.iter().map(issuer).collect();
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
        let issues_another = |candidate: usize| {
            let mut others = among.iter().filter(|&&other| other != candidate);
            others.any(|&other| self.issuers[other] == Some(candidate))
        };
        let mut ends = among.iter().copied();
        ends.find(|&candidate| !issues_another(candidate))
            .or_else(|| among.first().copied())
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

    /// Returns the position of the issuer among those who bear its name: one with the key identifier asked for, else the
    /// first that has none; the first of all if none is asked for (the rule of Java's PKCS12KeyStore).
    fn issuer_among(&self, bearers: &[(usize, &Self)]) -> Option<usize> {
        let own_key = self.authority_key.is_none() || self.authority_key == self.subject_key;
        if self.subject == self.issuer && own_key {
            return None;
        }
        let Some(authority_key) = &self.authority_key else {
            return bearers.first().map(|&(position, _)| position);
        };
        let asked_for =
            |(_, bearer): &&(usize, &Self)| bearer.subject_key.as_ref() == Some(authority_key);
        let silent = |(_, bearer): &&(usize, &Self)| bearer.subject_key.is_none();
        let mut found = bearers.iter().find(asked_for);
        found = found.or_else(|| bearers.iter().find(silent));
        found.map(|&(position, _)| position)
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
        let old = identity("ca", "ca", b"old", b"");
        let silent = identity("ca", "ca", b"", b"");
        let new = identity("ca", "ca", b"new", b"");
        let all = [(0, &old), (1, &silent), (2, &new)];
        let issuer =
            |authority: &[u8]| identity("leaf", "ca", b"leaf", authority).issuer_among(&all);
        assert_eq!(issuer(b"new"), Some(2));
        assert_eq!(issuer(b"old"), Some(0));
        assert_eq!(issuer(b"other"), Some(1), "one that says nothing may be it");
        assert_eq!(issuer(b""), Some(0), "the first by name");
        let others = [(0, &old), (2, &new)];
        let leaf = identity("leaf", "ca", b"leaf", b"other");
        assert_eq!(leaf.issuer_among(&others), None);
    }

    #[test]
    fn a_chain_ends_at_a_self_signed_certificate() {
        let root = identity("ca", "ca", b"old", b"old");
        assert_eq!(root.issuer_among(&[(0, &root)]), None);
        // Self-issued with another key: a root that was renewed (RFC 5280 §3.2).
        let renewed = identity("ca", "ca", b"new", b"old");
        assert_eq!(renewed.issuer_among(&[(1, &renewed), (0, &root)]), Some(0));
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
        let bundle = include_bytes!("../tests/data/certificates/bundle-4.pem");
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
