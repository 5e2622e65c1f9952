//! Signatures over a message of 256 bytes: RSASSA-PKCS1-v1_5 and ECDSA with SHA-256, and Ed25519.

use std::hint::black_box;

use aws_lc_rs::signature::{self as aws, KeyPair as _};
use credtool_crypto_engine::{
    EcdsaEncoding, Hash, KeySizes, NewKey, PrivateKey, PublicKey, Randomness, SignatureScheme,
};
use criterion::{Bencher, Criterion};
use openssl::md::Md;
use openssl::pkey::{PKey, Private, Public};
use openssl::pkey_ctx::PkeyCtx;
use openssl::sha::sha256;
use openssl::sign::{Signer, Verifier};
use ring::signature as ring;

use crate::ENGINES;

pub(crate) fn rsa_2048(c: &mut Criterion) {
    rsa(c, "rsa-2048", NewKey::Rsa2048);
}

pub(crate) fn rsa_4096(c: &mut Criterion) {
    rsa(c, "rsa-4096", NewKey::Rsa4096);
}

fn rsa(c: &mut Criterion, name: &str, kind: NewKey) {
    let ours = Ours::new(kind, SignatureScheme::RsaPkcs1v15(Hash::Sha256));
    let aws = aws::RsaKeyPair::from_pkcs8(ours.pkcs8()).unwrap();
    let ring = ring::RsaKeyPair::from_pkcs8(ours.pkcs8()).unwrap();
    let mut out = vec![0; aws.public_modulus_len()];
    let mut out_too = out.clone();
    let (padding, padding_too) = (&aws::RSA_PKCS1_SHA256, &ring::RSA_PKCS1_SHA256);
    ours.sign(
        c,
        name,
        |message| aws.sign(padding, &aws_rng(), message, &mut out).unwrap(),
        |message| {
            ring.sign(padding_too, &ring_rng(), message, &mut out_too)
                .unwrap()
        },
    );
    let public = aws.public_key().as_ref();
    let aws = aws::ParsedPublicKey::new(&aws::RSA_PKCS1_2048_8192_SHA256, public).unwrap();
    let ring = ring::UnparsedPublicKey::new(&ring::RSA_PKCS1_2048_8192_SHA256, public);
    ours.verify(
        c,
        name,
        |message, signature| aws.verify_sig(message, signature).unwrap(),
        |message, signature| ring.verify(message, signature).unwrap(),
    );
}

/// aws-lc-rs's unparsed key is the quicker one for this curve.
pub(crate) fn ecdsa_p256(c: &mut Criterion) {
    let (hash, encoding) = (Hash::Sha256, EcdsaEncoding::Der);
    let ours = Ours::new(NewKey::EcP256, SignatureScheme::Ecdsa { hash, encoding });
    let algorithm = &aws::ECDSA_P256_SHA256_ASN1_SIGNING;
    let aws = aws::EcdsaKeyPair::from_pkcs8(algorithm, ours.pkcs8()).unwrap();
    let algorithm = &ring::ECDSA_P256_SHA256_ASN1_SIGNING;
    let ring = ring::EcdsaKeyPair::from_pkcs8(algorithm, ours.pkcs8(), &ring_rng()).unwrap();
    ours.sign(
        c,
        "ecdsa-p256",
        |message| aws.sign(&aws_rng(), message).unwrap(),
        |message| ring.sign(&ring_rng(), message).unwrap(),
    );
    let public = aws.public_key().as_ref();
    let aws = aws::UnparsedPublicKey::new(&aws::ECDSA_P256_SHA256_ASN1, public);
    let ring = ring::UnparsedPublicKey::new(&ring::ECDSA_P256_SHA256_ASN1, public);
    ours.verify(
        c,
        "ecdsa-p256",
        |message, signature| aws.verify(message, signature).unwrap(),
        |message, signature| ring.verify(message, signature).unwrap(),
    );
}

pub(crate) fn ed25519(c: &mut Criterion) {
    let ours = Ours::new(NewKey::Ed25519, SignatureScheme::Ed25519);
    let aws = aws::Ed25519KeyPair::from_pkcs8_maybe_unchecked(ours.pkcs8()).unwrap();
    let ring = ring::Ed25519KeyPair::from_pkcs8_maybe_unchecked(ours.pkcs8()).unwrap();
    let sign = |message: &[u8]| aws.sign(message);
    ours.sign(c, "ed25519", sign, |message| ring.sign(message));
    let public = aws.public_key().as_ref();
    let aws = aws::ParsedPublicKey::new(&aws::ED25519, public).unwrap();
    let ring = ring::UnparsedPublicKey::new(&ring::ED25519, public);
    ours.verify(
        c,
        "ed25519",
        |message, signature| aws.verify_sig(message, signature).unwrap(),
        |message, signature| ring.verify(message, signature).unwrap(),
    );
}

