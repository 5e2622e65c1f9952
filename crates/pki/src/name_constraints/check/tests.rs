use super::*;
use crate::asn1::tlv::tag;
use crate::asn1::tlv_write::{element, sequence};

const NAME_CONSTRAINTS: u8 = 30;
const SUBJECT_ALT_NAME: u8 = 17;
const EMAIL: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 1];
const CN: &[u8] = &[0x55, 4, 3];

/// Returns a certificate that nobody signed, with this subject and these extensions (the last octet under 2.5.29).
fn certificate(subject: &[u8], extensions: &[(u8, &[u8])]) -> Certificate {
    let algorithm = [0x30, 4, 6, 2, 0x2a, 3];
    let time = element(0x17, &[b"240101000000Z"]);
    let key = sequence(&[&algorithm, &[3, 1, 0]]);
    let mut list = Vec::new();
    for (id, value) in extensions {
        let octets = element(tag::OCTET_STRING, &[value]);
        list.extend_from_slice(&sequence(&[&[6, 3, 0x55, 0x1d, *id], &octets]));
    }
    let extensions = element(tag::context(3), &[&sequence(&[&list])]);
    let tbs = sequence(&[
        &[0xa0, 3, 2, 1, 2, 2, 1, 1],
        &algorithm,
        &[0x30, 0],
        &sequence(&[&time, &time]),
        subject,
        &key,
        &extensions,
    ]);
    Certificate::from_der(&sequence(&[&tbs, &algorithm, &[3, 1, 0]])).unwrap()
}

fn subject(attributes: &[(&[u8], &str)]) -> Vec<u8> {
    let mut sets = Vec::new();
    for (oid, text) in attributes {
        let value = element(tag::UTF8_STRING, &[text.as_bytes()]);
        let pair = sequence(&[&element(tag::OID, &[oid]), &value]);
        sets.extend_from_slice(&element(tag::SET, &[&pair]));
    }
    sequence(&[&sets]).to_vec()
}

/// Returns a general name: `dns:a`, `email:a`, `uri:a`, `cn:a` for a distinguished name, `ip:` and octets in hexadecimal.
fn general_name(text: &str) -> Vec<u8> {
    let (kind, value) = text.split_once(':').unwrap();
    match kind {
        "email" => element(0x81, &[value.as_bytes()]),
        "dns" => element(0x82, &[value.as_bytes()]),
        "uri" => element(0x86, &[value.as_bytes()]),
        "ip" => element(0x87, &[&base16ct::lower::decode_vec(value).unwrap()]),
        "id" => element(0x88, &[&[0x2a, 3, value.parse().unwrap()]]),
        "cn" => element(0xa4, &[&subject(&[(CN, value)])]),
        "other" => element(
            0xa0,
            &[&[6, 2, 0x2a, value.parse().unwrap(), 0xa0, 2, 5, 0]],
        ),
        _ => unreachable!(),
    }
    .to_vec()
}

fn subtrees(texts: &[&str]) -> Vec<u8> {
    let mut list = Vec::new();
    for text in texts {
        list.extend_from_slice(&sequence(&[&general_name(text)]));
    }
    list
}

fn authority(permitted: &[&str], excluded: &[&str]) -> Certificate {
    let mut fields = Vec::new();
    for (n, texts) in [(0, permitted), (1, excluded)] {
        if !texts.is_empty() {
            fields.extend_from_slice(&element(tag::context(n), &[&subtrees(texts)]));
        }
    }
    certificate(
        &subject(&[(CN, "CA")]),
        &[(NAME_CONSTRAINTS, &sequence(&[&fields]))],
    )
}

fn named(names: &[&str]) -> Certificate {
    let names: Vec<_> = names.iter().map(|name| general_name(name)).collect();
    certificate(
        &[0x30, 0],
        &[(SUBJECT_ALT_NAME, &sequence(&[&names.concat()]))],
    )
}

fn judge(authority: &Certificate, leaf: &Certificate) -> Vec<String> {
    let mut checker = NameChecker::default();
    checker.apply(authority);
    checker.check(leaf).unwrap()
}

