//! The operations that `login --for` names: by words, a cmdlet, a URL, a method and a path, or a task of this program.

use msgraph_identity_governance::Method;
use msgraph_identity_governance::reflection::{Api, Operation};
use msgraph_identity_governance::sign_in::Scopes;

use crate::failure::Failure;
use crate::line::{Line, Target};
use crate::nearest::nearest;
use crate::operation::operation_at;

const BELOW: &str = "/identityGovernance/entitlementManagement";

/// What the tasks do that take several requests.
const TASKS: [(&str, &[(Method, &str)]); 2] = [
    (
        "resume",
        &[
            (Method::Get, "/assignmentRequests/id"),
            (Method::Get, "/assignmentPolicies"),
            (Method::Post, "/assignmentRequests/id/resume"),
        ],
    ),
    (
        "waiting",
        &[
            (Method::Get, "/assignmentRequests"),
            (Method::Get, "/assignmentPolicies"),
        ],
    ),
];

/// The least permissions of all operations that these texts name.
///
/// # Errors
/// When a text names none, or one that is not for signed-in users.
pub(super) fn scopes_for<'t>(
    texts: impl IntoIterator<Item = &'t String>,
    api: &'static Api,
) -> Result<Vec<String>, Failure> {
    let mut all = Vec::new();
    for text in texts {
        all.extend(operations_of(text, api).map_err(|failure| failure.at(format!("--for `{text}`")))?);
    }
    if all.is_empty() {
        return Ok(Vec::new());
    }
    let scopes = Scopes::for_operations(all).map_err(|error| Failure::from(error).at("--for"))?;
    Ok(scopes.names().to_vec())
}

fn operations_of(text: &str, api: &'static Api) -> Result<Vec<Operation>, Failure> {
    let mut words: Vec<&str> = text.split_whitespace().collect();
    let program = match words.first() {
        Some(&("mgc-beta" | "msgraph-ig-beta")) => "msgraph-ig-beta",
        _ => "msgraph-ig",
    };
    if matches!(
        words.first(),
        Some(&("mgc" | "mgc-beta" | "msgraph-ig" | "msgraph-ig-beta"))
    ) {
        words.remove(0);
    }
    let beta = api.version() == "beta" || program.ends_with("-beta");
    let beta = words
        .iter()
        .position(|word| *word == "--beta")
        .map(|at| words.remove(at))
        .is_some()
        || beta;
    let api = crate::common::api(beta);
    match words.as_slice() {
        [url] if is_url(url) => by_url("GET", url, api),
        [method, url] if is_url(url) => by_url(method, url, api),
        words => by_words(words, beta, api),
    }
}

fn is_url(word: &str) -> bool {
    word.starts_with('/') || word.contains("://")
}

fn by_url(method: &str, url: &str, api: &'static Api) -> Result<Vec<Operation>, Failure> {
    let path = match url.split_once("://") {
        Some((_, rest)) => rest.find('/').and_then(|at| rest.get(at..)).unwrap_or("/"),
        None => url,
    };
    let path = path.split(['?', '#']).next().unwrap_or(path);
    let (path, api) = ["v1.0", "beta"]
        .into_iter()
        .find_map(|version| {
            let below = path.strip_prefix('/')?.strip_prefix(version)?;
            below
                .starts_with('/')
                .then(|| (below, crate::common::api(version == "beta")))
        })
        .unwrap_or((path, api));
    let operation = operation_at(api, method, path.trim_end_matches('/'));
    operation
        .map(|operation| vec![operation])
        .ok_or_else(|| Failure::usage(format!("{} has no such operation", api.version())).tip(FIND))
}

const FIND: &str = "`msgraph-ig find WORDS` shows operations, each in forms that --for takes";

