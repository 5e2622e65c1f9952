//! Two services that talk before anybody logs in: notifications one way, a ticket cache the other. Every request is signed
//! (RFC 9421), no service starts without a key, and a change of key loses no request.
//!
//! cargo run -p credtool-examples --bin two_services
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a server reads its clock; an example shows what it did"
)]

use std::error::Error;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{OriginalUri, State};
use axum::http::{HeaderMap, Method, StatusCode};
use credtool_request_auth::http_signature::{self, Algorithm, Credentials, Options, Policy};
use credtool_request_auth::{AppCredentials, Replay, ReplayMemory, Request, SharedSecret};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

struct Service {
    name: &'static str,
    url: String,
    keys: Mutex<Arc<Keys>>,
    seen: Mutex<ReplayMemory>,
    heard: AtomicUsize,
    refused: AtomicUsize,
}

/// What a service signs with, and what the other one may sign with.
struct Keys {
    own: SharedSecret,
    peer: AppCredentials,
}

impl Service {
    /// Starts it on a free port.
    async fn start(name: &'static str, peer: &str, key: &str) -> Result<Arc<Self>, Box<dyn Error>> {
        let keys = Keys::new(peer, key, &[key]).map_err(|_| "no key, no service")?;
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let service = Arc::new(Self {
            name,
            url: format!("http://{}", listener.local_addr()?),
            keys: Mutex::new(Arc::new(keys)),
            seen: Mutex::new(ReplayMemory::new(100_000)),
            heard: AtomicUsize::new(0),
            refused: AtomicUsize::new(0),
        });
        let router = Router::new().fallback(receive);
        let router = router.with_state(Arc::clone(&service));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(service)
    }

