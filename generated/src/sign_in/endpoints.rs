//! Where requests go: the authority, the tenant, and the pages of both.

use azure_core::http::Url;

use super::error::SignInError;
use super::scopes::Wanted;
use crate::core::cloud::{WORLDWIDE_AUTHORITY as WORLDWIDE, may_carry_token};

/// The pages of a tenant's authority. The identity platform's are fixed: nothing is asked for that says where they are.
#[derive(Clone, Debug)]
pub(super) struct Endpoints {
    pub(super) authority: Url,
    pub(super) tenant: String,
    pub(super) client_id: String,
    pub(super) device: Url,
    pub(super) authorize: Url,
    pub(super) token: Url,
}

impl Endpoints {
    pub(super) fn new(authority: &str, tenant: &str, client_id: &str) -> Result<Self, SignInError> {
        let url = Url::parse(authority.trim_end_matches('/')).map_err(|error| {
            let what = format!("the authority is no URL ({error})");
            SignInError::invalid(what, format!("give scheme and host, {WORLDWIDE} for instance"))
        })?;
        let is_plain = url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
        if !is_plain || url.password().is_some() || url.host().is_none() {
            let advice = "give scheme, host and at most a path: no user, query or fragment";
            return Err(SignInError::invalid(
                "the authority has parts that it cannot have",
                advice,
            ));
        }
        if !may_carry_token(&url) {
            let advice = "use https; http is for loopback alone";
            return Err(SignInError::invalid("the authority is not reached by https", advice));
        }
        if tenant.is_empty()
            || !tenant.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._".contains(&b))
            || tenant.contains("..")
        {
            let what = "the tenant is empty, or has characters that none has";
            return Err(SignInError::invalid(
                what,
                "give its id, one of its domains, or `organizations`",
            ));
        }
        if client_id.is_empty() || !client_id.bytes().all(|b| b.is_ascii_graphic()) {
            let what = "the client id is empty, or has characters that none has";
            return Err(SignInError::invalid(
                what,
                "give the application id of the registration",
            ));
        }
        let page = |name: &str| {
            let text = format!("{}/{tenant}/{name}", url.as_str().trim_end_matches('/'));
            Url::parse(&text)
                .map_err(|error| SignInError::invalid(format!("the authority makes no URL ({error})"), "check it"))
        };
        Ok(Self {
            device: page("oauth2/v2.0/devicecode")?,
            authorize: page("oauth2/v2.0/authorize")?,
            token: page("oauth2/v2.0/token")?,
            tenant: tenant.to_owned(),
            client_id: client_id.to_owned(),
            authority: url,
        })
    }

    /// The authority as it is kept in a cache.
    pub(super) fn authority(&self) -> &str {
        self.authority.as_str().trim_end_matches('/')
    }

    /// The page on which an administrator consents: to the scopes that are wanted, or to all that the registration
    /// lists.
    pub(super) fn admin_consent(&self, wanted: Option<&Wanted>) -> Option<Url> {
        let named = wanted.filter(|wanted| !wanted.is_default());
        let page = if named.is_some() {
            "v2.0/adminconsent"
        } else {
            "adminconsent"
        };
        let text = format!("{}/{}/{page}", self.authority(), self.tenant);
        let mut url = Url::parse(&text).ok()?;
        url.query_pairs_mut().append_pair("client_id", &self.client_id);
        if let Some(wanted) = named {
            let mut query = url.query_pairs_mut();
            query.append_pair("scope", &wanted.resource_scopes().join(" "));
            query.append_pair("redirect_uri", "http://localhost");
        }
        Some(url)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Cloud;
    use crate::sign_in::SignInFailure;

    #[test]
    fn pages_are_below_authority_and_tenant() {
        for (authority, token) in [
            (
                WORLDWIDE,
                "https://login.microsoftonline.com/contoso.com/oauth2/v2.0/token",
            ),
            (
                "https://login.example/idp/",
                "https://login.example/idp/contoso.com/oauth2/v2.0/token",
            ),
            (
                "http://127.0.0.1:8080",
                "http://127.0.0.1:8080/contoso.com/oauth2/v2.0/token",
            ),
        ] {
            let endpoints = Endpoints::new(authority, "contoso.com", "c").unwrap();
            assert_eq!(endpoints.token.as_str(), token);
            assert_eq!(endpoints.device.path().rsplit('/').next(), Some("devicecode"));
        }
        assert_eq!(Cloud::UsGovDod.authority(), Some("https://login.microsoftonline.us"));
    }

    #[test]
    fn what_leads_elsewhere_is_refused() {
        for (authority, tenant, client, reason) in [
            ("login.microsoftonline.com", "t", "c", "is no URL"),
            ("http://login.example", "t", "c", "not reached by https"),
            ("https://u:p@login.example", "t", "c", "parts"),
            ("https://login.example?x", "t", "c", "parts"),
            (WORLDWIDE, "", "c", "the tenant"),
            (WORLDWIDE, "..", "c", "the tenant"),
            (WORLDWIDE, "t/../x", "c", "the tenant"),
            (WORLDWIDE, "t?x", "c", "the tenant"),
            (WORLDWIDE, "t", "", "the client id"),
            (WORLDWIDE, "t", "c\n", "the client id"),
        ] {
            let error = Endpoints::new(authority, tenant, client).unwrap_err();
            assert_eq!(error.failure(), SignInFailure::Invalid);
            assert!(error.to_string().contains(reason), "{authority} {tenant}: {error}");
            assert!(!error.to_string().contains("u:p"), "{error}");
        }
    }

    #[test]
    fn the_consent_page_names_what_is_wanted() {
        let endpoints = Endpoints::new(WORLDWIDE, "contoso.com", "c").unwrap();
        let all = endpoints.admin_consent(None).unwrap();
        assert_eq!(
            all.as_str(),
            "https://login.microsoftonline.com/contoso.com/adminconsent?client_id=c"
        );
        let wanted = Wanted::new(&["https://graph.microsoft.com/User.Read"]).unwrap();
        let named = endpoints.admin_consent(Some(&wanted)).unwrap();
        assert_eq!(
            named.as_str(),
            "https://login.microsoftonline.com/contoso.com/v2.0/adminconsent?client_id=c\
             &scope=https%3A%2F%2Fgraph.microsoft.com%2FUser.Read&redirect_uri=http%3A%2F%2Flocalhost"
        );
    }
}
