//! MD5, SHA-1 and SHA-256 at 32 B, 1 KiB and 64 KiB.

use std::hint::black_box;

use aws_lc_rs::digest as aws;
use credtool_crypto_engine::Hash;
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use md5::Digest as _;
use openssl::hash::MessageDigest;
use ring::digest as ring;

/// MD5 is not in the engine: only install callbacks and old key formats know it, and take the `md-5` crate.
fn md5(c: &mut Criterion) {
    let mut group = c.benchmark_group("md5");
    for len in LENGTHS {
        let data = vec![7; len];
        group.throughput(Throughput::Bytes(len as u64));
        group.bench_function(BenchmarkId::new("ours", len), |b| {
            b.iter(|| md5::Md5::digest(black_box(&data)))
        });
        group.bench_function(BenchmarkId::new("openssl", len), |b| {
            b.iter(|| openssl::hash::hash(MessageDigest::md5(), black_box(&data)).unwrap())
        });
    }
}

fn sha1(c: &mut Criterion) {
    let legacy = (
        &aws::SHA1_FOR_LEGACY_USE_ONLY,
        &ring::SHA1_FOR_LEGACY_USE_ONLY,
    );
    sha(c, "sha1", Hash::Sha1, legacy, |data| {
        black_box(openssl::sha::sha1(data));
    });
}

fn sha256(c: &mut Criterion) {
    let algorithms = (&aws::SHA256, &ring::SHA256);
    sha(c, "sha256", Hash::Sha256, algorithms, |data| {
        black_box(openssl::sha::sha256(data));
    });
}

/// OpenSSL is called at its quickest, the one-shot `SHA1()` and `SHA256()`, which fetch no provider.
fn sha(
    c: &mut Criterion,
    name: &str,
    ours: Hash,
    (aws, ring): (&'static aws::Algorithm, &'static ring::Algorithm),
    openssl: fn(&[u8]),
) {
    let mut group = c.benchmark_group(name);
    for len in LENGTHS {
        let data = vec![7; len];
        group.throughput(Throughput::Bytes(len as u64));
        group.bench_function(BenchmarkId::new("ours", len), |b| {
            b.iter(|| ours.digest(black_box(&data)))
        });
        group.bench_function(BenchmarkId::new("aws-lc-rs", len), |b| {
            b.iter(|| aws::digest(aws, black_box(&data)))
        });
        group.bench_function(BenchmarkId::new("openssl", len), |b| {
            b.iter(|| openssl(black_box(&data)))
        });
        group.bench_function(BenchmarkId::new("ring", len), |b| {
            b.iter(|| ring::digest(ring, black_box(&data)))
        });
    }
}

const LENGTHS: [usize; 3] = [32, 1024, 65536];

criterion_group!(benches, md5, sha1, sha256);
criterion_main!(benches);
