//! The key file (`keyfile-key`): one random key, locked by an unlock secret (RFC 7518 §4.8), that locks the map.
//!
//! A compact JWE with `alg` PBES2-HS512+A256KW and `enc` A256GCM; its payload is a JWK (RFC 7517) with `kty` oct. The vendor's
//! key file format is not public, so this is not it, and the vendor's tool does not read it.

use std::fmt;

use aes_kw::{KeyInit, KwAes256};
use credtool_crypto_engine::Aes256GcmKey;
use rand_core::CryptoRng;
use sha2::Sha512;
use zeroize::Zeroizing;

use crate::json_object::{self, LastComma};
use crate::jwe;
use crate::own_file::OwnJwe;
use crate::{Error, OwnFile, UnlockSecret};

/// The key of an unlocked key file. Erased on drop, never printed.
///
/// ```
/// use chacha20::{ChaCha20Rng, rand_core::SeedableRng};
/// use credtool_keyring::{KeyFile, UnlockSecret};
/// # fn main() -> Result<(), credtool_keyring::Error> {
/// let mut rng = ChaCha20Rng::from_seed([7; 32]); // the system's generator outside of documentation
/// let unlock = UnlockSecret::new("correct horse battery staple")?;
/// let key_file = KeyFile::generate(&mut rng);
/// let text = key_file.lock(&unlock, &mut rng)?; // keyfile-key
/// let sealed = key_file.seal("{}\n", &mut rng)?; // keys.enc
///
/// let key_file = KeyFile::unlock(text.as_bytes(), &unlock)?;
/// assert_eq!(*key_file.open(sealed.as_bytes())?, "{}\n");
/// # Ok(())
/// # }
/// ```
pub struct KeyFile {
    pub(crate) kid: String,
    pub(crate) key: Zeroizing<[u8; 32]>,
}

impl KeyFile {
    /// The longest file that is read, in bytes.
    pub const LONGEST: usize = 16 * 1024;

    /// The iterations of PBKDF2-HMAC-SHA512 in a new file whose unlock secret may be a pass phrase, as OWASP's Password Storage Cheat
    /// Sheet has them.
    pub const ITERATIONS: u32 = 210_000;

    /// Returns a new key file with a random key and a random `kid`.
    #[must_use]
    pub fn generate(rng: &mut impl CryptoRng) -> Self {
        let mut kid = [0; 16];
        rng.fill_bytes(&mut kid);
        let mut key = Zeroizing::new([0; 32]);
        rng.fill_bytes(&mut *key);
        Self {
            kid: jwe::encode(&kid),
            key,
        }
    }

    /// Returns the text of the file, locked by an unlock secret: [`KeyFile::ITERATIONS`], a fresh salt. One line, no line feed.
    ///
    /// With a secret from [`UnlockSecret::generate`] it takes 1000 iterations, which RFC 7518 §4.8.1.2 wants at least: 256 random bits
    /// are beyond guessing, so more would only make every use slow. How good the unlock secret is, is not checked: whoever has the file can try secrets offline.
    ///
    /// # Errors
    /// None that are expected: the engine seals so short a payload.
    pub fn lock(&self, unlock: &UnlockSecret, rng: &mut impl CryptoRng) -> Result<String, Error> {
        let mut salt = [0; 16];
        rng.fill_bytes(&mut salt);
        let mut cek = Zeroizing::new([0; 32]);
        rng.fill_bytes(&mut *cek);
        let mut iv = [0; 12];
        rng.fill_bytes(&mut iv);

        let iterations = match unlock.is_drawn() {
            true => FEWEST,
            false => Self::ITERATIONS,
        };
        let kek = key_encryption_key(unlock, &salt, iterations);
        let mut wrapped = [0; WRAPPED];
        let unusable = || damaged("its key cannot be wrapped");
        let wrapping = KwAes256::new_from_slice(&*kek).map_err(|_| unusable())?;
        wrapping
            .wrap_key(&*cek, &mut wrapped)
            .map_err(|_| unusable())?;
        let header = format!(
            "{{\"alg\":\"{ALG}\",\"enc\":\"{}\",\"p2s\":\"{}\",\"p2c\":{iterations}}}",
            jwe::A256GCM,
            jwe::encode(&salt),
        );
        jwe::seal(&cek, &header, &wrapped, &iv, self.to_jwk().as_bytes())
            .ok_or_else(|| damaged("its payload is too long"))
    }

