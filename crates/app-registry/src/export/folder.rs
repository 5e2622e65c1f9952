//! What the folder of a version is called: a name that every file system takes, and that leads nowhere else.

use crate::VersionLabel;

/// Returns the label with everything percent-encoded that is no letter, digit, `-`, `_` or `.`, a dot at an end included, and the
/// first letter of a name that Windows keeps for a device.
pub(super) fn of(label: &VersionLabel) -> String {
    let text = label.as_str();
    let stem = text
        .split('.')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    let device = match stem.as_bytes() {
        [b'c', b'o', b'm', last] | [b'l', b'p', b't', last] => last.is_ascii_digit(),
        stem => [b"con", b"prn", b"aux", b"nul"]
            .iter()
            .any(|device| *device == stem),
    };
    let last = text.len() - 1;
    let mut name = String::new();
    for (index, byte) in text.bytes().enumerate() {
        let plain = match byte {
            b'.' => index > 0 && index < last,
            b'-' | b'_' => true,
            _ => byte.is_ascii_alphanumeric() && !(device && index == 0),
        };
        match plain {
            true => name.push(byte.into()),
            false => name.push_str(&format!("%{byte:02X}")),
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leads_nowhere_else() {
        for (label, name) in [
            ("1", "1"),
            ("2.0-beta_3", "2.0-beta_3"),
            ("..", "%2E%2E"),
            ("../../etc/passwd", "%2E.%2F..%2Fetc%2Fpasswd"),
            ("/", "%2F"),
            ("C:\\x", "C%3A%5Cx"),
            ("v.", "v%2E"),
            ("100%", "100%25"),
            ("con", "%63on"),
            ("COM1.x", "%43OM1.x"),
            ("console", "console"),
        ] {
            assert_eq!(of(&label.parse().unwrap()), name, "{label}");
        }
    }
}
