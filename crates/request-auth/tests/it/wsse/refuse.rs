//! Every reason of a no, and what is told beside it.

use std::cell::RefCell;
use std::time::{Duration, SystemTime};

use credtool_request_auth::wsse::{self, Credentials, Form, Options, Policy};
use credtool_request_auth::{
    AppCredentials, Error, Freshness, Reason, Replay, Request, SharedSecret,
};

use super::{
    CREATED, DIGEST, NONCE, PASSWORD, TYPE, both, created, element, good_parts, header, mark, now,
    reason, sign, verify, with,
};
use crate::secret;

fn malformed(name: &str, problem: &'static str) -> Reason {
    Reason::InvalidParameter {
        name: name.to_owned(),
        problem,
    }
}

#[test]
fn nothing_there() {
    for text in [
        "",
        "{}",
        "<a/>",
        "mark",
        "<UsernameToken/>",
        "  <!-- UsernameToken --><a/>",
    ] {
        assert_eq!(reason(text), Reason::NoCredentials, "{text}");
    }
}

#[test]
fn parts_that_are_missing_or_empty() {
    for (name, own) in [
        ("Username", "Username"),
        ("Password", "PasswordDigest"),
        ("Nonce", "Nonce"),
        ("Created", "Created"),
    ] {
        let parts = good_parts();
        let open = format!(
            "{}>",
            parts[parts.find(name).unwrap()..]
                .split('>')
                .next()
                .unwrap()
        );
        let (before, rest) = parts.split_once(&open).unwrap();
        let (_, after) = rest.split_once("</").unwrap();
        let without = format!(
            "{}{}",
            &before[..before.rfind('<').unwrap()],
            after.split_once('>').unwrap().1
        );
        assert_eq!(
            reason(&element(&without)),
            Reason::MissingParameter(name.to_owned())
        );
        let empty = format!("{before}{open}</{after}");
        assert_eq!(
            reason(&element(&empty)),
            malformed(name, "is empty"),
            "{empty}"
        );

        let header = header();
        let from = header.find(&format!("{own}=")).unwrap();
        let behind = from
            + header[from..]
                .find([','])
                .map_or(header.len() - from, |at| at + 1);
        let without = format!("{}{}", &header[..from], &header[behind..]);
        assert_eq!(
            reason(&without),
            Reason::MissingParameter(own.to_owned()),
            "{without}"
        );
        let twice = format!("{header}, {}=\"x\"", own.to_uppercase());
        assert_eq!(
            reason(&twice),
            Reason::DuplicateParameter(own.to_uppercase())
        );
    }
}

#[test]
fn the_password_itself_is_not_taken() {
    let text = TYPE.replace("Digest", "Text");
    for attribute in [String::new(), format!(" Type='{text}'")] {
        let parts = good_parts().replace(&format!(" Type='{TYPE}'"), &attribute);
        let parts = parts.replace(DIGEST, PASSWORD);
        let refusal = verify(&element(&parts), &mark()).unwrap_err();
        assert_eq!(refusal.reason, Reason::SchemeNotAccepted("PasswordText"));
        assert!(!format!("{refusal:?}").contains(PASSWORD));
    }
    let parts = good_parts().replace(TYPE, "urn:other");
    assert_eq!(
        reason(&element(&parts)),
        Reason::UnsupportedAlgorithm("urn:other".to_owned())
    );
}

#[test]
fn a_form_that_is_not_accepted() {
    let refused = |text: &str, form| {
        with(text, &mark(), &Policy::new([form]), now())
            .unwrap_err()
            .reason
    };
    let in_xml = "a UsernameToken in XML";
    assert_eq!(
        refused(&element(&good_parts()), Form::XWsse),
        Reason::SchemeNotAccepted(in_xml)
    );
    assert_eq!(
        refused(&header(), Form::Xml),
        Reason::SchemeNotAccepted("X-WSSE")
    );
}

#[test]
fn values_that_cannot_be() {
    let parts = good_parts();
    for (from, to, expected) in [
        (NONCE, "%", malformed("Nonce", "is not base64")),
        (NONCE, " ", malformed("Nonce", "is empty")),
        (
            NONCE,
            "WScqanjCEAC4mQoBE07sAR==",
            malformed("Nonce", "is not base64"),
        ),
        (DIGEST, "%", malformed("Password", "is not base64")),
        (DIGEST, "AAAA", Reason::BadSignature),
        (
            CREATED,
            "1058318672",
            Reason::InvalidTimestamp("is no date and time such as 2025-07-31T09:00:00Z"),
        ),
        (
            "<Nonce>",
            "<Nonce EncodingType='urn:hex'>",
            malformed("Nonce", "has another EncodingType than Base64Binary"),
        ),
    ] {
        assert_eq!(reason(&element(&parts.replace(from, to))), expected, "{to}");
    }
    let long = "A".repeat(1028);
    assert_eq!(
        reason(&element(&parts.replace(NONCE, &long))),
        malformed("Nonce", "is longer than 1024 bytes")
    );
}

