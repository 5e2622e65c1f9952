//! What only happens on a terminal, in one that `script` of util-linux makes: prompts, the newline, refused binary, the clipboard.
#![cfg(target_os = "linux")]
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a test drives the binary, fails loudly and says what it skips"
)]

use std::io::{Read as _, Write as _};
use std::process::{Command, Stdio};
use std::time::Duration;

const SECRET: &str = "1008877afabf32efb31f9c974dbeaa688bed0769";

/// Runs the binary in a terminal; each answer is typed when its question has appeared. Returns the status and the screen,
/// or `None` without `script`.
fn in_terminal(arguments: &str, dialogue: &[(&str, &str)]) -> Option<(i32, String)> {
    if Command::new("script").arg("--version").output().is_err() {
        assert!(
            std::env::var("CI").as_deref() != Ok("true"),
            "script is missing, and CI=true"
        );
        println!("skipped: script is not installed");
        return None;
    }
    let command = format!("{} {arguments}", env!("CARGO_BIN_EXE_credtool"));
    let mut child = Command::new("script")
        .args(["-qec", &command, "/dev/null"])
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures"))
        .env_remove("CREDTOOL_NO_INPUT")
        .env("STORE", "store-pass")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let (mut keyboard, mut screen) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    let (mut seen, mut buffer) = (Vec::new(), [0; 4096]);
    let mut dialogue = dialogue.iter().peekable();
    loop {
        let count = screen.read(&mut buffer).unwrap();
        seen.extend_from_slice(&buffer[..count]);
        let asked = |question: &str| String::from_utf8_lossy(&seen).contains(question);
        if let Some((_, answer)) = dialogue.next_if(|(question, _)| asked(question)) {
            // The question is printed before the echo is turned off; people take longer than this to begin.
            std::thread::sleep(Duration::from_millis(300));
            keyboard.write_all(answer.as_bytes()).unwrap();
        }
        if count == 0 {
            break;
        }
    }
    let status = child.wait().unwrap().code().unwrap();
    Some((status, String::from_utf8_lossy(&seen).replace("\r\n", "\n")))
}

#[test]
fn a_password_is_asked_for_and_not_shown() {
    let questions = [("password for app.p12: ", "store-pass\n")];
    let Some((status, screen)) = in_terminal("secret decrypt --key app.p12 to-p12.txt", &questions)
    else {
        return;
    };
    assert_eq!(status, 0, "{screen}");
    assert_eq!(
        screen,
        format!("password for app.p12: \npadding: oaep-sha1\n{SECRET}\n")
    );
}

#[test]
fn a_new_password_is_asked_for_twice() {
    let export =
        "keystore export app.p12 --store-password env:STORE --format pkcs12 --new-password prompt";
    let questions = [
        ("new password: ", "one\n"),
        ("new password again: ", "another\n"),
    ];
    let Some((status, screen)) = in_terminal(export, &questions) else {
        return;
    };
    assert_eq!(status, 2);
    assert!(
        screen.contains("error: the two passwords differ\n"),
        "{screen}"
    );
}

#[test]
fn without_input_nothing_is_asked() {
    let decrypt = "secret decrypt --no-input --key app.p12 to-p12.txt";
    let Some((status, screen)) = in_terminal(decrypt, &[]) else {
        return;
    };
    assert_eq!(status, 2);
    assert!(
        screen.starts_with("error: app.p12 needs a password\n"),
        "{screen}"
    );
    assert!(screen.contains("--store-password SRC"), "{screen}");
}

#[test]
fn binary_does_not_go_to_the_terminal() {
    let Some((status, screen)) = in_terminal("secret decrypt --key app.pem oaep-of-bytes.txt", &[])
    else {
        return;
    };
    assert_eq!(status, 2);
    assert!(
        screen.contains("hint: redirect it to a file, or use --json"),
        "{screen}"
    );
}

#[test]
fn the_clipboard_gets_the_secret_and_the_screen_does_not() {
    let Some((status, screen)) = in_terminal("secret generate --copy --json", &[]) else {
        return;
    };
    assert_eq!(status, 0, "{screen}");
    let copied = screen.strip_prefix("\x1b]52;c;").unwrap();
    let (encoded, rest) = copied.split_once('\x07').unwrap();
    assert_eq!(encoded.len(), 56, "40 characters in base64");
    assert!(
        rest.contains("\"secrets\":null") && rest.contains("\"copied\":true"),
        "{rest}"
    );
}

/// Makes a configuration with a secret, and returns the arguments that replace it.
fn configuration(name: &str) -> (std::path::PathBuf, String) {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("terminal");
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join(name);
    std::fs::write(&file, "{ \"SecretKey\": \"old\" }").unwrap();
    let arguments = format!(
        "config set-secret {} SecretKey --from env:STORE",
        file.display()
    );
    (file, arguments)
}

