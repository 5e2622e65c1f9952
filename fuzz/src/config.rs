//! Configuration files: every string of a document is set in turn, and nothing but its bytes changes.

use credtool_config_edit::{Document, Edit, Error, Format, Kind, Node, Path};

/// What is set: plain, and with everything that could end a string early.
const VALUES: [&str; 3] = ["v", "\"'\\ #: {{\n\u{2028}\u{1b}ä😀", "1_0"];

/// JSON with comments: what `serde_json` reads is read here too, names that stand twice and deep documents aside.
pub fn json(data: &[u8]) {
    let parsed = Document::parse(data, Format::Json);
    if serde_json::from_slice::<serde_json::Value>(data).is_ok() {
        match &parsed {
            Ok(_) | Err(Error::Duplicate { .. }) => {}
            Err(error) => assert!(error.to_string().contains("levels"), "{error}"),
        }
    }
    if let Ok(document) = parsed {
        every_string(data, &document, Format::Json);
    }
}

/// YAML: what cannot be changed alone is refused; what is changed reads as the new string.
pub fn yaml(data: &[u8]) {
    if let Ok(document) = Document::parse(data, Format::Yaml) {
        every_string(data, &document, Format::Yaml);
    }
}

fn every_string(data: &[u8], document: &Document, format: Format) {
    assert_eq!(&document.replace(&[]).unwrap()[..], data);
    for part in 0..document.parts().min(4) {
        let mut paths = Vec::new();
        collect(document.root(part).unwrap(), &mut Vec::new(), &mut paths);
        for names in paths.iter().take(16) {
            let path = Path::of_names(names.iter().map(String::as_str));
            for value in VALUES {
                set(data, document, format, part, &path, value);
            }
        }
    }
}

fn collect(node: &Node, names: &mut Vec<String>, paths: &mut Vec<Vec<String>>) {
    if node.kind() == Kind::String && !names.is_empty() {
        paths.push(names.clone());
    }
    let members = node
        .members()
        .iter()
        .map(|member| (member.name().to_owned(), member.node()));
    let items = node
        .items()
        .iter()
        .enumerate()
        .map(|(index, item)| (index.to_string(), item));
    for (name, below) in members.chain(items) {
        names.push(name);
        collect(below, names, paths);
        names.pop();
    }
}

fn set(data: &[u8], document: &Document, format: Format, part: usize, path: &Path, value: &str) {
    let old = document.find(part, path).unwrap().unwrap();
    let edit = Edit {
        part,
        path,
        value,
        create: false,
    };
    let after = match document.replace(&[edit]) {
        Ok(after) => after,
        Err(Error::NotEdited { .. } | Error::Verification { .. }) if format == Format::Yaml => {
            return;
        }
        Err(error) => panic!("{path}: {error}"),
    };
    let span = old.span();
    assert!(after.starts_with(&data[..span.start]) && after.ends_with(&data[span.end..]));
    let read = Document::parse(&after, format).unwrap();
    assert_eq!(read.parts(), document.parts());
    assert_eq!(
        read.find(part, path).unwrap().unwrap().as_str(),
        Some(value)
    );
}
