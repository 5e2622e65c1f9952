//! The command line: `credtool NOUN VERB`, its usage errors, and what is generated from its definition.

mod manual;
mod usage;

use std::ffi::OsString;
use std::process::ExitCode;
use std::time::SystemTime;

use clap::{CommandFactory as _, Parser, Subcommand};

use crate::failure::{Answer, Failure};
use crate::io::Io;
use crate::{
    app, ca, cert, clock, config, csr, demo, install, key, keyring, keystore, request, secret,
};

/// Application credentials, from birth to retirement
///
/// Opens any keystore, decrypts any shared secret, and says in one sentence why not.
#[derive(Parser)]
#[command(
    name = "credtool",
    version,
    propagate_version = true,
    disable_help_subcommand = true
)]
#[command(subcommand_value_name = "NOUN", subcommand_help_heading = "Nouns", after_help = AFTER_HELP, after_long_help = manual::after_long_help())]
pub(crate) struct Arguments {
    /// Print one JSON object on stdout; an error is one JSON object, the last line on stderr
    #[arg(long, global = true, help_heading = "Everywhere")]
    pub(crate) json: bool,
    /// Never ask: what would have to be asked is an error (also CREDTOOL_NO_INPUT=1)
    #[arg(long, global = true, help_heading = "Everywhere")]
    pub(crate) no_input: bool,
    /// Keep the newline at the end of a secret or form from a file or stdin
    #[arg(long, global = true, help_heading = "Everywhere")]
    pub(crate) raw: bool,
    /// Take this moment in place of the clock, such as 2025-07-31T09:00:00Z
    #[arg(long, value_name = "RFC3339", value_parser = clock::instant, global = true, help_heading = "Everywhere")]
    pub(crate) at: Option<SystemTime>,
    #[command(subcommand)]
    noun: Noun,
}

#[derive(Subcommand)]
enum Noun {
    /// Shared secrets: make, check, mask, encrypt, decrypt; App IDs
    #[command(subcommand, subcommand_value_name = "VERB", subcommand_help_heading = "Verbs", arg_required_else_help = true, after_help = after_help("$ credtool secret decrypt --key hermosa.p12 --store-password prompt encrypted-secret.txt"))]
    Secret(secret::Verb),
    /// Private and public keys
    #[command(subcommand, subcommand_value_name = "VERB", subcommand_help_heading = "Verbs", arg_required_else_help = true, after_help = after_help("$ credtool key match app.pem hermosa.crt"))]
    Key(key::Verb),
    /// Keystores: PKCS#12, JKS, JCEKS, PEM bundles
    #[command(subcommand, subcommand_value_name = "VERB", subcommand_help_heading = "Verbs", arg_required_else_help = true, after_help = after_help("$ credtool keystore list hermosa.p12 --store-password prompt"))]
    Keystore(keystore::Verb),
    /// Keyrings: named encryption keys, rotated without losing old data; key files, services, Kubernetes Secrets
    #[command(subcommand, subcommand_value_name = "VERB", subcommand_help_heading = "Verbs", arg_required_else_help = true, after_help = after_help("$ credtool keyring add newkey --flow-home /opt/ThingWorxFlow --unlock pm2:flow-engine"))]
    Keyring(keyring::Verb),
    /// Configurations of services: look at a secret, replace it safely
    #[command(subcommand, subcommand_value_name = "VERB", subcommand_help_heading = "Verbs", arg_required_else_help = true, after_help = after_help("$ credtool config set-secret appsettings.Production.json SecretKey --generate hex64"))]
    Config(config::Verb),
    /// Certificates
    #[command(subcommand, subcommand_value_name = "VERB", subcommand_help_heading = "Verbs", arg_required_else_help = true, after_help = after_help("$ credtool cert fingerprint hermosa.crt"))]
    Cert(cert::Verb),
    /// Certificate signing requests (PKCS#10)
    #[command(subcommand, subcommand_value_name = "VERB", subcommand_help_heading = "Verbs", arg_required_else_help = true, after_help = after_help("$ credtool csr verify app.csr"))]
    Csr(csr::Verb),
    /// An internal CA in a folder: issue certificates for requests, renew, revoke
    #[command(subcommand, subcommand_value_name = "VERB", subcommand_help_heading = "Verbs", arg_required_else_help = true, after_help = after_help("$ credtool ca issue --dir ca app.csr -o app.crt"))]
    Ca(ca::Verb),
    /// Apps: IDs, secrets, certificates and history, in one store
    #[command(subcommand, subcommand_value_name = "VERB", subcommand_help_heading = "Verbs", arg_required_else_help = true, after_help = after_help("$ credtool app register 'Hermosa Wave' --member hermosa --comment 'order 1734'"))]
    App(app::Verb),
    /// Requests: sign, verify, and explain why a signature does not match
    #[command(subcommand, subcommand_value_name = "VERB", subcommand_help_heading = "Verbs", arg_required_else_help = true, after_help = after_help("$ credtool request verify --app-id hermosa-7kkCMrRcgpdh --secret env:SECRET --http request.txt"))]
    Request(request::Verb),
    /// Install callbacks of a marketplace: verify, then derive the token; simulate; webhooks
    #[command(subcommand, subcommand_value_name = "VERB", subcommand_help_heading = "Verbs", arg_required_else_help = true, after_help = after_help("$ credtool install verify --app-key d420667525e0489d91068cbf732fe1dc --secret env:SECRET 'https://myapp.com/Install?a=…&t=…&d=…&h=…'"))]
    Install(install::Verb),
    Demo(demo::Demo),
    /// Print the completion script of a shell
    Completions(manual::Completions),
    /// Write the manual pages into a folder
    Man(manual::Man),
}

