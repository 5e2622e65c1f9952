//! Every reason why a text is not a good secret.

use crate::{
    Finding, FindingCode as Code, Style, base64_form, paste, pattern, placeholder,
    tally::{counted, tally},
};

/// Returns every reason why the text is not a good secret, of the style if one is given; none if it is one.
///
/// The text is taken as it would be used: white space around it is a finding, since the text itself is the key. So that
/// one mistake is not reported as many, everything else is judged without that white space.
///
/// A style asks for its length, its alphabet and its letter case; `guid` also for a multiple of 16, as ThingWorx Flow
/// demands, but not for the version of a GUID, which no one checks. Without a style any text is a candidate: shared secrets
/// may be chosen freely on Akana's platform, and c-entron's key is opaque; only characters outside ASCII are a finding.
/// Either way the text must not be a placeholder and must be worth [`MINIMUM_BITS`].
///
/// *Not* checked: whether a text that looks random is (no one can), whether it has leaked, dictionaries.
///
/// ```
/// use credtool_secret_gen::{FindingCode, Style, check};
///
/// let findings = check(Some(&Style::Guid), "0ee0d33ac67e4389ab2b46123729b875");
/// assert_eq!(findings[0].code, FindingCode::LetterCase);
/// assert_eq!(findings[0].message, "10 letters in lower case, guid has upper case");
/// assert_eq!(findings[1].message, "it is an example value of ThingWorx Flow's documentation");
/// assert_eq!(findings.len(), 2);
///
/// assert!(check(None, "a text of their own choice, 9Lq!").iter().all(|finding| finding.code == FindingCode::InnerWhiteSpace));
/// ```
pub fn check(style: Option<&Style>, text: &str) -> Vec<Finding> {
    let (core, mut findings) = paste::core(style, text);
    if !core.is_empty() {
        findings.extend(judge(style, &core));
    }
    findings
}

/// Returns the reasons that are about the text itself, which is not empty and has no white space.
pub(crate) fn judge(style: Option<&Style>, core: &str) -> Vec<Finding> {
    let mut findings = match style {
        Some(Style::Hex40) => hexadecimal("hex40", core, 40, false),
        Some(Style::Hex64) => hexadecimal("hex64", core, 64, false),
        Some(Style::Nexudus) => hexadecimal("nexudus", core, 32, false),
        Some(style @ Style::Hex(size)) => {
            hexadecimal(&style.to_string(), core, 2 * size.get(), false)
        }
        Some(Style::Guid) => {
            let mut findings = hexadecimal("guid", core, 32, true);
            findings.extend(multiple_of_16(core));
            findings
        }
        Some(Style::Base64(size)) => base64_form::check(core, size.get(), false),
        Some(Style::Base64Url(size)) => base64_form::check(core, size.get(), true),
        Some(style @ Style::Alnum(size)) => {
            let strange = outside(
                core,
                |c| c.is_ascii_alphanumeric(),
                "0-9A-Za-z",
                "generate it anew",
            );
            length(&style.to_string(), core, size.get())
                .into_iter()
                .chain(strange)
                .collect()
        }
        Some(Style::Policy(policy)) => {
            let strange = outside(
                core,
                |c| policy.allows(c),
                "the policy's alphabet",
                "see the classes and `exclude` of the policy",
            );
            let unmet = policy.unmet(core).map(|(class, minimum, found)| {
                let message = format!(
                    "{} of the class {class}, the policy demands {minimum}",
                    counted(found, "character")
                );
                Finding::new(Code::PolicyMinimum, message, "generate it anew")
            });
            length("the policy", core, policy.length())
                .into_iter()
                .chain(strange)
                .chain(unmet)
                .collect()
        }
        None => outside_ascii(core).into_iter().collect(),
    };
    if let Some(reason) = placeholder::reason(core) {
        findings.push(Finding::new(
            Code::Placeholder,
            reason,
            "replace it by a generated secret",
        ));
    }
    findings.extend(low_entropy(style, core));
    findings
}

fn hexadecimal(name: &str, core: &str, expected: usize, upper: bool) -> Vec<Finding> {
    let hint = if core.contains('-') {
        "remove the hyphens"
    } else {
        "use hexadecimal digits only"
    };
    let mut findings: Vec<Finding> = length(name, core, expected).into_iter().collect();
    findings.extend(outside(
        core,
        |c| c.is_ascii_hexdigit(),
        if upper { "0-9A-F" } else { "0-9a-f" },
        hint,
    ));
    let is_wrong = |c: char| {
        c.is_ascii_hexdigit() && c.is_ascii_alphabetic() && c.is_ascii_uppercase() != upper
    };
    if let Some((count, _)) = tally(core, is_wrong) {
        let (found, wanted) = if upper {
            ("lower", "upper")
        } else {
            ("upper", "lower")
        };
        let message = format!(
            "{} in {found} case, {name} has {wanted} case",
            counted(count, "letter")
        );
        findings.push(Finding::new(
            Code::LetterCase,
            message,
            "keep the case in which it was made: the text itself is the key",
        ));
    }
    findings
}

fn length(name: &str, core: &str, expected: usize) -> Option<Finding> {
    let found = core.chars().count();
    (found != expected).then(|| {
        let hint = if found < expected {
            "part of it is missing"
        } else {
            "it is longer than it was made, or of another style"
        };
        Finding::new(
            Code::Length,
            format!(
                "it has {}, {name} has {expected}",
                counted(found, "character")
            ),
            hint,
        )
    })
}

