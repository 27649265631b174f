//! Settings, by flags or by environment. Secrets are read from the environment alone: a flag stands in the list of
//! processes.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Parser, ValueEnum};
use msgraph_identity_governance::Cloud;
use msgraph_identity_governance::v1_0::callout::verify::{ExpectedCaller, VerifyOptions};

/// Takes callouts of Microsoft Entra from a Logic App, decides, and resumes.
#[derive(Clone, Debug, Parser)]
#[command(version, max_term_width = 100)]
pub struct Settings {
    /// Where the service listens; port 0 takes a free one. The address is printed on standard output.
    #[arg(
        long,
        env = "CALLOUT_LISTEN",
        default_value = "127.0.0.1:8080",
        value_name = "ADDRESS"
    )]
    pub listen: String,
    /// The id of the tenant whose Logic App may call.
    #[arg(long, env = "CALLOUT_TENANT", value_name = "ID")]
    pub tenant: String,
    /// The service's own application: its application ID URI, its client id, or both.
    #[arg(
        long,
        env = "CALLOUT_AUDIENCE",
        required = true,
        value_delimiter = ',',
        value_name = "URI"
    )]
    pub audience: Vec<String>,
    /// The client ids of the managed identities that may call.
    #[arg(
        long,
        env = "CALLOUT_CALLER",
        required = true,
        value_delimiter = ',',
        value_name = "ID"
    )]
    pub caller: Vec<String>,
    /// The roles of the service's application of which a caller needs one; none is needed unless set.
    #[arg(long, env = "CALLOUT_ROLE", value_delimiter = ',', value_name = "VALUE")]
    pub role: Vec<String>,
    /// The cloud that holds the tenant.
    #[arg(long, env = "CALLOUT_CLOUD", value_enum, default_value_t = CloudName::Global)]
    pub cloud: CloudName,
    /// Where callers' keys are read, in place of the cloud's authority; http for loopback only.
    #[arg(long, env = "CALLOUT_AUTHORITY", value_name = "URL")]
    pub authority: Option<String>,
    /// Microsoft Graph's endpoint, in place of the cloud's; http for loopback only.
    #[arg(long, env = "CALLOUT_GRAPH", value_name = "URL")]
    pub graph: Option<String>,
    /// As whom the service calls Microsoft Graph.
    #[arg(long, env = "CALLOUT_CREDENTIAL", value_enum, default_value_t = CredentialKind::ManagedIdentity)]
    pub credential: CredentialKind,
    /// The client id of the service's user-assigned managed identity, or of its application with a secret.
    #[arg(long, env = "AZURE_CLIENT_ID", value_name = "ID")]
    pub client_id: Option<String>,
    /// The file with the table of the rule; an empty table unless set.
    #[arg(long, env = "CALLOUT_RULES", value_name = "FILE")]
    pub rules: Option<PathBuf>,
    /// The file with callouts and decisions; it is made where it is not there. It holds personal data.
    #[arg(long, env = "CALLOUT_DATABASE", default_value = "callouts.db", value_name = "FILE")]
    pub database: PathBuf,
    /// Who decides, in the audit log of Microsoft Entra.
    #[arg(
        long,
        env = "CALLOUT_SOURCE",
        default_value = "Contoso.CalloutService",
        value_name = "NAME"
    )]
    pub source: String,
    /// The wait after the first attempt that failed, in seconds; it doubles up to five minutes.
    #[arg(long, env = "CALLOUT_RETRY_AFTER", default_value = "5", value_parser = seconds, value_name = "SECONDS")]
    pub retry_after: Duration,
    /// How long decisions may go on after the signal to stop, in seconds; the rest is done at the next start.
    #[arg(long, env = "CALLOUT_STOP_WITHIN", default_value = "20", value_parser = seconds, value_name = "SECONDS")]
    pub stop_within: Duration,
    /// How long what is done is kept, in days.
    #[arg(long, env = "CALLOUT_KEEP_DAYS", default_value_t = 30, value_name = "DAYS")]
    pub keep_days: u32,
    /// The form of the log.
    #[arg(long, env = "CALLOUT_LOG_FORMAT", value_enum, default_value_t = LogFormat::Text)]
    pub log_format: LogFormat,
}

/// A cloud by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CloudName {
    Global,
    UsGovernment,
    UsGovernmentDod,
    China,
}

/// As whom the service calls Microsoft Graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CredentialKind {
    /// The managed identity of the machine or container
    ManagedIdentity,
    /// The application with the secret in AZURE_CLIENT_SECRET
    ClientSecret,
    /// The token in CALLOUT_TOKEN, for an endpoint on loopback
    Token,
}

/// The form of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    Text,
    Json,
}

impl CloudName {
    /// The cloud as the library calls it.
    pub const fn cloud(self) -> Cloud {
        match self {
            Self::Global => Cloud::Global,
            Self::UsGovernment => Cloud::UsGov,
            Self::UsGovernmentDod => Cloud::UsGovDod,
            Self::China => Cloud::China,
        }
    }
}

impl Settings {
    /// Who may call.
    pub fn expected(&self) -> ExpectedCaller {
        let expected = ExpectedCaller::new(&self.tenant).with_cloud(&self.cloud.cloud());
        let expected = self.audience.iter().fold(expected, ExpectedCaller::with_audience);
        let expected = self.caller.iter().fold(expected, ExpectedCaller::with_application);
        self.role.iter().fold(expected, ExpectedCaller::with_role)
    }

    /// How callers' keys are obtained.
    pub fn verify_options(&self) -> VerifyOptions {
        VerifyOptions {
            authority: self.authority.clone(),
            ..VerifyOptions::default()
        }
    }

    /// The cloud that Microsoft Graph is in.
    pub fn graph_cloud(&self) -> Cloud {
        let cloud = self.cloud.cloud();
        match &self.graph {
            None => cloud,
            Some(endpoint) => Cloud::Custom {
                endpoint: endpoint.clone(),
                scope: cloud.scope().to_owned(),
            },
        }
    }
}

/// Seconds, also parts of one.
fn seconds(text: &str) -> Result<Duration, String> {
    let number: f64 = text.parse().map_err(|_| "expected a number of seconds".to_owned())?;
    Duration::try_from_secs_f64(number).map_err(|_| "expected a number of seconds, 0 or more".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEEDED: [&str; 7] = ["callout-service", "--tenant", "t", "--audience", "a,b", "--caller", "c"];

    #[test]
    fn lists_are_separated_by_commas() {
        let settings = Settings::try_parse_from(NEEDED.iter().chain(&["--role", "x,y"])).unwrap();
        assert_eq!(settings.audience, ["a", "b"]);
        assert_eq!(settings.role, ["x", "y"]);
        assert_eq!(settings.graph_cloud(), Cloud::Global);
    }

    #[test]
    fn an_endpoint_keeps_the_scope_of_its_cloud() {
        let more = ["--cloud", "china", "--graph", "http://127.0.0.1:1"];
        let settings = Settings::try_parse_from(NEEDED.iter().chain(&more)).unwrap();
        let expected = Cloud::Custom {
            endpoint: "http://127.0.0.1:1".to_owned(),
            scope: "https://microsoftgraph.chinacloudapi.cn/.default".to_owned(),
        };
        assert_eq!(settings.graph_cloud(), expected);
    }

    #[test]
    fn what_cannot_be_a_time_is_refused() {
        for text in ["-1", "soon", "NaN", "1e300", ""] {
            assert!(seconds(text).is_err(), "{text}");
        }
        assert_eq!(seconds("0.25"), Ok(Duration::from_millis(250)));
    }
}
