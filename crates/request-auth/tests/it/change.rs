//! Sign then verify is yes; any change in what is covered is a no.

use credtool_request_auth::akana::{self, Credentials, Options, Scheme};
use credtool_request_auth::{AppCredentials, Reason, Replay, Request};
use proptest::prelude::*;

use crate::{APP, SECRET, app, millis, policy, secret};

const NOW: u64 = 1_536_650_955_984;

fn verify(
    known: &AppCredentials,
    scheme: Scheme,
    method: &str,
    url: &str,
    form: &[u8],
    header: &[u8],
) -> Result<(), Reason> {
    let request = Request::new(method, url)
        .form(form)
        .header("Authorization", header);
    akana::verify(
        &request,
        |_| Some(known),
        &policy(scheme, "atmosphere"),
        millis(NOW),
        |_, _| Replay::New,
    )
    .map(|_| ())
    .map_err(|refusal| refusal.reason)
}

/// The parts as the signed string sees them, which does not see where the path ends: two spellings of one meaning are no
/// change.
fn meaning(method: &str, url: &str, form: &[u8]) -> (String, String) {
    let (before, query) = url.split_once('?').unwrap_or((url, ""));
    let query = form_urlencoded::parse(query.as_bytes()).into_owned();
    let mut pairs: Vec<_> = query
        .chain(form_urlencoded::parse(form).into_owned())
        .collect();
    pairs.sort();
    let joined = pairs.iter().map(|(name, value)| match value.as_str() {
        "" => format!("&{name}"),
        value => format!("&{name}={value}"),
    });
    let joined: String = joined.collect();
    (method.to_uppercase(), format!("{before}{joined}"))
}

#[test]
fn the_border_of_the_path_is_not_signed() {
    let (secret, known) = (secret(SECRET), app());
    let request = Request::new("GET", "https://api.com/p?a");
    let options = Options::new(Scheme::HmacSha256);
    let credentials = Credentials::secret(APP, &secret);
    let signed = akana::sign(&request, &credentials, &options, "n", millis(NOW)).unwrap();
    let header = signed.authorization().as_bytes();
    let answer = |url| verify(&known, Scheme::HmacSha256, "GET", url, b"", header);
    assert_eq!(answer("https://api.com/p?a"), Ok(()));
    assert_eq!(
        answer("https://api.com/p&a"),
        Ok(()),
        "the gap that the docs name"
    );
    assert_eq!(answer("https://api.com/p/a"), Err(Reason::BadSignature));
}

proptest! {
    #[test]
    fn one_byte(
        method in "GET|POST|DELETE",
        path in "/[a-zA-Z0-9/%._~-]{0,20}",
        query in "[a-z0-9=&+%]{0,24}",
        form in "[a-z0-9=&+%]{0,24}",
        nonce in "[!-~]{1,24}",
        which in 0_usize..4,
        at in any::<prop::sample::Index>(),
        to in "[a-zA-Z0-9=&+/%.-]",
    ) {
        let (secret, known) = (secret(SECRET), app());
        let url = format!("https://api.com:8443{path}?{query}");
        let request = Request::new(&method, &url).form(form.as_bytes());
        let options = Options::new(Scheme::HmacSha256);
        let signed = akana::sign(&request, &Credentials::secret(APP, &secret), &options, &nonce, millis(NOW)).unwrap();
        let header = signed.authorization().to_owned();
        prop_assert_eq!(verify(&known, Scheme::HmacSha256, &method, &url, form.as_bytes(), header.as_bytes()), Ok(()));

        let mut parts = [method.clone(), url.clone(), form.clone(), header.clone()];
        let mut bytes = std::mem::take(&mut parts[which]).into_bytes();
        // The header's scheme word and quotes are grammar, not content: only the values inside are changed.
        let start = match which { 1 => "https://api.com".len(), 3 => "Atmosphere atmosphere_app_id=\"".len(), _ => 0 };
        if bytes.len() > start {
            let at = start + at.index(bytes.len() - start);
            bytes[at] = to.as_bytes()[0];
        }
        parts[which] = String::from_utf8(bytes).unwrap();
        let [method2, url2, form2, header2] = parts;
        let changed = meaning(&method, &url, form.as_bytes()) != meaning(&method2, &url2, form2.as_bytes());
        if changed {
            prop_assert!(verify(&known, Scheme::HmacSha256, &method2, &url2, form2.as_bytes(), header2.as_bytes()).is_err());
        }
    }

    #[test]
    fn nothing_panics(method in ".{0,8}", url in ".{0,60}", header in proptest::collection::vec(any::<u8>(), 0..120), body in proptest::collection::vec(any::<u8>(), 0..60)) {
        let known = app();
        for scheme in Scheme::ALL {
            let request = Request::new(&method, &url).form(&body).header("Authorization", &header);
            let _ = akana::verify(&request, |_| Some(&known), &policy(scheme, "a"), millis(NOW), |_, _| Replay::New);
        }
    }
}

/// The values that are signed, each changed in turn.
#[test]
fn each_field_of_the_header() {
    let (secret, known) = (secret(SECRET), app());
    let url = "https://api.com/a?b=c";
    let request = Request::new("GET", url);
    let options = Options::new(Scheme::HmacSha256);
    let signed = akana::sign(
        &request,
        &Credentials::secret(APP, &secret),
        &options,
        "nonce",
        millis(NOW),
    )
    .unwrap();
    let header = signed.authorization();
    for (from, to) in [
        ("\"nonce\"", "\"Nonce\""),
        ("1536650955984", "1536650955983"),
        ("HMACSHA256", "HMAC-SHA256"),
        (",atmosphere_version=\"1.0\"", ""),
        ("myplatform", "Myplatform"),
    ] {
        let changed = header.replace(from, to);
        assert_ne!(changed, header);
        let answer = verify(
            &known,
            Scheme::HmacSha256,
            "GET",
            url,
            b"",
            changed.as_bytes(),
        );
        assert_eq!(answer, Err(Reason::BadSignature), "{to}");
    }
}
