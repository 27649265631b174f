//! A callout of either kind: what names it, and how long it waits.

use std::fmt;
use std::time::Duration;

use msgraph_identity_governance::Error;
use msgraph_identity_governance::json::ReadError;
use msgraph_identity_governance::v1_0::callout::{AccessPackageAssignmentRequestCallout, CustomTaskExtensionCallout};
use msgraph_identity_governance::v1_0::models::AnyCustomExtensionCallbackConfiguration;
use msgraph_identity_governance::values;

const HOUR: Duration = Duration::from_secs(60 * 60);
/// The longest that entitlement management waits.
const ACCESS_PACKAGE: Duration = HOUR.saturating_mul(14 * 24);
/// The longest that it waits at an approval stage, and that lifecycle workflows wait.
const SHORT: Duration = HOUR.saturating_mul(3);

/// The two kinds. They have no mark of their own in what is posted, so each has a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    AccessPackage,
    CustomTask,
}

impl Kind {
    /// As it stands in pages, metrics and the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::AccessPackage => "access-package",
            Self::CustomTask => "custom-task",
        }
    }

    /// The kind of this name.
    pub fn of(name: &str) -> Option<Self> {
        [Self::AccessPackage, Self::CustomTask]
            .into_iter()
            .find(|kind| kind.name() == name)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A callout of either kind.
pub enum Callout {
    AccessPackage(Box<AccessPackageAssignmentRequestCallout>),
    CustomTask(Box<CustomTaskExtensionCallout>),
}

impl Callout {
    /// Reads what was posted, or stored.
    pub fn read(kind: Kind, body: &[u8]) -> Result<Self, ReadError> {
        match kind {
            Kind::AccessPackage => AccessPackageAssignmentRequestCallout::from_slice(body)
                .map(|callout| Self::AccessPackage(callout.into())),
            Kind::CustomTask => {
                CustomTaskExtensionCallout::from_slice(body).map(|callout| Self::CustomTask(callout.into()))
            }
        }
    }

    /// To be stored.
    pub fn to_bytes(&self) -> Vec<u8> {
        match self {
            Self::AccessPackage(callout) => callout.to_bytes(),
            Self::CustomTask(callout) => callout.to_bytes(),
        }
    }

    /// Whether the portal only tests the connection: it wants a response and no resume.
    pub fn is_connection_test(&self) -> bool {
        matches!(self, Self::AccessPackage(callout) if callout.is_connection_test())
    }

    /// The id of this call: what comes twice has it twice, the next stage of a request has another.
    ///
    /// # Errors
    /// What is missing, where the callout could never be resumed.
    pub fn id(&self) -> Result<String, Error> {
        // What can be denied, or failed, can be resumed.
        let id = match self {
            Self::AccessPackage(callout) => {
                callout.deny("", "").body()?;
                callout.stage_instance_id()
            }
            Self::CustomTask(callout) => {
                callout.failed("").body()?;
                callout.task_processing_result_id()
            }
        };
        Ok(id.unwrap_or_default().to_owned())
    }

    /// How long the resume is waited for: as the callout says, and else the longest time that can be set.
    pub fn waits(&self) -> Duration {
        match self {
            Self::AccessPackage(callout) => {
                let longest = if callout.is_determining_approval() {
                    SHORT
                } else {
                    ACCESS_PACKAGE
                };
                let configured = callout.data().callback_configuration.as_ref().and_then(configured);
                configured.map_or(longest, |configured| configured.min(longest))
            }
            Self::CustomTask(_) => SHORT,
        }
    }
}

/// The time of a configuration: under the metadata's name, or under the one that is posted.
fn configured(configuration: &AnyCustomExtensionCallbackConfiguration) -> Option<Duration> {
    use AnyCustomExtensionCallbackConfiguration as Any;
    if let Some(duration) = configuration.timeout_duration() {
        return duration.to_std();
    }
    let properties = match configuration {
        Any::UnknownType(configuration) => &configuration.additional_properties,
        _ => return None,
    };
    let is_posted = |name: &str| name.eq_ignore_ascii_case("durationBeforeTimeout");
    let (_, posted) = properties.iter().find(|(name, _)| is_posted(name))?;
    posted.to_text()?.parse::<values::Duration>().ok()?.to_std()
}

#[cfg(test)]
mod tests {
    use super::*;
    use msgraph_identity_governance::testing::callouts;

    fn read(kind: Kind, json: &impl ToString) -> Callout {
        Callout::read(kind, json.to_string().as_bytes()).unwrap()
    }

    #[test]
    fn each_kind_has_an_id() {
        let request = read(
            Kind::AccessPackage,
            &callouts::access_package_request("AssignmentRequestCreated"),
        );
        assert_eq!(request.id().unwrap(), callouts::STAGE_INSTANCE_ID);
        let task = read(Kind::CustomTask, &callouts::custom_task());
        assert_eq!(task.id().unwrap(), callouts::TASK_PROCESSING_RESULT_ID);
        assert!(read(Kind::AccessPackage, &callouts::connection_test()).is_connection_test());
    }

    #[test]
    fn what_cannot_be_resumed_says_what_it_lacks() {
        let mut posted = callouts::access_package_request("AssignmentRequestCreated");
        posted.as_object_mut().unwrap().remove("CustomExtensionStageInstanceId");
        let error = read(Kind::AccessPackage, &posted).id().unwrap_err();
        assert!(error.to_string().contains("customExtensionStageInstanceId"), "{error}");
        // One kind at the page of the other.
        assert!(
            read(
                Kind::CustomTask,
                &callouts::access_package_request("AssignmentRequestCreated")
            )
            .id()
            .is_err()
        );
    }

    #[test]
    fn the_time_is_that_of_the_callout() {
        let mut posted = callouts::access_package_request("AssignmentRequestCreated");
        assert_eq!(read(Kind::AccessPackage, &posted).waits(), HOUR * 2);
        posted["CallbackConfiguration"] = serde_json::json!({ "TimeoutDuration": "PT30M" });
        assert_eq!(read(Kind::AccessPackage, &posted).waits(), HOUR / 2);
        posted["CallbackConfiguration"] = serde_json::json!({ "DurationBeforeTimeout": "P400D" });
        assert_eq!(read(Kind::AccessPackage, &posted).waits(), HOUR * 14 * 24);
        posted.as_object_mut().unwrap().remove("CallbackConfiguration");
        assert_eq!(read(Kind::AccessPackage, &posted).waits(), HOUR * 14 * 24);
        posted["Stage"] = "AssignmentRequestDeterminingApprovalRequirements".into();
        assert_eq!(read(Kind::AccessPackage, &posted).waits(), HOUR * 3);
        assert_eq!(read(Kind::CustomTask, &callouts::custom_task()).waits(), HOUR * 3);
    }
}
