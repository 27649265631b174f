//! Where the token comes from.
//!
//! `--credential` (or its variable, or the profile) chooses one. Without it the first that is there is taken, in this
//! order:
//!
//! 1. a token file (`--token-file`)
//! 2. the environment: AZURE_TENANT_ID and AZURE_CLIENT_ID with AZURE_CLIENT_SECRET or AZURE_CLIENT_CERTIFICATE_PATH
//! 3. the workload identity of a Kubernetes pod, where AZURE_FEDERATED_TOKEN_FILE is set
//! 4. the managed identity, where the environment names its endpoint (IDENTITY_ENDPOINT, MSI_ENDPOINT); that of a
//!    virtual machine is not looked for, because a request to its address hangs elsewhere: `--credential
//!    managed-identity` asks for it
//! 5. the account that `az login` signed in, where there is an `az`
//!
//! The user of `msgraph-ig login` is chosen by the profile, which `login` writes.
//!
//! An endpoint on loopback needs none, and gets none unless one is chosen: no token goes to a test server by accident.

mod certificate;
mod claims;
mod sign_in;
mod token_file;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use azure_core::credentials::{Secret, TokenCredential};
use azure_core::http::ClientOptions;
use azure_identity::{
    AzureCliCredential, AzureCliCredentialOptions, ClientAssertionCredential, ClientAssertionCredentialOptions,
    ClientSecretCredential, ClientSecretCredentialOptions, ManagedIdentityCredential, ManagedIdentityCredentialOptions,
    UserAssignedId, WorkloadIdentityCredential, WorkloadIdentityCredentialOptions,
};
use msgraph_identity_governance::StaticTokenCredential;

use crate::failure::{Failure, Kind};
use crate::settings::{CredentialKind, Settings};
use certificate::Certificate;
pub use claims::TokenClaims;
pub use sign_in::{Person, SignIn, clear, kept};
use token_file::TokenFileCredential;

/// Reads an environment variable.
type Variables<'a> = &'a dyn Fn(&str) -> Option<OsString>;

/// The credential of these settings. No token is asked for.
///
/// # Errors
/// When there is none, or the one that was chosen lacks something.
pub fn credential(settings: &Settings) -> Result<Arc<dyn TokenCredential>, Failure> {
    build(choose(settings, &|name| std::env::var_os(name))?, settings)
}

/// Which credential these settings choose; none where an endpoint on loopback asks for none.
///
/// # Errors
/// As [`credential`].
pub fn kind(settings: &Settings) -> Result<Option<CredentialKind>, Failure> {
    Ok(choose(settings, &|name| std::env::var_os(name))?.kind())
}

/// The token in the file of these settings, as it is.
///
/// # Errors
/// When none is named, or it cannot be read.
pub fn token_of_file(settings: &Settings) -> Result<Secret, Failure> {
    match &settings.token_file {
        Some(path) => token_file::read_token(path),
        None => Err(missing("--token-file names no file")),
    }
}

/// What was chosen, with all that it needs.
#[derive(Debug, PartialEq)]
enum Chosen {
    /// An endpoint on loopback asks for none.
    Nobody,
    TokenFile(PathBuf),
    ClientSecret {
        tenant: String,
        client: String,
        secret: Secret,
    },
    Certificate {
        tenant: String,
        client: String,
        path: PathBuf,
    },
    WorkloadIdentity {
        token_file: PathBuf,
    },
    ManagedIdentity,
    User {
        client: String,
    },
    AzureCli,
}

impl Chosen {
    fn kind(&self) -> Option<CredentialKind> {
        Some(match self {
            Self::Nobody => return None,
            Self::TokenFile(_) => CredentialKind::TokenFile,
            Self::ClientSecret { .. } | Self::Certificate { .. } => CredentialKind::Environment,
            Self::WorkloadIdentity { .. } => CredentialKind::WorkloadIdentity,
            Self::ManagedIdentity => CredentialKind::ManagedIdentity,
            Self::User { .. } => CredentialKind::Login,
            Self::AzureCli => CredentialKind::AzureCli,
        })
    }
}

