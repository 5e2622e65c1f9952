//! Encrypting and decrypting single values.

use std::fmt;

use credtool_crypto_engine::Aes256GcmKey;
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::base64url::{self, encoded_len};
use crate::scan::Named;
use crate::token_header::{self, Read};
use crate::token_parts::{Body, LONGEST_VALUE, Parts, body};
use crate::{ContentKey, Context, KeyMaterial, KeyName, Keyring, State, TokenError};

/// The keys of a keyring, ready for tokens: each derived and expanded once. Erased on drop, never printed.
///
/// A token is a compact JWE (RFC 7516): `BASE64URL(header)..BASE64URL(iv).BASE64URL(cipher text).BASE64URL(tag)` with the header
/// `{"alg":"dir","enc":"A256GCM","kid":NAME}`, and `"credtool-ctx"` where a [`Context`] binds it. It has at most 1 MiB, and the value
/// in it about three quarters of that. The length of the value shows. Nonces are random, 96 bits: one key is good for 2^32 tokens
/// (SP 800-38D §8.3). A token without a context can be moved to another place, and decrypts there.
pub struct TokenKeys {
    keys: Vec<TokenKey>,
    active: Option<usize>,
    purged: Vec<KeyName>,
}

/// One key with what stands in the tokens it makes.
pub(crate) struct TokenKey {
    name: KeyName,
    cipher: Aes256GcmKey,
    /// The encoded header of tokens that are bound to nothing.
    header: Vec<u8>,
    /// The encoded beginning of the header of bound tokens, in whole groups of three bytes, and the one or two bytes behind it.
    bound_header: (Vec<u8>, Vec<u8>),
}

impl Keyring {
    /// Returns the keys ready for tokens: every one whose secret is there decrypts, the active one encrypts.
    #[must_use]
    pub fn token_keys(&self) -> TokenKeys {
        let active = self.active().map(|key| key.name());
        let keys = self
            .keys()
            .filter_map(|key| Some((key.name(), key.material()?)));
        let purged = self.keys().filter(|key| key.state() == State::Purged);
        TokenKeys::new(keys, active).with_purged(purged.map(|key| key.name()))
    }
}

