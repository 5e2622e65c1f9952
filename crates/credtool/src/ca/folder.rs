//! The folder of an authority: `ca.key`, `ca.crt` and `log.jsonl`, opened and changed.

use std::path::{Path, PathBuf};

use credtool_pki::{Authority, Certificate, Error, Issuer, PrivateKey};

use super::event::{Event, What};
use super::log::{Entry, LOG, Log};

use crate::destination::Destination;
use crate::failure::{Code, Failure};
use crate::io::{Edit, Io, Limit};
use crate::{clock, open, refusal, source};

/// Which authority.
#[derive(clap::Args)]
pub(super) struct FolderOption {
    /// The folder of the CA
    #[arg(long, value_name = "DIR")]
    dir: PathBuf,
}

impl FolderOption {
    /// Returns the authority in this folder.
    pub(super) fn of(dir: &Path) -> Self {
        Self {
            dir: dir.to_owned(),
        }
    }
}

/// Where the password of the authority's key is.
#[derive(clap::Args)]
pub(super) struct KeyOption {
    /// The password of the CA's key; SRC is env:NAME, file:PATH, fd:N, -, prompt or pm2:SERVICE
    #[arg(long, visible_alias = "key-password", value_name = "SRC")]
    password: Option<String>,
}

impl KeyOption {
    /// Whether the password was given.
    pub(super) fn is_given(&self) -> bool {
        self.password.is_some()
    }
}

/// The paths of the three files.
pub(super) struct Files {
    pub(super) folder: PathBuf,
    pub(super) key: PathBuf,
    pub(super) certificate: PathBuf,
    pub(super) log: PathBuf,
}

/// An authority whose folder is locked until the value is dropped.
pub(super) struct Folder {
    pub(super) issuer: Issuer,
    pub(super) log: Log,
    files: Files,
    edit: Edit,
}

/// An authority whose folder is not locked, so that a person can take time to type a password.
pub(super) struct Closed {
    issuer: Issuer,
    files: Files,
}

impl Files {
    pub(super) fn of(option: &FolderOption) -> Self {
        let folder = option.dir.clone();
        Self {
            key: folder.join("ca.key"),
            certificate: folder.join("ca.crt"),
            log: folder.join("log.jsonl"),
            folder,
        }
    }

    pub(super) fn all(&self) -> [&Path; 3] {
        [&self.key, &self.certificate, &self.log]
    }

    /// Refuses to write a file of the authority as something else, whatever `--force` says.
    fn keep(&self, io: &Io, destination: &Destination) -> Result<(), Failure> {
        let Some(file) = destination.file() else {
            return Ok(());
        };
        let target = io.real_path(file)?;
        for own in self.all() {
            if io.real_path(own)? == target {
                let message = format!("could not replace {}", file.display());
                return Err(Failure::new(Code::FileExists, message)
                    .because("it is a file of the CA")
                    .hint("name another file"));
            }
        }
        Ok(())
    }
}

impl Folder {
    /// Locks the folder and reads it.
    pub(super) fn open(io: &Io, option: &FolderOption) -> Result<Self, Failure> {
        Self::open_with(io, option, &[])
    }

    /// The same for a change that new files are part of.
    pub(super) fn open_with(
        io: &Io,
        option: &FolderOption,
        destinations: &[&Destination],
    ) -> Result<Self, Failure> {
        let files = Files::of(option);
        if !io.is_directory(&files.folder) {
            let message = format!("there is no CA in {}", files.folder.display());
            return Err(Failure::new(Code::NoCa, message).because("there is no such folder"));
        }
        for destination in destinations {
            files.keep(io, destination)?;
        }
        let mut paths = vec![files.log.as_path(), files.certificate.as_path()];
        paths.extend(destinations.iter().filter_map(|one| one.file()));
        let mut edit = io.edit(&paths)?;
        // Under the locks of both folders: what a killed run left in either of them is settled first.
        for destination in destinations {
            destination.permit_in(&edit)?;
        }
        let missing = |path: &Path| {
            let message = format!("there is no CA in {}", files.folder.display());
            let failure = Failure::new(Code::NoCa, message);
            failure.because(format!("{} is not there", path.display()))
        };
        let log = edit.read_if_there(&files.log, LOG)?;
        let log = log.ok_or_else(|| missing(&files.log))?;
        let log = Log::parse(&log.bytes, &log.name)?;
        let certificates = edit.read_if_there(&files.certificate, CERTIFICATE)?;
        let certificates = certificates.ok_or_else(|| missing(&files.certificate))?;
        let issuer = issuer(&certificates.bytes, &certificates.name)?;
        if log.authority().map(Certificate::der) != Some(issuer.certificate().der()) {
            let message = format!(
                "{} does not hold the certificate that {} begins with",
                files.certificate.display(),
                files.log.display()
            );
            return Err(Failure::new(Code::NoCa, message).hint("restore both from one backup"));
        }
        Ok(Self {
            issuer,
            log,
            files,
            edit,
        })
    }

