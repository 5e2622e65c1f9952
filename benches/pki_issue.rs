//! Certificates issued, beside the bare signature and builders of others: the same subject, names, usages and identifiers from
//! a plan that is there, signed by a key that is parsed.
//!
//! Ours verifies each certificate by its path validation before it is returned; the rivals do not, so their column to compare
//! with is `bare-signature`, and ours also stands beside `bare-sign-and-verify`.

use std::hint::black_box;
use std::str::FromStr;
use std::time::Duration;

use credtool_crypto_engine::{EcdsaEncoding, Hash, KeySizes, NewKey, Randomness, SignatureScheme};
use credtool_pki::{
    Authority, CertificationRequest, GeneralName, Issuance, NewAuthority, NewCrl, NewRequest,
    NewRevocation, PrivateKey, Profile, RevocationReason, Terms, Time,
};
use criterion::{Criterion, criterion_group, criterion_main};
use openssl::asn1::{Asn1Integer, Asn1Time};
use openssl::bn::{BigNum, MsbOption};
use openssl::hash::MessageDigest;
use openssl::pkey::PKey;
use openssl::x509::extension as openssl_extension;
use openssl::x509::{X509, X509Builder, X509NameBuilder};
use signature::Keypair;
use x509_cert::builder::profile::BuilderProfile;
use x509_cert::builder::{Builder, CertificateBuilder};
use x509_cert::certificate::{Certificate as RustCryptoCertificate, TbsCertificate};
use x509_cert::der::asn1::{BitString, GeneralizedTime, Ia5String, OctetString};
use x509_cert::der::{Decode, Document, Encode};
use x509_cert::ext::pkix::{
    AuthorityKeyIdentifier, BasicConstraints, ExtendedKeyUsage, KeyUsage, KeyUsages,
    SubjectAltName, SubjectKeyIdentifier, name,
};
use x509_cert::ext::{Extension, ToExtension};
use x509_cert::serial_number::SerialNumber;
use x509_cert::spki::{
    AlgorithmIdentifierOwned, DynSignatureAlgorithmIdentifier, EncodePublicKey, ObjectIdentifier,
    SubjectPublicKeyInfoOwned, SubjectPublicKeyInfoRef,
};
use x509_cert::time::Validity;

const NOW: i64 = 1_767_225_600;
const DAY: i64 = 86_400;

fn day(days: i64) -> Time {
    Time::from_unix_seconds(NOW + days * DAY)
}

fn authority(kind: NewKey) -> Authority {
    let new = NewAuthority {
        subject: "CN=Example Root,O=Example,C=NL".parse().unwrap(),
        not_before: day(0),
        not_after: day(3650),
        path_len: Some(0),
    };
    let key = PrivateKey::generate(kind, Randomness::System).unwrap();
    Authority::create(&new, key, Randomness::System).unwrap()
}

fn request() -> CertificationRequest {
    let key = PrivateKey::generate(NewKey::EcP256, Randomness::System).unwrap();
    let new = NewRequest {
        subject: "CN=app,O=Example,C=NL".parse().unwrap(),
        alternative_names: vec![GeneralName::dns("app.example.com").unwrap()],
    };
    new.sign(&key, KeySizes::Current, Randomness::System)
        .unwrap()
}

fn issue_rsa_2048(c: &mut Criterion) {
    issue(
        c,
        "issue rsa-2048",
        NewKey::Rsa2048,
        SignatureScheme::RsaPkcs1v15(Hash::Sha256),
        "1.2.840.113549.1.1.11",
    );
}

fn issue_p256(c: &mut Criterion) {
    let scheme = SignatureScheme::Ecdsa {
        hash: Hash::Sha256,
        encoding: EcdsaEncoding::Der,
    };
    issue(
        c,
        "issue p256",
        NewKey::EcP256,
        scheme,
        "1.2.840.10045.4.3.2",
    );
}

