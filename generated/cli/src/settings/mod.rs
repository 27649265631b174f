//! What a command needs to know before it sends anything: tenant, application, cloud, credential, time and output.
//!
//! Each comes from the first of these that has it: an option of the command line, an environment variable, the profile
//! of the configuration file, a default. Options and variables are read by clap ([`ConnectionArgs`]).

mod args;
mod command;
mod edit;
mod file;
mod keys;
mod location;
mod permissions;
mod values;

use std::path::PathBuf;
use std::time::Duration;

use msgraph_identity_governance::Cloud;

pub use args::ConnectionArgs;
pub use command::{ConfigCommand, run};
pub(crate) use keys::Key;
pub(crate) use permissions::check_unreadable_by_others;
pub use values::{CredentialKind, Environment, parse_timeout};

use crate::failure::Failure;
use crate::output::Format;
use file::{ConfigFile, DEFAULT_PROFILE};

/// The settings of one command.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// The profile, where one is named.
    pub profile: Option<String>,
    /// The tenant (directory) that gives the token.
    pub tenant_id: Option<String>,
    /// The application, or the user-assigned managed identity.
    pub client_id: Option<String>,
    /// The cloud.
    pub environment: Environment,
    /// The authority that signs in, in place of the cloud's.
    pub authority: Option<String>,
    /// An endpoint in place of the cloud's.
    pub endpoint: Option<String>,
    /// Which credential gives the token; without one they are tried in order.
    pub credential: Option<CredentialKind>,
    /// The permissions that a user signed in for; all that the application has where none are named.
    pub scopes: Vec<String>,
    /// The application's certificate with its private key.
    pub certificate_path: Option<PathBuf>,
    /// A file that holds a token.
    pub token_file: Option<PathBuf>,
    /// How long a request may take; none when it may take as long as it likes.
    pub timeout: Option<Duration>,
    /// The output format where the command line names none.
    pub output: Option<Format>,
}

impl Settings {
    /// The settings of a command line, of the environment and of the profile.
    ///
    /// # Errors
    /// When the configuration file cannot be trusted or read, names something unknown, or has no such profile.
    pub fn load(args: &ConnectionArgs) -> Result<Self, Failure> {
        Self::merge(args, &config_file()?)
    }

    /// The same for a command that makes the profile where it is not there.
    ///
    /// # Errors
    /// When the file cannot be trusted or read, or nothing can be called as the profile is.
    pub fn load_or_new(args: &ConnectionArgs) -> Result<Self, Failure> {
        let file = config_file()?;
        let name = file.selected_name(filled(args.profile.as_deref()));
        if !file.names().any(|other| other == name) {
            command::profile_name(name)?;
            let mut settings = Self::of(args, None);
            settings.profile = (name != DEFAULT_PROFILE).then(|| name.to_owned());
            return Ok(settings);
        }
        Self::merge(args, &file)
    }

    fn merge(args: &ConnectionArgs, file: &ConfigFile) -> Result<Self, Failure> {
        let asked = filled(args.profile.as_deref());
        let mut settings = Self::of(args, file.selected(asked)?);
        let name = file.selected_name(asked);
        settings.profile = (name != DEFAULT_PROFILE).then(|| name.to_owned());
        Ok(settings)
    }

    fn of(args: &ConnectionArgs, profile: Option<&file::Profile>) -> Self {
        let in_profile = |key: Key| profile.and_then(|profile| profile.get(key));
        let text = |given: &Option<String>, key| {
            filled(given.as_deref())
                .map(str::to_owned)
                .or_else(|| in_profile(key).map(str::to_owned))
        };
        let path = |given: &Option<PathBuf>, key| {
            let given = given.clone().filter(|path| !path.as_os_str().is_empty());
            given.or_else(|| in_profile(key).map(PathBuf::from))
        };
        // A profile's values were checked when the file was read.
        Self {
            profile: None,
            tenant_id: text(&args.tenant_id, Key::TenantId),
            client_id: text(&args.client_id, Key::ClientId),
            environment: args
                .environment
                .or_else(|| in_profile(Key::Environment)?.parse().ok())
                .unwrap_or_default(),
            authority: text(&args.authority, Key::Authority),
            endpoint: text(&args.endpoint, Key::Endpoint),
            credential: args.credential.or_else(|| in_profile(Key::Credential)?.parse().ok()),
            scopes: in_profile(Key::Scopes)
                .map(|scopes| {
                    scopes
                        .split(' ')
                        .filter(|scope| !scope.is_empty())
                        .map(str::to_owned)
                        .collect()
                })
                .unwrap_or_default(),
            certificate_path: path(&args.certificate_path, Key::CertificatePath),
            token_file: path(&args.token_file, Key::TokenFile),
            timeout: args.timeout.or_else(|| parse_timeout(in_profile(Key::Timeout)?).ok()),
            output: in_profile(Key::Output).and_then(|name| name.parse().ok()),
        }
    }

    /// The name of the profile.
    #[must_use]
    pub fn profile_name(&self) -> &str {
        self.profile.as_deref().unwrap_or(DEFAULT_PROFILE)
    }

