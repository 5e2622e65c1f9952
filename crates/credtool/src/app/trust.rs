//! `app trust add`, `list` and `remove`: the certificates that an uploaded certificate must lead to.

use std::path::{Path, PathBuf};

use clap::Subcommand;
use credtool_app_registry::Command;
use credtool_pki::Certificate;
use serde_json::{Value, json};

use super::change::ChangeOptions;
use super::describe;
use crate::cert;
use crate::failure::{Answer, Failure};
use crate::io::Io;
use crate::store::{self, StoreOptions};

pub(super) const AFTER_HELP: &str = "\
Example:
  $ credtool app trust add roots.pem --comment 'the partners that we know'

Exit status: 0 done, or the answer is yes; 1 the answer is no; 2 it could not be done.";

#[derive(Subcommand)]
pub(crate) enum Verb {
    Add(Add),
    List(List),
    Remove(Remove),
}

/// Trust a certificate: apps may be given certificates that lead to it
#[derive(clap::Args)]
#[command(after_help = "\
Example:
  $ credtool app trust add partner-ca.crt --comment 'contract 1734'
  trusted: CN=Partner CA, until 2036-06-01T00:00:00Z

Of a file with several certificates all are trusted, or none.

Exit status: 0 done; 1 it is trusted already; 2 could not be done.")]
pub(crate) struct Add {
    /// The certificate, or several; PEM or DER, - for stdin
    file: PathBuf,
    #[command(flatten)]
    change: ChangeOptions,
}

/// List the certificates that are trusted
#[derive(clap::Args)]
#[command(after_help = "\
Example:
  $ credtool app trust list

Exit status: 0 done; 2 could not be done.")]
pub(crate) struct List {
    #[command(flatten)]
    store: StoreOptions,
}

/// Trust a certificate no more; what apps have already is looked at again wherever it is used
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ credtool app trust remove partner-ca.crt --comment 'contract ended'
  $ credtool app trust remove 3f…(64 hexadecimal digits) --comment 'contract ended'

Exit status: 0 done; 1 it is not trusted; 2 could not be done.")]
pub(crate) struct Remove {
    /// The certificate, or its SHA-256 fingerprint
    #[arg(value_name = "FILE|SHA256")]
    which: PathBuf,
    #[command(flatten)]
    change: ChangeOptions,
}

impl Verb {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        match self {
            Self::Add(verb) => verb.run(io),
            Self::List(verb) => verb.run(io),
            Self::Remove(verb) => verb.run(io),
        }
    }
}

impl Add {
    fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        let certificates = cert::read(io, &self.file)?;
        let commands = certificates.iter().map(|certificate| Command::TrustAdd {
            certificate: certificate.clone(),
        });
        let what = format!("could not trust {}", self.file.display());
        self.change
            .make_all(io, &what, &commands.collect::<Vec<_>>(), |_, _| {
                let lines = certificates
                    .iter()
                    .map(|one| format!("trusted: {}\n", describe::certificate_line(one)));
                let shown = json!({ "trusted": members(&certificates) });
                Ok((shown, lines.collect()))
            })
    }
}

impl List {
    fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        let mut opened = store::look(io, &self.store)?;
        let registry = opened.registry_of(&[])?;
        let certificates: Vec<Certificate> = registry.settings().trusted().to_vec();
        let lines: String = certificates
            .iter()
            .map(|one| format!("{}  {}\n", one.sha256(), describe::certificate_line(one)))
            .collect();
        io.out
            .answer(&json!({ "trusted": members(&certificates) }), lines)?;
        Ok(Answer::Yes)
    }
}

impl Remove {
    fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        let fingerprints = match fingerprint(&self.which) {
            Some(fingerprint) if !io.exists(&self.which) => vec![fingerprint],
            _ => {
                let certificates = cert::read(io, &self.which)?;
                certificates.iter().map(Certificate::sha256).collect()
            }
        };
        let commands = fingerprints.iter().map(|sha256| Command::TrustRemove {
            sha256: sha256.clone(),
        });
        let what = format!("could not end the trust in {}", self.which.display());
        self.change
            .make_all(io, &what, &commands.collect::<Vec<_>>(), |_, _| {
                let lines = fingerprints
                    .iter()
                    .map(|one| format!("not trusted any more: {one}\n"));
                Ok((json!({ "sha256": fingerprints }), lines.collect()))
            })
    }
}

/// Reads a SHA-256 in hexadecimal, with or without colons.
fn fingerprint(text: &Path) -> Option<String> {
    let digits: String = text.to_str()?.chars().filter(|c| *c != ':').collect();
    let sound = digits.len() == 64 && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    sound.then(|| digits.to_ascii_lowercase())
}

fn members(certificates: &[Certificate]) -> Value {
    certificates.iter().map(describe::certificate).collect()
}