fn issue(c: &mut Criterion, group: &str, kind: NewKey, scheme: SignatureScheme, algorithm: &str) {
    let (authority, request) = (authority(kind), request());
    let terms = Terms::new(Profile::Server, day(1), day(366));
    let plan = Issuance::plan(authority.issuer(), &request, &terms).unwrap();
    let issued = authority.issue(&plan, Randomness::System).unwrap();
    let key = authority.key().engine_key().unwrap();
    let sign = |message: &[u8]| {
        key.sign(scheme, KeySizes::Current, Randomness::System, message)
            .unwrap()
    };
    let mut group = c.benchmark_group(group);
    group.bench_function("ours", |b| {
        b.iter(|| {
            authority
                .issue(black_box(&plan), Randomness::System)
                .unwrap()
        })
    });
    group.bench_function("bare-signature", |b| {
        b.iter(|| sign(black_box(issued.tbs_der())))
    });
    group.bench_function("bare-sign-and-verify", |b| {
        b.iter(|| {
            let signature = sign(black_box(issued.tbs_der()));
            let verified =
                key.public_key()
                    .verify(scheme, KeySizes::Current, issued.tbs_der(), &signature);
            verified.unwrap();
            signature
        })
    });

    let pkey = PKey::private_key_from_der(authority.key().expose()).unwrap();
    let root = X509::from_der(authority.certificate().der()).unwrap();
    let subject_key = PKey::public_key_from_der(request.spki_der()).unwrap();
    group.bench_function("openssl", |b| {
        b.iter(|| {
            let mut new = X509Builder::new().unwrap();
            new.set_version(2).unwrap();
            let mut serial = BigNum::new().unwrap();
            serial.rand(128, MsbOption::MAYBE_ZERO, false).unwrap();
            new.set_serial_number(&Asn1Integer::from_bn(&serial).unwrap())
                .unwrap();
            let mut name = X509NameBuilder::new().unwrap();
            name.append_entry_by_text("C", "NL").unwrap();
            name.append_entry_by_text("O", "Example").unwrap();
            name.append_entry_by_text("CN", "app").unwrap();
            new.set_subject_name(&name.build()).unwrap();
            new.set_issuer_name(root.subject_name()).unwrap();
            new.set_not_before(&Asn1Time::from_unix(NOW + DAY).unwrap())
                .unwrap();
            new.set_not_after(&Asn1Time::from_unix(NOW + 366 * DAY).unwrap())
                .unwrap();
            new.set_pubkey(&subject_key).unwrap();
            let extensions = [
                openssl_extension::BasicConstraints::new()
                    .critical()
                    .build()
                    .unwrap(),
                openssl_extension::KeyUsage::new()
                    .critical()
                    .digital_signature()
                    .build()
                    .unwrap(),
                openssl_extension::ExtendedKeyUsage::new()
                    .server_auth()
                    .build()
                    .unwrap(),
            ];
            extensions
                .into_iter()
                .for_each(|one| new.append_extension(one).unwrap());
            let context = new.x509v3_context(Some(&root), None);
            let extensions = [
                openssl_extension::SubjectKeyIdentifier::new()
                    .build(&context)
                    .unwrap(),
                openssl_extension::AuthorityKeyIdentifier::new()
                    .keyid(true)
                    .build(&context)
                    .unwrap(),
                openssl_extension::SubjectAlternativeName::new()
                    .dns("app.example.com")
                    .build(&context)
                    .unwrap(),
            ];
            extensions
                .into_iter()
                .for_each(|one| new.append_extension(one).unwrap());
            new.sign(&pkey, MessageDigest::sha256()).unwrap();
            new.build().to_der().unwrap()
        })
    });

    let rcgen_key = rcgen::KeyPair::try_from(authority.key().expose()).unwrap();
    let mut root_params = rcgen::CertificateParams::default();
    root_params.distinguished_name = rcgen_name(&["NL", "Example", "Example Root"]);
    root_params.key_usages = vec![rcgen::KeyUsagePurpose::KeyCertSign];
    let rcgen_issuer = rcgen::Issuer::new(root_params, rcgen_key);
    let rcgen_subject = rcgen::SubjectPublicKeyInfo::from_der(request.spki_der()).unwrap();
    group.bench_function("rcgen", |b| {
        b.iter(|| {
            let mut params =
                rcgen::CertificateParams::new(vec!["app.example.com".to_owned()]).unwrap();
            params.distinguished_name = rcgen_name(&["NL", "Example", "app"]);
            params.is_ca = rcgen::IsCa::ExplicitNoCa;
            params.key_usages = vec![rcgen::KeyUsagePurpose::DigitalSignature];
            params.extended_key_usages = vec![rcgen::ExtendedKeyUsagePurpose::ServerAuth];
            params.use_authority_key_identifier_extension = true;
            params.not_before = rcgen::date_time_ymd(2026, 1, 2);
            params.not_after = rcgen::date_time_ymd(2027, 1, 2);
            params.signed_by(&rcgen_subject, &rcgen_issuer).unwrap()
        })
    });

    // Its builder, with our engine's signature: with its own keys in pure Rust it would be the signature that is compared.
    let root = RustCryptoCertificate::from_der(authority.certificate().der()).unwrap();
    let signer = EngineSigner {
        spki: authority.certificate().spki_der().to_vec(),
        algorithm: ObjectIdentifier::new(algorithm).unwrap(),
        null: kind == NewKey::Rsa2048,
    };
    let spki = SubjectPublicKeyInfoOwned::from_der(request.spki_der()).unwrap();
    let issuer = root.tbs_certificate().subject().clone();
    let id = OctetString::new(
        issued
            .extensions()
            .authority_key_identifier()
            .unwrap()
            .key_id
            .clone()
            .unwrap(),
    )
    .unwrap();
    let time = |time: Time| {
        let since = Duration::from_secs(time.unix_seconds() as u64);
        x509_cert::time::Time::GeneralTime(GeneralizedTime::from_unix_duration(since).unwrap())
    };
    group.bench_function("x509-cert", |b| {
        b.iter(|| {
            let mut serial = [0; 16];
            rand::Rng::fill_bytes(&mut rand::rng(), &mut serial);
            let profile = ServerProfile {
                issuer: issuer.clone(),
                issuer_key: id.clone(),
            };
            let validity = Validity::new(time(day(1)), time(day(366)));
            let serial = SerialNumber::new(&serial).unwrap();
            let mut new = CertificateBuilder::new(profile, serial, validity, spki.clone()).unwrap();
            let tbs = new.finalize(&signer).unwrap();
            let signature = BitString::from_bytes(&sign(&tbs)).unwrap();
            new.assemble(signature, &signer).unwrap().to_der().unwrap()
        })
    });
}

