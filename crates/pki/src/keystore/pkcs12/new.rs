//! Writes PKCS#12 files that keytool, Java since 8u301, OpenSSL since 1.1 and Windows since 2019 open.

use const_oid::ObjectIdentifier;
use rand::CryptoRng;
use sha1::{Digest, Sha1};
use zeroize::Zeroizing;

use crate::asn1::algorithm::AlgorithmIdentifier;
use crate::asn1::tlv::{single, tag};
use crate::asn1::tlv_write::{element, integer, oid, sequence};
use crate::encryption::pbe::{Encrypted, encrypt};
use crate::keystore::pkcs12::bag::{
    CERT_BAG, FRIENDLY_NAME, LOCAL_KEY_ID, ORACLE_TRUSTED_KEY_USAGE, SHROUDED_KEY_BAG,
    X509_CERTIFICATE,
};
use crate::keystore::pkcs12::{DATA, ENCRYPTED_DATA};
use crate::{Certificate, Error, Password, keystore::pkcs12::mac};

/// What goes into a new PKCS#12 file: one private key with its chain, and certificates to trust.
///
/// ```
/// use credtool_pki::{Keystore, NewPkcs12, Password};
/// use rand::SeedableRng; // any CryptoRng will do; this one is for the example
/// # let store = Keystore::open(include_bytes!("../../../tests/data/keystores/keytool.p12"), Some(&Password::new("storepass-A1")))?;
/// # let entry = store.private_key_entry(None)?;
/// # let pkcs8 = entry.private_key(Some(&Password::new("storepass-A1")))?;
/// # let certificate = &entry.certificates()[0];
///
/// let password = Password::new("correct horse");
/// let contents = NewPkcs12 { alias: "app", private_key: &pkcs8, chain: &[certificate], trusted: &[] };
/// let bytes = contents.to_bytes(&password, &mut chacha20::ChaCha20Rng::seed_from_u64(7))?;
/// let keystore = Keystore::open(&bytes, Some(&password))?;
/// assert_eq!(keystore.entry("app")?.private_key(Some(&password))?, pkcs8);
/// # Ok::<(), credtool_pki::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct NewPkcs12<'a> {
    /// The alias (`friendlyName`) of the private key.
    pub alias: &'a str,
    /// PKCS#8 DER.
    pub private_key: &'a [u8],
    /// DER, the key's own certificate first; it may be empty. Not checked: that it belongs to the key, and that each
    /// certificate issued the one before.
    pub chain: &'a [&'a [u8]],
    /// Alias and DER of certificates that Java shall trust.
    pub trusted: &'a [(&'a str, &'a [u8])],
}

impl NewPkcs12<'_> {
    /// Returns the file: key and certificates encrypted with PBES2 (PBKDF2-HMAC-SHA-256, AES-256-CBC), integrity by HMAC-
    /// SHA-256 with the derivation of RFC 7292, each with 100 000 iterations and a salt of its own. The same generator state
    /// gives the same bytes.
    ///
    /// Java's `PKCS12` keystore refuses passwords that are not ASCII, and keytool those below six characters. Java's default
    /// is 10 000 iterations, OpenSSL's 2048; both read this file within a tenth of a second, and whoever guesses passwords
    /// waits ten times longer for each.
    ///
    /// # Errors
    /// [`Error::Malformed`] if the key is no PKCS#8 or a certificate no certificate: such a file would open nowhere.
    pub fn to_bytes<R: CryptoRng + ?Sized>(
        &self,
        password: &Password,
        rng: &mut R,
    ) -> Result<Vec<u8>, Error> {
        self.check()?;
        let key = encrypt(rng, password, ITERATIONS, self.private_key);
        let certificates = encrypt(rng, password, ITERATIONS, &self.certificate_bags());
        let mut salt = [0; 20];
        rng.fill_bytes(&mut salt);

        // Keys first and in the clear, as Java writes them: the certificates need not be decrypted to find one.
        let contents = sequence(&[
            &content_info(&DATA, &octets(&sequence(&[&self.key_bag(&key)]))),
            &content_info(&ENCRYPTED_DATA, &encrypted_data(&certificates)),
        ]);
        let mac = mac::create(password, &salt, ITERATIONS, &contents);
        let authenticated_safe = content_info(&DATA, &octets(&contents));
        Ok(sequence(&[&integer(3), &authenticated_safe, &mac]).to_vec())
    }

    fn check(&self) -> Result<(), Error> {
        const WHAT: &str = "PrivateKeyInfo";
        let mut fields = single(self.private_key, tag::SEQUENCE, WHAT)?.reader();
        fields.expect(tag::INTEGER, WHAT)?;
        AlgorithmIdentifier::read(&mut fields, WHAT)?;
        fields.expect(tag::OCTET_STRING, WHAT)?;
        let trusted = self.trusted.iter().map(|(_, der)| der);
        for der in self.chain.iter().chain(trusted) {
            Certificate::from_der(der)?;
        }
        Ok(())
    }

    fn key_bag(&self, key: &Encrypted) -> Zeroizing<Vec<u8>> {
        let info = sequence(&[&key.algorithm_identifier_der, &octets(&key.ciphertext)]);
        bag(
            &SHROUDED_KEY_BAG,
            &info,
            &[friendly_name(self.alias), self.local_key_id()],
        )
    }

    fn certificate_bags(&self) -> Zeroizing<Vec<u8>> {
        let chain = self.chain.iter().enumerate().map(|(position, der)| {
            let own = [friendly_name(self.alias), self.local_key_id()];
            cert_bag(der, if position == 0 { &own } else { &[] })
        });
        let trusted = self.trusted.iter().map(|(alias, der)| {
            let usage = oid(&ANY_EXTENDED_KEY_USAGE);
            let attributes = [
                friendly_name(alias),
                attribute(&ORACLE_TRUSTED_KEY_USAGE, &usage),
            ];
            cert_bag(der, &attributes)
        });
        let bags: Vec<_> = chain.chain(trusted).collect();
        sequence(&bags.iter().map(|bag| &bag[..]).collect::<Vec<_>>())
    }

    /// Ties the first certificate to the key: the SHA-1 fingerprint, as OpenSSL has it, or a number where there is none.
    fn local_key_id(&self) -> Zeroizing<Vec<u8>> {
        let id = match self.chain.first() {
            Some(der) => Sha1::digest(der).to_vec(),
            None => vec![1],
        };
        attribute(&LOCAL_KEY_ID, &octets(&id))
    }
}

