//! Every case of GovTech's APEX suite (`test-suites-apex-api-security`, MIT): base strings, HMAC and RSA signatures, whole
//! tokens, in a folder that CREDTOOL_VECTORS names or that lies beside the checkout. Skipped where there is none.

use std::path::{Path, PathBuf};

use credtool_crypto_engine::{Hash, HmacKey, KeySizes, PublicKey, Randomness, SignatureScheme};
use credtool_pki::Password;
use credtool_request_auth::akana::{
    self, Credentials, EncodeSignature, Format, Options, Policy, Scheme,
};
use credtool_request_auth::{AppCredentials, Replay, Request, SharedSecret};
use serde_json::Value;

use crate::millis;

fn folder() -> Option<PathBuf> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/vectors");
    let folder = std::env::var_os("CREDTOOL_VECTORS").unwrap_or_else(|| beside.into());
    let folder = Path::new(&folder).join("apex-api-security");
    if folder.is_dir() {
        return Some(folder);
    }
    #[expect(clippy::print_stdout, reason = "a skipped test says so")]
    {
        println!("skipped: no {}", folder.display());
    }
    None
}

fn cases(folder: &Path, file: &str) -> Vec<Value> {
    let text = std::fs::read(folder.join("testData").join(file)).expect(file);
    serde_json::from_slice(&text).expect("JSON")
}

fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value[name].as_str().unwrap_or_default()
}

fn wants_error(case: &Value) -> bool {
    case["errorTest"] == true
}

fn private_key(folder: &Path, parameters: &Value) -> Result<credtool_pki::PrivateKey, String> {
    let name = parameters["privateCertFileName"].as_str().ok_or("no key")?;
    let bytes = std::fs::read(folder.join(name)).map_err(|error| error.to_string())?;
    let password = parameters["passphrase"].as_str().map(Password::new);
    credtool_pki::PrivateKey::parse(&bytes, password.as_ref()).map_err(|error| error.to_string())
}

/// What JavaScript makes of a value in a query: an object becomes nothing, a list becomes several parameters.
fn pairs(object: &Value) -> Vec<(String, String)> {
    let scalar = |value: &Value| match value {
        Value::String(text) => text.clone(),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
        _ => String::new(),
    };
    let mut pairs = Vec::new();
    for (name, value) in object.as_object().into_iter().flatten() {
        match value {
            Value::Array(values) => {
                pairs.extend(values.iter().map(|value| (name.clone(), scalar(value))))
            }
            value => pairs.push((name.clone(), scalar(value))),
        }
    }
    pairs
}

/// The suite builds its request from a URL and lists of parameters; this is the request that then travels.
struct Case {
    url: String,
    method: String,
    form: Vec<u8>,
    options: Options,
    nonce: String,
    timestamp: u64,
}

impl Case {
    fn new(parameters: &Value) -> Option<Self> {
        let prefix = parameters["authPrefix"].as_str()?;
        let query = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(pairs(&parameters["queryString"]))
            .finish();
        let form = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(pairs(&parameters["formData"]))
            .finish();
        let mut url = parameters["signatureUrl"]
            .as_str()
            .unwrap_or("https://training.api.lab/")
            .to_owned();
        if !query.is_empty() {
            url = format!("{url}{}{query}", if url.contains('?') { "&" } else { "?" });
        }
        let rsa = parameters["secret"].is_null();
        let options = Options {
            format: Format {
                header_scheme: prefix.into(),
                prefix: prefix.to_lowercase(),
                ..Format::default()
            },
            realm: parameters["realm"].as_str().map(str::to_owned),
            encode_signature: EncodeSignature::No,
            version: Some(parameters["version"].as_str().unwrap_or("1.0").to_owned()),
            ..Options::new(if rsa {
                Scheme::RsaSha256
            } else {
                Scheme::HmacSha256
            })
        };
        Some(Self {
            url,
            method: parameters["httpMethod"]
                .as_str()
                .unwrap_or("GET")
                .to_owned(),
            form: form.into_bytes(),
            options,
            nonce: parameters["nonce"].as_str().unwrap_or("%s").to_owned(),
            timestamp: parameters["timestamp"]
                .as_str()
                .unwrap_or("1")
                .parse()
                .expect("milliseconds"),
        })
    }

