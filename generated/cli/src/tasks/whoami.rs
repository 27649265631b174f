//! `msgraph-ig whoami`: who sends the requests, from what is kept.

use azure_core::credentials::AccessToken;
use azure_core::time::OffsetDateTime;
use clap::{Arg, ArgAction, ArgMatches, Command};
use msgraph_identity_governance::Error;
use msgraph_identity_governance::sign_in::Account;
use msgraph_identity_governance::values::DateTimeOffset;
use serde_json::{Map, Value};

use crate::credentials::{self, TokenClaims};
use crate::failure::{Failure, Kind};
use crate::operation::flag;
use crate::output::{ColumnNames, Output};
use crate::run::Run;
use crate::send::runtime;
use crate::settings::{CredentialKind, Settings};

pub(super) fn command() -> Command {
    Command::new("whoami")
        .about("Shows who is signed in: account, tenant, permissions, roles, and until when")
        .after_help(
            "Nothing is sent: it is read from the kept token, or from the one of --token-file. Of the other credentials \
             none is kept, and --online asks for one. Directory roles are the ids of their templates, as the token has \
             them.",
        )
        .arg(
            Arg::new("online")
                .long("online")
                .action(ArgAction::SetTrue)
                .help("Ask for a token as a request would, and show that one; no person is asked"),
        )
}

pub(super) fn run(matches: &ArgMatches, run: &Run) -> Result<(), Failure> {
    let settings = run.settings()?;
    let kind = credentials::kind(settings)?.ok_or_else(|| {
        Failure::new(
            Kind::NotSignedIn,
            "nobody is signed in: an endpoint on loopback gets no token unless --credential chooses one",
        )
    })?;
    let mut account = None;
    let mut token = None;
    if flag(matches, "online") {
        token = Some(asked(settings)?);
    }
    match kind {
        CredentialKind::Login => {
            let client = settings.client_id.as_deref().unwrap_or_default();
            let nobody = format!("nobody is signed in to the application {client}: sign in first");
            let kept = credentials::kept(settings)?.ok_or_else(|| Failure::new(Kind::NotSignedIn, nobody))?;
            account = Some(kept.0);
            token = token.or(kept.1);
        }
        CredentialKind::TokenFile if token.is_none() => {
            // The end is the token's own, if it says one.
            let secret = credentials::token_of_file(settings)?;
            token = Some(AccessToken::new(secret, OffsetDateTime::UNIX_EPOCH));
        }
        _ => {}
    }
    if token.is_none() {
        run.reporter.note(&format!(
            "no token is kept of the credential `{kind}`; --online asks for one"
        ));
    }
    let facts = facts(settings, kind, account.as_ref(), token.as_ref());
    let names = ColumnNames {
        selected: Vec::new(),
        main: vec!["profile", "account", "tenantId", "scopes", "expiresOn"],
    };
    let mut output = Output::new(&run.common.output, settings.output, names)?;
    output.document(&Value::Object(facts).to_string())?;
    output.finish()?;
    Ok(())
}

/// A token as a request would get it.
fn asked(settings: &Settings) -> Result<AccessToken, Failure> {
    let credential = credentials::credential(settings)?;
    let cloud = settings.cloud();
    let token = runtime()?.block_on(credential.get_token(&[cloud.scope()], None));
    token.map_err(|error| Failure::from(Error::from(error)))
}

/// What is known, the token's own words first: an account's are from its sign-in.
fn facts(
    settings: &Settings,
    kind: CredentialKind,
    account: Option<&Account>,
    token: Option<&AccessToken>,
) -> Map<String, Value> {
    let claims = token.and_then(|token| TokenClaims::read(token.token.secret()));
    let claim = |names: &[&str]| claims.as_ref().and_then(|claims| claims.text(names)).map(str::to_owned);
    let list = |name: &str| -> Vec<String> {
        let all = claims.as_ref().map(|claims| claims.list(name)).unwrap_or_default();
        all.into_iter().map(str::to_owned).collect()
    };
    let mut facts = Map::new();
    let mut add = |name: &str, value: Value| drop(facts.insert(name.to_owned(), value));
    let mut text = |name: &str, value: Option<String>| add(name, value.map_or(Value::Null, Value::from));
    text("profile", Some(settings.profile_name().to_owned()));
    text("credential", Some(kind.to_string()));
    let username = account.map(|account| account.username.clone());
    text(
        "account",
        username.or_else(|| claim(&["upn", "preferred_username", "unique_name"])),
    );
    let name = account.and_then(|account| account.name.clone());
    text("name", name.or_else(|| claim(&["name", "app_displayname"])));
    let tenant = claim(&["tid"]).or_else(|| account.and_then(|account| account.tenant_id.clone()));
    text("tenantId", tenant.or_else(|| settings.tenant_id.clone()));
    text(
        "clientId",
        claim(&["appid", "azp"]).or_else(|| settings.client_id.clone()),
    );
    text("environment", Some(settings.environment.to_string()));
    let end = claims.as_ref().and_then(TokenClaims::expires_on);
    let end = end.or_else(|| {
        token
            .map(|token| token.expires_on)
            .filter(|end| *end > OffsetDateTime::UNIX_EPOCH)
    });
    text("expiresOn", end.map(|end| DateTimeOffset::from(end).to_string()));
    let mut scopes = list("scp");
    if scopes.is_empty() {
        scopes = account.map(|account| account.scopes.clone()).unwrap_or_default();
    }
    add("scopes", scopes.into());
    add("roles", list("roles").into());
    add("directoryRoles", list("wids").into());
    facts
}
