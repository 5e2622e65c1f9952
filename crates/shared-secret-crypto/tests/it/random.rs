//! Random input: nothing panics, what is encrypted comes back, every tolerated text form means the same.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use credtool_crypto_engine::{KeySizes, Randomness};
use credtool_shared_secret_crypto::{
    Ciphertext, JavaProperties, Padding, ProjectProperties, decrypt, encrypt, explain,
};
use proptest::prelude::*;

use crate::{RSA1024, RSA2048A, key};

/// Text that comes near to being base64.
fn nearly_base64() -> impl Strategy<Value = String> {
    "([A-Za-z0-9+/=_-]|[ \r\n\t\"'<>&;#\\\\%x{}]|<br>|&#4[0-9];|\\\\u00[23]d|\u{feff}|\u{a0}|é|😀|-----BEGIN ){0,80}"
}

/// Bytes that come near to being a properties file.
fn nearly_properties() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        Just(&b"encrypted_shared_secret"[..]),
        Just(&b"keystore_path_filename"[..]),
        Just(&b"keystore_alias"[..]),
        Just(&b"keystore_pass"[..]),
        Just(&b"keystore_type"[..]),
        Just(&b"{value}"[..]),
        Just(&b"C:\\users"[..]),
        Just(&b"\\u00"[..]),
        Just(&b"\\uD83D"[..]),
        Just(&b"="[..]),
        Just(&b":"[..]),
        Just(&b" "[..]),
        Just(&b"\\"[..]),
        Just(&b"\n"[..]),
        Just(&b"\r\n"[..]),
        Just(&b"#"[..]),
        Just(&b"\xfc"[..]),
        Just(&b"ab12"[..]),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn parsing_bytes_never_panics(input: Vec<u8>, modulus_len in 0_usize..600) {
        if let Ok(parsed) = Ciphertext::parse(&input, modulus_len) {
            prop_assert_eq!(parsed.as_bytes().len(), modulus_len);
        }
        let _ = JavaProperties::parse(&input);
        let _ = ProjectProperties::parse(&input);
    }

    #[test]
    fn parsing_text_never_panics(input in nearly_base64(), modulus_len in 0_usize..64) {
        if let Err(refused) = Ciphertext::parse(input.as_bytes(), modulus_len) {
            prop_assert!(!refused.to_string().is_empty() && !refused.next_step().is_empty());
        }
    }

    #[test]
    fn parsing_properties_never_panics(input in nearly_properties()) {
        if let Ok(project) = ProjectProperties::parse(&input) {
            for notice in project.notices() {
                prop_assert!(!notice.to_string().is_empty());
            }
        }
    }

    #[test]
    fn every_text_form_means_the_same(
        mut bytes in prop::collection::vec(any::<u8>(), 128),
        columns in 1_usize..100,
        blank in prop::sample::select(vec!["\n", "\r\n", " \n ", "<br>", "\u{200b}", "&nbsp;", "\\n", "\\\n    "]),
    ) {
        bytes[0] = 0xff; // never text, so that the raw form is raw
        let standard = STANDARD.encode(&bytes);
        let wrapped: Vec<&str> = standard.as_bytes().chunks(columns).map(|line| std::str::from_utf8(line).expect("ASCII")).collect();
        let forms = [
            standard.clone(),
            standard.trim_end_matches('=').to_owned(),
            URL_SAFE_NO_PAD.encode(&bytes),
            format!(" \"{standard}\"\r\n"),
            standard.replace('/', "\\/").replace('=', "\\u003d"),
            standard.replace('+', "&#43;").replace('/', "&#x2F;"),
            wrapped.join(blank),
        ];
        for form in forms {
            let parsed = Ciphertext::parse(form.as_bytes(), 128);
            prop_assert_eq!(parsed.as_ref().map(Ciphertext::as_bytes), Ok(&bytes[..]), "{}", form);
        }
        let raw = Ciphertext::parse(&bytes, 128);
        prop_assert_eq!(raw.as_ref().map(Ciphertext::as_bytes), Ok(&bytes[..]));
    }
}

proptest! {
    // A private-key operation each.
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn what_is_encrypted_comes_back(
        secret in prop::collection::vec(any::<u8>(), 0..=117),
        padding in prop::sample::select(Padding::ALL.to_vec()),
        small: bool,
    ) {
        let key = key(if small { RSA1024 } else { RSA2048A });
        let modulus_len = key.public_key().modulus_len().expect("RSA");
        let fits = padding.max_secret_len(modulus_len).is_some_and(|most| secret.len() <= most);
        let text = encrypt(&secret, key.public_key(), padding, KeySizes::Legacy, Randomness::System);
        prop_assert_eq!(text.is_ok(), fits);
        if let Ok(text) = text {
            let ciphertext = Ciphertext::parse(text.as_bytes(), modulus_len).expect("our own");
            let opened = decrypt(&key, &ciphertext, padding, KeySizes::Legacy).expect("opens");
            prop_assert_eq!(opened.secret.expose(), &secret[..]);
            let found = explain::find(&key, &ciphertext, KeySizes::Legacy);
            prop_assert!(padding.is_legacy() || found.is_ok_and(|found| found.padding == padding));
        }
    }

    #[test]
    fn random_ciphertexts_open_nothing(mut bytes in prop::collection::vec(any::<u8>(), 256)) {
        bytes[0] = 0x80; // not text, and below the modulus more often than not
        let ciphertext = Ciphertext::parse(&bytes, 256).expect("raw");
        prop_assert!(explain::find(&key(RSA2048A), &ciphertext, KeySizes::Current).is_err());
    }
}