    fn request(&self) -> Request<'_> {
        let request = Request::new(&self.method, &self.url);
        if self.form.is_empty() {
            request
        } else {
            request.form(&self.form)
        }
    }

    fn sign(&self, credentials: &Credentials<'_>) -> akana::Signed {
        akana::sign(
            &self.request(),
            credentials,
            &self.options,
            &self.nonce,
            millis(self.timestamp),
        )
        .expect("a signature")
    }
}

#[test]
fn base_strings_and_default_parameters() {
    let Some(folder) = folder() else { return };
    let any_key = private_key(&folder, &serde_json::json!({"privateCertFileName": "cert/alpha/training.alpha.apex.lab.nopass.pem"})).unwrap();
    let mut tried = 0;
    for file in ["getSignatureBaseString.json", "defaultParams.json"] {
        for case in cases(&folder, file) {
            let parameters = &case["apiParam"];
            let app_id = text(parameters, "appId");
            let built = Case::new(parameters).unwrap();
            let secret = parameters["secret"]
                .as_str()
                .map(|text| SharedSecret::new(text).unwrap());
            let credentials = match &secret {
                Some(secret) => Credentials::secret(app_id, secret),
                None => Credentials::private_key(app_id, any_key.engine_key().unwrap()),
            };
            let signed = built.sign(&credentials);
            let ours = String::from_utf8(signed.base_string().unwrap().to_vec()).unwrap();
            // `%s` stands for what the suite leaves to the client.
            let expected = text(&case["expectedResult"], "default");
            let timestamp = if parameters["timestamp"].is_null() {
                "1"
            } else {
                "%s"
            };
            assert!(
                ours.ends_with(
                    &expected.replace("timestamp=%s", &format!("timestamp={timestamp}"))
                ),
                "{file} {}: {ours}",
                case["id"]
            );
            assert!(file.starts_with("default") || ours == expected);
            tried += 1;
        }
    }
    assert_eq!(tried, 15);
}

#[test]
fn signatures() {
    let Some(folder) = folder() else { return };
    let (mut tried, mut refused) = (0, 0);
    for case in cases(&folder, "getL1Signature.json") {
        let (Some(message), Some(secret)) = (
            case["message"].as_str(),
            case["apiParam"]["secret"].as_str(),
        ) else {
            continue;
        };
        if wants_error(&case) {
            assert!(
                message.is_empty() || SharedSecret::new(secret).is_err(),
                "{}",
                case["id"]
            );
            continue;
        }
        let tag = HmacKey::new(Hash::Sha256, secret.as_bytes()).tag(message.as_bytes());
        assert_eq!(
            base64_of(&tag),
            text(&case["expectedResult"], "default"),
            "{}",
            case["id"]
        );
        tried += 1;
    }
    for case in cases(&folder, "getL2Signature.json") {
        let Some(message) = case["message"].as_str() else {
            continue;
        };
        let key = private_key(&folder, &case["apiParam"]);
        if wants_error(&case) {
            // A password for a key that has none is no reason for us to refuse it.
            let needless = text(&case["apiParam"], "privateCertFileName").contains("nopass");
            assert!(
                key.is_err() || message.is_empty() || needless,
                "{}",
                case["id"]
            );
            refused += 1;
            continue;
        }
        let scheme = SignatureScheme::RsaPkcs1v15(Hash::Sha256);
        let signature = key
            .expect("the key")
            .engine_key()
            .unwrap()
            .sign(
                scheme,
                KeySizes::Current,
                Randomness::System,
                message.as_bytes(),
            )
            .unwrap();
        assert_eq!(
            base64_of(&signature),
            text(&case["expectedResult"], "default"),
            "{}",
            case["id"]
        );
        tried += 1;
    }
    assert!(tried >= 15 && refused >= 3, "{tried} {refused}");
}

