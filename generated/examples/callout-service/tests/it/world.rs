//! What is around the service: an authority that publishes a key, and a Microsoft Graph with assignments and resumes.

use std::net::TcpListener;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair};
use azure_core::base64::encode_url_safe;
use serde_json::{Value, json};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

pub const TENANT: &str = "11111111-2222-3333-4444-555555555555";
pub const AUDIENCE: &str = "api://callouts.contoso.example";
pub const CALLER: &str = "c11e47c0-0000-0000-0000-00000000000a";
pub const ROLE: &str = "Callouts.Post";

static KEY: LazyLock<RsaKeyPair> = LazyLock::new(|| RsaKeyPair::generate(KeySize::Rsa2048).unwrap());

fn base64url(bytes: impl AsRef<[u8]>) -> String {
    encode_url_safe(bytes).trim_end_matches('=').to_owned()
}

/// The token of the Logic App's managed identity, with these claims instead.
pub fn token(changes: Value) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let mut claims = json!({
        "aud": AUDIENCE, "iss": format!("https://sts.windows.net/{TENANT}/"), "iat": now, "nbf": now, "exp": now + 3600,
        "appid": CALLER, "idtyp": "app", "tid": TENANT, "roles": [ROLE], "sub": "s", "uti": "token-of-a-test",
    });
    for (name, value) in changes.as_object().unwrap() {
        claims[name] = value.clone();
    }
    let header = json!({ "typ": "JWT", "alg": "RS256", "kid": "k" });
    let signed = format!("{}.{}", base64url(header.to_string()), base64url(claims.to_string()));
    let mut signature = vec![0; KEY.public_modulus_len()];
    KEY.sign(
        &RSA_PKCS1_SHA256,
        &SystemRandom::new(),
        signed.as_bytes(),
        &mut signature,
    )
    .unwrap();
    format!("{signed}.{}", base64url(signature))
}

#[derive(Default)]
pub struct State {
    url: String,
    /// The ids of the access packages that everybody has.
    pub held: Vec<&'static str>,
    /// The filters of the lists that were read.
    pub filters: Vec<String>,
    /// Resumes: the path below the version, and the body.
    pub resumes: Vec<(String, Value)>,
    /// The statuses of the next resumes; 204 when there are none left.
    pub statuses: Vec<u16>,
    /// How long a resume takes.
    pub delay: Duration,
}

#[derive(Clone, Default)]
struct Shared(Arc<Mutex<State>>);

impl Respond for Shared {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let mut state = self.0.lock().unwrap();
        let path = request.url.path();
        if let Some(page) = path.strip_prefix(&format!("/{TENANT}/")) {
            return ResponseTemplate::new(200).set_body_json(published(page, &state.url));
        }
        assert_eq!(request.headers["authorization"], "Bearer token-for-graph");
        let path = path.strip_prefix("/v1.0/identityGovernance").unwrap();
        if path == "/entitlementManagement/assignments" {
            let filter = request.url.query_pairs().find(|(name, _)| name == "$filter").unwrap();
            state.filters.push(filter.1.into_owned());
            let held = state.held.iter();
            let value: Vec<Value> = held
                .map(|id| json!({ "id": "a", "accessPackage": { "id": id } }))
                .collect();
            return ResponseTemplate::new(200).set_body_json(json!({ "value": value }));
        }
        assert!(path.ends_with("resume"), "{path}");
        state.resumes.push((path.to_owned(), request.body_json().unwrap()));
        let status = if state.statuses.is_empty() {
            204
        } else {
            state.statuses.remove(0)
        };
        ResponseTemplate::new(status).set_delay(state.delay)
    }
}

fn published(page: &str, url: &str) -> Value {
    let public = KEY.public_key();
    match page {
        "v2.0/.well-known/openid-configuration" => json!({
            "issuer": format!("https://login.microsoftonline.com/{TENANT}/v2.0"),
            "jwks_uri": format!("{url}/{TENANT}/discovery/v2.0/keys"),
        }),
        _ => json!({ "keys": [{
            "kty": "RSA", "use": "sig", "kid": "k",
            "n": base64url(public.modulus().big_endian_without_leading_zero()),
            "e": base64url(public.exponent().big_endian_without_leading_zero()),
        }] }),
    }
}

pub struct World {
    server: MockServer,
    shared: Shared,
}

impl World {
    pub async fn start() -> Self {
        Self::at(TcpListener::bind("127.0.0.1:0").unwrap()).await
    }

    /// At an address that may have been nobody's before.
    pub async fn at(listener: TcpListener) -> Self {
        let server = MockServer::builder().listener(listener).start().await;
        let shared = Shared::default();
        shared.0.lock().unwrap().url = server.uri();
        Mock::given(any()).respond_with(shared.clone()).mount(&server).await;
        Self { server, shared }
    }

    pub fn url(&self) -> String {
        self.server.uri()
    }

    pub fn state(&self) -> MutexGuard<'_, State> {
        self.shared.0.lock().unwrap()
    }

    /// Waits until there were so many resumes; all of them.
    pub async fn resumes(&self, count: usize) -> Vec<(String, Value)> {
        until(|| self.state().resumes.len() >= count).await;
        self.state().resumes.clone()
    }
}

/// Waits until something holds, and panics after half a minute.
pub async fn until(mut holds: impl FnMut() -> bool) {
    for _ in 0..1500 {
        if holds() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("it did not become so within half a minute");
}
