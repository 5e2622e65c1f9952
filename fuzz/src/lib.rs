//! What each fuzz target does with its input. The same functions replay `fuzz/corpus` as ordinary tests on stable
//! (`crates/credtool/tests/corpora.rs`). Each asserts more than "does not crash": engines agree, what was parsed and written
//! parses to the same again, what was generated passes its own check.

pub mod assertions;
pub mod chain;
pub mod config;
pub mod engine;
pub mod flow;
pub mod http_signatures;
pub mod install;
pub mod issue;
pub mod keyring;
pub mod keystore_write;
pub mod manifest;
pub mod oauth1;
pub mod pki;
pub mod registry;
pub mod requests;
pub mod secrets;
pub mod tokens;
pub mod wsse;

/// A fuzz target: what it does with its input.
pub type Target = fn(&[u8]);

/// Every target under the name of its file in `fuzz_targets` and its folder in `corpus`.
pub const TARGETS: [(&str, Target); 38] = [
    ("engine_aead", engine::aead),
    ("engine_decrypt", engine::decrypt),
    ("engine_keys", engine::keys),
    ("engine_sign", engine::sign),
    ("engine_verify", engine::verify),
    ("certificate", pki::certificate),
    ("certificate_build", issue::certificate_build),
    ("chain", chain::chain),
    ("crl", pki::crl),
    ("csr", pki::csr),
    ("csr_build", issue::csr_build),
    ("jks", pki::keystore),
    ("pem", pki::pem),
    ("keystore_write", keystore_write::keystore_write),
    ("pkcs12", pki::keystore),
    ("private_key", pki::private_key),
    ("install_url", install::url),
    ("keyfile", keyring::keyfile),
    ("keys_dec", keyring::keys_dec),
    ("flow_secret", keyring::flow_secret),
    ("k8s_manifest", manifest::k8s_manifest),
    ("oauth1_header", oauth1::header),
    ("oauth2_redirect", flow::redirect),
    ("authorization", requests::authorization),
    ("jwt", assertions::jwt),
    ("base_string", requests::base_string),
    ("raw_http", requests::raw_http),
    ("wsse_xml", wsse::xml),
    ("structured_fields", http_signatures::structured_fields),
    ("json_edit", config::json),
    ("yaml_edit", config::yaml),
    ("ciphertext", secrets::ciphertext),
    ("properties", secrets::properties),
    ("secret_policy", secrets::policy),
    ("token", tokens::token),
    ("census_scanner", tokens::census_scanner),
    ("app_event", registry::app_event),
    ("app_export", registry::app_export),
];
