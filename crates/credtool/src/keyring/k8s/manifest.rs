//! A manifest with one Secret of ThingWorx Flow in it: read, warned of, written.

use credtool_config_edit::{Document, Node};
use credtool_keyring::FlowSecret;
use zeroize::Zeroizing;

use super::place::{DATA, ENTRIES, Place};
use crate::document;
use crate::failure::{Code, Failure};
use crate::io::{Input, Io};
use crate::keyring::refused;

/// A manifest with one Secret of ThingWorx Flow in it.
pub(in crate::keyring) struct Manifest {
    document: Document,
    name: String,
    place: Place,
    /// `data` or `stringData`, for each of the three values.
    members: [&'static str; 3],
    immutable: bool,
    /// The keys.
    pub(in crate::keyring) secret: FlowSecret,
}

/// The option that chooses among several Secrets.
#[derive(clap::Args)]
pub(in crate::keyring) struct Choice {
    /// The Secret of this name, where the manifest has several of ThingWorx Flow
    #[arg(long, value_name = "NAME")]
    pub(in crate::keyring) secret_name: Option<String>,
}

impl Manifest {
    /// Reads the manifest. `None` where it has no Secret of ThingWorx Flow.
    pub(in crate::keyring) fn look(
        input: &Input,
        choice: Option<&str>,
    ) -> Result<Option<Self>, Failure> {
        let document = document::parse(input)?;
        let name = input.name.clone();
        let mut found = Place::all(&document);
        found.retain(|place| choice.is_none_or(|wanted| place.name(&document) == Some(wanted)));
        if found.len() > 1 {
            let names: Vec<&str> = found
                .iter()
                .map(|place| place.name(&document).unwrap_or("(without a name)"))
                .collect();
            return Err(Failure::new(
                Code::Ambiguous,
                format!("could not choose a Secret of {name}"),
            )
            .because(format!("it has {}", names.join(", ")))
            .hint("name one with --secret-name NAME"));
        }
        let Some(place) = found.pop() else {
            return Ok(None);
        };
        let message = || format!("could not use the Secret in {name}");
        let (values, members) = place.values(&document).map_err(|none| match none.at {
            None => Failure::new(Code::MissingMember, message())
                .because(format!("{} is missing", none.entry))
                .hint("put it into the Secret, as the release's chart does"),
            Some(at) => Failure::new(Code::NotAString, message())
                .because(format!("{at}: {} is no string", none.entry)),
        })?;
        let secret = FlowSecret::parse(&values).map_err(|error| refused::of(&error, message()))?;
        let immutable = place.node(&document).and_then(|node| node.get("immutable"));
        let immutable = immutable.is_some_and(|node| {
            let text = input.bytes.get(node.span()).unwrap_or_default();
            text.eq_ignore_ascii_case(b"true")
        });
        Ok(Some(Self {
            document,
            name,
            place,
            members,
            immutable,
            secret,
        }))
    }

    /// Reads the manifest, which must have such a Secret.
    pub(in crate::keyring) fn read(input: &Input, choice: &Choice) -> Result<Self, Failure> {
        let found = Self::look(input, choice.secret_name.as_deref())?;
        found.ok_or_else(|| {
            Failure::new(Code::MissingMember, format!("there is no Secret of ThingWorx Flow in {}", input.name))
                .because("such a Secret has ENCRYPTION_KEY, ACTIVE_ENCRYPTION_KEY_NAME and oldEncKeys.json in data or stringData")
                .hint("take the output of kubectl get secret RELEASE-keys -o yaml")
        })
    }

    /// Returns the name of the Secret, where it has one.
    pub(in crate::keyring) fn secret_name(&self) -> Option<&str> {
        self.place.name(&self.document)
    }

    /// Whether Kubernetes refuses every change of it.
    pub(in crate::keyring) fn is_immutable(&self) -> bool {
        self.immutable
    }

    /// Tells what is not as it should be.
    pub(in crate::keyring) fn warn(&self, io: &Io) {
        for finding in self.secret.findings() {
            io.out.warn(format!("{}: {finding}", self.name));
        }
        let annotations = self
            .node()
            .and_then(|node| node.get("metadata")?.get("annotations"));
        if annotations
            .and_then(|node| node.get(LAST_APPLIED))
            .is_some()
        {
            io.out.warn(format!(
                "{}: the annotation {LAST_APPLIED} holds the values from before in the clear; it is left as it is: remove it, or use kubectl create and replace instead of apply",
                self.name
            ));
        }
        for (entry, member) in ENTRIES.iter().zip(self.members) {
            let other = if member == DATA {
                None
            } else {
                self.node().and_then(|node| node.get(DATA)?.get(entry))
            };
            if other.is_some() {
                io.out.warn(format!(
                    "{}: {entry} stands in data too, where stringData overrides it",
                    self.name
                ));
            }
        }
    }

    /// Returns the manifest with the three values of `secret`, and every other byte as it was.
    pub(in crate::keyring) fn with(
        &self,
        secret: &FlowSecret,
    ) -> Result<Zeroizing<Vec<u8>>, Failure> {
        self.place
            .with(&self.document, self.members, secret)
            .map_err(|error| document::failure(&error, format!("could not change {}", self.name)))
    }

    /// Returns a JSON merge patch (RFC 7396) that sets the three values.
    pub(in crate::keyring) fn patch(&self, secret: &FlowSecret) -> serde_json::Value {
        let mut patch = serde_json::json!({});
        for ((entry, value), member) in secret.written().iter().zip(self.members) {
            patch[member][*entry] = value.as_str().into();
        }
        patch
    }

    fn node(&self) -> Option<&Node> {
        self.place.node(&self.document)
    }
}

const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";
