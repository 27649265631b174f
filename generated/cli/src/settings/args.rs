//! The options of every command that are about the connection.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use super::values::{CredentialKind, Environment, parse_timeout};

const HEADING: &str = "Connection";

/// The options that are about the connection. Each has an environment variable, and a key in the profile of
/// `msgraph-ig config`.
#[derive(Args, Clone, Debug, Default)]
pub struct ConnectionArgs {
    /// The profile of the configuration file to use
    #[arg(long, value_name = "NAME", env = "MSGRAPH_IG_PROFILE", help_heading = HEADING)]
    pub profile: Option<String>,
    /// The tenant (directory) that gives the token: an id or a domain
    #[arg(long, alias = "tenant", value_name = "ID", env = "AZURE_TENANT_ID", help_heading = HEADING)]
    pub tenant_id: Option<String>,
    /// The application (client) that asks for the token, or the user-assigned managed identity
    #[arg(long, value_name = "ID", env = "AZURE_CLIENT_ID", help_heading = HEADING)]
    pub client_id: Option<String>,
    /// The cloud that holds the tenant [default: Global]
    #[arg(long, value_name = "CLOUD", env = "MSGRAPH_IG_ENVIRONMENT", ignore_case = true, help_heading = HEADING)]
    pub environment: Option<Environment>,
    /// The authority that signs in, in place of the cloud's: scheme and host
    #[arg(long, value_name = "URL", env = "AZURE_AUTHORITY_HOST", help_heading = HEADING)]
    pub authority: Option<String>,
    /// An endpoint in place of the cloud's, http://127.0.0.1:8080 for instance; the version is appended
    #[arg(long, value_name = "URL", env = "MSGRAPH_IG_ENDPOINT", help_heading = HEADING)]
    pub endpoint: Option<String>,
    /// Where the token comes from; without it: --token-file, environment, workload-identity, managed-identity (where
    /// the environment names its endpoint), azure-cli, whichever is there first
    #[arg(long, value_name = "KIND", env = "MSGRAPH_IG_CREDENTIAL", ignore_case = true, help_heading = HEADING)]
    pub credential: Option<CredentialKind>,
    /// The application's certificate with its private key, as PEM
    #[arg(long, value_name = "FILE", env = "AZURE_CLIENT_CERTIFICATE_PATH", help_heading = HEADING)]
    pub certificate_path: Option<PathBuf>,
    /// A file that holds an access token; read anew for each token
    #[arg(long, value_name = "FILE", env = "MSGRAPH_IG_TOKEN_FILE", help_heading = HEADING)]
    pub token_file: Option<PathBuf>,
    /// How long each request may take, retries included: 30s, 5m [default: no limit]
    #[arg(long, value_name = "TIME", env = "MSGRAPH_IG_TIMEOUT", value_parser = parse_timeout, help_heading = HEADING)]
    pub timeout: Option<Duration>,
}

#[cfg(test)]
mod tests {
    use clap::FromArgMatches as _;

    use super::*;

    #[test]
    fn options_are_read_in_mgcs_forms() {
        let command = ConnectionArgs::augment_args(clap::Command::new("x"));
        let line = [
            "x",
            "--environment",
            "usgovdod",
            "--tenant",
            "t",
            "--credential",
            "managed-identity",
            "--timeout=2m",
        ];
        let matches = command.try_get_matches_from(line).unwrap();
        let args = ConnectionArgs::from_arg_matches(&matches).unwrap();
        assert_eq!(args.environment, Some(Environment::UsGovDod));
        assert_eq!(args.tenant_id.as_deref(), Some("t"));
        assert_eq!(args.credential, Some(CredentialKind::ManagedIdentity));
        assert_eq!(args.timeout, Some(Duration::from_secs(120)));
    }
}
