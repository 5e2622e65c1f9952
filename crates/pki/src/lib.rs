//! Private keys, public keys, keystores, certificates and signing requests, read from whatever form they come in.
//!
//! Bytes in, values out: nothing here touches a file, a clock or an environment; randomness is an argument. What a file is
//! is told by its content, and every refusal says which structure or field is wrong, never what a secret is.
//!
//! ```
//! use credtool_pki::{CertificationRequest, Password, PrivateKey};
//!
//! let file = include_bytes!("../tests/data/keys/rsa2048.pbes2-aes256-sha256.pem");
//! let key = PrivateKey::parse(file, Some(&Password::new("changeit")))?;
//! assert_eq!(key.info().to_string(), "RSA, 2048 bits");
//!
//! let request = CertificationRequest::parse(include_bytes!("../tests/data/csr/rsa2048.pem"))?;
//! assert!(key.matches(request.spki_der()));
//! # Ok::<(), credtool_pki::Error>(())
//! ```

mod asn1; // DER and BER, object identifiers, times, strings
mod certificate; // certificates: every field of one
mod crl; // revocation lists: every field of one
mod csr; // certification requests and their proof of possession
mod encryption; // passwords, what they open, and how much work that may be
mod error; // what can be wrong, public structure only
mod extension; // extensions, in a certificate or asked for by a request
mod general_name; // subject alternative names
mod issue; // authorities, plans, certificates and revocation lists
mod key; // keys from any file, what they are, what they sign with
mod keystore; // a keystore of any kind as named entries
mod name; // distinguished names as RFC 4514 writes them
mod name_constraints; // the names over which an authority may issue
mod pem; // text blocks, read tolerantly
mod trust; // whether a certificate is trusted, and everything that is wrong when not

pub use asn1::oid::oid_name;
pub use asn1::time::Time;
pub use certificate::Certificate;
pub use certificate::defect::Defect;
pub use certificate::distribution_point::{
    DistributionPoint, DistributionPointName, IssuingDistributionPoint,
};
pub use certificate::policy::{PolicyInformation, PolicyMapping};
pub use crl::CertificateList;
pub use crl::entry::{Entries, RevokedCertificate};
pub use crl::reason::{RevocationReason, UnknownRevocationReason};
pub use csr::CertificationRequest;
pub use csr::new::NewRequest;
pub use encryption::password::Password;
pub use error::{Error, PemProblem};
pub use extension::value::{AuthorityKeyIdentifier, ExtensionValue, KeyUsage};
pub use extension::{Extension, Extensions};
pub use general_name::GeneralName;
pub use issue::{
    Authority, Decision, Issuance, IssueReason, IssueReasonCode, IssueRefused, Issuer,
    NewAuthority, NewCrl, NewRevocation, Outliving, Profile, Renewal, Terms, UnknownProfile,
};
pub use key::file::Key;
pub use key::identity::spki_sha256;
pub use key::info::{KeyInfo, KeyStructure};
pub use key::key_type::KeyType;
pub use key::private_key::PrivateKey;
pub use key::public_key::PublicKey;
pub use key::signature_algorithm::SignatureAlgorithm;
pub use keystore::entry::{Entry, EntryKind};
pub use keystore::pkcs12::new::NewPkcs12;
pub use keystore::{Integrity, Keystore, KeystoreFormat};
pub use name::{Name, NameAttribute};
pub use name_constraints::{GeneralSubtree, NameConstraints};
pub use pem::Pem;
pub use trust::{Allowed, NotTrusted, PathValidation, Purpose, Reason, ReasonCode, VerifiedChain};
