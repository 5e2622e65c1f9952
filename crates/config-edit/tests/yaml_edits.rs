//! Edits of YAML, one a row: what was, what is set, what comes out.
#![expect(clippy::unwrap_used, reason = "a test")]

mod common;

use credtool_config_edit::Format;

fn edited(before: &str, path: &str, value: &str, create: bool) -> Result<String, String> {
    common::edited(Format::Yaml, before, path, value, create)
}

#[test]
fn a_scalar_is_replaced_and_nothing_else() {
    let rows = [
        ("a: x\n", "a", "w", "a: w\n"),
        ("a:   x   # c\nb: z", "a", "y z", "a:   y z   # c\nb: z"),
        ("a: 'x' # c\n", "a", "it's", "a: 'it''s' # c\n"),
        ("a: 'x'\n", "a", "l\nm", "a: \"l\\nm\"\n"),
        (
            "a: \"x\"\n",
            "a",
            "q\"\\\t\u{1b}\u{2028}ä😀",
            "a: \"q\\\"\\\\\\t\\u001b\\u2028ä😀\"\n",
        ),
        (
            "\u{feff}a:\r\n  b: x\r\n  c: z\r\n",
            "A:B",
            "w",
            "\u{feff}a:\r\n  b: w\r\n  c: z\r\n",
        ),
        (
            "a: x\n---\na: x\n...\n---\nb: 1\n",
            "1@a",
            "w",
            "a: x\n---\na: w\n...\n---\nb: 1\n",
        ),
        (
            "a: {b: x, c: [1, x]} # c\n",
            "/a/c/1",
            "w",
            "a: {b: x, c: [1, w]} # c\n",
        ),
        ("a: {b: x}\n", "a.b", "h:p, q", "a: {b: \"h:p, q\"}\n"),
        (
            "{\"a\":\"x\",\"b\":1}\n",
            "a",
            "w",
            "{\"a\":\"w\",\"b\":1}\n",
        ),
        ("- a: x\n- b\n", "0.a", "w", "- a: w\n- b\n"),
        ("- a\n- x # c\n", "1", "w", "- a\n- w # c\n"),
        (
            "a: one\n  two\n  three # c\nb: 1\n",
            "a",
            "w",
            "a: w # c\nb: 1\n",
        ),
        ("a: \"one\n  two\"\nb: 1\n", "a", "w", "a: \"w\"\nb: 1\n"),
        (
            "url: http://x/y\n",
            "url",
            "https://u:p@h:8/z",
            "url: https://u:p@h:8/z\n",
        ),
        // Block scalars become one line; a comment behind the header stays.
        ("a: |\n  one\n  two\nb: 1\n", "a", "w", "a: \"w\"\nb: 1\n"),
        (
            "a: |- # note | x\n\n  one\n\n  two\n\n# after\nb: 1\n",
            "a",
            "w",
            "a: \"w\" # note | x\n\n# after\nb: 1\n",
        ),
        (
            "a: >2+\r\n   one\r\n\r\n\r\nb: 1\r\n",
            "a",
            "w",
            "a: \"w\"\r\n\r\n\r\nb: 1\r\n",
        ),
        (
            "a:\n  - |\n    x\n  - z\n",
            "a.0",
            "w",
            "a:\n  - \"w\"\n  - z\n",
        ),
        ("a: |\n  x", "a", "w", "a: \"w\""),
        ("a: |\nb: 1\n", "a", "w", "a: \"w\"\nb: 1\n"),
        ("a: |\n# c\nb: 1\n", "a", "w", "a: \"w\"\n# c\nb: 1\n"),
        (
            "a:\n  # one > two\n  >\n  x\n",
            "a",
            "w",
            "a:\n  # one > two\n  \"w\"\n",
        ),
        (
            "data:\n  oldEncKeys.json: e30=\n",
            "data.oldEncKeys.json",
            "eyJ9",
            "data:\n  oldEncKeys.json: eyJ9\n",
        ),
        // Quoted templates and comments with braces are no templates elsewhere in the document.
        (
            "a: x # {{ c }}\nb: '{{ q }}'\n",
            "a",
            "w",
            "a: w # {{ c }}\nb: '{{ q }}'\n",
        ),
        ("a: \"\\u0078\"\n", "a", "x", "a: \"\\u0078\"\n"),
        (
            "&k x: &v y\n? q\n: r\na: x\n",
            "a",
            "w",
            "&k x: &v y\n? q\n: r\na: w\n",
        ),
        (
            "%YAML 1.1\n--- # c\na: x\n",
            "a",
            "w",
            "%YAML 1.1\n--- # c\na: w\n",
        ),
    ];
    for (before, path, value, after) in rows {
        let out = edited(before, path, value, false);
        assert_eq!(out.as_deref(), Ok(after), "{before:?} {path}");
    }
}

