//! What a copy of the files shows, and backups.

use std::fs;

use crate::place::{KEYRING, Place, STORE};

/// Everything but the keyring: the store, its log and the index of that.
#[test]
fn a_copy_shows_no_secret() {
    let place = Place::new("copies");
    let given = "a-secret-that-was-given-0123456789";
    place.register("one");
    // As long as another program reads, the log stays beside the file.
    let reader = place.sqlite();
    let count: i64 = reader
        .query_row("SELECT count(*) FROM events", [], |row| row.get(0))
        .unwrap();
    assert_eq!(count, 1);
    let mut secrets = vec![place.reveal("one"), place.regenerate("one")];
    fs::write(place.0.join("given"), given).unwrap();
    let set = [
        "set-secret",
        "one",
        "--secret",
        "file:given",
        "--comment",
        "x",
    ];
    place.ok(&set);
    secrets.push(place.reveal("one"));
    assert_eq!(secrets[2], given);
    secrets.extend([
        "ASDFGHJKL1234567".to_owned(),
        "unlock-secret-1234".to_owned(),
    ]);

    for name in [STORE, "registry.db-wal", "registry.db-shm"] {
        assert_eq!(place.mode(name), 0o600, "{name}");
        let bytes = fs::read(place.0.join(name)).unwrap();
        for secret in &secrets {
            let found = bytes
                .windows(secret.len())
                .any(|part| part == secret.as_bytes());
            assert!(!found, "{secret} stands in {name}");
        }
    }
    let log = fs::metadata(place.0.join("registry.db-wal")).unwrap();
    assert!(log.len() > 10_000, "what was written stands in the log");
    drop(reader);
    place.ok(&["list"]);
    assert_eq!(place.mode(STORE), 0o600);
}

/// The first change makes everything, for the owner alone.
#[test]
fn what_is_made_is_private() {
    let place = Place::empty("private");
    let mut command = place.command(&["register", "one", "--app-id", "one", "--comment", "new"]);
    let output = command
        .env_remove("CREDTOOL_STORE")
        .env("XDG_DATA_HOME", place.0.join("data"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.contains("it protects copies of the store file only"),
        "{said}"
    );
    assert_eq!(place.mode("data"), 0o700);
    assert_eq!(place.mode("data/credtool"), 0o700);
    for name in [&[STORE][..], &KEYRING].concat() {
        assert_eq!(place.mode(&format!("data/credtool/{name}")), 0o600);
    }
    // A second app finds it there, and nothing more is said.
    let mut command = place.command(&["register", "two", "--app-id", "two", "--comment", "new"]);
    let output = command
        .env_remove("CREDTOOL_STORE")
        .env_remove("XDG_DATA_HOME")
        .env("HOME", place.0.join("home"))
        .args(["--store", "data/credtool/registry.db"])
        .output()
        .unwrap();
    assert!(
        output.status.success() && output.stderr.is_empty(),
        "{output:?}"
    );
}

/// A backup that is made while others write is whole, and is a store itself.
#[test]
fn a_backup_is_of_one_moment() {
    let place = Place::with_apps("backup");
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            for _ in 0..6 {
                place.regenerate("one");
            }
        });
        for number in 0..4 {
            place.ok(&["backup", "-o", &format!("backup-{number}.db")]);
        }
        writer.join().unwrap();
    });
    for number in 0..4 {
        let name = format!("backup-{number}.db");
        assert_eq!(place.mode(&name), 0o600);
        let keyring = ["--keys", KEYRING[1], "--keyfile", KEYRING[0]];
        let unlock = ["--unlock", "file:registry.db.unlock", "--store", &name];
        place.ok(&[&["verify-history"][..], &keyring, &unlock].concat());
        let secret = place.ok(&[&["reveal", "one"][..], &keyring, &unlock].concat());
        assert_eq!(secret.len(), 41);
    }
    // Put back, it is the store.
    fs::copy(place.0.join("backup-0.db"), place.0.join(STORE)).unwrap();
    place.ok(&["verify-history"]);
    place.regenerate("two");
    place.ok(&["verify-history"]);
    // Its own files are not overwritten, whatever --force says.
    for name in [STORE, "registry.db-wal", "registry.db.keys.enc"] {
        let backup = ["backup", "--force", "-o", name];
        assert_eq!(place.refused(2, &backup), "file-exists", "{name}");
    }
}

/// A file of the store is kept, whatever another verb is told to write there.
#[test]
fn nothing_is_written_over_the_store() {
    let place = Place::with_apps("kept");
    for file in ["registry.db", KEYRING[0], KEYRING[1], KEYRING[2]] {
        let before = fs::read(place.0.join(file)).unwrap();
        for verb in [&["export", "one"][..], &["backup"]] {
            let output = place.run(&[verb, &["-o", file, "--force"]].concat());
            assert_eq!(output.status.code(), Some(2), "{output:?}");
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(said.contains("name another file"), "{said}");
            assert_eq!(fs::read(place.0.join(file)).unwrap(), before, "{file}");
        }
    }
}
