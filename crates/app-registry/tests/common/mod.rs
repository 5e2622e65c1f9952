//! What the tests share: a seeded generator, a clock, an authority with what it issued.
#![allow(dead_code, reason = "each test uses some of it")]

use std::sync::LazyLock;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use chacha20::{ChaCha20Rng, rand_core::SeedableRng as _};
use credtool_app_registry::*;
use credtool_crypto_engine::{KeySizes, NewKey, Randomness};
use credtool_pki::{
    Authority, Certificate, CertificationRequest, GeneralName, Issuance, NewAuthority, NewRequest,
    PathValidation, PrivateKey, Profile, Purpose, Terms, Time, VerifiedChain,
};

/// 2026-11-28T00:00:00Z.
pub(crate) const NOW: u64 = 1_795_824_000;

pub(crate) fn rng() -> ChaCha20Rng {
    ChaCha20Rng::from_seed([7; 32])
}

/// Another one, for what is decided beside a history.
pub(crate) fn other_rng() -> ChaCha20Rng {
    ChaCha20Rng::from_seed([8; 32])
}

pub(crate) fn at(seconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(NOW + seconds)
}

pub(crate) fn by(seconds: u64) -> Circumstances {
    Circumstances {
        now: at(seconds),
        actor: "jane".parse().unwrap(),
        comment: "because".parse().unwrap(),
    }
}

pub(crate) fn id(text: &str) -> AppId {
    text.parse().unwrap()
}

pub(crate) fn label(text: &str) -> VersionLabel {
    text.parse().unwrap()
}

pub(crate) fn secret(text: &str) -> SharedSecret {
    SharedSecret::new(text).unwrap()
}

pub(crate) fn register(app_id: &str) -> Command {
    Command::Register {
        name: format!("App {app_id}").parse().unwrap(),
        version: VersionLabel::default(),
        app_id: NewAppId::Given(id(app_id)),
        secret: NewSecret::Given(secret("0123456789abcdef0123456789abcdef01234567")),
    }
}

/// A registry with the texts of its events.
pub(crate) struct Kept {
    pub(crate) registry: Registry,
    pub(crate) events: Vec<String>,
    pub(crate) rng: ChaCha20Rng,
}

impl Kept {
    pub(crate) fn new() -> Self {
        Self {
            registry: Registry::new(),
            events: Vec::new(),
            rng: rng(),
        }
    }

    pub(crate) fn run(&mut self, seconds: u64, command: &Command) -> Result<Decision, Refusal> {
        let decision = self.registry.decide(command, &by(seconds), &mut self.rng)?;
        for event in &decision.events {
            self.registry.apply(event).unwrap();
            self.events.push(event.to_text().to_owned());
        }
        Ok(decision)
    }

    /// Runs a command that is refused, and returns the code.
    pub(crate) fn refused(&mut self, seconds: u64, command: &Command) -> &'static str {
        let before = self.registry.clone();
        let refusal = self.run(seconds, command).unwrap_err();
        assert_eq!(self.registry, before);
        assert!(!refusal.to_string().is_empty() && !refusal.hint().is_empty());
        refusal.code()
    }

    pub(crate) fn version(&self, app_id: &str) -> &Version {
        self.registry.app(&id(app_id)).unwrap().1
    }

    /// The standing and the number of each accepted secret.
    pub(crate) fn accepted(&self, app_id: &str, seconds: u64) -> Vec<(&'static str, u32)> {
        let now = self.registry.effective_now(at(seconds));
        let accepted = self.version(app_id).secrets_at(now);
        accepted
            .iter()
            .map(|one| (one.standing.as_str(), one.number))
            .collect()
    }
}

/// An authority, another one, and what the first issued.
pub(crate) struct Pki {
    pub(crate) root: Certificate,
    pub(crate) stranger: Certificate,
    /// Client certificates of the root.
    pub(crate) clients: Vec<Certificate>,
    /// One that is for servers too.
    pub(crate) server: Certificate,
    /// A client certificate of the other one.
    pub(crate) foreign: Certificate,
    /// A request, and the certificate that was issued for it.
    pub(crate) request: CertificationRequest,
    pub(crate) issued: Certificate,
    /// A request with a challenge password, and the certificate that was issued for it.
    pub(crate) password_request: CertificationRequest,
    pub(crate) password_issued: Certificate,
    /// A request for another key.
    pub(crate) other_request: CertificationRequest,
}

pub(crate) static PKI: LazyLock<Pki> = LazyLock::new(|| {
    let [ours, theirs] = ["CN=Example Apps CA", "CN=Stranger CA"].map(|subject| {
        let root = NewAuthority {
            subject: subject.parse().unwrap(),
            not_before: day(-1),
            not_after: day(3650),
            path_len: Some(0),
        };
        Authority::create(&root, key(), Randomness::System).unwrap()
    });
    let request = request("CN=app");
    let file = include_bytes!("../../../pki/tests/data/csr/challenge-password.pem");
    let password_request = CertificationRequest::parse(file).unwrap();
    Pki {
        password_issued: issue(&ours, Profile::Client, &password_request),
        password_request,
        root: ours.certificate().clone(),
        stranger: theirs.certificate().clone(),
        clients: (0..2)
            .map(|n| {
                issue(
                    &ours,
                    Profile::Client,
                    &self::request(&format!("CN=client {n}")),
                )
            })
            .collect(),
        server: issue(&ours, Profile::Both, &self::request("CN=server")),
        foreign: issue(&theirs, Profile::Client, &self::request("CN=foreign")),
        issued: issue(&ours, Profile::Client, &request),
        request,
        other_request: self::request("CN=app"),
    }
});

fn day(days: i64) -> Time {
    Time::from_unix_seconds(NOW.cast_signed() + days * 86_400)
}

fn key() -> PrivateKey {
    PrivateKey::generate(NewKey::EcP256, Randomness::System).unwrap()
}

fn request(subject: &str) -> CertificationRequest {
    let request = NewRequest {
        subject: subject.parse().unwrap(),
        alternative_names: vec![GeneralName::dns("app.example").unwrap()],
    };
    request
        .sign(&key(), KeySizes::Current, Randomness::System)
        .unwrap()
}

fn issue(authority: &Authority, profile: Profile, request: &CertificationRequest) -> Certificate {
    let terms = Terms::new(profile, day(0), day(397));
    let plan = Issuance::plan(authority.issuer(), request, &terms).unwrap();
    authority.issue(&plan, Randomness::System).unwrap()
}

pub(crate) fn verified(
    leaf: &Certificate,
    anchor: &Certificate,
    purpose: Purpose,
    seconds: u64,
) -> VerifiedChain {
    let at = Time::from_unix_seconds((NOW + seconds).cast_signed());
    let anchors = [anchor.clone()];
    PathValidation::new(&anchors, purpose, at)
        .verify(leaf)
        .unwrap()
}

pub(crate) fn client(n: usize, seconds: u64) -> VerifiedChain {
    verified(&PKI.clients[n], &PKI.root, Purpose::Client, seconds)
}
