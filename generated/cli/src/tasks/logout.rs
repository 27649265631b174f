//! `msgraph-ig logout`: removes what `login` has kept of a profile.

use clap::Command;

use crate::credentials;
use crate::failure::Failure;
use crate::run::Run;
use crate::send::runtime;
use crate::settings::{Key, Settings, change_profile};

pub(super) fn command() -> Command {
    Command::new("logout")
        .about("Signs out: removes the tokens of the profile")
        .after_help(
            "Tenant and application of the profile stay, for the next login. The identity platform has no request that \
             makes tokens void; an administrator revokes all sign-ins of a user.",
        )
}

pub(super) fn run(run: &Run) -> Result<(), Failure> {
    let connection = &run.common.connection;
    let settings = Settings::load_or_new(connection)?;
    let place = runtime()?.block_on(credentials::clear(&settings))?;
    change_profile(connection, &[(Key::Credential, None), (Key::Scopes, None)])?;
    let profile = settings.profile_name();
    run.reporter.note(&format!(
        "the profile `{profile}` is signed out; {place} has nothing of it any more"
    ));
    Ok(())
}