fn rcgen_name(values: &[&str; 3]) -> rcgen::DistinguishedName {
    let mut name = rcgen::DistinguishedName::new();
    let types = [
        rcgen::DnType::CountryName,
        rcgen::DnType::OrganizationName,
        rcgen::DnType::CommonName,
    ];
    for (kind, value) in types.into_iter().zip(values) {
        name.push(kind, *value);
    }
    name
}

/// What x509-cert asks a signer for: its key and algorithm.
#[derive(Clone)]
struct EngineSigner {
    spki: Vec<u8>,
    algorithm: ObjectIdentifier,
    null: bool,
}

impl Keypair for EngineSigner {
    type VerifyingKey = Self;

    fn verifying_key(&self) -> Self {
        self.clone()
    }
}

impl EncodePublicKey for EngineSigner {
    fn to_public_key_der(&self) -> x509_cert::spki::Result<Document> {
        Ok(Document::try_from(self.spki.as_slice())?)
    }
}

impl DynSignatureAlgorithmIdentifier for EngineSigner {
    fn signature_algorithm_identifier(&self) -> x509_cert::spki::Result<AlgorithmIdentifierOwned> {
        Ok(AlgorithmIdentifierOwned {
            oid: self.algorithm,
            parameters: self.null.then(|| x509_cert::der::asn1::Null.into()),
        })
    }
}

