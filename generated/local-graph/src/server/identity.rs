//! The pages of the local Graph's tenant: its keys, where they are, and tokens.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::Response;
use http::StatusCode;
use serde_json::{Value, json};

use super::respond;
use super::shared::Shared;
use super::tokens::{Identity, access_token, token_response};
use crate::failure::Failure;

/// The roles that an application's token has. For the identity of the callouts it has those of its own.
const GRAPH_ROLES: [&str; 6] = [
    "AccessReview.ReadWrite.All",
    "Agreement.ReadWrite.All",
    "EntitlementManagement.ReadWrite.All",
    "LifecycleWorkflows.ReadWrite.All",
    "PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup",
    "PrivilegedEligibilitySchedule.ReadWrite.AzureADGroup",
];

/// The keys that tokens are signed with (RFC 7517).
pub(super) async fn keys(State(shared): State<Arc<Shared>>, Path(tenant): Path<String>) -> Response {
    respond::of(published(&shared, &tenant).await)
}

async fn published(shared: &Shared, tenant: &str) -> Result<Value, Failure> {
    check(shared, tenant)?;
    let key = shared.keys.get(&shared.engine).await?;
    Ok(json!({"keys": [key.public()]}))
}

/// Where the keys are.
pub(super) async fn configuration(State(shared): State<Arc<Shared>>, Path(tenant): Path<String>) -> Response {
    let found = check(&shared, &tenant).map(|()| super::tokens::discovery(&shared.url, &shared.identity.tenant));
    respond::of(found)
}

/// There is one tenant.
fn check(shared: &Shared, tenant: &str) -> Result<(), Failure> {
    match shared.identity.tenant.eq_ignore_ascii_case(tenant) {
        true => Ok(()),
        false => Err(Failure::not_found(format!(
            "There is no such tenant here: the local Graph's own is {}.",
            shared.identity.tenant
        ))),
    }
}

/// A token for an application that shows its secret. Any secret is taken.
pub(super) async fn token(State(shared): State<Arc<Shared>>, Path(tenant): Path<String>, body: Bytes) -> Response {
    if let Err(failure) = check(&shared, &tenant) {
        return refused("invalid_request", &failure.message);
    }
    let form: Vec<(String, String)> = url::form_urlencoded::parse(&body).into_owned().collect();
    let field = |name: &str| {
        let mut found = form.iter().filter(|(known, value)| known == name && !value.is_empty());
        found.next().map(|(_, value)| value.as_str())
    };
    if field("grant_type") != Some("client_credentials") {
        return refused(
            "unsupported_grant_type",
            "The local Graph knows the grant `client_credentials` alone.",
        );
    }
    let Some(client) = field("client_id") else {
        return refused("invalid_request", "`client_id` is missing.");
    };
    if field("client_secret").or_else(|| field("client_assertion")).is_none() {
        return refused("invalid_client", "`client_secret` is missing; any will do.");
    }
    let Some(audience) = field("scope").and_then(|scope| scope.strip_suffix("/.default")) else {
        return refused("invalid_scope", "`scope` is an application with `/.default` behind it.");
    };
    let own = &shared.identity;
    let is_callouts = client.eq_ignore_ascii_case(&own.application);
    let identity = Identity {
        tenant: own.tenant.clone(),
        application: client.to_owned(),
        object: if is_callouts {
            own.object.clone()
        } else {
            client.to_owned()
        },
        roles: match is_callouts {
            true => own.roles.clone(),
            false => GRAPH_ROLES.map(str::to_owned).to_vec(),
        },
    };
    let token = match shared.keys.get(&shared.engine).await {
        Ok(key) => access_token(&key, &identity, audience),
        Err(failure) => Err(failure),
    };
    respond::of(token.map(|token| token_response(&token)))
}

/// A refusal in the form of OAuth 2.0 (RFC 6749, section 5.2).
fn refused(error: &str, description: &str) -> Response {
    let status = match error {
        "invalid_client" => StatusCode::UNAUTHORIZED,
        _ => StatusCode::BAD_REQUEST,
    };
    respond::json(status, &json!({"error": error, "error_description": description}))
}
