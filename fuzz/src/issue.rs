//! Requests and certificates from plain parameters: what was asked for is what stands in them.

use std::sync::LazyLock;

use chacha20::ChaCha20Rng;
use chacha20::rand_core::SeedableRng;
use credtool_crypto_engine::{KeySizes, NewKey, Randomness};
use credtool_pki::{
    Authority, Certificate, CertificationRequest, GeneralName, Issuance, Name, NewAuthority,
    NewRequest, Outliving, PathValidation, PrivateKey, Profile, Purpose, Terms, Time,
};

/// The input is the number of a key, then texts with a zero octet between them: the subject, and alternative names whose first
/// letter says their kind.
pub fn csr_build(data: &[u8]) {
    let Some((&choice, text)) = data.split_first() else {
        return;
    };
    let Some((subject, alternative_names)) = names(text) else {
        return;
    };
    let new = NewRequest {
        subject,
        alternative_names,
    };
    let key = &KEYS[usize::from(choice) % KEYS.len()];
    let Ok(request) = new.sign(key, KeySizes::Current, Randomness::Given(&mut rng())) else {
        return;
    };
    for read in [request.der(), request.to_pem().as_bytes()] {
        let read = CertificationRequest::parse(read).unwrap();
        read.verify_proof_of_possession().unwrap();
        assert_eq!(read.subject().der(), new.subject.der());
        assert_eq!(read.spki_der(), key.public_key().spki_der());
        let found = read.requested_extensions().subject_alt_names();
        same_names(found, &new.alternative_names);
    }
    // What is shown is what can be typed.
    let typed: Name = new.subject.to_string().parse().unwrap();
    assert!(typed.matches(&new.subject), "{}", new.subject);
}

/// As for requests, with choices before: profile, path length, and when the validity begins and ends, in days.
pub fn certificate_build(data: &[u8]) {
    let Some(([key, profile, path_len, begins, lasts, terms], text)) =
        data.split_first_chunk::<6>()
    else {
        return;
    };
    let Some((subject, alternative_names)) = names(text) else {
        return;
    };
    let path_len = (path_len & 0x80 != 0).then_some(path_len & 0x7f);
    let profile = match profile % 4 {
        0 => Profile::Client,
        1 => Profile::Server,
        2 => Profile::Both,
        _ => Profile::IntermediateCa { path_len },
    };
    let key = &KEYS[usize::from(*key) % KEYS.len()];
    let request = NewRequest {
        subject: subject.clone(),
        alternative_names: alternative_names.clone(),
    };
    let Ok(request) = request.sign(key, KeySizes::Current, Randomness::Given(&mut rng())) else {
        return;
    };
    let begin = day(i64::from(*begins) - 20);
    let end = Time::from_unix_seconds(begin.unix_seconds() + i64::from(*lasts) * 20 * DAY);
    let mut asked = Terms::new(profile, begin, end);
    asked.wildcards = terms & 1 == 1;
    if terms & 2 == 2 {
        asked.outliving = Outliving::Refuse;
    }
    let Ok(plan) = Issuance::plan(AUTHORITY.issuer(), &request, &asked) else {
        return;
    };
    // What was planned can be done.
    let issued = AUTHORITY
        .issue(&plan, Randomness::Given(&mut rng()))
        .unwrap();

    let read = Certificate::parse_all(issued.to_pem().as_bytes())
        .unwrap()
        .remove(0);
    let authority = AUTHORITY.certificate();
    assert!(read.defects().is_empty());
    assert_eq!(read.version(), 3);
    assert_eq!(read.subject().der(), plan.subject().der());
    if plan.subject().der() != subject.der() {
        let mut decisions = plan.decisions().iter();
        assert!(
            decisions.any(|one| one.field == "subject"),
            "not said: {subject}"
        );
    }
    assert_eq!(read.issuer().der(), authority.subject().der());
    assert_eq!(read.spki_der(), key.public_key().spki_der());
    assert_eq!(
        (read.not_before(), read.not_after()),
        (plan.not_before(), plan.not_after())
    );
    assert!(
        read.not_before() >= authority.not_before()
            && read.not_before() >= begin.min(authority.not_before())
    );
    assert!(read.not_after() <= authority.not_after() && read.not_after() <= end);
    let extensions = read.extensions();
    same_names(extensions.subject_alt_names(), plan.alternative_names());
    // Nothing is there that nobody asked for.
    for name in extensions.subject_alt_names() {
        assert!(
            alternative_names
                .iter()
                .any(|asked| asked.to_string() == name.to_string())
        );
    }
    let is_ca = matches!(profile, Profile::IntermediateCa { .. });
    assert_eq!(extensions.is_ca(), is_ca);
    assert!(is_ca || extensions.path_len().is_none());
    let purposes: &[_] = match profile {
        Profile::Client => &[Purpose::Client],
        Profile::Server => &[Purpose::Server],
        Profile::Both => &[Purpose::Client, Purpose::Server],
        Profile::IntermediateCa { .. } => &[Purpose::Any],
    };
    let anchors = [authority.clone()];
    for purpose in [Purpose::Client, Purpose::Server] {
        let trusted = PathValidation::new(&anchors, purpose, read.not_after()).verify(&read);
        assert_eq!(trusted.is_ok(), purposes.contains(&purpose), "{trusted:?}");
    }
}

/// A subject and alternative names from texts with a zero octet between them; `None` where one of them is no such name.
fn names(text: &[u8]) -> Option<(Name, Vec<GeneralName>)> {
    let mut texts = text.split(|&octet| octet == 0).map(str::from_utf8);
    let subject = texts.next()?.ok()?.parse().ok()?;
    let mut names = Vec::new();
    for text in texts.take(20) {
        let text = text.ok()?;
        let (kind, text) = text.split_at_checked(1)?;
        names.push(match kind {
            "d" => GeneralName::dns_or_wildcard(text).ok()?,
            "e" => GeneralName::email(text).ok()?,
            "u" => GeneralName::uri(text).ok()?,
            _ => GeneralName::ip(text.parse().ok()?),
        });
    }
    Some((subject, names))
}

fn same_names(found: &[GeneralName], wanted: &[GeneralName]) {
    let texts = |names: &[GeneralName]| -> Vec<_> {
        names
            .iter()
            .map(|name| format!("{} {name}", name.kind()))
            .collect()
    };
    assert_eq!(texts(found), texts(wanted));
}

fn day(days: i64) -> Time {
    Time::from_unix_seconds(NOW + days * DAY)
}

fn rng() -> ChaCha20Rng {
    ChaCha20Rng::from_seed([1; 32])
}

static KEYS: LazyLock<Vec<PrivateKey>> = LazyLock::new(|| {
    let kinds = [NewKey::EcP256, NewKey::Ed25519, NewKey::EcP384];
    let key = |kind| PrivateKey::generate(kind, Randomness::Given(&mut rng())).unwrap();
    kinds.into_iter().map(key).collect()
});

static AUTHORITY: LazyLock<Authority> = LazyLock::new(|| {
    let new = NewAuthority {
        subject: "CN=Fuzz Root,O=Example".parse().unwrap(),
        not_before: day(0),
        not_after: day(3650),
        path_len: Some(2),
    };
    let key = ChaCha20Rng::from_seed([2; 32]);
    let key = PrivateKey::generate(NewKey::Ed25519, Randomness::Given(&mut { key })).unwrap();
    Authority::create(&new, key, Randomness::Given(&mut rng())).unwrap()
});

/// 2026-01-01T00:00:00Z.
const NOW: i64 = 1_767_225_600;
const DAY: i64 = 86_400;
