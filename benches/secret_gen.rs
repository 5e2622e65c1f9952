//! Secret draws of each style, with `rand` doing the nearest thing for scale. One seeded generator for both, so that the
//! difference is what the style costs.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use credtool_secret_gen::{Policy, Style};
use criterion::{Criterion, criterion_group, criterion_main};
use rand::distr::{Alphanumeric, SampleString};
use rand::{Rng, SeedableRng, rngs::StdRng};

fn hex40(c: &mut Criterion) {
    race(c, "hex40", |rng| {
        base16ct::lower::encode_string(&random::<20>(rng))
    });
}

fn hex64(c: &mut Criterion) {
    race(c, "hex64", |rng| {
        base16ct::lower::encode_string(&random::<32>(rng))
    });
}

fn guid(c: &mut Criterion) {
    race(c, "guid", |rng| {
        base16ct::upper::encode_string(&random::<16>(rng))
    });
}

fn nexudus(c: &mut Criterion) {
    race(c, "nexudus", |rng| {
        base16ct::lower::encode_string(&random::<16>(rng))
    });
}

fn base64(c: &mut Criterion) {
    race(c, "base64:32", |rng| STANDARD.encode(random::<32>(rng)));
}

fn alnum(c: &mut Criterion) {
    race(c, "alnum:40", |rng| Alphanumeric.sample_string(rng, 40));
}

/// The exact draw of a policy beside the plain way: draw from its alphabet until the rule holds.
fn policy(c: &mut Criterion) {
    let policy: Policy = "length = 16\nlower = 1\nupper = 1\ndigit = 2\n"
        .parse()
        .unwrap();
    let mut rng = StdRng::seed_from_u64(7);
    let mut group = c.benchmark_group("policy");
    group.bench_function("ours", |b| b.iter(|| policy.generate(&mut rng)));
    group.bench_function("rand", |b| {
        b.iter(|| {
            std::iter::repeat_with(|| Alphanumeric.sample_string(&mut rng, 16))
                .find(|secret| policy.is_satisfied_by(secret))
        })
    });
}

fn race(c: &mut Criterion, style: &str, rand: fn(&mut StdRng) -> String) {
    let ours: Style = style.parse().unwrap();
    let mut rng = StdRng::seed_from_u64(7);
    let mut group = c.benchmark_group(style);
    group.bench_function("ours", |b| b.iter(|| ours.generate(&mut rng)));
    group.bench_function("rand", |b| b.iter(|| rand(&mut rng)));
}

fn random<const N: usize>(rng: &mut StdRng) -> [u8; N] {
    let mut bytes = [0; N];
    rng.fill_bytes(&mut bytes);
    bytes
}

criterion_group!(benches, hex40, hex64, guid, nexudus, base64, alnum, policy);
criterion_main!(benches);