/// Constraint, name, whether it lies within: permitted alone and excluded must give opposite answers.
#[test]
fn every_kind() {
    for (constraint, name, within) in [
        ("dns:example.com", "dns:example.com", true),
        ("dns:example.com", "dns:EXAMPLE.com", true),
        ("dns:example.com", "dns:a.b.example.com", true),
        ("dns:example.com", "dns:example.com.", true),
        ("dns:example.com", "dns:badexample.com", false),
        ("dns:example.com", "dns:example.com.evil.test", false),
        ("dns:example.com", "dns:*.example.com", true),
        ("dns:", "dns:anything.test", true),
        // OpenSSL, Go and webpki: below the domain alone.
        ("dns:.example.com", "dns:a.example.com", true),
        ("dns:.example.com", "dns:example.com", false),
        ("email:user@example.com", "email:user@EXAMPLE.com", true),
        ("email:user@example.com", "email:other@example.com", false),
        ("email:example.com", "email:user@example.com", true),
        ("email:example.com", "email:user@mail.example.com", false),
        ("email:.example.com", "email:user@mail.example.com", true),
        ("email:.example.com", "email:user@example.com", false),
        ("email:*@example.com", "email:user@example.com", false),
        ("uri:example.com", "uri:https://example.com:8443/x", true),
        ("uri:example.com", "uri:https://a.example.com/", false),
        ("uri:.example.com", "uri:ldap://a.example.com", true),
        ("uri:.example.com", "uri:ldap://example.com", false),
        (
            "uri:example.com",
            "uri:https://example.com@evil.test/",
            false,
        ),
        ("ip:0a000000ff000000", "ip:0a010203", true),
        ("ip:0a000000ff000000", "ip:0b010203", false),
        ("ip:0a010203ff000000", "ip:0aff0000", true),
        ("ip:0000000000000000", "ip:c0000201", true),
        (
            "ip:0a000000ff000000",
            "ip:20010db8000000000000000000000001",
            false,
        ),
        (
            "ip:20010db8000000000000000000000000ffffffff000000000000000000000000",
            "ip:20010db8000000000000000000000001",
            true,
        ),
        ("cn:unit", "cn:UNIT", true),
        ("cn:unit", "cn:unit two", false),
    ] {
        let leaf = named(&[name]);
        assert_eq!(
            judge(&authority(&[constraint], &[]), &leaf).is_empty(),
            within,
            "{constraint} {name}"
        );
        assert_eq!(
            judge(&authority(&[], &[constraint]), &leaf).is_empty(),
            !within,
            "{constraint} {name}"
        );
    }
}

#[test]
fn what_nobody_can_tell_is_refused_either_way() {
    for (constraint, name) in [
        // A wildcard stands for the excluded host, too.
        ("dns:host.example.com", "dns:*.example.com"),
        ("dns:example.com", "dns:a..example.com"),
        ("dns:example.com", "dns:a b.example.com"),
        ("dns:example.com", "dns:example.com\0.evil.test"),
        ("email:example.com", "email:a@b@example.com"),
        ("email:example.com", "email:example.com"),
        ("email:user@example.com", "email:USER@example.com"),
        ("uri:example.com", "uri:https://192.0.2.1/"),
        ("uri:example.com", "uri:mailto:user@example.com"),
        ("ip:0a000000ff000000", "ip:0a000000ff000000"),
        ("id:5", "id:6"),
        ("other:5", "other:5"),
    ] {
        let leaf = named(&[name]);
        assert!(
            !judge(&authority(&[constraint], &[]), &leaf).is_empty(),
            "{constraint} {name}"
        );
        assert!(
            !judge(&authority(&[], &[constraint]), &leaf).is_empty(),
            "{constraint} {name}"
        );
    }
}

#[test]
fn constraints_bind_names_of_their_kind_alone() {
    let names = [
        "dns:a.test",
        "email:u@a.test",
        "uri:x://a.test",
        "ip:0a000001",
        "cn:a",
        "id:5",
        "other:5",
    ];
    for constraint in [
        "dns:b.test",
        "email:b.test",
        "uri:b.test",
        "ip:0b000000ff000000",
        "cn:b",
        "id:6",
        "other:5",
    ] {
        let kind = constraint.split_once(':').unwrap().0;
        for name in names.iter().filter(|name| !name.starts_with(kind)) {
            let answer = judge(&authority(&[constraint], &[]), &named(&[name]));
            assert_eq!(answer, Vec::<String>::new(), "{constraint} {name}");
        }
    }
    assert!(judge(&authority(&["other:5"], &[]), &named(&["other:6"])).is_empty());
}

