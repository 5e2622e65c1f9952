//! `app inspect`: what an export holds; no store is needed.

use std::path::PathBuf;

use credtool_app_registry::Export;

use super::describe;
use crate::failure::{Answer, Code, Failure};
use crate::io::{Io, Limit};

/// Show what an export holds
///
/// Every file is compared with the metadata: names, sizes, fingerprints. Who made the export, and whether the certificates are trusted, is
/// not looked at.
#[derive(clap::Args)]
#[command(after_help = "\
Example:
  $ credtool app inspect hermosa.zip

Exit status: 0 done; 2 it is no export, or a damaged one.")]
pub(crate) struct Inspect {
    /// The export, - for stdin
    #[arg(value_name = "FILE.zip")]
    file: PathBuf,
}

impl Inspect {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        let input = io.read(&self.file, EXPORT)?;
        let export = Export::parse(&input.bytes).map_err(|error| {
            let code = match input.bytes.starts_with(ZIP) {
                true => Code::Malformed,
                false => Code::Unrecognised,
            };
            Failure::new(
                code,
                format!("could not read an export from {}", input.name),
            )
            .because(error)
            .hint("credtool app export makes one; no other tool may pack it again")
        })?;
        let shown = describe::export(&export);
        io.out.answer(&shown, describe::lines_of(&shown))?;
        Ok(Answer::Yes)
    }
}

/// How every zip begins that has an entry.
const ZIP: &[u8] = b"PK\x03\x04";

/// A thousand versions, each with a chain of some size.
const EXPORT: Limit = Limit {
    what: "the export",
    bytes: 256 << 20,
};
