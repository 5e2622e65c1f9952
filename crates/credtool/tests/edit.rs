//! Verbs that edit files in place, as processes: many at once, killed ones, folders that refuse, disks that are full, hooks.
#![cfg(unix)]
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a test drives the binary, fails loudly and says what it skips"
)]

use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown, symlink};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("edit")
        .join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn credtool(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_credtool"));
    command.args(arguments).stdin(Stdio::null());
    command
}

/// Makes configurations that all name the key `zero`.
fn configs(folder: &Path, count: usize) -> Vec<PathBuf> {
    let config = |index| {
        let file = folder.join(format!("service{index}/config.json"));
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, r#"{"activeKeyName": "zero"}"#).unwrap();
        file
    };
    (0..count).map(config).collect()
}

/// Names another key in all of them.
fn activate(name: &str, configs: &[PathBuf]) -> Command {
    let mut command = credtool(&["keyring", "activate", name, "--yes"]);
    for config in configs {
        command.arg("--config").arg(config);
    }
    command
}

fn texts(configs: &[PathBuf]) -> Vec<String> {
    configs
        .iter()
        .map(|config| fs::read_to_string(config).unwrap())
        .collect()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn names(folder: &Path) -> Vec<String> {
    let name =
        |entry: std::io::Result<fs::DirEntry>| entry.unwrap().file_name().into_string().unwrap();
    let mut names: Vec<_> = fs::read_dir(folder).unwrap().map(name).collect();
    names.sort();
    names
}

/// Each run names its own key in all files, in an order of its own, so a lock taken file by file would end in a circle.
#[test]
fn of_many_at_once_no_two_interleave() {
    let configs = configs(&folder("many"), 4);
    let run = |index: usize| -> Child {
        let mut mine = configs.clone();
        mine.rotate_left(index % 4);
        let mut command = activate(&format!("key{index}"), &mine);
        command
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    };
    let children: Vec<_> = (0..12).map(run).collect();
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    let texts = texts(&configs);
    assert!(
        texts
            .iter()
            .all(|text| *text == texts[0] && text.contains("key")),
        "{texts:?}"
    );
}

/// Killed again and again at moments that nobody chose, while others run.
#[test]
fn killed_at_any_moment_all_agree_after_the_next_run() {
    let configs = configs(&folder("killed"), 6);
    for round in 0..60_u64 {
        let mut child = activate(&format!("key{round}"), &configs)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(std::time::Duration::from_micros(1500 + round * 130));
        let _ = child.kill();
        child.wait().unwrap();
        for text in texts(&configs) {
            assert!(
                text.starts_with(r#"{"activeKeyName": ""#) && text.ends_with(r#""}"#),
                "{text}"
            );
        }
        if round % 4 == 3 {
            // The next run names one of the files; the others are brought to the same state with it.
            let probe = credtool(&[
                "config",
                "set-secret",
                "--from",
                "env:NAME",
                "--create",
                "--yes",
            ])
            .args([configs[(round % 6) as usize].to_str().unwrap(), "probe"])
            .env("NAME", "a value that is no secret")
            .output()
            .unwrap();
            assert!(probe.status.success(), "{probe:?}");
            let key = |text: &String| text.split('"').nth(3).unwrap().to_owned();
            let keys: Vec<_> = texts(&configs).iter().map(key).collect();
            assert!(
                keys.iter().all(|key| *key == keys[0]),
                "round {round}: {keys:?}"
            );
        }
    }
    assert!(
        activate("last", &configs)
            .output()
            .unwrap()
            .status
            .success()
    );
    for config in &configs {
        assert_eq!(names(config.parent().unwrap()), ["config.json"]);
    }
}

#[test]
fn owner_mode_and_link_stay() {
    let folder = folder("keeps");
    let configs = configs(&folder, 2);
    fs::set_permissions(&configs[0], fs::Permissions::from_mode(0o640)).unwrap();
    let given_away = chown(&configs[1], Some(4242), Some(4243)).is_ok();
    let link = folder.join("link.json");
    symlink("service0/config.json", &link).unwrap();
    let output = activate("one", &[link.clone(), configs[1].clone()])
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    assert!(link.is_symlink());
    let metadata = fs::metadata(&configs[0]).unwrap();
    assert_eq!(metadata.mode() & 0o7777, 0o640);
    if given_away {
        let metadata = fs::metadata(&configs[1]).unwrap();
        assert_eq!((metadata.uid(), metadata.gid()), (4242, 4243));
    } else {
        println!("skipped: only root can give files away");
    }
}

/// The second of three folders takes no new file; root is not stopped by a mode, but by a file system that is read only.
#[test]
fn a_folder_that_refuses_is_named_and_the_others_stand() {
    let configs = configs(&folder("refuses"), 3);
    let refusing = configs[1].parent().unwrap();
    fs::set_permissions(refusing, fs::Permissions::from_mode(0o500)).unwrap();
    let stopped = fs::write(refusing.join("probe"), "").is_err();
    let output = activate("one", &configs).output().unwrap();
    fs::set_permissions(refusing, fs::Permissions::from_mode(0o700)).unwrap();
    if !stopped {
        println!("skipped: this user writes into read-only folders");
        return;
    }
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("service1"), "{output:?}");
    assert!(
        stderr(&output).contains("every other file is as it was before"),
        "{output:?}"
    );
    assert!(texts(&configs).iter().all(|text| text.contains("zero")));
    assert_eq!(names(configs[0].parent().unwrap()), ["config.json"]);
}

/// A file system of 16 KiB is filled, then the change is tried: nothing is lost, and it works when there is space again.
#[test]
fn a_full_disk_changes_nothing() {
    let folder = folder("full");
    let configs = configs(&folder, 2);
    let small = folder.join("small");
    fs::create_dir(&small).unwrap();
    let mounted = Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=16k", "tmpfs"])
        .arg(&small)
        .stderr(Stdio::null())
        .status();
    if !mounted.is_ok_and(|status| status.success()) {
        println!("skipped: this user cannot mount a small file system");
        return;
    }
    let config = small.join("config.json");
    fs::copy(&configs[0], &config).unwrap();
    let filled = fs::write(small.join("filler"), vec![0; 64 << 10]).is_err();
    let all = [configs[0].clone(), config.clone(), configs[1].clone()];
    let output = activate("one", &all).output().unwrap();
    let after = (texts(&all), names(&small));
    let _ = fs::remove_file(small.join("filler"));
    let again = activate("one", &all).output().unwrap();
    let changed = texts(&all);
    assert!(
        Command::new("umount")
            .arg(&small)
            .status()
            .unwrap()
            .success()
    );
    assert!(filled);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert!(stderr(&output).contains("no space is left"), "{output:?}");
    assert!(
        after.0.iter().all(|text| text.contains("zero")),
        "{after:?}"
    );
    assert_eq!(after.1, ["config.json", "filler"]);
    assert!(
        again.status.success() && changed.iter().all(|text| text.contains("one")),
        "{again:?}"
    );
}

const FIRST: &str = "8EC5E205E64A42BCB2CCC3F2C2152120";
const SECOND: &str = "5FF2313599D94043803E2C459C7DEE24";

/// What runs after the change sees no variable that held a secret, and nothing it prints comes onto stdout.
#[test]
fn hooks_run_after_success_and_see_no_secret() {
    let configs = configs(&folder("hooks"), 1);
    let set = |secret: &str, more: &[&str]| {
        credtool(&["config", "set-secret", "--from", "env:NEW_SECRET", "--yes"])
            .args([configs[0].to_str().unwrap(), "activeKeyName"])
            .args(more)
            .env("NEW_SECRET", secret)
            .env("UNLOCK_SECRET", "unlock-secret")
            .env("CREDTOOL_UNLOCK", "env:UNLOCK_SECRET")
            .output()
            .unwrap()
    };
    let output = set(FIRST, &["--then", "echo seen; env"]);
    assert!(output.status.success(), "{output:?}");
    let said = stderr(&output);
    assert!(said.contains("seen") && !String::from_utf8_lossy(&output.stdout).contains("seen"));
    for secret in [FIRST, "unlock-secret"] {
        assert!(!said.contains(secret), "{said}");
    }
    assert!(texts(&configs)[0].contains(FIRST));

    let output = set(SECOND, &["--then", "exit 3", "--then", "echo unreached"]);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    let said = stderr(&output);
    assert!(
        said.contains("exit 3") && said.contains("the change is done"),
        "{said}"
    );
    assert!(said.contains("not run: echo unreached"), "{said}");

    let before = texts(&configs);
    let output = set(
        FIRST,
        &["--require-stopped", "env", "--then", "echo unreached"],
    );
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let said = stderr(&output);
    assert!(
        !said.contains("unreached") && !said.contains(FIRST),
        "{said}"
    );
    assert_eq!(texts(&configs), before);
}
