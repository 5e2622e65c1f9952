//! A folder that becomes the place of an authority: three new files, all of them or none.

use credtool_pki::{Authority, Certificate, Password};
use serde_json::Value;
use zeroize::Zeroizing;

use super::event::{Event, Origin, What};
use super::folder::{self, CERTIFICATE, Files, FolderOption, KEY};
use super::log::{LOG, Log};
use crate::failure::{Code, Failure};
use crate::io::{Edit, Io, NewFolder};
use crate::{clock, describe, key};

/// The folder, locked, with none of the files in it yet.
pub(super) struct NewCa {
    files: Files,
    edit: Edit,
    folder: NewFolder,
}

impl NewCa {
    /// Makes the folder where there is none. A folder that holds a CA, or a file of one, is refused.
    pub(super) fn begin(io: &Io, option: &FolderOption) -> Result<Self, Failure> {
        let files = Files::of(option);
        let folder = io.new_folder(&files.folder)?;
        let mut edit = io.edit(&files.all())?;
        for (path, limit) in files.all().into_iter().zip([KEY, CERTIFICATE, LOG]) {
            if edit.read_if_there(path, limit)?.is_some() {
                let message = format!("there is a CA in {} already", files.folder.display());
                return Err(Failure::new(Code::FileExists, message)
                    .because(format!("{} exists", path.display()))
                    .hint("a CA is never overwritten: name another folder, or use the one that is there"));
            }
        }
        Ok(Self {
            files,
            edit,
            folder,
        })
    }

    /// Writes the key, encrypted where there is a password, the certificates and the log. `before` is what is known from a former life.
    pub(super) fn commit(
        mut self,
        io: &Io,
        how: Origin,
        authority: &Authority,
        password: Option<&Password>,
        before: Vec<What>,
    ) -> Result<(), Failure> {
        let key = authority.key();
        let sealed = match password {
            Some(password) => Zeroizing::new(key.to_encrypted_pem(&mut io.rng()?, password)),
            None => key.to_pem(),
        };
        let certificates = std::iter::once(authority.certificate()).chain(authority.chain());
        let certificates: String = certificates.map(Certificate::to_pem).collect();
        let began = What::Began {
            how,
            certificate: authority.certificate().clone(),
        };
        let name = self.files.log.display().to_string();
        let mut log = Log::new(name.clone());
        for what in std::iter::once(began).chain(before) {
            log.append(&Event {
                time: clock::certificate_time(io.now()),
                actor: io.actor(),
                what,
            })?;
        }
        let edit = &mut self.edit;
        edit.create(&self.files.key, sealed.as_bytes().to_vec(), &|bytes| {
            key::read_back(bytes, key, password).map(drop)
        })?;
        let certificate = self.files.certificate.display().to_string();
        edit.create(
            &self.files.certificate,
            certificates.into_bytes(),
            &|bytes| folder::issuer(bytes, &certificate).map(drop),
        )?;
        edit.create(&self.files.log, log.bytes().to_vec(), &|bytes| {
            Log::parse(bytes, &name).map(drop)
        })?;
        self.edit.commit(false)?;
        self.folder.keep();
        Ok(())
    }
}

/// Says what is there now.
pub(super) fn answer(
    io: &Io,
    option: &FolderOption,
    certificate: &Certificate,
    encrypted: bool,
    verb: &str,
) -> Result<(), Failure> {
    let files = Files::of(option);
    let mut shown = describe::certificate(certificate);
    shown["certificate"] = certificate.to_pem().into();
    shown["dir"] = Value::from(files.folder.display().to_string());
    shown["encrypted"] = encrypted.into();
    io.out.note(format!(
        "{verb} the CA {} in {}; its certificate, to be trusted, is {}",
        certificate.subject(),
        files.folder.display(),
        files.certificate.display()
    ));
    if !encrypted {
        io.out.warn(format!(
            "{} is not encrypted: whoever can read it can sign",
            files.key.display()
        ));
    }
    io.out.answer(&shown, "")
}

/// Refuses an encrypted key that nobody gave a password for.
pub(super) fn password_needed(flag: &str) -> Failure {
    Failure::new(
        Code::InputNeeded,
        "the password for the key of the CA would have to be asked for",
    )
    .hint(format!(
        "give it with {flag} SRC, where SRC is env:NAME, file:PATH, fd:N, - (stdin) or pm2:SERVICE; or take --unencrypted"
    ))
}
