//! Serial numbers as people write them.

/// Returns the serial number in lower-case hexadecimal without leading zeros, as certificates show it. Taken are both cases,
/// leading zeros, `0x`, and colons or spaces between pairs.
pub(super) fn parse(text: &str) -> Result<String, String> {
    let refused = "it is no serial number in hexadecimal, such as 4f:0a:1b or 4F0A1B";
    let bare = text.trim();
    let bare = bare
        .strip_prefix("0x")
        .or_else(|| bare.strip_prefix("0X"))
        .unwrap_or(bare);
    let digits: String = bare.chars().filter(|c| !matches!(c, ':' | ' ')).collect();
    if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return Err(refused.to_owned());
    }
    let digits = digits.to_ascii_lowercase();
    Ok(match digits.trim_start_matches('0') {
        "" => "0".to_owned(),
        digits => digits.to_owned(),
    })
}

/// Returns the content octets of the INTEGER (X.690 §8.3): big-endian, not negative, as short as can be.
pub(super) fn octets(serial: &str) -> Vec<u8> {
    let even = if serial.len().is_multiple_of(2) {
        ""
    } else {
        "0"
    };
    let mut octets = base16ct::lower::decode_vec(format!("{even}{serial}")).unwrap_or_default();
    if octets.first().is_none_or(|first| first & 0x80 != 0) {
        octets.insert(0, 0);
    }
    octets
}

/// Returns the serial number of these content octets, the way back from [`octets`].
pub(super) fn of(octets: &[u8]) -> String {
    let hex = base16ct::lower::encode_string(octets);
    match hex.trim_start_matches('0') {
        "" => "0".to_owned(),
        digits => digits.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_however_written() {
        for text in [
            "4f0a1b",
            "4F:0A:1B",
            "004f0a1b",
            "0x4F0A1B",
            " 4f 0a 1b ",
            "00:4f:0a:1b",
        ] {
            assert_eq!(parse(text).as_deref(), Ok("4f0a1b"), "{text}");
        }
        assert_eq!(parse("00").as_deref(), Ok("0"));
        for text in ["", "0x", ":", "4g", "-4f", "4f\n0a", "four"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn octets_of_the_integer() {
        assert_eq!(octets("4f0a1b"), [0x4f, 0x0a, 0x1b]);
        assert_eq!(octets("8f"), [0, 0x8f]);
        assert_eq!(octets("f"), [0x0f]);
        assert_eq!(octets("0"), [0]);
    }
}
