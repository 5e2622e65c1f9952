//! `ca create`: a new authority that signed its own certificate.

use clap::builder::PossibleValuesParser;
use credtool_crypto_engine::Randomness;
use credtool_pki::{Authority, Name, NewAuthority, PrivateKey};

use super::event::Origin;
use super::folder::FolderOption;
use super::new_folder::{self, NewCa};
use super::sign::{self, DAYS};
use crate::failure::{Answer, Code, Failure};
use crate::io::Io;
use crate::{clock, csr, key, open, refusal};

/// Make a new CA: a key, a certificate that it signed itself, and a log, in a folder of its own
///
/// The folder holds ca.key (encrypted), ca.crt and log.jsonl. The log is the one source of truth about what was issued.
#[derive(clap::Args)]
#[command(after_help = "\
Example:
  $ credtool ca create --dir ca --subject 'CN=Example Internal CA,O=Example,C=NL' --password prompt
  $ credtool ca issue --dir ca app.csr -o app.crt

The key is rsa:3072 unless --type says otherwise: the gateways that check these chains all know RSA, not all of them more, and
2048 bits are not meant for signatures of the 2030s (NIST SP 800-57), in which a CA of ten years still stands.

Exit status: 0 done; 2 could not be done (a CA that exists is never overwritten).")]
pub(crate) struct Create {
    #[command(flatten)]
    folder: FolderOption,
    /// The name of the CA, such as CN=Example Internal CA,O=Example,C=NL
    #[arg(long, value_name = "NAME", value_parser = csr::subject)]
    subject: Name,
    /// What kind of key
    #[arg(long = "type", value_name = "TYPE", default_value = "rsa:3072", value_parser = PossibleValuesParser::new(key::TYPES.map(|(name, _)| name)))]
    kind: String,
    /// How long it is valid; nothing that it issues lives longer
    #[arg(long, value_name = "DAYS", default_value_t = 3650, value_parser = DAYS)]
    days: u32,
    /// How many more CAs may follow below it; any number if not given
    #[arg(long, value_name = "N")]
    path_len: Option<u8>,
    /// Encrypt the key with this password (asked for on a terminal); SRC is env:NAME, file:PATH, fd:N, -, prompt or pm2:SERVICE
    #[arg(long, visible_alias = "new-password", value_name = "SRC")]
    password: Option<String>,
    /// Leave the key unencrypted
    #[arg(long, conflicts_with = "password")]
    unencrypted: bool,
}

impl Create {
    pub(super) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        let new_ca = NewCa::begin(io, &self.folder)?;
        let password = match &self.password {
            Some(text) => Some(open::new_password(io, text, "--password")?),
            None if self.unencrypted => None,
            None if io.may_ask() => Some(open::new_password(io, "prompt", "--password")?),
            None => return Err(new_folder::password_needed("--password")),
        };
        let failed = |error| {
            let failure = refusal::of(&error, "could not make the CA");
            match failure.code {
                Code::NotAnAuthority => failure.hint("give it a name: --subject CN=NAME"),
                _ => failure,
            }
        };
        let key =
            PrivateKey::generate(key::kind(&self.kind), Randomness::System).map_err(failed)?;
        let now = clock::certificate_time(io.now());
        let new = NewAuthority {
            subject: self.subject,
            not_before: now,
            not_after: sign::after(now, self.days),
            path_len: self.path_len,
        };
        let authority = Authority::create(&new, key, Randomness::System).map_err(failed)?;
        new_ca.commit(
            io,
            Origin::Created,
            &authority,
            password.as_ref(),
            Vec::new(),
        )?;
        new_folder::answer(
            io,
            &self.folder,
            authority.certificate(),
            password.is_some(),
            "made",
        )?;
        Ok(Answer::Yes)
    }
}
