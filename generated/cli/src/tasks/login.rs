//! `msgraph-ig login`: signs a user in, or looks whether a service can sign in, and remembers it in the profile.

use std::io::IsTerminal as _;
use std::sync::Arc;
use std::time::Duration;

use clap::{Arg, ArgAction, ArgGroup, ArgMatches, Command, ValueEnum, value_parser};
use msgraph_identity_governance::sign_in::{Account, SignInFailure};
use msgraph_identity_governance::{ClaimsChallenge, Error};

use super::needs::scopes_for;
use crate::credentials::{self, Person, SignIn, TokenClaims};
use crate::failure::{Failure, Kind};
use crate::operation::flag;
use crate::run::Run;
use crate::send::runtime;
use crate::settings::{CredentialKind, Environment, Key, Settings, change_profile};

/// How long a service waits for its token, unless --timeout says.
const LONGEST: Duration = Duration::from_secs(60);

/// How one signs in; the names are mgc's strategies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Way {
    /// A user, by a code that is entered on any device
    #[value(name = "DeviceCode")]
    DeviceCode,
    /// A user, with the browser of this machine
    #[value(name = "InteractiveBrowser")]
    Browser,
    /// A service, by its certificate
    #[value(name = "ClientCertificate")]
    Certificate,
    /// A service, by its secret
    #[value(skip)]
    Secret,
    /// A service, by the variables AZURE_…
    #[value(name = "Environment")]
    Environment,
    /// The identity of an Azure machine or service
    #[value(name = "ManagedIdentity")]
    ManagedIdentity,
}

/// The ways as options of their own.
const FLAGS: [(&str, Way, &str); 5] = [
    (
        "device-code",
        Way::DeviceCode,
        "A user, by a code that is entered on any device: over SSH, in a container",
    ),
    ("browser", Way::Browser, "A user, with the browser of this machine"),
    (
        "client-secret",
        Way::Secret,
        "A service, by the secret in AZURE_CLIENT_SECRET",
    ),
    (
        "certificate",
        Way::Certificate,
        "A service, by its certificate: --certificate-path",
    ),
    (
        "managed-identity",
        Way::ManagedIdentity,
        "The identity of an Azure machine or service",
    ),
];

const AFTER: &str = "\
Without a way a user signs in: with the browser where there is one, else by a code. Tokens are kept for the profile, \
in a file that only this user can read (MSGRAPH_IG_TOKENS names its folder); the profile remembers tenant, application \
and permissions. A later login adds permissions. Each profile has its own account: --profile NAME.

A user signs in to an application that your tenant has: there is none for everybody. To register one, in the Microsoft \
Entra admin center:
  1. App registrations, New registration: a name, and this tenant alone. Its page shows the client id and the tenant id.
  2. Authentication, Add a platform, Mobile and desktop applications: http://localhost
  3. Authentication, Allow public client flows: Yes
  4. API permissions, Microsoft Graph, Delegated permissions: those that `msgraph-ig find WORDS` shows for what you \
want to do; those that need it, an administrator consents to.

Examples:
  msgraph-ig login --tenant-id contoso.onmicrosoft.com --client-id ID
  msgraph-ig login --device-code --for 'entitlement-management access-packages list' --for resume
  msgraph-ig login --profile admin --scopes EntitlementManagement.ReadWrite.All
  msgraph-ig login --strategy DeviceCode --scopes EntitlementManagement.Read.All --tenant-id ID --client-id ID";

pub(super) fn command() -> Command {
    let flags = FLAGS.map(|(name, _, help)| Arg::new(name).long(name).action(ArgAction::SetTrue).help(help));
    Command::new("login")
        .about("Signs in: a user with a browser or by a code, or a service")
        .after_help(AFTER)
        .args(flags)
        .arg(
            Arg::new("strategy")
                .long("strategy")
                .value_name("NAME")
                .value_parser(value_parser!(Way))
                .ignore_case(true)
                .hide_possible_values(true)
                .help(
                    "The same by mgc's names: DeviceCode, InteractiveBrowser, ClientCertificate, Environment, \
                       ManagedIdentity",
                ),
        )
        .group(
            ArgGroup::new("way")
                .args(FLAGS.map(|(name, _, _)| name))
                .arg("strategy"),
        )
        .arg(
            Arg::new("scopes")
                .long("scopes")
                .value_name("PERMISSION")
                .num_args(1..)
                .action(ArgAction::Append)
                .help("Permissions to ask for, several words or repeated [default: all that the application lists]"),
        )
        .arg(
            Arg::new("for")
                .long("for")
                .value_name("OPERATION")
                .action(ArgAction::Append)
                .help(
                    "Ask for the least permissions of this operation: words, a cmdlet, a URL, 'POST /…', resume or \
                       waiting; can be repeated",
                ),
        )
        .arg(
            Arg::new("claims")
                .long("claims")
                .value_name("JSON")
                .value_parser(|text: &str| ClaimsChallenge::parse(text).ok_or("this is no JSON object"))
                .help("What the service wants of the sign-in, as the tip of an error has it"),
        )
}