#[test]
fn headers_that_cannot_be_read() {
    let of = |value: &[u8]| {
        let request = Request::new("GET", "https://a/").header("X-WSSE", value);
        let verdict = wsse::verify(
            &request,
            |_| Some(mark()),
            &both(),
            now(),
            |_, _| Replay::New,
        );
        verdict.unwrap_err().reason.code()
    };
    for value in [
        &b"\xff"[..],
        b"",
        b"Basic YTpi",
        b"Username=\"mark\"",
        b"UsernameToken Username=\"mark",
    ] {
        assert_eq!(of(value), "malformed", "{value:?}");
    }
    let header = header();
    assert_eq!(
        of(format!("{header}, UsernameToken Username=\"x\"").as_bytes()),
        "duplicate-parameter"
    );
    let request = Request::new("GET", "https://a/")
        .header("X-WSSE", header.as_bytes())
        .header("x-wsse", header.as_bytes());
    let verdict = wsse::verify(
        &request,
        |_| Some(mark()),
        &both(),
        now(),
        |_, _| Replay::New,
    );
    assert_eq!(verdict.unwrap_err().reason.code(), "duplicate-parameter");
}

/// Where both are accepted, a request with both leaves open who speaks.
#[test]
fn both_forms_in_one_request() {
    let (header, body) = (header(), element(&good_parts()));
    let request = Request::new("POST", "https://a/")
        .header("X-WSSE", header.as_bytes())
        .body(body.as_bytes());
    let verify = |policy: &Policy| {
        wsse::verify(
            &request,
            |_| Some(mark()),
            policy,
            now(),
            |_, _| Replay::New,
        )
    };
    assert_eq!(
        verify(&both()).unwrap_err().reason.code(),
        "duplicate-parameter"
    );
    assert!(verify(&Policy::new([Form::XWsse])).is_ok());
}

#[test]
fn who_and_when() {
    let text = element(&good_parts());
    let lower = AppCredentials::new("Mark").secret(secret(PASSWORD));
    assert_eq!(verify(&text, &lower).unwrap_err().reason, Reason::OtherApp);
    let none = AppCredentials::new("mark");
    assert_eq!(verify(&text, &none).unwrap_err().reason, Reason::NoSecret);
    let minutes = Duration::from_secs(300);
    let at = |now| {
        with(&text, &mark(), &both(), now)
            .map_err(|refusal| (refusal.reason, refusal.matched, refusal.freshness))
    };
    assert!(at(now() + minutes).is_ok() && at(now() - minutes).is_ok());
    let second = Duration::from_secs(1);
    assert_eq!(
        at(now() + minutes + second),
        Err((Reason::Stale, Some(0), Some(Freshness::Stale)))
    );
    assert_eq!(
        at(now() - minutes - second),
        Err((Reason::Future, Some(0), Some(Freshness::Future)))
    );
    let ended = AppCredentials::new("mark")
        .secret(secret("new"))
        .secret_until(secret(PASSWORD), now() - second);
    let refusal = verify(&text, &ended).unwrap_err();
    assert_eq!(
        (refusal.reason, refusal.matched),
        (Reason::PreviousSecret, Some(1))
    );
}

#[test]
fn replays() {
    let seen = RefCell::new(Vec::new());
    let once = |text: &str, policy: &Policy| {
        let call = Request::new("POST", "https://a/");
        let request = if text.starts_with('<') {
            call.body(text.as_bytes())
        } else {
            call.header("X-WSSE", text.as_bytes())
        };
        wsse::verify(
            &request,
            |_| Some(mark()),
            policy,
            now(),
            |key, until| {
                assert_eq!((key.scheme, key.app, key.token), ("wsse", "mark", ""));
                assert_eq!(until, now() + Duration::from_secs(300));
                let known = seen.borrow().contains(&key.nonce.to_owned());
                seen.borrow_mut().push(key.nonce.to_owned());
                if known { Replay::Seen } else { Replay::New }
            },
        )
        .map_err(|refusal| refusal.reason)
        .map(|_| ())
    };
    let text = element(&good_parts());
    assert_eq!(once(&text, &both()), Ok(()));
    assert_eq!(once(&text, &both()), Err(Reason::Replayed));
    // White space in the base64 is the same nonce.
    let spaced = text.replace(NONCE, "WScqanjCEAC4\n  mQoBE07sAQ==");
    assert_eq!(once(&spaced, &both()), Err(Reason::Replayed));
    // So is the same text, hashed as X-WSSE does and sent as the octets of an element.
    let header = sign(Form::XWsse, PASSWORD.as_bytes(), "abc", CREATED);
    assert_eq!(once(header.text(), &both()), Ok(()));
    let moved = sign(Form::Xml, PASSWORD.as_bytes(), "YWJj", CREATED);
    assert_eq!(once(moved.text(), &both()), Err(Reason::Replayed));
    let digest = |text: &str| text[text.find('=').unwrap()..].to_owned();
    assert_ne!(digest(header.text()), digest(moved.text()));
}

