//! Sign then verify is yes in every carriage; any change in what is covered is a no; no bytes make it panic.

use credtool_request_auth::Request;
use credtool_request_auth::oauth1::{Carry, Options, SignatureMethod};
use proptest::prelude::*;

use super::{URL, app, policy, signed, verify};

/// Method, URL without its query, and the decoded parameters.
type Meaning = (String, String, Vec<(Vec<u8>, Vec<u8>)>);

/// The parts as RFC 5849 §3.4.1 sees them: two spellings of one meaning are no change.
fn meaning(method: &str, url: &str, form: &[u8]) -> Meaning {
    let url = url.split('#').next().unwrap_or_default();
    let (before, query) = url.split_once('?').unwrap_or((url, ""));
    let mut pairs = Vec::new();
    for text in [query.as_bytes(), form] {
        for piece in text
            .split(|byte| *byte == b'&')
            .filter(|piece| !piece.is_empty())
        {
            let mut halves = piece.splitn(2, |byte| *byte == b'=');
            let mut half = || {
                let half = halves.next().unwrap_or_default();
                let spaced: Vec<u8> = half
                    .iter()
                    .map(|byte| if *byte == b'+' { b' ' } else { *byte })
                    .collect();
                percent_encoding::percent_decode(&spaced).collect::<Vec<u8>>()
            };
            pairs.push((half(), half()));
        }
    }
    pairs.sort();
    // Scheme and host in any case.
    let path = before
        .match_indices('/')
        .nth(2)
        .map_or(before.len(), |(at, _)| at);
    let (origin, path) = before.split_at(path);
    (method.to_uppercase(), origin.to_lowercase() + path, pairs)
}

proptest! {
    #[test]
    fn one_byte(
        verb in "GET|POST|DELETE",
        path in "/[a-zA-Z0-9/%._~-]{0,20}",
        query in "[a-z0-9=&+%]{0,24}",
        form in "[a-z0-9=&+%]{0,24}",
        hash in prop::sample::select(vec![SignatureMethod::HmacSha1, SignatureMethod::HmacSha256]),
        carry in prop::sample::select(vec![Carry::Header, Carry::Query, Carry::Form]),
        which in 0_usize..4,
        at in any::<prop::sample::Index>(),
        to in "[a-zA-Z0-9=&+/%.-]",
    ) {
        let url = format!("https://api.com{path}?{query}");
        let options = Options { carry, ..Options::new(hash) };
        let sent = signed(&verb, &url, form.as_bytes(), &options);
        prop_assert!(verify(&sent.request(&verb), &app(), &policy()).is_ok());

        let mut changed = sent.clone();
        let mut other_verb = verb.clone();
        let part = match which {
            0 => &mut other_verb,
            1 => &mut changed.url,
            2 => &mut changed.header,
            _ => &mut String::from_utf8(changed.body.clone()).unwrap(),
        };
        if part.is_empty() {
            return Ok(());
        }
        let place = at.index(part.len());
        part.replace_range(place..=place, &to);
        if which == 3 {
            changed.body = part.clone().into_bytes();
        }
        let same = match which {
            2 => decoded(&changed.header) == decoded(&sent.header),
            _ => meaning(&other_verb, &changed.url, &changed.body) == meaning(&verb, &sent.url, &sent.body),
        };
        let answer = verify(&changed.request(&other_verb), &app(), &policy());
        prop_assert!(same || answer.is_err(), "{other_verb} {changed:?} {answer:?}");
    }

    #[test]
    fn any_header(header in prop::collection::vec(any::<u8>(), 0..200), url in "https://a/\\PC{0,40}") {
        let request = Request::new("GET", URL).header("Authorization", &header);
        prop_assert!(verify(&request, &app(), &policy()).is_err());
        let header = [b"OAuth ", header.as_slice()].concat();
        let request = Request::new("GET", &url).header("Authorization", &header).form(&header);
        prop_assert!(verify(&request, &app(), &policy()).is_err());
    }

    #[test]
    fn parameters_of_any_value(value in "[ -~]{0,20}", name in "[a-z_]{1,20}|oauth_(token|nonce|timestamp|version|signature_method|consumer_key)") {
        let header = format!("OAuth oauth_consumer_key=a, oauth_signature=b, {name}=\"{}\"", value.replace(['"', '\\'], ""));
        let request = Request::new("GET", URL).header("Authorization", header.as_bytes());
        prop_assert!(verify(&request, &app(), &policy()).is_err());
    }
}

/// The header as it is understood: scheme in any case, white space and commas, escapes.
fn decoded(header: &str) -> (String, Vec<u8>) {
    let (scheme, rest) = header.split_once(' ').unwrap_or((header, ""));
    let plain: String = rest
        .chars()
        .filter(|character| !" ,\"\t".contains(*character))
        .collect();
    (
        scheme.to_lowercase(),
        percent_encoding::percent_decode_str(&plain).collect(),
    )
}
