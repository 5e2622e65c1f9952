//! `openssl verify`, a process a question: strict, with policies, and with the sizes of keys that are ours.

use std::path::{Path, PathBuf};
use std::process::Command;

use credtool_pki::Purpose;

use super::question::Question;

/// A folder for the files of one question after the other.
pub(crate) struct OpenSsl {
    folder: tempfile::TempDir,
}

impl OpenSsl {
    /// Returns it where there is OpenSSL 3; `CI=true` demands it.
    pub(crate) fn find() -> Option<Self> {
        let version = Command::new("openssl").arg("version").output();
        let is_there = version.is_ok_and(|version| version.stdout.starts_with(b"OpenSSL 3."));
        if !is_there {
            assert!(std::env::var("CI").as_deref() != Ok("true"), "no OpenSSL 3");
            eprintln!("skipped: no OpenSSL 3");
            return None;
        }
        Some(Self {
            folder: tempfile::tempdir().unwrap(),
        })
    }

    /// Returns what it says; a refusal is the number of its first error (openssl-verify, "Diagnostics").
    pub(crate) fn answer(&self, question: &Question) -> Result<(), String> {
        let purpose = match question.purpose {
            Purpose::Client => "sslclient",
            Purpose::Server => "sslserver",
            Purpose::Any => "any",
        };
        let mut verify = Command::new("openssl");
        verify.args(["verify", "-x509_strict", "-partial_chain", "-policy_check"]);
        verify.args(["-auth_level", "2", "-purpose", purpose]);
        verify.args([
            "-attime",
            &question.at.to_string(),
            "-no-CApath",
            "-no-CAstore",
        ]);
        if let Some(name) = &question.server_name {
            let is_address = name.parse::<std::net::IpAddr>().is_ok();
            verify.args([
                if is_address {
                    "-verify_ip"
                } else {
                    "-verify_hostname"
                },
                name,
            ]);
        }
        verify
            .arg("-CAfile")
            .arg(self.file("anchors", &question.anchors));
        if !question.intermediates.is_empty() {
            let pool = self.file("intermediates", &question.intermediates);
            verify.arg("-untrusted").arg(pool);
        }
        verify.arg(self.file("leaf", std::slice::from_ref(&question.leaf)));
        let output = verify.output().unwrap();
        if output.status.success() {
            return Ok(());
        }
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        let number = text.lines().find_map(|line| {
            let (_, after) = line.split_once("error ")?;
            let (number, after) = after.split_once(' ')?;
            after.starts_with("at ").then(|| number.to_owned())
        });
        Err(number.unwrap_or_else(|| "unreadable".to_owned()))
    }

    fn file(&self, name: &str, ders: &[Vec<u8>]) -> PathBuf {
        let path: &Path = self.folder.path();
        let path = path.join(name);
        let text: String = ders.iter().map(|der| pem(der)).collect();
        std::fs::write(&path, text).unwrap();
        path
    }
}

fn pem(der: &[u8]) -> String {
    use base64::Engine as _;
    let text = base64::engine::general_purpose::STANDARD.encode(der);
    let lines: Vec<_> = text
        .as_bytes()
        .chunks(64)
        .map(|line| str::from_utf8(line).unwrap())
        .collect();
    format!(
        "-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n",
        lines.join("\n")
    )
}
