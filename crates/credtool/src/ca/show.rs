//! `ca show`: a certificate that was issued, once more.

use super::folder::{Folder, FolderOption};
use super::{list, serial};
use crate::destination::Destination;
use crate::failure::{Answer, Failure};
use crate::io::Io;
use crate::{clock, describe};

/// Print a certificate that was issued once more: PEM
#[derive(clap::Args)]
#[command(after_help = "\
Example:
  $ credtool ca show --dir ca 4f:0a:1b -o app.crt
  $ credtool ca show --dir ca 4f:0a:1b | credtool cert inspect -

Exit status: 0 done, whatever its state; 2 could not be done.")]
pub(crate) struct Show {
    #[command(flatten)]
    folder: FolderOption,
    /// The serial number, in hexadecimal
    #[arg(value_name = "SERIAL", value_parser = serial::parse)]
    serial: String,
    #[command(flatten)]
    destination: Destination,
}

impl Show {
    pub(super) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        let folder = Folder::open_with(io, &self.folder, &[&self.destination])?;
        let now = clock::certificate_time(io.now());
        let entry = folder.entry(&self.serial)?;
        let certificate = entry.issued.certificate.clone();
        let mut shown = serde_json::json!({ "certificate": certificate.to_pem() });
        super::join(&mut shown, describe::certificate(&certificate));
        super::join(&mut shown, list::member(entry, now));
        io.out.note(format!("state: {}", entry.state(now).as_str()));
        // The file may stand in a folder that is locked for the CA.
        drop(folder);
        self.destination
            .deliver(io, shown, &[], certificate.to_pem().as_bytes(), &|_| Ok(()))?;
        Ok(Answer::Yes)
    }
}
