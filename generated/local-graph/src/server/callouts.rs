//! Callouts, posted to the services that have asked for them.

use std::sync::{Arc, OnceLock, Weak};
use std::time::{Duration, Instant};

use futures::FutureExt as _;
use futures::future::BoxFuture;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue};
use serde_json::Value;
use url::{Host, Url};

use super::exchanges::{Direction, Exchange, Exchanges, Message};
use super::tokens::{Identity, Keys, access_token};
use crate::engine::{Engine, Poster, Version};
use crate::failure::Failure;
use crate::turn::{Post, Posted};

/// The longest response that is read, in bytes.
const LONGEST: usize = 1024 * 1024;

/// The wait before the first retry; each further one is as much longer.
const WAIT: Duration = Duration::from_millis(100);

/// Posts callouts, and keeps the exchanges.
#[derive(Clone)]
pub(super) struct Callouts(Arc<Inner>);

struct Inner {
    client: OnceLock<reqwest::Client>,
    /// The engine that posts through this; it has this in itself.
    engine: OnceLock<Weak<Engine>>,
    keys: Arc<Keys>,
    exchanges: Arc<Exchanges>,
    identity: Identity,
    /// Whether other hosts than this machine get callouts.
    to_others: bool,
}

impl Callouts {
    pub(super) fn new(keys: Arc<Keys>, exchanges: Arc<Exchanges>, identity: Identity, to_others: bool) -> Self {
        Self(Arc::new(Inner {
            client: OnceLock::new(),
            engine: OnceLock::new(),
            keys,
            exchanges,
            identity,
            to_others,
        }))
    }

    /// Says whose state has the key of the tokens.
    pub(super) fn is_of(&self, engine: &Arc<Engine>) {
        // It is set once, where both are made.
        let _ = self.0.engine.set(Arc::downgrade(engine));
    }
}

/// Refuses an address that callouts are not posted to.
///
/// # Errors
/// A sentence on why.
pub(super) fn check_address(address: &str, to_others: bool) -> Result<Url, Failure> {
    let refuse = |why: String| Failure::bad_request(why).about("url");
    let url = Url::parse(address).map_err(|why| refuse(format!("The address is no URL: {why}.")))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(refuse("The address is one of http or https.".to_owned()));
    }
    let is_here = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    };
    if !is_here && !to_others {
        return Err(refuse(
            "The address is not on this machine, and callouts to other hosts are not allowed here.".to_owned(),
        ));
    }
    Ok(url)
}

impl Poster for Callouts {
    fn post<'a>(&'a self, _version: Version, post: &'a Post) -> BoxFuture<'a, Posted> {
        async move {
            let mut attempt = 0;
            loop {
                let how = self.0.once(post).await;
                let is_over = match &how {
                    Posted::Responded { status, .. } => *status < 500,
                    Posted::Failed(_) => false,
                };
                if is_over || attempt == post.retries {
                    return how;
                }
                attempt += 1;
                tokio::time::sleep(WAIT * u32::from(attempt)).await;
            }
        }
        .boxed()
    }
}

impl Inner {
    async fn once(&self, post: &Post) -> Posted {
        let begun = Instant::now();
        let body = post.body.to_string();
        let mut headers = HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static("application/json"))]);
        let limit = Duration::from_millis(post.timeout_ms);
        let done = match self.authorize(post, &mut headers).await {
            Err(failure) => Err(failure.message),
            Ok(()) => match tokio::time::timeout(limit, self.send(post, headers.clone(), body.clone())).await {
                Ok(done) => done,
                Err(_) => Err(format!("there was no response within {} ms", post.timeout_ms)),
            },
        };
        let (status, response, note, how) = match done {
            Ok((status, headers, bytes)) => {
                let body: Option<Value> = serde_json::from_slice(&bytes).ok();
                let response = Message::of(&headers, &bytes);
                (Some(status), response, None, Posted::Responded { status, body })
            }
            Err(why) => (None, Message::default(), Some(why.clone()), Posted::Failed(why)),
        };
        self.exchanges.add(Exchange {
            direction: Direction::Posted,
            method: "POST".to_owned(),
            url: post.address.clone(),
            request: Message::of(&headers, body.as_bytes()),
            status,
            response,
            milliseconds: u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX),
            note,
        });
        how
    }

    /// Puts the token on, where the service wants one.
    async fn authorize(&self, post: &Post, headers: &mut HeaderMap) -> Result<(), Failure> {
        let Some(audience) = &post.audience else {
            return Ok(());
        };
        let engine = self.engine.get().and_then(Weak::upgrade);
        let engine = engine.ok_or_else(|| Failure::internal("the local Graph is being stopped"))?;
        let key = self.keys.get(&engine).await?;
        let token = access_token(&key, &self.identity, audience)?;
        let mut value = HeaderValue::try_from(format!("Bearer {token}"))
            .map_err(|_| Failure::internal("the token does not fit into a header"))?;
        value.set_sensitive(true);
        headers.insert(AUTHORIZATION, value);
        Ok(())
    }

    async fn send(&self, post: &Post, headers: HeaderMap, body: String) -> Result<(u16, HeaderMap, Vec<u8>), String> {
        let url = check_address(&post.address, self.to_others).map_err(|failure| failure.message)?;
        let request = self.client()?.post(url).headers(headers).body(body);
        let mut response = request.send().await.map_err(|error| reason(&error))?;
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| reason(&error))? {
            if bytes.len() + chunk.len() > LONGEST {
                return Err("the response has more than 1 MiB".to_owned());
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok((response.status().as_u16(), response.headers().clone(), bytes))
    }

    /// Made when the first callout is posted: it reads the system's settings.
    fn client(&self) -> Result<&reqwest::Client, String> {
        if let Some(client) = self.client.get() {
            return Ok(client);
        }
        // A redirect would take the token elsewhere. A callout on this machine goes through no proxy.
        let builder = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy();
        let client = builder.build().map_err(|error| reason(&error))?;
        Ok(self.client.get_or_init(|| client))
    }
}

/// An error with what it came from, without the URL, which is said beside it.
fn reason(error: &reqwest::Error) -> String {
    let mut innermost: &dyn std::error::Error = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    match error.is_connect() {
        true => format!("nobody responds at the address ({innermost})"),
        false => innermost.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn callouts_stay_on_this_machine() {
        for here in ["http://127.0.0.1:8/a", "http://localhost/", "https://[::1]:1"] {
            assert!(check_address(here, false).is_ok(), "{here}");
        }
        for there in [
            "http://10.0.0.1/",
            "http://127.0.0.1.example.com/",
            "https://example.com",
        ] {
            assert!(check_address(there, false).is_err(), "{there}");
            assert!(check_address(there, true).is_ok(), "{there}");
        }
        for neither in ["", "127.0.0.1", "file:///etc/passwd", "mailto:a@b"] {
            assert!(check_address(neither, true).is_err(), "{neither}");
        }
    }
}
