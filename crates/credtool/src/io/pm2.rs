//! The one question to another process: what CONFIG_IMAGE does a running pm2 service have?
//!
//! pm2 is the process manager that ThingWorx Flow runs its services under; `pm2 jlist` prints them as JSON with their environment.

use std::io::ErrorKind;
use std::process::{Command, Stdio};

use serde_json::Value;
use zeroize::Zeroizing;

use super::read::{bounded, plain};
use crate::failure::{Code, Failure};

/// Returns the variable of the service that has this name or number.
pub(super) fn config_image(service: &str) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let listing = list().map_err(|cause| {
        Failure::new(
            Code::Pm2Unavailable,
            format!("could not ask pm2 about {service}"),
        )
        .because(cause)
    })?;
    let value = find(&listing, service).map_err(|cause| {
        Failure::new(
            Code::Pm2Service,
            format!("pm2 gave no {VARIABLE} for {service}"),
        )
        .because(cause)
    })?;
    Ok(value)
}

/// Runs `pm2 jlist` and returns what it printed.
fn list() -> Result<Zeroizing<Vec<u8>>, String> {
    let mut child = Command::new(PM2)
        .args(["jlist", "--silent"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| match error.kind() {
            ErrorKind::NotFound => "there is no pm2 on the PATH".to_owned(),
            _ => plain(&error),
        })?;
    let output = match child.stdout.take() {
        Some(mut stdout) => bounded(&mut stdout, 0, LISTING_LIMIT).map_err(|error| plain(&error)),
        None => Err("it has no standard output".to_owned()),
    };
    let status = child.wait().map_err(|error| plain(&error))?;
    if !status.success() {
        return Err(format!("pm2 jlist ended with {status}"));
    }
    output?.ok_or_else(|| format!("it printed more than {} MiB", LISTING_LIMIT >> 20))
}

/// Finds the variable in a listing. pm2 may print notices before the JSON, each on a line of its own.
fn find(listing: &[u8], service: &str) -> Result<Zeroizing<Vec<u8>>, String> {
    let start = if listing.starts_with(b"[") {
        Some(0)
    } else {
        listing
            .windows(2)
            .position(|pair| pair == b"\n[")
            .map(|at| at + 1)
    };
    let json = start
        .and_then(|start| listing.get(start..))
        .ok_or("it printed no list")?;
    let Ok(Value::Array(processes)) = serde_json::from_slice(json) else {
        return Err("its list is not JSON".to_owned());
    };
    let number = service.parse::<u64>().ok();
    let mut named = processes
        .iter()
        .filter(|process| {
            process["name"] == service || (number.is_some() && process["pm_id"].as_u64() == number)
        })
        .peekable();
    if named.peek().is_none() {
        return Err("there is no such service".to_owned());
    }
    let mut running = named
        .filter(|process| process["pm2_env"]["status"] == "online")
        .peekable();
    if running.peek().is_none() {
        return Err("the service is not running".to_owned());
    }
    let values: Vec<&str> = running
        .filter_map(|process| {
            let environment = &process["pm2_env"];
            environment[VARIABLE]
                .as_str()
                .or_else(|| environment["env"][VARIABLE].as_str())
        })
        .collect();
    match values.as_slice() {
        [] => Err("its environment does not have it".to_owned()),
        [first, rest @ ..] if rest.iter().all(|value| value == first) => Ok(Zeroizing::new(first.as_bytes().to_vec())),
        _ => Err("several processes of that name have different ones; give the number that pm2 list shows".to_owned()),
    }
}

/// A script of npm, which Windows starts by its whole name only.
const PM2: &str = if cfg!(windows) { "pm2.cmd" } else { "pm2" };
const VARIABLE: &str = "CONFIG_IMAGE";

/// pm2 repeats the whole environment for each process, so a listing of some megabytes is usual.
const LISTING_LIMIT: usize = 64 << 20;

#[cfg(test)]
mod tests {
    use super::*;

    const LISTING: &str = r#"[{"name":"engine","pm_id":0,"pm2_env":{"status":"online","CONFIG_IMAGE":"ASDFGHJKL1234567"}},
        {"name":"ux","pm_id":1,"pm2_env":{"status":"online","env":{"CONFIG_IMAGE":"nested"}}},
        {"name":"pair","pm_id":2,"pm2_env":{"status":"online","CONFIG_IMAGE":"one"}},
        {"name":"pair","pm_id":3,"pm2_env":{"status":"online","CONFIG_IMAGE":"two"}},
        {"name":"old","pm_id":4,"pm2_env":{"status":"stopped","CONFIG_IMAGE":"x"}},
        {"name":"bare","pm_id":5,"pm2_env":{"status":"online"}}]"#;

    fn found(service: &str) -> Result<String, String> {
        find(LISTING.as_bytes(), service).map(|value| String::from_utf8(value.to_vec()).unwrap())
    }

    #[test]
    fn finds_by_name_and_by_number() {
        assert_eq!(found("engine").unwrap(), "ASDFGHJKL1234567");
        assert_eq!(found("0").unwrap(), "ASDFGHJKL1234567");
        assert_eq!(found("ux").unwrap(), "nested");
        assert_eq!(found("3").unwrap(), "two");
    }

    #[test]
    fn says_why_not() {
        assert_eq!(found("nobody").unwrap_err(), "there is no such service");
        assert_eq!(found("old").unwrap_err(), "the service is not running");
        assert_eq!(
            found("bare").unwrap_err(),
            "its environment does not have it"
        );
        assert!(found("pair").unwrap_err().starts_with("several processes"));
        assert_eq!(
            find(b"command not found", "engine").unwrap_err(),
            "it printed no list"
        );
    }

    #[test]
    fn skips_the_notices_before_the_list() {
        let noisy = format!(">>>> In-memory PM2 is out-of-date\n{LISTING}");
        assert!(find(noisy.as_bytes(), "engine").is_ok());
    }
}