    /// The file of the profile's tokens.
    ///
    /// # Errors
    /// When there is no home for it.
    pub fn tokens_path(&self) -> Result<PathBuf, Failure> {
        location::tokens_path(self.profile_name()).ok_or_else(|| {
            Failure::usage("there is no home in which tokens could be kept").tip("MSGRAPH_IG_TOKENS names a folder")
        })
    }

    /// The authority that gives the token, as azure_core has it.
    #[must_use]
    pub fn authority_cloud(&self) -> azure_core::cloud::CloudConfiguration {
        match &self.authority {
            None => self.environment.authority(),
            Some(authority) => {
                let mut custom = azure_core::cloud::CustomConfiguration::default();
                authority.clone_into(&mut custom.authority_host);
                custom.into()
            }
        }
    }

    /// The library's cloud: the endpoint where one is set, with the scope of the environment's.
    #[must_use]
    pub fn cloud(&self) -> Cloud {
        let cloud = self.environment.cloud();
        match &self.endpoint {
            Some(endpoint) => Cloud::Custom {
                endpoint: endpoint.clone(),
                scope: cloud.scope().to_owned(),
            },
            None => cloud,
        }
    }

    /// Whether requests go to this machine: then no credential is needed.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        self.endpoint.as_deref().is_some_and(values::is_loopback)
    }
}

/// Whether a folder for tokens is named, so that no keyring is to have them.
#[cfg(feature = "keyring")]
pub(crate) fn names_tokens() -> bool {
    location::names_tokens()
}

/// Changes keys of the profile that these arguments name; those without a value are taken out. A file that has them so
/// already is not written.
///
/// # Errors
/// When the file cannot be trusted, read or written.
pub(crate) fn change_profile(args: &ConnectionArgs, keys: &[(Key, Option<String>)]) -> Result<(), Failure> {
    let path = config_path()?;
    let file = ConfigFile::read(&path)?;
    let name = file.selected_name(filled(args.profile.as_deref()));
    let profile = file.selected(Some(name)).ok().flatten();
    let is_so =
        |(key, value): &(Key, Option<String>)| profile.and_then(|profile| profile.get(*key)) == value.as_deref();
    if keys.iter().all(is_so) {
        return Ok(());
    }
    edit::edit(&path, &edit::Edit::Change(name, keys))
}

fn config_path() -> Result<PathBuf, Failure> {
    location::config_path().ok_or_else(|| {
        Failure::usage("there is no home for a configuration file")
            .tip("MSGRAPH_IG_CONFIG names one; options and environment variables need none")
    })
}

fn config_file() -> Result<ConfigFile, Failure> {
    match location::config_path() {
        Some(path) => ConfigFile::read(&path),
        None => Ok(ConfigFile::default()),
    }
}

/// A variable that is set to nothing is not set.
fn filled(text: Option<&str>) -> Option<&str> {
    text.filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> ConfigFile {
        ConfigFile::parse(text, "config.toml").unwrap()
    }

    const TWO: &str = "profile = \"work\"\n[profiles.work]\ntenant-id = \"contoso\"\nenvironment = \"USGov\"\n\
                       timeout = \"2m\"\noutput = \"table\"\n[profiles.home]\ntenant-id = \"fabrikam\"\n";

    #[test]
    fn an_option_counts_more_than_the_profile() {
        let args = ConnectionArgs {
            tenant_id: Some("other".to_owned()),
            client_id: Some(String::new()),
            ..ConnectionArgs::default()
        };
        let settings = Settings::merge(&args, &file(TWO)).unwrap();
        assert_eq!(settings.tenant_id.as_deref(), Some("other"));
        assert_eq!(settings.client_id, None);
        assert_eq!(settings.environment, Environment::UsGov);
        assert_eq!(settings.timeout, Some(Duration::from_secs(120)));
        assert_eq!(settings.output, Some(Format::Table));
    }

    #[test]
    fn a_profile_is_chosen_by_its_name() {
        let args = |profile: &str| ConnectionArgs {
            profile: Some(profile.to_owned()),
            ..ConnectionArgs::default()
        };
        let settings = Settings::merge(&args("home"), &file(TWO)).unwrap();
        assert_eq!(
            (settings.tenant_id.as_deref(), settings.environment),
            (Some("fabrikam"), Environment::Global)
        );
        let failure = Settings::merge(&args("hom"), &file(TWO)).unwrap_err();
        assert_eq!(failure.message(), "there is no profile `hom`");
        assert_eq!(failure.tips(), ["a similar one exists: `home`"]);
        let without_file = Settings::merge(&ConnectionArgs::default(), &ConfigFile::default()).unwrap();
        assert_eq!(without_file, Settings::default());
    }

    #[test]
    fn an_endpoint_keeps_the_scope_of_its_cloud() {
        let settings = Settings {
            environment: Environment::China,
            endpoint: Some("http://127.0.0.1:8080".to_owned()),
            ..Settings::default()
        };
        assert_eq!(settings.cloud().scope(), Cloud::China.scope());
        assert_eq!(settings.cloud().endpoint(), "http://127.0.0.1:8080");
        assert!(settings.is_loopback());
    }
}
