//! One way the other side may have hashed.

use credtool_crypto_engine::{Hash, HmacKey};
use hmac::{Hmac, KeyInit as _, Mac as _};
use md5::Md5;
use zeroize::Zeroizing;

use super::{Cause, Explanation};
use crate::digest;

/// The text that is hashed: something public, with the secret behind it, before it, or apart from it as the key.
#[derive(Clone)]
pub(super) struct Message {
    pub(super) before: Vec<u8>,
    pub(super) secret: Zeroizing<Vec<u8>>,
    pub(super) after: Vec<u8>,
    /// Whether the secret is the key and no part of the text.
    pub(super) is_key: bool,
}

impl Message {
    /// The public text, then the secret.
    pub(super) fn new(public: impl Into<Vec<u8>>, secret: &[u8]) -> Self {
        Self {
            before: public.into(),
            secret: Zeroizing::new(secret.to_vec()),
            after: Vec::new(),
            is_key: false,
        }
    }

    /// The public text under the secret as the key.
    pub(super) fn keyed(public: impl Into<Vec<u8>>, secret: &[u8]) -> Self {
        Self {
            is_key: true,
            ..Self::new(public, secret)
        }
    }

    pub(super) fn bytes(&self) -> Zeroizing<Vec<u8>> {
        let mut bytes = Zeroizing::new(Vec::with_capacity(
            self.before.len() + self.secret.len() + self.after.len(),
        ));
        let secret: &[u8] = if self.is_key { &[] } else { &self.secret };
        for part in [&self.before, secret, &self.after] {
            bytes.extend_from_slice(part);
        }
        bytes
    }

    /// Returns the text with the secret as `****`, and cut short where it is very long.
    pub(super) fn masked(&self) -> String {
        let secret = if self.is_key { "" } else { "****" };
        format!("{}{secret}{}", shown(&self.before), shown(&self.after))
    }

    /// Returns the first byte at which two texts differ.
    pub(super) fn differs_at(&self, other: &Self) -> Option<usize> {
        let (ours, theirs) = (self.bytes(), other.bytes());
        let common = ours
            .iter()
            .zip(theirs.iter())
            .take_while(|(one, two)| one == two)
            .count();
        (common < ours.len().max(theirs.len())).then_some(common)
    }
}

fn shown(public: &[u8]) -> String {
    let (head, rest) = public.split_at(public.len().min(MOST_SHOWN));
    let more = if rest.is_empty() { "" } else { "…" };
    format!("{}{more}", String::from_utf8_lossy(head))
}

/// What the other side may have taken for the hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Algorithm {
    Md5,
    Md5OfUtf16,
    Sha(Hash),
    HmacMd5,
    Hmac(Hash),
}

impl Algorithm {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Md5 => "MD5",
            Self::Md5OfUtf16 => "MD5 of the text in UTF-16",
            Self::Sha(Hash::Sha1) => "SHA-1",
            Self::Sha(Hash::Sha256) => "SHA-256",
            Self::Sha(Hash::Sha384) => "SHA-384",
            Self::Sha(Hash::Sha512) => "SHA-512",
            Self::HmacMd5 => "HMAC-MD5",
            Self::Hmac(Hash::Sha1) => "HMAC-SHA1",
            Self::Hmac(Hash::Sha256) => "HMAC-SHA256",
            Self::Hmac(Hash::Sha384) => "HMAC-SHA384",
            Self::Hmac(Hash::Sha512) => "HMAC-SHA512",
        }
    }

    /// Returns the name of the hash that has so many hex digits.
    pub(super) fn of_hex_len(digits: usize) -> Option<&'static str> {
        Some(match digits {
            32 => "MD5",
            40 => "SHA-1",
            64 => "SHA-256",
            96 => "SHA-384",
            128 => "SHA-512",
            _ => return None,
        })
    }

    fn digest(self, message: &Message) -> Vec<u8> {
        let public = || [&message.before[..], &message.after].concat();
        match self {
            Self::Md5 => digest::md5(&[&message.bytes()]).to_vec(),
            Self::Md5OfUtf16 => {
                let bytes = message.bytes();
                let text = Zeroizing::new(String::from_utf8_lossy(&bytes).into_owned());
                let units = Zeroizing::new(
                    text.encode_utf16()
                        .flat_map(u16::to_le_bytes)
                        .collect::<Vec<_>>(),
                );
                digest::md5(&[&units]).to_vec()
            }
            Self::Sha(hash) => hash.digest(&message.bytes()),
            Self::HmacMd5 => match Hmac::<Md5>::new_from_slice(&message.secret) {
                Ok(mac) => mac.chain_update(public()).finalize().into_bytes().to_vec(),
                Err(_) => Vec::new(), // HMAC takes keys of any length
            },
            Self::Hmac(hash) => HmacKey::new(hash, &message.secret).tag(&public()),
        }
    }
}

/// One guess, and what it would mean.
pub(super) struct Trial {
    pub(super) cause: Cause,
    pub(super) detail: String,
    pub(super) message: Message,
    pub(super) algorithm: Algorithm,
}

impl Trial {
    /// Whether the guess gives the hash that arrived.
    pub(super) fn matches(&self, theirs: &[u8]) -> bool {
        self.algorithm.digest(&self.message) == theirs
    }

    /// Returns the guess as the answer, beside what is hashed here.
    pub(super) fn explain(&self, ours: &Message) -> Explanation {
        let masked = self.message.masked();
        let base_string = ours.masked();
        Explanation {
            their_base_string: Some(masked).filter(|masked| *masked != base_string),
            differs_at: ours.differs_at(&self.message),
            ..Explanation::new(self.cause, self.detail.as_str()).base_string(Some(base_string))
        }
    }
}

/// More of a webhook's body says nothing to a reader.
const MOST_SHOWN: usize = 4096;
