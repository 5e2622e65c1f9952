//! OAuth 1.0a: one request signed and verified, whole, beside the engine's bare signature; and how it grows with parameters.

use std::hint::black_box;
use std::time::{Duration, SystemTime};

use credtool_crypto_engine::{
    Hash, HmacKey, KeySizes, NewKey, PrivateKey, Randomness, SignatureScheme,
};
use credtool_request_auth::oauth1::{self, Credentials, Options, Policy, SignatureMethod};
use credtool_request_auth::{AppCredentials, Replay, Request, SharedSecret};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

const KEY: &str = "dpf43f3p2l4k3l03";
const SECRET: &str = "kd94hf93k423kf44";
const URL: &str = "https://photos.example.net/photos?file=vacation.jpg&size=original";

fn now() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_191_242_096)
}

fn sign(url: &str, credentials: &Credentials<'_>, method: SignatureMethod) -> oauth1::Signed {
    let request = Request::new("GET", url);
    let options = Options::new(method);
    oauth1::sign(&request, credentials, &options, "kllo9940pd9333jh", now()).unwrap()
}

fn verify(url: &str, header: &str, known: &AppCredentials, policy: &Policy) {
    let request = Request::new("GET", url).header("Authorization", header.as_bytes());
    oauth1::verify(&request, |_| Some(known), policy, now(), |_, _| Replay::New).unwrap();
}

fn hmac(c: &mut Criterion) {
    let secret = SharedSecret::new(SECRET).unwrap();
    let credentials = Credentials::secret(KEY, &secret);
    let known = AppCredentials::new(KEY).secret(SharedSecret::new(SECRET).unwrap());
    for (method, hash) in [
        (SignatureMethod::HmacSha1, Hash::Sha1),
        (SignatureMethod::HmacSha256, Hash::Sha256),
    ] {
        let signed = sign(URL, &credentials, method);
        let (header, base) = (signed.authorization(), signed.base_string().unwrap());
        let policy = Policy::new([method]);
        let mut group = c.benchmark_group(method.name());
        group.throughput(Throughput::Elements(1));
        group.bench_function("sign", |b| {
            b.iter(|| sign(black_box(URL), &credentials, method))
        });
        group.bench_function("verify", |b| {
            b.iter(|| verify(black_box(URL), black_box(header), &known, &policy))
        });
        group.bench_function("bare HMAC, engine", |b| {
            b.iter(|| HmacKey::new(hash, black_box(b"kd94hf93k423kf44&")).tag(black_box(base)))
        });
    }
}

fn rsa(c: &mut Criterion) {
    let key = PrivateKey::generate(NewKey::Rsa2048, Randomness::System).unwrap();
    let credentials = Credentials::private_key(KEY, &key);
    let method = SignatureMethod::RsaSha256;
    let signed = sign(URL, &credentials, method);
    let (header, base) = (signed.authorization(), signed.base_string().unwrap());
    let known = AppCredentials::new(KEY).public_key(key.public_key().clone());
    let policy = Policy::new([method]);
    let scheme = SignatureScheme::RsaPkcs1v15(Hash::Sha256);
    let bare = key
        .sign(scheme, KeySizes::Current, Randomness::System, base)
        .unwrap();
    let mut group = c.benchmark_group(method.name());
    group.throughput(Throughput::Elements(1));
    group.bench_function("sign", |b| {
        b.iter(|| sign(black_box(URL), &credentials, method))
    });
    group.bench_function("bare signature, engine", |b| {
        b.iter(|| {
            key.sign(
                scheme,
                KeySizes::Current,
                Randomness::System,
                black_box(base),
            )
        })
    });
    group.bench_function("verify", |b| {
        b.iter(|| verify(black_box(URL), black_box(header), &known, &policy))
    });
    group.bench_function("bare verification, engine", |b| {
        b.iter(|| {
            let key = key.public_key();
            key.verify(scheme, KeySizes::Current, black_box(base), &bare)
                .unwrap()
        })
    });
}

fn parameters(c: &mut Criterion) {
    let secret = SharedSecret::new(SECRET).unwrap();
    let credentials = Credentials::secret(KEY, &secret);
    let known = AppCredentials::new(KEY).secret(SharedSecret::new(SECRET).unwrap());
    let policy = Policy::new([SignatureMethod::HmacSha1]);
    let mut group = c.benchmark_group("oauth1 verify, by parameters");
    for count in [10_u64, 100, 1_000, 10_000] {
        let pairs: Vec<String> = (0..count).map(|n| format!("p{}=v+{n}", n % 7)).collect();
        let url = format!("https://photos.example.net/photos?{}", pairs.join("&"));
        let signed = sign(&url, &credentials, SignatureMethod::HmacSha1);
        group.throughput(Throughput::Elements(count));
        group.bench_function(BenchmarkId::from_parameter(count), |b| {
            b.iter(|| verify(black_box(&url), signed.authorization(), &known, &policy))
        });
    }
}

criterion_group!(benches, hmac, rsa, parameters);
criterion_main!(benches);
