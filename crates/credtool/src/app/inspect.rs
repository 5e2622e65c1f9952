//! `app inspect`: what an export holds; no store is needed.

use std::path::PathBuf;

use credtool_app_registry::Export;
use serde_json::json;

use super::describe;
use crate::failure::{Answer, Code, Failure};
use crate::io::{Io, Limit};

/// Show what an export holds
///
/// Every file is checked against the metadata: names, sizes, fingerprints. Whether the certificates are trusted is not looked at.
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
