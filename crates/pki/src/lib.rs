//! Private keys, public keys, keystores, certificates and signing requests, read from whatever form they come in.
//!
//! Bytes in, values out: nothing here touches a file, a clock or an environment; randomness is an argument.

mod algorithm; // AlgorithmIdentifier: which algorithm, with what parameters
mod asn1_string; // character strings of any age as text
mod ber; // BER to DER: indefinite lengths, strings in pieces
mod certificate; // certificates: every field of one
mod certificate_file; // certificates and requests from PEM, DER, PKCS#7, bare base64
mod csr; // certification requests and their proof of possession
mod defect; // what a certificate says that RFC 5280 forbids
mod error; // what can be wrong, public structure only
mod extension; // extensions, in a certificate or asked for by a request
mod extension_value; // what the extensions say
mod general_name; // subject alternative names
mod hash; // the hash functions of encryption and integrity, by object identifier
mod name; // distinguished names as RFC 4514 writes them
mod oid; // object identifiers as text, and their names
mod password; // a password, erased on drop
mod pbe; // password-based encryption: PBES2, PBES1, PKCS#12
mod pem; // text blocks, read tolerantly
mod pkcs12_kdf; // the key derivation of PKCS#12
mod signature_algorithm; // signature algorithms: their names, and what verifies them
mod time; // UTCTime and GeneralizedTime to Unix seconds and RFC 3339
mod tlv; // tag, length, value: the reader under every ASN.1 structure
mod tlv_write; // the same, the other way
mod work_limit; // how much work a file may ask for

pub use certificate::Certificate;
pub use csr::CertificationRequest;
pub use defect::Defect;
pub use error::{Error, PemProblem};
pub use extension::{Extension, Extensions};
pub use extension_value::{AuthorityKeyIdentifier, ExtensionValue, KeyUsage};
pub use general_name::GeneralName;
pub use name::{Name, NameAttribute};
pub use oid::oid_name;
pub use password::Password;
pub use pem::Pem;
pub use signature_algorithm::SignatureAlgorithm;
pub use time::Time;
