//! Keys: private and public ones from any file, told by their content, and what they sign and verify with.

pub(crate) mod content; // what a DER structure is, judged by its shape
pub(crate) mod file; // which key a file holds
pub(crate) mod identity; // whether two keys are one, however encoded
pub(crate) mod info; // what can be said about a key without using it
pub(crate) mod key_type; // kinds of keys, and curves
pub(crate) mod private_key; // private keys from any file
pub(crate) mod private_key_info; // PKCS#8: what every private key becomes
pub(crate) mod public_key; // public keys from any file
pub(crate) mod rsa_numbers; // the public numbers of an RSA key
pub(crate) mod signature_algorithm; // signature algorithms: their names, and what verifies them
pub(crate) mod signing; // what a key signs with
