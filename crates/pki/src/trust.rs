//! Whether a certificate is trusted: a path to a trusted one, and everything that is wrong with the best there is.

mod authority; // whether a certificate may issue others
mod best_path; // the path that came furthest, where none is without fault
mod budget; // how much work it may take
mod candidates; // which certificates could have issued one
mod ending; // why a path ends before a trusted certificate
#[cfg(test)]
pub(crate) mod pkits; // NIST's test suite of path validation, for the tests
pub(crate) mod policy_graph; // which policies a path is valid for
mod purpose; // what a certificate is to be used for
mod reason; // why a certificate is not trusted
pub(crate) mod revocation; // whether a certificate was withdrawn, by the lists that are there
mod search; // the building of a path
mod server_name; // whether a certificate names a server
mod signature; // whether one was signed by the key of another
mod soundness; // whether a certificate is what RFC 5280 demands
mod validity; // the period of validity
mod verified; // the chain that a successful check returns
mod walk; // what can only be told from a whole path
mod weakness; // weak algorithms and weak keys

pub use purpose::Purpose;
pub use reason::{NotTrusted, Reason, ReasonCode};
pub use verified::VerifiedChain;

use crate::{Certificate, CertificateList, Time};
use search::Search;

/// What is weak and accepted all the same; by default nothing is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Allowed {
    /// Signatures over SHA-1 digests.
    pub sha1: bool,
    /// RSA keys from 1024 to 2047 bits.
    pub rsa_1024: bool,
    /// Certificates that RFC 5280 forbids to issue and that say all the same what they mean: without key identifiers, with
    /// basic constraints or alternative names that are not critical, with a serial number that is not positive or too long.
    /// Internal authorities issue such certificates, `openssl x509 -req` among their tools.
    pub nonconforming: bool,
}

/// What a certificate is checked against: who is trusted, what else is known, for which purpose and when.
///
/// # Limits
/// However many certificates there are, whatever they say: a path has at most 32 of them; signatures are verified to the worth
/// of 2000 verifications with an RSA key of 2048 bits (one on an elliptic curve counts as nine); 500 000 certificates are looked
/// at as possible issuers, those that are looked at again included; 200 paths to a trusted certificate are checked, each with at
/// most 2^20 comparisons of names with name constraints. What goes beyond is refused with
/// [`ReasonCode::TooMuchWork`]. A search that is not trusted may take the same steps once more, to say why.
/// [`Certificate::parse_all`] reads at most 10 000 certificates of 1 MiB each.
#[derive(Clone, Copy, Debug)]
pub struct PathValidation<'a> {
    /// The certificates that are trusted as they are: roots, authorities below one, or end entities.
    pub anchors: &'a [Certificate],
    /// Certificates that may stand in between, in any order; those that do not belong are ignored.
    pub intermediates: &'a [Certificate],
    /// Lists of revoked certificates; nothing is asked about revocation where there are none.
    pub crls: &'a [CertificateList],
    /// What the certificate is to be used for.
    pub purpose: Purpose,
    /// The time at which it has to be valid.
    pub at: Time,
    /// The DNS name or IP address that the certificate has to name; `None` where nobody asks.
    pub server_name: Option<&'a str>,
    /// What is weak and accepted all the same.
    pub allowed: Allowed,
}

impl<'a> PathValidation<'a> {
    /// Returns a check against these trusted certificates, with nothing else known and nothing weak accepted.
    pub fn new(anchors: &'a [Certificate], purpose: Purpose, at: Time) -> Self {
        Self {
            anchors,
            intermediates: &[],
            crls: &[],
            purpose,
            at,
            server_name: None,
            allowed: Allowed::default(),
        }
    }

    /// Verifies a certificate (RFC 5280 §6.1): returns the chain to a trusted certificate, or everything that is wrong with the
    /// one that came furthest.
    ///
    /// A certificate that is itself among the trusted ones, byte for byte, is trusted, unless it is expired, weak, not what
    /// RFC 5280 demands or for other purposes. Trusted authorities are checked as those below them are, their own validity
    /// included (as OpenSSL and Java's TLS do, and RFC 5280 leaves open), except for the signature on them. The verdict does
    /// not depend on the order of the certificates.
    ///
    /// What is trusted of an authority is what its trusted certificate says: as long as that one is valid, another certificate
    /// of the same name and key with other limits is left aside. Among several paths any on which nothing is wrong will do.
    ///
    /// The work is bounded, whatever the certificates are: paths of 32, some two thousand signatures of RSA-2048, two hundred
    /// thousand looks at a possible issuer, fifty whole paths. Ten thousand authorities that all vouch for each other are
    /// answered in tenths of a second, with [`ReasonCode::TooMuchWork`] if nothing was found.
    ///
    /// Revocation is looked at where there are lists: there must be one for the certificate itself, and what the others say
    /// about those above it counts.
    ///
    /// ```
    /// use credtool_pki::{Certificate, PathValidation, Purpose, ReasonCode, Time};
    ///
    /// let bundle = include_bytes!("../tests/data/certificates/bundle-4.pem");
    /// let certificates = Certificate::parse_all(bundle)?;
    /// let (leaf, anchors) = (&certificates[0], &certificates[3..]);
    /// let at = Time::from_unix_seconds(1_781_524_800);
    /// let mut validation = PathValidation::new(anchors, Purpose::Client, at);
    ///
    /// let no = validation.verify(leaf).unwrap_err();
    /// assert_eq!(no.reasons()[0].code(), ReasonCode::MissingIntermediate);
    ///
    /// validation.intermediates = &certificates[1..3];
    /// let chain = validation.verify(leaf).unwrap();
    /// assert_eq!(chain.certificates().len(), 4);
    /// # Ok::<(), credtool_pki::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`NotTrusted`] with every reason.
    pub fn verify(&self, leaf: &Certificate) -> Result<VerifiedChain, NotTrusted> {
        let itself = self.anchors.iter().any(|one| one.der() == leaf.der());
        let reasons = self.leaf_reasons(leaf, itself);
        if itself {
            return match reasons.is_empty() {
                true => Ok(VerifiedChain::new(self, leaf, &[leaf])),
                false => Err(NotTrusted::new(reasons, vec![leaf.clone()])),
            };
        }
        let search = Search::new(self, leaf);
        let path = match search.faultless() {
            Some(path) if reasons.is_empty() => path,
            Some(path) => {
                let chain = path.into_iter().cloned().collect();
                return Err(NotTrusted::new(reasons, chain));
            }
            None => search.explain(reasons)?,
        };
        Ok(VerifiedChain::new(self, leaf, &path))
    }

    /// Returns what is wrong with the certificate that is verified, whoever issued it.
    fn leaf_reasons(&self, leaf: &Certificate, trusted: bool) -> Vec<Reason> {
        let mut reasons = Vec::new();
        soundness::check(leaf, trusted, self.allowed, &mut reasons);
        soundness::check_critical(leaf, !self.crls.is_empty(), &mut reasons);
        validity::check(leaf, self.at, &mut reasons);
        self.purpose.check_extended(leaf, &mut reasons);
        self.purpose.check_key_usage(leaf, &mut reasons);
        self.allowed.check_key(leaf, &mut reasons);
        // The signature on a trusted root proves nothing, so its weakness is no weakness.
        if !(trusted && authority::is_self_issued(leaf)) {
            self.allowed.check_algorithm(leaf, &mut reasons);
        }
        if let Some(server) = self.server_name {
            server_name::check(leaf, server, &mut reasons);
        }
        reasons
    }
}
