//! What each command does, and every reason why it is not done.
#![expect(clippy::unwrap_used, reason = "a test fails loudly")]

mod common;

use std::time::Duration;

use common::*;
use credtool_app_registry::*;
use credtool_pki::{CertificationRequest, Purpose};

const HOUR: Duration = Duration::from_secs(3600);

fn regenerate(app: &str, overlap: Duration, pending: bool) -> Command {
    Command::RegenerateSecret {
        app: id(app),
        overlap,
        pending,
    }
}

fn add(app: &str, version: &str, app_id: &str) -> Command {
    Command::AddVersion {
        app: id(app),
        version: label(version),
        app_id: NewAppId::Given(id(app_id)),
        secret: NewSecret::Generated,
    }
}

fn rename(app: &str, to: &str) -> Command {
    Command::RenameId {
        app: id(app),
        to: id(to),
    }
}

fn retire(app: &str, whole: bool) -> Command {
    Command::Retire {
        app: id(app),
        whole,
    }
}

fn import(app: &str, n: usize, seconds: u64) -> Command {
    Command::ImportCertificate {
        app: id(app),
        chain: client(n, seconds),
        request: None,
    }
}

fn trust() -> Command {
    Command::TrustAdd {
        certificate: PKI.root.clone(),
    }
}

fn urls(urls: &[&str], application_type: ApplicationType) -> Command {
    Command::SetOauth {
        app: id("a"),
        redirect_urls: urls.iter().map(|url| url.parse().unwrap()).collect(),
        application_type,
    }
}

