//! Which sign-in would help, as a command line: behind a refusal for want of a permission, and where nobody is signed
//! in.

use msgraph_identity_governance::reflection::{Operation, Scheme};

use crate::credentials;
use crate::failure::{Failure, Kind};
use crate::operation::operation_at;
use crate::run::Run;
use crate::settings::CredentialKind;
use crate::what_if::shell;

/// The failure with the `login` that would help, where one would.
pub fn with_sign_in(failure: Failure, run: &Run) -> Failure {
    let lacks_permission = failure.request().is_some_and(|request| request.status == Some(403));
    if !lacks_permission && failure.kind() != Kind::NotSignedIn {
        return failure;
    }
    let Ok(Some(credential)) = run.settings().and_then(credentials::kind) else {
        return match lacks_permission {
            // An endpoint on loopback, which asks for no credential.
            true => with_operation(failure, run),
            false => failure,
        };
    };
    match credential {
        CredentialKind::Login if lacks_permission => with_operation(failure, run),
        CredentialKind::Login => {
            let claims = failure.claims().map(|claims| format!(" --claims {}", shell(claims)));
            let line = format!("{}{}", login(run), claims.unwrap_or_default());
            failure.tip(line)
        }
        // A user may have what the account of `az` and the owner of a token lack.
        CredentialKind::AzureCli | CredentialKind::TokenFile if lacks_permission => with_operation(failure, run),
        _ if lacks_permission => {
            failure.tip("an administrator grants permissions to applications: no sign-in adds one")
        }
        _ => failure,
    }
}

/// With the `login` for the very operation; nothing where it is for applications alone, or not of the table.
fn with_operation(failure: Failure, run: &Run) -> Failure {
    let of_user = |operation: &Operation| {
        let permissions = operation.permissions();
        permissions.is_some_and(|permissions| permissions.least(Scheme::Delegated).next().is_some())
    };
    let operation = failure
        .request()
        .and_then(|request| operation_at(run.api, &request.method, &request.template))
        .filter(of_user);
    match operation {
        Some(operation) => {
            let line = format!("{} --for {}", login(run), shell(&operation.to_string()));
            failure.tip(line)
        }
        None => failure,
    }
}

/// `msgraph-ig login`, for the version and the profile of this command.
fn login(run: &Run) -> String {
    let mut line = "msgraph-ig".to_owned();
    if run.api.version() == "beta" {
        line.push_str(" --beta");
    }
    line.push_str(" login");
    if let Some(profile) = run.common.connection.profile.as_deref().filter(|name| !name.is_empty()) {
        line.push_str(&format!(" --profile {}", shell(profile)));
    }
    line
}
