//! Documents: the token is found by its namespace wherever it may stand, and nothing else is taken for it.

use credtool_request_auth::Reason;
use credtool_request_auth::wsse::Form;

use super::{
    CREATED, NONCE, PASSWORD, TYPE, WSSE, WSU, element, good_parts, mark, reason, sign, verify,
};

const SOAP_1_1: &str = "http://schemas.xmlsoap.org/soap/envelope/";
const SOAP_1_2: &str = "http://www.w3.org/2003/05/soap-envelope";

fn envelope(soap: &str, header: &str, body: &str) -> String {
    format!(
        "<s:Envelope xmlns:s=\"{soap}\"><s:Header>{header}</s:Header><s:Body>{body}</s:Body></s:Envelope>"
    )
}

fn security(inside: &str) -> String {
    format!("<w:Security xmlns:w='{WSSE}'>{inside}</w:Security>")
}

fn is_yes(text: &str) {
    let shown: String = text.chars().take(400).collect();
    assert_eq!(verify(text, &mark()).err(), None, "{shown}");
}

#[test]
fn wherever_it_may_stand_and_however_it_is_written() {
    let token = element(&good_parts());
    let ours = sign(Form::Xml, PASSWORD.as_bytes(), NONCE, CREATED)
        .text()
        .to_owned();
    is_yes(&token);
    is_yes(&security(&token));
    is_yes(&ours);
    for soap in [SOAP_1_1, SOAP_1_2] {
        is_yes(&envelope(soap, &ours, "<x/>"));
        is_yes(&envelope(
            soap,
            &format!("<a/>{}<b>text</b>", security(&token)),
            "",
        ));
        is_yes(&envelope(
            soap,
            &format!("{}{}", security(""), security(&token)),
            "",
        ));
    }
    let declared = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- a --><!-- b -->{ours}\n<!-- c -->"
    );
    is_yes(&declared);
    is_yes(&format!("\u{feff}{declared}"));
    is_yes(&ours.replace("wsse:", "o:").replace(":wsse", ":o"));
    is_yes(&ours.replace("><", ">\n\t<"));
    is_yes(&ours.replace(
        "wsse:Username>mark",
        "wsse:Username>m&#97;&#x72;<![CDATA[k]]>",
    ));
    is_yes(&ours.replace("<wsse:Username>", "<wsse:Username wsu:Id='&lt;x'>"));
    is_yes(&ours.replace(
        "<wsse:Nonce",
        "<other xmlns=''><wsse:Username>x</wsse:Username></other><wsse:Nonce",
    ));
    is_yes(&ours.replace(
        &format!("Type=\"{TYPE}\""),
        &format!("Type='{}'", TYPE.replace(':', "&#58;")),
    ));
}

#[test]
fn names_that_need_escapes() {
    let known = credtool_request_auth::AppCredentials::new("<a> & \"b\" é]]>")
        .secret(crate::secret(PASSWORD));
    let password = crate::secret(PASSWORD);
    for form in [Form::Xml, Form::XWsse] {
        let signed = credtool_request_auth::wsse::sign(
            &credtool_request_auth::Request::new("GET", "https://a/"),
            &credtool_request_auth::wsse::Credentials::new(known.app_id(), &password),
            &credtool_request_auth::wsse::Options::new(form),
            NONCE,
            &super::created(CREATED),
        );
        assert!(verify(signed.unwrap().text(), &known).is_ok());
    }
}

#[test]
fn another_namespace_is_another_element() {
    let token = element(&good_parts());
    let draft = "http://schemas.xmlsoap.org/ws/2003/06/secext";
    assert_eq!(reason(&token.replace(WSSE, draft)), Reason::NoCredentials);
    assert_eq!(
        reason(&token.replace(&format!("xmlns='{WSSE}'"), "")),
        Reason::NoCredentials
    );
    for (from, to) in [
        ("u:Created>", "Created>"),
        ("Nonce>", "u:Nonce>"),
        (
            "Username>mark</Username",
            "x:Username xmlns:x='urn:x'>mark</x:Username",
        ),
        ("<Nonce", "<Created>2003-07-16T01:24:32Z</Created><Nonce"),
    ] {
        let changed = token.replace(from, to);
        assert_ne!(changed, token);
        let Reason::InvalidParameter { problem, .. } = reason(&changed) else {
            panic!("{to}: {}", reason(&changed));
        };
        assert_eq!(problem, "is in another namespace than WS-Security's");
    }
}