fn choose(settings: &Settings, variables: Variables<'_>) -> Result<Chosen, Failure> {
    match settings.credential {
        Some(CredentialKind::TokenFile) => token_file(settings).ok_or_else(|| missing("--token-file names no file")),
        Some(CredentialKind::Environment) => environment(settings, variables),
        Some(CredentialKind::WorkloadIdentity) => workload_identity(variables)
            .ok_or_else(|| missing("AZURE_FEDERATED_TOKEN_FILE is not set: this is no pod with a workload identity")),
        Some(CredentialKind::ManagedIdentity) => Ok(Chosen::ManagedIdentity),
        Some(CredentialKind::Login) => match settings.client_id.clone() {
            Some(client) => Ok(Chosen::User { client }),
            None => Err(no_application()),
        },
        Some(CredentialKind::AzureCli) => Ok(Chosen::AzureCli),
        None => first(settings, variables),
    }
}

/// The first that is there.
fn first(settings: &Settings, variables: Variables<'_>) -> Result<Chosen, Failure> {
    if let Some(file) = token_file(settings) {
        return Ok(file);
    }
    if settings.is_loopback() {
        return Ok(Chosen::Nobody);
    }
    let is_set = |name| variables(name).is_some_and(|value| !value.is_empty());
    if is_set("AZURE_CLIENT_SECRET") || settings.certificate_path.is_some() {
        return environment(settings, variables);
    }
    if let Some(identity) = workload_identity(variables) {
        return Ok(identity);
    }
    if is_set("IDENTITY_ENDPOINT") || is_set("MSI_ENDPOINT") {
        return Ok(Chosen::ManagedIdentity);
    }
    if has_azure_cli(variables) {
        return Ok(Chosen::AzureCli);
    }
    Err(
        Failure::new(Kind::NotSignedIn, "there is no credential, nothing was sent")
            .tip("msgraph-ig login --client-id APPLICATION --tenant-id TENANT, as a user; its --help registers one")
            .tip("or az login, with the Azure CLI installed, for what its application may do")
            .tip("or set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET (or AZURE_CLIENT_CERTIFICATE_PATH)")
            .tip("or --token-file FILE, with an access token in it")
            .tip("or --credential managed-identity on an Azure virtual machine"),
    )
}

fn token_file(settings: &Settings) -> Option<Chosen> {
    settings.token_file.clone().map(Chosen::TokenFile)
}

fn environment(settings: &Settings, variables: Variables<'_>) -> Result<Chosen, Failure> {
    let need = |value: &Option<String>, name: &str| {
        value
            .clone()
            .ok_or_else(|| missing(&format!("{name} is not set, and the credential `environment` needs it")))
    };
    let tenant = need(&settings.tenant_id, "AZURE_TENANT_ID (--tenant-id)")?;
    let client = need(&settings.client_id, "AZURE_CLIENT_ID (--client-id)")?;
    let secret = variables("AZURE_CLIENT_SECRET").and_then(|secret| secret.into_string().ok());
    match (
        secret.filter(|secret| !secret.is_empty()),
        settings.certificate_path.clone(),
    ) {
        (Some(secret), _) => Ok(Chosen::ClientSecret {
            tenant,
            client,
            secret: Secret::new(secret),
        }),
        (None, Some(path)) => Ok(Chosen::Certificate { tenant, client, path }),
        (None, None) => Err(missing(
            "neither AZURE_CLIENT_SECRET nor AZURE_CLIENT_CERTIFICATE_PATH is set",
        )),
    }
}

fn workload_identity(variables: Variables<'_>) -> Option<Chosen> {
    let file = variables("AZURE_FEDERATED_TOKEN_FILE").filter(|file| !file.is_empty())?;
    Some(Chosen::WorkloadIdentity {
        token_file: file.into(),
    })
}