#[test]
fn verifications() {
    let Some(folder) = folder() else { return };
    for case in cases(&folder, "verifyL1Signature.json") {
        let parameters = &case["apiParam"];
        let key = HmacKey::new(Hash::Sha256, text(parameters, "secret").as_bytes());
        let signature = decoded(text(parameters, "signature"));
        let holds = signature
            .is_some_and(|tag| key.verify(text(&case, "message").as_bytes(), &tag).is_ok());
        assert_eq!(
            holds.to_string(),
            text(&case["expectedResult"], "default"),
            "{}",
            case["id"]
        );
    }
    for case in cases(&folder, "verifyL2Signature.json") {
        let name = text(&case, "publicCertFileName");
        let bytes = std::fs::read(folder.join(name)).expect(name);
        let spki = match credtool_pki::PublicKey::parse(&bytes) {
            Ok(key) => key.spki_der().to_vec(),
            Err(_) => {
                let der = match credtool_pki::Pem::parse_all(&bytes) {
                    Ok(blocks) => blocks[0].contents().to_vec(),
                    Err(_) => bytes,
                };
                credtool_pki::Certificate::from_der(&der)
                    .expect(name)
                    .spki_der()
                    .to_vec()
            }
        };
        let key = PublicKey::from_spki_der(&spki).unwrap();
        let scheme = SignatureScheme::RsaPkcs1v15(Hash::Sha256);
        let signature = decoded(text(&case["apiParam"], "signature"));
        let message = text(&case, "message").as_bytes();
        let holds = signature.is_some_and(|signature| {
            key.verify(scheme, KeySizes::Current, message, &signature)
                .is_ok()
        });
        // The suite's clients cannot read a certificate in DER and call it an error; ours can.
        assert!(!wants_error(&case) || holds);
        if wants_error(&case) {
            continue;
        }
        assert_eq!(
            holds.to_string(),
            text(&case["expectedResult"], "default"),
            "{}",
            case["id"]
        );
    }
}

/// Signs each case and compares field by field, and verifies the suite's own header.
#[test]
fn whole_tokens() {
    let Some(folder) = folder() else { return };
    let mut compared = 0;
    for case in cases(&folder, "getSignatureToken.json") {
        let parameters = &case["apiParam"];
        let Some(built) = Case::new(parameters) else {
            assert!(wants_error(&case));
            continue;
        };
        let app_id = text(parameters, "appId");
        let secret = parameters["secret"]
            .as_str()
            .map(|text| SharedSecret::new(text).unwrap());
        let key = private_key(&folder, parameters);
        let credentials = match &secret {
            Some(secret) => Credentials::secret(app_id, secret),
            None => Credentials::private_key(app_id, key.as_ref().unwrap().engine_key().unwrap()),
        };
        let signed = built.sign(&credentials);
        let expected = text(&case["expectedResult"], "default");
        if expected.contains("%s") {
            continue; // a new nonce or timestamp each time: nothing to compare
        }
        let fields = |header: &str| {
            let (scheme, rest) = header.split_once(' ').unwrap();
            let mut fields: Vec<String> = rest
                .split(',')
                .map(|field| field.trim().to_owned())
                .collect();
            fields.sort();
            (scheme.to_owned(), fields)
        };
        assert_eq!(
            fields(signed.authorization()),
            fields(expected),
            "{}",
            case["id"]
        );

        let known = AppCredentials::new(app_id);
        let known = match (secret, key) {
            (Some(secret), _) => known.secret(secret),
            (None, Ok(key)) => known.public_key(key.engine_key().unwrap().public_key().clone()),
            (None, Err(error)) => panic!("{error}"),
        };
        let policy = Policy::new([built.options.scheme], built.options.format.clone());
        let received = built.request().header("Authorization", expected.as_bytes());
        let verified = akana::verify(
            &received,
            |_| Some(&known),
            &policy,
            millis(built.timestamp),
            |_, _| Replay::New,
        );
        assert_eq!(verified.expect("yes").identity(), Some(app_id));
        compared += 1;
    }
    assert!(compared >= 7, "{compared}");
}

fn base64_of(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

fn decoded(text: &str) -> Option<Vec<u8>> {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.decode(text).ok()
}
