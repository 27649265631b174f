//! Who signed in: the claims of the ID token.
//!
//! It comes from the token endpoint itself, over TLS, so that its signature proves nothing more (OpenID Connect Core,
//! section 3.1.3.7). What it says is compared with what was asked for.

use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;

use super::account::Account;
use super::endpoints::Endpoints;
use super::error::{SignInError, SignInFailure};
use super::response::Tokens;
use crate::core::values::Binary;

#[derive(Deserialize)]
struct Claims {
    aud: Audience,
    sub: Option<String>,
    nonce: Option<String>,
    oid: Option<String>,
    tid: Option<String>,
    preferred_username: Option<String>,
    upn: Option<String>,
    email: Option<String>,
    name: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

/// The identity platform's own description of the account: its id, and its home tenant's.
#[derive(Deserialize)]
struct ClientInfo {
    uid: String,
    utid: String,
}

/// The account of a response. `nonce` is what the request had.
pub(super) fn account(
    tokens: &Tokens,
    endpoints: &Endpoints,
    nonce: Option<&SecretString>,
) -> Result<Account, SignInError> {
    let Some(token) = &tokens.id_token else {
        return Err(SignInError::unexpected("the authority did not say who signed in"));
    };
    let unreadable = || SignInError::unexpected("what the authority says of who signed in cannot be read");
    let mut parts = token.expose_secret().split('.');
    let (_, payload) = (parts.next(), parts.next().ok_or_else(unreadable)?);
    let claims: Claims = decoded(payload).ok_or_else(unreadable)?;
    let is_ours = match &claims.aud {
        Audience::One(one) => *one == endpoints.client_id,
        Audience::Several(all) => all.contains(&endpoints.client_id),
    };
    if !is_ours {
        return Err(SignInError::unexpected(
            "the authority signed in to another application",
        ));
    }
    if let Some(nonce) = nonce
        && claims.nonce.as_deref() != Some(nonce.expose_secret())
    {
        return Err(SignInError::unexpected(
            "the response is to another sign-in than this one",
        ));
    }
    if let (Some(tid), true) = (&claims.tid, azure_core::Uuid::parse_str(&endpoints.tenant).is_ok())
        && !tid.eq_ignore_ascii_case(&endpoints.tenant)
    {
        let what = "the account signed in to another tenant than the one asked for";
        return Err(SignInError::new(
            SignInFailure::WrongTenant,
            what,
            "check the tenant's id, or sign in as another",
        ));
    }
    let info: Option<ClientInfo> = tokens.client_info.as_deref().and_then(decoded);
    let id = match (info, claims.oid, &claims.tid) {
        (Some(info), _, _) => format!("{}.{}", info.uid, info.utid),
        (None, Some(oid), Some(tid)) => format!("{oid}.{tid}"),
        (None, oid, _) => oid.or(claims.sub).ok_or_else(unreadable)?,
    };
    let username = claims.preferred_username.or(claims.upn).or(claims.email);
    Ok(Account {
        username: username.unwrap_or_else(|| id.clone()),
        id,
        name: claims.name,
        tenant_id: claims.tid,
        client_id: endpoints.client_id.clone(),
        authority: endpoints.authority().to_owned(),
        scopes: Vec::new(),
        expires_on: None,
    })
}

fn decoded<T: serde::de::DeserializeOwned>(base64: &str) -> Option<T> {
    let bytes: Binary = base64.trim_end_matches('=').parse().ok()?;
    serde_json::from_slice(&bytes.into_bytes()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TENANT: &str = "11111111-0000-0000-0000-000000000000";

    fn read(claims: &str, client_info: Option<&str>, nonce: Option<&str>) -> Result<Account, SignInError> {
        let base64 = |text: &str| Binary::from(text.as_bytes()).to_base64url();
        let tokens = Tokens {
            access_token: "a".to_owned().into(),
            token_type: None,
            refresh_token: None,
            id_token: Some(format!("e30.{}.", base64(claims)).into()),
            expires_in: None,
            refresh_in: None,
            scope: None,
            client_info: client_info.map(base64),
        };
        let endpoints = Endpoints::new("https://login.microsoftonline.com", TENANT, "c").unwrap();
        account(&tokens, &endpoints, nonce.map(|nonce| nonce.to_owned().into()).as_ref())
    }

    #[test]
    fn the_account_is_known_by_what_stays() {
        let read = |claims: &str, info| read(claims, info, None).unwrap();
        let full =
            format!(r#"{{"aud":"c","oid":"o","tid":"{TENANT}","preferred_username":"ada@x.example","sub":"s"}}"#);
        let account = read(&full, None);
        assert_eq!(
            (account.id, account.username.as_str()),
            (format!("o.{TENANT}"), "ada@x.example")
        );
        assert_eq!(read(&full, Some(r#"{"uid":"u","utid":"t"}"#)).id, "u.t");
        let little = read(r#"{"aud":["x","c"],"sub":"s"}"#, None);
        assert_eq!(
            (little.id.as_str(), little.username.as_str(), little.tenant_id),
            ("s", "s", None)
        );
    }

    #[test]
    fn the_response_to_another_request_is_refused() {
        let other = "22222222-0000-0000-0000-000000000000";
        for (claims, nonce, reason) in [
            (r#"{"aud":"d","sub":"s"}"#.to_owned(), None, "another application"),
            (r#"{"aud":"c","sub":"s"}"#.to_owned(), Some("n"), "another sign-in"),
            (
                r#"{"aud":"c","sub":"s","nonce":"m"}"#.to_owned(),
                Some("n"),
                "another sign-in",
            ),
            (
                format!(r#"{{"aud":"c","sub":"s","tid":"{other}"}}"#),
                None,
                "another tenant",
            ),
            (r#"{"aud":"c"}"#.to_owned(), None, "cannot be read"),
            ("no JSON".to_owned(), None, "cannot be read"),
        ] {
            let error = read(&claims, None, nonce).unwrap_err();
            assert!(error.to_string().contains(reason), "{claims}: {error}");
        }
        assert!(read(r#"{"aud":"c","sub":"s","nonce":"n"}"#, None, Some("n")).is_ok());
    }
}
