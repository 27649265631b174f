//! An authority on loopback: device codes, authorization codes with PKCE, refresh tokens that rotate.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use azure_core::http::Url;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

pub const TENANT: &str = "11111111-2222-3333-4444-555555555555";
pub const CLIENT: &str = "c11e47c0-0000-0000-0000-000000000001";
pub const SCOPE: &str = "https://graph.microsoft.com/.default";
/// What must be in no message: the beginning of every token and code.
pub const SECRET: &str = "s3cr3t";

/// The parameters of a request.
pub type Form = BTreeMap<String, String>;

/// What the authority knows and does.
#[derive(Debug)]
pub struct State {
    /// Requests: the page's name and the form.
    pub requests: Vec<(String, Form)>,
    /// What the token endpoint responds first, before it does its work.
    pub next: VecDeque<(u16, Value)>,
    /// Of the device code.
    pub interval: Option<u64>,
    pub lifetime: u64,
    /// Of access tokens.
    pub expires_in: Value,
    pub user: &'static str,
    /// The tenant and the nonce of the ID token, in place of the right ones.
    pub tid: String,
    pub nonce: Option<String>,
    /// How long a refresh takes.
    pub delay: Duration,
    /// Whether each refresh token is good once.
    pub rotates: bool,
    /// The claims of access tokens, which have none and are opaque when this is null.
    pub access_claims: Value,
    /// The refresh token that is good, by user.
    refresh_tokens: BTreeMap<String, String>,
    /// Authorization codes that can be redeemed: challenge and nonce.
    codes: BTreeMap<String, (String, String)>,
    count: usize,
    /// The scopes that the last device code is for.
    device_scope: String,
}

impl State {
    /// The forms of one kind: `devicecode`, or a grant type's last word.
    pub fn of(&self, kind: &str) -> Vec<Form> {
        let all = self.requests.iter().filter(|(name, _)| name == kind);
        all.map(|(_, form)| form.clone()).collect()
    }

    pub fn revoke(&mut self) {
        self.refresh_tokens.clear();
    }

    /// What a person does on the page: signs in. The code.
    pub fn authorize(&mut self, page: &Url) -> String {
        let query = query(page);
        self.count += 1;
        let code = format!("{SECRET}-code-{}", self.count);
        let nonce = query["nonce"].clone();
        self.codes
            .insert(code.clone(), (query["code_challenge"].clone(), nonce));
        code
    }

    fn tokens(&mut self, form: &Form, user: &str, nonce: Option<String>) -> Value {
        self.count += 1;
        let known = self.refresh_tokens.get(user).filter(|_| !self.rotates).cloned();
        let refresh = known.unwrap_or_else(|| format!("{SECRET}-refresh-{}", self.count));
        self.refresh_tokens.insert(user.to_owned(), refresh.clone());
        let base64 = |value: Value| azure_core::base64::encode_url_safe(value.to_string());
        let mut access = format!("{SECRET}-access-{}", self.count);
        if !self.access_claims.is_null() {
            access = format!("e30.{}.{access}", base64(self.access_claims.clone()));
        }
        let id_token = json!({
            "aud": CLIENT, "oid": user, "tid": self.tid, "preferred_username": format!("{user}@contoso.example"),
            "name": user, "nonce": self.nonce.clone().or(nonce),
        });
        json!({
            "token_type": "Bearer",
            "scope": form.get("scope").unwrap_or(&self.device_scope),
            "expires_in": self.expires_in,
            "access_token": access,
            "refresh_token": refresh,
            "id_token": format!("e30.{}.", base64(id_token)),
            "client_info": base64(json!({ "uid": user, "utid": "home" })),
        })
    }

