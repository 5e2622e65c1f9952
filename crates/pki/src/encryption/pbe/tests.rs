//! What is encrypted opens, what is hostile is refused: C2SP Wycheproof, and structures written here. One file for each
//! scheme that OpenSSL writes is opened in `tests/keys.rs`.

use rand::SeedableRng;

use super::*;
use crate::asn1::tlv_write::{element, integer, oid, sequence};

/// Returns the algorithm that the schemes with a salt and a count share.
fn with_count(scheme: &str, count: u64) -> Vec<u8> {
    let parameters = sequence(&[&element(tag::OCTET_STRING, &[&[7; 8]]), &integer(count)]);
    let scheme = oid(&ObjectIdentifier::new_unwrap(scheme));
    sequence(&[&scheme, &parameters]).to_vec()
}

/// Returns PBES2 of a derivation function and a cipher, each with parameters in DER.
fn pbes2(kdf: &str, kdf_parameters: &[u8], cipher: &str, cipher_parameters: &[u8]) -> Vec<u8> {
    let oid = |dotted| oid(&ObjectIdentifier::new_unwrap(dotted));
    let kdf = sequence(&[&oid(kdf), kdf_parameters]);
    let cipher = sequence(&[&oid(cipher), cipher_parameters]);
    sequence(&[&oid("1.2.840.113549.1.5.13"), &sequence(&[&kdf, &cipher])]).to_vec()
}

const PBKDF2: &str = "1.2.840.113549.1.5.12";
const SCRYPT: &str = "1.3.6.1.4.1.11591.4.11";
const AES_128_CBC: &str = "2.16.840.1.101.3.4.1.2";

fn pbkdf2_params(count: u64, key_len: Option<u64>, prf: Option<&str>) -> Vec<u8> {
    let salt = element(tag::OCTET_STRING, &[&[7; 8]]);
    let key_len = key_len.map(integer).unwrap_or_default();
    let prf = prf
        .map(|prf| sequence(&[&oid(&ObjectIdentifier::new_unwrap(prf)), &[5, 0]]))
        .unwrap_or_default();
    sequence(&[&salt, &integer(count), &key_len, &prf]).to_vec()
}

fn refusal(algorithm: &[u8]) -> Error {
    Scheme::from_der(algorithm).unwrap_err()
}

#[test]
fn what_is_encrypted_opens() {
    let mut rng = chacha20::ChaCha20Rng::seed_from_u64(1);
    let password = Password::new("pässwörd-😀");
    let sealed = encrypt(&mut rng, &password, 3, b"a private key");
    let scheme = Scheme::from_der(&sealed.algorithm_identifier_der).unwrap();
    assert_eq!(scheme.name(), "PBES2 (PBKDF2-HMAC-SHA-256, AES-256-CBC)");
    assert_eq!(
        **scheme.decrypt(&password, &sealed.ciphertext).unwrap(),
        *b"a private key"
    );

    let again = encrypt(&mut rng, &password, 3, b"a private key");
    assert_ne!(
        again.algorithm_identifier_der, sealed.algorithm_identifier_der,
        "salts are drawn"
    );
    assert_ne!(again.ciphertext, sealed.ciphertext);

    // One wrong password in 256 passes the padding check, but this generator draws none.
    let wrong = scheme.decrypt(&Password::new("pässwörd"), &sealed.ciphertext);
    assert!(matches!(wrong, Err(Error::WrongPassword { .. })));
    for length in [0, 1, 15, sealed.ciphertext.len() - 1] {
        let cut = scheme.decrypt(&password, &sealed.ciphertext[..length]);
        assert!(
            matches!(cut, Err(Error::Malformed { .. })),
            "no password mends a wrong length"
        );
    }
}

/// The only scheme here that no tool on today's machines writes: the derivation is RFC 8018 §5.1, the cipher is DES.
#[test]
fn pbe_with_md2() {
    let algorithm = with_count("1.2.840.113549.1.5.1", 2);
    let scheme = Scheme::from_der(&algorithm).unwrap();
    assert_eq!(scheme.name(), "PBES1 (MD2, DES-CBC)");
    let derived = Hash::Md2.iterate(&[&Hash::Md2.iterate(&[b"secret", &[7; 8]], 1)], 1);
    let ciphertext = {
        use aes::cipher::{BlockModeEncrypt, KeyIvInit, block_padding::Pkcs7};
        let mode =
            cbc::Encryptor::<des::Des>::new_from_slices(&derived[..8], &derived[8..]).unwrap();
        mode.encrypt_padded_vec::<Pkcs7>(b"old")
    };
    assert_eq!(
        **scheme
            .decrypt(&Password::new("secret"), &ciphertext)
            .unwrap(),
        *b"old"
    );
}

#[test]
fn hostile_counts_are_refused_at_once() {
    let aes = |kdf: &str, parameters: &[u8]| {
        pbes2(
            kdf,
            parameters,
            AES_128_CBC,
            &element(tag::OCTET_STRING, &[&[0; 16]]),
        )
    };
    let salt = element(tag::OCTET_STRING, &[&[7; 8]]);
    let scrypt = |n, r, p| sequence(&[&salt, &integer(n), &integer(r), &integer(p)]).to_vec();
    for algorithm in [
        with_count("1.2.840.113549.1.5.3", 2_147_483_647),
        with_count("1.2.840.113549.1.12.1.3", 2_147_483_647),
        with_count("1.2.840.113549.1.12.1.3", u64::MAX),
        aes(PBKDF2, &pbkdf2_params(2_147_483_647, None, None)),
        aes(
            PBKDF2,
            &pbkdf2_params(4_000_000, None, Some("1.2.840.113549.2.11")),
        ),
        aes(SCRYPT, &scrypt(1 << 40, 8, 1)),
        aes(SCRYPT, &scrypt(1 << 14, 1 << 20, 1)),
        aes(SCRYPT, &scrypt(1 << 14, 8, 1 << 20)),
    ] {
        assert!(
            matches!(refusal(&algorithm), Error::TooMuchWork { .. }),
            "{algorithm:02x?}"
        );
    }
}

