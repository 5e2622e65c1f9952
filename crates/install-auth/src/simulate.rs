//! Callbacks as the platform would send them, for trying out an install endpoint.

use std::time::{Duration, SystemTime};

use rand_core::CryptoRng;

use crate::callback::NAMES;
use crate::ticks::Ticks;
use crate::{ApplicationSecret, Error, InstallCallback, ZoneOffset, digest, query};

/// What a simulated callback consists of.
#[derive(Debug, Clone, Copy)]
pub struct Simulation<'a> {
    /// The application's key, as `a`.
    pub app_key: &'a str,
    /// The application's secret.
    pub secret: &'a ApplicationSecret,
    /// The install URL. Its own query is kept in front, its fragment at the end.
    pub base: &'a str,
    /// The account's subdomain, as `b`.
    pub subdomain: &'a str,
    /// The email address of the person who installs, as `e`.
    pub email: &'a str,
    /// The zone whose local time `d` is.
    pub d_zone: ZoneOffset,
    /// What is broken on purpose.
    pub broken: Option<Break>,
}

/// One way to break a callback; each must be refused by an endpoint that checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Break {
    /// One digit of `h` is another: `bad-signature`.
    Hash,
    /// `d` is a year ago, and `h` holds: `stale`.
    Date,
    /// The values were joined in descending order: `bad-signature`.
    Order,
    /// `a` is another application's key, and `h` holds: `other-app`.
    App,
}

impl<'a> Simulation<'a> {
    /// Starts with the values of the platform's page for `b` and `e`, UTC, and nothing broken.
    #[must_use]
    pub fn new(app_key: &'a str, secret: &'a ApplicationSecret, base: &'a str) -> Self {
        Self {
            app_key,
            secret,
            base,
            subdomain: "subdomain",
            email: "user_email@example.com",
            d_zone: ZoneOffset::UTC,
            broken: None,
        }
    }

    /// Returns a URL that the platform could have sent at `now`, with a new `t`. It parses, and unless something was
    /// broken it verifies.
    ///
    /// # Errors
    /// [`Error::BaseUrl`] when the base is no URL or path, has one of the six parameters already, or makes the whole
    /// too long; [`Error::AppKey`] when the key is empty; [`Error::Time`].
    ///
    /// ```
    /// use std::time::SystemTime;
    /// use chacha20::{ChaCha20Rng, rand_core::SeedableRng};
    /// use credtool_install_auth::{ApplicationSecret, Break, InstallCallback, Policy, Reason, Replay, Simulation, verify};
    /// let secret = ApplicationSecret::new("0123456789abcdef0123456789abcdef")?;
    /// let mut simulation = Simulation::new("d420667525e0489d91068cbf732fe1dc", &secret, "https://myapp.com/Install");
    /// simulation.broken = Some(Break::App);
    /// let now = SystemTime::UNIX_EPOCH;
    /// let url = simulation.url(&mut ChaCha20Rng::from_seed([1; 32]), now)?;
    /// let callback = InstallCallback::parse(&url)?;
    /// let secrets = [secret];
    /// let refusal = verify(&callback, &secrets, "d420667525e0489d91068cbf732fe1dc", &Policy::default(), now, |_, _| Replay::New);
    /// assert_eq!(refusal.unwrap_err().reason, Reason::OtherApp { ours_in: None });
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn url(
        &self,
        rng: &mut (impl CryptoRng + ?Sized),
        now: SystemTime,
    ) -> Result<String, Error> {
        check_base(self.base)?;
        if self.app_key.is_empty() {
            return Err(Error::AppKey);
        }
        let other = random_hex(rng);
        let a = if self.broken == Some(Break::App) {
            other.as_str()
        } else {
            self.app_key
        };
        let t = random_hex(rng);
        let made = if self.broken == Some(Break::Date) {
            now.checked_sub(YEAR)
        } else {
            Some(now)
        };
        let d = made
            .and_then(|made| Ticks::at(made, self.d_zone))
            .ok_or(Error::Time)?
            .to_string();
        let h = self.hash([&t, a, &d]);
        let values = [a, &t, &d, &h, self.subdomain, self.email];
        let url = with_parameters(self.base, NAMES.into_iter().zip(values));
        match InstallCallback::parse(&url) {
            Ok(_) => Ok(url),
            Err(_) => Err(Error::BaseUrl {
                problem: "leaves no room for the parameters",
            }),
        }
    }

