//! `ca crl`: a new revocation list.

use credtool_crypto_engine::Randomness;
use credtool_pki::{NewCrl, NewRevocation};
use serde_json::{Value, json};

use super::event::What;
use super::folder::{Folder, FolderOption, KeyOption};
use super::{serial, sign};
use crate::destination::Destination;
use crate::failure::{Answer, Failure};
use crate::io::Io;
use crate::{clock, refusal};

/// Make a new revocation list of everything that is revoked: PEM
///
/// Each list has a number greater than the one before. A verifier that requires lists refuses everything once the last list is older
/// than --days, so make the next one in time.
#[derive(clap::Args)]
#[command(after_help = "\
Example:
  $ credtool ca crl --dir ca --password prompt -o ca.crl --force
  $ openssl crl -in ca.crl -CAfile ca/ca.crt -noout -text

Exit status: 0 done; 2 could not be done.")]
pub(crate) struct Crl {
    #[command(flatten)]
    folder: FolderOption,
    /// When the next list will be there at the latest
    #[arg(long, value_name = "DAYS", default_value_t = 7, value_parser = sign::DAYS)]
    days: u32,
    #[command(flatten)]
    key: KeyOption,
    #[command(flatten)]
    destination: Destination,
}

impl Crl {
    pub(super) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        // Not locked while the key is opened, which may take a person's time.
        let closed = Folder::open_with(io, &self.folder, &[&self.destination])?.close();
        let authority = closed.authority(io, &self.key)?;
        let folder = Folder::open_with(io, &self.folder, &[&self.destination])?;
        let now = clock::certificate_time(io.now());
        let number = folder.log.crl_number().saturating_add(1);
        let new = NewCrl {
            this_update: now,
            next_update: sign::after(now, self.days),
            number,
            revoked: folder.log.revoked(),
        };
        let list = authority
            .crl(&new, Randomness::System)
            .map_err(|error| refusal::of(&error, "could not make the revocation list"))?;
        let pem = list.to_pem();
        let shown = json!({
            "crl": pem,
            "issuer": list.issuer().to_string(),
            "number": number,
            "this_update": new.this_update.to_string(),
            "next_update": new.next_update.to_string(),
            "sha256": list.sha256(),
            "revoked": new.revoked.iter().map(member).collect::<Vec<_>>(),
        });
        let what = What::Crl {
            number,
            sha256: Some(list.sha256()),
        };
        folder.commit(io, what, &[(&self.destination, pem.as_bytes())])?;
        io.out.note(format!(
            "list {number}, revoked certificates: {}; the next list is due by {}",
            new.revoked.len(),
            new.next_update
        ));
        self.destination.planned(io, shown, pem.as_bytes())?;
        Ok(Answer::Yes)
    }
}

fn member(revoked: &NewRevocation) -> Value {
    json!({
        "serial": serial::of(&revoked.serial_octets),
        "since": revoked.date.to_string(),
        "reason": revoked.reason.as_str(),
    })
}