    fn keys(&self) -> Arc<Keys> {
        Arc::clone(&self.keys.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// From now on: the key that signs, and those that are accepted, the current one first.
    fn change(&self, own: &str, accepted: &[&str]) -> Result<(), Box<dyn Error>> {
        let keys = Arc::new(Keys::new(self.keys().peer.app_id(), own, accepted)?);
        *self.keys.lock().unwrap_or_else(PoisonError::into_inner) = keys;
        Ok(())
    }

    /// Returns the header lines that sign a message.
    fn sign(&self, url: &str, body: &str) -> Result<String, Box<dyn Error>> {
        let (keys, now) = (self.keys(), SystemTime::now());
        let request = Request::new("POST", url).body(body.as_bytes());
        let credentials = Credentials::secret(self.name, &keys.own);
        let options = Options::new(Algorithm::HmacSha256);
        let nonce = format!("{:032x}", rand::random::<u128>());
        let signed = http_signature::sign(&request, &credentials, &options, &nonce, now)?;
        let lines = signed.headers().map(|(n, v)| format!("{n}: {v}\r\n"));
        Ok(lines.collect())
    }

    /// Sends one message after the other, without end.
    async fn send_on(&self, url: &str) -> Result<(), Box<dyn Error>> {
        loop {
            call(url, &self.sign(url, "message")?, "message").await?;
        }
    }
}

impl Keys {
    fn new(peer: &str, own: &str, accepted: &[&str]) -> Result<Self, Box<dyn Error>> {
        let mut peer = AppCredentials::new(peer);
        for key in accepted {
            peer = peer.secret(SharedSecret::new(key)?);
        }
        let own = SharedSecret::new(own)?;
        Ok(Self { own, peer })
    }
}

/// Every path: who sent this? The URL is the one that clients call, not what a `Host` header claims.
async fn receive(
    State(service): State<Arc<Service>>,
    method: Method,
    OriginalUri(target): OriginalUri,
    headers: HeaderMap,
    body: Bytes,
) -> Result<String, (StatusCode, String)> {
    let (url, now) = (format!("{}{target}", service.url), SystemTime::now());
    let mut request = Request::new(method.as_str(), &url).body(&body);
    for (name, value) in &headers {
        request = request.header(name.as_str(), value.as_bytes());
    }
    let keys = service.keys();
    let find = |name: &str| (name == keys.peer.app_id()).then_some(&keys.peer);
    let policy = Policy::new([Algorithm::HmacSha256]); // method, URL and body must be covered
    let verified = http_signature::verify(&request, find, &policy, now, |key, keep_until| {
        // A service of several processes asks its database instead, in one step too.
        let seen = service.seen.lock();
        seen.map_or(Replay::Unavailable, |mut seen| {
            seen.check_and_insert(key, keep_until, now)
        })
    });
    match verified {
        Ok(verified) => {
            service.heard.fetch_add(1, SeqCst);
            let sender = verified.identity().unwrap_or_default();
            Ok(format!("{} heard {sender}", service.name))
        }
        Err(refusal) => {
            service.refused.fetch_add(1, SeqCst);
            Err((StatusCode::UNAUTHORIZED, refusal.reason.code().into()))
        }
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let [old, new] = &[(); 2].map(|()| format!("{:064x}", rand::random::<u128>()));
    if let Err(refused) = Service::start("nexus", "webservice", "").await {
        println!("without a key    -> {refused}");
    }
    let nexus = Service::start("nexus", "webservice", old).await?;
    let webservice = Service::start("webservice", "nexus", old).await?;
    let notify = format!("{}/notifications", webservice.url);
    let tickets = format!("{}/tickets?cache=all", nexus.url);
    let signed = nexus.sign(&notify, "ticket 4711")?;
    for (what, signed, body) in [
        ("another body", &*signed, "ticket 4712"),
        ("a notification", &signed, "ticket 4711"),
        ("the same again", &signed, "ticket 4711"),
        ("unsigned", "", "ticket 4711"),
    ] {
        println!("{what:<16} -> {}", call(&notify, signed, body).await?);
    }
    let signed = webservice.sign(&tickets, "4711, 4712")?;
    let answer = call(&tickets, &signed, "4711, 4712").await?;
    println!("the ticket cache -> {answer}");

    // While messages go both ways, each step everywhere before the next: accept both keys, sign with the new one, forget
    // the old one.
    let services = [&nexus, &webservice];
    let refused = || -> usize { services.iter().map(|s| s.refused.load(SeqCst)).sum() };
    let before = refused();
    let change = async {
        for (own, accepted) in [(old, &[&**new, old][..]), (new, &[new, old]), (new, &[new])] {
            for service in services {
                service.change(own, accepted)?;
            }
            // So many later nothing is under way any more that was signed before.
            for service in services {
                let enough = service.heard.load(SeqCst) + 20;
                while service.heard.load(SeqCst) < enough && refused() == before {
                    tokio::task::yield_now().await;
                }
            }
        }
        Ok(())
    };
    tokio::select! {
        done = change => done,
        failed = nexus.send_on(&notify) => failed,
        failed = webservice.send_on(&tickets) => failed,
    }?;
    let lost = refused() - before;
    println!("a change of key  -> {lost} requests lost");
    nexus.change(old, &[new])?;
    let signed = nexus.sign(&notify, "ticket 4711")?;
    let answer = call(&notify, &signed, "ticket 4711").await?;
    println!("the old key      -> {answer}");
    if lost == 0 {
        Ok(())
    } else {
        Err("the change of key lost requests".into())
    }
}

/// Sends one POST, as bytes, and returns status and body.
async fn call(url: &str, signed: &str, body: &str) -> std::io::Result<String> {
    let rest = url.strip_prefix("http://").unwrap_or(url);
    let (host, target) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let mut stream = TcpStream::connect(host).await?;
    let head = format!("POST {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{signed}");
    let message = format!("{head}Content-Length: {}\r\n\r\n{body}", body.len());
    stream.write_all(message.as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    let status = answer.split(' ').nth(1).unwrap_or("?");
    Ok(format!(
        "{status} {}",
        answer.split("\r\n\r\n").nth(1).unwrap_or("")
    ))
}
