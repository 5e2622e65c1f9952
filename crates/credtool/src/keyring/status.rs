//! `keyring status`: do the key file, the configurations and the Secrets agree?

use std::path::PathBuf;

use credtool_keyring::{Comparison, Keyring, Source, compare};
use serde_json::{Value, json};

use super::k8s::manifest::Manifest;
use super::options::KeyringOptions;
use super::{flow_home, open};
use crate::document::{self, DOCUMENT};
use crate::failure::{Answer, Code, Failure};
use crate::io::Io;

/// Compare the keys and the active name across key file, configurations and Secrets, and name the odd one
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ credtool keyring status --flow-home /opt/ThingWorxFlow --unlock pm2:flow-engine
  $ credtool keyring status engine/config.json ux/config.json flow-keys.yaml

A FILE is a configuration that names the active key, or a manifest with the Secret of ThingWorx Flow. The keyring takes part
where it is given. Limits: random nonces allow 2^32 encryptions per key (SP 800-38D section 8.3), and a census of 2^31 says that
rotation is due; a GUID as text carries at most 128 bits.

Exit status: 0 they agree; 1 they do not; 2 could not be done.")]
pub(crate) struct Status {
    /// Configurations and manifests
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The member of a configuration that names the active key
    #[arg(long, value_name = "PATH", default_value = "activeKeyName")]
    member: String,
    #[command(flatten)]
    options: KeyringOptions,
}

impl Status {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        let member = document::path(&self.member)?;
        let mut sources = Vec::new();
        if self.options.are_given() {
            sources.extend(self.keyring(io)?);
        }
        let mut files = self.files.clone();
        if files.is_empty() {
            files.extend(
                self.options
                    .flow_home
                    .iter()
                    .flat_map(|home| flow_home::configs(home)),
            );
        }
        for path in &files {
            let input = io.read(path, DOCUMENT)?;
            if let Some(manifest) = Manifest::look(&input, None)? {
                manifest.warn(io);
                sources.push(Source::flow_secret(&input.name, &manifest.secret));
                continue;
            }
            let document = document::parse(&input)?;
            let found = document::find(&document, &member, &input.name)?;
            if found.is_none() {
                io.out
                    .warn(format!("{} names no key: {member} is missing", input.name));
            }
            sources.push(Source::config(
                &input.name,
                found.and_then(|node| node.as_str()),
            ));
        }
        if sources.is_empty() {
            return Err(
                Failure::new(Code::Usage, "there is nothing to compare").hint(
                    "name configurations and manifests, or the keyring with --keys or --flow-home",
                ),
            );
        }
        if sources
            .iter()
            .all(|source| source.active().is_none() && source.key_names().is_none())
        {
            return Err(Failure::new(
                Code::MissingMember,
                format!("no configuration has the member {:?}", self.member),
            )
            .hint("name the member that holds the active key with --member PATH"));
        }
        let comparison = compare(&sources);
        io.out
            .answer(&shown(&sources, &comparison), lines(&sources, &comparison))?;
        Ok(if comparison.agrees() {
            Answer::Yes
        } else {
            Answer::No
        })
    }

    fn keyring(&self, io: &mut Io) -> Result<Option<Source>, Failure> {
        let path = self.options.keys()?;
        if self.options.given_unlock().is_none() {
            io.out.warn(format!(
                "{} was not looked into: no --unlock is given",
                path.display()
            ));
            return Ok(None);
        }
        match open::open(io, &self.options) {
            Err(failure)
                if failure.code == Code::WrittenByAnotherTool
                    && self.options.flow_home.is_some() =>
            {
                io.out.warn(format!(
                    "{} was not looked into: another tool wrote it",
                    path.display()
                ));
                Ok(None)
            }
            opened => {
                let keyring: Keyring = opened?.keyring;
                Ok(Some(Source::keyring(path.display().to_string(), &keyring)))
            }
        }
    }
}

fn shown(sources: &[Source], comparison: &Comparison) -> Value {
    let sources: Vec<Value> = sources
        .iter()
        .map(|source| json!({ "source": source.label(), "active": source.active(), "keys": source.key_names() }))
        .collect();
    let differences: Vec<Value> = comparison
        .differences
        .iter()
        .map(|difference| json!({ "code": difference.code(), "source": difference.label(), "message": difference.to_string() }))
        .collect();
    json!({ "agree": comparison.agrees(), "active": comparison.active, "sources": sources, "differences": differences })
}

fn lines(sources: &[Source], comparison: &Comparison) -> String {
    let mut lines = String::new();
    for source in sources {
        let active = source.active().unwrap_or("(none)");
        let keys = source
            .key_names()
            .map(|names| format!(", keys {}", names.join(", ")));
        lines.push_str(&crate::output::printable(&format!(
            "{}: active {active}{}",
            source.label(),
            keys.unwrap_or_default()
        )));
        lines.push('\n');
    }
    for difference in &comparison.differences {
        lines.push_str(&format!(
            "✗ {}\n",
            crate::output::printable(&difference.to_string())
        ));
    }
    if comparison.agrees() {
        lines.push_str("✓ they agree\n");
    }
    lines
}
