//! Commands of the user: restart hooks, "is it still running", and tools that own a format. Our secrets are not in their environment.

use std::process::{Command, ExitStatus, Stdio};

use super::Io;
use super::read::plain;
use crate::failure::{Code, Failure};

impl Io {
    /// Runs the commands of `--then` in order, after the change is done. The first that fails is reported, and those after it are not run.
    pub(crate) fn run_after(&self, commands: &[String]) -> Result<(), Failure> {
        for (index, command) in commands.iter().enumerate() {
            let cause = match self.shell(command, &[]) {
                Ok(status) if status.success() => continue,
                Ok(status) => status.to_string(),
                Err(failure) => failure.sentence(),
            };
            let message = format!("the change is done, and {command:?} after it failed");
            let failure = Failure::new(Code::HookFailed, message).because(cause);
            return Err(match commands.get(index + 1..) {
                Some(rest @ [_, ..]) => failure.because(format!("not run: {}", rest.join("; "))),
                _ => failure,
            });
        }
        Ok(())
    }

    /// Whether the command of `--require-stopped` ends with status 0, which means that the service still runs. A command that the
    /// shell does not find or that was killed has not answered, and a misspelt one must not count as "stopped".
    pub(crate) fn still_runs(&self, command: &str) -> Result<bool, Failure> {
        let status = self.shell(command, &[])?;
        match status.code() {
            Some(NOT_EXECUTABLE | NOT_FOUND) | None => Err(Failure::new(
                Code::HookFailed,
                format!("could not tell whether a service still runs: {command:?} gave no answer"),
            )
            .because(status)),
            Some(_) => Ok(status.success()),
        }
    }

    /// Runs a command by the shell with nothing on its stdin, its stdout on our stderr, and `variables` added to its environment.
    /// Variables that held a secret for this run are taken out of it.
    pub(crate) fn shell(
        &self,
        command: &str,
        variables: &[(&str, &std::ffi::OsStr)],
    ) -> Result<ExitStatus, Failure> {
        let mut shell = shell_of(command);
        for name in self.secret_names() {
            shell.env_remove(name);
        }
        shell
            .envs(variables.iter().copied())
            .stdin(Stdio::null())
            .stdout(std::io::stderr())
            .status()
            .map_err(|error| {
                Failure::new(Code::HookFailed, format!("could not run {command:?}"))
                    .because(plain(&error))
            })
    }

    /// Returns the names of the variables that hold a secret: those read as `env:NAME`, those that an argument names like that and
    /// that will be read later, and the one that CREDTOOL_UNLOCK names.
    fn secret_names(&self) -> Vec<String> {
        let mut names = self.secret_variables.borrow().clone();
        let arguments = std::env::args_os().chain(std::env::var_os("CREDTOOL_UNLOCK"));
        for argument in arguments.filter_map(|argument| argument.into_string().ok()) {
            // Either the whole argument, or what follows --option= in it.
            let value = argument.split_once("=env:").map(|(_, name)| name);
            names.extend(value.or(argument.strip_prefix("env:")).map(str::to_owned));
        }
        // No variable can have such a name.
        names.retain(|name| !name.is_empty() && !name.contains(['=', '\0']));
        names
    }
}

/// The shell's statuses for commands that never ran (POSIX.1, Shell Command Language §2.8.2).
const NOT_EXECUTABLE: i32 = 126;
const NOT_FOUND: i32 = 127;

#[cfg(not(windows))]
fn shell_of(command: &str) -> Command {
    let mut shell = Command::new("/bin/sh"); // what system(3) runs, whatever the PATH is
    shell.arg("-c").arg(command);
    shell
}

#[cfg(windows)]
fn shell_of(command: &str) -> Command {
    use std::os::windows::process::CommandExt as _;
    let mut shell = Command::new("cmd");
    shell.arg("/C").raw_arg(command);
    shell
}
