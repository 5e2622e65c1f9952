//! RSAES-OAEP with SHA-1, the shared secret's own padding. ring has no RSA encryption.

use std::hint::black_box;

use aws_lc_rs::rsa::{
    OAEP_SHA1_MGF1SHA1, OaepPrivateDecryptingKey, OaepPublicEncryptingKey, PrivateDecryptingKey,
    PublicEncryptingKey,
};
use credtool_crypto_engine::{Hash, KeySizes, NewKey, Oaep, PrivateKey, PublicKey, Randomness};
use criterion::Criterion;
use openssl::pkey::{HasPublic, PKey};
use openssl::pkey_ctx::{PkeyCtx, PkeyCtxRef};
use openssl::rsa::Padding;

use crate::ENGINES;

pub(crate) fn rsa_2048(c: &mut Criterion) {
    rsa(c, "rsa-2048", NewKey::Rsa2048);
}

pub(crate) fn rsa_4096(c: &mut Criterion) {
    rsa(c, "rsa-4096", NewKey::Rsa4096);
}

fn rsa(c: &mut Criterion, name: &str, kind: NewKey) {
    let key = PrivateKey::generate(kind, Randomness::System).unwrap();
    let (sizes, system) = (KeySizes::Current, Randomness::System);
    let sealed = key
        .public_key()
        .encrypt_oaep(&OAEP, sizes, system, SECRET)
        .unwrap();
    parse_and_decrypt(c, name, key.expose(), &sealed);
    decrypt(c, name, key.expose(), &sealed);
    encrypt(c, name, key.public_key().spki_der());
}

/// What one command does: PKCS#8 in, plain text out, nothing kept.
fn parse_and_decrypt(c: &mut Criterion, name: &str, pkcs8: &[u8], sealed: &[u8]) {
    let mut group = c.benchmark_group(format!("{name}/parse-and-decrypt"));
    for (ours, engine) in ENGINES {
        group.bench_function(ours, |b| {
            b.iter(|| {
                let key = PrivateKey::from_pkcs8_der(black_box(pkcs8)).unwrap();
                key.with_engine(engine)
                    .decrypt_oaep(&OAEP, KeySizes::Current, sealed)
            })
        });
    }
    let mut plain = vec![0; sealed.len()];
    group.bench_function("aws-lc-rs", |b| {
        b.iter(|| {
            let key = PrivateDecryptingKey::from_pkcs8(black_box(pkcs8)).unwrap();
            let key = OaepPrivateDecryptingKey::new(key).unwrap();
            key.decrypt(&OAEP_SHA1_MGF1SHA1, sealed, &mut plain, None)
                .unwrap()
                .len()
        })
    });
    group.bench_function("openssl", |b| {
        b.iter(|| {
            let key = PKey::private_key_from_pkcs8(black_box(pkcs8)).unwrap();
            let mut context = PkeyCtx::new(&key).unwrap();
            context.decrypt_init().unwrap();
            set_oaep(&mut context);
            context.decrypt(sealed, Some(&mut plain)).unwrap()
        })
    });
}

fn decrypt(c: &mut Criterion, name: &str, pkcs8: &[u8], sealed: &[u8]) {
    let mut group = c.benchmark_group(format!("{name}/decrypt"));
    for (ours, engine) in ENGINES {
        let key = PrivateKey::from_pkcs8_der(pkcs8)
            .unwrap()
            .with_engine(engine);
        group.bench_function(ours, |b| {
            b.iter(|| key.decrypt_oaep(&OAEP, KeySizes::Current, black_box(sealed)))
        });
    }
    let mut plain = vec![0; sealed.len()];
    let key = PrivateDecryptingKey::from_pkcs8(pkcs8).unwrap();
    let key = OaepPrivateDecryptingKey::new(key).unwrap();
    group.bench_function("aws-lc-rs", |b| {
        b.iter(|| {
            let opened = key.decrypt(&OAEP_SHA1_MGF1SHA1, black_box(sealed), &mut plain, None);
            opened.unwrap().len()
        })
    });
    let key = PKey::private_key_from_pkcs8(pkcs8).unwrap();
    let mut context = PkeyCtx::new(&key).unwrap();
    context.decrypt_init().unwrap();
    set_oaep(&mut context);
    group.bench_function("openssl", |b| {
        b.iter(|| {
            context
                .decrypt(black_box(sealed), Some(&mut plain))
                .unwrap()
        })
    });
}

fn encrypt(c: &mut Criterion, name: &str, spki: &[u8]) {
    let mut group = c.benchmark_group(format!("{name}/encrypt"));
    for (ours, engine) in ENGINES {
        let key = PublicKey::from_spki_der(spki).unwrap().with_engine(engine);
        let (sizes, message) = (KeySizes::Current, black_box(SECRET));
        group.bench_function(ours, |b| {
            b.iter(|| key.encrypt_oaep(&OAEP, sizes, Randomness::System, message))
        });
    }
    let key = OaepPublicEncryptingKey::new(PublicEncryptingKey::from_der(spki).unwrap()).unwrap();
    let mut sealed = vec![0; key.ciphertext_size()];
    group.bench_function("aws-lc-rs", |b| {
        b.iter(|| {
            let sealed = key.encrypt(&OAEP_SHA1_MGF1SHA1, black_box(SECRET), &mut sealed, None);
            sealed.unwrap().len()
        })
    });
    let key = PKey::public_key_from_der(spki).unwrap();
    let mut context = PkeyCtx::new(&key).unwrap();
    context.encrypt_init().unwrap();
    set_oaep(&mut context);
    group.bench_function("openssl", |b| {
        b.iter(|| {
            context
                .encrypt(black_box(SECRET), Some(&mut sealed))
                .unwrap()
        })
    });
}

/// SHA-1 for label and MGF1 is OpenSSL's default.
fn set_oaep<T: HasPublic>(context: &mut PkeyCtxRef<T>) {
    context.set_rsa_padding(Padding::PKCS1_OAEP).unwrap();
}

const OAEP: Oaep = Oaep::new(Hash::Sha1);
const SECRET: &[u8] = b"1008877afabf32efb31f9c974dbeaa688bed0769";
