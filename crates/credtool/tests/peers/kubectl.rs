//! What `keyring k8s rotate` prints, read by kubectl on the client's side: no cluster is asked.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::run::*;

/// The Secret of the seed, "Rotating the ThingWorx Flow Encryption Key", Cloud or Virtual Private Cloud, step 3.
const MANIFEST: &str = "\
# release flow
apiVersion: v1
kind: Secret
metadata:
  name: flow-keys
type: Opaque
data:
  ENCRYPTION_KEY: QVNERkdISktMMTIzNDU2Nw==
  ACTIVE_ENCRYPTION_KEY_NAME: bXlrZXk=   # mykey
  oldEncKeys.json: e30=
  RABBIT_PASSWORD: cmFiYml0
";

/// Whether kubectl is there; says so where it is not.
fn has_kubectl() -> bool {
    let found = Command::new("kubectl")
        .args(["version", "--client"])
        .output()
        .is_ok_and(|output| output.status.success());
    assert!(
        found || std::env::var("CI").as_deref() != Ok("true"),
        "kubectl is missing, and CI=true: run .ci/peers"
    );
    if !found {
        println!("skipped: kubectl is not installed");
    }
    found
}

/// Runs kubectl where no cluster is configured, with this on its standard input.
fn kubectl(folder: &Path, arguments: &[&str], input: &str) -> Value {
    let mut child = Command::new("kubectl")
        .args(arguments)
        .current_dir(folder)
        .env("KUBECONFIG", folder.join("no-cluster"))
        .env("HOME", folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(input.as_bytes()).unwrap();
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// What kubectl makes of a patch file, and of the manifest that it patches.
fn patched(folder: &Path, manifest: &str) -> Value {
    let arguments = ["patch", "--local", "--type", "merge", "--patch-file"];
    let output = ["patch.json", "-o", "json", "-f", manifest];
    kubectl(folder, &[&arguments[..], &output].concat(), "")
}

/// What kubectl makes of a manifest. Of its commands that need no cluster, label reads and prints the whole.
fn read(folder: &Path, manifest: &str) -> Value {
    let arguments = ["label", "--local", "-f", "-", "-o", "json", "read=yes"];
    let mut value = kubectl(folder, &arguments, manifest);
    value["metadata"].as_object_mut().unwrap().remove("labels");
    value
}

/// Old keys as JSON, from their base64.
fn old_keys(secret: &Value) -> Value {
    let base64 = secret["data"]["oldEncKeys.json"].as_str().unwrap();
    let decoded = from_base64(base64);
    serde_json::from_slice(&decoded).unwrap()
}

fn from_base64(text: &str) -> Vec<u8> {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD
        .decode(text)
        .unwrap()
}

#[test]
fn the_seeds_rotation_and_a_second_one() {
    if !has_kubectl() {
        return;
    }
    let folder = folder("kubectl");
    let write = |name: &str, text: &str| std::fs::write(folder.join(name), text).unwrap();
    write("secret.yaml", MANIFEST);
    write("new", "0EE0D33AC67E4389AB2B46123729B875");
    let rotate = |arguments: &[&str]| {
        let verb = ["keyring", "k8s", "rotate"];
        credtool(&folder, &[&verb[..], arguments].concat())
    };

    let first = rotate(&["newkey", "--from", "file:new", "secret.yaml"]);
    let secret = read(&folder, &first);
    let data = &secret["data"];
    assert_eq!(
        data["ENCRYPTION_KEY"],
        "MEVFMEQzM0FDNjdFNDM4OUFCMkI0NjEyMzcyOUI4NzU="
    );
    assert_eq!(data["ACTIVE_ENCRYPTION_KEY_NAME"], "bmV3a2V5");
    assert_eq!(data["RABBIT_PASSWORD"], "cmFiYml0");
    // The seed prints the base64 of `{ "mykey": "ASDFGHJKL1234567"}`, with spaces: the same JSON.
    let printed = from_base64("eyAibXlrZXkiOiAiQVNERkdISktMMTIzNDU2NyJ9");
    let printed: Value = serde_json::from_slice(&printed).unwrap();
    assert_eq!(old_keys(&secret), printed);

    // The patch, applied by kubectl, gives the same Secret.
    let patch = ["newkey", "--from", "file:new", "--patch", "secret.yaml"];
    write("patch.json", &rotate(&patch));
    assert_eq!(patched(&folder, "secret.yaml")["data"], *data);

    // The second rotation keeps both old keys, in YAML and in what kubectl prints as JSON.
    write("first.yaml", &first);
    write("first.json", &secret.to_string());
    let both = json!({ "mykey": "ASDFGHJKL1234567", "newkey": "0EE0D33AC67E4389AB2B46123729B875" });
    for name in ["first.yaml", "first.json"] {
        let second = read(&folder, &rotate(&["third", name]));
        assert_eq!(old_keys(&second), both, "{name}");
        write("patch.json", &rotate(&["third", "--patch", name]));
        assert_eq!(old_keys(&patched(&folder, name)), both, "{name}");
        rotate(&["third", "--in-place", name]);
        let in_place = std::fs::read_to_string(folder.join(name)).unwrap();
        assert_eq!(old_keys(&read(&folder, &in_place)), both, "{name}");
    }
}
