//! Random YAML: an edit changes the bytes of its scalar and no other.
#![expect(clippy::unwrap_used, reason = "a test")]

mod common;

use common::Made;
use common::yaml::made;
use credtool_config_edit::{Document, Edit, Error, Format, Path};
use proptest::prelude::*;

fn path(names: &[String]) -> Path {
    Path::of_names(names.iter().map(String::as_str))
}

fn set(text: &str, part: usize, path: &Path, value: &str, create: bool) -> Result<String, Error> {
    let document = Document::parse(text.as_bytes(), Format::Yaml)?;
    let after = document.replace(&[Edit {
        part,
        path,
        value,
        create,
    }])?;
    Ok(String::from_utf8(after.to_vec()).unwrap())
}

fn value_at(text: &str, part: usize, path: &Path) -> Option<String> {
    let document = Document::parse(text.as_bytes(), Format::Yaml).unwrap();
    Some(document.find(part, path).unwrap()?.as_str()?.to_owned())
}

fn strings() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ -~]{0,20}",
        "[A-Za-z0-9+/]{0,20}={0,2}",
        "[0-9_:.eExob+-]{0,8}",
        "\\PC{0,12}",
        proptest::collection::vec(any::<char>(), 0..8).prop_map(String::from_iter)
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn exactly_the_bytes_of_the_scalar_change(seed: u64, which: usize, value in strings()) {
        let mut all = (0..).map(|next| made(seed.wrapping_add(next)));
        let Made { text, strings, .. } = all.find(|made| !made.strings.is_empty()).unwrap();
        let place = &strings[which % strings.len()];
        let path = path(&place.names);
        if text[place.range.clone()].contains("{{") {
            let refused = set(&text, place.part, &path, &value, false);
            let same = value_at(&text, place.part, &path).as_ref() == Some(&value);
            let is_template = matches!(refused, Err(Error::NotEdited { .. }));
            prop_assert!(same || is_template);
            return Ok(());
        }
        let after = set(&text, place.part, &path, &value, false);
        let after = after.map_err(|error| TestCaseError::fail(format!("{error}\n{text}\n{path}")))?;
        let (before, behind) = (&text[..place.range.start], &text[place.range.end..]);
        prop_assert!(after.starts_with(before) && after.ends_with(behind));
        let middle = &after[before.len()..after.len() - behind.len()];
        prop_assert!(middle.ends_with(&text[place.kept.clone()]));
        prop_assert!(middle == &text[place.range.clone()] || !middle.contains(['\n', '\r']));
        prop_assert_eq!(value_at(&after, place.part, &path), Some(value));
    }

    #[test]
    fn a_new_member_is_added_and_nothing_taken_away(seed: u64, which: usize, value in strings(), deep: bool) {
        let Made { text, objects, .. } = made(seed);
        let place = &objects[which % objects.len()];
        let mut names = place.names.clone();
        names.push("new name".to_owned());
        if deep {
            names.push("below".to_owned());
        }
        let path = path(&names);
        let after = set(&text, place.part, &path, &value, true);
        let after = after.map_err(|error| TestCaseError::fail(format!("{error}\n{text}\n{path}")))?;
        let mut rest = after.chars();
        prop_assert!(text.chars().all(|c| rest.any(|found| found == c)));
        prop_assert_eq!(value_at(&after, place.part, &path), Some(value));
    }

    #[test]
    fn any_text_is_read_or_refused(text in "[a-c:,\"'#|>*&!?{}\\[\\]%~.\\-\n\r\t \u{feff}\u{85}\u{2028}]{0,40}") {
        if let Ok(document) = Document::parse(text.as_bytes(), Format::Yaml) {
            prop_assert_eq!(&document.replace(&[]).unwrap()[..], text.as_bytes());
        }
    }
}