struct Ours {
    key: PrivateKey,
    scheme: SignatureScheme,
}

impl Ours {
    fn new(kind: NewKey, scheme: SignatureScheme) -> Self {
        let key = PrivateKey::generate(kind, Randomness::System).unwrap();
        Self { key, scheme }
    }

    fn pkcs8(&self) -> &[u8] {
        self.key.expose()
    }

    fn sign<A, R>(
        &self,
        c: &mut Criterion,
        name: &str,
        mut aws: impl FnMut(&[u8]) -> A,
        mut ring: impl FnMut(&[u8]) -> R,
    ) {
        let mut group = c.benchmark_group(format!("{name}/sign"));
        let (scheme, sizes) = (self.scheme, KeySizes::Current);
        for (ours, engine) in ENGINES {
            let key = PrivateKey::from_pkcs8_der(self.pkcs8())
                .unwrap()
                .with_engine(engine);
            let sign = || {
                key.sign(scheme, sizes, Randomness::System, message())
                    .unwrap()
            };
            group.bench_function(ours, |b| b.iter(sign));
        }
        group.bench_function("aws-lc-rs", |b| b.iter(|| aws(message())));
        group.bench_function("ring", |b| b.iter(|| ring(message())));
        let key = PKey::private_key_from_pkcs8(self.pkcs8()).unwrap();
        group.bench_function("openssl", |b| match scheme {
            SignatureScheme::Ed25519 => openssl_sign_ed25519(b, &key),
            _ => openssl_sign(b, &key),
        });
    }

    fn verify(
        &self,
        c: &mut Criterion,
        name: &str,
        aws: impl Fn(&[u8], &[u8]),
        ring: impl Fn(&[u8], &[u8]),
    ) {
        let mut group = c.benchmark_group(format!("{name}/verify"));
        let (scheme, sizes) = (self.scheme, KeySizes::Current);
        let signature = self
            .key
            .sign(scheme, sizes, Randomness::System, message())
            .unwrap();
        let spki = self.key.public_key().spki_der();
        for (ours, engine) in ENGINES {
            let key = PublicKey::from_spki_der(spki).unwrap().with_engine(engine);
            let verify = || key.verify(scheme, sizes, message(), &signature).unwrap();
            group.bench_function(ours, |b| b.iter(verify));
        }
        group.bench_function("aws-lc-rs", |b| b.iter(|| aws(message(), &signature)));
        group.bench_function("ring", |b| b.iter(|| ring(message(), &signature)));
        let key = PKey::public_key_from_der(spki).unwrap();
        group.bench_function("openssl", |b| match scheme {
            SignatureScheme::Ed25519 => openssl_verify_ed25519(b, &key, &signature),
            _ => openssl_verify(b, &key, &signature),
        });
    }
}

fn openssl_sign(b: &mut Bencher<'_>, key: &PKey<Private>) {
    let mut context = PkeyCtx::new(key).unwrap();
    context.sign_init().unwrap();
    context.set_signature_md(Md::sha256()).unwrap();
    let mut signature = vec![0; key.size()];
    b.iter(|| {
        context
            .sign(&sha256(message()), Some(&mut signature))
            .unwrap()
    });
}

fn openssl_verify(b: &mut Bencher<'_>, key: &PKey<Public>, signature: &[u8]) {
    let mut context = PkeyCtx::new(key).unwrap();
    context.verify_init().unwrap();
    context.set_signature_md(Md::sha256()).unwrap();
    b.iter(|| assert!(context.verify(&sha256(message()), signature).unwrap()));
}

/// Ed25519 hashes the message itself, so there is no context that can be kept.
fn openssl_sign_ed25519(b: &mut Bencher<'_>, key: &PKey<Private>) {
    b.iter(|| {
        let mut signer = Signer::new_without_digest(key).unwrap();
        signer.sign_oneshot_to_vec(message()).unwrap()
    });
}

fn openssl_verify_ed25519(b: &mut Bencher<'_>, key: &PKey<Public>, signature: &[u8]) {
    b.iter(|| {
        let mut verifier = Verifier::new_without_digest(key).unwrap();
        assert!(verifier.verify_oneshot(signature, message()).unwrap());
    });
}

fn message() -> &'static [u8] {
    black_box(&[7; 256])
}

fn ring_rng() -> ::ring::rand::SystemRandom {
    ::ring::rand::SystemRandom::new()
}

fn aws_rng() -> aws_lc_rs::rand::SystemRandom {
    aws_lc_rs::rand::SystemRandom::new()
}
