//! The install URL of a marketplace app: a real HTTP server that stores a token only after the callback is verified.
//!
//! cargo run -p credtool-examples --bin install_endpoint                         # tries itself: good, replayed, broken
//! APP_KEY=… APP_SECRET=… cargo run -p credtool-examples --bin install_endpoint -- serve 127.0.0.1:8080
//! curl "$(credtool install simulate --app-key "$APP_KEY" --secret env:APP_SECRET --base http://127.0.0.1:8080/install)"
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a server reads its clock and environment; an example shows what it did"
)]

use std::collections::HashMap;
use std::error::Error;
use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use axum::Router;
use axum::extract::{OriginalUri, State};
use axum::http::StatusCode;
use axum::routing::get;
use credtool_install_auth::{
    ApplicationSecret, Break, InstallCallback, Policy, Refusal, Replay, Simulation, verify,
};
use rand::SeedableRng;
use rand::rngs::{StdRng, SysRng};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What the endpoint knows: its own key, the secrets it accepts (the current one first), and each `t` it accepted already.
struct App {
    key: String,
    secrets: Vec<ApplicationSecret>,
    seen: Mutex<HashMap<String, SystemTime>>,
}

/// GET /install. The URL is taken raw: whoever decodes and encodes it again hashes something else.
async fn install(
    State(app): State<Arc<App>>,
    OriginalUri(url): OriginalUri,
) -> (StatusCode, String) {
    match accept(&app, &url.to_string(), SystemTime::now()) {
        Ok(answer) => (StatusCode::OK, answer),
        Err(refusal) => (
            StatusCode::UNAUTHORIZED,
            format!("{}: {refusal}\n", refusal.reason.code()),
        ),
    }
}

fn accept(app: &App, url: &str, now: SystemTime) -> Result<String, Refusal> {
    let callback = InstallCallback::parse(url)?;
    // Look up and insert in one step, under one lock; an app with several processes asks its database instead.
    let guard = |t: &str, keep_until| {
        let Ok(mut seen) = app.seen.lock() else {
            return Replay::Unavailable;
        };
        seen.retain(|_, last| *last >= now);
        if seen.insert(t.to_owned(), keep_until).is_some() {
            Replay::Seen
        } else {
            Replay::New
        }
    };
    let install = verify(
        &callback,
        &app.secrets,
        &app.key,
        &Policy::default(),
        now,
        guard,
    )?;

    // Only a verified install has a token. Keep it like a password: here it would go to the app's own storage.
    let token = install.auth_token();
    // The hash does not cover b and e. Before they name an account, ask the platform's API with the new token.
    let claimed = install
        .subdomain()
        .map_or("?", |b| b.accept_unauthenticated());
    Ok(format!(
        "installed, said to be for {claimed}; a token of {} characters is kept\n",
        token.expose().len()
    ))
}

fn router(key: &str, secrets: Vec<ApplicationSecret>) -> Router {
    let app = App {
        key: key.to_owned(),
        secrets,
        seen: Mutex::default(),
    };
    Router::new()
        .route("/install", get(install))
        .with_state(Arc::new(app))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => try_itself().await,
        ["serve", address] => {
            let key = std::env::var("APP_KEY").map_err(|_| "no key, no service: set APP_KEY")?;
            let secret =
                std::env::var("APP_SECRET").map_err(|_| "no secret, no service: set APP_SECRET")?;
            let listener = TcpListener::bind(address).await?;
            println!("listening on http://{}/install", listener.local_addr()?);
            Ok(axum::serve(
                listener,
                router(&key, vec![ApplicationSecret::new(secret)?]),
            )
            .await?)
        }
        _ => Err("usage: install_endpoint [serve ADDRESS:PORT]".into()),
    }
}

/// Starts the server on a free port and sends it what the platform would, and what it would not.
async fn try_itself() -> Result<(), Box<dyn Error>> {
    let mut rng = StdRng::try_from_rng(&mut SysRng)?;
    let key = "d420667525e0489d91068cbf732fe1dc";
    let secret = || ApplicationSecret::new("0123456789abcdef0123456789abcdef");
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let server = axum::serve(listener, router(key, vec![secret()?]));
    tokio::spawn(async move { server.await });

    let (ours, base) = (secret()?, format!("http://{address}/install"));
    let mut simulation = Simulation::new(key, &ours, &base);
    let good = simulation.url(&mut rng, SystemTime::now())?;
    println!("a good callback  -> {}", call(&good).await?);
    println!("the same again   -> {}", call(&good).await?);
    for (name, way) in [
        ("hash", Break::Hash),
        ("date", Break::Date),
        ("order", Break::Order),
        ("app", Break::App),
    ] {
        simulation.broken = Some(way);
        let broken = simulation.url(&mut rng, SystemTime::now())?;
        println!("a broken {name:<7} -> {}", call(&broken).await?);
    }
    Ok(())
}

/// Sends one GET, as bytes, and returns status and body.
async fn call(url: &str) -> Result<String, Box<dyn Error>> {
    let rest = url.strip_prefix("http://").ok_or("not http")?;
    let (host, path) = rest.split_at(rest.find('/').ok_or("no path")?);
    let mut stream = TcpStream::connect(host).await?;
    let request = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    let status = answer.split(' ').nth(1).unwrap_or("?");
    let body = answer.split("\r\n\r\n").nth(1).unwrap_or("").trim();
    Ok(format!("{status} {body}"))
}