/// Understands the arguments, or answers help and usage errors itself and returns the exit status.
pub(crate) fn parse(arguments: Vec<OsString>) -> Result<Arguments, ExitCode> {
    Arguments::try_parse_from(&arguments).map_err(|error| usage::answer(error, &arguments))
}

impl Arguments {
    /// Carries out the verb.
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        match self.noun {
            Noun::Secret(verb) => verb.run(io),
            Noun::Key(verb) => verb.run(io),
            Noun::Keystore(verb) => verb.run(io),
            Noun::Keyring(verb) => verb.run(io),
            Noun::Config(verb) => verb.run(io),
            Noun::Cert(verb) => verb.run(io),
            Noun::Csr(verb) => verb.run(io),
            Noun::Ca(verb) => verb.run(io),
            Noun::App(verb) => verb.run(io),
            Noun::Request(verb) => verb.run(io),
            Noun::Install(verb) => verb.run(io),
            Noun::Demo(verb) => verb.run(io),
            Noun::Completions(verb) => verb.run(io, Self::command()),
            Noun::Man(verb) => verb.run(io, Self::command()),
        }
    }
}

/// The end of a noun's help: one of its verbs at work, and the exit statuses.
fn after_help(example: &str) -> String {
    format!("Example:\n  {example}\n\n{EXIT_STATUS}")
}

const AFTER_HELP: &str = "\
Example:
  $ credtool secret decrypt --key hermosa.p12 --store-password prompt encrypted-secret.txt
  1008877afabf32efb31f9c974dbeaa688bed0769

Exit status: 0 done, or the answer is yes; 1 the answer is no; 2 it could not be done.";

const EXIT_STATUS: &str =
    "Exit status: 0 done, or the answer is yes; 1 the answer is no; 2 it could not be done.";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definition_is_sound() {
        Arguments::command().debug_assert();
    }

    /// Walks every noun and verb: each help has a worked example and the exit statuses.
    #[test]
    fn every_help_has_an_example_and_the_exit_statuses() {
        let mut commands = vec![Arguments::command()];
        while let Some(mut command) = commands.pop() {
            commands.extend(command.get_subcommands().cloned());
            let help = command.render_long_help().to_string();
            assert!(
                help.contains("$ credtool "),
                "{} has no example",
                command.get_name()
            );
            assert!(
                help.contains("Exit status: 0"),
                "{} has no exit statuses",
                command.get_name()
            );
        }
    }
}
