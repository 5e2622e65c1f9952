//! Revocation lists of every type of authority, judged by OpenSSL and Java.

use credtool_crypto_engine::Randomness;
use credtool_pki::{NewCrl, NewRevocation, Profile, RevocationReason};

use crate::made::{DAY, KEYS, NOW, ROOTS, day, issue, pem, request};
use crate::peer::{Folder, run, said, succeeds};

const REASONS: [RevocationReason; 9] = [
    RevocationReason::Unspecified,
    RevocationReason::KeyCompromise,
    RevocationReason::CaCompromise,
    RevocationReason::AffiliationChanged,
    RevocationReason::Superseded,
    RevocationReason::CessationOfOperation,
    RevocationReason::CertificateHold,
    RevocationReason::PrivilegeWithdrawn,
    RevocationReason::AaCompromise,
];

#[test]
fn revoked_certificates_are_revoked_for_all() {
    let (Some(roots), Some(keys)) = (&*ROOTS, &*KEYS) else {
        return;
    };
    let folder = Folder::new();
    let at = (NOW + 3 * DAY).to_string();
    let (mut manifest, mut expected) = (String::new(), Vec::new());
    for (name, root) in roots {
        let request = request(&keys[3].1, "CN=app,O=Example");
        let [good, bad] = [(); 2].map(|()| issue(root, &request, Profile::Both));
        let mut revoked: Vec<_> = REASONS
            .iter()
            .enumerate()
            .map(|(number, &reason)| NewRevocation {
                serial_octets: vec![number as u8 + 1],
                date: day(1),
                reason,
            })
            .collect();
        revoked.push(NewRevocation {
            serial_octets: bad.serial_octets().to_vec(),
            date: day(2),
            reason: RevocationReason::KeyCompromise,
        });
        let new = NewCrl {
            this_update: day(2),
            next_update: day(9),
            number: 12,
            revoked,
        };
        let list = root.crl(&new, Randomness::System).unwrap();

        let ca = pem(
            &folder,
            &format!("{name}-root.pem"),
            &[root.certificate().clone()],
        );
        let crl = folder.write(&format!("{name}.crl"), &list.to_pem());
        let Some(verified) = succeeds(
            "openssl",
            &["crl", "-in", &crl, "-CAfile", &ca, "-noout", "-verify"],
        ) else {
            return;
        };
        assert!(verified.contains("verify OK"), "{name}: {verified}");
        let text = succeeds("openssl", &["crl", "-in", &crl, "-noout", "-text"]).unwrap();
        for part in [
            "Version 2",
            "X509v3 CRL Number: \n                12",
            "X509v3 Authority Key Identifier",
            "Key Compromise",
            "Affiliation Changed",
            "Certificate Hold",
            "Privilege Withdrawn",
            "AA Compromise",
            "Cessation Of Operation",
        ] {
            assert!(text.contains(part), "{name}: {part} is not in {text}");
        }
        assert!(!text.contains("Unspecified"));
        for (which, certificate, says) in
            [("good", good, "OK"), ("bad", bad, "certificate revoked")]
        {
            let file = pem(&folder, &format!("{name}-{which}.pem"), &[certificate]);
            let arguments = [
                "verify",
                "-x509_strict",
                "-crl_check",
                "-attime",
                &at,
                "-CAfile",
                &ca,
                "-CRLfile",
                &crl,
                &file,
            ];
            let said = said(&run("openssl", &arguments).unwrap());
            assert!(said.contains(says), "{name} {which}: {said}");
            manifest.push_str(&format!(
                "- {name}-root.pem {name}-{which}.pem {name}.crl\n"
            ));
            expected.push((name, which));
        }
        let none = NewCrl {
            revoked: Vec::new(),
            ..new
        };
        let none = folder.write(
            "none.crl",
            &root.crl(&none, Randomness::System).unwrap().to_pem(),
        );
        let verified = succeeds(
            "openssl",
            &[
                "crl", "-in", &none, "-CAfile", &ca, "-noout", "-verify", "-text",
            ],
        )
        .unwrap();
        assert!(
            verified.contains("verify OK") && verified.contains("No Revoked Certificates"),
            "{verified}"
        );
    }
    folder.write("manifest", &manifest);
    let program = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/issue_peers/Validate.java"
    );
    let Some(output) = run("java", &[program, folder.path().to_str().unwrap(), &at]) else {
        return;
    };
    let answers = said(&output);
    assert_eq!(answers.lines().count(), expected.len(), "{answers}");
    for ((name, which), answer) in expected.iter().zip(answers.lines()) {
        match *which {
            "good" => assert_eq!(answer, "valid", "{name}"),
            _ => assert!(answer.starts_with("REVOKED"), "{name}: {answer}"),
        }
    }
}