fn multiple_of_16(core: &str) -> Option<Finding> {
    let found = core.chars().count();
    let message = || {
        format!(
            "it has {}, and key material has a multiple of 16",
            counted(found, "character")
        )
    };
    (!found.is_multiple_of(16)).then(|| {
        Finding::new(
            Code::NotAMultipleOf16,
            message(),
            "use 32 hexadecimal digits, a GUID without hyphens",
        )
    })
}

fn outside(
    core: &str,
    is_in: impl Fn(char) -> bool,
    alphabet: &str,
    hint: &'static str,
) -> Option<Finding> {
    let (count, first) = tally(core, |c| !is_in(c))?;
    Some(Finding::new(
        Code::Alphabet,
        format!(
            "{} outside {alphabet}, the first at character {first}",
            counted(count, "character")
        ),
        hint,
    ))
}

fn outside_ascii(core: &str) -> Option<Finding> {
    let (count, first) = tally(core, |c| !c.is_ascii())?;
    let message = format!(
        "{} outside ASCII, the first at character {first}",
        counted(count, "character")
    );
    Some(Finding::new(
        Code::NotAscii,
        message,
        "use ASCII: systems disagree on the bytes of anything else",
    ))
}

fn low_entropy(style: Option<&Style>, core: &str) -> Option<Finding> {
    let alphabet = style.map_or_else(|| pattern::alphabet_len(core), Style::alphabet_len);
    let characters = core.chars().count() as f64 * (alphabet as f64).log2();
    let most = style.map_or(characters, |style| characters.min(style.entropy_bits()));
    if most < MINIMUM_BITS {
        let message = format!(
            "it is worth at most {} bits, and fewer than {MINIMUM_BITS:.0} can be searched",
            most.floor()
        );
        return Some(Finding::new(
            Code::LowEntropy,
            message,
            "generate a longer one",
        ));
    }
    let described = pattern::described_bits(core, alphabet);
    // Chance takes a few bits from a short draw, never a quarter.
    (described < MINIMUM_BITS.min(0.75 * most)).then(|| {
        let message = format!("repeats and sequences leave about {described:.0} of {most:.0} bits, and fewer than {MINIMUM_BITS:.0} can be searched");
        Finding::new(Code::LowEntropy, message, "replace it by a generated secret")
    })
}

/// The least number of bits a secret must be worth: 64.
///
/// Whoever records one request signed with a shared secret can search for it at home, and 2^64 guesses are about what a
/// determined search reaches. The styles of fixed length are far above it.
pub const MINIMUM_BITS: f64 = 64.0;

#[cfg(test)]
mod tests {
    use super::check;
    use crate::Style;

    #[test]
    fn every_reason_at_once() {
        TABLE.iter().for_each(|(style, text, codes)| {
            let style: Option<Style> = (!style.is_empty()).then(|| style.parse().unwrap());
            let found: Vec<&str> = check(style.as_ref(), text)
                .iter()
                .map(|finding| finding.code.as_str())
                .collect();
            assert_eq!(found, *codes, "{style:?} {text:?}");
        });
    }

    /// Style, text, codes.
    const TABLE: &[(&str, &str, &[&str])] = &[
        ("hex40", "4cfa9be21d70835e66f0a4b1972c83de5510fa6b", &[]),
        ("", "4cfa9be21d70835e66f0a4b1972c83de5510fa6b", &[]),
        (
            "hex40",
            "4cfa9be21d70835e66f0a4b1972c83de5510fa6b\r\n",
            &["surrounding-white-space"],
        ),
        (
            "hex40",
            " 4CFA9be21d70835e66f0a4b1972c83de5510fa6",
            &["surrounding-white-space", "length", "letter-case"],
        ),
        (
            "hex40",
            "\"4cfa9be21d70835e66f0a4b1972c83de5510fa6b\"",
            &["surrounding-quotes"],
        ),
        (
            "hex40",
            "\u{feff}4cfa9be21d70835e66f0\na4b1972c83de551\u{200b}0fa6b",
            &[
                "surrounding-white-space",
                "inner-white-space",
                "control-character",
            ],
        ),
        (
            "hex40",
            "1008877afabf32efb31f9c974dbeaa688bed0769",
            &["placeholder"],
        ),
        (
            "hex40",
            "0000000000000000000000000000000000000000",
            &["placeholder", "low-entropy"],
        ),
        (
            "hex40",
            "deadbeefdeadbeefdeadbeefdeadbeefdeadbeef",
            &["low-entropy"],
        ),
        ("hex40", "", &["empty"]),
        ("", " \n", &["empty"]),
        (
            "guid",
            "A2B46123729B8750EE0D33AC67E4389",
            &["length", "not-a-multiple-of-16"],
        ),
        ("guid", "a2b46123729b8750ee0d33ac67e43891", &["letter-case"]),
        (
            "guid",
            "A2B46123-729B-8750-EE0D-33AC67E43891",
            &["length", "alphabet", "not-a-multiple-of-16"],
        ),
        (
            "guid",
            "ASDFGHJKL1234567",
            &["length", "alphabet", "placeholder", "low-entropy"],
        ),
        (
            "nexudus",
            "A2B46123729B8750EE0D33AC67E43891",
            &["letter-case"],
        ),
        ("alnum:16", "4cfa9be21d70835!", &["alphabet"]),
        ("alnum:10", "4cfa9be21d", &["low-entropy"]),
        ("", "hunter2", &["placeholder", "low-entropy"]),
        ("", "correct horse battery staple", &["inner-white-space"]),
        ("", "pässwörter-sind-keine-gu7en", &["not-ascii"]),
    ];
}
