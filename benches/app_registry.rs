//! The app registry: one command decided and applied; a history checked, beside plain SHA-256 over the same bytes.

use std::hint::black_box;
use std::time::{Duration, SystemTime};

use credtool_app_registry::{
    AppId, Circumstances, Command, Event, HistoryCheck, NewAppId, NewSecret, Registry, VersionLabel,
};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use rand::SeedableRng as _;
use rand::rngs::StdRng;
use sha2::{Digest as _, Sha256};

fn by() -> Circumstances {
    Circumstances {
        now: SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_824_000),
        actor: "jane".parse().unwrap(),
        comment: "the yearly change of all secrets".parse().unwrap(),
    }
}

fn register(n: usize) -> Command {
    Command::Register {
        name: format!("App number {n}").parse().unwrap(),
        version: VersionLabel::default(),
        app_id: NewAppId::Given(id(n)),
        secret: NewSecret::Generated,
    }
}

fn id(n: usize) -> AppId {
    format!("acme-{n:040}").parse().unwrap()
}

fn regenerate(n: usize) -> Command {
    Command::RegenerateSecret {
        app: id(n),
        overlap: Duration::from_secs(86_400),
        pending: false,
    }
}

/// Apps that are registered and whose secrets are regenerated once.
fn history(apps: usize) -> (Registry, Vec<String>) {
    let (mut registry, mut texts, mut rng) = (Registry::new(), Vec::new(), StdRng::seed_from_u64(7));
    for command in (0..apps).map(register).chain((0..apps).map(regenerate)) {
        for event in registry.decide(&command, &by(), &mut rng).unwrap().events {
            registry.apply(&event).unwrap();
            texts.push(event.to_text().to_owned());
        }
    }
    (registry, texts)
}

/// What does not grow with the number of apps: a decision and its event.
fn change(c: &mut Criterion) {
    let mut group = c.benchmark_group("app_registry/decide-and-apply");
    for apps in [10, 1000, 100_000] {
        let (mut registry, _) = history(apps);
        let (by, mut rng) = (by(), StdRng::seed_from_u64(8));
        let command = regenerate(apps / 2);
        group.bench_function(BenchmarkId::new("regenerate", apps), |b| {
            b.iter(|| {
                let decision = registry.decide(black_box(&command), &by, &mut rng).unwrap();
                registry.apply(&decision.events[0]).unwrap();
                decision
            })
        });
    }
}

fn check(c: &mut Criterion) {
    let mut group = c.benchmark_group("app_registry/history");
    let (_, texts) = history(5000);
    group.throughput(Throughput::Elements(texts.len() as u64));
    group.bench_function("check", |b| {
        b.iter(|| {
            let mut check = HistoryCheck::new();
            for text in &texts {
                check.feed(text).unwrap();
            }
            check.tail()
        })
    });
    group.bench_function("check-and-fold", |b| {
        b.iter(|| {
            let (mut check, mut registry) = (HistoryCheck::new(), Registry::new());
            for text in &texts {
                registry.apply(&check.feed(text).unwrap()).unwrap();
            }
            registry
        })
    });
    group.bench_function("sha256", |b| {
        b.iter(|| texts.iter().map(|text| Sha256::digest(text)[0]).fold(0, |a, b| a ^ b))
    });
    let bytes: usize = texts.iter().map(String::len).sum();
    assert!(Event::parse(&texts[0]).is_ok() && bytes / texts.len() < 600);
}

criterion_group!(benches, change, check);
criterion_main!(benches);
