//! The crate from outside: rules of rotation, files that must open for ever, damaged files, and the platform's Secret.
#![expect(clippy::unwrap_used, reason = "a test fails loudly")]

mod damage; // every cut and every altered byte of a file, and hostile headers
mod flow; // the Kubernetes Secret, first and second rotation
mod frozen; // samples that must open for ever
mod peers; // files read and written by jwcrypto at this moment
mod rotation; // what the rules of rotation allow and refuse
mod sequences; // any sequence of operations loses nothing
mod undo; // the last change, told by what it left behind

use std::time::{Duration, SystemTime};

use chacha20::ChaCha20Rng;
use chacha20::rand_core::SeedableRng;
use credtool_keyring::{KeyMaterial, KeyName, Keyring, Plan, Refusal, State, UnlockSecret};

/// 2026-01-31T09:00:00Z and some seconds.
pub(crate) fn at(seconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_769_850_000 + seconds)
}

pub(crate) const DAY: u64 = 86_400;

pub(crate) fn rng(seed: u8) -> ChaCha20Rng {
    ChaCha20Rng::from_seed([seed; 32])
}

pub(crate) fn unlock() -> UnlockSecret {
    UnlockSecret::new("correct horse battery staple").unwrap()
}

pub(crate) fn name(text: &str) -> KeyName {
    KeyName::new(text).unwrap()
}

pub(crate) fn material(text: &str) -> KeyMaterial {
    KeyMaterial::new(text).unwrap()
}

/// A keyring and its clock: each change comes one second after the one before, and the map is read again after each.
pub(crate) struct Story {
    pub(crate) keyring: Keyring,
    pub(crate) now: SystemTime,
    step: Duration,
}

impl Story {
    pub(crate) fn new(map: &str) -> Self {
        Self {
            keyring: Keyring::parse(map).unwrap(),
            now: at(0),
            step: Duration::from_secs(1),
        }
    }

    /// All changes within one second, as a script makes them.
    pub(crate) fn fast(map: &str) -> Self {
        Self {
            step: Duration::ZERO,
            ..Self::new(map)
        }
    }

    pub(crate) fn plan(
        &mut self,
        change: impl FnOnce(&Keyring, SystemTime) -> Result<Plan, Refusal>,
    ) -> Result<String, Refusal> {
        self.now += self.step;
        let plan = change(&self.keyring, self.now)?;
        let shown = plan.to_string();
        self.keyring.apply(plan).unwrap();
        self.keyring = Keyring::parse(&self.keyring.render()).unwrap();
        Ok(shown)
    }

    pub(crate) fn add(&mut self, key: &str) -> Result<String, Refusal> {
        let secret = format!("{key:0<16}");
        self.plan(|keyring, now| keyring.plan_add(name(key), material(&secret), now))
    }

    pub(crate) fn promote(&mut self, key: &str) -> Result<String, Refusal> {
        self.plan(|keyring, now| keyring.plan_promote(key, now))
    }

    pub(crate) fn retire(&mut self, key: &str) -> Result<String, Refusal> {
        self.plan(|keyring, now| keyring.plan_retire(key, now))
    }

    pub(crate) fn undo(&mut self) -> Result<String, Refusal> {
        self.plan(|keyring, now| keyring.plan_undo(now))
    }

    pub(crate) fn state(&self, key: &str) -> State {
        self.keyring.key(key).unwrap().state()
    }
}