/// Whether there is an `az` to ask.
fn has_azure_cli(variables: Variables<'_>) -> bool {
    let names: &[&str] = if cfg!(windows) {
        &["az.cmd", "az.exe", "az.bat"]
    } else {
        &["az"]
    };
    let path = variables("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .any(|folder| folder.is_absolute() && names.iter().any(|name| folder.join(name).is_file()))
}

/// Users sign in to an application, and there is none for everybody.
pub fn no_application() -> Failure {
    missing("no application is named to sign in to")
        .at("--client-id")
        .tip("--client-id ID, AZURE_CLIENT_ID, or `msgraph-ig config set client-id ID`")
        .tip("`msgraph-ig login --help` says how to register one")
}

fn missing(reason: &str) -> Failure {
    Failure::new(Kind::NotSignedIn, format!("{reason}; nothing was sent"))
}

fn build(chosen: Chosen, settings: &Settings) -> Result<Arc<dyn TokenCredential>, Failure> {
    let client_options = || ClientOptions {
        cloud: Some(Arc::new(settings.authority_cloud())),
        ..ClientOptions::default()
    };
    let assertion_options = || ClientAssertionCredentialOptions {
        client_options: client_options(),
    };
    let built: azure_core::Result<Arc<dyn TokenCredential>> = match chosen {
        Chosen::Nobody => Ok(StaticTokenCredential::new("no-token-on-loopback")),
        Chosen::TokenFile(path) => Ok(Arc::new(TokenFileCredential::open(path)?)),
        Chosen::ClientSecret { tenant, client, secret } => {
            let options = ClientSecretCredentialOptions {
                client_options: client_options(),
            };
            ClientSecretCredential::new(&tenant, client, secret, Some(options)).map(|credential| credential as _)
        }
        Chosen::Certificate { tenant, client, path } => {
            let certificate = Certificate::read(&path, &tenant, &client, &authority_of(settings))?;
            ClientAssertionCredential::new(tenant, client, certificate, Some(assertion_options()))
                .map(|credential| credential as _)
        }
        Chosen::WorkloadIdentity { token_file } => {
            let options = WorkloadIdentityCredentialOptions {
                credential_options: assertion_options(),
                client_id: settings.client_id.clone(),
                tenant_id: settings.tenant_id.clone(),
                token_file_path: Some(token_file),
            };
            WorkloadIdentityCredential::new(Some(options)).map(|credential| credential as _)
        }
        Chosen::ManagedIdentity => {
            let options = ManagedIdentityCredentialOptions {
                user_assigned_id: settings.client_id.clone().map(UserAssignedId::ClientId),
                client_options: client_options(),
            };
            ManagedIdentityCredential::new(Some(options)).map(|credential| credential as _)
        }
        Chosen::User { client } => Ok(sign_in::silent(settings, &client)?),
        Chosen::AzureCli => {
            let options = AzureCliCredentialOptions {
                tenant_id: settings.tenant_id.clone(),
                ..AzureCliCredentialOptions::default()
            };
            AzureCliCredential::new(Some(options)).map(|credential| credential as _)
        }
    };
    built.map_err(|error| missing(&error.to_string()))
}

/// The authority that gives the token, as azure_identity has it.
fn authority_of(settings: &Settings) -> String {
    use azure_core::cloud::CloudConfiguration;
    match settings.authority_cloud() {
        CloudConfiguration::Custom(custom) => custom.authority_host,
        CloudConfiguration::AzureGovernment => "https://login.microsoftonline.us".to_owned(),
        CloudConfiguration::AzureChina => "https://login.chinacloudapi.cn".to_owned(),
        _ => "https://login.microsoftonline.com".to_owned(),
    }
}

/// The text of a file that holds a secret: others may not read it.
fn read_secret(path: &Path) -> Result<Vec<u8>, Failure> {
    use std::io::Read as _;
    /// No token and no certificate is longer.
    const LONGEST: u64 = 1024 * 1024;
    let failed = |error: std::io::Error| missing(&format!("it cannot be read: {error}")).at(path.display().to_string());
    let file = std::fs::File::open(path).map_err(failed)?;
    let metadata = file.metadata().map_err(failed)?;
    crate::settings::check_unreadable_by_others(path, &metadata)?;
    let mut bytes = Vec::new();
    file.take(LONGEST).read_to_end(&mut bytes).map_err(failed)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(settings: &Settings, variables: &[(&str, &str)]) -> Result<Chosen, Failure> {
        let find = |name: &str| {
            variables
                .iter()
                .find(|(other, _)| *other == name)
                .map(|(_, value)| OsString::from(value))
        };
        choose(settings, &find)
    }

    fn application() -> Settings {
        Settings {
            tenant_id: Some("contoso".to_owned()),
            client_id: Some("app".to_owned()),
            ..Settings::default()
        }
    }

    #[test]
    fn the_first_that_is_there_is_taken() {
        let with_file = Settings {
            token_file: Some("token".into()),
            ..application()
        };
        let with_certificate = Settings {
            certificate_path: Some("c.pem".into()),
            ..application()
        };
        let secret = ("AZURE_CLIENT_SECRET", "s");
        let pod = ("AZURE_FEDERATED_TOKEN_FILE", "federated");
        let service = ("IDENTITY_ENDPOINT", "http://localhost/token");
        assert_eq!(
            chosen(&with_file, &[secret, pod, service]).unwrap(),
            Chosen::TokenFile("token".into())
        );
        assert!(matches!(
            chosen(&with_certificate, &[secret, pod]).unwrap(),
            Chosen::ClientSecret { .. }
        ));
        assert!(matches!(
            chosen(&with_certificate, &[pod, service]).unwrap(),
            Chosen::Certificate { .. }
        ));
        assert!(matches!(
            chosen(&application(), &[pod, service]).unwrap(),
            Chosen::WorkloadIdentity { .. }
        ));
        assert_eq!(chosen(&application(), &[service]).unwrap(), Chosen::ManagedIdentity);
    }

    #[cfg(unix)]
    #[test]
    fn the_azure_cli_is_taken_where_it_is_installed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().to_str().unwrap();
        let failure = chosen(&application(), &[("PATH", path)]).unwrap_err();
        assert_eq!(failure.kind(), Kind::NotSignedIn);
        assert!(failure.tips()[0].starts_with("msgraph-ig login --client-id"));
        std::fs::write(folder.path().join("az"), "").unwrap();
        assert_eq!(chosen(&application(), &[("PATH", path)]).unwrap(), Chosen::AzureCli);
    }

    #[test]
    fn loopback_gets_no_token_unless_one_is_chosen() {
        let loopback = Settings {
            endpoint: Some("http://127.0.0.1:8080".to_owned()),
            ..application()
        };
        assert_eq!(
            chosen(&loopback, &[("AZURE_CLIENT_SECRET", "s")]).unwrap(),
            Chosen::Nobody
        );
        let asked = Settings {
            credential: Some(CredentialKind::Environment),
            ..loopback.clone()
        };
        assert!(matches!(
            chosen(&asked, &[("AZURE_CLIENT_SECRET", "s")]).unwrap(),
            Chosen::ClientSecret { .. }
        ));
        assert!(build(Chosen::Nobody, &loopback).is_ok());
    }

    #[test]
    fn what_a_chosen_one_lacks_is_named() {
        for (kind, lacks) in [
            (CredentialKind::Environment, "AZURE_TENANT_ID (--tenant-id) is not set"),
            (
                CredentialKind::WorkloadIdentity,
                "AZURE_FEDERATED_TOKEN_FILE is not set",
            ),
            (CredentialKind::TokenFile, "--token-file names no file"),
        ] {
            let settings = Settings {
                credential: Some(kind),
                ..Settings::default()
            };
            let failure = chosen(&settings, &[]).unwrap_err();
            assert_eq!(failure.kind(), Kind::NotSignedIn);
            assert!(failure.message().starts_with(lacks), "{failure}");
        }
        let failure = chosen(
            &Settings {
                credential: Some(CredentialKind::Environment),
                ..application()
            },
            &[],
        )
        .unwrap_err();
        assert!(
            failure.message().contains("neither AZURE_CLIENT_SECRET nor"),
            "{failure}"
        );
    }

    #[test]
    fn no_secret_is_shown() {
        let shown = format!(
            "{:?}",
            chosen(&application(), &[("AZURE_CLIENT_SECRET", "hush")]).unwrap()
        );
        assert!(shown.contains("ClientSecret") && !shown.contains("hush"), "{shown}");
    }
}
