//! What `resume` and `waiting` know of assignment requests: which callout of one waits, at which stage, since and until
//! when.

use msgraph_identity_governance::Method;
use msgraph_identity_governance::reflection::Api;
use msgraph_identity_governance::values::{DateTimeOffset, Duration};
use serde_json::Value;

use crate::failure::{Failure, Kind};
use crate::operation::{Input, request};
use crate::prepared::Prepared;
use crate::run::refused;
use crate::send::Session;

const BELOW: &str = "/identityGovernance/entitlementManagement";

/// A request of the operation at a path below entitlement management.
///
/// # Errors
/// When the version has no such operation, or what is given does not fit it.
pub(super) fn prepared(
    api: &'static Api,
    method: Method,
    template: &str,
    id: Option<&str>,
    mut input: Input,
) -> Result<Prepared, Failure> {
    let operation = api.operation(method, &format!("{BELOW}{template}"));
    let operation = operation.ok_or_else(|| Failure::usage(format!("{} has no {BELOW}{template}", api.version())))?;
    if let (Some(parameter), Some(id)) = (operation.parameters().next(), id) {
        input.keys.push((parameter, id.to_owned()));
    }
    request(operation, input).map_err(refused)
}

/// A callout that waits for its resume.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Waiting {
    /// The request.
    pub(super) request: String,
    /// What a resume calls the callout.
    pub(super) instance: String,
    /// The extension that was called.
    pub(super) extension: Option<String>,
}

/// The callouts of a request that wait.
pub(super) fn waiting_in(request: &Value) -> Vec<Waiting> {
    let id = text(request, "id").unwrap_or_default();
    let instances = request.get("customExtensionCalloutInstances").and_then(Value::as_array);
    let waits = |instance: &&Value| {
        text(instance, "status").is_some_and(|status| status.eq_ignore_ascii_case("waitingForCallback"))
    };
    let found = instances.into_iter().flatten().filter(waits).map(|instance| Waiting {
        request: id.clone(),
        instance: text(instance, "id").unwrap_or_default(),
        extension: text(instance, "customExtensionId"),
    });
    found.collect()
}

/// A stage at which an extension is called, and how long it waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stage {
    pub(super) extension: String,
    pub(super) access_package: Option<String>,
    pub(super) stage: String,
    pub(super) timeout: Option<String>,
}

/// The stages of all policies that have an extension.
///
/// # Errors
/// When the service refuses, or responds with what is no list.
pub(super) fn stages(session: &Session, api: &'static Api) -> Result<Vec<Stage>, Failure> {
    // beta has policies with stages beside its older ones, whose handlers are others.
    let expand = "customExtensionStageSettings($expand=customExtension),accessPackage($select=id)";
    let query = vec![("$expand".to_owned(), expand.to_owned())];
    let input = Input {
        query,
        force: true,
        ..Input::default()
    };
    let list = prepared(api, Method::Get, "/assignmentPolicies", None, input)?;
    let mut stages = Vec::new();
    for policy in items(session, &list)? {
        let settings = policy.get("customExtensionStageSettings").and_then(Value::as_array);
        for setting in settings.into_iter().flatten() {
            let extension = setting.get("customExtension");
            let Some(id) = extension.and_then(|extension| text(extension, "id")) else {
                continue;
            };
            let timeout = extension
                .and_then(|extension| extension.get("callbackConfiguration"))
                .and_then(|configuration| text(configuration, "timeoutDuration"));
            stages.push(Stage {
                extension: id,
                access_package: policy.get("accessPackage").and_then(|package| text(package, "id")),
                stage: text(setting, "stage").unwrap_or_default(),
                timeout,
            });
        }
    }
    Ok(stages)
}

/// The stages at which a waiting callout can be: those of its extension, for its access package where that is known.
pub(super) fn stages_of<'s>(waiting: &Waiting, access_package: Option<&str>, stages: &'s [Stage]) -> Vec<&'s Stage> {
    let of_extension = stages
        .iter()
        .filter(|stage| Some(&stage.extension) == waiting.extension.as_ref());
    let mut found: Vec<&Stage> = of_extension.collect();
    let of_package: Vec<&Stage> = found
        .iter()
        .copied()
        .filter(|stage| access_package.is_some() && stage.access_package.as_deref() == access_package)
        .collect();
    if !of_package.is_empty() {
        found = of_package;
    }
    found.dedup_by(|one, other| one.stage == other.stage);
    found
}

/// Until when something waits that began then.
pub(super) fn until(since: &str, timeout: Option<&str>) -> Option<String> {
    let since: DateTimeOffset = since.parse().ok()?;
    let timeout: Duration = timeout?.parse().ok()?;
    let timeout = time::Duration::try_from(timeout.to_std()?).ok()?;
    let until = time::OffsetDateTime::from(since).checked_add(timeout)?;
    Some(DateTimeOffset::from(until).to_string())
}

/// All items of a list, page by page.
///
/// # Errors
/// When the service refuses, or responds with what is no list.
pub(super) fn items(session: &Session, list: &Prepared) -> Result<Vec<Value>, Failure> {
    let mut items = Vec::new();
    session.each_item(list, &mut |json| {
        let item: Value = serde_json::from_str(json)
            .map_err(|error| Failure::new(Kind::Network, format!("an item of the list is no JSON: {error}")))?;
        items.push(item);
        Ok(())
    })?;
    Ok(items)
}

/// A member that is a text.
pub(super) fn text(json: &Value, name: &str) -> Option<String> {
    json.get(name)?.as_str().map(str::to_owned)
}
