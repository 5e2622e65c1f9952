//! `keyring k8s show`: which keys a Secret has; no secret is shown.

use std::path::PathBuf;

use serde_json::json;

use super::manifest::{Choice, Manifest};
use crate::document::DOCUMENT;
use crate::failure::{Answer, Failure};
use crate::io::Io;
use crate::output::printable;

/// Show which keys the Secret of a ThingWorx Flow release has; no secret is shown
#[derive(clap::Args)]
#[command(after_help = "\
Example:
  $ credtool keyring k8s show flow-keys.yaml
  newkey  active
  mykey   old
  $ kubectl get secret flow-keys -o yaml | credtool keyring k8s show

Exit status: 0 done; 2 could not be done.")]
pub(crate) struct Show {
    /// The manifest; without it, standard input
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    #[command(flatten)]
    choice: Choice,
}

impl Show {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        let path = self.file.unwrap_or_else(|| "-".into());
        let input = io.read(&path, DOCUMENT)?;
        let manifest = Manifest::read(&input, &self.choice)?;
        manifest.warn(io);
        let secret = &manifest.secret;
        let active = secret.active().as_str();
        let mut old: Vec<&str> = secret.keys().map(|(name, _)| name.as_str()).collect();
        old.retain(|name| *name != active);
        let width = secret
            .keys()
            .map(|(name, _)| printable(name.as_str()).chars().count())
            .max();
        let width = width.unwrap_or(0);
        let mut lines = format!("{:width$}  active\n", printable(active));
        for name in &old {
            lines.push_str(&format!("{:width$}  old\n", printable(name)));
        }
        let findings: Vec<String> = secret.findings().iter().map(ToString::to_string).collect();
        let shown = json!({
            "secret_name": manifest.secret_name(),
            "active": active,
            "old": old,
            "immutable": manifest.is_immutable(),
            "findings": findings,
        });
        io.out.answer(&shown, lines)?;
        Ok(Answer::Yes)
    }
}
