//! AES-256-GCM in place, the key expanded once. A nonce is repeated here because nothing secret is sealed.

use aws_lc_rs::aead as aws;
use credtool_crypto_engine::Aes256GcmKey;
use criterion::measurement::WallTime;
use criterion::{BatchSize, BenchmarkGroup, BenchmarkId, Criterion, Throughput};
use openssl::cipher::Cipher;
use openssl::cipher_ctx::CipherCtx;
use ring::aead as ring;

use crate::ENGINES;

pub(crate) fn seal(c: &mut Criterion) {
    let mut group = c.benchmark_group("aes-256-gcm/seal");
    for len in LENGTHS {
        group.throughput(Throughput::Bytes(len as u64));
        for (ours, engine) in ENGINES {
            let key = Aes256GcmKey::with_engine(&KEY, engine);
            run(&mut group, ours, len, &vec![7; len], |buffer| {
                key.seal_in_place(&NONCE, &[], buffer).unwrap();
            });
        }
        let key = aws_key();
        run(&mut group, "aws-lc-rs", len, &vec![7; len], |buffer| {
            let nonce = aws::Nonce::assume_unique_for_key(NONCE);
            key.seal_in_place_append_tag(nonce, aws::Aad::empty(), buffer)
                .unwrap();
        });
        let key = ring_key();
        run(&mut group, "ring", len, &vec![7; len], |buffer| {
            let nonce = ring::Nonce::assume_unique_for_key(NONCE);
            key.seal_in_place_append_tag(nonce, ring::Aad::empty(), buffer)
                .unwrap();
        });
        let mut context = CipherCtx::new().unwrap();
        context
            .encrypt_init(Some(Cipher::aes_256_gcm()), Some(&KEY), None)
            .unwrap();
        run(&mut group, "openssl", len, &vec![7; len], |buffer| {
            context.encrypt_init(None, None, Some(&NONCE)).unwrap();
            context.cipher_update_inplace(buffer, len).unwrap();
            context.cipher_final(&mut []).unwrap();
            let mut tag = [0; TAG_LEN];
            context.tag(&mut tag).unwrap();
            buffer.extend_from_slice(&tag);
        });
    }
}

pub(crate) fn open(c: &mut Criterion) {
    let mut group = c.benchmark_group("aes-256-gcm/open");
    for len in LENGTHS {
        group.throughput(Throughput::Bytes(len as u64));
        let sealed = Aes256GcmKey::new(&KEY)
            .seal(&NONCE, &[], &vec![7; len])
            .unwrap();
        for (ours, engine) in ENGINES {
            let key = Aes256GcmKey::with_engine(&KEY, engine);
            run(&mut group, ours, len, &sealed, |buffer| {
                key.open_in_place(&NONCE, &[], buffer).unwrap();
            });
        }
        let key = aws_key();
        run(&mut group, "aws-lc-rs", len, &sealed, |buffer| {
            let nonce = aws::Nonce::assume_unique_for_key(NONCE);
            key.open_in_place(nonce, aws::Aad::empty(), buffer).unwrap();
        });
        let key = ring_key();
        run(&mut group, "ring", len, &sealed, |buffer| {
            let nonce = ring::Nonce::assume_unique_for_key(NONCE);
            key.open_in_place(nonce, ring::Aad::empty(), buffer)
                .unwrap();
        });
        let mut context = CipherCtx::new().unwrap();
        context
            .decrypt_init(Some(Cipher::aes_256_gcm()), Some(&KEY), None)
            .unwrap();
        run(&mut group, "openssl", len, &sealed, |buffer| {
            context.decrypt_init(None, None, Some(&NONCE)).unwrap();
            context.set_tag(&buffer[len..]).unwrap();
            context
                .cipher_update_inplace(&mut buffer[..len], len)
                .unwrap();
            context.cipher_final(&mut []).unwrap();
        });
    }
}

/// Times `work` alone, on fresh copies of `input` with room for a tag: as many at a time as stay in the caches.
fn run(
    group: &mut BenchmarkGroup<'_, WallTime>,
    rival: &str,
    len: usize,
    input: &[u8],
    mut work: impl FnMut(&mut Vec<u8>),
) {
    let copy = || {
        let mut buffer = Vec::with_capacity(len + TAG_LEN);
        buffer.extend_from_slice(input);
        buffer
    };
    let batch = BatchSize::NumIterations((65_536 / len).clamp(1, 64) as u64);
    group.bench_function(BenchmarkId::new(rival, len), |b| {
        b.iter_batched_ref(copy, &mut work, batch)
    });
}

fn aws_key() -> aws::LessSafeKey {
    aws::LessSafeKey::new(aws::UnboundKey::new(&aws::AES_256_GCM, &KEY).unwrap())
}

fn ring_key() -> ring::LessSafeKey {
    ring::LessSafeKey::new(ring::UnboundKey::new(&ring::AES_256_GCM, &KEY).unwrap())
}

const LENGTHS: [usize; 4] = [32, 1024, 65_536, 1_048_576];
const KEY: [u8; 32] = [7; 32];
const NONCE: [u8; 12] = [7; 12];
const TAG_LEN: usize = Aes256GcmKey::TAG_LEN;