pub(super) fn run(matches: &ArgMatches, run: &Run) -> Result<(), Failure> {
    let settings = Settings::load_or_new(&run.common.connection)?;
    let flags = FLAGS.into_iter().find(|(name, _, _)| flag(matches, name));
    let way = flags
        .map(|(_, way, _)| way)
        .or_else(|| matches.get_one::<Way>("strategy").copied());
    match way {
        None => user(None, matches, &settings, run),
        Some(Way::DeviceCode) => user(Some(Person::DeviceCode), matches, &settings, run),
        Some(Way::Browser) => user(Some(Person::Browser), matches, &settings, run),
        Some(way) => service(way, matches, settings, run),
    }
}

/// The permissions that the command line names.
fn named_scopes(matches: &ArgMatches, run: &Run) -> Result<Vec<String>, Failure> {
    let texts = matches.get_many::<String>("scopes").into_iter().flatten();
    let mut scopes: Vec<String> = texts
        .flat_map(|text| text.split([' ', ',']))
        .filter(|scope| !scope.is_empty())
        .map(str::to_owned)
        .collect();
    scopes.extend(scopes_for(
        matches.get_many::<String>("for").into_iter().flatten(),
        run.api,
    )?);
    if let Some(wrong) = scopes.iter().find(|scope| Key::Scopes.check(scope).is_err()) {
        return Err(Failure::usage(format!("`{wrong}` is no permission's name")).at("--scopes"));
    }
    Ok(scopes)
}

fn user(person: Option<Person>, matches: &ArgMatches, settings: &Settings, run: &Run) -> Result<(), Failure> {
    let named = named_scopes(matches, run)?;
    // Who signed in for all that the application lists has it still.
    let has_all = settings.credential == Some(CredentialKind::Login) && settings.scopes.is_empty();
    let mut scopes = settings.scopes.clone();
    scopes.extend(named);
    let mut seen = std::collections::HashSet::new();
    scopes.retain(|scope| seen.insert(scope.to_ascii_lowercase()));
    let sign_in = SignIn::new(settings, &scopes, matches.get_one::<ClaimsChallenge>("claims").cloned())?;
    let chosen = match person {
        Some(person) => person,
        None => likely(&|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))?,
    };
    if !scopes.is_empty() {
        run.reporter.note(&format!("asks for {}", scopes.join(" ")));
    }
    let runtime = runtime()?;
    let ask = |person| {
        if person == Person::Browser {
            run.reporter
                .note("a browser opens to sign in; Ctrl-C ends the waiting, and --device-code does without a browser");
        }
        let reporter = Arc::clone(&run.reporter);
        runtime.block_on(sign_in.ask(person, move |code| reporter.note(&code.to_string())))
    };
    let account = match ask(chosen) {
        // Nobody chose the browser.
        Err(error) if person.is_none() && error.failure() == SignInFailure::NoBrowser => {
            run.reporter.note(&format!("{error}; a code is asked for instead"));
            ask(Person::DeviceCode)
        }
        asked => asked,
    }?;
    for other in runtime.block_on(sign_in.keep_alone(&account))? {
        run.reporter.note(&format!(
            "{other} is no longer signed in here: --profile NAME keeps several accounts side by side"
        ));
    }
    let scopes = Some(scopes.join(" ")).filter(|scopes| !has_all && !scopes.is_empty());
    remember_user(settings, &account, scopes, run)?;
    run.reporter.note(&format!(
        "{} is signed in to the profile `{}`; {} keeps the tokens",
        account.username,
        settings.profile_name(),
        sign_in.place()
    ));
    Ok(())
}

/// The way for a person on this machine.
///
/// # Errors
/// When there is no terminal: nobody would see that somebody is waited for.
fn likely(is_set: &dyn Fn(&str) -> bool) -> Result<Person, Failure> {
    if !std::io::stderr().is_terminal() {
        return Err(Failure::new(
            Kind::NotSignedIn,
            "there is no terminal, so that nobody can be asked to sign in",
        )
        .tip("--device-code prints the code to standard error and waits until it was entered")
        .tip("a service signs in with --client-secret, --certificate or --managed-identity"));
    }
    Ok(by_machine(is_set))
}

/// With the browser where one can be expected. `BROWSER` counts over SSH too: who sets it there has one.
fn by_machine(is_set: &dyn Fn(&str) -> bool) -> Person {
    let is_remote = is_set("SSH_CONNECTION") || is_set("SSH_TTY");
    let has_screen = cfg!(windows) || cfg!(target_os = "macos") || is_set("DISPLAY") || is_set("WAYLAND_DISPLAY");
    match is_set("BROWSER") || (has_screen && !is_remote) {
        true => Person::Browser,
        false => Person::DeviceCode,
    }
}

