//! `app export`: what is public about an app, as a zip.

use std::path::PathBuf;

use credtool_app_registry::{AppId, Export as Archive, VersionLabel};
use serde_json::json;

use super::{describe, refused};
use crate::destination::Destination;
use crate::failure::{Answer, Code, Failure};
use crate::io::Io;
use crate::store::{self, StoreOptions};

/// Export an app, or one version of it, as a zip: metadata, certificates, requests; never a key, never a secret
#[derive(clap::Args)]
#[command(disable_version_flag = true)]
#[command(after_help = "\
Example:
  $ credtool app export hermosa-7kkCMrRcgpdh -o hermosa.zip
  $ credtool app inspect hermosa.zip

Exit status: 0 done; 2 could not be done.")]
pub(crate) struct Export {
    #[arg(value_name = "ID", help = super::ID)]
    id: AppId,
    /// This version alone
    #[arg(long, value_name = "LABEL")]
    version: Option<VersionLabel>,
    #[command(flatten)]
    destination: Destination,
    #[command(flatten)]
    store: StoreOptions,
}
