//! `ca import`: an authority that exists elsewhere moves into a folder.

use std::collections::BTreeSet;
use std::path::PathBuf;

use credtool_pki::{Authority, CertificateList, RevocationReason};

use super::event::{Origin, What};
use super::folder::FolderOption;
use super::new_folder::{self, NewCa};
use crate::failure::{Answer, Code, Failure};
use crate::io::{Io, Limit};
use crate::keystore::chain_of;
use crate::open::{self, PasswordOptions};
use crate::refusal;

/// Take a CA that exists: its key, its certificate, and the certificates above it
///
/// What it issued before is not known here. Its last revocation list, given with --crl, goes on in the lists made here; without it
/// those certificates would seem to be valid again.
#[derive(clap::Args)]
#[command(after_help = "\
Example:
  $ credtool ca import --dir ca --key old-ca.key --password prompt --cert old-ca.crt --chain root.crt --crl last.crl

The key is encrypted in the folder: with --new-password, else with the password that it had.

Exit status: 0 done; 2 could not be done (a CA that exists is never overwritten).")]
pub(crate) struct Import {
    #[command(flatten)]
    folder: FolderOption,
    /// The private key: a key file or a keystore
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// The entry of the keystore, upper and lower case alike; the only key needs none
    #[arg(long, value_name = "ALIAS")]
    alias: Option<String>,
    #[command(flatten)]
    passwords: PasswordOptions,
    /// Its certificate; the rest of a bundle joins the chain
    #[arg(long, value_name = "FILE")]
    cert: PathBuf,
    /// The certificates of those who issued it, its own issuer first
    #[arg(long, value_name = "FILE")]
    chain: Option<PathBuf>,
    /// The newest revocation list of the CA: its number and what it revokes are carried on
    #[arg(long, value_name = "FILE")]
    crl: Option<PathBuf>,
    /// Encrypt the key in the folder with this password; SRC is env:NAME, file:PATH, fd:N, -, prompt or pm2:SERVICE
    #[arg(long, value_name = "SRC")]
    new_password: Option<String>,
    /// Leave the key in the folder unencrypted
    #[arg(long, conflicts_with = "new_password")]
    unencrypted: bool,
}

impl Import {
    pub(super) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        let new_ca = NewCa::begin(io, &self.folder)?;
        let mut passwords = self.passwords.read(io)?;
        let opened = open::private_key_from(io, &self.key, self.alias.as_deref(), &mut passwords)?;
        let mut chain = chain_of(
            io,
            opened.key(),
            &self.key,
            &self.cert,
            self.chain.as_deref(),
        )?;
        let certificate = chain.remove(0);
        let key = opened.into_key();
        let authority = Authority::import(key, certificate, chain).map_err(|error| {
            let message = format!("could not take the CA of {}", self.cert.display());
            refusal::of(&error, message)
        })?;
        let before = match &self.crl {
            Some(path) => revoked_before(io, &authority, path)?,
            None => {
                io.out.warn("what it revoked before is not known here, and the lists made here would not name it: give its newest list with --crl FILE");
                Vec::new()
            }
        };
        let asked;
        let password = match &self.new_password {
            _ if self.unencrypted => None,
            Some(text) => {
                asked = open::new_password(io, text, "--new-password")?;
                Some(&asked)
            }
            None => match passwords.known() {
                Some(password) => Some(password),
                None if io.may_ask() => {
                    asked = open::new_password(io, "prompt", "--new-password")?;
                    Some(&asked)
                }
                None => {
                    return Err(new_folder::password_needed(
                        "--new-password (or --password)",
                    ));
                }
            },
        };
        new_ca.commit(io, Origin::Imported, &authority, password, before)?;
        new_folder::answer(
            io,
            &self.folder,
            authority.certificate(),
            password.is_some(),
            "took",
        )?;
        Ok(Answer::Yes)
    }
}

/// Returns what the authority's own list says: its number, and every certificate on it.
fn revoked_before(
    io: &mut Io,
    authority: &Authority,
    path: &std::path::Path,
) -> Result<Vec<What>, Failure> {
    let input = io.read(path, LIST)?;
    let message = format!("could not take the revocation list {}", input.name);
    let lists = CertificateList::parse_all(&input.bytes)
        .map_err(|error| refusal::of(&error, message.clone()))?;
    let (mut before, mut seen) = (Vec::new(), BTreeSet::new());
    let mut number = 0;
    for list in &lists {
        list.verify_signature(authority.certificate().spki_der())
            .map_err(|error| {
                Failure::new(Code::KeyMismatch, message.clone())
                    .because(error)
                    .hint("give a list that this CA signed")
            })?;
        if list.delta_base().is_some() {
            let failure = Failure::new(Code::Unsupported, message);
            return Err(failure
                .because("it is a delta list, which does not name everything that is revoked")
                .hint("give the newest full list"));
        }
        if let Some(hex) = list.number() {
            let own = u64::from_str_radix(&hex, 16).map_err(|_| {
                let failure = Failure::new(Code::Unsupported, message.clone());
                failure.because(format!(
                    "its number {hex} has more than 64 bits, and the next ones have to follow it"
                ))
            })?;
            number = number.max(own);
        }
        for entry in list.entries() {
            let serial = super::serial::of(entry.serial_octets());
            if seen.insert(serial.clone()) {
                before.push(What::Revoked {
                    serial,
                    since: entry.revocation_date(),
                    reason: entry.reason().unwrap_or(RevocationReason::Unspecified),
                    issued_elsewhere: true,
                });
            }
        }
    }
    if number > 0 {
        before.push(What::Crl {
            number,
            sha256: None,
        });
    }
    Ok(before)
}

const LIST: Limit = Limit {
    what: "the revocation list",
    bytes: 64 << 20,
};
