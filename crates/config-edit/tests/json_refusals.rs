//! JSON and paths that are refused, and what is said of them.
#![expect(clippy::unwrap_used, reason = "a test")]

mod common;

use credtool_config_edit::{Document, Format};

fn edited(before: &str, path: &str, value: &str, create: bool) -> Result<String, String> {
    common::edited(Format::Json, before, path, value, create)
}

/// One name may be .NET's (`A:B` with nothing to separate): letters in either case, and two members that .NET takes for one are
/// refused. `/name` is exact.
#[test]
fn a_single_name_is_found_as_dotnet_finds_it() {
    let before = r#"{"Key":"x"}"#;
    assert_eq!(edited(before, "key", "v", false).unwrap(), r#"{"Key":"v"}"#);
    let before = r#"{"Key":"x","key":"y"}"#;
    assert_eq!(
        edited(before, "key", "v", false).unwrap_err(),
        "\"key\" can be read in two ways: line 1, column 8 and line 1, column 18"
    );
    assert_eq!(
        edited(before, "/key", "v", false).unwrap(),
        r#"{"Key":"x","key":"v"}"#
    );
}

#[test]
fn a_path_that_does_not_lead_to_one_string_is_refused() {
    let rows = [
        (
            r#"{"a":1}"#,
            "a",
            "line 1, column 6: \"a\" is a number and no string",
        ),
        (
            r#"{"a":null}"#,
            "a",
            "line 1, column 6: \"a\" is null and no string",
        ),
        (
            r#"{"a":true}"#,
            "a",
            "line 1, column 6: \"a\" is true or false and no string",
        ),
        (
            r#"{"a":{}}"#,
            "a",
            "line 1, column 6: \"a\" is an object and no string",
        ),
        (
            r#"{"a":["x"]}"#,
            "a",
            "line 1, column 6: \"a\" is an array and no string",
        ),
        (
            r#"{"a":"x"}"#,
            "a.b",
            "line 1, column 6: \"a.b\" goes on below a string",
        ),
        (r#"{"a":"x"}"#, "b", "there is no \"b\": \"b\" is missing"),
        (
            r#"{"Key":"x"}"#,
            "/key",
            "there is no \"/key\": \"key\" is missing, and there is \"Key\"",
        ),
        (
            r#"{"a":["x"]}"#,
            "a.1",
            "there is no \"a.1\": \"1\" is missing",
        ),
        (
            r#"{"a":["x"]}"#,
            "a.00",
            "there is no \"a.00\": \"00\" is missing",
        ),
        (
            r#"{"a.b":"x","a":{"b":"y"}}"#,
            "a.b",
            "\"a.b\" can be read in two ways: line 1, column 8 and line 1, column 21",
        ),
        // What .NET's configuration refuses, or would see as one key.
        (
            r#"{"A:B":"x","a":{"b":"y"}}"#,
            "A:B",
            "line 1, column 21: \"b\" stands there a second time (the first is at line 1, column 8)",
        ),
        (
            r#"{"S":{"k":"x"},"y":1,"Y":2}"#,
            "S:k",
            "line 1, column 26: \"Y\" stands there a second time (the first is at line 1, column 20)",
        ),
        (
            r#"{"S":{"k":"x"},"s":{"K":"y"}}"#,
            "S:k",
            "line 1, column 25: \"K\" stands there a second time (the first is at line 1, column 11)",
        ),
        (
            r#"[{"k":"x"}]"#,
            "0:k",
            "line 1, column 1: the document is an array and no object",
        ),
        ("{}", "", "the path \"\" is not well formed: it is empty"),
        (
            "{}",
            "a:",
            "the path \"a:\" is not well formed: a part of it is empty",
        ),
        (
            "{}",
            "/~2",
            "the path \"/~2\" is not well formed: after ~ stands neither 0 nor 1 (RFC 6901 §3)",
        ),
    ];
    for (before, path, problem) in rows {
        let out = edited(before, path, "v", false);
        assert_eq!(out, Err(problem.to_owned()), "{before} {path}");
    }
    for (before, path, problem) in [
        (
            r#"{"a":null}"#,
            "a.b",
            "line 1, column 6: \"a.b\" goes on below null",
        ),
        (
            r#"{"a":[]}"#,
            "a.0",
            "there is no \"a.0\": \"0\" is missing",
        ),
        (
            r#"{"a":1}"#,
            "a",
            "line 1, column 6: \"a\" is a number and no string",
        ),
        (
            r#"{"a":{},"a.b":{}}"#,
            "a.b.c",
            "\"a.b.c\" can be read in two ways: line 1, column 6 and line 1, column 15",
        ),
    ] {
        let out = edited(before, path, "v", true);
        assert_eq!(out, Err(problem.to_owned()), "{before} {path}");
    }
}

#[test]
fn what_dotnets_reader_refuses_is_refused_with_its_place() {
    let deep = format!("{}1{}", "[".repeat(65), "]".repeat(65));
    let rows = [
        (
            "",
            "line 1, column 1: there is no value: the document is empty",
        ),
        (
            " // c\n",
            "line 2, column 1: there is no value: the document is empty",
        ),
        (
            "{} {}",
            "line 1, column 4: the document goes on after its value",
        ),
        (
            "{\"a\":1\n,,}",
            "line 2, column 2: a name in \" is expected here",
        ),
        ("{,}", "line 1, column 2: a name in \" is expected here"),
        ("[,]", "line 1, column 2: a value is expected here"),
        ("{a:1}", "line 1, column 2: a name in \" is expected here"),
        ("{'a':1}", "line 1, column 2: a name in \" is expected here"),
        (
            "['a']",
            "line 1, column 2: a string stands in \" and not in '",
        ),
        ("{\"a\" 1}", "line 1, column 6: a colon is expected here"),
        (
            "{\"a\"/**/:1}",
            "line 1, column 5: between a name and its colon no comment may stand",
        ),
        (
            "{\"a\":1 \"b\":2}",
            "line 1, column 8: a comma or } is expected here",
        ),
        ("[1 2]", "line 1, column 4: a comma or ] is expected here"),
        ("[", "line 1, column 2: the document ends inside an array"),
        ("{", "line 1, column 2: the document ends inside an object"),
        (
            "[01]",
            "line 1, column 3: a number does not begin with 0 and another digit",
        ),
        (
            "[0x1]",
            "line 1, column 3: a number does not begin with 0 and another digit",
        ),
        ("[+1]", "line 1, column 2: a value is expected here"),
        ("[.5]", "line 1, column 2: a value is expected here"),
        ("[1.]", "line 1, column 4: a digit is expected here"),
        ("[1e]", "line 1, column 4: a digit is expected here"),
        ("[-]", "line 1, column 3: a digit is expected here"),
        ("[1a]", "line 1, column 3: this does not belong in a number"),
        ("[NaN]", "line 1, column 2: a value is expected here"),
        ("[True]", "line 1, column 2: a value is expected here"),
        ("[\"a", "line 1, column 2: the string is not closed"),
        (
            "[\"ä\tb\"]",
            "line 1, column 4: a control character stands in a string unescaped",
        ),
        (
            "[\"a\nb\"]",
            "line 1, column 4: a control character stands in a string unescaped",
        ),
        (
            "[\"\\x41\"]",
            "line 1, column 3: there is no such escape in JSON",
        ),
        (
            "[\"\\u00g0\"]",
            "line 1, column 3: after \\u four hexadecimal digits are expected",
        ),
        (
            "[\"\\ud83d\"]",
            "line 1, column 3: half of a surrogate pair stands alone",
        ),
        (
            "[\"\\ude00\\ud83d\"]",
            "line 1, column 3: half of a surrogate pair stands alone",
        ),
        (
            "[\"\\ud83d\\u0041\"]",
            "line 1, column 3: half of a surrogate pair stands alone",
        ),
        ("[] /* c", "line 1, column 4: the comment is not closed"),
        (
            "[] # c",
            "line 1, column 4: the document goes on after its value",
        ),
        (
            "[] / c",
            "line 1, column 4: a value is expected here, or a comment: // or /*",
        ),
        (
            "[] // a\u{2028}b",
            "line 1, column 8: a // comment holds the line separator U+2028 or U+2029",
        ),
        (
            "\r\n\r[\u{a0}]",
            "line 3, column 2: a value is expected here",
        ),
        (
            "{\"a\":1,\n \"\\u0061\":2}",
            "line 2, column 2: \"a\" stands there a second time (the first is at line 1, column 2)",
        ),
        (
            &deep,
            "line 1, column 65: the document has more than 64 levels",
        ),
    ];
    for (text, problem) in rows {
        let found = Document::parse(text.as_bytes(), Format::Json).map_err(|e| e.to_string());
        assert_eq!(found.err().as_deref(), Some(problem), "{text}");
    }
    let deepest = format!("{}1{}", "[".repeat(64), "]".repeat(64));
    assert!(Document::parse(deepest.as_bytes(), Format::Json).is_ok());
}

#[test]
fn what_is_not_utf8_is_refused() {
    let rows: [(&[u8], &str); 5] = [
        (
            b"{\"a\":\n\"\xff\"}",
            "line 2, column 2: the document is not UTF-8",
        ),
        (
            b"\xff\xfe{\0}\0",
            "the document is UTF-16 or UTF-32 and not UTF-8: save it as UTF-8 first",
        ),
        (
            b"\xfe\xff\0{\0}",
            "the document is UTF-16 or UTF-32 and not UTF-8: save it as UTF-8 first",
        ),
        (
            b"{\0}\0",
            "the document is UTF-16 or UTF-32 and not UTF-8: save it as UTF-8 first",
        ),
        (
            b"\0{\0}",
            "the document is UTF-16 or UTF-32 and not UTF-8: save it as UTF-8 first",
        ),
    ];
    for format in [Format::Json, Format::Yaml] {
        for (bytes, problem) in rows {
            let found = Document::parse(bytes, format).map_err(|e| e.to_string());
            assert_eq!(found.err().as_deref(), Some(problem));
        }
        let large = vec![b' '; (16 << 20) + 1];
        let found = Document::parse(&large, format).map_err(|e| e.to_string());
        assert_eq!(
            found.err().as_deref(),
            Some("the document has more than 16 MiB")
        );
    }
}
