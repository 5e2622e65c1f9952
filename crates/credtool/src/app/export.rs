//! `app export`: what is public about an app, as a zip.

use credtool_app_registry::{AppId, Export as Archive, Refusal, VersionLabel};

use super::{change, describe, refused};
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
    /// This version alone [default: all of them]
    #[arg(long, value_name = "LABEL")]
    version: Option<VersionLabel>,
    #[command(flatten)]
    destination: Destination,
    #[command(flatten)]
    store: StoreOptions,
}

impl Export {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        self.permit(io)?;
        if let Some(file) = self.destination.file() {
            let message = format!("could not write the export to {}", file.display());
            store::keep_own_files(io, &self.store, file, &message)?;
        }
        let message = format!("could not export {}", self.id);
        let registry = store::look(io, &self.store)?.registry_of(std::slice::from_ref(&self.id))?;
        let (app, _) = change::find(&registry, &self.id)
            .map_err(|refusal| refused::failure(&refusal, message.as_str()))?;
        if let Some(label) = &self.version
            && app.version(label).is_none()
        {
            let refusal = Refusal::UnknownVersion(label.clone());
            return Err(refused::failure(&refusal, message));
        }
        let archive = Archive::of(app, self.version.as_ref());
        let shown = describe::export(&archive);
        let zip = archive
            .to_zip()
            .map_err(|error| Failure::new(Code::TooLarge, message.as_str()).because(error))?;
        self.destination.deliver(io, shown, &[], &zip, &|bytes| {
            Archive::parse(bytes)
                .map(drop)
                .map_err(|error| Failure::new(Code::WriteFailed, message.as_str()).because(error))
        })?;
        Ok(Answer::Yes)
    }

    /// A zip is for a file or a program: not for a terminal, and not beside JSON.
    fn permit(&self, io: &Io) -> Result<(), Failure> {
        self.destination.permit()?;
        if self.destination.file().is_some() {
            return Ok(());
        }
        if io.out.wants_json() {
            let failure = Failure::new(Code::Usage, "with --json the zip needs a file");
            return Err(failure.hint("name it with -o FILE"));
        }
        if io.out.is_terminal() {
            let failure = Failure::new(Code::BinaryOnTerminal, "a zip would go to the terminal");
            return Err(failure.hint("name a file with -o FILE"));
        }
        Ok(())
    }
}
