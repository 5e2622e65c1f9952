//! Tokens: ours beside what they are made of, bare: AES-256-GCM of aws-lc-rs, and base64-simd. Nonces are drawn in both.
//!
//! Before anything is timed, the allocations are counted: one for what is returned, and none besides it.

use std::hint::black_box;

use allocation_counter::measure;
use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use base64_simd::URL_SAFE_NO_PAD;
use credtool_keyring::{Census, Context, KeyMaterial, KeyName, Rewrapper, TokenKeys};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};

const LENGTHS: [usize; 2] = [100, 16 << 10];
const AAD: &[u8] = b"eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIiwia2lkIjoibXlrZXkifQ";

fn keys(active: &str) -> TokenKeys {
    let keys = [
        ("mykey", "ASDFGHJKL1234567"),
        ("newkey", "0EE0D33AC67E4389AB2B46123729B875"),
    ]
    .map(|(name, secret)| (KeyName::new(name).unwrap(), KeyMaterial::new(secret).unwrap()));
    let active = KeyName::new(active).unwrap();
    TokenKeys::new(keys.iter().map(|(name, secret)| (name, secret)), Some(&active))
}

fn bare() -> LessSafeKey {
    LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &[7; 32]).unwrap())
}

/// Encrypts in `buffer` and appends the three encoded parts.
fn bare_encrypt(key: &LessSafeKey, value: &[u8], rng: &mut StdRng, buffer: &mut Vec<u8>, out: &mut Vec<u8>) {
    let mut iv = [0; 12];
    rng.fill_bytes(&mut iv);
    buffer.clear();
    buffer.extend_from_slice(value);
    let nonce = Nonce::assume_unique_for_key(iv);
    key.seal_in_place_append_tag(nonce, Aad::from(AAD), buffer).unwrap();
    URL_SAFE_NO_PAD.encode_append(iv, out);
    URL_SAFE_NO_PAD.encode_append(&*buffer, out);
}

/// Decodes and decrypts in `buffer`.
fn bare_decrypt(key: &LessSafeKey, text: &[u8], buffer: &mut Vec<u8>) -> usize {
    buffer.clear();
    URL_SAFE_NO_PAD.decode_append(text, buffer).unwrap();
    let (iv, sealed) = buffer.split_at_mut(12);
    let nonce = Nonce::try_assume_unique_for_key(iv).unwrap();
    key.open_in_place(nonce, Aad::from(AAD), sealed).unwrap().len()
}

fn encrypt(c: &mut Criterion) {
    let mut group = c.benchmark_group("token/encrypt");
    let mut rng = StdRng::seed_from_u64(7);
    for len in LENGTHS {
        let (value, keys, key) = (vec![7; len], keys("mykey"), bare());
        group.throughput(Throughput::Bytes(len as u64));
        group.bench_function(BenchmarkId::new("ours", len), |b| {
            b.iter(|| keys.encrypt(black_box(&value), None, &mut rng).unwrap())
        });
        group.bench_function(BenchmarkId::new("bare", len), |b| {
            let mut buffer = Vec::with_capacity(len + 16);
            b.iter(|| {
                let mut out = Vec::with_capacity(len * 4 / 3 + 64);
                bare_encrypt(&key, black_box(&value), &mut rng, &mut buffer, &mut out);
                out
            })
        });
    }
}

fn decrypt(c: &mut Criterion) {
    let mut group = c.benchmark_group("token/decrypt");
    let mut rng = StdRng::seed_from_u64(7);
    for len in LENGTHS {
        let (value, keys, key) = (vec![7; len], keys("mykey"), bare());
        let token = keys.encrypt(&value, None, &mut rng).unwrap();
        group.throughput(Throughput::Bytes(len as u64));
        group.bench_function(BenchmarkId::new("ours", len), |b| {
            b.iter(|| keys.decrypt(black_box(&token), None).unwrap())
        });
        let (mut buffer, mut text) = (Vec::new(), Vec::new());
        bare_encrypt(&key, &value, &mut rng, &mut buffer, &mut text);
        group.bench_function(BenchmarkId::new("bare", len), |b| {
            b.iter(|| {
                let mut buffer = Vec::with_capacity(len + 28);
                bare_decrypt(&key, black_box(&text), &mut buffer);
                buffer
            })
        });
    }
}

/// Lines of tokens, 256 KiB and more of them: what one worker of `keyring rewrap` does. Bare: decode, decrypt, encrypt, encode.
fn rewrap(c: &mut Criterion) {
    let mut group = c.benchmark_group("token/rewrap");
    let mut rng = StdRng::seed_from_u64(7);
    for len in LENGTHS {
        let (old, new, key) = (keys("mykey"), keys("newkey"), bare());
        let count = (256 << 10) / (len * 4 / 3 + 100);
        let value = vec![7; len];
        let (mut lines, mut texts) = (Vec::new(), Vec::new());
        let mut buffer = Vec::new();
        for _ in 0..count {
            lines.extend_from_slice(old.encrypt(&value, None, &mut rng).unwrap().as_bytes());
            lines.push(b'\n');
            let mut text = Vec::new();
            bare_encrypt(&key, &value, &mut rng, &mut buffer, &mut text);
            texts.push(text);
        }
        group.throughput(Throughput::Elements(count as u64));
        let mut rewrapper = Rewrapper::new(&new, &[]).unwrap();
        let mut out = Vec::new();
        group.bench_function(BenchmarkId::new("ours", len), |b| {
            b.iter(|| {
                out.clear();
                rewrapper.window(black_box(&lines), true, &mut rng, &mut out).0
            })
        });
        group.bench_function(BenchmarkId::new("bare", len), |b| {
            let mut again = Vec::new();
            b.iter(|| {
                out.clear();
                for text in &texts {
                    let len = bare_decrypt(&key, black_box(text), &mut buffer);
                    bare_encrypt(&key, &buffer[12..12 + len], &mut rng, &mut again, &mut out);
                }
                out.len()
            })
        });
        group.bench_function(BenchmarkId::new("census", len), |b| {
            let mut census = Census::new();
            b.iter(|| census.window(black_box(&lines), true))
        });
    }
}

/// Counts what is allocated, which is what is returned and nothing else.
fn allocations(_: &mut Criterion) {
    let mut rng = StdRng::seed_from_u64(7);
    let (old, new) = (keys("mykey"), keys("newkey"));
    let place = Context::new("users/17/password");
    for context in [None, Some(&place)] {
        let mut token = String::new();
        let encrypting = measure(|| token = old.encrypt(&[7; 100], context, &mut rng).unwrap());
        assert_eq!(encrypting.count_total, 1, "encrypt");
        let decrypting = measure(|| drop(old.decrypt(&token, context).unwrap()));
        assert_eq!(decrypting.count_total, 1, "decrypt");
        let lines = format!("{token}\n").repeat(1000).into_bytes();
        let mut rewrapper = Rewrapper::new(&new, &[]).unwrap();
        let mut out = Vec::with_capacity(lines.len() * 2);
        rewrapper.window(&lines, true, &mut rng, &mut out); // the room for a value is made once
        out.clear();
        let rewrapping = measure(|| drop(rewrapper.window(&lines, true, &mut rng, &mut out)));
        assert_eq!(rewrapping.count_total, 0, "rewrap of a thousand tokens");
    }
}

criterion_group!(benches, allocations, encrypt, decrypt, rewrap);
criterion_main!(benches);