#[test]
fn an_app_is_registered() {
    let mut kept = Kept::new();
    let generated = Command::Register {
        name: "Shop".parse().unwrap(),
        version: VersionLabel::default(),
        app_id: NewAppId::Generated {
            member: Some("acme".into()),
        },
        secret: NewSecret::Generated,
    };
    let decision = kept.run(0, &generated).unwrap();
    let app = decision.events[0].app_ids().remove(0);
    assert!(app.as_str().starts_with("acme-") && app.as_str().len() == 45);
    let (place, secret) = &decision.secrets[0];
    assert_eq!(
        (place.version.as_str(), place.number, secret.expose().len()),
        ("1", 1, 40)
    );
    // The event says that there is a secret, and nothing of it.
    let text = decision.events[0].to_text();
    assert!(!text.contains(std::str::from_utf8(secret.expose()).unwrap()));
    assert!(text.contains(r#""secret":{"number":1,"origin":"generated"}"#));

    let member = Command::Register {
        name: "Shop".parse().unwrap(),
        version: VersionLabel::default(),
        app_id: NewAppId::Generated {
            member: Some("a b".into()),
        },
        secret: NewSecret::None,
    };
    assert_eq!(kept.refused(0, &member), "bad-character");
}

#[test]
fn an_app_id_is_taken_for_ever() {
    let mut kept = Kept::new();
    kept.run(0, &register("Acme-1")).unwrap();
    assert_eq!(kept.refused(0, &register("ACME-1")), "app-id-taken");
    kept.run(0, &rename("acme-1", "acme-2")).unwrap();
    assert_eq!(kept.refused(0, &register("acme-1")), "app-id-taken");
    assert_eq!(
        kept.refused(0, &rename("acme-1", "acme-3")),
        "former-app-id"
    );
    kept.run(0, &retire("acme-2", true)).unwrap();
    assert_eq!(kept.refused(0, &register("acme-2")), "app-id-taken");
    assert_eq!(kept.refused(0, &register("acme-1")), "app-id-taken");
}

#[test]
fn an_app_may_take_its_own_app_id_back() {
    let mut kept = Kept::new();
    kept.run(0, &register("a")).unwrap();
    kept.run(0, &rename("a", "b")).unwrap();
    kept.run(0, &rename("b", "A")).unwrap();
    assert_eq!(kept.version("a").app_id().as_str(), "A");
    // Another spelling is no other App ID; the same spelling is no change.
    kept.run(0, &rename("a", "a")).unwrap();
    assert_eq!(kept.refused(0, &rename("a", "a")), "already-so");
    // A former one may go to another version of the same app; one that a version has may not.
    kept.run(0, &add("a", "2", "B")).unwrap();
    assert_eq!(kept.refused(0, &rename("a", "b")), "app-id-taken");
    assert_eq!(kept.refused(0, &add("a", "3", "a")), "app-id-taken");
    kept.run(0, &register("other")).unwrap();
    assert_eq!(kept.refused(0, &rename("other", "b")), "app-id-taken");
    assert_eq!(kept.refused(0, &add("other", "2", "a")), "app-id-taken");
}

#[test]
fn versions() {
    let mut kept = Kept::new();
    kept.run(0, &register("a")).unwrap();
    kept.run(0, &add("a", "Beta", "b")).unwrap();
    assert_eq!(kept.refused(0, &add("b", "beta", "c")), "version-taken");
    assert_eq!(kept.refused(0, &add("nobody", "3", "c")), "unknown-app");
    let (app, version) = kept.registry.app(&id("B")).unwrap();
    assert_eq!(
        (app.versions().len(), version.label().as_str()),
        (2, "Beta")
    );
    // A version that ended takes nothing; its app goes on.
    kept.run(0, &retire("b", false)).unwrap();
    kept.run(0, &add("b", "3", "c")).unwrap();
    for command in [
        regenerate("b", HOUR, false),
        regenerate("b", HOUR, true),
        rename("b", "x"),
        retire("b", false),
        Command::SetSecret {
            app: id("b"),
            secret: secret("x"),
            overlap: HOUR,
        },
        Command::PromoteSecret {
            app: id("b"),
            overlap: HOUR,
        },
        Command::RemoveCredential { app: id("b") },
        import("b", 0, 0),
        Command::SetOauth {
            app: id("b"),
            redirect_urls: vec![],
            application_type: ApplicationType::Web,
        },
    ] {
        assert_eq!(kept.refused(0, &command), "retired", "{command:?}");
    }
    assert!(kept.version("b").secrets_at(at(0)).is_empty());
    // The end of the app is the end of all of it.
    let decision = kept.run(0, &retire("b", true)).unwrap();
    assert_eq!(decision.erased.len(), 2); // those of version 1 and 3: that of Beta was forgotten before
    assert_eq!(kept.refused(0, &add("a", "4", "d")), "retired");
    assert_eq!(kept.refused(0, &retire("a", true)), "retired");
    assert!(kept.version("a").secrets_at(at(0)).is_empty());
}

#[test]
fn a_secret_is_followed_by_the_next() {
    let mut kept = Kept::new();
    kept.run(0, &register("a")).unwrap();
    assert_eq!(kept.accepted("a", 0), [("current", 1)]);
    let decision = kept.run(10, &regenerate("a", HOUR, false)).unwrap();
    assert!(decision.erased.is_empty());
    assert_eq!(kept.accepted("a", 10), [("current", 2), ("previous", 1)]);
    assert_eq!(
        kept.accepted("a", 10 + 3599),
        [("current", 2), ("previous", 1)]
    );
    assert_eq!(kept.accepted("a", 10 + 3600), [("current", 2)]);
    // What has expired is forgotten with the next change.
    let set = Command::SetSecret {
        app: id("a"),
        secret: secret("x"),
        overlap: Duration::ZERO,
    };
    let decision = kept.run(5000, &set).unwrap();
    assert_eq!(
        decision
            .erased
            .iter()
            .map(|place| place.number)
            .collect::<Vec<_>>(),
        [1, 2]
    );
    assert_eq!(kept.accepted("a", 5000), [("current", 3)]);
}

#[test]
fn a_clock_that_was_set_back_brings_no_secret_back() {
    let mut kept = Kept::new();
    kept.run(0, &register("a")).unwrap();
    kept.run(0, &regenerate("a", HOUR, false)).unwrap();
    kept.run(3600, &register("b")).unwrap();
    assert_eq!(kept.accepted("a", 0), [("current", 2)]);
}

#[test]
fn a_pending_secret_is_promoted() {
    let mut kept = Kept::new();
    kept.run(0, &register("a")).unwrap();
    assert_eq!(
        kept.refused(
            0,
            &Command::PromoteSecret {
                app: id("a"),
                overlap: HOUR
            }
        ),
        "no-pending-secret"
    );
    kept.run(0, &regenerate("a", HOUR, true)).unwrap();
    assert_eq!(kept.accepted("a", 0), [("current", 1), ("pending", 2)]);
    assert_eq!(
        kept.refused(0, &regenerate("a", HOUR, true)),
        "pending-exists"
    );
    let decision = kept
        .run(
            0,
            &Command::PromoteSecret {
                app: id("a"),
                overlap: HOUR,
            },
        )
        .unwrap();
    assert!(decision.secrets.is_empty());
    assert_eq!(kept.accepted("a", 0), [("current", 2), ("previous", 1)]);
    kept.run(1, &regenerate("a", HOUR, true)).unwrap();
    let decision = kept
        .run(
            2,
            &Command::PromoteSecret {
                app: id("a"),
                overlap: Duration::ZERO,
            },
        )
        .unwrap();
    assert_eq!(decision.erased.len(), 1);
    assert_eq!(kept.accepted("a", 2), [("current", 3), ("previous", 1)]);
}

#[test]
fn few_secrets_are_accepted_however_often_they_change() {
    let mut kept = Kept::new();
    kept.run(0, &register("a")).unwrap();
    let mut erased = Vec::new();
    for second in 0..10 {
        erased.extend(
            kept.run(second, &regenerate("a", HOUR, false))
                .unwrap()
                .erased,
        );
    }
    let numbers: Vec<u32> = kept
        .accepted("a", 10)
        .into_iter()
        .map(|(_, number)| number)
        .collect();
    assert_eq!(numbers, [11, 10, 9, 8, 7]);
    assert_eq!(
        erased.iter().map(|place| place.number).collect::<Vec<_>>(),
        [1, 2, 3, 4, 5, 6]
    );
}

#[test]
fn an_overlap_has_an_end() {
    let mut kept = Kept::new();
    kept.run(0, &register("a")).unwrap();
    let year = Duration::from_secs(366 * 86_400);
    for overlap in [year + Duration::from_nanos(1), Duration::MAX] {
        assert_eq!(
            kept.refused(0, &regenerate("a", overlap, false)),
            "overlap-too-long"
        );
    }
    kept.run(0, &regenerate("a", Duration::from_nanos(1), false))
        .unwrap();
    assert_eq!(kept.accepted("a", 0).len(), 2); // a millisecond is the shortest
    kept.run(1, &regenerate("a", year, false)).unwrap();
}

#[test]
fn an_app_without_a_secret_gets_one_later() {
    let mut kept = Kept::new();
    let masked = Command::Register {
        name: "ExcelMatic".parse().unwrap(),
        version: VersionLabel::default(),
        app_id: NewAppId::Given(id("f36292c02d9c438d98d8c9eb34897c90")),
        secret: NewSecret::None,
    };
    let app = "f36292c02d9c438d98d8c9eb34897c90";
    assert!(kept.run(0, &masked).unwrap().secrets.is_empty());
    assert!(kept.accepted(app, 0).is_empty());
    kept.run(0, &regenerate(app, HOUR, false)).unwrap();
    assert_eq!(kept.accepted(app, 0), [("current", 1)]);
}

#[test]
fn a_certificate_enters_only_verified_by_whom_the_settings_trust() {
    let mut kept = Kept::new();
    kept.run(0, &register("a")).unwrap();
    assert_eq!(kept.refused(0, &import("a", 0, 0)), "no-trust-configured");
    kept.run(0, &trust()).unwrap();
    assert_eq!(kept.refused(0, &trust()), "already-so");
    let with = |chain| Command::ImportCertificate {
        app: id("a"),
        chain,
        request: None,
    };
    let foreign = verified(&PKI.foreign, &PKI.stranger, Purpose::Client, 0);
    assert_eq!(kept.refused(0, &with(foreign)), "untrusted-issuer");
    let server = verified(&PKI.server, &PKI.root, Purpose::Server, 0);
    assert_eq!(kept.refused(0, &with(server)), "purpose");
    assert_eq!(
        kept.refused(301, &import("a", 0, 0)),
        "verified-at-another-time"
    );
    assert_eq!(kept.refused(0, &import("nobody", 0, 0)), "unknown-app");

    kept.run(0, &import("a", 0, 0)).unwrap();
    assert_eq!(kept.refused(0, &import("a", 0, 0)), "already-so");
    let decision = kept.run(0, &import("a", 1, 0)).unwrap();
    let Change::CredentialImported { replaces, .. } = decision.events[0].change() else {
        unreachable!()
    };
    assert_eq!(*replaces, Some(PKI.clients[0].sha256()));
    assert_eq!(kept.version("a").credential().unwrap().chain().len(), 1);

    let remove = Command::RemoveCredential { app: id("a") };
    kept.run(0, &remove).unwrap();
    assert_eq!(kept.refused(0, &remove), "no-credential");
    let sha256 = PKI.root.sha256();
    let distrust = Command::TrustRemove { sha256 };
    kept.run(0, &distrust).unwrap();
    assert_eq!(kept.refused(0, &distrust), "unknown-trust");
    assert_eq!(kept.refused(0, &import("a", 0, 0)), "no-trust-configured");
}

#[test]
fn a_request_is_answered_by_our_authority() {
    let mut kept = Kept::new();
    kept.run(0, &register("a")).unwrap();
    let with = |request: &CertificationRequest| Command::ImportCertificate {
        app: id("a"),
        chain: verified(&PKI.issued, &PKI.root, Purpose::Client, 0),
        request: Some(request.clone()),
    };
    assert_eq!(kept.refused(0, &with(&PKI.request)), "no-ca-configured");
    let set = |folder: &str| Command::SetCa {
        folder: folder.to_owned(),
    };
    kept.run(0, &set("/srv/ca")).unwrap();
    assert_eq!(kept.refused(0, &set("/srv/ca")), "already-so");
    assert_eq!(kept.refused(0, &set("")), "empty");
    assert_eq!(kept.refused(0, &set("a\0b")), "bad-character");
    assert_eq!(kept.refused(0, &set(&"x".repeat(4097))), "too-long");
    assert_eq!(kept.refused(0, &with(&PKI.other_request)), "key-differs");
    kept.run(0, &with(&PKI.request)).unwrap();
    let credential = kept.version("a").credential().unwrap();
    assert_eq!(credential.request().unwrap().der(), PKI.request.der());
}

#[test]
fn what_our_authority_issued_earlier_needs_no_request() {
    let mut kept = Kept::new();
    kept.run(0, &register("a")).unwrap();
    let with = |authority: &credtool_pki::Certificate| Command::ImportIssued {
        app: id("a"),
        chain: verified(&PKI.issued, &PKI.root, Purpose::Client, 0),
        authority: authority.clone(),
    };
    assert_eq!(kept.refused(0, &with(&PKI.root)), "no-ca-configured");
    let set = Command::SetCa {
        folder: "/srv/ca".to_owned(),
    };
    kept.run(0, &set).unwrap();
    assert_eq!(kept.refused(0, &with(&PKI.stranger)), "untrusted-issuer");
    kept.run(0, &with(&PKI.root)).unwrap();
    let credential = kept.version("a").credential().unwrap();
    assert!(credential.request().is_none());
}

/// The seed's page: how a secret is shown follows from the administrator's setting and from the app's certificate.
#[test]
fn a_secret_is_shown_as_the_settings_say() {
    let mut kept = Kept::new();
    kept.run(0, &register("a")).unwrap();
    kept.run(0, &trust()).unwrap();
    let reveal = |kept: &Kept, n: Option<usize>| {
        let chain = n.map(|n| client(n, 0));
        let policy = kept.registry.settings().reveal();
        kept.version("a")
            .reveal(policy, secret("hunter2"), chain.as_ref())
    };
    assert!(
        matches!(reveal(&kept, None), Revealed::Plain(secret) if secret.expose() == b"hunter2")
    );
    let encrypted = Command::SetReveal(RevealPolicy::Encrypted);
    kept.run(0, &encrypted).unwrap();
    assert_eq!(kept.refused(0, &encrypted), "already-so");
    assert!(matches!(
        reveal(&kept, None),
        Revealed::Unavailable(UNAVAILABLE)
    ));
    // A certificate that is not the app's own is as good as none.
    assert!(matches!(reveal(&kept, Some(0)), Revealed::Unavailable(_)));
    kept.run(0, &import("a", 1, 0)).unwrap();
    assert!(matches!(reveal(&kept, Some(0)), Revealed::Unavailable(_)));
    let Revealed::Encrypt { to, .. } = reveal(&kept, Some(1)) else {
        unreachable!()
    };
    assert_eq!(to, PKI.clients[1].spki_der());
    for revealed in [reveal(&kept, Some(1)), Revealed::Plain(secret("hunter2"))] {
        assert!(!format!("{revealed:?}").contains("hunter2"));
    }
}

#[test]
fn redirect_urls_suit_the_type() {
    use ApplicationType::{Native, UserAgent, Web};
    let mut kept = Kept::new();
    kept.run(0, &register("a")).unwrap();
    kept.run(0, &urls(&["https://a.example/cb"], Web)).unwrap();
    assert_eq!(
        kept.refused(0, &urls(&["https://a.example/cb"], Web)),
        "already-so"
    );
    kept.run(
        0,
        &urls(&["com.example.a:/cb", "http://127.0.0.1/cb"], Native),
    )
    .unwrap();
    assert_eq!(
        kept.refused(0, &urls(&["com.example.a:/cb"], Web)),
        "redirect-url"
    );
    assert_eq!(
        kept.refused(0, &urls(&["com.example.a:/cb"], UserAgent)),
        "redirect-url"
    );
    assert_eq!(
        kept.refused(0, &urls(&["https://a.example/", "https://a.example/"], Web)),
        "redirect-url"
    );
    let many: Vec<String> = (0..51).map(|n| format!("https://a.example/{n}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert_eq!(kept.refused(0, &urls(&many, Web)), "too-many");
    kept.run(0, &urls(&[], Web)).unwrap();
}

#[test]
fn a_clock_may_be_a_little_behind() {
    let mut kept = Kept::new();
    kept.run(1000, &register("a")).unwrap();
    let decision = kept.run(700, &register("b")).unwrap();
    assert_eq!(decision.events[0].time(), at(1000));
    let refusal = kept.run(699, &register("c")).unwrap_err();
    assert_eq!(refusal.code(), "clock-behind");
    assert_eq!(
        refusal.to_string(),
        "the clock says 2026-11-28T00:11:39Z, and the last event is of 2026-11-28T00:16:40Z"
    );
    for now in [std::time::UNIX_EPOCH - HOUR, at(300_000_000_000)] {
        let circumstances = Circumstances { now, ..by(0) };
        let refusal = kept
            .registry
            .decide(&register("c"), &circumstances, &mut rng())
            .unwrap_err();
        assert_eq!(refusal.code(), "time-out-of-range");
    }
}

#[test]
fn several_commands_are_done_all_or_none() {
    let kept = Kept::new();
    let good = [
        register("a"),
        register("b"),
        regenerate("a", Duration::ZERO, false),
    ];
    let decision = kept.registry.decide_all(&good, &by(0), &mut rng()).unwrap();
    assert_eq!(decision.events.len(), 3);
    // The secret that ended before it was ever sealed is not handed out.
    assert_eq!((decision.secrets.len(), decision.erased.len()), (2, 1));
    let mut registry = kept.registry.clone();
    for event in &decision.events {
        registry.apply(event).unwrap();
    }
    let bad = [register("a"), register("b"), register("A")];
    let (place, refusal) = kept
        .registry
        .decide_all(&bad, &by(0), &mut rng())
        .unwrap_err();
    assert_eq!((place, refusal.code()), (2, "app-id-taken"));
}

/// A password in a request would stay in the history for ever.
#[test]
fn a_request_with_a_password_is_refused() {
    let mut kept = Kept::new();
    kept.run(0, &register("a")).unwrap();
    kept.run(
        0,
        &Command::SetCa {
            folder: "ca".into(),
        },
    )
    .unwrap();
    let command = Command::ImportCertificate {
        app: id("a"),
        chain: verified(&PKI.password_issued, &PKI.root, Purpose::Client, 0),
        request: Some(PKI.password_request.clone()),
    };
    assert_eq!(kept.refused(0, &command), "challenge-password");
    // And before anything is issued for it.
    let early = kept.registry.check_request(&PKI.password_request);
    assert_eq!(early, Err(Refusal::ChallengePassword));
    assert_eq!(kept.registry.check_request(&PKI.request), Ok(()));
    let file = include_bytes!("../../pki/tests/data/csr/swapped-key.pem");
    let swapped = CertificationRequest::parse(file).unwrap();
    assert_eq!(
        kept.registry.check_request(&swapped),
        Err(Refusal::NoProofOfPossession)
    );
}

/// A certificate that our authority issued earlier needs no request: it leads to that authority.
#[test]
fn a_certificate_of_our_own_is_taken_back() {
    let mut kept = Kept::new();
    kept.run(0, &register("a")).unwrap();
    let with = |authority: &credtool_pki::Certificate| Command::ImportIssued {
        app: id("a"),
        chain: client(0, 0),
        authority: authority.clone(),
    };
    assert_eq!(kept.refused(0, &with(&PKI.root)), "no-ca-configured");
    kept.run(
        0,
        &Command::SetCa {
            folder: "ca".into(),
        },
    )
    .unwrap();
    assert_eq!(kept.refused(0, &with(&PKI.stranger)), "untrusted-issuer");
    kept.run(0, &with(&PKI.root)).unwrap();
    assert!(kept.version("a").credential().unwrap().request().is_none());
}

/// What is logged by accident says no secret.
#[test]
fn debug_is_redacted() {
    let own = Command::SetSecret {
        app: id("a"),
        secret: secret("hunter2"),
        overlap: HOUR,
    };
    let mut kept = Kept::new();
    kept.run(0, &register("a")).unwrap();
    let decision = kept.run(0, &own).unwrap();
    for text in [
        format!("{own:?}"),
        format!("{decision:?}"),
        format!("{:?}", register("a")),
        format!("{:?}", kept.registry),
    ] {
        assert!(
            !text.contains("hunter2") && !text.contains("0123456789abcdef"),
            "{text}"
        );
    }
    assert!(format!("{own:?}").contains("SharedSecret([REDACTED])"));
}
