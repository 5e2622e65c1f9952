//! Random JSON: an edit changes the bytes of its string and no other, and other parsers read what was meant.
#![expect(clippy::unwrap_used, reason = "a test")]

mod common;

use common::json::{independently, made};
use credtool_config_edit::{Document, Edit, Error, Format, Path};
use proptest::prelude::*;

fn path(names: &[String]) -> Path {
    Path::of_names(names.iter().map(String::as_str))
}

fn set(text: &str, path: &Path, value: &str, create: bool) -> Result<String, Error> {
    let document = Document::parse(text.as_bytes(), Format::Json)?;
    let part = 0;
    let after = document.replace(&[Edit {
        part,
        path,
        value,
        create,
    }])?;
    Ok(String::from_utf8(after.to_vec()).unwrap())
}

/// jsonc-parser, by other people, must read what comes out: with comments and trailing commas, and nothing looser.
fn jsonc_reads(text: &str) -> bool {
    let options = jsonc_parser::ParseOptions {
        allow_comments: true,
        allow_trailing_commas: true,
        allow_loose_object_property_names: false,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_extended_string_escapes: false,
        allow_non_finite_numbers: false,
    };
    let text = text.trim_start_matches('\u{feff}'); // it takes no byte order mark
    jsonc_parser::parse_to_value(text, &options).is_ok()
}

fn strings() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ -~]{0,20}",
        "\\PC{0,12}",
        proptest::collection::vec(any::<char>(), 0..8).prop_map(String::from_iter)
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn exactly_the_bytes_of_the_string_change(seed: u64, which: usize, value in strings()) {
        let mut all = (0..).map(|next| made(seed.wrapping_add(next)));
        let made = all.find(|made| !made.strings.is_empty()).unwrap();
        let place = &made.strings[which % made.strings.len()];
        let after = set(&made.text, &path(&place.names), &value, false).unwrap();

        let (before, behind) = (&made.text[..place.range.start], &made.text[place.range.end..]);
        prop_assert!(after.starts_with(before) && after.ends_with(behind));
        let written = &after[before.len()..after.len() - behind.len()];
        prop_assert_eq!(&serde_json::from_str::<String>(written).unwrap(), &value);

        let mut expected = independently(&made.text);
        let pointer = path(&place.names).to_string();
        *expected.pointer_mut(&pointer).unwrap() = value.into();
        prop_assert_eq!(independently(&after), expected);
        prop_assert!(jsonc_reads(&after), "{}", after);
    }

    #[test]
    fn a_new_member_is_added_and_nothing_taken_away(seed: u64, which: usize, value in strings(), deep: bool) {
        let made = made(seed);
        let place = &made.objects[which % made.objects.len()];
        let mut names = place.names.clone();
        names.push("new name".to_owned());
        if deep {
            names.push("below".to_owned());
        }
        let after = set(&made.text, &path(&names), &value, true).unwrap();

        // Every character from before is there, in its order.
        let mut rest = after.chars();
        prop_assert!(made.text.chars().all(|c| rest.any(|found| found == c)));
        let mut expected = independently(&made.text);
        let pointer = path(&place.names).to_string();
        let object = expected.pointer_mut(&pointer).unwrap();
        if deep {
            object["new name"]["below"] = value.into();
        } else {
            object["new name"] = value.into();
        }
        prop_assert_eq!(independently(&after), expected);
        prop_assert!(jsonc_reads(&after), "{}", after);
    }

    #[test]
    fn any_text_is_read_or_refused(text in "[\\[\\]{}:,\"/*\\\\ntu0-9e.\\-\n\r \u{feff}\u{2028}]{0,40}") {
        if let Ok(document) = Document::parse(text.as_bytes(), Format::Json) {
            prop_assert_eq!(&document.replace(&[]).unwrap()[..], text.as_bytes());
            let duplicates_aside = jsonc_reads(&text);
            prop_assert!(duplicates_aside, "{}", text);
        }
    }
}
