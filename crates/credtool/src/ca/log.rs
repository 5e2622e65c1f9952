//! The log of an authority, one event a line, folded into what was issued and how it stands. It is the one source of truth.

use std::collections::HashMap;

use credtool_pki::{Certificate, NewRevocation, RevocationReason, Time};

use super::event::{Event, Issued, Origin, What};
use super::{line, serial};
use crate::failure::{Code, Failure};
use crate::io::Limit;

/// A log that was read whole.
#[derive(Debug)]
pub(super) struct Log {
    /// The file, for messages.
    name: String,
    text: String,
    chain: String,
    lines: usize,
    /// What all lines so far say; there is an authority from the first line on.
    began: Option<(Origin, Certificate, Time)>,
    entries: Vec<Entry>,
    by_serial: HashMap<String, usize>,
    /// Revocations of certificates that were issued before the authority came here.
    elsewhere: Vec<(String, Revoked)>,
    crl_number: u64,
}

/// A certificate that was issued, and what became of it.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) issued: Issued,
    pub(super) time: Time,
    pub(super) actor: String,
    pub(super) revoked: Option<Revoked>,
    /// The newest certificate that takes its place.
    pub(super) replaced_by: Option<String>,
}

/// Since when and why a certificate is revoked.
#[derive(Debug, Clone, Copy)]
pub(super) struct Revoked {
    pub(super) since: Time,
    pub(super) reason: RevocationReason,
}

/// How a certificate stands at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    NotYetValid,
    Valid,
    Expired,
    Revoked,
}

/// Some 150 000 certificates.
pub(super) const LOG: Limit = Limit {
    what: "the log of the CA",
    bytes: 256 << 20,
};

impl Log {
    /// Starts a log with its first event.
    pub(super) fn new(name: String) -> Self {
        Self {
            name,
            text: String::new(),
            chain: line::START.to_owned(),
            lines: 0,
            began: None,
            entries: Vec::new(),
            by_serial: HashMap::new(),
            elsewhere: Vec::new(),
            crl_number: 0,
        }
    }

    /// Reads a log; a line that was cut or altered is refused by its number.
    pub(super) fn parse(bytes: &[u8], name: &str) -> Result<Self, Failure> {
        let mut log = Self::new(name.to_owned());
        let text = std::str::from_utf8(bytes).map_err(|error| {
            let before = &bytes[..error.valid_up_to()];
            log.lines = before.iter().filter(|byte| **byte == b'\n').count();
            log.damaged("it is no text")
        })?;
        for whole in text.split_inclusive('\n') {
            let Some(content) = whole.strip_suffix('\n') else {
                return Err(log.damaged("it ends in the middle"));
            };
            let opened = line::open(&log.chain, content);
            let (members, chain) = opened
                .ok_or_else(|| log.damaged("it was altered, or a line before it is missing"))?;
            let chain = chain.to_owned();
            let event = Event::read(&members).map_err(|problem| log.damaged(problem))?;
            log.apply(&event).map_err(|problem| log.damaged(problem))?;
            log.chain = chain;
            log.lines += 1;
        }
        if log.lines == 0 {
            return Err(log.damaged("the file is empty"));
        }
        text.clone_into(&mut log.text);
        Ok(log)
    }

    /// Adds what happened.
    pub(super) fn append(&mut self, event: &Event) -> Result<(), Failure> {
        self.apply(event).map_err(|problem| self.damaged(problem))?;
        let (line, chain) = line::seal(&self.chain, event.members());
        self.text.push_str(&line);
        self.text.push('\n');
        self.chain = chain;
        self.lines += 1;
        if self.text.len() > LOG.bytes {
            let failure = Failure::new(
                Code::TooLarge,
                format!("{} would grow too large", self.name),
            );
            return Err(failure
                .because(format!("at most {} MiB are read", LOG.bytes >> 20))
                .hint("make a new CA for what is to be issued from now on"));
        }
        Ok(())
    }