impl std::fmt::Debug for NewPkcs12<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewPkcs12")
            .field("alias", &self.alias)
            .field("private_key", &"[REDACTED]")
            .field("chain", &self.chain.len())
            .field("trusted", &self.trusted.len())
            .finish()
    }
}

fn content_info(content_type: &ObjectIdentifier, content: &[u8]) -> Zeroizing<Vec<u8>> {
    sequence(&[&oid(content_type), &element(tag::context(0), &[content])])
}

fn encrypted_data(content: &Encrypted) -> Zeroizing<Vec<u8>> {
    let info = sequence(&[
        &oid(&DATA),
        &content.algorithm_identifier_der,
        &element(tag::context_primitive(0), &[&content.ciphertext]),
    ]);
    sequence(&[&integer(0), &info])
}

fn cert_bag(der: &[u8], attributes: &[Zeroizing<Vec<u8>>]) -> Zeroizing<Vec<u8>> {
    let value = element(tag::context(0), &[&octets(der)]);
    bag(
        &CERT_BAG,
        &sequence(&[&oid(&X509_CERTIFICATE), &value]),
        attributes,
    )
}

fn bag(
    id: &ObjectIdentifier,
    value: &[u8],
    attributes: &[Zeroizing<Vec<u8>>],
) -> Zeroizing<Vec<u8>> {
    let value = element(tag::context(0), &[value]);
    let mut attributes: Vec<_> = attributes.iter().map(|one| &one[..]).collect();
    attributes.sort_unstable(); // DER orders the members of a SET OF (X.690 §11.6)
    let set = match attributes[..] {
        [] => Zeroizing::default(),
        _ => element(tag::SET, &attributes),
    };
    sequence(&[&oid(id), &value, &set])
}

fn friendly_name(alias: &str) -> Zeroizing<Vec<u8>> {
    let units: Vec<u8> = alias.encode_utf16().flat_map(u16::to_be_bytes).collect();
    attribute(&FRIENDLY_NAME, &element(tag::BMP_STRING, &[&units]))
}

fn attribute(id: &ObjectIdentifier, value: &[u8]) -> Zeroizing<Vec<u8>> {
    sequence(&[&oid(id), &element(tag::SET, &[value])])
}

fn octets(content: &[u8]) -> Zeroizing<Vec<u8>> {
    element(tag::OCTET_STRING, &[content])
}

/// One count for key, certificates and MAC: a password is as weak as the cheapest of the three lets it be tried. A fuzzer
/// looks at the structure, thousands of times a minute.
const ITERATIONS: u32 = if cfg!(fuzzing) { 1 } else { 100_000 };

const ANY_EXTENDED_KEY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.37.0");