    fn token(&mut self, form: &Form) -> (u16, Value) {
        if let Some(next) = self.next.pop_front() {
            return next;
        }
        match form["grant_type"].as_str() {
            "refresh_token" => {
                let known = self
                    .refresh_tokens
                    .iter()
                    .find(|(_, token)| **token == form["refresh_token"]);
                match known.map(|(user, _)| user.clone()) {
                    Some(user) => (200, self.tokens(form, &user, None)),
                    None => refusal("invalid_grant", Some(50173)),
                }
            }
            "authorization_code" => match self.codes.remove(&form["code"]) {
                None => refusal("invalid_grant", Some(54005)),
                Some((challenge, _)) if challenge != s256(&form["code_verifier"]) => {
                    refusal("invalid_grant", Some(501481))
                }
                Some((_, nonce)) => (200, self.tokens(form, self.user, Some(nonce))),
            },
            _ => (200, self.tokens(form, self.user, None)),
        }
    }
}

fn s256(verifier: &str) -> String {
    azure_core::base64::encode_url_safe(Sha256::digest(verifier))
        .trim_end_matches('=')
        .to_owned()
}

/// A refusal as the identity platform words it.
pub fn refusal(error: &str, number: Option<u32>) -> (u16, Value) {
    let text = number.map_or("Refused.".to_owned(), |number| {
        format!("AADSTS{number}: Refused.\r\nTrace ID: 1")
    });
    let codes: Vec<_> = number.into_iter().collect();
    let id = "9b0d1c2e-correlation";
    (
        400,
        json!({ "error": error, "error_description": text, "error_codes": codes, "correlation_id": id }),
    )
}

pub fn query(url: &Url) -> Form {
    url.query_pairs().into_owned().collect()
}

/// The authority, as long as it is held.
pub struct Authority {
    server: MockServer,
    state: Arc<Mutex<State>>,
}

struct Responder(Arc<Mutex<State>>);

impl Respond for Responder {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let page = request.url.path().rsplit('/').next().unwrap().to_owned();
        assert_eq!(request.url.path(), format!("/{TENANT}/oauth2/v2.0/{page}"));
        assert_eq!(request.headers["content-type"], "application/x-www-form-urlencoded");
        let text = String::from_utf8(request.body.clone()).unwrap();
        let form = query(&Url::parse(&format!("http://localhost/?{text}")).unwrap());
        let mut state = self.0.lock().unwrap();
        let kind = form
            .get("grant_type")
            .map_or("", |grant| grant.rsplit(':').next().unwrap());
        let kind = if page == "token" { kind.to_owned() } else { page.clone() };
        state.requests.push((kind.clone(), form.clone()));
        let (status, json) = if page == "devicecode" {
            state.device_scope.clone_from(&form["scope"]);
            let mut code = json!({
                "user_code": "ABCD-EFGH", "device_code": format!("{SECRET}-device"),
                "verification_uri": "https://microsoft.com/devicelogin", "expires_in": state.lifetime,
            });
            if let Some(interval) = state.interval {
                code["interval"] = interval.into();
            }
            (200, code)
        } else {
            state.token(&form)
        };
        let delay = if kind == "refresh_token" {
            state.delay
        } else {
            Duration::ZERO
        };
        ResponseTemplate::new(status).set_body_json(json).set_delay(delay)
    }
}

impl Authority {
    pub async fn start() -> Self {
        let state = Arc::new(Mutex::new(State {
            requests: Vec::new(),
            next: VecDeque::new(),
            interval: Some(0),
            lifetime: 900,
            expires_in: json!(3600),
            user: "ada",
            tid: TENANT.to_owned(),
            nonce: None,
            delay: Duration::ZERO,
            rotates: true,
            access_claims: Value::Null,
            refresh_tokens: BTreeMap::new(),
            codes: BTreeMap::new(),
            count: 0,
            device_scope: String::new(),
        }));
        let server = MockServer::start().await;
        Mock::given(any())
            .respond_with(Responder(state.clone()))
            .mount(&server)
            .await;
        Self { server, state }
    }

    pub fn url(&self) -> String {
        self.server.uri()
    }

    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    pub fn shared(&self) -> Arc<Mutex<State>> {
        self.state.clone()
    }
}
