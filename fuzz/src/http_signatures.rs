//! HTTP message signatures as strangers write them, beside another reader of structured fields.

use std::time::{Duration, SystemTime};

use credtool_crypto_engine::{Hash, HmacKey};
use credtool_request_auth::http_signature::{self, Algorithm, Credentials, Options, Policy};
use credtool_request_auth::{AppCredentials, Reason, Refusal, Replay, Request, SharedSecret};
use sfv::{BareItem, Dictionary, FieldType as _, InnerList, Item, ListEntry, Parser};

const SECRET: &str = "1008877afabf32efb31f9c974dbeaa688bed0769";
const URL: &str = "https://api.example.com/a%20b?a=1+2&b";

fn now() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_618_884_473)
}

fn policy() -> Policy {
    Policy {
        required: Vec::new(),
        digest_required: false,
        tolerance: Duration::from_secs(1 << 40),
        ..Policy::new([Algorithm::HmacSha256])
    }
}

/// `Signature-Input`, `Signature`, `Content-Digest` and a field, one a line, and the body behind them: no signature comes
/// out of nothing; what is read is what another reader reads, written as another writer writes it; what can be signed
/// verifies.
pub fn structured_fields(data: &[u8]) {
    let mut lines = data.splitn(5, |byte| *byte == b'\n');
    let mut line = || trimmed(lines.next().unwrap_or_default());
    let (input, signature, digest, field, body) = (line(), line(), line(), line(), line());
    let request = Request::new("POST", URL)
        .header("Content-Digest", digest)
        .header("X-Field", field)
        .body(body);
    let received = request
        .clone()
        .header("Signature-Input", input)
        .header("Signature", signature);
    let refusal = verify(&received).unwrap_err();

    let theirs = Parser::new(input).parse::<Dictionary>();
    if theirs.is_err() || Parser::new(signature).parse::<Dictionary>().is_err() {
        assert!(
            matches!(
                refusal.reason,
                Reason::Malformed(_) | Reason::DuplicateParameter(_)
            ),
            "{refusal:?}"
        );
    }
    if let Ok(theirs) = theirs {
        signed_by_another(&request, input, &theirs);
    }
    sign(&request, digest, body);
}

/// Returns a field as a server takes it (RFC 9110 §5.5).
fn trimmed(field: &[u8]) -> &[u8] {
    let blank = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\r');
    let start = field.iter().take_while(|byte| blank(byte)).count();
    let end = field
        .iter()
        .rposition(|byte| !blank(byte))
        .map_or(start, |last| last + 1);
    &field[start..end]
}

fn verify(request: &Request<'_>) -> Result<(), Refusal> {
    let find = |key_id: &str| {
        let secret = SharedSecret::new(SECRET).unwrap();
        Some(AppCredentials::new(key_id).secret(secret))
    };
    http_signature::verify(request, find, &policy(), now(), |_, _| Replay::New).map(|_| ())
}

/// Writes the base from what the other reader read. Where we understand the request, its signature is a yes.
fn signed_by_another(request: &Request<'_>, input: &[u8], theirs: &Dictionary) {
    let Some((label, ListEntry::InnerList(list))) = theirs.first() else {
        return;
    };
    if theirs.len() > 1 {
        return;
    }
    let Some(base) = base(request, list) else {
        return;
    };
    let tag = HmacKey::new(Hash::Sha256, SECRET.as_bytes()).tag(base.as_bytes());
    let mut signature = Dictionary::new();
    signature.insert(
        label.clone(),
        ListEntry::Item(Item::new(BareItem::ByteSequence(tag))),
    );
    let signature = signature.serialize().unwrap();
    let received = request
        .clone()
        .header("Signature-Input", input)
        .header("Signature", signature.as_bytes());
    // What is stricter here than there, not supported, or judged after the signature.
    let reason = verify(&received).map_err(|refusal| refusal.reason);
    assert!(
        !matches!(
            reason,
            Err(Reason::BadSignature | Reason::NotCovered(_) | Reason::OtherApp)
        ),
        "{reason:?}: {base}"
    );
}

fn base(request: &Request<'_>, list: &InnerList) -> Option<String> {
    let mut base = String::new();
    for item in &list.items {
        let name = item.bare_item.as_string()?.as_str();
        let identifier = item.serialize();
        let value = match (name, item.params.len()) {
            ("@method", 0) => "POST".to_owned(),
            ("@target-uri", 0) => URL.to_owned(),
            ("@authority", 0) => "api.example.com".to_owned(),
            ("@scheme", 0) => "https".to_owned(),
            ("@request-target", 0) => "/a%20b?a=1+2&b".to_owned(),
            ("@path", 0) => "/a%20b".to_owned(),
            ("@query", 0) => "?a=1+2&b".to_owned(),
            ("x-field" | "content-digest", 0) => {
                let value = request.values(name).next()?;
                std::str::from_utf8(value).ok()?.to_owned()
            }
            ("x-field" | "content-digest", 1) => {
                let (parameter, key) = item.params.first()?;
                let key = key.as_string().filter(|_| parameter.as_str() == "key")?;
                let value = request.values(name).next()?;
                let members = Parser::new(value).parse::<Dictionary>().ok()?;
                vec![members.get(key.as_str())?.clone()].serialize()?
            }
            _ => return None,
        };
        base.push_str(&format!("{identifier}: {value}\n"));
    }
    let parameters = vec![ListEntry::InnerList(list.clone())].serialize()?;
    Some(format!("{base}\"@signature-params\": {parameters}"))
}

/// What can be signed verifies; a digest that was accepted is one that the other reader finds.
fn sign(request: &Request<'_>, digest: &[u8], body: &[u8]) {
    let secret = SharedSecret::new(SECRET).unwrap();
    let credentials = Credentials::secret("nexus", &secret);
    for covered in [
        "x-field",
        "x-field;bs",
        "x-field;key=\"a\"",
        "content-digest",
    ] {
        let options = Options {
            components: vec![covered.parse().unwrap()],
            digest: None,
            ..Options::new(Algorithm::HmacSha256)
        };
        let Ok(signed) = http_signature::sign(request, &credentials, &options, "n", now()) else {
            continue;
        };
        let headers: Vec<(&str, &str)> = signed.headers().collect();
        let received = headers
            .iter()
            .fold(request.clone(), |request, (name, value)| {
                request.header(name, value.as_bytes())
            });
        assert_eq!(verify(&received), Ok(()), "{covered}");
        if covered == "content-digest" {
            let members = Parser::new(digest).parse::<Dictionary>().unwrap();
            let holds = |name: &str, hash: Hash| {
                let item = Item::new(BareItem::ByteSequence(hash.digest(body)));
                let found = members.get(name);
                found.is_none_or(|found| matches!(found, ListEntry::Item(found) if found.bare_item == item.bare_item))
            };
            assert!(holds("sha-256", Hash::Sha256) && holds("sha-512", Hash::Sha512));
        }
    }
}
