//! A server's yes to an install callback: parsed, verified, remembered, its token derived, beside what it is made of.

use std::hint::black_box;
use std::sync::Mutex;
use std::time::{Duration, SystemTime};

use credtool_install_auth::{ApplicationSecret, InstallCallback, Policy, Replay, verify, webhook};
use credtool_request_auth::{Replay as Remembered, ReplayKey, ReplayMemory};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use md5::{Digest as _, Md5};
use openssl::hash::MessageDigest;
use openssl::pkey::PKey;
use openssl::sign::Signer;

const APP_KEY: &str = "d420667525e0489d91068cbf732fe1dc";
const SECRET: &str = "0123456789abcdef0123456789abcdef";
const URL: &str = "http://myapp.com//Install?a=d420667525e0489d91068cbf732fe1dc&t=c90e30fca71a4c37810a292b99d4d4f2&d=634963729314011098&h=f73756ffebd099902db743c7c0e0ae98&b=subdomain&e=user_email@example.com";
const JOINED: &str = "634963729314011098|c90e30fca71a4c37810a292b99d4d4f2|d420667525e0489d91068cbf732fe1dc0123456789abcdef0123456789abcdef";

fn now() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_millis(1_360_776_131_401)
}

fn install(c: &mut Criterion) {
    let secrets = [ApplicationSecret::new(SECRET).unwrap()];
    let policy = Policy::default();
    let memory = Mutex::new(ReplayMemory::new(1_000));
    let mut group = c.benchmark_group("install verify");
    group.throughput(Throughput::Elements(1));
    group.bench_function("ours", |b| {
        b.iter(|| {
            let callback = InstallCallback::parse(black_box(URL)).unwrap();
            let guard = |t: &str, keep_until| {
                let key = ReplayKey {
                    scheme: "nexudus-install",
                    app: APP_KEY,
                    token: "",
                    nonce: t,
                };
                let remembered = memory
                    .lock()
                    .unwrap()
                    .check_and_insert(&key, keep_until, now());
                black_box(remembered == Remembered::New);
                Replay::New
            };
            verify(&callback, &secrets, APP_KEY, &policy, now(), guard)
                .map(|install| black_box(install.matched()))
                .unwrap()
        })
    });
    group.bench_function("ours, without a guard", |b| {
        b.iter(|| {
            let callback = InstallCallback::parse(black_box(URL)).unwrap();
            let install = verify(&callback, &secrets, APP_KEY, &policy, now(), |_, _| {
                Replay::New
            });
            install.map(|install| black_box(install.matched())).unwrap()
        })
    });
    group.bench_function("bare MD5 and parsing", |b| {
        b.iter(|| {
            black_box(InstallCallback::parse(black_box(URL)).unwrap());
            Md5::digest(black_box(JOINED))
        })
    });
    group.bench_function("bare MD5", |b| b.iter(|| Md5::digest(black_box(JOINED))));
    group.bench_function("openssl's MD5", |b| {
        b.iter(|| openssl::hash::hash(MessageDigest::md5(), black_box(JOINED.as_bytes())).unwrap())
    });
    group.finish();

    c.bench_function("install token", |b| {
        let callback = InstallCallback::parse(URL).unwrap();
        let install = verify(&callback, &secrets, APP_KEY, &policy, now(), |_, _| {
            Replay::New
        })
        .unwrap();
        b.iter(|| install.auth_token())
    });
}

/// A webhook of 1 KiB, ASCII and not.
fn webhooks(c: &mut Criterion) {
    let secrets = [ApplicationSecret::new("shared-secret").unwrap()];
    let body =
        |name: &str| format!("[{{\"Id\":1,\"Name\":\"{}\"}}]", name.repeat(256)).into_bytes();
    for (name, body) in [("ASCII", body("Jose")), ("not ASCII", body("José"))] {
        let signature = webhook::sign(&secrets[0], &body);
        let mut group = c.benchmark_group(format!("webhook verify, {name}"));
        group.throughput(Throughput::Bytes(body.len() as u64));
        group.bench_function("ours", |b| {
            b.iter(|| webhook::verify(black_box(&signature), &secrets, black_box(&body)).unwrap())
        });
        group.bench_function("openssl's HMAC", |b| {
            let key = PKey::hmac(b"shared-secret").unwrap();
            b.iter(|| {
                let mut signer = Signer::new(MessageDigest::sha256(), &key).unwrap();
                signer.sign_oneshot_to_vec(black_box(&body)).unwrap()
            })
        });
    }
}

criterion_group!(benches, install, webhooks);
criterion_main!(benches);
