//! What an installation has before the story begins: configurations, a manifest, a key that somebody chose long ago.

/// Files by their name in the folder of the demo.
pub(super) const THERE_ALREADY: &[(&str, &str)] = &[
    ("flow/cryptography/README", "keys.enc lies here\n"),
    ("flow/misc/README", "keyfile-key lies here\n"),
    (
        "flow/modules/engine/config/security-common/config.json",
        CONFIG,
    ),
    (
        "flow/modules/exchange/config/security-common/config.json",
        CONFIG,
    ),
    (
        "flow/modules/lookup/config/security-common/config.json",
        CONFIG,
    ),
    (
        "flow/modules/oauth/config/security-common/config.json",
        CONFIG,
    ),
    (
        "flow/modules/trigger/config/security-common/config.json",
        CONFIG,
    ),
    ("flow/modules/ux/config/security-common/config.json", CONFIG),
    ("store-password.txt", "abc123\n"),
    ("project.properties", PROPERTIES),
    ("mykey.txt", "ASDFGHJKL1234567\n"),
    ("password-of-a-user.txt", "correct horse battery staple\n"),
    ("flow-keys.yaml", MANIFEST),
    ("nexus/webservice.json", WEBSERVICE),
    ("nexus/appsettings.Production.json", NEXUS),
];

/// What the vendor's jar reads. The encrypted secret is given beside it.
const PROPERTIES: &str = "\
encrypted_shared_secret=
keystore_path_filename=hermosa.p12
keystore_alias=hermosa
keystore_pass=abc123
keystore_type=PKCS12
";

/// What each of the six services of ThingWorx Flow has.
const CONFIG: &str = "{\n\t\"activeKeyName\": \"mykey\"\n}\n";

/// The values of the vendor's page "Rotating the ThingWorx Flow Encryption Key".
const MANIFEST: &str = "\
apiVersion: v1
kind: Secret
metadata:
  name: flow-keys
type: Opaque
data:
  ENCRYPTION_KEY: QVNERkdISktMMTIzNDU2Nw==   # comments stay
  ACTIVE_ENCRYPTION_KEY_NAME: bXlrZXk=
  oldEncKeys.json: e30=
";

const WEBSERVICE: &str = "{ \"SecretKey\": \"1008877afabf32efb31f9c974dbeaa688bed0769\" }\n";

const NEXUS: &str = "\
{
  // the key that Nexus and the WebService share
  \"Nexus\": { \"SecretKey\": \"1008877afabf32efb31f9c974dbeaa688bed0769\" },
}
";
