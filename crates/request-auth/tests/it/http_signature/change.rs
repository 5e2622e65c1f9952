//! Sign then verify is yes; any change in what is covered is a no.

use credtool_request_auth::http_signature::{self, Credentials, Options, Policy};
use credtool_request_auth::{Request, SharedSecret};
use proptest::prelude::*;

use super::*;

const COVERED: [&str; 10] = [
    "@method",
    "@target-uri",
    "@authority",
    "@scheme",
    "@request-target",
    "@path",
    "@query",
    "content-type",
    "content-type;bs",
    "content-digest",
];

proptest! {
    #[test]
    fn one_byte(
        method in "GET|POST|DELETE|get",
        path in "/[a-zA-Z0-9/%._~-]{0,20}",
        query in "([?][a-z0-9=&+%]{0,24})?",
        content_type in "[a-z/]{1,12}",
        body in proptest::collection::vec(any::<u8>(), 1..40),
        nonce in "[!-~]{0,24}",
        more in proptest::sample::subsequence(&COVERED[2..9], 0..7),
        which in 0_usize..6,
        at_byte in any::<prop::sample::Index>(),
        to in "[a-zA-Z0-9=&+/%.-]",
    ) {
        let secret = SharedSecret::new(SECRET).unwrap();
        let credentials = Credentials::secret(KEY_ID, &secret);
        let url = format!("https://api.com:8443{path}{query}");
        let mut covered = vec!["@method", "@target-uri", "content-type"];
        covered.extend(more.into_iter().filter(|component| *component != "content-type"));
        let options = Options { components: components(&covered), ..hmac_options() };
        let request = Request::new(&method, &url).header("content-type", content_type.as_bytes()).body(&body);
        let signed = http_signature::sign(&request, &credentials, &options, &nonce, at(NOW)).unwrap();
        let sent = fields(&signed);
        prop_assert!(verify(&with(&request, &sent), &app(), &hmac()).is_ok());

        let (input, signature) = (sent[1].1.clone(), sent[2].1.clone());
        let mut parts = [
            method.clone().into_bytes(),
            url.clone().into_bytes(),
            content_type.clone().into_bytes(),
            body.clone(),
            input.clone().into_bytes(),
            signature.clone().into_bytes(),
        ];
        let start = match which { 1 => "https://api.com".len(), 4 | 5 => "sig1=".len(), _ => 0 };
        let length = parts[which].len() - start;
        parts[which][start + at_byte.index(length)] = to.as_bytes()[0];
        let changed = parts[which] != [method.as_bytes(), url.as_bytes(), content_type.as_bytes(), &body, input.as_bytes(), signature.as_bytes()][which];
        let text = |part: usize| String::from_utf8(parts[part].clone()).unwrap();
        let (method, url) = (text(0), text(1));
        let again = Request::new(&method, &url)
            .header("content-type", &parts[2])
            .body(&parts[3])
            .header("Content-Digest", sent[0].1.as_bytes())
            .header("Signature-Input", &parts[4])
            .header("Signature", &parts[5]);
        prop_assert_eq!(verify(&again, &app(), &hmac()).is_err(), changed);
    }

    /// What is covered may stand in another form where the RFC gives it one form only.
    #[test]
    fn other_spellings_of_the_same(spaces in " {1,3}", host in "[aA][pP][iI][.]com", port in "(:443)?") {
        let request = Request::new("GET", "https://api.com/a?b").header("X", b"1, 2");
        let options = Options { components: components(&["@method", "@target-uri", "x"]), ..hmac_options() };
        let signed = signed(&request, &options);
        let url = format!("HTTPS://{host}{port}/a?b#fragment");
        let input = signed.signature_input().replace(' ', &spaces).replace("=(", &format!("=({spaces}"));
        let signature = format!("  {}{spaces}", signed.signature());
        let again = Request::new("GET", &url)
            .header("x", b" 1 ")
            .header("X", b"2")
            .header("signature-input", input.as_bytes())
            .header("SIGNATURE", signature.as_bytes());
        prop_assert!(verify(&again, &app(), &hmac()).is_ok());
    }

    #[test]
    fn nothing_panics(
        method in ".{0,8}",
        url in "(https://)?.{0,40}",
        input in proptest::collection::vec(any::<u8>(), 0..120),
        signature in proptest::collection::vec(any::<u8>(), 0..40),
        digest in proptest::collection::vec(any::<u8>(), 0..40),
        body in proptest::collection::vec(any::<u8>(), 0..40),
    ) {
        let request = Request::new(&method, &url)
            .header("Content-Digest", &digest)
            .body(&body)
            .header("Signature-Input", &input)
            .header("Signature", &signature);
        prop_assert!(verify(&request, &app(), &hmac()).is_err());
    }

    /// As strangers would write it: nothing without the secret is a yes.
    #[test]
    fn nothing_without_the_secret_is_a_yes(
        covered in "( ?\"(@method|@target-uri|content-digest|x|@query-param)\"(;(sf|bs|key=\"a\"|name=\"page\"))?){0,4}",
        parameters in "(;(created=16188844[0-9]{2}|keyid=\"nexus\"|nonce=\"[a-z]?\"|alg=\"hmac-sha256\"|tag=\"t\"|x)){0,4}",
    ) {
        let input = format!("sig1=({covered}){parameters}");
        let request = Request::new("GET", URL)
            .header("X", b"a=1")
            .header("Signature-Input", input.as_bytes())
            .header("Signature", b"sig1=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=:");
        let policy = Policy { required: Vec::new(), ..hmac() };
        prop_assert!(verify(&request, &app(), &policy).is_err());
    }
}
