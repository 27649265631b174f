//! An authority on loopback that publishes keys, and may do so badly.

use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use serde_json::{Value, json};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

use super::Signer;

pub struct State {
    tenant: String,
    url: String,
    /// The last segments of the paths that were requested.
    requests: Vec<String>,
    pub keys: Vec<Value>,
    /// What is responded in place of the keys.
    pub instead: Option<ResponseTemplate>,
    /// What is responded in place of the configuration.
    pub configuration: Option<Value>,
    pub delay: Duration,
}

#[derive(Clone)]
struct Shared(Arc<Mutex<State>>);

impl Respond for Shared {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let mut state = self.0.lock().unwrap();
        let name = request.url.path().rsplit('/').next().unwrap().to_owned();
        state.requests.push(name);
        let tenant = &state.tenant;
        let found = request
            .url
            .path()
            .strip_prefix(&format!("/{tenant}/"))
            .map(str::to_owned);
        let response = match found.as_deref() {
            Some("v2.0/.well-known/openid-configuration") => {
                let own = json!({
                    "issuer": format!("https://login.microsoftonline.com/{tenant}/v2.0"),
                    "jwks_uri": format!("{}/{tenant}/discovery/v2.0/keys", state.url),
                });
                ResponseTemplate::new(200).set_body_json(state.configuration.clone().unwrap_or(own))
            }
            Some("discovery/v2.0/keys") => {
                let keys = ResponseTemplate::new(200).set_body_json(json!({ "keys": state.keys }));
                state.instead.clone().unwrap_or(keys)
            }
            _ => ResponseTemplate::new(404),
        };
        response.set_delay(state.delay)
    }
}

pub struct Authority {
    server: MockServer,
    shared: Shared,
}

impl Authority {
    pub async fn start(tenant: &str, signers: &[&Signer]) -> Self {
        let server = MockServer::start().await;
        let shared = Shared(Arc::new(Mutex::new(State {
            tenant: tenant.to_owned(),
            url: server.uri(),
            requests: Vec::new(),
            keys: signers.iter().map(|signer| signer.jwk()).collect(),
            instead: None,
            configuration: None,
            delay: Duration::ZERO,
        })));
        Mock::given(any()).respond_with(shared.clone()).mount(&server).await;
        Self { server, shared }
    }

    pub fn url(&self) -> String {
        self.server.uri()
    }

    pub fn state(&self) -> MutexGuard<'_, State> {
        self.shared.0.lock().unwrap()
    }

    pub fn requests(&self) -> Vec<String> {
        self.state().requests.clone()
    }

    /// How often the keys were read.
    pub fn readings(&self) -> usize {
        self.requests().iter().filter(|name| *name == "keys").count()
    }
}