#[test]
fn replacing_a_secret_is_asked_for() {
    for (answer, expected, content) in [
        ("n\n", 1, "old"),
        ("\n", 1, "old"),
        ("yes\n", 0, "store-pass"),
    ] {
        let (file, arguments) = configuration("asked.json");
        let Some((status, screen)) = in_terminal(&arguments, &[("? [y/N] ", answer)]) else {
            return;
        };
        assert_eq!(status, expected, "{screen}");
        assert!(!screen.contains("store-pass"), "{screen}");
        let after = std::fs::read_to_string(&file).unwrap();
        assert_eq!(after, format!("{{ \"SecretKey\": \"{content}\" }}"));
    }
}

#[test]
fn a_replaced_secret_is_copied_only_after_success() {
    let copied = "\x1b]52;c;c3RvcmUtcGFzcw==\x07"; // store-pass
    let (_, arguments) = configuration("copied.json");
    let Some((status, screen)) = in_terminal(&format!("{arguments} --copy --yes"), &[]) else {
        return;
    };
    assert_eq!(status, 0, "{screen}");
    assert!(screen.contains(copied), "{screen:?}");
    let refused = format!("{arguments} --copy --yes --expect-old env:STORE --also /dev/null x");
    let (status, screen) = in_terminal(&refused, &[]).unwrap();
    assert_eq!(status, 2, "{screen}");
    assert!(!screen.contains("]52;"), "{screen:?}");
    let stopped = configuration("stopped.json").1 + " --copy --yes --require-stopped true";
    let (status, screen) = in_terminal(&stopped, &[]).unwrap();
    assert_eq!(status, 1, "{screen}");
    assert!(!screen.contains("]52;"), "{screen:?}");
}

/// The CA's key gets a password by default, and whoever signs is asked for it.
#[test]
fn the_key_of_an_authority_is_encrypted_and_opened_by_asking() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("terminal-ca");
    let _ = std::fs::remove_dir_all(&folder);
    let dir = folder.display();
    let create = format!("ca create --dir {dir} --subject CN=Test --type p256");
    let twice = [
        ("new password: ", "secret\n"),
        ("new password again: ", "secret\n"),
    ];
    let Some((status, screen)) = in_terminal(&create, &twice) else {
        return;
    };
    assert_eq!(status, 0, "{screen}");
    let key = std::fs::read_to_string(folder.join("ca.key")).unwrap();
    assert!(key.starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----"));

    let issue = format!("ca issue --dir {dir} app.csr");
    let asked = format!("password for {dir}/ca.key: ");
    let (status, screen) = in_terminal(&issue, &[(&asked, "secret\n")]).unwrap();
    assert_eq!(status, 0, "{screen}");
    assert!(screen.contains("-----BEGIN CERTIFICATE-----"), "{screen}");
    let (status, screen) = in_terminal(&issue, &[(&asked, "wrong\n")]).unwrap();
    assert_eq!(status, 2, "{screen}");

    let (_, listed) = in_terminal(&format!("ca list --dir {dir} --json"), &[]).unwrap();
    let (_, serial) = listed
        .split_once("\"certificates\":[{\"serial\":\"")
        .unwrap();
    let (serial, _) = serial.split_once('"').unwrap();
    let revoke = format!("ca revoke --dir {dir} {serial} --reason superseded");
    for (answer, expected) in [("n\n", 1), ("y\n", 0)] {
        let (status, screen) = in_terminal(&revoke, &[("? [y/N] ", answer)]).unwrap();
        assert_eq!(status, expected, "{screen}");
    }
    // Revoked already: the no comes without a question.
    let (status, screen) = in_terminal(&revoke, &[]).unwrap();
    assert_eq!(status, 1, "{screen}");
    assert!(!screen.contains("[y/N]"), "{screen}");
}

/// The end of an app asks; its secret goes to the clipboard, and not to the screen.
#[test]
fn an_app_is_retired_by_agreeing_and_its_secret_copied() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("terminal-app");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let store = format!("--store {}/apps.db", folder.display());
    let register =
        format!("app register Wave --app-id wave --secret env:STORE --comment x {store}");
    let Some((status, screen)) = in_terminal(&register, &[]) else {
        return;
    };
    assert_eq!(status, 0, "{screen}");
    let (status, screen) = in_terminal(&format!("app reveal wave --copy {store}"), &[]).unwrap();
    assert_eq!(status, 0, "{screen}");
    assert!(
        screen.contains("\x1b]52;c;c3RvcmUtcGFzcw==\x07"),
        "{screen:?}"
    );
    assert!(!screen.contains("store-pass"), "{screen:?}");
    let export = format!("app export wave -o - {store}");
    let (status, screen) = in_terminal(&export, &[]).unwrap();
    assert_eq!(status, 2, "{screen}");
    let retire = format!("app retire wave --comment x {store}");
    for (answer, expected) in [("n\n", 1), ("y\n", 0)] {
        let (status, screen) = in_terminal(&retire, &[("for ever? [y/N] ", answer)]).unwrap();
        assert_eq!(status, expected, "{screen}");
    }
    // Retired already: the no comes without a question.
    let (status, screen) = in_terminal(&retire, &[]).unwrap();
    assert_eq!(status, 1, "{screen}");
    assert!(!screen.contains("[y/N]"), "{screen}");
}