/// The hash does not see where the nonce ends; what moves over that border is refused.
#[test]
fn nothing_moves_between_nonce_and_created() {
    let digest_of = |nonce: &str| {
        let header = sign(Form::XWsse, PASSWORD.as_bytes(), nonce, CREATED);
        let text = header.text().to_owned();
        let start = text.find("PasswordDigest=\"").unwrap() + 16;
        text[start..start + 28].to_owned()
    };
    for (nonce, shorter, time) in [
        ("abc ", "abc", format!(" {CREATED}")),
        ("abc1", "abc", format!("1{CREATED}")),
        ("abc-", "abc", format!("-{CREATED}")),
        ("abc", "abc2", CREATED[1..].to_owned()),
    ] {
        let header = format!(
            "UsernameToken Username=mark, PasswordDigest=\"{}\", Nonce=\"{shorter}\", Created=\"{time}\"",
            digest_of(nonce)
        );
        assert_eq!(reason(&header).code(), "malformed", "{header}");
    }
}

#[test]
fn nonce_and_created_may_be_left_out_where_the_policy_says_so() {
    // SHA-1("verySecret"), SHA-1(created ‖ password) and SHA-1(nonce ‖ password), by another implementation.
    let bare = with_digest("hGqoUreBgahTJblQ3DbJIkE6uNs=", "", "");
    let timed = with_digest("cwWtw/wh8ZnevZqZlWz2rxklTrs=", "", CREATED);
    let salted = with_digest("d6BP49JjVsVq8ZPuaFbIAkh4tfA=", NONCE, "");
    let lax = Policy {
        require_nonce: false,
        require_created: false,
        ..both()
    };
    for (text, name, freshness) in [
        (&bare, "Nonce", Freshness::Absent),
        (&timed, "Nonce", Freshness::Fresh),
        (&salted, "Created", Freshness::Absent),
    ] {
        assert_eq!(reason(text), Reason::MissingParameter(name.to_owned()));
        let request = Request::new("POST", "https://a/").body(text.as_bytes());
        let verified = wsse::verify(
            &request,
            |_| Some(mark()),
            &lax,
            now(),
            |_, _| unreachable!("there is nothing to remember"),
        )
        .unwrap();
        assert_eq!(verified.freshness(), freshness);
    }
    assert_eq!(
        with(&timed, &mark(), &lax, now() + Duration::from_secs(3600))
            .unwrap_err()
            .reason,
        Reason::Stale
    );
}

fn with_digest(digest: &str, nonce: &str, time: &str) -> String {
    let mut parts = format!("<Username>mark</Username><Password Type='{TYPE}'>{digest}</Password>");
    if !nonce.is_empty() {
        parts += &format!("<Nonce>{nonce}</Nonce>");
    }
    if !time.is_empty() {
        parts += &format!("<u:Created>{time}</u:Created>");
    }
    element(&parts)
}

#[test]
fn what_cannot_be_signed() {
    let password = SharedSecret::new(PASSWORD).unwrap();
    let try_sign = |request: &Request<'_>, username: &str, form, nonce: &str| {
        let credentials = Credentials::new(username, &password);
        wsse::sign(
            request,
            &credentials,
            &Options::new(form),
            nonce,
            &created(CREATED),
        )
        .map(|_| ())
    };
    let call = Request::new("POST", "https://a/");
    let refused = |field, problem| Err(Error::Value { field, problem });
    assert_eq!(
        try_sign(&call, "", Form::Xml, NONCE),
        refused("user name", "is empty")
    );
    assert_eq!(
        try_sign(&call, "a\nb", Form::XWsse, NONCE),
        refused("user name", "has a control character")
    );
    assert_eq!(
        try_sign(&call, "a", Form::Xml, ""),
        refused("nonce", "is empty")
    );
    assert_eq!(
        try_sign(&call, "a", Form::Xml, "no base64"),
        refused("nonce", "is not base64")
    );
    let long = "a".repeat(1025);
    assert_eq!(
        try_sign(&call, "a", Form::XWsse, &long),
        refused("nonce", "is longer than 1024 bytes")
    );
    let body = element(&good_parts());
    let signed = call.clone().body(body.as_bytes());
    assert_eq!(
        try_sign(&signed, "a", Form::XWsse, NONCE),
        Err(Error::AlreadySigned)
    );
    let signed = call.header("X-WSSE", b"");
    assert_eq!(
        try_sign(&signed, "a", Form::Xml, NONCE),
        Err(Error::AlreadySigned)
    );
    assert!("yesterday".parse::<wsse::Created>().is_err());
    assert_eq!(
        wsse::Created::at(SystemTime::UNIX_EPOCH - Duration::from_secs(1)),
        Err(Error::Time)
    );
}
