//! Private keys, public keys, keystores, certificates and signing requests, read from whatever form they come in.
//!
//! Bytes in, values out: nothing here touches a file, a clock or an environment; randomness is an argument.

mod algorithm; // AlgorithmIdentifier: which algorithm, with what parameters
mod ber; // BER to DER: indefinite lengths, strings in pieces
mod error; // what can be wrong, public structure only
mod hash; // the hash functions of encryption and integrity, by object identifier
mod password; // a password, erased on drop
mod pbe; // password-based encryption: PBES2, PBES1, PKCS#12
mod pkcs12_kdf; // the key derivation of PKCS#12
mod tlv; // tag, length, value: the reader under every ASN.1 structure
mod work_limit; // how much work a file may ask for

pub use error::{Error, PemProblem};
pub use password::Password;