impl TokenKeys {
    /// Derives the keys. `active` names the one that encrypts; where none of `keys` has this name, nothing is encrypted.
    ///
    /// ```
    /// use credtool_keyring::{Context, KeyMaterial, KeyName, TokenKeys};
    /// # use chacha20::{ChaCha20Rng, rand_core::SeedableRng};
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let mut rng = ChaCha20Rng::from_seed([7; 32]);
    /// let name = KeyName::new("newkey")?;
    /// let secret = KeyMaterial::new("0EE0D33AC67E4389AB2B46123729B875")?;
    /// let keys = TokenKeys::new([(&name, &secret)], Some(&name));
    ///
    /// let place = Context::new("users/17/password");
    /// let token = keys.encrypt(b"hunter2", Some(&place), &mut rng)?;
    /// assert_eq!(*keys.decrypt(&token, Some(&place))?, b"hunter2");
    /// assert!(keys.decrypt(&token, Some(&Context::new("users/18/password"))).is_err());
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn new<'k>(
        keys: impl IntoIterator<Item = (&'k KeyName, &'k KeyMaterial)>,
        active: Option<&KeyName>,
    ) -> Self {
        let keys = keys.into_iter();
        let keys: Vec<_> = keys
            .map(|(name, secret)| TokenKey::new(name, secret))
            .collect();
        Self {
            active: active.and_then(|active| keys.iter().position(|key| key.name == *active)),
            keys,
            purged: Vec::new(),
        }
    }

    /// Tells the names whose secrets were purged, so that a token of one is refused with that reason.
    #[must_use]
    pub fn with_purged<'k>(mut self, names: impl IntoIterator<Item = &'k KeyName>) -> Self {
        self.purged = names.into_iter().cloned().collect();
        self
    }

    /// Returns a token of the active key, 1.34 times as long as the value and about 110 characters more.
    ///
    /// # Errors
    /// [`TokenError::NoActiveKey`]; [`TokenError::ValueTooLong`] when the token would have more than 1 MiB.
    pub fn encrypt(
        &self,
        value: &[u8],
        context: Option<&Context>,
        rng: &mut impl CryptoRng,
    ) -> Result<String, TokenError> {
        let key = self.active().ok_or(TokenError::NoActiveKey)?;
        let header_len = match context {
            None => key.header.len(),
            Some(_) => key.bound_header.0.len() + encoded_len(key.bound_header.1.len() + BOUND_END),
        };
        if value.len() > LONGEST_VALUE || header_len > token_header::LONGEST {
            return Err(TokenError::ValueTooLong);
        }
        // The only allocation. The value is encrypted at the end of it, and encoded from there to where it belongs.
        let mut token = Vec::with_capacity(header_len + PARTS + encoded_len(value.len()));
        key.append_header(context, &mut token);
        let mut iv = [0; 12];
        rng.fill_bytes(&mut iv);
        token.extend_from_slice(b"..");
        base64url::encode_append(&iv, &mut token);
        token.push(b'.');
        let ciphertext_at = token.len();
        let tag_at = ciphertext_at + encoded_len(value.len()) + 1;
        token.resize(tag_at + encoded_len(TAG) - value.len(), 0);
        token.extend_from_slice(value);
        let (front, buffer) = token.split_at_mut(tag_at + encoded_len(TAG) - value.len());
        let sealed = key.cipher.seal_detached(&iv, &front[..header_len], buffer);
        let tag = sealed.map_err(|_| TokenError::ValueTooLong)?;
        base64url::encode_from_the_end(&mut token, value.len(), ciphertext_at);
        token.truncate(tag_at - 1);
        token.push(b'.');
        base64url::encode_append(&tag, &mut token);
        // Cannot fail: every character is of base64url, or a dot.
        String::from_utf8(token).map_err(|_| TokenError::ValueTooLong)
    }

    /// Returns the value in a token of any key, erased on drop.
    ///
    /// What is not checked: where a token without a context stands, and that it is the latest of its place.
    ///
    /// # Errors
    /// [`TokenError::NotAToken`], [`TokenError::Malformed`] or [`TokenError::TooLong`] for its form; [`TokenError::UnknownKey`] and
    /// [`TokenError::Purged`] name the key; [`TokenError::Altered`] when the tag does not match; then, for what is
    /// authentic, [`TokenError::ContextNeeded`], [`TokenError::OtherContext`] and [`TokenError::NotBound`].
    pub fn decrypt(
        &self,
        token: &str,
        context: Option<&Context>,
    ) -> Result<Zeroizing<Vec<u8>>, TokenError> {
        let mut buffer;
        let (parts, named) = match self.read_known(token.as_bytes()) {
            Some(known) => known?,
            None => {
                buffer = [0; _];
                let (parts, header) = split(token.as_bytes(), &mut buffer)?;
                (parts, Named::Read(header))
            }
        };
        let (key, bound) = self.key_of(&named)?;
        let mut value = Zeroizing::new(Vec::with_capacity(room(parts.ciphertext)));
        key.open(&parts, &mut value)?;
        match (bound, context) {
            (None, None) => Ok(value),
            (Some(bound), Some(context)) if bound == *context => Ok(value),
            (Some(_), Some(_)) => Err(TokenError::OtherContext),
            (Some(_), None) => Err(TokenError::ContextNeeded),
            (None, Some(_)) => Err(TokenError::NotBound),
        }
    }

    /// Splits a token that begins with the header of one of the keys, bound to nothing; `None` when it does not.
    fn read_known<'t>(
        &self,
        token: &'t [u8],
    ) -> Option<Result<(Parts<'t>, Named<'t>), TokenError>> {
        self.keys.iter().enumerate().find_map(|(number, key)| {
            let behind = token.strip_prefix(key.header.as_slice())?;
            let behind = behind.strip_prefix(b"..")?;
            let parts = whole(&token[..key.header.len()], behind);
            Some(parts.map(|parts| (parts, Named::Known(number))))
        })
    }

    /// Returns the key that a token names, and what the token is bound to.
    pub(crate) fn key_of(
        &self,
        named: &Named<'_>,
    ) -> Result<(&TokenKey, Option<Context>), TokenError> {
        let header = match named {
            Named::Known(number) => return Ok((&self.keys[*number], None)),
            Named::Read(header) => header,
        };
        let kid = header.kid.as_ref();
        match self.keys.iter().find(|key| key.name.as_str() == kid) {
            Some(key) => Ok((key, header.context)),
            None if self.purged.iter().any(|name| name.as_str() == kid) => {
                Err(TokenError::Purged(kid.to_owned()))
            }
            None => Err(TokenError::UnknownKey(kid.to_owned())),
        }
    }

    /// Returns the key that encrypts.
    pub(crate) fn active(&self) -> Option<&TokenKey> {
        self.active.map(|active| &self.keys[active])
    }

    /// Returns the encoded header of each key, by its number.
    pub(crate) fn headers(&self) -> impl Iterator<Item = Vec<u8>> {
        self.keys.iter().map(|key| key.header.clone())
    }
}

impl TokenKey {
    fn new(name: &KeyName, secret: &KeyMaterial) -> Self {
        let mut header = Vec::new();
        base64url::encode_append(&token_header::json(name.as_str(), false), &mut header);
        let json = token_header::json(name.as_str(), true);
        let (groups, behind) = json.split_at(json.len() / 3 * 3);
        let mut bound_header = (Vec::new(), behind.to_vec());
        base64url::encode_append(groups, &mut bound_header.0);
        Self {
            name: name.clone(),
            cipher: Aes256GcmKey::new(ContentKey::derive(name, secret).expose()),
            header,
            bound_header,
        }
    }

