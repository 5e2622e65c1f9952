//! `credtool config` with real files, commands and a service that runs or does not.
#![cfg(unix)]
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test drives the binary and fails loudly"
)]

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

const OLD: &str = "1008877afabf32efb31f9c974dbeaa688bed0769";
const NEW: &str = "4cfa9be21d70835e66f0a4b1972c83de5510fa6b";

/// The configuration of the service that checks the key: a BOM, CR LF, comments, numbers that no parser keeps.
fn web_service(secret: &str) -> String {
    format!(
        "\u{feff}{{\r\n\t// made by the Connection Manager\r\n\t\"Limits\": [1e400, 0.10],\r\n\t\"SecretKey\" : \"{secret}\", /* keep */\r\n}}\r\n"
    )
}

/// The configuration of the service that sends it.
fn nexus(secret: &str) -> String {
    format!("{{ \"Nexus\": {{ \"SecretKey\": \"{secret}\", \"Port\": 8050 }} }}")
}

/// A folder with both files, of a mode that must stay.
struct Place(PathBuf);

impl Place {
    fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join("config")
            .join(name);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        let place = Self(folder);
        place.write("web.json", &web_service(OLD));
        place.write("nexus.json", &nexus(OLD));
        place
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.0.join(name), text).unwrap();
        fs::set_permissions(self.0.join(name), fs::Permissions::from_mode(0o640)).unwrap();
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.0.join(name)).unwrap()
    }

    /// Runs `config set-secret` with these arguments; the new secret is in `NEW`, the old one in `OLD`.
    fn set(&self, arguments: &[&str]) -> Output {
        self.command(&["set-secret"], arguments)
    }

    fn command(&self, verb: &[&str], arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_credtool"))
            .arg("config")
            .args(verb)
            .args(arguments)
            .current_dir(&self.0)
            .env("NEW", NEW)
            .env("OLD", OLD)
            .env("CREDTOOL_NO_INPUT", "1")
            .stdin(Stdio::null())
            .output()
            .unwrap()
    }

    fn is_old(&self) -> bool {
        self.read("web.json") == web_service(OLD) && self.read("nexus.json") == nexus(OLD)
    }

    fn is_new(&self) -> bool {
        self.read("web.json") == web_service(NEW) && self.read("nexus.json") == nexus(NEW)
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

const BOTH: [&str; 5] = [
    "web.json",
    "SecretKey",
    "--also",
    "nexus.json",
    "Nexus:SecretKey",
];

fn both<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&BOTH[..], more].concat()
}

