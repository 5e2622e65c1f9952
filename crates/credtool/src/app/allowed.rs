//! Weaknesses of certificates that are accepted all the same.

use credtool_pki::Allowed;

use crate::cert::{self, Weakness};

/// What is weak and is accepted.
#[derive(clap::Args)]
pub(super) struct AllowOption {
    /// What is accepted of certificates all the same: sha1, rsa-1024, nonconforming; several with commas
    #[arg(long, value_enum, value_delimiter = ',', value_name = "WEAKNESS")]
    allow: Vec<Weakness>,
}

impl AllowOption {
    /// Returns what the library is to accept.
    pub(super) fn allowed(&self) -> Allowed {
        cert::allowed(&self.allow)
    }
}
