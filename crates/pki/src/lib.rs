//! Private keys, public keys, keystores, certificates and signing requests, read from whatever form they come in.
//!
//! Bytes in, values out: nothing here touches a file, a clock or an environment; randomness is an argument.

mod ber; // BER to DER: indefinite lengths, strings in pieces
mod error; // what can be wrong, public structure only
mod password; // a password, erased on drop
mod tlv; // tag, length, value: the reader under every ASN.1 structure

pub use error::{Error, PemProblem};
pub use password::Password;
