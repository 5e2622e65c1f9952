//! `keystore list`: every entry, also the ones that cannot be read.

use std::path::PathBuf;

use credtool_pki::{Certificate, Entry, EntryKind};
use serde_json::{Value, json};

use crate::describe;
use crate::failure::{Answer, Failure};
use crate::io::{Io, Limit};
use crate::open::{self, PasswordOptions, Passwords};

/// List every entry of a keystore
///
/// A JKS or JCEKS keystore is listed without a password too, with its integrity unchecked.
#[derive(clap::Args)]
#[command(after_help = "\
Example:
  $ credtool keystore list hermosa.p12 --store-password prompt

Exit status: 0 done; 2 could not be done.")]
pub(crate) struct List {
    /// The keystore, - for stdin
    file: PathBuf,
    #[command(flatten)]
    passwords: PasswordOptions,
}

impl List {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        let mut passwords = self.passwords.read(io)?;
        let input = io.read(&self.file, Limit::credential("the keystore"))?;
        let keystore = open::keystore(io, &input, &mut passwords)?;
        let entries: Vec<Value> = keystore
            .entries()
            .iter()
            .map(|one| entry(one, &passwords))
            .collect();
        let mut text = format!(
            "{} with {} {}, integrity {}\n",
            keystore.format(),
            entries.len(),
            if entries.len() == 1 {
                "entry"
            } else {
                "entries"
            },
            keystore.integrity()
        );
        for entry in &entries {
            text.push('\n');
            text.push_str(&lines(entry));
        }
        let shown = json!({ "type": keystore.format().to_string(), "integrity": keystore.integrity().to_string(), "entries": entries });
        io.out.answer(&shown, text)?;
        Ok(Answer::Yes)
    }
}

fn entry(entry: &Entry, passwords: &Passwords) -> Value {
    let certificates: Vec<_> = entry
        .certificates()
        .iter()
        .map(|der| Certificate::from_der(der))
        .collect();
    let mut problems: Vec<String> = entry
        .problem()
        .map(ToString::to_string)
        .into_iter()
        .collect();
    problems.extend(
        certificates
            .iter()
            .filter_map(|read| read.as_ref().err())
            .map(|error| format!("certificate: {error}")),
    );
    let key = match certificates.first() {
        Some(Ok(certificate)) => describe::key(certificate.spki_der()),
        // Without a certificate only the key itself can say what it is.
        None if entry.kind() == EntryKind::PrivateKey => match passwords.open(entry) {
            Ok(key) => describe::key(key.public_key().spki_der()),
            Err(error) => {
                problems.push(error.to_string());
                Value::Null
            }
        },
        _ => Value::Null,
    };
    let mut shown = json!({
        "alias": entry.alias(),
        "kind": entry.kind().to_string(),
        "certificates": certificates.iter().flatten().map(describe::certificate_of_entry).collect::<Vec<_>>(),
        "key": key,
    });
    if !problems.is_empty() {
        shown["problem"] = problems.join("; ").into();
    }
    shown
}

/// Returns an entry as lines for people: the certificates of a chain one under the other.
fn lines(entry: &Value) -> String {
    let mut text = describe::lines(entry, &["alias", "kind", "key", "problem"]);
    for certificate in entry["certificates"].as_array().into_iter().flatten() {
        text.push_str("certificate\n");
        for line in
            describe::lines(certificate, &["subject", "serial", "not_after", "sha256"]).lines()
        {
            text.push_str(&format!("  {line}\n"));
        }
    }
    text
}