    /// Opens the bytes of a file; white space around them is allowed.
    ///
    /// # Errors
    /// [`Error::AnotherTool`] or [`Error::Exchanged`] when it is no key file of ours; [`Error::TooLong`], [`Error::Damaged`];
    /// [`Error::Iterations`] before any work is done; [`Error::WrongUnlockSecret`] when the wrapped key does not open, which
    /// an altered header causes too. A file that breaks behind that point is damaged, and the unlock secret was right.
    pub fn unlock(file: &[u8], unlock: &UnlockSecret) -> Result<Self, Error> {
        let OwnJwe { jwe, header } = OwnJwe::read(OwnFile::KeyFile, file)?;
        let iterations = header
            .number("p2c")
            .ok_or_else(|| damaged("its p2c is no whole number"))?;
        let iterations = accepted(iterations)?;
        let salt = header
            .text("p2s")
            .and_then(jwe::decode)
            .filter(|salt| (SHORTEST_SALT..=LONGEST_SALT).contains(&salt.len()))
            .ok_or_else(|| damaged("its p2s is no base64url of 8 to 512 bytes"))?;
        let wrapped: [u8; WRAPPED] = jwe::decode(jwe.encrypted_key)
            .and_then(|wrapped| wrapped.try_into().ok())
            .ok_or_else(|| damaged("its wrapped key is no base64url of 40 bytes"))?;
        let sealed = jwe::Sealed::read(&jwe).map_err(damaged)?;

        let kek = key_encryption_key(unlock, &salt, iterations);
        let mut cek = Zeroizing::new([0; 32]);
        KwAes256::new_from_slice(&*kek)
            .ok()
            .and_then(|wrapping| wrapping.unwrap_key(&wrapped, &mut *cek).ok().map(|_| ()))
            .ok_or(Error::WrongUnlockSecret)?;
        let payload = sealed.open(&Aes256GcmKey::new(&cek), &jwe);
        let payload = payload.ok_or_else(|| damaged("its payload or tag was altered"))?;
        Self::from_jwk(&payload).ok_or_else(|| damaged("its payload is no JWK of a key file"))
    }

    /// Returns the name by which an encrypted map says whose it is.
    #[must_use]
    pub fn kid(&self) -> &str {
        &self.kid
    }

    fn to_jwk(&self) -> Zeroizing<String> {
        let mut k = Zeroizing::new([0; 43]);
        let k = base64_simd::URL_SAFE_NO_PAD
            .encode_as_str(&*self.key, base64_simd::AsOut::as_out(&mut k[..]));
        let kid = crate::key_map::quoted(&self.kid);
        // One allocation: a text that grows would leave the key behind.
        let mut jwk = Zeroizing::new(String::with_capacity(kid.len() + 96));
        for part in ["{\"kty\":\"oct\",\"kid\":", &kid, ",\"k\":\"", k, "\"}"] {
            jwk.push_str(part);
        }
        jwk
    }

    fn from_jwk(payload: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(payload).ok()?;
        let members = json_object::members(text, LastComma::Refused).ok()?;
        let known = members
            .iter()
            .all(|member| ["kty", "kid", "k"].contains(&&*member.name));
        let value = |name: &str| {
            let member = members.iter().find(|member| member.name == name)?;
            serde_json::from_str::<String>(member.raw_value)
                .ok()
                .map(Zeroizing::new)
        };
        if !known || *value("kty")? != "oct" {
            return None;
        }
        let kid = value("kid").filter(|kid| !kid.is_empty() && kid.len() <= LONGEST_KID)?;
        let k = Zeroizing::new(jwe::decode(&value("k")?)?);
        let mut key = Zeroizing::new([0; 32]);
        if k.len() != key.len() {
            return None;
        }
        key.copy_from_slice(&k);
        Some(Self {
            kid: kid.to_string(),
            key,
        })
    }
}

impl fmt::Debug for KeyFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyFile")
            .field("kid", &self.kid)
            .finish_non_exhaustive()
    }
}

/// RFC 7518 §4.8.1.1: the salt is the algorithm's name, a zero octet, and `p2s`.
fn key_encryption_key(unlock: &UnlockSecret, p2s: &[u8], iterations: u32) -> Zeroizing<[u8; 32]> {
    let salt = [ALG.as_bytes(), &[0], p2s].concat();
    let mut kek = Zeroizing::new([0; 32]);
    pbkdf2::pbkdf2_hmac::<Sha512>(unlock.expose().as_bytes(), &salt, iterations, &mut *kek);
    kek
}

/// Asked before any work is done: 2^32 iterations would take an hour.
fn accepted(iterations: u64) -> Result<u32, Error> {
    let number = u32::try_from(iterations).ok();
    let number = number.filter(|number| (FEWEST..=MOST).contains(number));
    number.ok_or(Error::Iterations(iterations))
}

