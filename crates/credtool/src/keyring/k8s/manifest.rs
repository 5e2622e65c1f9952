//! The Secret in a manifest: found among other documents, its three values read and written.

use credtool_config_edit::{Document, Edit, Node, Path};
use credtool_keyring::{FlowSecret, FlowValue, FlowValues};
use zeroize::Zeroizing;

use crate::document;
use crate::failure::{Code, Failure};
use crate::io::{Input, Io};
use crate::keyring::refused;

/// A manifest with one Secret of ThingWorx Flow in it.
pub(in crate::keyring) struct Manifest {
    document: Document,
    name: String,
    place: Place,
    immutable: bool,
    /// The keys.
    pub(in crate::keyring) secret: FlowSecret,
}

/// Where in the manifest the Secret stands.
struct Place {
    part: usize,
    /// The way to it from the top of its document: of a List, `items` and its number.
    above: Vec<String>,
    /// `data` or `stringData`, for each of the three values.
    members: [&'static str; 3],
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
        let mut found = Vec::new();
        for part in 0..document.parts() {
            if let Some(root) = document.root(part) {
                collect(part, root, &mut found);
            }
        }
        found.retain(|(_, _, node)| choice.is_none_or(|wanted| secret_name(node) == Some(wanted)));
        let (part, above, node) = match found.as_slice() {
            [] => return Ok(None),
            [one] => one,
            several => {
                let names: Vec<&str> = several
                    .iter()
                    .map(|(_, _, node)| secret_name(node).unwrap_or("(without a name)"))
                    .collect();
                return Err(Failure::new(
                    Code::Ambiguous,
                    format!("could not choose a Secret of {name}"),
                )
                .because(format!("it has {}", names.join(", ")))
                .hint("name one with --secret-name NAME"));
            }
        };
        let (values, members) = values(&document, node, &name)?;
        let secret = FlowSecret::parse(&values)
            .map_err(|error| refused::of(&error, format!("could not use the Secret in {name}")))?;
        let place = Place {
            part: *part,
            above: above.clone(),
            members,
        };
        let immutable = node.get("immutable").is_some_and(|node| {
            let text = input.bytes.get(node.span()).unwrap_or_default();
            text.eq_ignore_ascii_case(b"true")
        });
        Ok(Some(Self {
            document,
            immutable,
            name,
            place,
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
        secret_name(self.node()?)
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
        for (entry, member) in ENTRIES.iter().zip(self.place.members) {
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
        let written = secret.written();
        let paths: Vec<Path> = self.paths();
        let edits: Vec<Edit<'_>> = paths
            .iter()
            .zip(&written)
            .map(|(path, (_, value))| Edit {
                part: self.place.part,
                path,
                value,
                create: false,
            })
            .collect();
        document::replace(&self.document, &edits, &self.name)
    }

    /// Returns a JSON merge patch (RFC 7396) that sets the three values.
    pub(in crate::keyring) fn patch(&self, secret: &FlowSecret) -> serde_json::Value {
        let mut patch = serde_json::json!({});
        for ((entry, value), member) in secret.written().iter().zip(self.place.members) {
            patch[member][*entry] = value.as_str().into();
        }
        patch
    }

    fn paths(&self) -> Vec<Path> {
        let path = |(entry, member): (&&str, &'static str)| {
            let above = self.place.above.iter().map(String::as_str);
            Path::of_names(above.chain([member, entry]))
        };
        ENTRIES.iter().zip(self.place.members).map(path).collect()
    }

    fn node(&self) -> Option<&Node> {
        let mut node = self.document.root(self.place.part)?;
        for step in &self.place.above {
            node = match step.parse::<usize>() {
                Ok(index) => node.items().get(index)?,
                Err(_) => node.get(step)?,
            };
        }
        Some(node)
    }
}

/// Collects the Secrets of ThingWorx Flow: documents, and the items of Lists.
fn collect<'a>(part: usize, root: &'a Node, found: &mut Vec<(usize, Vec<String>, &'a Node)>) {
    if is_flow_secret(root) {
        found.push((part, Vec::new(), root));
    }
    let is_list = kind(root).is_some_and(|kind| kind.ends_with("List"));
    let items = root.get("items").filter(|_| is_list);
    for (index, item) in items
        .map(Node::items)
        .unwrap_or_default()
        .iter()
        .enumerate()
    {
        if is_flow_secret(item) {
            found.push((part, vec!["items".into(), index.to_string()], item));
        }
    }
}

/// Whether it is a Secret with any of the three entries; that one is missing is told later, by name.
fn is_flow_secret(node: &Node) -> bool {
    let has = |member, entry: &str| node.get(member).and_then(|node| node.get(entry)).is_some();
    kind(node) == Some("Secret")
        && ENTRIES
            .iter()
            .any(|entry| has(DATA, entry) || has(STRING_DATA, entry))
}

fn kind(node: &Node) -> Option<&str> {
    node.get("kind")?.as_str()
}

fn secret_name(node: &Node) -> Option<&str> {
    node.get("metadata")?.get("name")?.as_str()
}

/// Returns the three values, and in which member each stands: `stringData` overrides `data`, as in Kubernetes.
fn values<'a>(
    document: &Document,
    node: &'a Node,
    name: &str,
) -> Result<(FlowValues<'a>, [&'static str; 3]), Failure> {
    let mut members = [DATA; 3];
    let mut value = |index: usize| {
        let entry = ENTRIES[index];
        let within = |member: &str| node.get(member).and_then(|node| node.get(entry));
        let (member, found) = match (within(STRING_DATA), within(DATA)) {
            (Some(found), _) => (STRING_DATA, found),
            (None, Some(found)) => (DATA, found),
            (None, None) => {
                return Err(Failure::new(
                    Code::MissingMember,
                    format!("could not use the Secret in {name}"),
                )
                .because(format!("{entry} is missing")));
            }
        };
        members[index] = member;
        let text = found.as_str().ok_or_else(|| {
            Failure::new(
                Code::NotAString,
                format!("could not use the Secret in {name}"),
            )
            .because(format!(
                "{}: {entry} is no string",
                document.position(found)
            ))
        })?;
        Ok(if member == DATA {
            FlowValue::Data(text)
        } else {
            FlowValue::StringData(text)
        })
    };
    let values = FlowValues {
        encryption_key: value(0)?,
        active_name: value(1)?,
        old_keys: value(2)?,
    };
    Ok((values, members))
}

const ENTRIES: [&str; 3] = [
    FlowSecret::ENCRYPTION_KEY,
    FlowSecret::ACTIVE_NAME,
    FlowSecret::OLD_KEYS,
];

const DATA: &str = "data";
const STRING_DATA: &str = "stringData";

const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";
