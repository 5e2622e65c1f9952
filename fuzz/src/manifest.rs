//! Kubernetes manifests: any bytes are answered, and a rotated Secret has the new key, the old ones, and nothing else changed.

use credtool_config_edit::{Document, Format, Node};
use credtool_keyring::{FlowSecret, KeyMaterial, KeyName};

#[path = "../../crates/credtool/src/keyring/k8s/place.rs"]
mod place;

use place::Place;

/// The bytes as YAML and as JSON.
pub fn k8s_manifest(data: &[u8]) {
    for format in [Format::Yaml, Format::Json] {
        let Ok(document) = Document::parse(data, format) else {
            continue;
        };
        for place in Place::all(&document) {
            rotate(&document, format, &place);
        }
    }
}

fn rotate(document: &Document, format: Format, place: &Place) {
    let (values, members) = match place.values(document) {
        Ok(found) => found,
        Err(none) => {
            assert!(place::ENTRIES.contains(&none.entry));
            assert!(none.at.is_none_or(|at| at.line > 0));
            return;
        }
    };
    let Ok(before) = FlowSecret::parse(&values) else {
        return;
    };
    let material = KeyMaterial::new("0EE0D33AC67E4389AB2B46123729B875").unwrap();
    let Ok(after) = before.rotate(KeyName::new("a new key").unwrap(), material) else {
        return;
    };
    let Ok(bytes) = place.with(document, members, &after) else {
        return;
    };
    let again = Document::parse(&bytes, format).unwrap();
    assert_eq!(again.parts(), document.parts());
    let (values, same_members) = place.values(&again).unwrap();
    assert_eq!(members, same_members);
    let found = FlowSecret::parse(&values).unwrap();
    assert_eq!(found.active().as_str(), "a new key");
    for (name, material) in before.keys() {
        let kept = found.old_keys().material(name.as_str());
        assert_eq!(kept.map(KeyMaterial::expose), Some(material.expose()));
    }
    for part in 0..document.parts() {
        let (old, new) = (document.root(part).unwrap(), again.root(part).unwrap());
        assert_eq!(count(old), count(new));
    }
    assert_eq!(place.name(&again), place.name(document));
}

fn count(node: &Node) -> usize {
    let members = node.members().iter().map(|member| count(member.node()));
    1 + members.sum::<usize>() + node.items().iter().map(count).sum::<usize>()
}