fn remember_user(settings: &Settings, account: &Account, scopes: Option<String>, run: &Run) -> Result<(), Failure> {
    // The account's own tenant, where none was named: tokens are asked for there from now on.
    let own = account
        .tenant_id
        .clone()
        .filter(|tenant| Key::TenantId.check(tenant).is_ok());
    let tenant = settings.tenant_id.clone().or(own);
    let client = settings.client_id.clone();
    let mut keys = vec![
        (Key::Credential, Some(CredentialKind::Login.to_string())),
        (Key::Scopes, scopes),
    ];
    keys.extend(common_keys(settings, tenant.clone()));
    change_profile(&run.common.connection, &keys).map_err(|failure| {
        failure.tip(format!(
            "the tokens are kept; `--credential login --tenant-id {} --client-id {}` uses them without a profile",
            tenant.as_deref().unwrap_or("ID"),
            client.as_deref().unwrap_or("ID")
        ))
    })
}

/// What a profile knows of either kind of sign-in.
fn common_keys(settings: &Settings, tenant: Option<String>) -> [(Key, Option<String>); 4] {
    let environment = settings.environment;
    [
        (Key::TenantId, tenant),
        (Key::ClientId, settings.client_id.clone()),
        (
            Key::Environment,
            (environment != Environment::default()).then(|| environment.to_string()),
        ),
        (Key::Authority, settings.authority.clone()),
    ]
}

/// Looks whether a service gets a token, and remembers how.
fn service(way: Way, matches: &ArgMatches, mut settings: Settings, run: &Run) -> Result<(), Failure> {
    if matches.contains_id("scopes") || matches.contains_id("for") || matches.contains_id("claims") {
        return Err(
            Failure::usage("permissions are asked for by users: an application has those that it was granted")
                .at("--scopes, --for, --claims"),
        );
    }
    let secret = std::env::var_os("AZURE_CLIENT_SECRET").is_some_and(|secret| !secret.is_empty());
    match way {
        Way::Secret if !secret => {
            return Err(Failure::new(Kind::NotSignedIn, "AZURE_CLIENT_SECRET is not set")
                .at("--client-secret")
                .tip("it is no option, because other users see options"));
        }
        Way::Certificate if settings.certificate_path.is_none() => {
            return Err(Failure::new(Kind::NotSignedIn, "no certificate is named")
                .at("--certificate")
                .tip("--certificate-path FILE"));
        }
        Way::Certificate if secret => {
            return Err(
                Failure::usage("AZURE_CLIENT_SECRET is set, and counts more than a certificate")
                    .at("--certificate")
                    .tip("unset AZURE_CLIENT_SECRET"),
            );
        }
        _ => {}
    }
    let kind = match way {
        Way::ManagedIdentity => CredentialKind::ManagedIdentity,
        _ => CredentialKind::Environment,
    };
    settings.credential = Some(kind);
    let credential = credentials::credential(&settings)?;
    let cloud = settings.cloud();
    let longest = settings.timeout.unwrap_or(LONGEST);
    let token = runtime()?.block_on(async {
        let scopes = [cloud.scope()];
        tokio::time::timeout(longest, credential.get_token(&scopes, None)).await
    });
    let token = token
        .map_err(|_| Failure::new(Kind::Network, format!("no token came within {} s", longest.as_secs())))?
        .map_err(|error| Failure::from(Error::from(error)))?;
    let claims = TokenClaims::read(token.token.secret());
    let claim = |names: &[&str]| claims.as_ref().and_then(|claims| claims.text(names)).map(str::to_owned);
    let certificate = match way {
        Way::Certificate | Way::Environment => settings.certificate_path.as_deref().map(std::path::absolute),
        _ => None,
    };
    let certificate = certificate
        .transpose()
        .map_err(|error| Failure::usage(error.to_string()).at("--certificate-path"))?
        .and_then(|path| path.into_os_string().into_string().ok());
    let mut keys = vec![(Key::Credential, Some(kind.to_string())), (Key::Scopes, None)];
    keys.extend(certificate.map(|path| (Key::CertificatePath, Some(path))));
    keys.extend(common_keys(&settings, settings.tenant_id.clone()));
    change_profile(&run.common.connection, &keys)?;
    let name = claim(&["app_displayname", "appid", "azp"]).or_else(|| settings.client_id.clone());
    run.reporter.note(&format!(
        "{} can sign in; the profile `{}` remembers how, and no token is kept{}",
        name.as_deref().unwrap_or("the identity"),
        settings.profile_name(),
        match secret && way != Way::ManagedIdentity {
            true => ": AZURE_CLIENT_SECRET has to be set for each command",
            false => "",
        }
    ));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_taken_where_one_can_be_expected() {
        let by = |set: &[&str]| by_machine(&|name| set.contains(&name));
        assert_eq!(by(&["BROWSER"]), Person::Browser);
        assert_eq!(by(&["BROWSER", "SSH_TTY"]), Person::Browser);
        assert_eq!(by(&["DISPLAY", "SSH_CONNECTION"]), Person::DeviceCode);
        assert_eq!(by(&["WAYLAND_DISPLAY"]), Person::Browser);
        if !cfg!(windows) && !cfg!(target_os = "macos") {
            assert_eq!(by(&[]), Person::DeviceCode);
        }
    }
}
