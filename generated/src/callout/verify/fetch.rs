//! The keys of a tenant, requested from its authority.
//!
//! The tenant's OpenID configuration says where they are. That address is taken only below the authority itself, and
//! the configuration only when it is of the tenant.

use std::pin::pin;
use std::time::Duration;

use azure_core::http::headers::ACCEPT;
use azure_core::http::request::Request;
use azure_core::http::{Context, Method, Pipeline, PipelineStreamOptions, Url};
use azure_core::sleep;
use futures::StreamExt as _;
use futures::future::{Either, select};
use serde::Deserialize;

use super::error::{CallerError, CallerFailure};
use super::expected::{Issuers, Rules, invalid};
use super::jwks::KeySet;
use super::options::VerifyOptions;
use crate::core::azure_error::root_words;
use crate::core::cloud::{is_below, may_carry_token};

/// No configuration and no key set is longer: those of Microsoft Entra have 2 and 20 KiB.
const LONGEST: usize = 512 * 1024;

/// The way to a tenant's keys.
#[derive(Clone, Debug)]
pub(super) struct KeySource {
    pipeline: Pipeline,
    authority: Url,
    configuration: Url,
    tenant: String,
    issuers: Issuers,
    timeout: Duration,
}

impl KeySource {
    pub(super) fn new(rules: &Rules, options: &VerifyOptions) -> Result<Self, CallerError> {
        let given = options.authority.as_deref().unwrap_or(rules.authority);
        let authority = Url::parse(given.trim_end_matches('/'))
            .map_err(|error| invalid(format!("the authority is no URL: {error}")))?;
        let is_plain = authority.query().is_none() && authority.fragment().is_none() && authority.host().is_some();
        if !is_plain || !authority.username().is_empty() || authority.password().is_some() {
            return Err(invalid("the authority has a user, a query or a fragment, or no host"));
        }
        if !may_carry_token(&authority) {
            return Err(invalid("the authority is reached by https, or by http on loopback"));
        }
        if options.timeout.is_zero() {
            return Err(invalid("the time for a reading of the keys is zero"));
        }
        let root = authority.as_str().trim_end_matches('/');
        let configuration = format!("{root}/{}/v2.0/.well-known/openid-configuration", rules.tenant);
        let configuration =
            Url::parse(&configuration).map_err(|error| invalid(format!("the authority makes no URL: {error}")))?;
        Ok(Self {
            pipeline: pipeline(options, &authority)?,
            authority,
            configuration,
            tenant: rules.tenant.clone(),
            issuers: rules.issuers.clone(),
            timeout: options.timeout,
        })
    }

    /// Reads the keys.
    pub(super) async fn fetch(&self) -> Result<KeySet, CallerError> {
        let limit = azure_core::time::Duration::try_from(self.timeout).unwrap_or(azure_core::time::Duration::MAX);
        match select(pin!(self.read()), pin!(sleep(limit))).await {
            Either::Left((read, _)) => read,
            Either::Right(_) => Err(unavailable(format!("no response within {:?}", self.timeout))),
        }
    }

    async fn read(&self) -> Result<KeySet, CallerError> {
        #[derive(Deserialize)]
        struct Configuration {
            issuer: String,
            jwks_uri: String,
        }
        let configuration: Configuration = serde_json::from_slice(&self.get(&self.configuration).await?)
            .map_err(|_| unavailable("the OpenID configuration has not the expected form"))?;
        if !self.is_own(&configuration.issuer) {
            return Err(unavailable("the OpenID configuration is that of another tenant"));
        }
        let keys = Url::parse(&configuration.jwks_uri)
            .ok()
            .filter(|url| is_below(&self.authority, url));
        let keys = keys.ok_or_else(|| unavailable("the OpenID configuration has its keys at another place"))?;
        let keys = KeySet::read(&self.get(&keys).await?, &self.issuers, &self.tenant);
        match keys {
            Some(keys) if !keys.is_empty() => Ok(keys),
            Some(_) => Err(unavailable("there is no key that can be used")),
            None => Err(unavailable("the keys have not the expected form")),
        }
    }

