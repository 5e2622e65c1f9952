//! A real pm2 with a real service, whose CONFIG_IMAGE is a source of secrets.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use super::run::{folder, node_with};

/// A daemon of this test's own, stopped when the test ends, however it ends.
struct Pm2 {
    home: PathBuf,
    path: String,
}

impl Pm2 {
    fn start(home: &Path, node_modules: &Path) -> Self {
        let bin = node_modules.join("node_modules/.bin");
        let path = std::env::var("PATH").unwrap();
        Self {
            home: home.to_owned(),
            path: format!("{}:{path}", bin.canonicalize().unwrap().display()),
        }
    }

    fn run(&self, program: &str, arguments: &[&str], environment: &[(&str, &str)]) -> Output {
        Command::new(program)
            .args(arguments)
            .current_dir(&self.home)
            .env("PM2_HOME", self.home.join(".pm2"))
            .env("PATH", &self.path)
            .envs(environment.iter().copied())
            .output()
            .unwrap()
    }

    fn credtool(&self, arguments: &[&str]) -> Output {
        let binary = env!("CARGO_BIN_EXE_credtool");
        self.run(binary, arguments, &[])
    }
}

impl Drop for Pm2 {
    fn drop(&mut self) {
        self.run("pm2", &["kill"], &[]);
    }
}

#[test]
fn the_config_image_of_a_running_service_is_a_source() {
    let Some(node_modules) = node_with("pm2") else {
        return;
    };
    let home = folder("pm2");
    std::fs::write(home.join("service.js"), "setInterval(() => {}, 1000);").unwrap();
    let pm2 = Pm2::start(&home, &node_modules);
    let secret = "config image of the engine, 32 b";
    for (service, image) in [("flow-engine", Some(secret)), ("flow-ux", None)] {
        let environment: Vec<_> = image
            .map(|image| ("CONFIG_IMAGE", image))
            .into_iter()
            .collect();
        let started = pm2.run(
            "pm2",
            &["start", "service.js", "--name", service],
            &environment,
        );
        assert!(started.status.success(), "{started:?}");
    }

    // The keyring that the service's secret unlocks, and no secret on any command line.
    let unlock = ["--keys", "keys.enc", "--keyfile", "keyfile-key", "--unlock"];
    let keyring = |verb: &[&str], source: &str| {
        pm2.credtool(&[&["keyring"], verb, &unlock, &[source]].concat())
    };
    let created = keyring(&["create"], "pm2:flow-engine");
    assert!(created.status.success(), "{created:?}");
    let added = keyring(&["add", "newkey", "--generate", "guid"], "pm2:0");
    assert!(added.status.success(), "{added:?}");
    std::fs::write(home.join("unlock"), secret).unwrap();
    let listed = keyring(&["list"], "file:unlock");
    assert!(
        String::from_utf8_lossy(&listed.stdout).contains("newkey"),
        "{listed:?}"
    );

    for (source, reason) in [
        ("pm2:flow-ux", "does not have it"),
        ("pm2:flow-oauth", "no such service"),
    ] {
        let refused = keyring(&["list"], source);
        let said = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert_eq!(refused.status.code(), Some(2), "{refused:?}");
        assert!(said.contains(reason) && !said.contains(secret), "{said}");
    }
    pm2.run("pm2", &["stop", "flow-engine"], &[]);
    let stopped = keyring(&["list"], "pm2:flow-engine");
    let said = String::from_utf8_lossy(&stopped.stderr).into_owned();
    assert!(said.contains("not running"), "{said}");
}
