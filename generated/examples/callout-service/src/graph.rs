//! The client of Microsoft Graph, and as whom it calls.

use std::sync::Arc;
use std::time::Duration;

use azure_core::cloud::CloudConfiguration;
use azure_core::credentials::{Secret, TokenCredential};
use azure_core::http::{ClientOptions, Url};
use azure_identity::{
    ClientSecretCredential, ClientSecretCredentialOptions, ManagedIdentityCredential, ManagedIdentityCredentialOptions,
    UserAssignedId,
};
use msgraph_identity_governance::v1_0::GraphClient;
use msgraph_identity_governance::{GraphClientOptions, RetryOptions, StaticTokenCredential};

use crate::Failure;
use crate::settings::{CloudName, CredentialKind, Settings};

/// How long one attempt may take, retries included.
const TIMEOUT: Duration = Duration::from_secs(60);

/// The client. No token is asked for yet.
pub fn client(settings: &Settings) -> Result<GraphClient, Failure> {
    let options = GraphClientOptions::new()
        .with_cloud(settings.graph_cloud())
        .with_timeout(TIMEOUT)
        // A few retries within an attempt; the attempts themselves are repeated by `work`, which survives a restart.
        .with_retry(RetryOptions::default().with_max_retries(2).with_max_connect_retries(1));
    Ok(GraphClient::new(credential(settings)?, Some(options))?)
}

fn credential(settings: &Settings) -> Result<Arc<dyn TokenCredential>, Failure> {
    let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let client_options = ClientOptions {
        cloud: Some(Arc::new(authority(settings.cloud))),
        ..ClientOptions::default()
    };
    match settings.credential {
        CredentialKind::ManagedIdentity => {
            let options = ManagedIdentityCredentialOptions {
                user_assigned_id: settings.client_id.clone().map(UserAssignedId::ClientId),
                client_options,
            };
            Ok(ManagedIdentityCredential::new(Some(options))?)
        }
        CredentialKind::ClientSecret => {
            let client = settings.client_id.clone().ok_or("AZURE_CLIENT_ID is not set")?;
            let secret = variable("AZURE_CLIENT_SECRET").ok_or("AZURE_CLIENT_SECRET is not set")?;
            let options = ClientSecretCredentialOptions { client_options };
            Ok(ClientSecretCredential::new(
                &settings.tenant,
                client,
                Secret::new(secret),
                Some(options),
            )?)
        }
        CredentialKind::Token => {
            let on_loopback = settings.graph.as_deref().is_some_and(is_loopback);
            if !on_loopback {
                return Err("a fixed token is for a `--graph` on loopback alone".into());
            }
            let token = variable("CALLOUT_TOKEN").ok_or("CALLOUT_TOKEN is not set")?;
            Ok(StaticTokenCredential::new(token))
        }
    }
}

fn authority(cloud: CloudName) -> CloudConfiguration {
    match cloud {
        CloudName::Global => CloudConfiguration::AzurePublic,
        CloudName::UsGovernment | CloudName::UsGovernmentDod => CloudConfiguration::AzureGovernment,
        CloudName::China => CloudConfiguration::AzureChina,
    }
}

fn is_loopback(url: &str) -> bool {
    let Ok(url) = Url::parse(url) else {
        return false;
    };
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    host == "localhost"
        || host
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_is_this_machine() {
        for url in ["http://127.0.0.1:8080", "http://localhost/", "http://[::1]:1"] {
            assert!(is_loopback(url), "{url}");
        }
        for url in [
            "https://graph.microsoft.com",
            "http://127.0.0.1.example",
            "",
            "localhost",
        ] {
            assert!(!is_loopback(url), "{url}");
        }
    }
}
