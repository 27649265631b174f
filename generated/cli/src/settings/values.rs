//! The kinds of values that settings have, and how they are written.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use azure_core::http::Url;
use clap::ValueEnum;
use msgraph_identity_governance::Cloud;

/// The cloud, by mgc's names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Environment {
    /// The worldwide cloud
    #[default]
    #[value(name = "Global")]
    Global,
    /// US government L4
    #[value(name = "USGov")]
    UsGov,
    /// US government L5, the department of defense
    #[value(name = "USGovDoD")]
    UsGovDod,
    /// China, operated by 21Vianet
    #[value(name = "China")]
    China,
}

impl Environment {
    /// The library's cloud.
    #[must_use]
    pub fn cloud(self) -> Cloud {
        match self {
            Self::Global => Cloud::Global,
            Self::UsGov => Cloud::UsGov,
            Self::UsGovDod => Cloud::UsGovDod,
            Self::China => Cloud::China,
        }
    }

    /// The cloud whose authority gives the token, for credentials.
    #[must_use]
    pub fn authority(self) -> azure_core::cloud::CloudConfiguration {
        use azure_core::cloud::CloudConfiguration;
        match self {
            Self::Global => CloudConfiguration::AzurePublic,
            Self::UsGov | Self::UsGovDod => CloudConfiguration::AzureGovernment,
            Self::China => CloudConfiguration::AzureChina,
        }
    }
}

/// Where the token comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CredentialKind {
    /// AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET or AZURE_CLIENT_CERTIFICATE_PATH
    Environment,
    /// The identity of a Kubernetes pod: AZURE_FEDERATED_TOKEN_FILE
    WorkloadIdentity,
    /// The identity of an Azure machine or service
    ManagedIdentity,
    /// The user that `msgraph-ig login` signed in
    Login,
    /// The account that `az login` signed in
    AzureCli,
    /// The token in the file that --token-file names
    TokenFile,
}

/// Reads a name of an enumeration in any case, as clap does.
macro_rules! named {
    ($($kind:ty),*) => {$(
        impl FromStr for $kind {
            type Err = String;

            fn from_str(text: &str) -> Result<Self, String> {
                <Self as ValueEnum>::from_str(text, true).map_err(|_| {
                    let all = Self::value_variants().iter().filter_map(ValueEnum::to_possible_value);
                    let names: Vec<String> = all.map(|value| value.get_name().to_owned()).collect();
                    format!("it is none of {}", names.join(", "))
                })
            }
        }

        impl fmt::Display for $kind {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.to_possible_value().map_or(Ok(()), |value| f.write_str(value.get_name()))
            }
        }
    )*};
}

named!(Environment, CredentialKind, crate::output::Format);

/// A time: `30`, `30s`, `5m`, `1h`, `500ms`.
///
/// # Errors
/// When it is none, or no time at all.
pub fn parse_timeout(text: &str) -> Result<Duration, String> {
    const FORM: &str = "a time is a number with ms, s, m or h behind it: 500ms, 30s, 5m";
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    let number: u64 = number.parse().map_err(|_| FORM.to_owned())?;
    let factor = match unit {
        "ms" => 1,
        "" | "s" => 1000,
        "m" => 60_000,
        "h" => 3_600_000,
        _ => return Err(FORM.to_owned()),
    };
    let milliseconds = number.checked_mul(factor).ok_or_else(|| FORM.to_owned())?;
    if milliseconds == 0 {
        return Err("no request is done in no time; leave it out where there is no limit".to_owned());
    }
    Ok(Duration::from_millis(milliseconds))
}

/// An endpoint: scheme, host, perhaps port and path. The library says more when it takes it.
pub(super) fn check_endpoint(text: &str) -> Result<(), String> {
    let form = || "give scheme and host, http://127.0.0.1:8080 for instance".to_owned();
    let url = Url::parse(text).map_err(|error| format!("it is no URL ({error}); {}", form()))?;
    if matches!(url.scheme(), "http" | "https") && url.has_host() {
        Ok(())
    } else {
        Err(form())
    }
}

/// Whether a URL leads to this machine.
pub(super) fn is_loopback(url: &str) -> bool {
    Url::parse(url).is_ok_and(|url| match url.host_str() {
        Some("localhost") => true,
        Some(host) => host
            .trim_matches(['[', ']'])
            .parse::<std::net::IpAddr>()
            .is_ok_and(|ip| ip.is_loopback()),
        None => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_known_in_any_case() {
        for (name, environment) in [
            ("global", Environment::Global),
            ("USGOV", Environment::UsGov),
            ("usgovdod", Environment::UsGovDod),
            ("China", Environment::China),
        ] {
            assert_eq!(name.parse(), Ok(environment));
        }
        assert_eq!(Environment::UsGovDod.to_string(), "USGovDoD");
        let wrong = "Mars".parse::<Environment>().unwrap_err();
        assert_eq!(wrong, "it is none of Global, USGov, USGovDoD, China");
        assert_eq!("Azure-CLI".parse(), Ok(CredentialKind::AzureCli));
    }

    #[test]
    fn a_timeout_has_a_unit_or_is_in_seconds() {
        for (text, milliseconds) in [
            ("30", 30_000),
            ("30s", 30_000),
            ("500ms", 500),
            ("5m", 300_000),
            ("1h", 3_600_000),
        ] {
            assert_eq!(parse_timeout(text), Ok(Duration::from_millis(milliseconds)), "{text}");
        }
        for wrong in [
            "",
            "s",
            "5 m",
            "-1",
            "1.5s",
            "0",
            "0ms",
            "1d",
            "99999999999999999999",
            "18446744073709551615h",
        ] {
            assert!(parse_timeout(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn loopback_is_this_machine_alone() {
        for here in [
            "http://127.0.0.1:8080",
            "https://localhost/graph",
            "http://[::1]:9",
            "http://127.1.2.3",
        ] {
            assert!(is_loopback(here), "{here}");
        }
        for elsewhere in [
            "https://graph.microsoft.com",
            "http://127.0.0.1.example.com",
            "localhost",
            "",
        ] {
            assert!(!is_loopback(elsewhere), "{elsewhere}");
        }
        assert!(
            check_endpoint("graph.microsoft.com")
                .unwrap_err()
                .contains("scheme and host")
        );
        assert!(check_endpoint("file:///x").is_err());
    }
}
