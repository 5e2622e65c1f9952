//! The fold, and what is refused.

use super::*;
use crate::ca::event::How;

const DAY: i64 = 86_400;

fn certificate(file: &str) -> Certificate {
    let pem = match file {
        "ca" => include_bytes!("../../../tests/fixtures/ca.crt").as_slice(),
        _ => include_bytes!("../../../tests/fixtures/app.crt").as_slice(),
    };
    Certificate::parse_all(pem).unwrap().remove(0)
}

fn event(what: What) -> Event {
    Event {
        time: Time::from_unix_seconds(1_800_000_000),
        actor: "ops \"team\"\n".to_owned(),
        what,
    }
}

fn began() -> Event {
    event(What::Began {
        how: Origin::Created,
        certificate: certificate("ca"),
    })
}

fn issued() -> Event {
    event(What::Issued(Box::new(Issued {
        how: How::Issued,
        certificate: certificate("app"),
        profile: "client".to_owned(),
        request_sha256: Some("00ff".to_owned()),
        replaces: None,
    })))
}

fn revoked(serial: &str, issued_elsewhere: bool) -> Event {
    event(What::Revoked {
        serial: serial.to_owned(),
        since: Time::from_unix_seconds(1_800_000_000),
        reason: RevocationReason::KeyCompromise,
        issued_elsewhere,
    })
}

fn crl(number: u64) -> Event {
    event(What::Crl {
        number,
        sha256: None,
    })
}

fn log(events: &[Event]) -> Log {
    let mut log = Log::new("log.jsonl".to_owned());
    for event in events {
        log.append(event).unwrap();
    }
    log
}

fn refusal(bytes: &[u8]) -> String {
    let failure = Log::parse(bytes, "log.jsonl").unwrap_err();
    assert_eq!(failure.code, Code::CaLog);
    failure.sentence()
}

#[test]
fn what_was_written_is_read() {
    let written = log(&[
        began(),
        issued(),
        revoked("1f", true),
        crl(6),
        revoked("41e", false),
        crl(7),
    ]);
    let read = Log::parse(written.bytes(), "log.jsonl").unwrap();
    assert_eq!(read.bytes(), written.bytes());
    assert_eq!(read.authority().unwrap().der(), certificate("ca").der());
    let entry = read.get("41e").unwrap();
    assert_eq!(entry.issued.certificate.der(), certificate("app").der());
    assert_eq!(entry.actor, "ops \"team\"\n");
    assert_eq!(entry.issued.request_sha256.as_deref(), Some("00ff"));
    assert_eq!(read.crl_number(), 7);
    let serials: Vec<_> = read
        .revoked()
        .into_iter()
        .map(|one| one.serial_octets)
        .collect();
    assert_eq!(serials, [vec![4, 0x1e], vec![0x1f]]);
    let taken = [certificate("ca").serial(), "41e".into(), "1f".into()];
    assert!(taken.iter().all(|serial| read.is_taken(serial)));
    assert!(!read.is_taken("2"));
}

#[test]
fn states() {
    let mut log = log(&[began(), issued()]);
    let (first, last) = {
        let certificate = certificate("app");
        (certificate.not_before(), certificate.not_after())
    };
    let state = |log: &Log, seconds: i64| {
        let at = Time::from_unix_seconds(seconds);
        log.get("41e").unwrap().state(at).as_str()
    };
    assert_eq!(state(&log, first.unix_seconds() - 1), "not-yet-valid");
    assert_eq!(state(&log, first.unix_seconds()), "valid");
    assert_eq!(state(&log, last.unix_seconds()), "valid");
    assert_eq!(state(&log, last.unix_seconds() + 1), "expired");
    log.append(&revoked("41e", false)).unwrap();
    assert_eq!(state(&log, last.unix_seconds() + DAY), "revoked");
}

/// Any octet changed is named by its line; any line cut or left out too, but for whole lines at the end.
#[test]
fn damage_is_named_by_its_line() {
    let whole = log(&[began(), issued(), crl(1)]);
    let lines: Vec<&[u8]> = whole
        .bytes()
        .split_inclusive(|byte| *byte == b'\n')
        .collect();
    let mut at = 0;
    for (number, line) in lines.iter().enumerate() {
        for offset in (0..line.len()).step_by(7) {
            let mut bytes = whole.bytes().to_vec();
            bytes[at + offset] ^= 1;
            let said = refusal(&bytes);
            assert!(
                said.starts_with(&format!("line {} of", number + 1)),
                "{said}"
            );
        }
        at += line.len();
    }
    let torn = &whole.bytes()[..whole.bytes().len() - 1];
    assert_eq!(
        refusal(torn),
        "line 3 of log.jsonl cannot be trusted: it ends in the middle"
    );
    assert!(refusal(&[lines[0], lines[2]].concat()).starts_with("line 2 of"));
    assert!(refusal(&[lines[1], lines[2]].concat()).starts_with("line 1 of"));
    assert!(refusal(&[lines[0], b"\n", lines[1]].concat()).starts_with("line 2 of"));
    assert!(refusal(&[lines[0], b"\xff\n"].concat()).starts_with("line 2 of"));
    assert!(refusal(b"").ends_with("the file is empty"));
    assert!(Log::parse(&[lines[0], lines[1]].concat(), "log.jsonl").is_ok());
}

/// Lines that are whole and contradict each other.
#[test]
fn contradictions() {
    for (events, problem) in [
        (vec![issued()], "the first line"),
        (vec![began(), began()], "the first line"),
        (vec![began(), issued(), issued()], "used twice"),
        (vec![began(), revoked("41e", false)], "not there"),
        (vec![began(), crl(2), crl(2)], "does not follow"),
        (
            vec![
                began(),
                issued(),
                revoked("41e", false),
                revoked("41e", false),
            ],
            "not there to be revoked",
        ),
    ] {
        let (last, before) = events.split_last().unwrap();
        let mut log = log(before);
        let failure = log.append(last).unwrap_err();
        assert!(failure.sentence().contains(problem), "{failure:?}");
    }
}
