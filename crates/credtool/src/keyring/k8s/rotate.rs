//! `keyring k8s rotate`: a new active key in the Secret, the one before among the old keys.

use std::path::PathBuf;

use serde_json::json;

use super::manifest::{Choice, Manifest};
use crate::destination::Destination;
use crate::document::DOCUMENT;
use crate::failure::{Answer, Code, Failure};
use crate::io::{Input, Io};
use crate::keyring::new_key::NewKey;
use crate::keyring::refused;

/// Put a new active key into the Secret of a ThingWorx Flow release; the key before joins the old keys
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ kubectl get secret flow-keys -o yaml | credtool keyring k8s rotate newkey | kubectl replace -f -
  $ credtool keyring k8s rotate newkey --in-place flow-keys.yaml
  $ kubectl get secret flow-keys -o yaml | credtool keyring k8s rotate newkey --patch -o patch.json
  $ kubectl patch secret flow-keys --type merge --patch-file patch.json

The manifest is YAML or JSON, of one document or several, also a List. Only the three values change: ENCRYPTION_KEY,
ACTIVE_ENCRYPTION_KEY_NAME and oldEncKeys.json, into which the old keys are merged. Then restart the containers.

Exit status: 0 done; 2 could not be done (the name exists, the Secret is immutable, a value is damaged).")]
pub(crate) struct Rotate {
    #[command(flatten)]
    key: NewKey,
    /// The manifest; without it, standard input
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    /// Change the file itself, atomically
    #[arg(long, conflicts_with_all = ["output", "patch"], requires = "file")]
    in_place: bool,
    /// Print a JSON merge patch for kubectl patch --type merge instead of the manifest
    #[arg(long)]
    patch: bool,
    #[command(flatten)]
    choice: Choice,
    #[command(flatten)]
    destination: Destination,
    /// Keep the bytes of the file from before as FILE.bak, of mode 0600
    #[arg(long, requires = "in_place")]
    backup: bool,
    /// Say what would change, and write nothing
    #[arg(long)]
    dry_run: bool,
}

impl Rotate {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        self.destination.permit()?;
        let path = self.file.clone().unwrap_or_else(|| "-".into());
        let mut edit = self.in_place.then(|| io.edit(&[&path])).transpose()?;
        let input = match &mut edit {
            Some(edit) => edit.read(&path, DOCUMENT)?,
            None => io.read(&path, DOCUMENT)?,
        };
        let manifest = Manifest::read(&input, &self.choice)?;
        if manifest.is_immutable() {
            return Err(Failure::new(
                Code::Immutable,
                format!("could not rotate the Secret in {}", input.name),
            )
            .because("it says immutable: true, and Kubernetes refuses every change of it"));
        }
        manifest.warn(io);
        let (name, material) = self.key.take(io)?;
        let rotated = match manifest.secret.rotate(name, material) {
            Ok(rotated) => rotated,
            Err(refusal) => {
                let message = format!("could not rotate the Secret in {}", input.name);
                return refused::answer(io, &refusal, message).map_err(|failure| {
                    if failure.code == Code::NameExists {
                        failure.hint("take another name; credtool keyring k8s show lists those that are taken")
                    } else {
                        failure
                    }
                });
            }
        };
        let (before, after) = (
            manifest.secret.active().to_string(),
            rotated.active().to_string(),
        );
        let mut shown = json!({ "secret_name": manifest.secret_name(), "before": before, "active": after, "dry_run": self.dry_run });
        let new = manifest.with(&rotated)?;
        let check = |bytes: &[u8]| self.check(&input.name, bytes, &after, &before);
        let done = format!("{before} → {after}; restart the containers that use it");
        if self.dry_run {
            check(&new)?;
            io.out
                .note("nothing was written: this is what would change");
            io.out.note(done);
            io.out.answer(&shown, "")?;
        } else if let Some(mut edit) = edit {
            edit.replace(&path, new, &check)?;
            edit.commit(self.backup)?;
            io.out.note(done);
            io.warn_if_written_readable(&path);
            shown["file"] = input.name.clone().into();
            io.out.answer(&shown, "")?;
        } else if self.patch {
            let patch = manifest.patch(&rotated);
            let text = zeroize::Zeroizing::new(format!("{patch}\n"));
            shown["patch"] = patch;
            self.destination
                .deliver(io, shown, &["patch"], text.as_bytes(), &|_| Ok(()))?;
            io.out.note(done);
        } else {
            check(&new)?;
            shown["manifest"] = String::from_utf8_lossy(&new).into();
            self.destination
                .deliver(io, shown, &["manifest"], &new, &check)?;
            io.out.note(done);
        }
        Ok(Answer::Yes)
    }

    /// Reads back what was written: the new key is the active one, and the one before an old one.
    fn check(&self, name: &str, bytes: &[u8], active: &str, before: &str) -> Result<(), Failure> {
        let input = Input {
            name: name.to_owned(),
            bytes: bytes.to_vec().into(),
            readable_by_all: false,
        };
        let again = Manifest::read(&input, &self.choice)?.secret;
        if again.active().as_str() == active && again.old_keys().material(before).is_some() {
            return Ok(());
        }
        Err(
            Failure::new(Code::WriteFailed, format!("could not write {name}"))
                .because("other keys came back"),
        )
    }
}
