//! Whether bytes that prove nothing look like a shared secret.

/// A wrong key gives short messages more often than long ones, and chance makes eight bytes printable too rarely to matter.
const SHORTEST_SECRET: usize = 8;

/// Returns what speaks against the bytes being a secret that someone chose or a platform generated; `None` if nothing.
pub(super) fn problem(secret: &[u8]) -> Option<&'static str> {
    let Ok(text) = std::str::from_utf8(secret) else {
        return Some("not text");
    };
    let line = text.strip_suffix('\n').unwrap_or(text);
    let line = line.strip_suffix('\r').unwrap_or(line);
    if line.chars().any(char::is_control) {
        Some("not printable")
    } else if line.len() < SHORTEST_SECRET {
        Some("shorter than any real secret (8 bytes)")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_plausible_and_noise_is_not() {
        for secret in [
            "1008877afabf32efb31f9c974dbeaa688bed0769",
            "eight ch",
            "Zoë Łukasz 株式会社",
            "with line end\r\n",
        ] {
            assert_eq!(problem(secret.as_bytes()), None, "{secret}");
        }
        for noise in [
            &b""[..],
            b"short",
            b"seven c\n",
            b"two\nlines here",
            b"\0\0\0secret",
            b"\xff\xfe 12345678",
            b"tab\tinside it",
        ] {
            assert!(problem(noise).is_some(), "{noise:?}");
        }
    }
}
