//! YAML that is refused, and what is said of it.
#![expect(clippy::unwrap_used, reason = "a test")]

mod common;

use credtool_config_edit::Format;

fn edited(before: &str, path: &str, value: &str, create: bool) -> Result<String, String> {
    common::edited(Format::Yaml, before, path, value, create)
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
