//! Keys, certificates, names and verdicts as JSON members and as lines for people; several verbs show the same things the same way.

use credtool_pki::{
    Certificate, DistributionPointName, ExtensionValue, Extensions, GeneralName, PublicKey,
    oid_name, spki_sha256,
};
use serde_json::{Map, Value, json};

use crate::output::printable;

/// Returns `{"type","bits","curve","spki_sha256"}`; a key that cannot be read keeps its fingerprint.
pub(crate) fn key(spki_der: &[u8]) -> Value {
    let spki_sha256 = base16ct::lower::encode_string(&spki_sha256(spki_der));
    match PublicKey::from_spki_der(spki_der) {
        Ok(key) => json!({
            "type": key.info().key_type.to_string(),
            "bits": key.info().bits,
            "curve": key.info().curve,
            "spki_sha256": spki_sha256,
        }),
        Err(error) => {
            json!({ "type": null, "bits": null, "problem": error.to_string(), "spki_sha256": spki_sha256 })
        }
    }
}

/// Returns everything that `cert inspect` shows of a certificate.
pub(crate) fn certificate(certificate: &Certificate) -> Value {
    let extensions = certificate.extensions();
    let mut shown = json!({
        "subject": certificate.subject().to_string(),
        "issuer": certificate.issuer().to_string(),
        "serial": certificate.serial(),
        "not_before": certificate.not_before().to_string(),
        "not_after": certificate.not_after().to_string(),
        "sha256": certificate.sha256(),
        "sha1": certificate.sha1(),
        "spki_sha256": certificate.spki_sha256(),
        "key": key(certificate.spki_der()),
        "signature_algorithm": certificate.signature_algorithm().name(),
        "is_ca": extensions.is_ca(),
        "path_len": extensions.path_len(),
        "sans": sans(extensions),
        "key_usage": extensions.key_usage().map(|usage| usage.names()),
        "extended_key_usage": extensions.extended_key_usage().map(|purposes| purposes.iter().map(|oid| name(oid)).collect::<Vec<_>>()),
        "version": certificate.version(),
        "extensions": self::extensions(extensions),
    });
    for (member, values) in limits(extensions) {
        if !values.is_empty() {
            shown[member] = values.into();
        }
    }
    let defects: Vec<_> = certificate
        .defects()
        .iter()
        .map(ToString::to_string)
        .collect();
    if !defects.is_empty() {
        shown["defects"] = defects.into();
    }
    shown
}

/// Returns the names over which an authority may issue, its policies, and where its issuer tells of its revocation.
fn limits(extensions: &Extensions) -> [(&'static str, Vec<String>); 4] {
    let (mut permitted, mut excluded) = (Vec::new(), Vec::new());
    let (mut policies, mut lists) = (Vec::new(), Vec::new());
    for extension in extensions {
        match extension.value() {
            ExtensionValue::NameConstraints(constraints) => {
                permitted.extend(constraints.permitted().iter().map(ToString::to_string));
                excluded.extend(constraints.excluded().iter().map(ToString::to_string));
            }
            ExtensionValue::CertificatePolicies(all) => {
                policies.extend(all.iter().map(|policy| name(&policy.policy)));
            }
            ExtensionValue::CrlDistributionPoints(points) => {
                for point in points {
                    if let Some(DistributionPointName::Full(names)) = &point.name {
                        lists.extend(names.iter().map(ToString::to_string));
                    }
                }
            }
            _ => {}
        }
    }
    [
        ("permitted_names", permitted),
        ("excluded_names", excluded),
        ("policies", policies),
        ("revocation_lists", lists),
    ]
}

/// Returns the short form of a certificate inside a keystore.
pub(crate) fn certificate_of_entry(certificate: &Certificate) -> Value {
    json!({
        "sha256": certificate.sha256(),
        "serial": certificate.serial(),
        "subject": certificate.subject().to_string(),
        "not_after": certificate.not_after().to_string(),
    })
}

/// Returns the alternative names of the subject, each as its bare value.
pub(crate) fn sans(extensions: &Extensions) -> Vec<String> {
    extensions
        .subject_alt_names()
        .iter()
        .map(GeneralName::to_string)
        .collect()
}

/// Returns which extensions there are, and which of them are critical.
pub(crate) fn extensions(extensions: &Extensions) -> Vec<Value> {
    let one = |extension: &credtool_pki::Extension| json!({ "oid": extension.oid(), "name": oid_name(extension.oid()), "critical": extension.is_critical() });
    extensions.iter().map(one).collect()
}

/// Returns what people call the secret or key at a place, where the first is the current one.
pub(crate) fn candidate(place: usize) -> String {
    match place {
        0 => "current".to_owned(),
        1 => "previous".to_owned(),
        older => format!("previous-{older}"),
    }
}

/// What people call the secrets that are tried, in their order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Standings(Vec<&'static str>);

impl Standings {
    /// Takes the standings that a registry knows; without them the first secret is the current one.
    pub(crate) fn known(standings: impl IntoIterator<Item = &'static str>) -> Self {
        Self(standings.into_iter().collect())
    }

    /// Returns what people call the secret at a place.
    pub(crate) fn of(&self, place: usize) -> String {
        let known = self.0.get(place).map(|standing| (*standing).to_owned());
        known.unwrap_or_else(|| candidate(place))
    }
}

/// Returns the members of an object as aligned lines for people: nested objects on one line, empty members left out.
pub(crate) fn lines(shown: &Value, members: &[&str]) -> String {
    let width = members
        .iter()
        .map(|member| member.len())
        .max()
        .unwrap_or_default();
    let mut text = String::new();
    for member in members {
        let value = plain(&shown[*member]);
        if !value.is_empty() {
            text.push_str(&format!("{:<width$}  {value}\n", member.replace('_', " ")));
        }
    }
    text
}

/// Returns a value as people read it, safe for a terminal.
pub(crate) fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => printable(text),
        Value::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        Value::Array(values) => values.iter().map(plain).collect::<Vec<_>>().join(", "),
        Value::Object(members) => object(members),
        Value::Number(number) => number.to_string(),
    }
}

fn object(members: &Map<String, Value>) -> String {
    if let Some(oid) = members.get("oid") {
        let name = members
            .get("name")
            .filter(|name| name.is_string())
            .unwrap_or(oid);
        let critical = members.get("critical") == Some(&Value::Bool(true));
        return format!(
            "{}{}",
            plain(name),
            if critical { " (critical)" } else { "" }
        );
    }
    let values = members.values().filter(|value| !value.is_null());
    values.map(plain).collect::<Vec<_>>().join(" ")
}

fn name(oid: &str) -> String {
    oid_name(oid).unwrap_or(oid).to_owned()
}
