//! Which key a file holds: PEM or DER, private or public, encrypted or not, told by content.

use zeroize::Zeroizing;

use crate::asn1::tlv::{single, tag};
use crate::encryption::pbe::Scheme;
use crate::encryption::traditional_pem::TraditionalEncryption;
use crate::key::content::{Content, describe_unrecognised};
use crate::{
    Error, KeyInfo, Password, Pem, PrivateKey, PublicKey, asn1::ber, encryption::traditional_pem,
    pem,
};

/// A key from a file that may hold either half.
#[derive(Debug)]
pub enum Key {
    /// A private key.
    Private(Box<PrivateKey>),
    /// A public key.
    Public(PublicKey),
}

impl Key {
    /// Parses a file as [`PrivateKey::parse`] does and, if it holds no private key, as [`PublicKey::parse`] does.
    ///
    /// # Errors
    /// Those of the two; [`Error::WrongContent`] where there is no key of either kind.
    pub fn parse(bytes: &[u8], password: Option<&Password>) -> Result<Self, Error> {
        match PrivateKey::parse(bytes, password) {
            Ok(key) => Ok(Self::Private(Box::new(key))),
            Err(Error::WrongContent { .. }) => match PublicKey::parse(bytes) {
                Ok(key) => Ok(Self::Public(key)),
                Err(Error::WrongContent { found, .. }) => Err(Error::WrongContent {
                    expected: "a key",
                    found,
                }),
                Err(other) => Err(other),
            },
            Err(other) => Err(other),
        }
    }

    /// Returns the public facts.
    pub fn info(&self) -> &KeyInfo {
        self.public_key_and_info().1
    }

    /// Returns the public half.
    pub fn public_key(&self) -> &PublicKey {
        self.public_key_and_info().0
    }

    fn public_key_and_info(&self) -> (&PublicKey, &KeyInfo) {
        match self {
            Self::Private(key) => (key.public_key(), key.info()),
            Self::Public(key) => (key, key.info()),
        }
    }
}

/// A private key out of its wrapping: definite DER of one of the structures of [`Content::is_private_key`], not encrypted.
pub(crate) struct Opened {
    pub(crate) content: Content,
    pub(crate) der: Zeroizing<Vec<u8>>,
    pub(crate) encryption: Option<String>,
}

/// Opens the private key of a file: DER, or the first block of a PEM text that is labelled as a private key.
pub(crate) fn open(bytes: &[u8], password: Option<&Password>) -> Result<(Opened, bool), Error> {
    if !is_text(bytes) {
        return Ok((open_der(bytes, password)?, false));
    }
    let blocks = Pem::parse_all(bytes)?;
    let block = blocks
        .iter()
        .find(|block| block.label().ends_with("PRIVATE KEY"));
    let block = block.ok_or_else(|| other_blocks(EXPECTED, &blocks))?;
    Ok((open_block(block, password)?, true))
}

/// Opens the private key in a PEM block, whatever the label says.
pub(crate) fn open_block(block: &Pem, password: Option<&Password>) -> Result<Opened, Error> {
    if !traditional_pem::is_encrypted(block) {
        return open_der(block.contents(), password).map_err(|error| match error {
            Error::WrongContent { .. } if block.label().starts_with("OPENSSH") => {
                Error::UnsupportedAlgorithm {
                    what: "key format",
                    algorithm: "OpenSSH (ssh-keygen -p -m PKCS8 converts it)".to_owned(),
                }
            }
            other => other,
        });
    }
    let encryption = TraditionalEncryption::from_headers(block)?;
    let scheme = encryption.name();
    let plaintext = encryption.decrypt(needed(password, &scheme)?, block.contents())?;
    judge(&plaintext, scheme)
}

fn open_der(der: &[u8], password: Option<&Password>) -> Result<Opened, Error> {
    let der = definite(der, EXPECTED, "private key")?;
    match Content::of(&der) {
        Content::EncryptedPrivateKeyInfo => {
            let what = "EncryptedPrivateKeyInfo";
            let mut fields = single(&der, tag::SEQUENCE, what)?.reader();
            let scheme = Scheme::from_der(fields.expect(tag::SEQUENCE, what)?.bytes)?;
            let ciphertext = fields.expect(tag::OCTET_STRING, what)?.content;
            let name = scheme.name();
            let plaintext = scheme
                .decrypt(needed(password, &name)?, ciphertext)
                .map_err(|error| match error {
                    Error::WrongPassword { .. } => wrong_password(),
                    other => other,
                })?;
            judge(&plaintext, name)
        }
        content if content.is_private_key() => Ok(Opened {
            content,
            der,
            encryption: None,
        }),
        other => Err(Error::WrongContent {
            expected: EXPECTED,
            found: other.described().to_owned(),
        }),
    }
}

/// Most schemes prove nothing: what came out is the key if it has the structure of one.
fn judge(plaintext: &[u8], scheme: String) -> Result<Opened, Error> {
    let der = ber::to_der(plaintext, "private key").map_err(|_| wrong_password())?;
    match Content::of(&der) {
        Content::EncryptedPrivateKeyInfo => Err(wrong_password()),
        content if content.is_private_key() => Ok(Opened {
            content,
            der,
            encryption: Some(scheme),
        }),
        _ => Err(wrong_password()),
    }
}

fn needed<'a>(password: Option<&'a Password>, scheme: &str) -> Result<&'a Password, Error> {
    password.ok_or_else(|| Error::PasswordNeeded {
        what: "the private key",
        scheme: scheme.to_owned(),
    })
}

fn wrong_password() -> Error {
    Error::WrongPassword {
        what: "the private key",
    }
}

/// Whether the bytes are to be read as PEM. Bytes that are neither are read as DER, so that what is wrong with them is said.
pub(crate) fn is_text(bytes: &[u8]) -> bool {
    single(bytes, tag::SEQUENCE, "").is_err() && pem::is_pem(bytes)
}

/// Returns the definite form of what should be DER, or says what the bytes are instead.
pub(crate) fn definite(
    bytes: &[u8],
    expected: &'static str,
    what: &'static str,
) -> Result<Zeroizing<Vec<u8>>, Error> {
    if bytes.first() == Some(&tag::SEQUENCE) {
        ber::to_der(bytes, what)
    } else {
        Err(Error::WrongContent {
            expected,
            found: describe_unrecognised(bytes).to_owned(),
        })
    }
}

/// Says what a text holds that has not what was looked for.
pub(crate) fn other_blocks(expected: &'static str, blocks: &[Pem]) -> Error {
    let found = match blocks {
        [] => "PEM without a block".to_owned(),
        [first, ..] => match Content::of(first.contents()) {
            Content::Other => format!("PEM with {}", first.label()),
            content if content.is_private_key() => {
                format!("{} labelled {}", content.described(), first.label())
            }
            content => content.described().to_owned(),
        },
    };
    Error::WrongContent { expected, found }
}

const EXPECTED: &str = "a private key";