#[test]
fn exactly_one() {
    let token = element(&good_parts());
    let twice = Reason::DuplicateParameter("UsernameToken".to_owned());
    assert_eq!(reason(&security(&format!("{token}{token}"))), twice);
    let header = security(&token);
    assert_eq!(
        reason(&envelope(SOAP_1_1, &format!("{header}{header}"), "")),
        twice
    );
    assert_eq!(reason(&envelope(SOAP_1_1, &header, &token)), twice);
    assert_eq!(reason(&element(&token)), twice);
    for name in ["Username", "Password", "Nonce", "Created"] {
        let again = good_parts() + &good_parts();
        let start = again.len() / 2 + good_parts().find(name).unwrap();
        let from = again[..start].rfind('<').unwrap();
        let end = from + again[from..].find("</").unwrap();
        let end = end + again[end..].find('>').unwrap() + 1;
        let text = element(&format!("{}{}", good_parts(), &again[from..end]));
        assert_eq!(
            reason(&text),
            Reason::DuplicateParameter(name.to_owned()),
            "{text}"
        );
    }
}

/// A token that somebody put into the data of a message says nothing about who sent it.
#[test]
fn another_place_is_refused() {
    let token = element(&good_parts());
    let header = security(&token);
    for text in [
        envelope(SOAP_1_1, "", &token),
        envelope(SOAP_1_1, "", &header),
        envelope(SOAP_1_1, &token, ""),
        envelope(SOAP_1_1, &format!("<a>{header}</a>"), ""),
        envelope("urn:soap", &header, ""),
        security(&header),
        format!("<a>{token}</a>"),
    ] {
        let Reason::InvalidParameter { name, .. } = reason(&text) else {
            panic!("{text}: {}", reason(&text));
        };
        assert_eq!(name, "UsernameToken", "{text}");
    }
}

