//! How the lines are put together (RFC 9421 §2.5).

use super::Variants;
use crate::explain::Cause;

pub(super) fn all(variants: &mut Variants<'_>, label: &str) {
    let label = label.to_owned();
    let malformed = Cause::Malformed;
    variants.add(
        malformed,
        "the base is signed with a line feed at its end",
        |lines| {
            lines.tail = "\n";
        },
    );
    variants.add(
        malformed,
        "the lines of the base are joined with CR LF",
        |lines| {
            lines.joint = "\r\n";
        },
    );
    variants.add(
        malformed,
        "the lines of the base are joined with CR LF, and it ends with one",
        |lines| {
            (lines.joint, lines.tail) = ("\r\n", "\r\n");
        },
    );
    variants.add(
        malformed,
        "the lines of the base are joined with a backslash and an n",
        |lines| {
            lines.joint = "\\n";
        },
    );
    variants.add(
        malformed,
        "in the base no space stands after the colons",
        |lines| {
            lines.colon = ":";
        },
    );
    variants.add(
        Cause::WireName,
        "in the base the identifiers stand without quotes",
        |lines| {
            for (identifier, _) in &mut lines.components {
                *identifier = identifier.replace('"', "");
            }
        },
    );
    variants.add(
        Cause::WireName,
        "in the base the last line starts with the label of the signature",
        move |lines| {
            lines.covered = format!("{label}={}", lines.covered);
        },
    );
}
