//! Stores of every schema there ever was open for ever.

use std::fs;

use crate::place::{Place, STORE, fixture};

/// `registry-schema-1.db` was made by the first release, with the keyring of the fixtures: two apps, one of them with a secret before.
#[test]
fn schema_1() {
    let place = Place::new("schema-1");
    fs::copy(fixture("registry-schema-1.db"), place.0.join(STORE)).unwrap();
    let version: i32 = place
        .sqlite()
        .query_row("PRAGMA user_version", [], |row| row.get(0))
        .unwrap();
    assert_eq!(version, 1);
    let list = place.json(&["list"]);
    assert_eq!(
        list[0]["ApplicationKey"],
        "f36292c02d9c438d98d8c9eb34897c90"
    );
    assert_eq!(list[1]["Name"], "Hermosa");
    assert_eq!(place.json(&["verify-history"])["events"], 3);
    assert_eq!(place.reveal("f36292c02d9c438d98d8c9eb34897c90"), FIRST);
    assert_eq!(place.reveal("HERMOSA-7kkcmrrcgpdh"), SECOND);
    assert!(
        place
            .ok(&["history", "hermosa-7kkCMrRcgpdh"])
            .contains("order 1734")
    );
    // Its life goes on.
    place.regenerate("hermosa-7kkCMrRcgpdh");
    place.register("new");
    assert_eq!(place.json(&["verify-history"])["events"], 5);
    assert_eq!(place.reveal("f36292c02d9c438d98d8c9eb34897c90"), FIRST);
}

const FIRST: &str = "638c2bc48190df65279d52c7a3178633b7ee715c";
const SECOND: &str = "d17ea667af7083c4f6cf0a3063b1ab276bcd8188";