#[test]
fn what_wears_out_or_confuses_parsers() {
    let token = element(&good_parts());
    let bomb = "<!DOCTYPE a [<!ENTITY b \"bb\"><!ENTITY c \"&b;&b;\">]>";
    let deep = |levels: usize| format!("{}{}{}", "<a>".repeat(levels), "", "</a>".repeat(levels));
    let many = |names: usize| {
        (0..names)
            .map(|name| format!(" a{name}=''"))
            .collect::<String>()
    };
    let spaces = |names: usize| {
        (0..names)
            .map(|name| format!(" xmlns:a{name}='u'"))
            .collect::<String>()
    };
    let inside = |text: &str| token.replace("<Username>", &format!("{text}<Username>"));
    for (text, problem) in [
        (
            format!("{bomb}{token}"),
            "the XML has a document type declaration",
        ),
        (
            format!("<!DOCTYPE a>{token}"),
            "the XML has a document type declaration",
        ),
        (
            token.replace("mark", "&c;"),
            "the XML has an entity beyond the five that XML has",
        ),
        (
            token.replace("mark", "&nbsp;"),
            "the XML has an entity beyond the five that XML has",
        ),
        (
            token.replace("mark", "&#0;"),
            "the XML has an entity beyond the five that XML has",
        ),
        (
            token.replace("mark", "&#x1;"),
            "the XML has an entity beyond the five that XML has",
        ),
        (
            token.replace(TYPE, "&c;"),
            "the XML has an attribute with an entity of its own",
        ),
        (
            format!("<?php?>{token}"),
            "the XML has a processing instruction",
        ),
        (inside("<?a b?>"), "the XML has a processing instruction"),
        (
            format!("<?xml version='1.1'?>{token}"),
            "the XML is not XML 1.0",
        ),
        (
            format!("<?xml version='1.0' encoding='ISO-8859-1'?>{token}"),
            "the XML says that it is not UTF-8",
        ),
        (
            format!(" <?xml version='1.0'?>{token}"),
            "the XML declaration does not stand at the start",
        ),
        (
            token.replace("mark", "ma<!-- -->rk"),
            "a value of the UsernameToken has a comment inside",
        ),
        (
            token.replace("mark", "ma<b/>rk"),
            "a value of the UsernameToken has an element inside",
        ),
        (
            token.replace("mark", "ma\u{1}rk"),
            "the XML has a character that XML does not allow",
        ),
        (
            token.replace("mark", "ma\u{ffff}rk"),
            "the XML has a character that XML does not allow",
        ),
        (
            format!("{token}x"),
            "the XML has text outside of its root element",
        ),
        (
            format!("{token}<![CDATA[ ]]>"),
            "the XML has text outside of its root element",
        ),
        (format!("{token}<b/>"), "the XML has a second root element"),
        (
            token.replace("</UsernameToken>", ""),
            "the XML ends before its last element does",
        ),
        (
            "<!-- UsernameToken -->".to_owned(),
            "the XML ends before its last element does",
        ),
        (
            inside(&deep(64)),
            "the XML has more than 64 elements in each other",
        ),
        (
            inside(&format!("<a{}/>", many(257))),
            "the XML has an element whose attributes cannot be read, or too many of them",
        ),
        (
            inside("<a b='' b=''/>"),
            "the XML has an element whose attributes cannot be read, or too many of them",
        ),
        (
            inside("<a b=c/>"),
            "the XML has an element whose attributes cannot be read, or too many of them",
        ),
        (
            inside(&format!("<a{}><a{}/></a>", spaces(200), spaces(100))),
            "the XML declares its namespaces in a way that is not allowed",
        ),
        (
            inside("<a xmlns:xml='u'/>"),
            "the XML declares its namespaces in a way that is not allowed",
        ),
        (
            token
                .replace("<Nonce>", "<p:Nonce>")
                .replace("</Nonce>", "</p:Nonce>"),
            "the XML has a prefix without a namespace",
        ),
        (
            inside(&"<a/>".repeat(1 << 18)),
            "the XML is longer than 1 MiB",
        ),
    ] {
        assert_eq!(
            reason(&text),
            Reason::Malformed(problem.to_owned()),
            "{}",
            &text[..text.len().min(400)]
        );
    }
    for text in [
        inside("<a>"),
        inside("</b>"),
        inside("<!-- -- -->"),
        inside("<"),
        inside("&"),
        inside("<![CDATA["),
        token[..token.len() - 3].to_owned(),
    ] {
        let Reason::Malformed(problem) = reason(&text) else {
            panic!("{text}");
        };
        assert!(problem.starts_with("the XML"), "{problem}");
    }
    is_yes(&inside(&deep(63)));
    is_yes(&inside(&format!("<a{}/>", many(256))));
    is_yes(&inside(&format!("<a{}/>", spaces(200))));
    // UTF-16 does not even have the word in it.
    let wide: Vec<u8> = token.encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert_eq!(
        reason(&String::from_utf8_lossy(&wide)),
        Reason::NoCredentials
    );
    assert!(element("").contains(WSU));
}

/// About a megabyte of the worst of each kind, in well under the second that a quadratic one would take.
#[test]
fn linear() {
    let token = element(&good_parts());
    let started = std::time::Instant::now();
    let namespaces: String = (0..250).map(|name| format!(" xmlns:a{name}='u'")).collect();
    for piece in [
        "<a/>",
        "<Security/>",
        "<a b='c'/>",
        "text ",
        "&amp;",
        "<!-- -->",
        "<a249:Security/>",
    ] {
        let many = piece.repeat(900_000 / piece.len());
        is_yes(&token.replace(
            "<Username>",
            &format!("<x{namespaces}>{many}</x><Username>"),
        ));
    }
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
}