#[test]
fn malformed_parameters() {
    let iv = element(tag::OCTET_STRING, &[&[0; 16]]);
    let usual = pbkdf2_params(1, None, None);
    let scrypt = |n| {
        let salt = element(tag::OCTET_STRING, &[&[7; 8]]);
        sequence(&[&salt, &integer(n), &integer(8), &integer(1)]).to_vec()
    };
    for algorithm in [
        vec![],
        with_count("1.2.840.113549.1.5.3", 0),
        pbes2(
            PBKDF2,
            &usual,
            AES_128_CBC,
            &element(tag::OCTET_STRING, &[&[0; 15]]),
        ),
        pbes2(PBKDF2, &usual, AES_128_CBC, &[5, 0]),
        pbes2(
            PBKDF2,
            &pbkdf2_params(1, Some(1 << 40), None),
            AES_128_CBC,
            &iv,
        ),
        pbes2(PBKDF2, &[5, 0], AES_128_CBC, &iv),
        pbes2(SCRYPT, &scrypt(1000), AES_128_CBC, &iv),
        pbes2(SCRYPT, &scrypt(1), AES_128_CBC, &iv),
    ] {
        assert!(
            matches!(refusal(&algorithm), Error::Malformed { .. }),
            "{algorithm:02x?}"
        );
    }
    let other_length = pbes2(PBKDF2, &pbkdf2_params(1, Some(24), None), AES_128_CBC, &iv);
    let scheme = Scheme::from_der(&other_length).unwrap();
    assert!(matches!(
        scheme.decrypt(&Password::new(""), &[0; 16]),
        Err(Error::Malformed { .. })
    ));
}

#[test]
fn what_is_not_supported_is_named() {
    let iv = element(tag::OCTET_STRING, &[&[0; 8]]);
    let named = |algorithm: &[u8]| refusal(algorithm).to_string();
    let usual = pbkdf2_params(1, None, None);
    assert_eq!(
        named(&pbes2(PBKDF2, &usual, "1.3.6.1.4.1.3029.1.2", &iv)),
        "cipher Blowfish-CBC (1.3.6.1.4.1.3029.1.2) is not supported"
    );
    assert_eq!(
        named(&pbes2(
            PBKDF2,
            &pbkdf2_params(1, None, Some("1.2.643.7.1.1.4.2")),
            AES_128_CBC,
            &iv
        )),
        "pseudo-random function of PBKDF2 1.2.643.7.1.1.4.2 is not supported"
    );
    assert_eq!(
        named(&pbes2("1.2.3", &usual, "1.2.840.113549.3.7", &iv)),
        "key derivation function 1.2.3 is not supported"
    );
    assert_eq!(
        named(&with_count("1.2.840.113533.7.66.12", 1)),
        "encryption scheme pbeWithMD5AndCAST5-CBC (1.2.840.113533.7.66.12) is not supported"
    );
}

/// C2SP Wycheproof; without optimisation every fifth case, which still takes seconds. Its test names say the PRF and the key length; the rest of the algorithm is written here.
#[test]
fn pbes2_wycheproof() {
    use wycheproof::pbes2::{TestName, TestSet};
    let prfs = [
        ("sha1", "1.2.840.113549.2.7"),
        ("sha224", "1.2.840.113549.2.8"),
        ("sha256", "1.2.840.113549.2.9"),
        ("sha384", "1.2.840.113549.2.10"),
        ("sha512", "1.2.840.113549.2.11"),
    ];
    let ciphers = [
        ("128", AES_128_CBC),
        ("192", "2.16.840.1.101.3.4.1.22"),
        ("256", "2.16.840.1.101.3.4.1.42"),
    ];
    let mut judged = 0;
    for name in TestName::all() {
        let text = format!("{name:?}").to_lowercase();
        let (_, prf) = prfs
            .iter()
            .find(|(hash, _)| text.contains(&format!("hmac{hash}and")))
            .unwrap();
        let (_, cipher) = ciphers
            .iter()
            .find(|(bits, _)| text.ends_with(bits))
            .unwrap();
        let tests = TestSet::load(name)
            .unwrap()
            .test_groups
            .into_iter()
            .flat_map(|group| group.tests);
        // Passwords that are not UTF-8 cannot be typed in.
        for test in tests.step_by(if cfg!(debug_assertions) { 5 } else { 1 }) {
            let Ok(password) = std::str::from_utf8(&test.password) else {
                continue;
            };
            let prf = sequence(&[&oid(&ObjectIdentifier::new_unwrap(prf)), &[5, 0]]);
            let salt = element(tag::OCTET_STRING, &[&test.salt]);
            let parameters = sequence(&[&salt, &integer(test.iteration_count as u64), &prf]);
            let algorithm = pbes2(
                PBKDF2,
                &parameters,
                cipher,
                &element(tag::OCTET_STRING, &[&test.iv]),
            );
            let opened = Scheme::from_der(&algorithm)
                .and_then(|scheme| scheme.decrypt(&Password::new(password), &test.ct));
            let right = opened.is_ok_and(|plaintext| *plaintext == *test.msg);
            assert_eq!(right, !test.result.must_fail(), "{name:?} {}", test.tc_id);
            judged += 1;
        }
    }
    assert!(judged > 100, "only {judged} cases were found");
}