fn damaged(problem: &str) -> Error {
    OwnFile::KeyFile.damaged(problem)
}

/// The one key management algorithm of a key file.
pub(crate) const ALG: &str = "PBES2-HS512+A256KW";
/// RFC 7518 §4.8.1.2 recommends at least 1000.
const FEWEST: u32 = 1_000;
/// A file that somebody else gave us must not keep us busy for minutes.
const MOST: u32 = 1_000_000;
/// RFC 7518 §4.8.1.1: 8 or more octets.
const SHORTEST_SALT: usize = 8;
const LONGEST_SALT: usize = 512;
const LONGEST_KID: usize = 256;
/// RFC 3394: 8 bytes more than the key.
const WRAPPED: usize = 40;

#[cfg(test)]
mod tests {
    use chacha20::ChaCha20Rng;
    use chacha20::rand_core::SeedableRng as _;

    use super::*;

    /// RFC 7520 §5.3: PBES2-HS512+A256KW over another `enc`; the wrapped key is 32 bytes there too.
    #[test]
    fn rfc_7520_5_3() {
        let unlock = UnlockSecret::new("entrap_o\u{2013}peter_long\u{2013}credit_tun").unwrap();
        let salt = jwe::decode("8Q1SzinasR3xchYz6ZZcHA").unwrap();
        let kek = key_encryption_key(&unlock, &salt, 8192);
        let wrapped =
            jwe::decode("d3qNhUWfqheyPp4H8sjOWsDYajoej4c5Je6rlUtFPWdgtURtmeDV1g").unwrap();
        let mut cek = [0; 32];
        KwAes256::new(&(*kek).into())
            .unwrap_key(&wrapped, &mut cek)
            .unwrap();
        assert_eq!(
            jwe::encode(&cek),
            "uwsjJXaBK407Qaf0_zpcpmr1Cs0CC50hIUEyGNEt3m0"
        );
    }

    /// Few iterations only for what nobody can guess, and never because a text looks random.
    #[test]
    fn a_drawn_secret_takes_few_iterations() {
        let mut rng = ChaCha20Rng::from_seed([7; 32]);
        let drawn = UnlockSecret::generate(&mut rng);
        let typed = UnlockSecret::new(drawn.expose()).unwrap();
        let key_file = KeyFile::generate(&mut rng);
        for (unlock, iterations) in [(&drawn, "\"p2c\":1000}"), (&typed, "\"p2c\":210000}")] {
            let file = key_file.lock(unlock, &mut rng).unwrap();
            let header = jwe::decode(file.split('.').next().unwrap()).unwrap();
            assert!(String::from_utf8(header).unwrap().ends_with(iterations));
            let again = KeyFile::unlock(file.as_bytes(), &typed).unwrap();
            assert_eq!(again.kid(), key_file.kid());
        }
    }

    #[test]
    fn iterations() {
        for count in [1_000, 210_000, 1_000_000] {
            assert!(accepted(count).is_ok());
        }
        for count in [0, 999, 1_000_001, 4_294_968_296, u64::MAX] {
            assert_eq!(accepted(count), Err(Error::Iterations(count)));
        }
    }

    #[test]
    fn debug_shows_the_kid_only() {
        let file = KeyFile {
            kid: "abc".into(),
            key: Zeroizing::new([7; 32]),
        };
        assert_eq!(format!("{file:?}"), "KeyFile { kid: \"abc\", .. }");
    }

    #[test]
    fn payloads() {
        let file = KeyFile {
            kid: "a\"b".into(),
            key: Zeroizing::new([7; 32]),
        };
        let jwk = file.to_jwk();
        assert_eq!(
            *jwk,
            format!(
                r#"{{"kty":"oct","kid":"a\"b","k":"{}"}}"#,
                jwe::encode(&[7; 32])
            )
        );
        let back = KeyFile::from_jwk(jwk.as_bytes()).unwrap();
        assert_eq!((back.kid.as_str(), &*back.key), ("a\"b", &[7; 32]));
        for (from, to) in [
            ("oct", "RSA"),
            ("\"kid\":\"a\\\"b\",", ""),
            ("a\\\"b", ""),
            ("\"k\":\"", "\"k\":\"AAAA"),
            ("{", "{\"d\":1,"),
            ("{", "{\"kty\":\"oct\","),
        ] {
            let other = jwk.replacen(from, to, 1);
            assert!(KeyFile::from_jwk(other.as_bytes()).is_none(), "{other}");
        }
    }
}
