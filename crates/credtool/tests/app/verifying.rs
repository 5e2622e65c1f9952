//! `request` and `install` with an app of the registry.

use serde_json::Value;

use crate::place::{NOON, Place};

const URL: &str = "https://api.example.com/funds?id=123";

fn verify(place: &Place, more: &[&str]) -> (i32, Value) {
    let verify = ["request", "verify", "--app", "WAVE", "--at", NOON, "--json"];
    let output = place.run(&[&verify[..], more, &["GET", URL]].concat());
    let shown = serde_json::from_slice(&output.stdout);
    (output.status.code().unwrap(), shown.unwrap_or_default())
}

fn sign(place: &Place, more: &[&str]) -> String {
    let sign = ["request", "sign", "--at", NOON];
    let header = place.ok(&[&sign[..], more, &["GET", URL]].concat());
    header.trim_end().to_owned()
}

#[test]
fn which_secret_matched_is_told_by_its_standing() {
    let place = Place::new("standing", &[]);
    place.register("wave");
    let first = sign(&place, &["--scheme", "hmac-sha256", "--app", "wave"]);
    assert_eq!(
        verify(&place, &["--header", &first]).1["matched"],
        "current"
    );
    place.change(&["app", "regenerate-secret", "wave", "--pending"]);
    let pending = place.ok(&["app", "reveal", "wave", "--pending", "--at", NOON]);
    place.write("pending.txt", &pending);
    let by_pending = sign(
        &place,
        &[
            "--scheme",
            "hmac-sha256",
            "--app-id",
            "wave",
            "--secret",
            "file:pending.txt",
        ],
    );
    assert_eq!(
        verify(&place, &["--header", &by_pending]).1["matched"],
        "pending"
    );
    place.change(&["app", "promote-secret", "wave", "--overlap", "1h"]);
    assert_eq!(
        verify(&place, &["--header", &by_pending]).1["matched"],
        "current"
    );
    assert_eq!(
        verify(&place, &["--header", &first]).1["matched"],
        "previous"
    );
    // Without an overlap the one before ends at once.
    place.change(&["app", "regenerate-secret", "wave", "--overlap", "0s"]);
    let (status, shown) = verify(&place, &["--header", &by_pending]);
    assert_eq!((status, &shown["verified"]), (1, &false.into()));
}

#[test]
fn rsa_signatures_verify_with_the_certificate() {
    let place = Place::new("rsa", &["app.crt", "app.pem", "ca.crt", "other.pem"]);
    place.register("wave");
    let by = |key: &str| {
        sign(
            &place,
            &["--scheme", "rsa-sha256", "--app", "wave", "--key", key],
        )
    };
    let (status, shown) = verify(
        &place,
        &["--scheme", "rsa-sha256", "--header", &by("app.pem")],
    );
    assert_eq!(
        (status, &shown["reason"]["code"]),
        (1, &"no-public-key".into())
    );
    place.change(&["app", "trust", "add", "app.crt"]);
    place.change(&["app", "import-credential", "wave", "app.crt"]);
    assert_eq!(verify(&place, &["--header", &by("app.pem")]).0, 0);
    assert_eq!(verify(&place, &["--header", &by("other.pem")]).0, 1);
    place.change(&["app", "remove-credential", "wave", "--yes"]);
    assert_eq!(verify(&place, &["--header", &by("app.pem")]).0, 1);
}

/// A claim is no proof: an app of the registry has to prove that it is the one.
#[test]
fn a_claim_counts_only_where_it_is_named() {
    let place = Place::new("claim", &[]);
    place.change(&["app", "register", "Wave", "--app-id", "wave", "--no-secret"]);
    let claim = sign(&place, &["--scheme", "app-id", "--app", "wave"]);
    assert_eq!(verify(&place, &["--header", &claim]).0, 1);
    let (status, shown) = verify(&place, &["--scheme", "app-id", "--header", &claim]);
    assert_eq!((status, &shown["assurance"]), (0, &"claimed".into()));
    place.change(&["app", "retire", "wave", "--yes"]);
    let (status, shown) = verify(&place, &["--scheme", "app-id", "--header", &claim]);
    assert_eq!((status, &shown["reason"]["code"]), (1, &"retired".into()));
    let sign = [
        "request", "sign", "--scheme", "app-id", "--app", "wave", "GET", URL,
    ];
    assert_eq!(place.refused(2, &sign), "retired");
}

#[test]
fn options_that_contradict() {
    let place = Place::new("contradict", &[]);
    place.register("wave");
    for more in [
        &["--app-id", "wave"][..],
        &["--secret", "env:X"],
        &["--key", "app.crt"],
        &["--alias", "x", "--scheme", "rsa-sha256"],
    ] {
        let verify = ["request", "verify", "--app", "wave"];
        let all = [&verify[..], more, &["--header", "A: b", "GET", URL]].concat();
        assert_eq!(place.refused(2, &all), "usage", "{more:?}");
    }
    let unknown = ["request", "verify", "--app", "nobody", "GET", URL];
    assert_eq!(place.refused(2, &unknown), "unknown-app");
}

#[test]
fn installs_of_an_application_of_the_registry() {
    let place = Place::new("install", &[]);
    let key = "f36292c02d9c438d98d8c9eb34897c90";
    place.register(key);
    place.ok(&["app", "reveal", key]);
    place.write("secret.txt", &place.ok(&["app", "reveal", key]));
    let simulate = [
        "install",
        "simulate",
        "--app-key",
        key,
        "--secret",
        "file:secret.txt",
    ];
    let more = ["--base", "https://myapp.com/Install", "--at", NOON];
    let url = place.ok(&[&simulate[..], &more].concat());
    let url = url.trim_end();
    let with = |verb: &'static str| ["install", verb, "--app", key, "--at", NOON, url];
    let verify = with("verify");
    assert_eq!(place.json(&verify)["matched"], "current");
    let token = place.ok(&with("token"));
    let direct = [
        "install",
        "token",
        "--app-key",
        key,
        "--secret",
        "file:secret.txt",
    ];
    assert_eq!(
        token,
        place.ok(&[&direct[..], &["--at", NOON, url]].concat())
    );
    assert!(
        place
            .ok(&with("header"))
            .starts_with("Authorization: Basic ")
    );
    place.change(&["app", "regenerate-secret", key, "--overlap", "1h"]);
    assert_eq!(place.json(&verify)["matched"], "previous");
    place.change(&["app", "retire", key, "--yes"]);
    assert_eq!(place.refused(1, &verify), "retired");
}
