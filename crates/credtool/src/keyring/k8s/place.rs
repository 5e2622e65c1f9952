//! Where in a manifest a Secret of ThingWorx Flow stands. Pure, so that fuzzing takes this file as it is.

use credtool_config_edit::{Document, Edit, Error, Node, Path};
use credtool_keyring::{FlowSecret, FlowValue, FlowValues};
use zeroize::Zeroizing;

/// A Secret in a manifest.
#[derive(Debug)]
pub struct Place {
    part: usize,
    /// The way to it from the top of its document: of a List, `items` and its number.
    above: Vec<String>,
}

/// Why its three values cannot be taken: the entry, and where what is no string stands (`None`: nothing does).
#[derive(Debug)]
pub struct NoValue {
    pub entry: &'static str,
    pub at: Option<credtool_config_edit::Position>,
}

/// The names of the three entries.
pub const ENTRIES: [&str; 3] = [
    FlowSecret::ENCRYPTION_KEY,
    FlowSecret::ACTIVE_NAME,
    FlowSecret::OLD_KEYS,
];

/// The member of a Secret whose values are base64.
pub const DATA: &str = "data";
/// The member whose values are text, and override those of `data`.
pub const STRING_DATA: &str = "stringData";

impl Place {
    /// Returns every Secret with any of the three entries: documents, and the items of Lists.
    pub fn all(document: &Document) -> Vec<Self> {
        let mut found = Vec::new();
        for part in 0..document.parts() {
            let Some(root) = document.root(part) else {
                continue;
            };
            if is_flow_secret(root) {
                let above = Vec::new();
                found.push(Self { part, above });
            }
            let is_list = kind(root).is_some_and(|kind| kind.ends_with("List"));
            let items = root.get("items").filter(|_| is_list).map(Node::items);
            for (index, item) in items.unwrap_or_default().iter().enumerate() {
                if is_flow_secret(item) {
                    let above = vec!["items".into(), index.to_string()];
                    found.push(Self { part, above });
                }
            }
        }
        found
    }

    /// Returns the Secret's node.
    pub fn node<'a>(&self, document: &'a Document) -> Option<&'a Node> {
        let mut node = document.root(self.part)?;
        for step in &self.above {
            node = match step.parse::<usize>() {
                Ok(index) => node.items().get(index)?,
                Err(_) => node.get(step)?,
            };
        }
        Some(node)
    }

    /// Returns the name of the Secret, where it has one.
    pub fn name<'a>(&self, document: &'a Document) -> Option<&'a str> {
        self.node(document)?.get("metadata")?.get("name")?.as_str()
    }

    /// Returns the three values, and in which member each stands: `stringData` overrides `data`, as in Kubernetes.
    pub fn values<'a>(
        &self,
        document: &'a Document,
    ) -> Result<(FlowValues<'a>, [&'static str; 3]), NoValue> {
        let mut members = [DATA; 3];
        let mut value = |index: usize| {
            let entry = ENTRIES[index];
            let within = |member: &str| self.node(document)?.get(member)?.get(entry);
            let (member, found) = match (within(STRING_DATA), within(DATA)) {
                (Some(found), _) => (STRING_DATA, found),
                (None, Some(found)) => (DATA, found),
                (None, None) => return Err(NoValue { entry, at: None }),
            };
            members[index] = member;
            let text = found.as_str().ok_or_else(|| NoValue {
                entry,
                at: Some(document.position(found)),
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

    /// Returns the manifest with the values of `secret` in these members, and every other byte as it was.
    pub fn with(
        &self,
        document: &Document,
        members: [&'static str; 3],
        secret: &FlowSecret,
    ) -> Result<Zeroizing<Vec<u8>>, Error> {
        let path = |(entry, member): (&&str, &'static str)| {
            let above = self.above.iter().map(String::as_str);
            Path::of_names(above.chain([member, entry]))
        };
        let paths: Vec<Path> = ENTRIES.iter().zip(members).map(path).collect();
        let written = secret.written();
        let edits: Vec<Edit<'_>> = paths
            .iter()
            .zip(&written)
            .map(|(path, (_, value))| Edit {
                part: self.part,
                path,
                value,
                create: false,
            })
            .collect();
        document.replace(&edits)
    }
}

fn is_flow_secret(node: &Node) -> bool {
    let has = |member, entry: &str| node.get(member).and_then(|node| node.get(entry)).is_some();
    let any = |member| ENTRIES.iter().any(|entry| has(member, entry));
    kind(node) == Some("Secret") && (any(DATA) || any(STRING_DATA))
}

fn kind(node: &Node) -> Option<&str> {
    node.get("kind")?.as_str()
}