    /// Lets go of the lock.
    pub(super) fn close(self) -> Closed {
        Closed {
            issuer: self.issuer,
            files: self.files,
        }
    }

    /// Returns a certificate that was issued here.
    pub(super) fn entry(&self, serial: &str) -> Result<&Entry, Failure> {
        self.log.get(serial).ok_or_else(|| {
            let message = format!(
                "the CA in {} has issued no certificate {serial}",
                self.files.folder.display()
            );
            let failure = Failure::new(Code::UnknownSerial, message);
            if self.issuer.certificate().serial() == serial {
                failure.because("it is the serial number of the CA itself")
            } else if self.log.is_imported() {
                failure.because("what the CA issued before it was imported is not known here")
            } else {
                failure
            }
        })
    }

    /// Writes down what happened now, and artefacts beside it: all of it or none.
    pub(super) fn commit(
        mut self,
        io: &Io,
        what: What,
        artefacts: &[(&Destination, &[u8])],
    ) -> Result<(), Failure> {
        let event = Event {
            time: clock::certificate_time(io.now()),
            actor: io.actor(),
            what,
        };
        self.log.append(&event)?;
        let name = self.files.log.display().to_string();
        self.edit
            .replace(&self.files.log, self.log.bytes().to_vec(), &|bytes| {
                Log::parse(bytes, &name).map(drop)
            })?;
        for (destination, bytes) in artefacts {
            destination.plan(&mut self.edit, bytes, &|_| Ok(()))?;
        }
        self.edit.commit(false).map(drop)
    }
}

impl Closed {
    /// Returns the authority with its key, which needs the password.
    pub(super) fn authority(&self, io: &mut Io, option: &KeyOption) -> Result<Authority, Failure> {
        let name = self.files.key.display().to_string();
        let input = io.read(&self.files.key, KEY)?;
        io.warn_if_readable(&input);
        let key = match PrivateKey::parse(&input.bytes, None) {
            Err(Error::PasswordNeeded { .. }) => {
                let text = match &option.password {
                    Some(text) => source::read_text(io, text, "--password")?,
                    None if io.may_ask() => {
                        io.ask_password(&format!("password for {name}"), Some("--password"))?
                    }
                    None => {
                        let failure =
                            Failure::new(Code::PasswordNeeded, format!("{name} needs a password"));
                        return Err(failure.hint(PASSWORD_HINT));
                    }
                };
                PrivateKey::parse(&input.bytes, Some(&open::password(text)))
            }
            opened => opened,
        };
        let key = key.map_err(|error| {
            let failure = refusal::of(&error, format!("could not open the key in {name}"));
            match failure.code {
                Code::KeyPassword => {
                    failure.hint("give the password of the CA's key with --password SRC")
                }
                _ => failure,
            }
        })?;
        let issuer = &self.issuer;
        Authority::import(key, issuer.certificate().clone(), issuer.chain().to_vec()).map_err(
            |error| {
                let folder = self.files.folder.display();
                refusal::of(&error, format!("could not use the CA in {folder}"))
            },
        )
    }
}

/// Reads the certificates of the authority and of those above it.
pub(super) fn issuer(bytes: &[u8], name: &str) -> Result<Issuer, Failure> {
    let failed = |error: Error| {
        refusal::of(
            &error,
            format!("could not read the CA's certificate from {name}"),
        )
    };
    let mut certificates = Certificate::parse_all(bytes).map_err(failed)?;
    let own = certificates.remove(0);
    Issuer::new(own, certificates).map_err(failed)
}

pub(super) const CERTIFICATE: Limit = Limit::credential("the CA's certificate");
pub(super) const KEY: Limit = Limit::credential("the CA's key");
const PASSWORD_HINT: &str = "give it with --password SRC, where SRC is env:NAME, file:PATH, fd:N, - (stdin), prompt or pm2:SERVICE";
