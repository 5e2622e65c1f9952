//! Secrets: set, regenerated, promoted.

use std::time::Duration;

use rand_core::CryptoRng;

use super::Outcome;
use crate::change::{Origin, SecretMade};
use crate::{AppId, Change, Place, Refusal, Registry, SharedSecret, Version};

impl Registry {
    pub(super) fn set_secret(
        &self,
        id: &AppId,
        secret: &SharedSecret,
        overlap: Duration,
        at: u64,
    ) -> Result<Outcome, Refusal> {
        self.change_secret(id, secret.clone(), Origin::Given, overlap, at)
    }

    pub(super) fn regenerate(
        &self,
        id: &AppId,
        overlap: Duration,
        pending: bool,
        at: u64,
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Result<Outcome, Refusal> {
        let (app, version) = self.find_living(id)?;
        if !pending {
            let secret = SharedSecret::generate(rng);
            return self.change_secret(id, secret, Origin::Generated, overlap, at);
        }
        if version.secrets.pending.is_some() {
            return Err(Refusal::PendingExists(id.clone()));
        }
        let made = next(version, Origin::Generated)?;
        let ended = version.secrets.expired(at);
        Ok(Outcome {
            secret: Some((version.place(made.number), SharedSecret::generate(rng))),
            erased: places(version, &ended),
            ..Outcome::of(
                Some(app.key),
                Change::SecretPrepared {
                    version: version.label.clone(),
                    secret: made,
                    ended,
                },
            )
        })
    }

    pub(super) fn promote(
        &self,
        id: &AppId,
        overlap: Duration,
        at: u64,
    ) -> Result<Outcome, Refusal> {
        let (app, version) = self.find_living(id)?;
        let overlap = milliseconds(overlap)?;
        let pending = version.secrets.pending;
        let pending = pending.ok_or_else(|| Refusal::NoPendingSecret(id.clone()))?;
        let (previous, ended) = version.secrets.succession(at, overlap);
        Ok(Outcome {
            erased: places(version, &ended),
            ..Outcome::of(
                Some(app.key),
                Change::SecretPromoted {
                    version: version.label.clone(),
                    number: pending.number,
                    previous,
                    ended,
                },
            )
        })
    }

    fn change_secret(
        &self,
        id: &AppId,
        secret: SharedSecret,
        origin: Origin,
        overlap: Duration,
        at: u64,
    ) -> Result<Outcome, Refusal> {
        let (app, version) = self.find_living(id)?;
        let overlap = milliseconds(overlap)?;
        let made = next(version, origin)?;
        let (previous, ended) = version.secrets.succession(at, overlap);
        Ok(Outcome {
            secret: Some((version.place(made.number), secret)),
            erased: places(version, &ended),
            ..Outcome::of(
                Some(app.key),
                Change::SecretChanged {
                    version: version.label.clone(),
                    secret: made,
                    previous,
                    ended,
                },
            )
        })
    }
}

fn next(version: &Version, origin: Origin) -> Result<SecretMade, Refusal> {
    let number = version.secrets.made.checked_add(1);
    let number = number.ok_or(Refusal::TooMany {
        what: "secrets of the version",
        maximum: u32::MAX as usize,
    })?;
    Ok(SecretMade { number, origin })
}

fn places(version: &Version, numbers: &[u32]) -> Vec<Place> {
    numbers
        .iter()
        .map(|&number| version.place(number))
        .collect()
}

/// Returns an overlap in milliseconds, rounded up, so that a short one is not none.
fn milliseconds(overlap: Duration) -> Result<u64, Refusal> {
    if overlap > LONGEST {
        return Err(Refusal::OverlapTooLong);
    }
    let up = overlap.as_nanos().div_ceil(1_000_000);
    u64::try_from(up).map_err(|_| Refusal::OverlapTooLong)
}

const LONGEST: Duration = Duration::from_secs(366 * 24 * 60 * 60);
