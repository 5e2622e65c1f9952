//! The keyed end of a history: what shows that events are missing at its end, or were written by somebody else.

use std::fmt;
use std::str::FromStr;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::cursor::{Cursor, quote};
use crate::{Error, Hash, KeyId, Tail};

/// The key that signs heads: HKDF-SHA256 (RFC 5869) of a keyring's key, empty salt, info
/// `credtool app-registry head v1` 00 kid.
///
/// Erased on drop, never printed.
pub struct HeadKey {
    kid: KeyId,
    /// 32 bytes and zeros: what HMAC makes of a key that is shorter than a block (RFC 2104 §2).
    key: Zeroizing<[u8; 64]>,
}

impl HeadKey {
    /// Derives the key from the bytes of the keyring's key of this name.
    ///
    /// # Errors
    /// As for [`KeyId`], when the name is none.
    pub fn derive(kid: &str, material: &[u8]) -> Result<Self, Error> {
        let kid: KeyId = kid.parse()?;
        let mut key = Zeroizing::new([0; 64]);
        let info = [INFO, &[0], kid.as_str().as_bytes()];
        let hkdf = hkdf::Hkdf::<Sha256>::new(None, material);
        // 32 bytes are far below what HKDF can give (RFC 5869 §2.3), so this cannot fail.
        let _ = hkdf.expand_multi_info(&info, &mut key[..32]);
        Ok(Self { kid, key })
    }

    /// Returns the name of the keyring's key.
    #[must_use]
    pub fn kid(&self) -> &str {
        self.kid.as_str()
    }

    /// Signs where a history ends.
    #[must_use]
    pub fn sign(&self, tail: &Tail) -> Head {
        let mac = self.mac(tail.count, tail.hash);
        Head {
            count: tail.count,
            hash: tail.hash,
            kid: self.kid.clone(),
            mac: mac.finalize().into_bytes().into(),
        }
    }

    /// Checks that a head was signed by this key, and that the history ends where it says. Constant time.
    ///
    /// That an older history was restored together with its head is **not** found: nothing in it is wrong.
    ///
    /// # Errors
    /// [`HeadFault`].
    pub fn verify(&self, head: &Head, tail: &Tail) -> Result<(), HeadFault> {
        if head.kid != self.kid {
            return Err(HeadFault::OtherKey {
                found: head.kid.to_string(),
                expected: self.kid.to_string(),
            });
        }
        let mac = self.mac(head.count, head.hash);
        if mac.verify_slice(&head.mac).is_err() {
            return Err(HeadFault::Forged);
        }
        if head.count > tail.count {
            return Err(HeadFault::Missing {
                signed: head.count,
                found: tail.count,
            });
        }
        if head.count < tail.count {
            return Err(HeadFault::Unsigned {
                signed: head.count,
                found: tail.count,
            });
        }
        if head.hash != tail.hash {
            return Err(HeadFault::OtherEvent { number: tail.count });
        }
        Ok(())
    }

    fn mac(&self, count: u64, hash: Hash) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new((&*self.key).into());
        mac.update(MAC);
        mac.update(&count.to_be_bytes());
        mac.update(hash.as_bytes());
        mac
    }
}

impl fmt::Debug for HeadKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HeadKey({}, [REDACTED])", self.kid)
    }
}

/// Where a history ends, signed: written in the same transaction as the last event.
///
/// ```json
/// {"v":1,"count":3,"hash":"…","kid":"…","mac":"…"}
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    count: u64,
    hash: Hash,
    kid: KeyId,
    mac: [u8; 32],
}

impl Head {
    /// Reads the text of a head. Who signed it is not looked at.
    ///
    /// # Errors
    /// [`Error::NotOurs`] for what [`Head::to_text`] does not write.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let mut cursor = Cursor::new("the head", text);
        cursor.literal("{\"v\":1,\"count\":")?;
        let count = cursor.number()?;
        cursor.literal(",\"hash\":")?;
        let hash = cursor.hash()?;
        cursor.literal(",\"kid\":")?;
        let kid = cursor.value()?;
        cursor.literal(",\"mac\":")?;
        let mac = *cursor.hash()?.as_bytes();
        cursor.literal("}")?;
        cursor.end()?;
        Ok(Self {
            count,
            hash,
            kid,
            mac,
        })
    }

    /// Returns the text: one line of JSON without its end.
    #[must_use]
    pub fn to_text(&self) -> String {
        let Self { count, hash, .. } = self;
        let mut out = format!("{{\"v\":1,\"count\":{count},\"hash\":\"{hash}\",\"kid\":");
        quote(&mut out, self.kid.as_str());
        let mac = base16ct::lower::encode_string(&self.mac);
        out.push_str(&format!(",\"mac\":\"{mac}\"}}"));
        out
    }

    /// Returns how many events it counts.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Returns the hash of the last.
    #[must_use]
    pub fn hash(&self) -> Hash {
        self.hash
    }

    /// Returns the name of the key that is said to have signed it.
    #[must_use]
    pub fn kid(&self) -> &str {
        self.kid.as_str()
    }
}

impl FromStr for Head {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::parse(text)
    }
}

/// What is wrong with a head, or with the history that should end with it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HeadFault {
    /// Another key signed it, or is said to have.
    #[error("the head is signed by the key {found:?}, and not by {expected:?}")]
    OtherKey {
        /// The key that it names.
        found: String,
        /// The one that is at hand.
        expected: String,
    },
    /// The key did not sign it.
    #[error("the head was not signed by the key that it names")]
    Forged,
    /// Events are missing at the end.
    #[error("{signed} events were signed, and {found} are there: those at the end are missing")]
    Missing {
        /// The number of events that the head counts.
        signed: u64,
        /// The number that is there.
        found: u64,
    },
    /// Events were appended without the key.
    #[error("{signed} events were signed, and {found} are there: those at the end are not ours")]
    Unsigned {
        /// The number of events that the head counts.
        signed: u64,
        /// The number that is there.
        found: u64,
    },
    /// The last event is another one than was signed.
    #[error("the last event, {number}, is not the one that was signed")]
    OtherEvent {
        /// Its number.
        number: u64,
    },
}

const INFO: &[u8] = b"credtool app-registry head v1";
const MAC: &[u8] = b"credtool app-registry head v1\0";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_is_redacted() {
        let key = HeadKey::derive("k1", b"material").unwrap();
        assert_eq!(format!("{key:?}"), "HeadKey(k1, [REDACTED])");
    }
}
