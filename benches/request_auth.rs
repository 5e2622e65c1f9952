//! A server's yes: one request verified, whole, beside what it is made of.

use std::hint::black_box;
use std::sync::Mutex;
use std::time::{Duration, SystemTime};

use credtool_crypto_engine::{
    Hash, HmacKey, KeySizes, NewKey, PrivateKey, Randomness, SignatureScheme,
};
use credtool_request_auth::akana::{self, Credentials, Format, Options, Policy, Scheme};
use credtool_request_auth::{AppCredentials, Replay, ReplayMemory, Request, SharedSecret};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use openssl::hash::MessageDigest;
use openssl::pkey::PKey;
use openssl::sign::Signer;

const APP: &str = "training-3O9HWXNyVT0701KyJIZte787";
const SECRET: &str = "ae9e634c3cea19dad0adae5e1e11dd5ab2fa78c0";
const URL: &str = "https://training.api.lab:443/ai/training/rest/v1/level1/ex-ex?adata=some+data&aapre=321&clientname=apex.l1.test.client";

fn now() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_millis(1_536_650_955_984)
}

fn request() -> Request<'static> {
    Request::new("GET", URL)
}

fn signed(scheme: Scheme, credentials: &Credentials<'_>) -> akana::Signed {
    let nonce = "iypPgHH6z78Mu3GloCA=";
    akana::sign(&request(), credentials, &Options::new(scheme), nonce, now()).unwrap()
}

/// The same request and nearly the same header, of which only the App ID is wanted: the price of parsing.
fn parsing(header: &str) -> String {
    let fields = header
        .split(',')
        .filter(|field| !field.contains("_signature"));
    fields.collect::<Vec<_>>().join(",")
}

fn hmac(c: &mut Criterion) {
    let secret = SharedSecret::new(SECRET).unwrap();
    for (scheme, hash, digest, ring) in [
        (
            Scheme::HmacSha256,
            Hash::Sha256,
            MessageDigest::sha256(),
            ring::hmac::HMAC_SHA256,
        ),
        (
            Scheme::HmacSha1,
            Hash::Sha1,
            MessageDigest::sha1(),
            ring::hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
        ),
    ] {
        let signed = signed(scheme, &Credentials::secret(APP, &secret));
        let base = signed.base_string().unwrap();
        let mut group = c.benchmark_group(format!("request verify {}", scheme.name()));
        group.throughput(Throughput::Elements(1));

        let known = AppCredentials::new(APP).secret(SharedSecret::new(SECRET).unwrap());
        let policy = Policy::new([scheme], Format::default());
        let header = signed.authorization();
        // A guard that has room and never saw the nonce: another app each time would cost the same.
        let memory = Mutex::new(ReplayMemory::new(1_000));
        group.bench_function("ours", |b| {
            b.iter(|| {
                let request =
                    black_box(request()).header("Authorization", black_box(header).as_bytes());
                akana::verify(
                    &request,
                    |_| Some(&known),
                    &policy,
                    now(),
                    |key, keep_until| {
                        let mut memory = memory.lock().unwrap();
                        black_box(memory.check_and_insert(key, keep_until, now()));
                        Replay::New
                    },
                )
                .unwrap()
            })
        });
        let bare_header = parsing(header);
        let claims = Policy::new([Scheme::AppId], Format::default());
        group.bench_function("its parsing", |b| {
            b.iter(|| {
                let request = black_box(request())
                    .header("Authorization", black_box(&bare_header).as_bytes());
                akana::verify(
                    &request,
                    |_| Some(&known),
                    &claims,
                    now(),
                    |_, _| Replay::New,
                )
                .unwrap()
            })
        });
        group.bench_function("bare HMAC, engine", |b| {
            b.iter(|| HmacKey::new(hash, black_box(SECRET).as_bytes()).tag(black_box(base)))
        });
        let key = HmacKey::new(hash, SECRET.as_bytes());
        group.bench_function("bare HMAC, engine, prepared key", |b| {
            b.iter(|| key.tag(black_box(base)))
        });
        group.bench_function("bare HMAC, ring", |b| {
            b.iter(|| {
                let key = ring::hmac::Key::new(ring, black_box(SECRET).as_bytes());
                ring::hmac::sign(&key, black_box(base))
            })
        });
        group.bench_function("bare HMAC, openssl", |b| {
            b.iter(|| {
                let key = PKey::hmac(black_box(SECRET).as_bytes()).unwrap();
                let mut signer = Signer::new(digest, &key).unwrap();
                signer.sign_oneshot_to_vec(black_box(base)).unwrap()
            })
        });
    }
}

fn rsa(c: &mut Criterion) {
    let key = PrivateKey::generate(NewKey::Rsa2048, Randomness::System).unwrap();
    let scheme = Scheme::RsaSha256;
    let signed = signed(scheme, &Credentials::private_key(APP, &key));
    let base = signed.base_string().unwrap();
    let mut group = c.benchmark_group("request verify rsa-sha256");
    group.throughput(Throughput::Elements(1));

    let known = AppCredentials::new(APP).public_key(key.public_key().clone());
    let policy = Policy::new([scheme], Format::default());
    let header = signed.authorization();
    group.bench_function("ours", |b| {
        b.iter(|| {
            let request =
                black_box(request()).header("Authorization", black_box(header).as_bytes());
            akana::verify(
                &request,
                |_| Some(&known),
                &policy,
                now(),
                |_, _| Replay::New,
            )
            .unwrap()
        })
    });
    let pkcs1 = SignatureScheme::RsaPkcs1v15(Hash::Sha256);
    let signature = key
        .sign(pkcs1, KeySizes::Current, Randomness::System, base)
        .unwrap();
    group.bench_function("engine", |b| {
        b.iter(|| {
            key.public_key()
                .verify(pkcs1, KeySizes::Current, black_box(base), &signature)
                .unwrap()
        })
    });
}

/// Twice the parameters may cost twice the time and no more.
fn many_parameters(c: &mut Criterion) {
    let secret = SharedSecret::new(SECRET).unwrap();
    let mut group = c.benchmark_group("request sign, many parameters");
    for count in [1_000, 10_000, 100_000] {
        let query: Vec<String> = (0..count)
            .map(|i| format!("n{}=v{i}", i * 7919 % count))
            .collect();
        let url = format!("https://api.com/?{}", query.join("&"));
        group.throughput(Throughput::Elements(count));
        group.bench_function(count.to_string(), |b| {
            b.iter(|| {
                let request = Request::new("GET", black_box(&url));
                let options = Options::new(Scheme::HmacSha256);
                akana::sign(
                    &request,
                    &Credentials::secret(APP, &secret),
                    &options,
                    "n",
                    now(),
                )
                .unwrap()
            })
        });
    }
}

criterion_group!(benches, hmac, rsa, many_parameters);
criterion_main!(benches);
