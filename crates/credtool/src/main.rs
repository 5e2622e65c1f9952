//! Application credentials, from birth to retirement: the binary.
//!
//! Arguments → the noun's file → a library → the output. Only `io.rs` with its folder and the store touch the world.

mod app; // app register, show, reveal, import-credential, history and so on
mod ca; // ca create, import, issue, renew, rekey, list, show, revoke, crl
mod cert; // cert inspect, fingerprint, verify
mod cli; // the command line, its usage errors, completions and manual
mod clock; // instants in RFC 3339; --at
mod codes; // the one list of error codes
mod config; // config get, set-secret
mod csr; // csr create, inspect, verify
mod demo; // the whole life cycle, shown
mod describe; // keys and certificates as JSON and as lines for people
mod destination; // where an artefact goes: stdout or a new file
mod document; // JSON and YAML files of other programs
mod duration; // lengths of time such as 5m
mod failure; // why a command stopped
mod install; // install verify, token, header, simulate, webhook
mod io; // files, streams, the environment, the terminal, the clock
mod key; // key generate, inspect, public, match
mod keyring; // keyring create, add, promote, retire, purge, undo, list, decrypt-file, encrypt-file, export
mod keystore; // keystore list, export, import
mod open; // what is in this file, and with which password
mod output; // what goes to stdout and what to stderr
mod refusal; // what the libraries find wrong, as a failure
mod replay; // --replay: what was accepted once is refused a second time
mod request; // request sign, verify
mod secret; // secret generate, check, mask, app-id, encrypt, decrypt
mod source; // SRC: where a secret comes from
mod store; // the store of the app registry

use std::process::ExitCode;

use failure::Answer;

fn main() -> ExitCode {
    let arguments = match cli::parse(std::env::args_os().collect()) {
        Ok(arguments) => arguments,
        Err(status) => return status,
    };
    let mut io = io::Io::new(
        arguments.json,
        arguments.no_input,
        arguments.raw,
        arguments.at,
    );
    match arguments.run(&mut io) {
        Err(failure) => {
            io.out.fail(&failure);
            ExitCode::from(2)
        }
        Ok(Answer::No) if !io.out.pipe_closed() => ExitCode::from(1),
        Ok(_) => ExitCode::SUCCESS,
    }
}
