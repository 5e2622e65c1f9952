//! `install simulate`: a callback as the platform would send it.

use clap::ValueEnum;
use credtool_install_auth::{self as install_auth, Simulation, ZoneOffset};
use serde_json::json;

use crate::failure::{Answer, Failure};
use crate::io::Io;

/// Make an install callback as the platform would send it, to try out an endpoint
///
/// A query that the base has already stays in front, a fragment at the end. With --break the callback must be refused.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ credtool install simulate --app-key d420667525e0489d91068cbf732fe1dc --secret env:SECRET --base https://myapp.com/Install
  $ curl \"$(credtool install simulate --app-key d420667525e0489d91068cbf732fe1dc --secret env:SECRET --base http://localhost:8080/Install --break date)\"

Exit status: 0 done; 2 could not be done.")]
pub(crate) struct Simulate {
    /// The application's key, as a
    #[arg(long, value_name = "A")]
    app_key: String,
    /// The application's secret; SRC is env:NAME, file:PATH, fd:N, -, prompt or pm2:SERVICE
    #[arg(long, value_name = "SRC")]
    secret: String,
    /// The install URL, or its path
    #[arg(long, value_name = "URL")]
    base: String,
    /// What is wrong with it
    #[arg(long = "break", value_name = "WHAT")]
    broken: Option<Break>,
    /// The account's subdomain, as b
    #[arg(long, value_name = "B", default_value = "subdomain")]
    subdomain: String,
    /// The email address of the person who installs, as e
    #[arg(long, value_name = "E", default_value = "user_email@example.com")]
    email: String,
    /// The zone whose local time d is, such as +01:00
    #[arg(
        long,
        value_name = "ZONE",
        default_value = "Z",
        allow_hyphen_values = true
    )]
    d_zone: ZoneOffset,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Break {
    /// One digit of h is another
    Hash,
    /// d is a year ago
    Date,
    /// The values were joined in descending order
    Order,
    /// a is another application's key
    App,
}

impl Simulate {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        let secret = super::secret(io, &self.secret, "--secret")?;
        let simulation = Simulation {
            subdomain: &self.subdomain,
            email: &self.email,
            d_zone: self.d_zone,
            broken: self.broken.map(Break::in_library),
            ..Simulation::new(&self.app_key, &secret, &self.base)
        };
        let url = simulation
            .url(&mut io.rng()?, io.now())
            .map_err(|error| super::refused(&error, "could not simulate a callback"))?;
        let broken = self.broken.and_then(|broken| broken.to_possible_value());
        let shown = json!({ "url": url, "broken": broken.as_ref().map(|value| value.get_name()) });
        io.out.answer(&shown, format!("{url}\n"))?;
        Ok(Answer::Yes)
    }
}

impl Break {
    fn in_library(self) -> install_auth::Break {
        match self {
            Self::Hash => install_auth::Break::Hash,
            Self::Date => install_auth::Break::Date,
            Self::Order => install_auth::Break::Order,
            Self::App => install_auth::Break::App,
        }
    }
}