    /// Whether the issuer of a configuration is the tenant: at its cloud, or at the authority that is set.
    fn is_own(&self, issuer: &str) -> bool {
        let root = self.authority.as_str().trim_end_matches('/');
        self.issuers.has(issuer) || issuer == format!("{root}/{}/v2.0", self.tenant)
    }

    async fn get(&self, url: &Url) -> Result<Vec<u8>, CallerError> {
        let mut request = Request::new(url.clone(), Method::Get);
        request.insert_header(ACCEPT, "application/json");
        let options = PipelineStreamOptions {
            skip_checks: true,
            ..Default::default()
        };
        let lost = |error: azure_core::Error| unavailable(root_words(&error));
        let response = self.pipeline.stream(&Context::new(), &mut request, Some(options)).await;
        let (status, _, mut stream) = response.map_err(lost)?.deconstruct();
        if u16::from(status) != 200 {
            return Err(unavailable(format!(
                "the authority responded with status {}",
                u16::from(status)
            )));
        }
        let mut body = Vec::new();
        while let Some(chunk) = stream.next().await {
            let chunk = chunk.map_err(lost)?;
            if body.len() + chunk.len() > LONGEST {
                return Err(unavailable("the authority's response has more than 512 KiB"));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }
}

fn unavailable(what: impl Into<String>) -> CallerError {
    CallerError::of(CallerFailure::KeysUnavailable, what)
}

fn pipeline(options: &VerifyOptions, authority: &Url) -> Result<Pipeline, CallerError> {
    let mut client_options = options.client_options.clone();
    if client_options.transport.is_none() && !cfg!(feature = "rustls") {
        return Err(invalid(
            "there is no transport to the authority: switch on the feature `rustls`, or give one in `client_options`",
        ));
    }
    #[cfg(feature = "rustls")]
    if client_options.transport.is_none() {
        client_options.transport =
            crate::core::transport::for_root(authority).map_err(|error| invalid(error.to_string()))?;
    }
    #[cfg(not(feature = "rustls"))]
    let _ = authority;
    // The next caller has the keys requested again: nobody waits for that here.
    client_options.retry = azure_core::http::RetryOptions::none();
    let (name, version) = (env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"));
    Ok(Pipeline::new(
        Some(name),
        Some(version),
        client_options,
        Vec::new(),
        Vec::new(),
        None,
    ))
}

#[cfg(all(test, feature = "rustls"))]
mod tests {
    use super::*;
    use crate::callout::verify::ExpectedCaller;

    fn source(authority: Option<&str>) -> Result<KeySource, CallerError> {
        let expected = ExpectedCaller::new("11111111-2222-3333-4444-555555555555").with_audience("a");
        let expected = expected.with_application("c11e47c0-0000-0000-0000-000000000001");
        let options = VerifyOptions {
            authority: authority.map(str::to_owned),
            ..VerifyOptions::default()
        };
        KeySource::new(&expected.checked()?, &options)
    }

    #[test]
    fn the_configuration_is_below_authority_and_tenant() {
        let page = "/11111111-2222-3333-4444-555555555555/v2.0/.well-known/openid-configuration";
        for (authority, root) in [
            (None, "https://login.microsoftonline.com"),
            (Some("https://login.example/idp/"), "https://login.example/idp"),
            (Some("http://127.0.0.1:8080"), "http://127.0.0.1:8080"),
        ] {
            assert_eq!(
                source(authority).unwrap().configuration.as_str(),
                format!("{root}{page}")
            );
        }
    }

    #[test]
    fn an_authority_that_cannot_be_one_is_refused() {
        for (authority, reason) in [
            ("login.example", "no URL"),
            ("http://login.example", "by https"),
            ("https://u:p@login.example", "a user"),
            ("https://login.example?x", "a query"),
        ] {
            let error = source(Some(authority)).unwrap_err();
            assert_eq!(error.failure(), CallerFailure::Invalid);
            assert!(error.to_string().contains(reason), "{authority}: {error}");
            assert!(!error.to_string().contains("u:p"), "{error}");
        }
    }
}
