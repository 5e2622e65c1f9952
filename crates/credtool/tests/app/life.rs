//! From registration to retirement, through the binary.

use crate::place::Place;

const COMMENT: [&str; 2] = ["--comment", "as planned"];

/// Registers, issues, shows encrypted, decrypts, rotates with an overlap, verifies with both, ends.
#[test]
fn a_whole_life() {
    let place = Place::new("life", &["app.csr", "app.pem"]);
    let at = |time: &'static str| ["--at", time];
    let first_day = at("2026-06-10T12:00:00Z");
    let register = ["app", "register", "Hermosa Wave", "--member", "hermosa"];
    let id = place.ok(&[&register[..], &COMMENT, &first_day].concat());
    let id = id.trim_end();
    assert!(
        id.starts_with("hermosa-") && id.len() == "hermosa-".len() + 40,
        "{id}"
    );

    let secret = place.ok(&["app", "reveal", id]);
    let secret = secret.trim_end();
    assert!(secret.len() == 40 && secret.bytes().all(|byte| byte.is_ascii_hexdigit()));

    // Our CA issues for the request.
    place.authority();
    let settings = ["app", "settings", "set"];
    place.ok(&[&settings[..], &["ca", "ca"], &COMMENT, &first_day].concat());
    let import = ["app", "import-credential", id, "app.csr"];
    let pem = place.ok(&[&import[..], &COMMENT, &first_day].concat());
    place.write("issued.crt", &pem);
    place.ok(&["key", "match", "app.pem", "issued.crt"]);
    let trust = ["--trust", "ca/ca.crt", "--purpose", "client"];
    place.ok(&[&["cert", "verify", "issued.crt"], &trust[..], &first_day].concat());

    // Encrypted, to that certificate alone.
    place.ok(&[
        &settings[..],
        &["reveal", "encrypted"],
        &COMMENT,
        &first_day,
    ]
    .concat());
    let encrypted = place.ok(&[&["app", "reveal", id][..], &first_day].concat());
    assert_eq!(encrypted.lines().count(), 1);
    place.write("encrypted.txt", &encrypted);
    let decrypt = ["secret", "decrypt", "--key", "app.pem", "encrypted.txt"];
    assert_eq!(place.ok(&decrypt).trim_end(), secret);
    // Next year the certificate does not hold, and then nothing is shown.
    let next_year = at("2027-07-01T00:00:00Z");
    let no = place.no(&[&["app", "reveal", id][..], &next_year].concat());
    assert_eq!(no["reason"]["code"], "reveal-unavailable");
    assert_eq!(no["certificate"]["reasons"][0]["code"], "expired");

    // Both secrets verify until the overlap ends.
    let second_day = at("2026-06-11T12:00:00Z");
    let regenerate = ["app", "regenerate-secret", id, "--overlap", "24h"];
    let line = place.ok(&[&regenerate[..], &COMMENT, &second_day].concat());
    assert_eq!(
        line,
        format!("{id}: current (2), previous (1) until 2026-06-12T12:00:00Z\n")
    );
    let signed = |time: &str| {
        let sign = ["request", "sign", "--scheme", "hmac-sha256", "--app-id", id];
        let more = ["--secret", "env:OLD", "--at", time, "GET", URL];
        let output = place.run_with(&[&sign[..], &more].concat(), &[("OLD", secret)]);
        String::from_utf8(output.stdout)
            .unwrap()
            .trim_end()
            .to_owned()
    };
    let matched = |header: &str, time: &str| {
        let verify = ["request", "verify", "--app", id, "--header", header];
        let output = place.run(&[&verify[..], &["--at", time, "--json", "GET", URL]].concat());
        let shown: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        (output.status.code().unwrap(), shown)
    };
    let just_before = "2026-06-12T11:59:59Z";
    let (status, shown) = matched(&signed(just_before), just_before);
    assert_eq!(
        (status, &shown["matched"]),
        (0, &"previous".into()),
        "{shown}"
    );
    let at_the_end = "2026-06-12T12:00:00Z";
    let (status, shown) = matched(&signed(at_the_end), at_the_end);
    assert_eq!(status, 1, "{shown}");
    let sign = ["request", "sign", "--scheme", "hmac-sha256", "--app", id];
    let new = place.ok(&[&sign[..], &["--at", at_the_end, "GET", URL]].concat());
    let (status, shown) = matched(new.trim_end(), at_the_end);
    assert_eq!(
        (status, &shown["matched"]),
        (0, &"current".into()),
        "{shown}"
    );

    // The end.
    let third_day = at("2026-06-13T12:00:00Z");
    let remove = ["app", "remove-credential", id, "--yes"];
    place.ok(&[&remove[..], &COMMENT, &third_day].concat());
    let no = place.no(&[&["app", "reveal", id][..], &third_day].concat());
    assert_eq!(
        no["reason"]["message"],
        "Shared Secret available, but configuration restricts display to encrypted value. Upload app certificate, view encrypted value, copy, and decrypt."
    );
    let retire = ["app", "retire", id, "--whole", "--yes"];
    place.ok(&[&retire[..], &COMMENT, &third_day].concat());
    let fourth_day = "2026-06-14T12:00:00Z";
    let new = [
        "request", "sign", "--scheme", "app-id", "--app-id", id, "GET", URL,
    ];
    let (status, shown) = matched(place.ok(&new).trim_end(), fourth_day);
    assert_eq!((status, &shown["reason"]["code"]), (1, &"retired".into()));
    let retired = [
        "app",
        "regenerate-secret",
        id,
        "--comment",
        "x",
        "--at",
        fourth_day,
    ];
    assert_eq!(place.refused(1, &retired), "retired");

    let history = place.json(&["app", "history", id]);
    let kinds: Vec<&str> = history["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["event"].as_str().unwrap())
        .collect();
    assert_eq!(
        kinds,
        [
            "registered",
            "credential-imported",
            "secret-changed",
            "credential-removed",
            "app-retired"
        ]
    );
    assert!(place.ok(&["app", "history", id]).contains("alice"));
}

const URL: &str = "https://api.example.com/funds?id=123";