    fn hash(&self, mut values: [&str; 3]) -> String {
        let secret = self.secret.expose();
        let digest = if self.broken == Some(Break::Order) {
            values.sort_unstable_by(|one, other| other.cmp(one));
            digest::md5(&[values.join("|").as_bytes(), secret])
        } else {
            digest::with_secret(&digest::of_values(values), secret)
        };
        let mut hash = digest;
        if self.broken == Some(Break::Hash) {
            hash[7] ^= 1;
        }
        base16ct::lower::encode_string(&hash)
    }
}

fn check_base(base: &str) -> Result<(), Error> {
    let problem = |problem| Err(Error::BaseUrl { problem });
    let scheme = |name: &str| {
        base.get(..name.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(name))
    };
    if !(scheme("http://") || scheme("https://") || base.starts_with('/')) {
        return problem("does not begin with http://, https:// or /");
    }
    if base.contains(|c: char| c.is_ascii_control() || c == ' ') {
        return problem("has a space or a control character");
    }
    let taken = |name: &str| NAMES.iter().any(|known| known.eq_ignore_ascii_case(name));
    if query::decoded(query::of(base)).any(|(name, _)| taken(&name)) {
        return problem("has one of the parameters a, t, d, h, b and e already");
    }
    Ok(())
}

/// Puts the parameters behind the query that is there, and in front of the fragment.
fn with_parameters<'v>(base: &str, parameters: impl Iterator<Item = (&'v str, &'v str)>) -> String {
    let (base, fragment) = base.find('#').map_or((base, ""), |at| base.split_at(at));
    let joint = match base.split_once('?') {
        None => "?",
        Some((_, query)) if query.is_empty() || query.ends_with('&') => "",
        Some(_) => "&",
    };
    let encoded = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(parameters)
        .finish();
    format!("{base}{joint}{encoded}{fragment}")
}

fn random_hex(rng: &mut (impl CryptoRng + ?Sized)) -> String {
    let mut bytes = [0; 16];
    rng.fill_bytes(&mut bytes);
    base16ct::lower::encode_string(&bytes)
}

const YEAR: Duration = Duration::from_secs(365 * 86_400);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn query_and_fragment_of_the_base_stay() {
        let with = |base| with_parameters(base, [("a", "1"), ("e", "u@v w")].into_iter());
        assert_eq!(with("https://x/i"), "https://x/i?a=1&e=u%40v+w");
        assert_eq!(
            with("https://x/i?k=v#top"),
            "https://x/i?k=v&a=1&e=u%40v+w#top"
        );
        assert_eq!(with("/i?"), "/i?a=1&e=u%40v+w");
        assert_eq!(with("/i?k=v&#"), "/i?k=v&a=1&e=u%40v+w#");
    }

    #[test]
    fn bases_that_cannot_be() {
        for base in [
            "",
            "x",
            "ftp://x/",
            "https:/x",
            "https://x/ y",
            "/i\n",
            "/i?a=1",
            "/i?E=",
            "/i?%62=1",
        ] {
            assert!(
                matches!(check_base(base), Err(Error::BaseUrl { .. })),
                "{base}"
            );
        }
        for base in ["HTTPS://x", "http://x/?aa=1&x=a", "/", "/i#a=1"] {
            assert_eq!(check_base(base), Ok(()), "{base}");
        }
    }
}
