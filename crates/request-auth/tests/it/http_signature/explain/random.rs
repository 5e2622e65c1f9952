//! Whatever comes: no panic, no secret in any field, soon done; and whatever is verified needs no explanation.

use credtool_request_auth::explain::Attempt;
use credtool_request_auth::http_signature::Policy;
use proptest::prelude::*;

use super::*;

fn no_secret(found: &Explanation) {
    assert!(!format!("{found:?}").contains(SECRET), "{found:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_request(
        url in "https://a(:443)?/.{0,20}",
        covered in "( ?\"(@method|@target-uri|@query|content-digest|x|@query-param)\"(;(sf|bs|key=\"a\"|name=\"page\"))?){0,4}",
        parameters in "(;(created=16188844[0-9]{2}|keyid=\"nexus\"|nonce=\"[a-z]?\"|alg=\"hmac-sha256\"|tag=\"t\"|x)){0,4}",
        value in proptest::collection::vec(any::<u8>(), 0..20),
        signature in proptest::collection::vec(any::<u8>(), 0..40),
        their_base in proptest::option::of(proptest::collection::vec(any::<u8>(), 0..40)),
    ) {
        let parameters = format!("({covered}){parameters}");
        let input = format!("sig1={parameters}");
        let signature = format!("sig1=:{}:", BASE64_STANDARD.encode(signature));
        let request = Request::new("GET", &url)
            .header("X", &value)
            .header("Y", SECRET.as_bytes())
            .header("Signature-Input", input.as_bytes())
            .header("Signature", signature.as_bytes());
        let (app, policy) = (app(), Policy { required: Vec::new(), ..hmac() });
        let attempt = Attempt {
            their_base: their_base.as_deref(),
            ..Attempt::new(&request, &app, &policy, at(NOW))
        };
        no_secret(&attempt.explain().unwrap());
    }

    /// A secret that stands in a field or the base is masked wherever it is shown.
    #[test]
    fn a_secret_in_the_request(form in "(secret=)?", tail in "[\n ]?") {
        let value = format!("{form}{SECRET}");
        let request = Request::new("GET", URL).header("X", value.as_bytes());
        let options = Options { components: components(&["@method", "@target-uri", "x"]), ..hmac_options() };
        let other = SharedSecret::new(format!("{SECRET}{tail}x")).unwrap();
        let credentials = Credentials::secret(KEY_ID, &other);
        let signed = http_signature::sign(&request, &credentials, &options, SECRET, at(NOW)).unwrap();
        let fields = fields(&signed);
        let received = with(&request, &fields);
        let (app, policy) = (app(), hmac());
        let base = signed.base_string().to_vec();
        let attempt = Attempt {
            their_base: Some(&base),
            ..Attempt::new(&received, &app, &policy, at(NOW))
        };
        no_secret(&attempt.explain().unwrap());
    }
}

/// A thousand lines are looked at within the effort.
#[test]
fn many_components_end_soon() {
    let names: Vec<String> = (0..1000).map(|place| format!("x-{place}")).collect();
    let request = names
        .iter()
        .fold(Request::new("GET", URL), |request, name| {
            request.header(name, b"value")
        });
    let covered: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
    let parameters = format!("({});created=1618884473;keyid=\"nexus\"", covered.join(" "));
    let input = format!("sig1={parameters}");
    let request = request.header("Signature-Input", input.as_bytes()).header(
        "Signature",
        b"sig1=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=:",
    );
    let (app, policy) = (
        app(),
        Policy {
            required: Vec::new(),
            ..hmac()
        },
    );
    let started = std::time::Instant::now();
    let found = Attempt::new(&request, &app, &policy, at(NOW)).explain();
    assert_cause(found, Cause::WrongSecret, "many");
    assert!(
        started.elapsed() < Duration::from_secs(60),
        "{:?}",
        started.elapsed()
    );
}
