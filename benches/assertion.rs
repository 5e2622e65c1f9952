//! A server's yes to a client assertion, beside the engine's bare verification and the parsing alone.

use std::hint::black_box;
use std::time::{Duration, SystemTime};

use credtool_crypto_engine::{
    EcdsaEncoding, Hash, HmacKey, KeySizes, NewKey, PrivateKey, Randomness, SignatureScheme,
};
use credtool_request_auth::oauth2::{
    AssertionKey, AssertionOptions, AssertionPolicy, JwsAlgorithm, sign_assertion, verify_assertion,
};
use credtool_request_auth::{AppCredentials, Replay, ReplayKey, SharedSecret};
use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main};

const CLIENT: &str = "training-3O9HWXNyVT0701KyJIZte787";
const SECRET: &str = "ae9e634c3cea19dad0adae5e1e11dd5ab2fa78c0";
const TOKEN_URL: &str = "https://login.example.com/oauth2/token";

fn now() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_781_524_800)
}

fn made(algorithm: JwsAlgorithm, key: AssertionKey<'_>) -> String {
    let options = AssertionOptions::new(algorithm, TOKEN_URL);
    let id = "5f0c1b2e9a7d4c3b8e6f5f0c1b2e9a7d";
    sign_assertion(CLIENT, key, &options, id, now()).unwrap()
}

fn ours(group: &mut BenchmarkGroup<'_, WallTime>, token: &str, known: &AppCredentials) {
    let policy = AssertionPolicy::new(TOKEN_URL);
    group.throughput(Throughput::Elements(1));
    group.bench_function("ours", |b| {
        b.iter(|| {
            let guard = |_: &ReplayKey<'_>, _| Replay::New;
            verify_assertion(black_box(token), |_| Some(known), &policy, now(), guard).unwrap()
        })
    });
    // Nobody is known, so it ends when everything is read.
    group.bench_function("its parsing", |b| {
        b.iter(|| {
            let guard = |_: &ReplayKey<'_>, _| Replay::New;
            let find = |_: &str| None::<&AppCredentials>;
            verify_assertion(black_box(token), find, &policy, now(), guard).unwrap_err()
        })
    });
}

fn hmac(c: &mut Criterion) {
    let secret = SharedSecret::new(SECRET).unwrap();
    let token = made(JwsAlgorithm::Hs256, AssertionKey::Secret(&secret));
    let mut group = c.benchmark_group("assertion verify HS256");
    ours(
        &mut group,
        &token,
        &AppCredentials::new(CLIENT).secret(secret),
    );
    let (input, _) = token.rsplit_once('.').unwrap();
    let key = HmacKey::new(Hash::Sha256, SECRET.as_bytes());
    group.bench_function("engine", |b| {
        b.iter(|| key.tag(black_box(input).as_bytes()))
    });
}

fn keys(c: &mut Criterion) {
    let ecdsa = SignatureScheme::Ecdsa {
        hash: Hash::Sha256,
        encoding: EcdsaEncoding::Fixed,
    };
    let pss = SignatureScheme::RsaPss {
        hash: Hash::Sha256,
        salt_len: 32,
    };
    let pkcs1 = SignatureScheme::RsaPkcs1v15(Hash::Sha256);
    for (algorithm, kind, scheme) in [
        (JwsAlgorithm::Rs256, NewKey::Rsa2048, pkcs1),
        (JwsAlgorithm::Ps256, NewKey::Rsa2048, pss),
        (JwsAlgorithm::Es256, NewKey::EcP256, ecdsa),
        (
            JwsAlgorithm::EdDsa,
            NewKey::Ed25519,
            SignatureScheme::Ed25519,
        ),
    ] {
        let key = PrivateKey::generate(kind, Randomness::System).unwrap();
        let token = made(algorithm, AssertionKey::Private(&key));
        let known = AppCredentials::new(CLIENT).public_key(key.public_key().clone());
        let mut group = c.benchmark_group(format!("assertion verify {}", algorithm.name()));
        ours(&mut group, &token, &known);
        let (input, _) = token.rsplit_once('.').unwrap();
        let sizes = KeySizes::Current;
        let signature = key
            .sign(scheme, sizes, Randomness::System, input.as_bytes())
            .unwrap();
        group.bench_function("engine", |b| {
            b.iter(|| {
                let message = black_box(input).as_bytes();
                key.public_key()
                    .verify(scheme, sizes, message, &signature)
                    .unwrap()
            })
        });
    }
}

criterion_group!(benches, hmac, keys);
criterion_main!(benches);
