//! HTTP message signatures: one request signed and verified, whole, beside what it is made of; and many headers.

use std::hint::black_box;
use std::time::{Duration, SystemTime};

use credtool_crypto_engine::{
    EcdsaEncoding, Hash, HmacKey, KeySizes, NewKey, PrivateKey, Randomness, SignatureScheme,
};
use credtool_request_auth::http_signature::{
    self, Algorithm, Component, Credentials, Options, Policy, Signed,
};
use credtool_request_auth::{AppCredentials, Replay, Request, SharedSecret};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

const KEY_ID: &str = "nexus";
const SECRET: &str = "ae9e634c3cea19dad0adae5e1e11dd5ab2fa78c0";
const URL: &str =
    "https://api.example.com/tickets?page=2&adata=some+data&clientname=apex.l1.test.client";
const BODY: &[u8] = b"{\"hello\": \"world\"}";

fn now() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_753_952_400)
}

fn request() -> Request<'static> {
    Request::new("POST", URL)
        .header("Host", b"api.example.com")
        .header("Content-Type", b"application/json")
        .header("Content-Length", b"18")
        .header("User-Agent", b"nexus/1.0")
        .header("Accept", b"*/*")
        .body(BODY)
}

fn received<'a>(request: Request<'a>, fields: &'a [(&'static str, String)]) -> Request<'a> {
    fields.iter().fold(request, |request, (name, value)| {
        request.header(name, value.as_bytes())
    })
}

fn fields(signed: &Signed) -> Vec<(&'static str, String)> {
    signed
        .headers()
        .map(|(name, value)| (name, value.to_owned()))
        .collect()
}

fn one_request(c: &mut Criterion) {
    let secret = SharedSecret::new(SECRET).unwrap();
    let hmac = HmacKey::new(Hash::Sha256, SECRET.as_bytes());
    let generated = |kind| PrivateKey::generate(kind, Randomness::System).unwrap();
    let (rsa, p256, ed25519) = (
        generated(NewKey::Rsa2048),
        generated(NewKey::EcP256),
        generated(NewKey::Ed25519),
    );
    let pss = SignatureScheme::RsaPss {
        hash: Hash::Sha512,
        salt_len: 64,
    };
    let ecdsa = SignatureScheme::Ecdsa {
        hash: Hash::Sha256,
        encoding: EcdsaEncoding::Fixed,
    };
    for (algorithm, key) in [
        (Algorithm::HmacSha256, None),
        (
            Algorithm::Ed25519,
            Some((&ed25519, SignatureScheme::Ed25519)),
        ),
        (Algorithm::EcdsaP256Sha256, Some((&p256, ecdsa))),
        (Algorithm::RsaPssSha512, Some((&rsa, pss))),
        (
            Algorithm::RsaV15Sha256,
            Some((&rsa, SignatureScheme::RsaPkcs1v15(Hash::Sha256))),
        ),
    ] {
        let credentials = match key {
            None => Credentials::secret(KEY_ID, &secret),
            Some((key, _)) => Credentials::private_key(KEY_ID, key),
        };
        let known = AppCredentials::new(KEY_ID);
        let known = match key {
            None => known.secret(SharedSecret::new(SECRET).unwrap()),
            Some((key, _)) => known.public_key(key.public_key().clone()),
        };
        let options = Options::new(algorithm);
        let sign = || {
            http_signature::sign(
                &black_box(request()),
                &credentials,
                &options,
                "4f1d0cbb8a",
                now(),
            )
            .unwrap()
        };
        let signed = sign();
        let base = signed.base_string().to_vec();
        let fields = fields(&signed);
        let policy = Policy::new([algorithm]);
        let bare = || match key {
            None => hmac.tag(black_box(&base)),
            Some((key, scheme)) => key
                .sign(
                    scheme,
                    KeySizes::Current,
                    Randomness::System,
                    black_box(&base),
                )
                .unwrap(),
        };
        let signature = bare();

        let mut group = c.benchmark_group(format!("request verify {}", algorithm.name()));
        group.throughput(Throughput::Elements(1));
        let verify = |known: Option<&AppCredentials>| {
            let request = received(black_box(request()), black_box(&fields));
            http_signature::verify(&request, |_| known, &policy, now(), |_, _| Replay::New)
        };
        group.bench_function("ours", |b| b.iter(|| verify(Some(&known)).unwrap()));
        // Nobody is known: everything is read and the base is written, and nothing is verified.
        group.bench_function("its parsing", |b| b.iter(|| verify(None).unwrap_err()));
        group.bench_function("bare, engine", |b| {
            b.iter(|| match key {
                None => hmac
                    .verify(black_box(&base), black_box(&signature))
                    .unwrap(),
                Some((key, scheme)) => key
                    .public_key()
                    .verify(
                        scheme,
                        KeySizes::Current,
                        black_box(&base),
                        black_box(&signature),
                    )
                    .unwrap(),
            })
        });
        group.finish();

        let mut group = c.benchmark_group(format!("request sign {}", algorithm.name()));
        group.throughput(Throughput::Elements(1));
        group.bench_function("ours", |b| b.iter(sign));
        group.bench_function("bare, engine", |b| b.iter(bare));
    }
}

/// Ten times the headers, all of them covered, may cost ten times the time and no more.
fn many_headers(c: &mut Criterion) {
    let secret = SharedSecret::new(SECRET).unwrap();
    let known = AppCredentials::new(KEY_ID).secret(SharedSecret::new(SECRET).unwrap());
    let credentials = Credentials::secret(KEY_ID, &secret);
    let mut group = c.benchmark_group("request verify http-hmac-sha256, many headers");
    for count in [10_usize, 100, 1_000] {
        let names: Vec<String> = (0..count)
            .map(|place| format!("x-{}", place * 7919 % count))
            .collect();
        let sent = || {
            names
                .iter()
                .fold(Request::new("GET", URL), |request, name| {
                    request.header(name, b"a value")
                })
        };
        let components: Result<Vec<Component>, _> = names.iter().map(|name| name.parse()).collect();
        let options = Options {
            components: components.unwrap(),
            ..Options::new(Algorithm::HmacSha256)
        };
        let policy = Policy {
            required: Vec::new(),
            ..Policy::new([Algorithm::HmacSha256])
        };
        let signed = http_signature::sign(&sent(), &credentials, &options, "n", now()).unwrap();
        let fields = fields(&signed);
        group.throughput(Throughput::Elements(count as u64));
        group.bench_function(count.to_string(), |b| {
            b.iter(|| {
                let request = received(black_box(sent()), &fields);
                http_signature::verify(
                    &request,
                    |_| Some(&known),
                    &policy,
                    now(),
                    |_, _| Replay::New,
                )
                .unwrap()
            })
        });
    }
}

criterion_group!(benches, one_request, many_headers);
criterion_main!(benches);