#[test]
fn a_missing_member_is_inserted_in_the_manner_of_the_others() {
    let rows = [
        ("a: 1\n", "b", "a: 1\nb: v\n"),
        ("a: 1", "b", "a: 1\nb: v"),
        ("a:\n  - # c\n", "b", "a:\n  - # c\nb: v\n"),
        ("a: x # c\n# d\n", "b", "a: x # c\nb: v\n# d\n"),
        ("a: 'x'\r\nc:\r\n", "b", "a: 'x'\r\nc:\r\nb: 'v'\r\n"),
        (
            "m:\n    a: \"x\"\nn: 1\n",
            "m.b",
            "m:\n    a: \"x\"\n    b: \"v\"\nn: 1\n",
        ),
        (
            "m:\n    a:\n      - 1\n      - k: z # c\n\nn: 1\n",
            "m.b",
            "m:\n    a:\n      - 1\n      - k: z # c\n    b: v\n\nn: 1\n",
        ),
        (
            "m:\n  a: |\n    x\n\nn: 1\n",
            "m.b",
            "m:\n  a: |\n    x\n\n  b: v\nn: 1\n",
        ),
        (
            "m:\n  a: |+\n    x\n\n",
            "m.b",
            "m:\n  a: |+\n    x\n\n  b: v\n",
        ),
        (
            "- a: 1\n  c: 2\n- d\n",
            "0.b",
            "- a: 1\n  c: 2\n  b: v\n- d\n",
        ),
        ("{}\n", "a", "{a: v}\n"),
        ("a: { } # c\n", "a.b", "a: { b: v } # c\n"),
        ("a: {c: 1, d: x,}\n", "a.b", "a: {c: 1, d: x, b: v,}\n"),
        ("a: {c, d: }\n", "a.b", "a: {c, d: , b: v}\n"),
        ("{\"a\":\"x\"}", "b.c", "{\"a\":\"x\",\"b\":{\"c\":\"v\"}}"),
        ("{\"a\": 1}", "b", "{\"a\": 1, \"b\": \"v\"}"),
        ("a: 1\n", "b.c.yes", "a: 1\nb: {c: {\"yes\": v}}\n"),
        (
            "a: 1\n---\nb: 1\n...\n",
            "1@c",
            "a: 1\n---\nb: 1\nc: v\n...\n",
        ),
        ("\u{feff}a: 1\n", "b", "\u{feff}a: 1\nb: v\n"),
        // A member without a value is filled.
        ("KEY:\nb: 1\n", "KEY", "KEY: v\nb: 1\n"),
        ("KEY: # c\nb: 'x'\n", "KEY", "KEY: 'v' # c\nb: 'x'\n"),
        ("KEY:", "KEY", "KEY: v"),
        ("{KEY: , b: \"x\"}\n", "KEY", "{KEY: \"v\" , b: \"x\"}\n"),
    ];
    for (before, path, after) in rows {
        let out = edited(before, path, "v", true);
        assert_eq!(out.as_deref(), Ok(after), "{before:?} {path}");
        assert_eq!(edited(after, path, "v", true).as_deref(), Ok(after));
    }
}

#[test]
fn aliases_are_never_expanded() {
    let mut bomb = "a0: &a0 x\n".to_owned();
    for level in 1..60 {
        let list = vec![format!("*a{}", level - 1); 9].join(", ");
        bomb.push_str(&format!("a{level}: &a{level} [{list}]\n"));
    }
    bomb.push_str("key: old\n");
    let out = edited(&bomb, "key", "new", false).unwrap();
    assert_eq!(out, bomb.replace("key: old", "key: new"));
}
