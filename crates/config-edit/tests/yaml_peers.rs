//! What is written into YAML, read by PyYAML, a reader of YAML 1.1: exactly the one string differs, and it is a string.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a test runs its peer, and says when it is not there"
)]

mod common;

use std::io::Write;
use std::path::{Path as File, PathBuf};
use std::process::{Command, Stdio};

use common::Dice;
use common::yaml::made;
use credtool_config_edit::{Document, Edit, Format, Path};

/// Reads edits, one JSON object a line, and fails on the first that changed anything but its string.
const PROGRAM: &str = r#"
import json, sys, yaml
for line in sys.stdin:
    case = json.loads(line)
    expected = list(yaml.safe_load_all(case["before"]))
    at = expected[case["part"]]
    *above, last = case["names"]
    for name in above:
        at = at.setdefault(name, {}) if isinstance(at, dict) else at[int(name)]
    at[last if isinstance(at, dict) else int(last)] = case["value"]
    found = list(yaml.safe_load_all(case["after"]))
    assert repr(found) == repr(expected), (case, found, expected)
print("done")
"#;

/// Strings that tempt a reader of YAML 1.1 to see something else.
const VALUES: [&str; 47] = [
    "",
    " ",
    "x",
    "y",
    "N",
    "yes",
    "no",
    "On",
    "off",
    "true",
    "null",
    "~",
    "=",
    "<<",
    "1",
    "-1",
    "+1",
    "007",
    "1_000",
    "1:30",
    "0x12",
    "0o7",
    "0b1",
    "1e10",
    "1.5e+3",
    ".5",
    ".inf",
    "-.inf",
    ".nan",
    "2001-01-01",
    "10.0.0.1",
    "2001-12-14 21:59:43",
    "a: b",
    "a #b",
    "- a",
    "---",
    "{{ t }}",
    "it's",
    "\"q\" \\",
    "l\nm\n",
    "\ttab",
    "e30=",
    "\u{85}\u{2028}",
    "\u{feff}\u{0}\u{1b}\u{7f}",
    "ä 名 😀",
    "http://u:p@h/?a=b&c",
    "%YAML",
];

#[test]
fn pyyaml_reads_the_same_but_for_one_string() {
    let Some(python) = python_with_yaml() else {
        return;
    };
    let mut cases = String::new();
    let mut count = 0;
    for seed in 0..500 {
        let mut dice = Dice(seed);
        let made = made(seed);
        let create = dice.roll(3) == 0;
        let places = if create { &made.objects } else { &made.strings };
        if places.is_empty() {
            continue;
        }
        let place = &places[dice.roll(places.len())];
        let mut names = place.names.clone();
        if create {
            names.extend(
                ["new".to_owned(), "name".to_owned()]
                    .into_iter()
                    .take(1 + dice.roll(2)),
            );
        }
        let value = dice.pick(&VALUES);
        let path = Path::of_names(names.iter().map(String::as_str));
        let edit = Edit {
            part: place.part,
            path: &path,
            value,
            create,
        };
        let document = Document::parse(made.text.as_bytes(), Format::Yaml).unwrap();
        // Templates are refused.
        let Ok(after) = document.replace(&[edit]) else {
            continue;
        };
        let case = serde_json::json!({
            "before": made.text,
            "after": std::str::from_utf8(&after).unwrap(),
            "part": place.part,
            "names": names,
            "value": value,
        });
        cases.push_str(&format!("{case}\n"));
        count += 1;
    }
    assert!(count > 400, "{count}");
    let mut child = Command::new(python)
        .args(["-c", PROGRAM])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(cases.as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), "done");
}

/// The Python that has PyYAML: the one of `.ci/peers`, else the system's. Says so where there is none.
fn python_with_yaml() -> Option<PathBuf> {
    let in_target = File::new(env!("CARGO_MANIFEST_DIR")).join("../../target/peers");
    let peers = std::env::var_os("CREDTOOL_PEERS").map_or(in_target, PathBuf::from);
    let imports = |python: &PathBuf| {
        let output = Command::new(python).args(["-c", "import yaml"]).output();
        output.is_ok_and(|output| output.status.success())
    };
    let found = [peers.join("venv/bin/python"), PathBuf::from("python3")]
        .into_iter()
        .find(imports);
    assert!(
        found.is_some() || std::env::var("CI").as_deref() != Ok("true"),
        "PyYAML is missing, and CI=true: run .ci/peers"
    );
    if found.is_none() {
        println!("skipped: PyYAML is not installed; .ci/peers installs it");
    }
    found
}
