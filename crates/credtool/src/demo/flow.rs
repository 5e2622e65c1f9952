//! Chapter: an encryption key of ThingWorx Flow is rotated, and nothing that the old one encrypted is lost.

use super::step::{Chapter, step};

pub(super) fn chapter() -> Chapter {
    Chapter {
        title: "Keys that rotate, without losing what the old one encrypted",
        steps: vec![
            step(
                "one secret unlocks the key file, as CONFIG_IMAGE does in an installation",
                "credtool secret generate -o unlock.txt",
            ),
            step(
                "two files make a keyring; flow/ looks like an installation of ThingWorx Flow",
                "credtool keyring create --flow-home flow --unlock file:unlock.txt",
            )
            .says("made flow/misc/keyfile-key and flow/cryptography/keys.enc"),
            step(
                "the key that was used so far",
                "credtool keyring add mykey --from file:mykey.txt --flow-home flow --unlock file:unlock.txt",
            )
            .says("mykey: new → pending"),
            step(
                "a key is active when it is promoted, and not before",
                "credtool keyring promote mykey --flow-home flow --unlock file:unlock.txt",
            )
            .says("mykey: pending → active"),
            step(
                "it encrypts: what is stored names its key",
                "credtool keyring encrypt --flow-home flow --unlock file:unlock.txt file:password-of-a-user.txt > stored.txt",
            )
            .says("eyJ"),
            step(
                "a year later: a new key, of the length and style that the vendor asks for",
                "credtool secret generate --style guid -o newkey.txt",
            ),
            step(
                "it waits, so that every reader can have it first",
                "credtool keyring add newkey --from file:newkey.txt --flow-home flow --unlock file:unlock.txt",
            )
            .says("newkey: new → pending"),
            step(
                "now it encrypts, and the old one still decrypts",
                "credtool keyring promote newkey --flow-home flow --unlock file:unlock.txt",
            )
            .says("mykey: active → decrypt-only")
            .says("newkey: pending → active"),
            step(
                "what was stored before the rotation is still readable",
                "credtool keyring decrypt --flow-home flow --unlock file:unlock.txt - < stored.txt",
            )
            .prints("{file:password-of-a-user.txt}"),
            step(
                "six services name the active key: all are changed, or none",
                "credtool keyring activate newkey --flow-home flow --unlock file:unlock.txt --yes",
            )
            .says("flow/modules/engine/config/security-common/config.json: mykey → newkey")
            .leaves(
                "flow/modules/ux/config/security-common/config.json",
                "\t\"activeKeyName\": \"newkey\"\n",
            ),
            step(
                "old values move to the new key when there is time",
                "credtool keyring rewrap --flow-home flow --unlock file:unlock.txt --in-place stored.txt",
            )
            .says("rewrapped 1"),
            step(
                "and are counted, so that the old key goes only when nothing needs it",
                "credtool keyring census stored.txt",
            )
            .prints("newkey  1"),
            step(
                "in the cloud the keys are a Kubernetes Secret: three values change, and no other byte",
                "credtool keyring k8s rotate newkey --from file:newkey.txt --in-place flow-keys.yaml",
            )
            .says("mykey → newkey")
            .leaves("flow-keys.yaml", "# comments stay")
            .leaves("flow-keys.yaml", "ACTIVE_ENCRYPTION_KEY_NAME: bmV3a2V5")
            .leaves(
                "flow-keys.yaml",
                "oldEncKeys.json: eyJteWtleSI6IkFTREZHSEpLTDEyMzQ1NjcifQ==",
            ),
            step(
                "the old key is among the old ones",
                "credtool keyring k8s show flow-keys.yaml",
            )
            .says("newkey  active")
            .says("mykey   old"),
        ],
    }
}
