//! The one list of error codes: stable, kebab-case, each with what it means and what to try next.

macro_rules! codes {
    ($($variant:ident = $text:literal, $meaning:literal, $next_step:literal;)+) => {
        /// What stopped a command, for programs.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Code {
            $(#[doc = $meaning] $variant,)+
        }

        impl Code {
            /// Every code, in the order of the documentation.
            pub(crate) const ALL: &[Code] = &[$(Code::$variant),+];

            /// Returns the code as it stands in JSON.
            pub(crate) fn as_str(self) -> &'static str {
                match self { $(Code::$variant => $text),+ }
            }

            /// Returns what the code means.
            pub(crate) fn meaning(self) -> &'static str {
                match self { $(Code::$variant => $meaning),+ }
            }

            /// Returns what usually helps.
            pub(crate) fn next_step(self) -> &'static str {
                match self { $(Code::$variant => $next_step),+ }
            }
        }
    };
}

codes! {
    // The command line.
    Usage = "usage", "the command line could not be understood", "see --help";
    LiteralSecret = "literal-secret", "a secret stood on the command line, where every process can read it",
        "put it into an environment variable or a file of mode 0600, or answer a prompt: the command line can be read by every process";
    StdinClaimed = "stdin-claimed", "two arguments want standard input", "give one of them as file:PATH, env:NAME or fd:N";
    InputNeeded = "input-needed", "something would have to be asked, and asking is not possible or not allowed",
        "run it in a terminal without --no-input";

    // Files, streams, the environment.
    FileNotFound = "file-not-found", "there is no such file", "check the path; a relative one starts at the working directory";
    IsDirectory = "is-a-directory", "a folder stands where a file is needed", "name a file inside it";
    FileUnreadable = "file-unreadable", "the file is there and cannot be read", "check its owner and mode with ls -l";
    EmptyFile = "empty-file", "the file has no bytes", "check whether writing or copying it went wrong";
    TooLarge = "too-large", "there are more bytes than such an input can have", "check that it is the right file";
    FileExists = "file-exists", "the output file exists already", "add --force to replace it";
    FolderNotEmpty = "folder-not-empty", "the folder has something in it already", "name an empty folder, or one that does not exist yet";
    WriteFailed = "write-failed", "the output could not be written; what was there before still stands", "check space and permissions";
    Conflict = "conflict", "a file changed between reading and writing, so nothing was written", "run it again: it starts from what is there now";
    UnfinishedChange = "unfinished-change", "an interrupted run left a change of several files half done, and it can be neither finished nor undone now",
        "make the named folder reachable and run it again";
    HookFailed = "hook-failed", "a command that was to run by the shell failed", "run the command by hand to see why";
    WrittenByAnotherTool = "written-by-another-tool", "the file was not written by this program, so it is not changed", "name another file, or one that does not exist yet";
    NotText = "not-text", "bytes that are not UTF-8 stand where text is needed", "check that it is the right file or variable";
    EnvNotSet = "env-not-set", "the environment variable is not set", "export it first, or use prompt or file:PATH";
    Pm2Unavailable = "pm2-unavailable", "the pm2 program could not be asked", "run it as the user who owns the pm2 daemon, with pm2 on the PATH";
    Pm2Service = "pm2-service", "pm2 has no such running service, or it carries no CONFIG_IMAGE", "see pm2 list and pm2 env";
    NoTerminal = "no-terminal", "the terminal is needed and there is none", "run it in a terminal, or leave --copy away";
    BinaryOnTerminal = "binary-on-terminal", "binary output would go to the terminal", "redirect it to a file, or use --json and read secret_hex";

    // Keys, keystores, certificates, requests.
    Unrecognised = "unrecognised", "the content is none of the formats that belong here", "check that it is the right file";
    Malformed = "malformed", "the format is recognised and the content is damaged", "get an undamaged copy";
    Unsupported = "unsupported", "the content uses something that is not supported", "convert it with the tool that made it";
    TooMuchWork = "too-much-work", "the content asks for more work or memory than any honest file does", "get the file from its source again, or convert it with the tool that made it";
    PasswordNeeded = "password-needed", "the content is encrypted and no password was given", "give it with --store-password SRC or --key-password SRC";
    StorePassword = "store-password", "the store password does not open the keystore, or the keystore was altered", "check the keystore's password with credtool keystore list";
    KeyPassword = "key-password", "the keystore opens and the key in it does not, or the password of a key is wrong", "give the key's own password with --key-password: it may differ from the store's";
    Alias = "alias", "the keystore has no such entry, or several and none was named", "list the aliases with credtool keystore list and name one with --alias";
    NoPrivateKey = "no-private-key", "there is no private key in it", "give the file that holds the private key";
    NoPublicKey = "no-public-key", "there is no public key, certificate or request in it", "give a certificate, a request, a public key or a keystore";
    KeyMismatch = "key-mismatch", "the key does not match the given certificate", "find the key that was made for this certificate: credtool key match KEY CERT";
    KeyTooSmall = "key-too-small", "the key is too small for this", "make a larger key: credtool key generate --type rsa:2048";
    KeyType = "key-type", "the key is of a type that cannot do this", "take the RSA key whose certificate is uploaded for this app";
    Key = "key", "the key cannot be used for another reason", "inspect the key with credtool key inspect";
    LegacyNeeded = "legacy-needed", "this is weak and only done when asked for by name", "add --legacy if the platform leaves no choice";
    NoRandomness = "no-randomness", "the operating system gave no random bytes", "check that getrandom or /dev/urandom is allowed here";

    // Requests.
    Request = "request", "the request cannot be signed or sent as it stands", "correct what is named, and sign again";
    BaseUrl = "base-url", "the base URL cannot take the parameters of an install callback", "give the install URL as it is registered, with http:// or https:// and without a, t, d, h, b and e";
    AppKey = "app-key", "the application key cannot stand in a callback or a Basic header", "give the key as the platform shows it: 32 lower-case hex digits";
    AuthToken = "auth-token", "the text is no auth token of an install", "give what credtool install token printed: 32 lower-case hex digits";

    // Keyrings.
    KeyName = "key-name", "a key cannot have this name", "take another name: up to 128 bytes, no control characters, not credtool";
    KeyMaterial = "key-material", "the secret of a key does not have a length that is a multiple of 16", "make one with credtool secret generate --style guid";
    NameExists = "name-exists", "a key of this name exists, or existed once: names are unique for ever", "take another name; credtool keyring list shows those that are taken";
    UnknownKey = "unknown-key", "the keyring has no key of this name", "see credtool keyring list";
    WrongUnlockSecret = "wrong-unlock-secret", "the unlock secret does not open the key file, or the header of the file was altered", "take the secret that the key file was made with: CONFIG_IMAGE of a running service (pm2:SERVICE)";
    OtherKeyfile = "other-keyfile", "the encrypted keys belong to another key file", "name the key file that was made together with them";
    KeysMissing = "keys-missing", "a key would get lost: its secret is not in the map any more", "put it back; a key goes with credtool keyring retire and purge";
    ToolFailed = "tool-failed", "the tool of --via failed; nothing was changed", "run the command by hand to see why";
    NoActiveKey = "no-active-key", "no key of the keyring is active, so nothing can be encrypted", "make one active with credtool keyring promote NAME";
    NotAToken = "not-a-token", "it is no token of a keyring", "see what it is with credtool keyring inspect";
    MalformedToken = "malformed-token", "the token is cut or damaged", "copy it again in one piece, from eyJ to its last character";
    Altered = "altered", "the token was altered, or the key has another secret than when it was made", "get the token from its source again, or compare the keyrings with credtool keyring status";
    PurgedKey = "purged-key", "the secret of the token's key was purged", "restore keys.enc from a backup of before the purge";
    ContextNeeded = "context-needed", "the token is bound to a context, and none was given", "give the one it was encrypted with: --context TEXT";
    OtherContext = "other-context", "the token is bound to another context: perhaps it was copied from another place", "give the one it was encrypted with: --context TEXT";
    NotBound = "not-bound", "a context was given, and the token is bound to none", "leave --context away, or encrypt the value again with it";
    ValueTooLong = "value-too-long", "the value does not fit into a token, which has at most 1 MiB", "encrypt a key of its own, and the file with that";
    KeyConflict = "key-conflict", "one name stands for two different secrets", "find out which secret is the right one, and take the other name or place out by hand";

    // Requests for certificates, authorities.
    Name = "name", "a name does not have the syntax of its kind", "write a distinguished name as CN=app,O=Example,C=NL";
    RequestRefused = "request-refused", "the certificate may not be issued; every reason is listed", "correct what is named, in the request or in the terms of issuing";
    NotIssued = "not-issued", "what was signed did not pass our own check, so it is not given out", "see credtool cert inspect on the CA's certificate: what it permits is narrower than what was asked for";
    NotAnAuthority = "not-an-authority", "the certificate cannot stand for an authority that issues", "take a certificate with CA:TRUE whose key usage has keyCertSign";
    NoCa = "no-ca", "the folder holds no CA, or not all files of one", "name the folder of a CA, or make one with credtool ca create --dir DIR --subject NAME";
    CaLog = "ca-log", "a line of the log of a CA was cut or altered, or is missing", "restore the file from a backup: it is never repaired silently, because a certificate or a revocation could get lost";
    UnknownSerial = "unknown-serial", "the CA has issued no certificate with this serial number", "see credtool ca list --dir DIR";

    // Apps.
    UnknownApp = "unknown-app", "no app of the store has the App ID", "see credtool app list";
    FormerAppId = "former-app-id", "the App ID was changed to another one", "take the App ID that is named";
    UnknownVersion = "unknown-version", "the app has no version with this label", "see credtool app version list";
    AppIdTaken = "app-id-taken", "the App ID belongs to an app, or once did; letter case does not matter", "take another App ID: one stays with its app for ever";
    VersionTaken = "version-taken", "the app has a version with this label already", "take another label";
    Retired = "retired", "the app, or its version, is retired: it signs and verifies nothing any more", "take an app that is not";
    NoSecret = "no-secret", "the registry has no secret of the app that could sign", "give it one with credtool app set-secret or regenerate-secret";
    ClockBehind = "clock-behind", "the clock is behind the last event of the store by more than five minutes", "correct the clock, or give the time with --at";
    TimeOutOfRange = "time-out-of-range", "the time has no form in the history: it is before 1970 or after 9999", "correct the clock, or give the time with --at";
    OverlapTooLong = "overlap-too-long", "an overlap of more than 366 days is a second current secret", "take a shorter overlap";
    RedirectUrl = "redirect-url", "the redirect URL does not suit the type of the app", "correct the URL, or the type";
    KeyDiffers = "key-differs", "the certificate is for another key than the request", "import the certificate that was issued for this request";
    VerifiedAtAnotherTime = "verified-at-another-time", "the certificate was verified for another time than now", "run it again";
    CredentialTooLarge = "credential-too-large", "certificate and request are larger than the history keeps", "leave certificates out that are not needed";
    TooMany = "too-many", "there are as many as the store keeps", "remove one first";

    // Configurations and manifests.
    MissingMember = "missing-member", "the member is not there", "check the path; add --create to insert the member";
    NotAString = "not-a-string", "the path leads to something else than a string", "check the path";
    Ambiguous = "ambiguous", "a name stands twice, so readers disagree which one counts", "remove one of the two by hand";
    NotEdited = "not-edited", "anchors, aliases, tags and templates are not edited: a change there changes more than can be seen", "edit it by hand, or edit the file that it is made from";
    Immutable = "immutable", "the Secret is immutable, so Kubernetes refuses every change of it", "make a new Secret of another name and let the release use it, or delete this one and create it again without immutable";

    // The store of the app registry.
    NoStore = "no-store", "there is no store of apps yet", "name one with --store PATH, or make it with the first credtool app register";
    NotAStore = "not-a-store", "the file is something else than a store of apps", "name the store with --store PATH";
    NewerStore = "newer-store", "the store was written by a newer release", "use that release, or a backup of before it";
    StoreDamaged = "store-damaged", "the store is damaged", "restore it from a backup; credtool app verify-history tells how far its history can be trusted";
    StoreLocked = "store-locked", "another process kept the store locked for longer than ten seconds", "wait for it, or find it: a backup, or a database tool with an open transaction";
    StoreReadOnly = "store-read-only", "the store, or the folder that it stands in, cannot be written", "check owner and mode of both with ls -ld; show, list and history work all the same";
    DiskFull = "disk-full", "the disk is full; the store is what it was before", "make room and run it again";
    StoreFailed = "store-failed", "the store could not be read or written", "check the disk, and the owner and mode of the file and its folder";
    HistoryAltered = "history-altered", "the history in the store is not the one that was signed last, so it is not extended", "see credtool app verify-history, and restore the store from a backup";

    // Secrets.
    UnknownStyle = "unknown-style", "no style of secret or App ID has this name", "see --help for the styles";
    Policy = "policy", "the policy cannot be understood, or no secret can satisfy it", "see credtool secret generate --help for the form of a policy file";
    AppId = "app-id", "the App ID or the name of its member is not well formed", "an App ID is MEMBER-RANDOM";
    EmptySecret = "empty-secret", "the secret has no characters", "check where it comes from";
    SecretTooLong = "secret-too-long", "the secret is longer than the key and padding can carry", "use a larger key or a shorter secret";
    EmptyInput = "empty-input", "nothing was given to decrypt", "copy the encrypted value from the app's Details page (Show Keys, Click to View)";
    NotBase64 = "not-base64", "the encrypted secret is neither base64 nor raw bytes of the right length", "copy the whole value again, from its first to its last character";
    MixedAlphabets = "mixed-alphabets", "the encrypted secret has characters of both base64 alphabets", "copy the value again in one piece";
    WrongLength = "wrong-length", "the encrypted secret does not have the length of the key", "take the key whose certificate is uploaded for this app";
    Padding = "padding", "no padding fits: another key, another padding, or altered bytes", "compare key and certificate with credtool key match";
    ImplausiblePlaintext = "implausible-plaintext", "the bytes decrypt, without proof, to something that does not look like a secret", "check the key, or name the padding with --padding";
    MalformedProperties = "malformed-properties", "Java would not read the properties file, or read it otherwise", "write the file as Java reads it: ISO-8859-1, every backslash twice";
    MissingProperty = "missing-property", "a required property is absent or unfilled", "fill in the property; the value goes after the =, without braces";
}

/// Returns the list as a Markdown table, the form of `docs/error-codes.md`.
#[cfg(test)]
fn table() -> String {
    let mut table = String::from("| code | meaning | what usually helps |\n|---|---|---|\n");
    for code in Code::ALL {
        table.push_str(&format!(
            "| `{}` | {} | {} |\n",
            code.as_str(),
            code.meaning(),
            code.next_step()
        ));
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documentation_lists_exactly_these() {
        let documented = include_str!("../docs/error-codes.md");
        assert!(
            documented.ends_with(&table()),
            "docs/error-codes.md should end with:\n{}",
            table()
        );
    }

    #[test]
    fn codes_are_kebab_case_and_unique() {
        let mut seen = std::collections::BTreeSet::new();
        for code in Code::ALL {
            assert!(
                code.as_str()
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'),
                "{code:?}"
            );
            assert!(seen.insert(code.as_str()), "{code:?} twice");
        }
    }
}
