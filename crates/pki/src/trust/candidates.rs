//! Which certificates could have issued one: those whose subject is its issuer, in an order that does not depend on how they
//! were given.

use std::cell::{Cell, OnceCell};
use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use credtool_crypto_engine as engine;

use crate::{Certificate, Time};

/// A certificate that may stand in a path.
pub(super) struct Candidate<'a> {
    pub(super) certificate: &'a Certificate,
    /// Whether it is one of those that are trusted as they are.
    pub(super) trusted: bool,
    key: OnceCell<Result<engine::PublicKey, engine::Error>>,
}

impl<'a> Candidate<'a> {
    pub(super) fn new(certificate: &'a Certificate, trusted: bool) -> Self {
        Self {
            certificate,
            trusted,
            key: OnceCell::new(),
        }
    }

    /// Returns the key to verify with, read once.
    pub(super) fn key(&self) -> &Result<engine::PublicKey, engine::Error> {
        self.key
            .get_or_init(|| engine::PublicKey::from_spki_der(self.certificate.spki_der()))
    }
}

/// What the key identifiers say about a certificate and a possible issuer of it (RFC 5280 §4.2.1.1); a hint for the search
/// and for messages, never a proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum KeyRelation {
    /// It is this key.
    Same,
    /// One of them says nothing.
    Silent,
    /// It is another key.
    Other,
}

impl KeyRelation {
    pub(super) fn of(certificate: &Certificate, issuer: &Certificate) -> Self {
        let authority = certificate.extensions().authority_key_identifier();
        let wanted = authority.and_then(|authority| authority.key_id.as_deref());
        match (wanted, issuer.extensions().subject_key_identifier()) {
            (Some(wanted), Some(found)) if wanted == found => Self::Same,
            (Some(_), Some(_)) => Self::Other,
            _ => Self::Silent,
        }
    }
}

/// All certificates that may stand above the one that is verified.
pub(super) struct Candidates<'a> {
    all: Vec<Candidate<'a>>,
    at: Time,
    /// How often they were looked through.
    scans: Cell<usize>,
    /// By the encoding of the subject; made when many certificates were looked through a few times.
    by_encoding: OnceCell<HashMap<&'a [u8], Vec<usize>>>,
    /// By the name that the subject stands for (RFC 5280 §7.1); made when the encodings lead nowhere.
    by_name: OnceCell<HashMap<Vec<u8>, Vec<usize>>>,
}

impl<'a> Candidates<'a> {
    pub(super) fn new(trusted: &'a [Certificate], others: &'a [Certificate], at: Time) -> Self {
        let mut all = Vec::with_capacity(trusted.len() + others.len());
        all.extend(trusted.iter().map(|one| Candidate::new(one, true)));
        all.extend(others.iter().map(|one| Candidate::new(one, false)));
        Self {
            all,
            at,
            scans: Cell::new(0),
            by_encoding: OnceCell::new(),
            by_name: OnceCell::new(),
        }
    }

    pub(super) fn get(&self, index: usize) -> &Candidate<'a> {
        &self.all[index]
    }

    /// Returns those whose subject is encoded as this certificate's issuer is, the likeliest first.
    pub(super) fn same_encoding(&self, certificate: &Certificate) -> Vec<usize> {
        let issuer = certificate.issuer().der();
        let scans = self.scans.replace(self.scans.get().saturating_add(1));
        let found = if self.all.len() <= FEW || scans < SCANS {
            let all = self.all.iter().enumerate();
            let mut found: Vec<_> = all
                .filter(|(_, one)| one.certificate.subject().der() == issuer)
                .map(|(index, _)| index)
                .collect();
            self.settle(&mut found);
            found
        } else {
            let by_encoding = self.by_encoding.get_or_init(|| {
                let mut index: HashMap<&[u8], Vec<usize>> = HashMap::new();
                for (at, one) in self.all.iter().enumerate() {
                    index
                        .entry(one.certificate.subject().der())
                        .or_default()
                        .push(at);
                }
                for group in index.values_mut() {
                    self.settle(group);
                }
                index
            });
            by_encoding.get(issuer).cloned().unwrap_or_default()
        };
        self.ordered(found, certificate)
    }

    /// Returns those whose subject is the name of this certificate's issuer, otherwise encoded, the likeliest first.
    pub(super) fn same_name(&self, certificate: &Certificate) -> Vec<usize> {
        let by_name = self.by_name.get_or_init(|| {
            let mut index: HashMap<Vec<u8>, Vec<usize>> = HashMap::new();
            for (at, one) in self.all.iter().enumerate() {
                let name = one.certificate.subject().canonical();
                index.entry(name).or_default().push(at);
            }
            for group in index.values_mut() {
                self.settle(group);
            }
            index
        });
        let issuer = certificate.issuer();
        let group = by_name.get(&issuer.canonical());
        let other_encoding = |&&index: &&usize| {
            let subject = self.all[index].certificate.subject();
            subject.der() != issuer.der()
        };
        let found = group.into_iter().flatten().filter(other_encoding);
        self.ordered(found.copied().collect(), certificate)
    }

    /// Returns both.
    pub(super) fn all_of_name(&self, certificate: &Certificate) -> Vec<usize> {
        let mut all = self.same_encoding(certificate);
        all.extend(self.same_name(certificate));
        all
    }

    /// Brings the certificates of one name into an order of their own, each once.
    fn settle(&self, group: &mut Vec<usize>) {
        if group.len() < 2 {
            return;
        }
        let encoding = |&index: &usize| {
            let one = &self.all[index];
            (one.certificate.der(), Reverse(one.trusted))
        };
        group.sort_unstable_by(|a, b| encoding(a).cmp(&encoding(b)));
        group.dedup_by_key(|index| self.all[*index].certificate.der());
    }

    /// Puts first whose key identifier is asked for, then who is trusted.
    fn ordered(&self, mut group: Vec<usize>, certificate: &Certificate) -> Vec<usize> {
        if group.len() < 2 {
            return group;
        }
        self.leave_superseded(&mut group);
        group.sort_by_cached_key(|&index| {
            let one = &self.all[index];
            let relation = KeyRelation::of(certificate, one.certificate);
            (relation, !one.trusted)
        });
        group
    }

    /// Leaves out what says otherwise about a key than a trusted certificate of the same name: what is trusted of an authority
    /// is what that one says, with its limits, as long as it is valid.
    fn leave_superseded(&self, group: &mut Vec<usize>) {
        let trusted_keys: HashSet<_> = group
            .iter()
            .map(|&index| &self.all[index])
            .filter(|one| one.trusted)
            .map(|one| one.certificate)
            .filter(|one| one.not_before() <= self.at && self.at <= one.not_after())
            .map(Certificate::spki_der)
            .collect();
        if !trusted_keys.is_empty() {
            group.retain(|&index| {
                let one = &self.all[index];
                one.trusted || !trusted_keys.contains(one.certificate.spki_der())
            });
        }
    }
}

/// So many are looked through faster than an index is made.
const FEW: usize = 32;
/// More are looked through so often first: a path of honest certificates is found by then.
const SCANS: usize = 8;