    fn apply(&mut self, event: &Event) -> Result<(), String> {
        if (self.lines == 0) != matches!(event.what, What::Began { .. }) {
            return Err("the first line, and no other, says how the CA began".to_owned());
        }
        match &event.what {
            What::Began { how, certificate } => {
                self.began = Some((*how, certificate.clone(), event.time));
            }
            What::Issued(issued) => self.add(issued, event)?,
            What::Revoked {
                serial,
                since,
                reason,
                issued_elsewhere,
            } => {
                let revoked = Revoked {
                    since: *since,
                    reason: *reason,
                };
                match self.by_serial.get(serial) {
                    Some(place) if self.entries[*place].revoked.is_none() => {
                        self.entries[*place].revoked = Some(revoked);
                    }
                    None if *issued_elsewhere => self.elsewhere.push((serial.clone(), revoked)),
                    _ => {
                        return Err(format!(
                            "it revokes {serial}, which is not there to be revoked"
                        ));
                    }
                }
            }
            What::Crl { number, .. } if *number <= self.crl_number => {
                return Err(format!(
                    "the list {number} does not follow {}",
                    self.crl_number
                ));
            }
            What::Crl { number, .. } => self.crl_number = *number,
        }
        Ok(())
    }

    fn add(&mut self, issued: &Issued, event: &Event) -> Result<(), String> {
        let serial = issued.certificate.serial();
        if self.is_taken(&serial) {
            return Err(format!("the serial number {serial} is used twice"));
        }
        if let Some(old) = &issued.replaces {
            let old = self.by_serial.get(old);
            let old = old.ok_or("it takes the place of a certificate that is not there")?;
            self.entries[*old].replaced_by = Some(serial.clone());
        }
        self.by_serial.insert(serial, self.entries.len());
        self.entries.push(Entry {
            issued: issued.clone(),
            time: event.time,
            actor: event.actor.clone(),
            revoked: None,
            replaced_by: None,
        });
        Ok(())
    }

    /// Returns the file as it is now.
    pub(super) fn bytes(&self) -> &[u8] {
        self.text.as_bytes()
    }

    /// Returns the certificate of the authority, as the first line has it.
    pub(super) fn authority(&self) -> Option<&Certificate> {
        self.began.as_ref().map(|(_, certificate, _)| certificate)
    }

    /// Whether the authority had a life before this log.
    pub(super) fn is_imported(&self) -> bool {
        matches!(self.began, Some((Origin::Imported, ..)))
    }

    /// Returns every certificate that was issued here, the oldest first.
    pub(super) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Returns the certificate with this serial number.
    pub(super) fn get(&self, serial: &str) -> Option<&Entry> {
        self.by_serial
            .get(serial)
            .map(|place| &self.entries[*place])
    }

    /// Whether a serial number is known to be used: by a certificate of this log, the authority itself, or a revoked one from before.
    pub(super) fn is_taken(&self, serial: &str) -> bool {
        self.by_serial.contains_key(serial)
            || self.elsewhere.iter().any(|(taken, _)| taken == serial)
            || self
                .authority()
                .is_some_and(|authority| authority.serial() == serial)
    }

    /// Returns the number of the newest revocation list, 0 where there is none.
    pub(super) fn crl_number(&self) -> u64 {
        self.crl_number
    }

    /// Returns everything that is revoked, for the next list.
    pub(super) fn revoked(&self) -> Vec<NewRevocation> {
        let here = self.entries.iter().filter_map(|entry| {
            let octets = entry.issued.certificate.serial_octets().to_vec();
            entry.revoked.map(|revoked| (octets, revoked))
        });
        let elsewhere = self.elsewhere.iter();
        let elsewhere = elsewhere.map(|(number, revoked)| (serial::octets(number), *revoked));
        here.chain(elsewhere)
            .map(|(serial_octets, revoked)| NewRevocation {
                serial_octets,
                date: revoked.since,
                reason: revoked.reason,
            })
            .collect()
    }

    /// Returns what is said when the line after those that were read is not as it was written.
    fn damaged(&self, problem: impl std::fmt::Display) -> Failure {
        let message = format!("line {} of {} cannot be trusted", self.lines + 1, self.name);
        Failure::new(Code::CaLog, message).because(problem)
    }
}

impl Entry {
    /// Returns how the certificate stands at a moment.
    pub(super) fn state(&self, at: Time) -> State {
        if self.revoked.is_some() {
            State::Revoked
        } else {
            State::of(&self.issued.certificate, at)
        }
    }
}

impl State {
    /// Returns how a certificate stands that nobody revoked.
    pub(super) fn of(certificate: &Certificate, at: Time) -> Self {
        if at < certificate.not_before() {
            Self::NotYetValid
        } else if at > certificate.not_after() {
            Self::Expired
        } else {
            Self::Valid
        }
    }

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::NotYetValid => "not-yet-valid",
            Self::Valid => "valid",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
        }
    }
}

#[cfg(test)]
mod tests;