    pub(crate) fn append_header(&self, context: Option<&Context>, token: &mut Vec<u8>) {
        let Some(context) = context else {
            return token.extend_from_slice(&self.header);
        };
        let (groups, behind) = &self.bound_header;
        let mut end = [0; 2 + BOUND_END];
        let hash_on = behind.len();
        end[..hash_on].copy_from_slice(behind);
        let len = hash_on + base64url::encode(context.hash(), &mut end[hash_on..]);
        end[len..len + 2].copy_from_slice(b"\"}");
        token.extend_from_slice(groups);
        base64url::encode_append(&end[..len + 2], token);
    }

    /// Appends the value to `buffer`, which is empty and has [`room`]. On failure nothing of it is left there.
    pub(crate) fn open(&self, parts: &Parts<'_>, buffer: &mut Vec<u8>) -> Result<(), TokenError> {
        let malformed = TokenError::Malformed("a part is not base64url");
        let iv = base64url::decode_array(parts.iv);
        let tag: Option<[u8; TAG]> = base64url::decode_array(parts.tag);
        let (Some(iv), Some(tag), Some(())) =
            (iv, tag, base64url::decode_append(parts.ciphertext, buffer))
        else {
            return Err(malformed);
        };
        buffer.extend_from_slice(&tag);
        self.cipher
            .open_in_place(&iv, parts.header, buffer)
            .map_err(|_| TokenError::Altered)
    }

    /// Encrypts the value in `buffer` where it is and appends the token.
    pub(crate) fn seal(
        &self,
        buffer: &mut [u8],
        context: Option<&Context>,
        rng: &mut impl CryptoRng,
        out: &mut Vec<u8>,
    ) -> Result<(), TokenError> {
        let start = out.len();
        self.append_header(context, out);
        let mut iv = [0; 12];
        rng.fill_bytes(&mut iv);
        let tag = self
            .cipher
            .seal_detached(&iv, &out[start..], buffer)
            .map_err(|_| TokenError::ValueTooLong)?;
        out.extend_from_slice(b"..");
        base64url::encode_append(&iv, out);
        out.push(b'.');
        base64url::encode_append(buffer, out);
        out.push(b'.');
        base64url::encode_append(&tag, out);
        Ok(())
    }
}

impl fmt::Debug for TokenKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenKeys([REDACTED])")
    }
}

/// Splits a token whose header is read.
pub(crate) fn split<'t>(
    token: &'t [u8],
    buffer: &'t mut token_header::Buffer,
) -> Result<(Parts<'t>, token_header::Header<'t>), TokenError> {
    let run = base64url::leading(token, token_header::LONGEST);
    let (header, behind) = token.split_at(run);
    let begins = token.starts_with(token_header::BRACE_AND_QUOTE);
    let Some(behind) = behind.strip_prefix(b"..").filter(|_| begins) else {
        return Err(if token.starts_with(token_header::LANDMARK) {
            TokenError::Malformed("the header has two dots behind it")
        } else {
            TokenError::NotAToken("it begins with eyJ, a header in base64url, and two dots")
        });
    };
    match token_header::read(header, buffer) {
        Read::Ours(header_read) => Ok((whole(header, behind)?, header_read)),
        Read::Foreign => Err(TokenError::NotAToken(
            "its header has another alg or enc, no kid, or members that we do not know",
        )),
        Read::Damaged => Err(TokenError::Malformed(
            "the header is a JSON object with alg and enc, and nothing stands in it twice",
        )),
    }
}

/// Reads the parts behind the dots, with nothing behind them.
fn whole<'t>(header: &'t [u8], behind: &'t [u8]) -> Result<Parts<'t>, TokenError> {
    match body(behind, true) {
        Body::Whole {
            iv,
            ciphertext,
            tag,
            end,
        } if end == behind.len() => Ok(Parts {
            header,
            iv,
            ciphertext,
            tag,
        }),
        Body::Whole { .. } => Err(TokenError::Malformed("nothing follows the tag")),
        Body::Damaged { part, .. } => Err(TokenError::Malformed(part)),
        Body::TooLong { .. } => Err(TokenError::TooLong),
        Body::Unfinished => Err(TokenError::Malformed("it is cut")),
    }
}

/// Returns the bytes that opening a cipher text takes: it, and its tag.
pub(crate) fn room(ciphertext: &[u8]) -> usize {
    ciphertext.len().div_ceil(4) * 3 + TAG
}

const TAG: usize = Aes256GcmKey::TAG_LEN;

/// The dots, the iv and the tag.
const PARTS: usize = 2 + encoded_len(12) + 1 + 1 + encoded_len(TAG);

/// The bytes of a bound header from the hash on: 43 characters, a quote and a brace.
const BOUND_END: usize = encoded_len(32) + 2;
