//! `credtool keystore`: PKCS#12, JKS, JCEKS and PEM bundles; the type is told by content, never by name.

mod export; // keystore export
mod import; // keystore import
mod list; // keystore list

use clap::Subcommand;
use credtool_pki::{Certificate, Keystore, NewPkcs12, Password, PrivateKey};

pub(crate) use import::chain as chain_of;

use crate::failure::{Answer, Code, Failure};
use crate::io::Io;
use crate::refusal;

#[derive(Subcommand)]
pub(crate) enum Verb {
    List(list::List),
    Export(export::Export),
    Import(import::Import),
}

impl Verb {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        match self {
            Self::List(verb) => verb.run(io),
            Self::Export(verb) => verb.run(io),
            Self::Import(verb) => verb.run(io),
        }
    }
}

/// Returns a new PKCS#12 file with one key and its chain.
fn new_pkcs12(
    io: &Io,
    alias: &str,
    key: &PrivateKey,
    chain: &[Certificate],
    password: &Password,
) -> Result<Vec<u8>, Failure> {
    if password.expose().len() < SHORTEST_FOR_KEYTOOL || !password.expose().is_ascii() {
        io.out.warn(format!("keytool opens a PKCS#12 file only with a password of ASCII characters, {SHORTEST_FOR_KEYTOOL} at least"));
    }
    let chain: Vec<&[u8]> = chain.iter().map(Certificate::der).collect();
    let contents = NewPkcs12 {
        alias,
        private_key: key.expose(),
        chain: &chain,
        trusted: &[],
    };
    contents
        .to_bytes(password, &mut io.rng()?)
        .map_err(|error| refusal::of(&error, "could not make the keystore"))
}

/// Opens what was written as whoever uses it will.
fn read_back(
    bytes: &[u8],
    alias: &str,
    key: &PrivateKey,
    password: Option<&Password>,
) -> Result<(), Failure> {
    let opened = Keystore::open(bytes, password).and_then(|keystore| {
        keystore
            .private_key_entry(Some(alias))?
            .private_key(password)
    });
    let pkcs8 =
        opened.map_err(|error| refusal::of(&error, "the new keystore cannot be read back"))?;
    if *pkcs8 == key.expose() {
        Ok(())
    } else {
        Err(Failure::new(
            Code::WriteFailed,
            "another key came back from the new keystore",
        ))
    }
}

const SHORTEST_FOR_KEYTOOL: usize = 6;
