//! The vendor's project.properties, taken as its jar takes it: file or folder, one password for store and key.

use std::path::{Path, PathBuf};

use credtool_pki::Password;
use credtool_shared_secret_crypto::{ProjectProperties, PropertiesError};
use zeroize::Zeroizing;

use super::padding;
use crate::failure::Failure;
use crate::io::{Input, Io, Limit};
use crate::open::{self, OpenedKey, Passwords};

/// The settings, and the file they are from.
pub(super) struct Settings {
    path: PathBuf,
    properties: ProjectProperties,
}

/// Reads the settings. With `secret_elsewhere` they need not hold the encrypted secret.
pub(super) fn read(io: &mut Io, path: &Path, secret_elsewhere: bool) -> Result<Settings, Failure> {
    let path = if io.is_directory(path) {
        path.join(ProjectProperties::FILE_NAME)
    } else {
        path.to_owned()
    };
    let input = io.read(&path, Limit::secret("the properties"))?;
    let parse = if secret_elsewhere {
        ProjectProperties::parse_without_secret
    } else {
        ProjectProperties::parse
    };
    let properties = parse(&input.bytes).map_err(|error: PropertiesError| {
        Failure::new(
            padding::code(error.cause()),
            format!("could not use {}", input.name),
        )
        .because(&error)
        .hint(error.next_step())
    })?;
    for notice in properties.notices() {
        io.out.note(format!("{}: {notice}", input.name));
    }
    Ok(Settings { path, properties })
}

impl Settings {
    /// Opens the keystore and the key in it.
    pub(super) fn open_key(&self, io: &mut Io) -> Result<OpenedKey, Failure> {
        let password = Password::new(self.properties.keystore_pass.expose());
        let mut passwords = Passwords::same(password);
        open::private_key_from(
            io,
            &self.keystore(io),
            Some(&self.properties.keystore_alias),
            &mut passwords,
        )
    }

    /// Returns the encrypted secret in the settings.
    pub(super) fn into_input(self) -> Input {
        Input {
            name: format!("encrypted_shared_secret of {}", self.path.display()),
            bytes: Zeroizing::new(self.properties.encrypted_shared_secret.into_bytes()),
            readable_by_all: false,
        }
    }

    /// Returns the path of the keystore. The jar starts at the working directory; where that leads nowhere the folder of the
    /// settings is tried, which the jar never does, and said so.
    fn keystore(&self, io: &Io) -> PathBuf {
        let named = PathBuf::from(&self.properties.keystore_path_filename);
        let beside = self.path.parent().unwrap_or(Path::new("")).join(&named);
        if named.is_absolute() || named == beside || io.exists(&named) || !io.exists(&beside) {
            return named;
        }
        io.out.note(format!(
            "there is no {} here; taking {} (the jar would not)",
            named.display(),
            beside.display()
        ));
        beside
    }
}
