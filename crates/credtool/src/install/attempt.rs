//! One callback with what it is checked against: the options that `verify`, `token` and `header` share.

use std::ffi::OsStr;
use std::time::{Duration, SystemTime};

use credtool_install_auth::explain::InstallAttempt;
use credtool_install_auth::{
    ApplicationSecret, InstallCallback, Policy, Refusal, Replay, VerifiedInstall, ZoneOffset,
    verify,
};
use credtool_request_auth::ReplayKey;

use crate::app::RegisteredOptions;
use crate::describe::Standings;
use crate::duration::duration;
use crate::failure::Failure;
use crate::io::{Io, Limit};
use crate::replay::{Remembered, ReplayOption};

/// Whose callback it is, and the secrets that may have made it.
#[derive(clap::Args)]
pub(crate) struct ApplicationOptions {
    /// The application's key, which must be a
    #[arg(
        long,
        value_name = "A",
        required_unless_present = "app",
        conflicts_with = "app"
    )]
    app_key: Option<String>,
    /// The application's secret, the current one first; may be repeated. SRC is env:NAME, file:PATH, fd:N, -, prompt or pm2:SERVICE
    #[arg(
        long = "secret",
        value_name = "SRC",
        required_unless_present = "app",
        conflicts_with = "app"
    )]
    secrets: Vec<String>,
    #[command(flatten)]
    pub(super) registered: RegisteredOptions,
}

/// An application as it is known here.
pub(super) struct Application {
    app_key: String,
    secrets: Vec<ApplicationSecret>,
    standings: Standings,
    /// That it is retired, in a sentence.
    ended: Option<String>,
}

/// How a callback is checked.
#[derive(clap::Args)]
pub(crate) struct CheckOptions {
    /// How far the time d may lie from now, in either direction
    #[arg(long, value_name = "TIME", default_value = "5m", value_parser = duration)]
    tolerance: Duration,
    /// The zone whose local time d is, such as +01:00
    #[arg(
        long,
        value_name = "ZONE",
        default_value = "Z",
        allow_hyphen_values = true
    )]
    d_zone: ZoneOffset,
    #[command(flatten)]
    replay: ReplayOption,
    /// Find out which usual mistake would make the hash match
    #[arg(long)]
    explain: bool,
    /// An earlier secret that --explain may recognise and that is never accepted; may be repeated
    #[arg(long = "retired-secret", value_name = "SRC", requires = "explain")]
    retired: Vec<String>,
}

/// Everything that one check consists of.
pub(crate) struct Attempt {
    /// The URL, parsed; or why it cannot be.
    pub(crate) callback: Result<InstallCallback, Refusal>,
    /// Our application key.
    pub(crate) app_key: String,
    /// Whether an explanation is wanted.
    pub(crate) explains: bool,
    /// What people call the secrets.
    pub(crate) standings: Standings,
    /// That the app of the registry is retired, in a sentence.
    pub(crate) ended: Option<String>,
    url: String,
    secrets: Vec<ApplicationSecret>,
    retired: Vec<ApplicationSecret>,
    policy: Policy,
    now: SystemTime,
}

impl ApplicationOptions {
    /// Returns the application: the one that was given, or that of the registry.
    pub(super) fn open(&self, io: &mut Io) -> Result<Application, Failure> {
        Application::open(io, self.app_key.as_deref(), &self.secrets, &self.registered)
    }
}

impl Application {
    pub(super) fn open(
        io: &mut Io,
        app_key: Option<&str>,
        sources: &[String],
        registered: &RegisteredOptions,
    ) -> Result<Self, Failure> {
        let Some(app) = registered.open(io, true)? else {
            return Ok(Self {
                app_key: app_key.unwrap_or_default().to_owned(),
                secrets: super::secrets(io, sources, "--secret")?,
                standings: Standings::default(),
                ended: None,
            });
        };
        let secrets = app.secrets.iter().map(|one| {
            ApplicationSecret::new(one.secret.expose()).map_err(|error| {
                super::refused(&error, format!("could not use a secret of {}", app.app_id))
            })
        });
        Ok(Self {
            secrets: secrets.collect::<Result<_, _>>()?,
            standings: app.standings(),
            app_key: app.app_id,
            ended: app.retired,
        })
    }
}

impl CheckOptions {
    /// Reads secrets and URL. What is no callback is an answer too, and a no.
    pub(crate) fn read(
        &self,
        io: &mut Io,
        application: Application,
        url: &OsStr,
    ) -> Result<Attempt, Failure> {
        let retired = super::secrets(io, &self.retired, "--retired-secret")?;
        let url = read_url(io, url)?;
        Ok(Attempt {
            callback: InstallCallback::parse(&url),
            app_key: application.app_key,
            standings: application.standings,
            ended: application.ended,
            explains: self.explain,
            url,
            secrets: application.secrets,
            retired,
            policy: Policy {
                tolerance: self.tolerance,
                d_zone: self.d_zone,
            },
            // The clock is read when everything is at hand: waiting for a prompt makes no callback stale.
            now: io.now(),
        })
    }

    /// Verifies, and remembers the token in the file of `--replay`. A no is the inner error.
    pub(crate) fn verify<'a>(
        &self,
        io: &Io,
        attempt: &'a Attempt,
    ) -> Result<Result<VerifiedInstall<'a>, Refusal>, Failure> {
        let mut guard = self.replay.guard(io, attempt.now)?;
        let callback = match &attempt.callback {
            Ok(callback) => callback,
            Err(refusal) => return Ok(Err(refusal.clone())),
        };
        let Attempt {
            secrets,
            app_key,
            policy,
            now,
            ..
        } = attempt;
        let verified = verify(callback, secrets, app_key, policy, *now, |t, keep_until| {
            let key = ReplayKey {
                scheme: "nexudus-install",
                app: app_key,
                token: "",
                nonce: t,
            };
            match guard.check_and_insert(key.digest(), keep_until) {
                Remembered::New => Replay::New,
                Remembered::Seen => Replay::Seen,
                Remembered::Full | Remembered::Forgotten => Replay::Unavailable,
            }
        });
        guard.finish()?;
        Ok(verified)
    }
}

impl Attempt {
    /// Returns the attempt as the library explains it.
    pub(crate) fn to_explain(&self) -> InstallAttempt<'_> {
        InstallAttempt {
            url: &self.url,
            secrets: &self.secrets,
            retired: &self.retired,
            app_key: &self.app_key,
            policy: self.policy,
            now: self.now,
        }
    }
}

/// Takes the URL from the command line or from stdin, without the white space that came along around it. What is not
/// UTF-8 has no place in a callback's hash, and becomes U+FFFD.
fn read_url(io: &mut Io, url: &OsStr) -> Result<String, Failure> {
    let text = if url == "-" {
        let input = io.read(
            "-".as_ref(),
            Limit {
                what: "the URL",
                bytes: LARGEST_INPUT,
            },
        )?;
        String::from_utf8_lossy(&input.bytes).into_owned()
    } else {
        url.to_string_lossy().into_owned()
    };
    Ok(text.trim_ascii().to_owned())
}

/// Far more than a URL has, so that one that is too long is a no and not an error.
const LARGEST_INPUT: usize = 1 << 20;
