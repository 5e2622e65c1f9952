//! Edits of JSON, one a row: what was, what is set, what comes out.
#![expect(clippy::unwrap_used, reason = "a test")]

mod common;

use credtool_config_edit::{Document, Edit, Format, Path};

fn edited(before: &str, path: &str, value: &str, create: bool) -> Result<String, String> {
    common::edited(Format::Json, before, path, value, create)
}

#[test]
fn a_string_is_replaced_and_nothing_else() {
    let rows = [
        (r#"{"a":"x"}"#, "a", "y", r#"{"a":"y"}"#),
        (r#"{"A":{"B":"x"}}"#, "a:b", "y", r#"{"A":{"B":"y"}}"#),
        (r#"{"A:B":"x"}"#, "A:B", "y", r#"{"A:B":"y"}"#),
        (r#"{"a":{"b.c":"x"}}"#, "a.b.c", "y", r#"{"a":{"b.c":"y"}}"#),
        (
            r#"{"a/b":{"~":["p","x"]}}"#,
            "/a~1b/~0/1",
            "y",
            r#"{"a/b":{"~":["p","y"]}}"#,
        ),
        (r#"{"":{"":"x"}}"#, "//", "y", r#"{"":{"":"y"}}"#),
        (
            "\u{feff}{ // head\r\n\t\"n\": 1e400, /* k */ \"s\" : \"x\" , \"z\": 0.10,\r\n}\r\n// end",
            "s",
            "y",
            "\u{feff}{ // head\r\n\t\"n\": 1e400, /* k */ \"s\" : \"y\" , \"z\": 0.10,\r\n}\r\n// end",
        ),
        // Only what RFC 8259 §7 demands is escaped.
        (
            r#"{"a":"x"}"#,
            "a",
            "q\" b\\ s/ n\n r\r t\t b\u{8} f\u{c} e\u{1b} d\u{7f} ä 😀",
            "{\"a\":\"q\\\" b\\\\ s/ n\\n r\\r t\\t b\\b f\\f e\\u001b d\u{7f} ä 😀\"}",
        ),
        // The same string: not even its escapes change.
        (r#"{"a":"\u0041\/"}"#, "a", "A/", r#"{"a":"\u0041\/"}"#),
        (r#"{"\u0061":"x"}"#, "a", "y", r#"{"\u0061":"y"}"#),
        (r#"["x",["x"]]"#, "/1/0", "y", r#"["x",["y"]]"#),
    ];
    for (before, path, value, after) in rows {
        let out = edited(before, path, value, false);
        assert_eq!(out.as_deref(), Ok(after), "{before} {path}");
    }
}

#[test]
fn a_missing_member_is_inserted_in_the_manner_of_the_others() {
    let rows = [
        ("{}", "a", "{\"a\": \"v\"}"),
        ("{ }", "a", "{ \"a\": \"v\" }"),
        ("{ /* c */ }", "a", "{ /* c */ \"a\": \"v\" }"),
        ("{\n}", "a", "{\n  \"a\": \"v\"\n}"),
        (
            "{\r\n  // c\r\n}\r\n",
            "a",
            "{\r\n  // c\r\n  \"a\": \"v\"\r\n}\r\n",
        ),
        ("{ \"a\": 1 }", "b", "{ \"a\": 1, \"b\": \"v\" }"),
        ("{\"a\":1,\"b\":2}", "c", "{\"a\":1,\"b\":2,\"c\":\"v\"}"),
        (
            "{\"a\" : 1 ,  \"b\" : 2}",
            "c",
            "{\"a\" : 1 ,  \"b\" : 2, \"c\" : \"v\"}",
        ),
        ("{\"a\": 1,}", "b", "{\"a\": 1, \"b\": \"v\",}"),
        (
            "{\"a\": 1 /* c */ }",
            "b",
            "{\"a\": 1 /* c */, \"b\": \"v\" }",
        ),
        (
            "{\"a\": 1 // c\n}",
            "b",
            "{\"a\": 1, // c\n  \"b\": \"v\"\n}",
        ),
        ("{\n  \"a\": 1\n}", "b", "{\n  \"a\": 1,\n  \"b\": \"v\"\n}"),
        (
            "{\n\t\"a\": 1,\n}",
            "b",
            "{\n\t\"a\": 1,\n\t\"b\": \"v\",\n}",
        ),
        (
            "{\r\n  \"a\": 1 // c\r\n}",
            "b",
            "{\r\n  \"a\": 1, // c\r\n  \"b\": \"v\"\r\n}",
        ),
        (
            "{\n  \"a\": 1, // c, d\n}",
            "b",
            "{\n  \"a\": 1, // c, d\n  \"b\": \"v\",\n}",
        ),
        (
            "{\n  \"a\": 1 /* c\n c */ // d\n  // e\n}",
            "b",
            "{\n  \"a\": 1, /* c\n c */ // d\n  \"b\": \"v\"\n  // e\n}",
        ),
        ("{\n  \"a\": 1 }", "b", "{\n  \"a\": 1,\n  \"b\": \"v\" }"),
        (
            "{\n  \"a\":\n    { \"x\": 1 }\n}",
            "a.y",
            "{\n  \"a\":\n    { \"x\": 1, \"y\": \"v\" }\n}",
        ),
        (
            "{\n  \"a\": {}\n}",
            "a:b:c",
            "{\n  \"a\": {\"b\": { \"c\": \"v\" }}\n}",
        ),
        (
            "{\"a\":{\"b\":1}}",
            "/x.y/z",
            "{\"a\":{\"b\":1},\"x.y\":{\"z\":\"v\"}}",
        ),
        ("[{\n}]", "/0/a", "[{\n  \"a\": \"v\"\n}]"),
        ("{\r\"a\": 1\r}", "b", "{\r\"a\": 1,\r\"b\": \"v\"\r}"),
    ];
    for (before, path, after) in rows {
        let out = edited(before, path, "v", true);
        assert_eq!(out.as_deref(), Ok(after), "{before} {path}");
        // And once it is there, creating it again is replacing it.
        assert_eq!(edited(after, path, "v", true).as_deref(), Ok(after));
    }
}

#[test]
fn several_edits_are_one_change() {
    let before = "{\"a\":\"1\",\"b\":{\"c\":\"2\"}}";
    let document = Document::parse(before.as_bytes(), Format::Json).unwrap();
    let paths: Vec<Path> = ["a", "b.c", "b.d", "/a", "b.d"]
        .iter()
        .map(|path| path.parse().unwrap())
        .collect();
    let edit = |path: usize, create| Edit {
        part: 0,
        path: &paths[path],
        value: "v",
        create,
    };
    let after = document
        .replace(&[edit(0, false), edit(1, false), edit(2, true)])
        .unwrap();
    assert_eq!(&after[..], b"{\"a\":\"v\",\"b\":{\"c\":\"v\",\"d\":\"v\"}}");
    let twice = [edit(0, false), edit(3, false)];
    assert_eq!(
        document.replace(&twice).unwrap_err().to_string(),
        "\"/a\" would be changed twice"
    );
    let twice = [edit(2, true), edit(4, true)];
    assert_eq!(
        document.replace(&twice).unwrap_err().to_string(),
        "\"b.d\" would be changed twice"
    );
    assert_eq!(&document.replace(&[]).unwrap()[..], before.as_bytes());
    let no_such = Edit {
        part: 1,
        ..edit(0, false)
    };
    assert_eq!(
        document.replace(&[no_such]).unwrap_err().to_string(),
        "the stream has no such document"
    );
}

#[test]
fn values_are_read_and_not_shown() {
    let document = Document::parse(br#"{"s":"geheim","n":1,"l":["x"]}"#, Format::Json).unwrap();
    let path = Path::of_names(["l", "0"]);
    assert_eq!(
        document.find(0, &path).unwrap().unwrap().as_str(),
        Some("x")
    );
    assert!(document.find(0, &Path::of_names(["x"])).unwrap().is_none());
    assert!(document.find(1, &path).unwrap().is_none());
    let root = document.root(0).unwrap();
    assert_eq!(root.get("s").unwrap().as_str(), Some("geheim"));
    assert_eq!(
        document.position(root.get("n").unwrap()).to_string(),
        "line 1, column 19"
    );
    let edit = Edit {
        part: 0,
        path: &path,
        value: "geheim",
        create: false,
    };
    assert!(!format!("{document:?} {root:?} {edit:?}").contains("geheim"));
}
