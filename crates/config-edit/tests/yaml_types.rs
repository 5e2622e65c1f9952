//! Strings that stay strings, and scalars that are none.
#![expect(clippy::unwrap_used, reason = "a test")]

mod common;

use credtool_config_edit::{Document, Format, Kind};

fn edited(before: &str, path: &str, value: &str, create: bool) -> Result<String, String> {
    common::edited(Format::Yaml, before, path, value, create)
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