#[test]
fn constraints_that_cannot_be_obeyed_are_refused_once() {
    for constraint in [
        "dns:*.example.com",
        "email:a@",
        "uri:https://a/",
        "ip:0a000000ff00ff00",
        "ip:0a000000",
        "dns:a..b",
    ] {
        let authority = authority(&[constraint], &[]);
        let mut checker = NameChecker::default();
        checker.apply(&authority);
        let leaf = named(&["cn:x"]);
        assert_eq!(checker.check(&leaf).unwrap().len(), 1, "{constraint}");
        assert_eq!(checker.check(&leaf).unwrap().len(), 0, "{constraint}");
    }
    let base = general_name("dns:a");
    let minimum = element(tag::context(0), &[&sequence(&[&base, &[0x80, 1, 1]])]);
    let authority = certificate(
        &subject(&[(CN, "CA")]),
        &[(NAME_CONSTRAINTS, &sequence(&[&minimum]))],
    );
    assert_eq!(
        judge(&authority, &named(&["cn:x"])),
        ["the name constraint dns:a of CN=CA has a minimum or maximum, which RFC 5280 forbids"]
    );
}

#[test]
fn subjects_count() {
    let leaf = |attributes: &[(&[u8], &str)]| certificate(&subject(attributes), &[]);
    let mail = authority(&["email:example.com"], &[]);
    assert_eq!(
        judge(&mail, &leaf(&[(CN, "x"), (EMAIL, "user@evil.test")])),
        [
            "the e-mail address \"user@evil.test\" in the subject lies outside what CN=CA permits: email:example.com"
        ]
    );
    assert!(judge(&mail, &leaf(&[(EMAIL, "user@example.com")])).is_empty());
    let dns = authority(&["dns:example.com"], &[]);
    assert_eq!(
        judge(&dns, &leaf(&[(CN, "www.evil.test")])),
        ["the common name \"www.evil.test\" lies outside what CN=CA permits: dns:example.com"]
    );
    for harmless in ["www.example.com", "Jane Doe", "evil", "J. Doe"] {
        assert!(
            judge(&dns, &leaf(&[(CN, harmless)])).is_empty(),
            "{harmless}"
        );
    }
    let directory = authority(&[], &["cn:evil"]);
    assert_eq!(
        judge(&directory, &leaf(&[(CN, "Evil"), (CN, "x")])),
        ["the subject CN=x,CN=Evil lies within directory:CN=evil, which CN=CA excludes"]
    );
}

#[test]
fn every_authority_has_a_say() {
    let (one, two) = (
        authority(&["dns:example.com"], &[]),
        authority(&["dns:test", "dns:a.example.com"], &[]),
    );
    let mut checker = NameChecker::default();
    checker.apply(&one);
    assert!(
        checker
            .check(&named(&["dns:b.example.com"]))
            .unwrap()
            .is_empty()
    );
    checker.apply(&two);
    assert!(
        checker
            .check(&named(&["dns:a.example.com"]))
            .unwrap()
            .is_empty()
    );
    // The second cannot permit what the first does not.
    assert_eq!(
        checker
            .check(&named(&["dns:x.test", "dns:b.example.com"]))
            .unwrap()
            .len(),
        2
    );
}

/// 4000 constraints on 4000 names are 16 million comparisons: refused before the first. Those of a path add up.
#[test]
fn bounded() {
    let texts: Vec<String> = (0..4000).map(|n| format!("dns:{n}.example.com")).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let (authority, leaf) = (authority(&texts, &[]), named(&texts));
    let mut checker = NameChecker::default();
    checker.apply(&authority);
    assert!(matches!(
        checker.check(&leaf),
        Err(Error::TooMuchWork { .. })
    ));
    let mut checker = NameChecker::default();
    checker.apply(&authority);
    for _ in 0..20 {
        assert!(
            checker
                .check(&named(&["dns:7.example.com"]))
                .unwrap()
                .is_empty()
        );
    }
    assert!(matches!(
        checker.check(&named(&["dns:7.example.com"; 250])),
        Err(Error::TooMuchWork { .. })
    ));
}
