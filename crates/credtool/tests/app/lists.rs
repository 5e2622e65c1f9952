//! The marketplace's list in both directions.

use serde_json::Value;

use crate::place::{NOON, Place};

/// As the marketplace answers: secrets masked, but for one that we know.
const LIST: &str = r#"[
 {"Name": "ExcelMatic", "ApplicationKey": "f36292c02d9c438d98d8c9eb34897c90", "SecretKey": "b5d83da7a....7febc62d8dc", "Id": 7},
 {"Name": "Ezeep", "ApplicationKey": "27b6a3ce6d26431991847af19e63a3cb", "SecretKey": "6d7c2c75a6414e2b8d9aeea21a81b5d8"}
]"#;

#[test]
fn a_list_is_taken_over_and_given_back() {
    let place = Place::new("list", &[]);
    place.write("list.json", LIST);
    let import = ["app", "import-list", "list.json"];
    let shown = place.change(&import);
    assert_eq!(shown["registered"][0]["secret"], "none");
    assert_eq!(shown["registered"][1]["secret"], "given");
    let listed = place.json(&["app", "list"]);
    assert_eq!(listed[0]["Name"], "ExcelMatic");
    assert_eq!(
        listed[0]["ApplicationKey"],
        "f36292c02d9c438d98d8c9eb34897c90"
    );
    assert_eq!(listed[0]["SecretKey"], Value::Null);
    assert_eq!(listed[1]["SecretKey"], "6d7c....b5d8");
    // Given back to another store.
    place.write("ours.json", &listed.to_string());
    let other = place.0.join("other.db");
    let again = [
        "app",
        "import-list",
        "ours.json",
        "--comment",
        "x",
        "--at",
        NOON,
    ];
    let arguments = [&again[..], &["--store", other.to_str().unwrap()]].concat();
    let output = place.run(&arguments);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(text.contains("2 of 2 secrets are masked"), "{text}");
    let reveal = ["app", "reveal", "27b6a3ce6d26431991847af19e63a3cb"];
    assert_eq!(place.ok(&reveal), "6d7c2c75a6414e2b8d9aeea21a81b5d8\n");
}

/// The versions of one app stay versions of one app.
#[test]
fn versions_stay_together() {
    let place = Place::new("versions", &[]);
    place.register("wave");
    place.change(&[
        "app",
        "version",
        "add",
        "wave",
        "--version",
        "2",
        "--app-id",
        "wave-2",
    ]);
    place.register("other");
    place.change(&["app", "retire", "other", "--yes"]);
    let listed = place.json(&["app", "list"]);
    place.write("ours.json", &listed.to_string());
    let other = place.0.join("other.db").to_str().unwrap().to_owned();
    place.change(&["app", "import-list", "ours.json", "--store", &other]);
    let shown = place.json(&["app", "show", "WAVE-2", "--store", &other]);
    assert_eq!(shown["versions"].as_array().unwrap().len(), 2);
    assert_eq!(shown["version"], "2");
    // One that is retired does not come to life again.
    let unknown = ["app", "show", "other", "--store", &other];
    assert_eq!(place.refused(2, &unknown), "unknown-app");
}

#[test]
fn all_of_it_or_none() {
    let place = Place::new("all-or-none", &[]);
    place.register("27B6A3CE6D26431991847AF19E63A3CB");
    place.write("list.json", LIST);
    let import = [
        "app",
        "import-list",
        "list.json",
        "--comment",
        "x",
        "--at",
        NOON,
    ];
    assert_eq!(place.refused(2, &import), "app-id-taken");
    assert_eq!(place.json(&["app", "list"]).as_array().unwrap().len(), 1);
    place.write("list.json", "[]");
    assert_eq!(place.json(&import)["changed"], false);
    for (text, code) in [
        ("{}", "unrecognised"),
        ("[1]", "malformed"),
        ("[{\"Name\": \"x\"}]", "malformed"),
        ("[{\"Name\": 1, \"ApplicationKey\": \"x\"}]", "malformed"),
        ("[", "malformed"),
        ("", "empty-file"),
    ] {
        place.write("list.json", text);
        assert_eq!(place.refused(2, &import), code, "{text}");
    }
}
