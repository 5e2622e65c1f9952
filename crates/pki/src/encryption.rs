//! What is encrypted under a password, and what that takes: the schemes, their hash functions, and a bound for their work.

pub(crate) mod hash; // the hash functions of encryption and integrity, by object identifier
pub(crate) mod password; // a password, erased on drop
pub(crate) mod pbe; // password-based encryption: PBES2, PBES1, PKCS#12
pub(crate) mod traditional_pem; // encryption by Proc-Type and DEK-Info
pub(crate) mod work_limit; // how much work a file may ask for
