//! Tokens that the local Graph gives: with its callouts, and to a service that asks for one.
//!
//! They have the form of Microsoft Entra's, and are signed with a key of the local Graph's own, which it publishes.
//! Their times are real times, whatever the movable clock says: who verifies them looks at the machine's.

use std::sync::{Arc, OnceLock};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use time::OffsetDateTime;

use super::signing::SigningKey;
use crate::caller::Caller;
use crate::engine::{Engine, Version};
use crate::failure::Failure;
use crate::store::NodeId;

/// The note of v1.0's root that has the key. It is kept with the state, so that services need not fetch a new one.
pub(super) const KEY_NOTE: &str = "signingKey";

/// How long a token holds, in seconds.
const LIFETIME: i64 = 3600;

/// Who posts callouts to a service: as a Logic App's managed identity does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The tenant: a guid.
    pub tenant: String,
    /// The client id of the application (`appid`).
    pub application: String,
    /// The id of its service principal (`oid`, `sub`).
    pub object: String,
    /// The roles that it has of the service's application.
    pub roles: Vec<String>,
}

impl Default for Identity {
    fn default() -> Self {
        Self {
            tenant: "d0c5a1de-0000-4000-8000-00000000c0de".to_owned(),
            application: "10c0a11e-0000-4000-8000-000000000001".to_owned(),
            object: "10c0a11e-0000-4000-8000-000000000002".to_owned(),
            roles: vec!["Callouts.Post".to_owned()],
        }
    }
}

/// The key, made when it is first asked for.
#[derive(Default)]
pub(super) struct Keys(OnceLock<Arc<SigningKey>>);

impl Keys {
    /// The key of the state; a new one where it has none, which is kept there.
    pub(super) async fn get(&self, engine: &Arc<Engine>) -> Result<Arc<SigningKey>, Failure> {
        if let Some(key) = self.0.get() {
            return Ok(Arc::clone(key));
        }
        let kept = engine.read(|state| {
            let root = state.store(Version::V1_0).get(NodeId::ROOT)?;
            root.note(KEY_NOTE).map(str::to_owned)
        });
        let key = match kept {
            Some(text) => {
                let der = STANDARD.decode(text);
                let der = der.map_err(|why| Failure::internal(format!("The key in the state is broken: {why}.")))?;
                SigningKey::from_pkcs8(&der).map_err(Failure::internal)?
            }
            None => {
                // Off the executor's threads: it takes long.
                let made = tokio::task::spawn_blocking(SigningKey::generate).await;
                made.map_err(|why| Failure::internal(format!("No key could be made: {why}.")))??
            }
        };
        let key = Arc::clone(self.0.get_or_init(|| Arc::new(key)));
        let text = STANDARD.encode(key.to_pkcs8()?);
        engine.turn(Version::V1_0, &Caller::default(), |turn| {
            let known = turn.change.get(NodeId::ROOT).and_then(|root| root.note(KEY_NOTE));
            if known != Some(text.as_str()) {
                turn.change.note(NodeId::ROOT, KEY_NOTE, text);
            }
            Ok(())
        })?;
        Ok(key)
    }
}

/// A token of an identity for a service, as a managed identity or an application with a secret brings it.
pub(super) fn access_token(key: &SigningKey, identity: &Identity, audience: &str) -> Result<String, Failure> {
    let now = OffsetDateTime::now_utc().unix_timestamp();
    key.token(&json!({
        "iss": issuer(&identity.tenant),
        "aud": audience,
        "appid": identity.application,
        "appidacr": "2",
        "idtyp": "app",
        "idp": issuer(&identity.tenant),
        "oid": identity.object,
        "sub": identity.object,
        "tid": identity.tenant,
        "roles": identity.roles,
        "uti": uuid::Uuid::new_v4().simple().to_string(),
        "ver": "1.0",
        "iat": now,
        "nbf": now,
        "exp": now + LIFETIME,
    }))
}

/// The response to a service that has asked for a token (RFC 6749, section 5.1).
pub(super) fn token_response(token: &str) -> Value {
    json!({"token_type": "Bearer", "expires_in": LIFETIME, "ext_expires_in": LIFETIME, "access_token": token})
}

/// Who gave a token, as tokens of version 1 say it.
fn issuer(tenant: &str) -> String {
    format!("https://sts.windows.net/{tenant}/")
}

/// The document that says where the keys are (OpenID Connect Discovery).
pub(super) fn discovery(base: &str, tenant: &str) -> Value {
    json!({
        "issuer": format!("https://login.microsoftonline.com/{tenant}/v2.0"),
        "jwks_uri": format!("{base}/{tenant}/discovery/v2.0/keys"),
        "token_endpoint": format!("{base}/{tenant}/oauth2/v2.0/token"),
        "token_endpoint_auth_methods_supported": ["client_secret_post"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "response_types_supported": ["token"],
        "subject_types_supported": ["pairwise"],
    })
}
