//! `key generate`: a new private key as PKCS#8 PEM.

use clap::builder::PossibleValuesParser;
use credtool_crypto_engine::Randomness;
use credtool_pki::PrivateKey;
use zeroize::Zeroizing;

use crate::destination::Destination;
use crate::failure::{Answer, Failure};
use crate::io::Io;
use crate::{key, open, refusal};

/// Make a new private key: PKCS#8 PEM, encrypted with --password
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ credtool key generate --password prompt -o app.pem
  $ credtool key generate --type p256 -o app.pem

Exit status: 0 done; 2 could not be done.")]
pub(crate) struct Generate {
    /// What kind of key; a portal that encrypts secrets needs RSA
    #[arg(long = "type", value_name = "TYPE", default_value = "rsa:2048", value_parser = PossibleValuesParser::new(key::TYPES.map(|(name, _)| name)))]
    kind: String,
    /// Encrypt the key; SRC is env:NAME, file:PATH, fd:N, -, prompt or pm2:SERVICE
    #[arg(long, visible_alias = "new-password", value_name = "SRC")]
    password: Option<String>,
    #[command(flatten)]
    destination: Destination,
}

impl Generate {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        self.destination.permit()?;
        let password = self
            .password
            .as_deref()
            .map(|text| open::new_password(io, text, "--password"))
            .transpose()?;
        let new = PrivateKey::generate(key::kind(&self.kind), Randomness::System)
            .map_err(|error| refusal::of(&error, "could not make a key"))?;
        let pem = match &password {
            Some(password) => Zeroizing::new(new.to_encrypted_pem(&mut io.rng()?, password)),
            None => new.to_pem(),
        };
        let again = key::read_back(pem.as_bytes(), &new, password.as_ref())?;
        let mut shown = key::facts(again.info());
        shown["pem"] = pem.as_str().into();
        let check = |bytes: &[u8]| key::read_back(bytes, &new, password.as_ref()).map(|_| ());
        self.destination
            .deliver(io, shown, &["pem"], pem.as_bytes(), &check)?;
        Ok(Answer::Yes)
    }
}