fn by_words(words: &[&str], beta: bool, api: &'static Api) -> Result<Vec<Operation>, Failure> {
    let mut args = vec!["msgraph-ig".to_owned()];
    args.extend(beta.then(|| "--beta".to_owned()));
    args.extend(words.iter().map(|word| (*word).to_owned()));
    let line = Line::of(&args, &super::OWN);
    match &line.target {
        Target::Operation(operation) => Ok(vec![*operation]),
        Target::Own(name) => {
            let task = TASKS.iter().find(|(task, _)| task == name);
            let requests = task.map(|(_, requests)| *requests).unwrap_or_default();
            let operations: Vec<Operation> = requests
                .iter()
                .filter_map(|(method, path)| operation_at(api, method.as_str(), &format!("{BELOW}{path}")))
                .collect();
            match operations.is_empty() {
                true => Err(Failure::usage(format!("`{name}` is no operation")).tip(FIND)),
                false => Ok(operations),
            }
        }
        Target::Nothing => {
            let failure = Failure::usage("it names no operation");
            let failure = match line.tip() {
                Some(tip) => failure.tip(tip),
                None => failure,
            };
            let task = words
                .first()
                .and_then(|word| nearest(word, TASKS.map(|(task, _)| task)));
            match task.filter(|_| words.len() == 1) {
                Some(task) => Err(failure.tip(format!("did you mean `{task}`?"))),
                None => Err(failure.tip(FIND)),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(text: &str) -> String {
        let api = crate::common::api(false);
        match operations_of(text, api) {
            Ok(operations) => operations
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join(", "),
            Err(failure) => failure.to_string(),
        }
    }

    #[test]
    fn an_operation_has_many_names() {
        let list = "GET /identityGovernance/entitlementManagement/accessPackages";
        for text in [
            "entitlement-management access-packages list",
            "identity-governance entitlement-management access-packages list",
            "msgraph-ig entitlement-management access-packages list --top 5",
            "mgc identity-governance entitlement-management access-packages list",
            "Get-MgEntitlementManagementAccessPackage",
            "/identityGovernance/entitlementManagement/accessPackages",
            "https://graph.microsoft.com/v1.0/identityGovernance/entitlementManagement/accessPackages?$top=5",
            "get /identityGovernance/entitlementManagement/accessPackages/",
        ] {
            assert_eq!(named(text), list, "{text}");
        }
        let resume = "POST /identityGovernance/entitlementManagement/assignmentRequests/\
                      {accessPackageAssignmentRequest-id}/resume";
        for text in [
            resume,
            "post /identityGovernance/entitlementManagement/assignmentRequests/7a6ab703/resume",
            "Resume-MgEntitlementManagementAssignmentRequest",
        ] {
            assert_eq!(named(text), resume, "{text}");
        }
        assert!(named("resume").ends_with(resume), "{}", named("resume"));
        assert_eq!(named("waiting").split(", ").count(), 2);
        for text in [
            "mgc-beta identity-governance entitlement-management access-packages list",
            "--beta entitlement-management access-packages list",
            "https://graph.microsoft.com/beta/identityGovernance/entitlementManagement/accessPackages",
        ] {
            assert_eq!(named(text), list, "{text}");
        }
    }

    #[test]
    fn what_names_nothing_is_refused() {
        for (text, reason) in [
            ("", "names no operation"),
            ("entitlement-management access-pakages list", "names no operation"),
            ("config", "`config` is no operation"),
            (
                "PATCH /identityGovernance/entitlementManagement/accessPackages",
                "no such operation",
            ),
            (
                "FETCH /identityGovernance/entitlementManagement/accessPackages",
                "no such operation",
            ),
            ("/me/messages", "no such operation"),
        ] {
            assert!(named(text).contains(reason), "{text}: {}", named(text));
        }
    }

    #[test]
    fn several_operations_make_one_sign_in() {
        let texts = [
            "entitlement-management access-packages list".to_owned(),
            "resume".to_owned(),
        ];
        assert_eq!(
            scopes_for(&texts, crate::common::api(false)).unwrap(),
            ["EntitlementManagement.ReadWrite.All"]
        );
    }
}
