//! Parsing a certificate from DER, every field of it, beside the parsers that Rust programs use.

use std::hint::black_box;

use credtool_pki::Certificate;
use criterion::{Criterion, criterion_group, criterion_main};
use openssl::x509::X509;
use rustls_pki_types::CertificateDer;
use webpki::EndEntityCert;
use x509_cert::der::Decode;

/// OpenSSL keeps names and extensions undecoded, and x509-cert the values of extensions; rustls-webpki copies nothing.
fn certificate(c: &mut Criterion) {
    let [leaf, ca] = [EC, RSA].map(|pem| {
        Certificate::parse_all(pem)
            .unwrap()
            .remove(0)
            .der()
            .to_vec()
    });
    for (name, der) in [
        ("rsa-2048", &ca[..]),
        ("p-256", &leaf),
        ("with-names", NAMES),
    ] {
        let mut group = c.benchmark_group(format!("parse-certificate/{name}"));
        group.bench_function("ours", |b| {
            b.iter(|| Certificate::from_der(black_box(der)).unwrap())
        });
        group.bench_function("x509-cert", |b| {
            b.iter(|| x509_cert::Certificate::from_der(black_box(der)).unwrap())
        });
        group.bench_function("openssl", |b| {
            b.iter(|| X509::from_der(black_box(der)).unwrap())
        });
        let der = CertificateDer::from(der);
        group.bench_function("rustls-webpki", |b| {
            b.iter(|| EndEntityCert::try_from(black_box(&der)).unwrap())
        });
    }
}

const RSA: &[u8] = include_bytes!("../crates/pki/tests/data/certificates/ee-inter.pem");
const EC: &[u8] = include_bytes!("../crates/pki/tests/data/certificates/root-ec.pem");
const NAMES: &[u8] = include_bytes!("../crates/pki/tests/data/certificates/ee-san.der");

criterion_group!(benches, certificate);
criterion_main!(benches);
