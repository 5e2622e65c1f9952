//! Shared secrets as they arrive, the vendor tool's properties, and secret policies.

use chacha20::{ChaCha20Rng, rand_core::SeedableRng};
use credtool_secret_gen::{AppId, KeyFormat, Policy, Style, check, mask};
use credtool_shared_secret_crypto::{Ciphertext, JavaProperties, ProjectProperties};

/// Tolerant base64 and raw bytes: the result has the length that was asked for.
pub fn ciphertext(data: &[u8]) {
    for modulus_len in [128, 256, 512, data.len()] {
        match Ciphertext::parse(data, modulus_len) {
            Ok(ciphertext) => assert_eq!(ciphertext.as_bytes().len(), modulus_len),
            Err(error) => assert!(!error.to_string().is_empty() && !error.next_step().is_empty()),
        }
    }
}

/// Java properties: every value is found under its key.
pub fn properties(data: &[u8]) {
    if let Ok(properties) = JavaProperties::parse(data) {
        for property in properties.iter() {
            let _ = property.value_text();
        }
    }
    match ProjectProperties::parse(data) {
        Ok(properties) => {
            assert!(!format!("{properties:?}").is_empty() && properties.notices().len() < 100)
        }
        Err(error) => assert!(!error.to_string().is_empty() && !error.next_step().is_empty()),
    }
}

/// Policies and every other text form of secret-gen: what is drawn satisfies the rule that it was drawn under.
pub fn policy(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let mut rng = ChaCha20Rng::from_seed([3; 32]);
    if let Ok(policy) = text.parse::<Policy>() {
        let secret = policy.generate(&mut rng);
        assert!(policy.is_satisfied_by(secret.expose()));
        assert!(policy.entropy_bits() >= 0.0);
    }
    if let Ok(style) = text.parse::<Style>() {
        let secret = style.generate(&mut rng);
        let shape = |code: &str| !["length", "alphabet", "letter-case"].contains(&code);
        assert!(
            check(Some(&style), secret.expose())
                .iter()
                .all(|finding| shape(finding.code.as_str()))
        );
    }
    if let Ok(app_id) = text.parse::<AppId>() {
        assert_eq!(app_id.to_string(), text);
    }
    if let Ok(format) = KeyFormat::new(text) {
        let key = format.generate(&Style::default(), &mut rng);
        assert!(format.verify(key.expose()).is_ok());
    }
    let shown = mask(text)
        .chars()
        .filter(|&character| character != '*')
        .count();
    assert!(shown <= 8 && shown * 4 <= text.chars().count());
    for finding in check(None, text) {
        assert!(!finding.message.is_empty());
    }
}
