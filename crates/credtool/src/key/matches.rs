//! `key match`: does this key belong to this certificate or request?

use std::path::PathBuf;

use credtool_pki::PublicKey;
use serde_json::json;

use crate::failure::{Answer, Failure};
use crate::io::Io;
use crate::open::{self, KeyOptions};

/// Say whether a private key belongs to a certificate, request or public key
#[derive(clap::Args)]
#[command(after_help = "\
Example:
  $ credtool key match app.pem hermosa.crt
  the key matches

Exit status: 0 it does; 1 it does not; 2 could not be done. Both keys' SHA-256 are on stderr.")]
pub(crate) struct Match {
    /// The private key or the keystore that holds it
    key: PathBuf,
    /// The certificate (any of a bundle will do), request or public key
    #[arg(value_name = "CERT-OR-CSR")]
    certificate: PathBuf,
    #[command(flatten)]
    options: KeyOptions,
}

impl Match {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        let opened = open::private_key(io, &self.key, &self.options)?;
        let others = open::public_keys(io, &self.certificate, &KeyOptions::default())?;
        let matches = others
            .iter()
            .any(|other| opened.key().matches(other.spki_der()));
        let ours = opened.key().info().spki_sha256_hex();
        let theirs: Vec<String> = others
            .iter()
            .map(|other: &PublicKey| other.info().spki_sha256_hex())
            .collect();
        io.out.note(format!("{ours}  {}", self.key.display()));
        for other in &theirs {
            io.out
                .note(format!("{other}  {}", self.certificate.display()));
        }
        let verdict = json!({ "match": matches, "key_spki_sha256": ours, "spki_sha256": theirs });
        io.out.answer(
            &verdict,
            if matches {
                "the key matches\n"
            } else {
                "the key does not match\n"
            },
        )?;
        Ok(if matches { Answer::Yes } else { Answer::No })
    }
}
