//! Edits of YAML, one a row: what was, what is set, what comes out.
#![expect(clippy::unwrap_used, reason = "a test")]

use credtool_config_edit::{Document, Edit, Format, Kind, Path};

fn edited(before: &str, path: &str, value: &str, create: bool) -> Result<String, String> {
    let (part, path) = path.split_once('@').unwrap_or(("0", path));
    let path: Path = path.parse().map_err(|error| format!("{error}"))?;
    let document =
        Document::parse(before.as_bytes(), Format::Yaml).map_err(|error| format!("{error}"))?;
    let edit = Edit {
        part: part.parse().unwrap(),
        path: &path,
        value,
        create,
    };
    let after = document
        .replace(&[edit])
        .map_err(|error| format!("{error}"))?;
    Ok(String::from_utf8(after.to_vec()).unwrap())
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
fn a_string_stays_a_string_for_readers_of_yaml_1_1() {
    let quoted = [
        "",
        " ",
        " x",
        "x ",
        "y",
        "N",
        "yes",
        "No",
        "ON",
        "off",
        "true",
        "False",
        "null",
        "~",
        "=",
        "<<",
        "1",
        "-1",
        "+1",
        "0",
        "08",
        "1_000",
        "1:30",
        "190:20:30.15",
        "0x12",
        "0o7",
        "0b1",
        "1e10",
        "1.5",
        ".5",
        "5.",
        "1.5e+3",
        "6.8523015e+5",
        ".inf",
        "-.INF",
        ".nan",
        "inf",
        "NaN",
        "2001-01-01",
        "2001-12-14t21:59:43.10-05:00",
        "2001-12-14 21:59:43",
        "a: b",
        "a:",
        "a #b",
        "#a",
        "-",
        "- a",
        "-a",
        "---",
        "...",
        "? a",
        ":a",
        "[a]",
        "{a}",
        "a,b",
        "*a",
        "&a",
        "!a",
        "|",
        ">",
        "'a'",
        "\"a\"",
        "%a",
        "@a",
        "`a`",
        "a{{b",
        "a\tb",
        "a\u{a0}b",
        "ä\u{2028}",
    ];
    for value in quoted {
        let out = edited("a: x\n", "a", value, false).unwrap();
        assert!(out.starts_with("a: \"") && out.ends_with("\"\n"), "{out}");
    }
    let plain = [
        "a",
        "abc def",
        "e30=",
        "0EE0D33AC67E4389AB2B46123729B875",
        "bXlrZXk=",
        "+/ab==",
        "a:b",
        "10.0.0.1",
        "1008877afabf32efb31f9c974dbeaa688bed0769",
        "https://h/p",
        "ä",
        "名",
        "12ab",
        "2001-01-01x",
        "nope",
        "a-b_c.d~e",
        "a@b.c",
    ];
    for value in plain {
        let out = edited("a: x\n", "a", value, false).unwrap();
        // What could be an address with digits and points alone is quoted to be on the safe side.
        let quoted = value == "10.0.0.1";
        let scalar = if quoted {
            format!("\"{value}\"")
        } else {
            value.to_owned()
        };
        assert_eq!(out, format!("a: {scalar}\n"));
    }
}

#[test]
fn scalars_are_read_as_the_strictest_reader_does() {
    let rows = [
        (
            Kind::String,
            "x y n Y = << 1.2.3 10.0.0.1 0x a1 1-2 0EE0 1x 'yes' \"1\" !!str~1 e10 _1",
        ),
        (Kind::Bool, "yes No ON off true FALSE"),
        (Kind::Null, "~ null NULL"),
        (
            Kind::Number,
            "1 -1 +1.5 1_000 1:30 0x1F 0o17 0b10 017 1e3 1. .5 .inf -.Inf .NaN 2001-01-01",
        ),
        (Kind::Other, "!x~1 !!binary~eA== *a"),
        (Kind::Array, "[]"),
        (Kind::Object, "{}"),
    ];
    for (kind, scalars) in rows {
        for scalar in scalars.split(' ') {
            let text = format!(
                "- &a z\n- {}\n",
                scalar.replace('~', if scalar.len() > 1 { " " } else { "~" })
            );
            let document = Document::parse(text.as_bytes(), Format::Yaml).unwrap();
            assert_eq!(document.root(0).unwrap().items()[1].kind(), kind, "{text}");
        }
    }
    let streams = [
        ("", 0),
        ("# c\n", 0),
        ("---\n", 1),
        ("a\n---\nb\n", 2),
        ("---\n---\n", 2),
    ];
    for (text, parts) in streams {
        let document = Document::parse(text.as_bytes(), Format::Yaml).unwrap();
        assert_eq!(document.parts(), parts, "{text}");
    }
}

#[test]
fn a_missing_member_is_inserted_in_the_manner_of_the_others() {
    let rows = [
        ("a: 1\n", "b", "a: 1\nb: v\n"),
        ("a: 1", "b", "a: 1\nb: v"),
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
fn what_cannot_be_changed_on_its_own_is_refused_with_its_place() {
    let rows = [
        (
            "a: &x v\n",
            "a",
            "line 1, column 7: a value with an anchor (&) is not edited",
        ),
        (
            "a: &x\n  b: v\n",
            "a.b",
            "line 2, column 3: a value with an anchor (&) is not edited",
        ),
        (
            "a: &x v\nb: *x\n",
            "b",
            "line 2, column 4: an alias (*) is not edited",
        ),
        (
            "a: &x {c: v}\nb: *x\n",
            "b.c",
            "line 2, column 4: \"b.c\" goes on below an alias or a tagged value",
        ),
        (
            "a: !!str v\n",
            "a",
            "line 1, column 10: a value with a tag (!) is not edited",
        ),
        (
            "a: !x\n  b: v\n",
            "a.b",
            "line 2, column 3: a value with a tag (!) is not edited",
        ),
        (
            "!!str a: v\n",
            "a",
            "line 1, column 10: a value whose name has an anchor or a tag is not edited",
        ),
        (
            "x: &x {c: v}\ny:\n  <<: *x\n  a: v\n",
            "y.a",
            "line 3, column 3: a mapping with a merge key (<<) is not edited",
        ),
        (
            "a: v\na: w\n",
            "a",
            "line 2, column 1: \"a\" stands there a second time (the first is at line 1, column 1)",
        ),
        (
            "b: {c: 1, \"c\": 2}\na: v\n",
            "a",
            "line 1, column 11: \"c\" stands there a second time (the first is at line 1, column 5)",
        ),
        (
            "? {b: c}\n: d\na: v\n",
            "a",
            "line 1, column 3: a mapping with a name that is no plain text is not edited",
        ),
        (
            "? - b\n: d\na: v\n",
            "a",
            "line 1, column 3: a mapping with a name that is no plain text is not edited",
        ),
        (
            "a: v\nb: {{ .Values.b }}\n",
            "a",
            "line 2, column 4: a template ({{) is not edited",
        ),
        (
            "a: v\n{{- if x }}\nb: c\n{{- end }}\n",
            "a",
            "line 2, column 1: a template ({{) is not edited",
        ),
        (
            "a: v\nb: x{{ .y }}\n",
            "a",
            "line 2, column 5: a template ({{) is not edited",
        ),
        (
            "a: v\nb: |\n  {{ .y }}\n",
            "a",
            "line 3, column 3: a template ({{) is not edited",
        ),
        (
            "a: \"{{ .y }}\"\n",
            "a",
            "line 1, column 4: a template ({{) is not edited",
        ),
        (
            "a: 1\n",
            "a",
            "line 1, column 4: \"a\" is a number and no string",
        ),
        (
            "a: yes\n",
            "a",
            "line 1, column 4: \"a\" is true or false and no string",
        ),
        ("a:\n", "a", "line 1, column 2: \"a\" is null and no string"),
        (
            "a: ~\n",
            "a",
            "line 1, column 4: \"a\" is null and no string",
        ),
        (
            "a: [v]\n",
            "a",
            "line 1, column 4: \"a\" is an array and no string",
        ),
        ("a: v\n", "b", "there is no \"b\": \"b\" is missing"),
        ("a: v\n", "1@a", "the stream has no such document"),
        (
            "a: v # x\u{2028}b: c\n",
            "a",
            "line 1, column 9: U+0085, U+2028 or U+2029 stands outside quotes: a line break in YAML 1.1 and none in YAML 1.2",
        ),
        (
            "a: v\nb: \"\u{7f}\"\n",
            "a",
            "line 2, column 5: YAML does not allow this character",
        ),
        (
            "KEY:VALUE\nb: v\n",
            "b",
            "line 2, column 2: mapping values are not allowed in this context",
        ),
    ];
    for (before, path, problem) in rows {
        let out = edited(before, path, "w", false);
        assert_eq!(out, Err(problem.to_owned()), "{before:?} {path}");
    }
    let deep = format!("{}x{}", "[".repeat(65), "]".repeat(65));
    let out = edited(&deep, "0", "w", false);
    assert_eq!(
        out,
        Err("line 1, column 65: the document has more than 64 levels".to_owned())
    );
    for (before, path) in [
        ("a: ~\n", "a"),
        ("a: 1\n", "a"),
        ("- \n", "0"),
        ("a:\n", "a.b"),
        ("# c\n", "a"),
    ] {
        assert!(edited(before, path, "w", true).is_err(), "{before}");
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
