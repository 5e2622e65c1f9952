//! `keystore import`: a key, its certificate and chain as a new PKCS#12 file.

use std::path::{Path, PathBuf};

use credtool_pki::{Certificate, PrivateKey};
use serde_json::json;

use crate::failure::{Answer, Code, Failure};
use crate::io::{Io, Target};
use crate::open::{self, KeyOptions, PasswordOptions};
use crate::{cert, describe};

/// Put a key, its certificate and chain into a new PKCS#12 keystore
///
/// The file is read back and opened before it stands. JKS is read and not written: keytool and Java open PKCS#12.
#[derive(clap::Args)]
#[command(after_help = "\
Example:
  $ credtool keystore import --key hermosa.pem --cert hermosa.crt --chain ca.crt --alias hermosa --new-password prompt -o hermosa.p12

Exit status: 0 done; 2 could not be done.")]
pub(crate) struct Import {
    /// The private key
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    #[command(flatten)]
    passwords: PasswordOptions,
    /// Its certificate; the rest of a bundle joins the chain
    #[arg(long, value_name = "FILE")]
    cert: PathBuf,
    /// The certificates of those who issued it
    #[arg(long, value_name = "FILE")]
    chain: Option<PathBuf>,
    /// The name of the entry
    #[arg(long, value_name = "ALIAS")]
    alias: String,
    /// The password of the keystore and of the key in it; SRC is env:NAME, file:PATH, fd:N, -, prompt or pm2:SERVICE
    #[arg(long, value_name = "SRC")]
    new_password: String,
    /// Write to a new file of mode 0600
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// Replace the file if it exists, atomically
    #[arg(long)]
    force: bool,
}

impl Import {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        let target = Target::private(&self.output, self.force);
        target.permit()?;
        let options = KeyOptions {
            alias: None,
            passwords: self.passwords,
        };
        let opened = open::private_key(io, &self.key, &options)?;
        let chain = chain(
            io,
            opened.key(),
            &self.key,
            &self.cert,
            self.chain.as_deref(),
        )?;
        let password = open::new_password(io, &self.new_password, "--new-password")?;
        let bytes = super::new_pkcs12(io, &self.alias, opened.key(), &chain, &password)?;
        target.write(&bytes, &|written| {
            super::read_back(written, &self.alias, opened.key(), Some(&password))
        })?;
        io.out.note(format!(
            "wrote {} with the key {} and a chain of {}",
            self.output.display(),
            self.alias,
            chain.len()
        ));
        if io.out.wants_json() {
            let certificates: Vec<_> = chain.iter().map(describe::certificate_of_entry).collect();
            io.out.answer(&json!({ "file": self.output.display().to_string(), "alias": self.alias, "certificates": certificates }), "")?;
        }
        Ok(Answer::Yes)
    }
}

/// Returns the certificate of the key first, then all others in the order given, each once.
pub(crate) fn chain(
    io: &mut Io,
    key: &PrivateKey,
    key_file: &Path,
    certificate: &Path,
    more: Option<&Path>,
) -> Result<Vec<Certificate>, Failure> {
    let mut chain = cert::read(io, certificate)?;
    if let Some(more) = more {
        chain.extend(cert::read(io, more)?);
    }
    let Some(own) = chain.iter().position(|one| key.matches(one.spki_der())) else {
        let failure = Failure::new(
            Code::KeyMismatch,
            format!(
                "{} does not belong to {}",
                key_file.display(),
                certificate.display()
            ),
        );
        return Err(failure.because("key does not match the given certificate"));
    };
    chain[..=own].rotate_right(1);
    let mut seen = Vec::new();
    chain.retain(|one| {
        let new = !seen.contains(&one.sha256());
        seen.push(one.sha256());
        new
    });
    Ok(chain)
}
