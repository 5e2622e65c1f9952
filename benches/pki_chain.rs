//! Whether a certificate is trusted: leaf, intermediate and root, read before, beside rustls-webpki with AWS-LC and OpenSSL.
//!
//! What rivals can prepare they prepare: rustls-webpki the trusted names and keys, OpenSSL its store. rustls-webpki reads the
//! intermediate anew each time, because it keeps none.

use std::hint::black_box;
use std::time::Duration;

use credtool_crypto_engine::{KeySizes, NewKey, Randomness};
use credtool_pki::{
    Authority, Certificate, GeneralName, Issuance, NewAuthority, NewRequest, PathValidation,
    PrivateKey, Profile, Purpose, Terms, Time,
};
use criterion::{Criterion, criterion_group, criterion_main};
use openssl::stack::Stack;
use openssl::x509::store::{X509Store, X509StoreBuilder};
use openssl::x509::verify::X509VerifyParam;
use openssl::x509::{X509, X509StoreContext};
use rustls_pki_types::{CertificateDer, UnixTime};
use webpki::{ALL_VERIFICATION_ALGS, EndEntityCert, KeyUsage, anchor_from_trusted_cert};

fn chain(c: &mut Criterion) {
    let unrelated: Vec<Certificate> = (0..1000)
        .map(|number| Made::new(NewKey::EcP256, &format!("Unrelated {number}")).root)
        .collect();
    for (name, kind, more) in [
        ("rsa-2048", NewKey::Rsa2048, &[][..]),
        ("p-256", NewKey::EcP256, &[]),
        ("p-256 and 1000 unrelated", NewKey::EcP256, &unrelated),
    ] {
        let made = Made::new(kind, "Bench");
        let pool = [&[made.intermediate.clone()], more].concat();
        let mut group = c.benchmark_group(format!("verify-chain/{name}"));
        let anchors = [made.root.clone()];
        group.bench_function("ours", |b| {
            let mut validation = PathValidation::new(&anchors, Purpose::Server, at(1));
            validation.intermediates = &pool;
            b.iter(|| {
                black_box(&validation)
                    .verify(black_box(&made.leaf))
                    .unwrap()
            })
        });

        let root = CertificateDer::from(made.root.der());
        let anchors = [anchor_from_trusted_cert(&root).unwrap()];
        let leaf = CertificateDer::from(made.leaf.der());
        let leaf = EndEntityCert::try_from(&leaf).unwrap();
        let ders: Vec<_> = pool
            .iter()
            .map(|one| CertificateDer::from(one.der()))
            .collect();
        let time = UnixTime::since_unix_epoch(Duration::from_secs((NOW + DAY) as u64));
        group.bench_function("rustls-webpki", |b| {
            b.iter(|| {
                let (leaf, ders) = black_box((&leaf, &ders));
                let usage = KeyUsage::server_auth();
                leaf.verify_for_usage(
                    ALL_VERIFICATION_ALGS,
                    &anchors,
                    ders,
                    time,
                    usage,
                    None,
                    None,
                )
                .unwrap();
            })
        });

        let store = store(&made.root);
        let leaf = X509::from_der(made.leaf.der()).unwrap();
        let mut stack = Stack::new().unwrap();
        for one in &pool {
            stack.push(X509::from_der(one.der()).unwrap()).unwrap();
        }
        group.bench_function("openssl", |b| {
            b.iter(|| {
                let mut context = X509StoreContext::new().unwrap();
                let trusted = context.init(&store, black_box(&leaf), &stack, |context| {
                    context.verify_cert()
                });
                assert!(trusted.unwrap());
            })
        });
    }
}

fn store(root: &Certificate) -> X509Store {
    let mut store = X509StoreBuilder::new().unwrap();
    store.add_cert(X509::from_der(root.der()).unwrap()).unwrap();
    let mut parameters = X509VerifyParam::new().unwrap();
    parameters.set_time(NOW + DAY);
    store.set_param(&parameters).unwrap();
    store.build()
}

struct Made {
    leaf: Certificate,
    intermediate: Certificate,
    root: Certificate,
}

impl Made {
    fn new(kind: NewKey, name: &str) -> Self {
        let key = || PrivateKey::generate(kind, Randomness::System).unwrap();
        let subject = |what: &str| format!("CN={name} {what},O=Example").parse().unwrap();
        let new = NewAuthority {
            subject: subject("Root"),
            not_before: at(0),
            not_after: at(3650),
            path_len: None,
        };
        let root = Authority::create(&new, key(), Randomness::System).unwrap();
        let issue = |authority: &Authority,
                     what: &str,
                     names: &[GeneralName],
                     profile,
                     key: &PrivateKey| {
            let request = NewRequest {
                subject: subject(what),
                alternative_names: names.to_vec(),
            };
            let request = request
                .sign(key, KeySizes::Current, Randomness::System)
                .unwrap();
            let terms = Terms::new(profile, at(0), at(365));
            let plan = Issuance::plan(authority.issuer(), &request, &terms).unwrap();
            authority.issue(&plan, Randomness::System).unwrap()
        };
        let between = key();
        let profile = Profile::IntermediateCa { path_len: Some(0) };
        let intermediate = issue(&root, "Issuing CA", &[], profile, &between);
        let chain = vec![root.certificate().clone()];
        let issuing = Authority::import(between, intermediate.clone(), chain).unwrap();
        let names = [GeneralName::dns("app.example.com").unwrap()];
        Self {
            leaf: issue(&issuing, "app", &names, Profile::Server, &key()),
            intermediate,
            root: root.certificate().clone(),
        }
    }
}

fn at(days: i64) -> Time {
    Time::from_unix_seconds(NOW + days * DAY)
}

/// 2026-01-01T00:00:00Z.
const NOW: i64 = 1_767_225_600;
const DAY: i64 = 86_400;

criterion_group!(benches, chain);
criterion_main!(benches);