fn status(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn the_whole_flow_with_a_service_that_runs_and_is_stopped() {
    let place = Place::new("flow");
    let mut service = Command::new("sleep").arg("600").spawn().unwrap();
    place.write("service.pid", &service.id().to_string());
    let arguments = both(&[
        "--from",
        "env:NEW",
        "--expect-old",
        "env:OLD",
        "--yes",
        "--json",
        "--require-stopped",
        "kill -0 $(cat service.pid)",
        "--then",
        "echo restarted >> log; env > environment",
        "--then",
        "echo again >> log",
    ]);

    let refused = place.set(&arguments);
    assert_eq!(status(&refused), 1, "{refused:?}");
    let verdict = String::from_utf8(refused.stdout).unwrap();
    assert!(verdict.contains("\"code\":\"still-running\""), "{verdict}");
    assert!(place.is_old());
    assert_eq!(place.names(), ["nexus.json", "service.pid", "web.json"]);

    service.kill().unwrap();
    service.wait().unwrap();
    let done = place.set(&arguments);
    assert_eq!(status(&done), 0, "{done:?}");
    assert!(place.is_new());
    assert_eq!(place.read("log"), "restarted\nagain\n");
    // The hook sees its surroundings and not what this run was given as secrets.
    let environment = place.read("environment");
    assert!(
        environment.contains("PATH=") && !environment.contains(OLD) && !environment.contains(NEW),
        "{environment}"
    );
    assert_eq!(
        place.names(),
        [
            "environment",
            "log",
            "nexus.json",
            "service.pid",
            "web.json"
        ]
    );
    for name in ["web.json", "nexus.json"] {
        let mode = fs::metadata(place.0.join(name))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o7777, 0o640);
    }
    let shown = String::from_utf8(done.stdout.clone()).unwrap();
    assert!(
        shown.contains(r#"{"file":"web.json","path":"SecretKey","line":4}"#),
        "{shown}"
    );
    for stream in [&done.stdout, &done.stderr] {
        let text = String::from_utf8_lossy(stream);
        assert!(!text.contains(OLD) && !text.contains(NEW), "{text}");
    }
}

#[test]
fn both_services_have_the_same_fingerprint_afterwards() {
    let place = Place::new("fingerprint");
    let fingerprint = |file, path| {
        let output = place.command(&["get"], &[file, path, "--fingerprint"]);
        String::from_utf8(output.stdout).unwrap()
    };
    let old = fingerprint("web.json", "secretkey");
    let done = place.set(&both(&["--generate", "hex64", "--yes"]));
    assert_eq!(status(&done), 0, "{done:?}");
    let (web, nexus) = (
        fingerprint("web.json", "SecretKey:".trim_end_matches(':')),
        fingerprint("nexus.json", "/Nexus/SecretKey"),
    );
    assert!(
        web == nexus && web != old && web.len() == 17,
        "{old} {web} {nexus}"
    );
}

#[test]
fn all_or_none() {
    let place = Place::new("all-or-none");
    let broken = [
        ("nexus.json", "Nexus:Other"),
        ("nexus.json", "Nexus:Port"),
        ("nexus.json", "Nexus"),
        ("nowhere.json", "SecretKey"),
        ("nowhere/nexus.json", "SecretKey"),
        (".", "SecretKey"),
        ("damaged.json", "SecretKey"),
    ];
    place.write("damaged.json", "{ \"SecretKey\": 'x' }");
    for (file, path) in broken {
        let output = place.set(&[
            "web.json",
            "SecretKey",
            "--also",
            file,
            path,
            "--from",
            "env:NEW",
            "--yes",
            "--then",
            "touch ran",
        ]);
        assert_eq!(status(&output), 2, "{output:?}");
        assert!(place.is_old(), "{file} {path}");
        assert_eq!(place.names(), ["damaged.json", "nexus.json", "web.json"]);
    }
}

#[test]
fn another_old_secret_is_a_no() {
    let place = Place::new("expect-old");
    place.write("nexus.json", &nexus("somebody-else-was-here"));
    let output = place.set(&both(&[
        "--from",
        "env:NEW",
        "--expect-old",
        "env:OLD",
        "--yes",
        "--json",
        "--then",
        "touch ran",
    ]));
    assert_eq!(status(&output), 1, "{output:?}");
    let verdict = String::from_utf8(output.stdout).unwrap();
    assert!(
        verdict.contains(r#""changed":[]"#) && verdict.contains("old-differs"),
        "{verdict}"
    );
    assert!(
        !verdict.contains("somebody") && !verdict.contains(OLD),
        "{verdict}"
    );
    assert_eq!(place.read("web.json"), web_service(OLD));
    assert_eq!(place.names(), ["nexus.json", "web.json"]);
}

#[test]
fn a_failing_hook_is_reported_and_the_change_stays() {
    let place = Place::new("hook");
    let output = place.set(&both(&[
        "--from",
        "env:NEW",
        "--yes",
        "--then",
        "exit 7",
        "--then",
        "touch ran",
    ]));
    assert_eq!(status(&output), 2, "{output:?}");
    let told = stderr(&output);
    assert!(
        told.contains("the change is done") && told.contains("touch ran"),
        "{told}"
    );
    assert!(place.is_new());
    assert_eq!(place.names(), ["nexus.json", "web.json"]);
}

#[test]
fn a_question_about_the_service_that_gets_no_answer_is_no_yes() {
    let place = Place::new("no-answer");
    for command in ["systemctll is-active nexus", "./web.json", "kill -9 $$"] {
        let output = place.set(&both(&[
            "--from",
            "env:NEW",
            "--yes",
            "--require-stopped",
            command,
        ]));
        assert_eq!(status(&output), 2, "{output:?}");
        assert!(place.is_old());
    }
    // Every one is asked.
    let output = place.set(&both(&[
        "--from",
        "env:NEW",
        "--yes",
        "--require-stopped",
        "false",
        "--require-stopped",
        "true",
    ]));
    assert_eq!(status(&output), 1, "{output:?}");
    assert!(place.is_old());
}

#[test]
fn without_an_answer_nothing_is_written() {
    let place = Place::new("unasked");
    let output = place.set(&both(&["--from", "env:NEW"]));
    assert_eq!(status(&output), 2, "{output:?}");
    assert!(stderr(&output).contains("--yes"));
    assert!(place.is_old());
    // A no comes before the question.
    let output = place.set(&both(&["--from", "env:NEW", "--require-stopped", "true"]));
    assert_eq!(status(&output), 1, "{output:?}");
    let output = place.set(&both(&["--from", "env:OLD", "--expect-old", "env:NEW"]));
    assert_eq!(status(&output), 1, "{output:?}");
}

#[test]
fn one_file_by_several_names_and_two_strings_of_one_file() {
    let place = Place::new("same-file");
    let two = |one: &str, other: &str| {
        format!("{{\"A\": \"{one}\", // first\n \"B\": {{\"C\": \"{other}\"}}}}\n")
    };
    place.write("two.json", &two(OLD, "x"));
    symlink("two.json", place.0.join("link.json")).unwrap();
    let output = place.set(&[
        "two.json",
        "A",
        "--also",
        "link.json",
        "B:C",
        "--from",
        "env:NEW",
        "--yes",
    ]);
    assert_eq!(status(&output), 0, "{output:?}");
    assert_eq!(place.read("two.json"), two(NEW, NEW));
    assert!(
        fs::symlink_metadata(place.0.join("link.json"))
            .unwrap()
            .is_symlink()
    );

    for (file, path) in [
        ("two.json", "a:".trim_end_matches(':')),
        ("link.json", "/A"),
        ("./two.json", "A"),
    ] {
        let output = place.set(&[
            "two.json", "A", "--also", file, path, "--from", "env:OLD", "--yes",
        ]);
        assert_eq!(status(&output), 2, "{file} {path} {output:?}");
        assert_eq!(place.read("two.json"), two(NEW, NEW));
    }
}

#[test]
fn a_backup_is_private_and_a_dry_run_writes_nothing() {
    let place = Place::new("backup");
    let output = place.set(&both(&[
        "--from",
        "env:NEW",
        "--dry-run",
        "--then",
        "touch ran",
    ]));
    assert_eq!(status(&output), 0, "{output:?}");
    let told = stderr(&output);
    assert!(
        told.contains("1008****0769 → 4cfa****fa6b") && !told.contains(NEW),
        "{told}"
    );
    assert!(place.is_old());
    assert_eq!(place.names(), ["nexus.json", "web.json"]);

    let output = place.set(&both(&["--from", "env:NEW", "--yes", "--backup"]));
    assert_eq!(status(&output), 0, "{output:?}");
    assert!(place.is_new());
    assert_eq!(
        place.names(),
        ["nexus.json", "nexus.json.bak", "web.json", "web.json.bak"]
    );
    assert_eq!(place.read("web.json.bak"), web_service(OLD));
    let mode = fs::metadata(place.0.join("web.json.bak"))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o7777, 0o600);
}

#[test]
fn the_secret_that_stands_there_already_changes_nothing() {
    let place = Place::new("unchanged");
    let before = fs::metadata(place.0.join("web.json")).unwrap();
    let output = place.set(&both(&["--from", "env:OLD", "--then", "touch ran"]));
    assert_eq!(status(&output), 0, "{output:?}");
    assert!(stderr(&output).contains("unchanged"));
    assert!(place.is_old());
    assert_eq!(place.names(), ["nexus.json", "web.json"]);
    let after = fs::metadata(place.0.join("web.json")).unwrap();
    assert_eq!(before.modified().unwrap(), after.modified().unwrap());
}

#[test]
fn awkward_secrets_come_back_as_they_are() {
    let place = Place::new("awkward");
    for secret in [
        "\"quoted\" \\ and /",
        "two\nlines\n",
        "tab\there",
        "umlaut ü, \u{2028}, 😀",
        "'",
        "{{ x }}",
        "# no comment",
        " ",
    ] {
        fs::write(place.0.join("secret"), secret).unwrap();
        let output = place.set(&both(&["--from", "file:secret", "--raw", "--yes"]));
        assert_eq!(status(&output), 0, "{secret:?} {output:?}");
        let output = place.command(&["get"], &["nexus.json", "/Nexus/SecretKey", "--reveal"]);
        assert_eq!(
            String::from_utf8(output.stdout).unwrap(),
            format!("{secret}\n")
        );
    }
    fs::write(place.0.join("secret"), "").unwrap();
    let output = place.set(&both(&["--from", "file:secret", "--yes"]));
    assert_eq!(status(&output), 2, "{output:?}");
}
