//! `secret mask`: as much of a secret as may be shown.

use credtool_secret_gen::mask;
use serde_json::json;

use crate::failure::{Answer, Failure};
use crate::io::Io;
use crate::source;

/// Show enough of a secret to recognise it and too little to use it
///
/// At most the first and last four characters and at most a quarter of the whole; below 16 characters nothing.
#[derive(clap::Args)]
#[command(after_help = "\
Example:
  $ credtool secret mask env:SHARED_SECRET
  1008****0769

Exit status: 0 done; 2 could not be done.")]
pub(crate) struct Mask {
    #[arg(value_name = "SRC", help = source::GRAMMAR)]
    source: String,
}

impl Mask {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        let secret = source::read_text(io, &self.source, "SRC")?;
        let masked = mask(&secret);
        io.out
            .answer(&json!({ "masked": masked }), format!("{masked}\n"))?;
        Ok(Answer::Yes)
    }
}