/// The profile of a server, as x509-cert has its callers write them.
struct ServerProfile {
    issuer: x509_cert::name::Name,
    issuer_key: OctetString,
}

impl BuilderProfile for ServerProfile {
    fn get_issuer(&self, _: &x509_cert::name::Name) -> x509_cert::name::Name {
        self.issuer.clone()
    }

    fn get_subject(&self) -> x509_cert::name::Name {
        x509_cert::name::Name::from_str("CN=app,O=Example,C=NL").unwrap()
    }

    fn build_extensions(
        &self,
        spk: SubjectPublicKeyInfoRef<'_>,
        _: SubjectPublicKeyInfoRef<'_>,
        tbs: &TbsCertificate,
    ) -> x509_cert::builder::Result<Vec<Extension>> {
        let subject = tbs.subject();
        let mut list = Vec::new();
        let ca = BasicConstraints {
            ca: false,
            path_len_constraint: None,
        };
        list.push(ca.to_extension(subject, &list)?);
        list.push(KeyUsage(KeyUsages::DigitalSignature.into()).to_extension(subject, &list)?);
        let server_auth = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.1");
        list.push(ExtendedKeyUsage(vec![server_auth]).to_extension(subject, &list)?);
        list.push(SubjectKeyIdentifier::try_from(spk)?.to_extension(subject, &list)?);
        let authority = AuthorityKeyIdentifier {
            key_identifier: Some(self.issuer_key.clone()),
            ..Default::default()
        };
        list.push(authority.to_extension(subject, &list)?);
        let host = name::GeneralName::DnsName(Ia5String::new("app.example.com")?);
        list.push(SubjectAltName(vec![host]).to_extension(subject, &list)?);
        Ok(list)
    }
}

/// A request read, planned and issued: what a certificate costs in all, with the proof of possession verified.
fn from_request(c: &mut Criterion) {
    let (authority, request) = (authority(NewKey::EcP256), request());
    let pem = request.to_pem();
    let terms = Terms::new(Profile::Server, day(1), day(366));
    let mut group = c.benchmark_group("request to certificate, p256");
    group.bench_function("ours", |b| {
        b.iter(|| {
            let request = CertificationRequest::parse(black_box(pem.as_bytes())).unwrap();
            let plan = Issuance::plan(authority.issuer(), &request, &terms).unwrap();
            authority.issue(&plan, Randomness::System).unwrap()
        })
    });
    group.bench_function("plan-alone", |b| {
        b.iter(|| Issuance::plan(authority.issuer(), black_box(&request), &terms).unwrap())
    });
}

/// 100 000 entries, sorted, written, signed, read again and verified.
fn revocation_list(c: &mut Criterion) {
    let authority = authority(NewKey::EcP256);
    let entry = |number: u64| NewRevocation {
        serial_octets: [
            &[0x55][..],
            &number.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes(),
            &number.to_be_bytes(),
        ]
        .concat(),
        date: day(0),
        reason: RevocationReason::KeyCompromise,
    };
    let list = NewCrl {
        this_update: day(1),
        next_update: day(8),
        number: 1,
        revoked: (0..100_000).map(entry).collect(),
    };
    let mut group = c.benchmark_group("revocation list of 100 000");
    group.sample_size(10);
    group.bench_function("ours", |b| {
        b.iter(|| authority.crl(black_box(&list), Randomness::System).unwrap())
    });
}

criterion_group!(
    benches,
    issue_rsa_2048,
    issue_p256,
    from_request,
    revocation_list
);
criterion_main!(benches);
