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

mod algorithm; // AlgorithmIdentifier: which algorithm, with what parameters
mod asn1_string; // character strings of any age as text
mod attribute_type; // types of attributes in names
mod ber; // BER to DER: indefinite lengths, strings in pieces
mod certificate; // certificates: every field of one
mod certificate_file; // certificates and requests from PEM, DER, PKCS#7, bare base64
mod crl; // revocation lists: every field of one
mod crl_entry; // one entry of it: which certificate, since when, why
mod crl_file; // revocation lists from PEM and DER
mod csr; // certification requests and their proof of possession
mod defect; // what a certificate says that RFC 5280 forbids
mod distribution_point; // where revocation lists are, and what one is limited to
mod error; // what can be wrong, public structure only
mod extension; // extensions, in a certificate or asked for by a request
mod extension_value; // what the extensions say
mod extension_write; // the same, the other way
mod general_name; // subject alternative names
mod general_name_new; // the same from text, their syntax checked
mod general_name_write; // and in their encoding
mod hash; // the hash functions of encryption and integrity, by object identifier
mod host; // hosts, alone and in e-mail addresses and URIs
mod issue; // authorities, plans, certificates and revocation lists
mod jks; // Java's own keystores, JKS and JCEKS
mod jks_key; // how Java protects a private key in them
mod jks_reader; // what java.io.DataInputStream reads
mod jks_sealed; // the end of a serialized Java object
mod key_content; // what a DER structure is, judged by its shape
mod key_file; // which key a file holds
mod key_identity; // whether two keys are one, however encoded
mod key_info; // what can be said about a key without using it
mod key_type; // kinds of keys, and curves
mod keystore; // a keystore of any kind as named entries
mod keystore_chain; // which certificate issued which
mod keystore_entry; // one entry, whose key stays closed until asked for
mod keystore_kind; // which kind of keystore some bytes are
mod keystore_pem; // several PEM blocks as a keystore
mod name; // distinguished names as RFC 4514 writes them
mod name_constraints; // the names over which an authority may issue
mod name_constraints_check; // whether the names of a certificate lie within them
mod name_match; // whether two names are one, however encoded
mod name_subtree; // one such constraint, and whether a name lies within it
mod name_text; // the same from text
mod name_write; // their attributes, encoded within bounds
mod new_request; // new certification requests
mod oid; // object identifiers as text, and their names
mod password; // a password, erased on drop
mod pbe; // password-based encryption: PBES2, PBES1, PKCS#12
mod pem; // text blocks, read tolerantly
mod pkcs12; // PKCS#12 files: the outer structure and its integrity
mod pkcs12_bag; // keys and certificates in it, with their names
mod pkcs12_entries; // from those to entries
mod pkcs12_kdf; // the key derivation of PKCS#12
mod pkcs12_mac; // its integrity
mod pkcs12_pbe; // its encryption, bounded for the whole file
mod pkcs12_write; // new PKCS#12 files
#[cfg(test)]
mod pkits; // NIST's test suite of path validation, for the tests
mod policy; // certificate policies: what the extensions say
mod policy_graph; // which policies a path is valid for
mod private_key; // private keys from any file
mod private_key_info; // PKCS#8: what every private key becomes
mod public_key; // public keys from any file
mod revocation; // whether a certificate was withdrawn, by the lists that are there
mod revocation_reason; // why a certificate was revoked
mod rsa_numbers; // the public numbers of an RSA key
mod signature_algorithm; // signature algorithms: their names, and what verifies them
mod signing; // what a key signs with
mod time; // UTCTime and GeneralizedTime to Unix seconds and RFC 3339
mod tlv; // tag, length, value: the reader under every ASN.1 structure
mod tlv_write; // the same, the other way
mod traditional_pem; // encryption by Proc-Type and DEK-Info
mod trust; // whether a certificate is trusted, and everything that is wrong when not
mod work_limit; // how much work a file may ask for

pub use certificate::Certificate;
pub use crl::CertificateList;
pub use crl_entry::{Entries, RevokedCertificate};
pub use csr::CertificationRequest;
pub use defect::Defect;
pub use distribution_point::{DistributionPoint, DistributionPointName, IssuingDistributionPoint};
pub use error::{Error, PemProblem};
pub use extension::{Extension, Extensions};
pub use extension_value::{AuthorityKeyIdentifier, ExtensionValue, KeyUsage};
pub use general_name::GeneralName;
pub use issue::{
    Authority, Decision, Issuance, IssueReason, IssueReasonCode, IssueRefused, Issuer,
    NewAuthority, NewCrl, NewRevocation, Outliving, Profile, Renewal, Terms, UnknownProfile,
};
pub use key_file::Key;
pub use key_identity::spki_sha256;
pub use key_info::{KeyInfo, KeyStructure};
pub use key_type::KeyType;
pub use keystore::{Integrity, Keystore, KeystoreFormat};
pub use keystore_entry::{Entry, EntryKind};
pub use name::{Name, NameAttribute};
pub use name_constraints::{GeneralSubtree, NameConstraints};
pub use new_request::NewRequest;
pub use oid::oid_name;
pub use password::Password;
pub use pem::Pem;
pub use pkcs12_write::NewPkcs12;
pub use policy::{PolicyInformation, PolicyMapping};
pub use private_key::PrivateKey;
pub use public_key::PublicKey;
pub use revocation_reason::{RevocationReason, UnknownRevocationReason};
pub use signature_algorithm::SignatureAlgorithm;
pub use time::Time;
pub use trust::{Allowed, NotTrusted, PathValidation, Purpose, Reason, ReasonCode, VerifiedChain};
