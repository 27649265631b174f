//! What entitlement management posts, and how it is answered.
//!
//! Decisions that hold for both versions are functions here; [`entitlement`] makes the types of a version from its
//! models.

use crate::core::error::Invalid;
use crate::core::model::AdditionalProperties;

use super::path::{self, OwnId};

/// The paths below the version at which an assignment request is resumed. A callout does not know through which version
/// it will be answered, so both versions take those of either.
pub(crate) const RESUME_PATHS: &[&str] = &[
    "/identityGovernance/entitlementManagement/assignmentRequests/{accessPackageAssignmentRequest-id}/resume",
    "/identityGovernance/entitlementManagement/accessPackageAssignmentRequests/{accessPackageAssignmentRequest-id}/resume",
    concat!(
        "/identityGovernance/entitlementManagement/accessPackageAssignments/{accessPackageAssignment-id}",
        "/accessPackageAssignmentRequests/{accessPackageAssignmentRequest-id}/resume"
    ),
];

const CALLBACK: &str = "callbackUriPath";

/// Members that no decision rests on: how long the service waits. What the callback path is, [`Facts::check`] looks at
/// by itself.
pub(crate) const APART: &[&str] = &["callbackConfiguration", CALLBACK];

const CONNECTION_TEST: &str = "CustomExtensionConnectionTest";

/// The stage at which an approval stage is chosen. The metadata's enumeration lacks it.
pub(crate) const DETERMINING_APPROVAL: &str = "assignmentRequestDeterminingApprovalRequirements";

/// What of a callout decides whether and how it is answered.
pub(crate) struct Facts<'a> {
    pub(crate) request_id: Option<&'a str>,
    pub(crate) stage_instance_id: Option<&'a str>,
    pub(crate) stage: Option<&'a str>,
    pub(crate) callback_uri_path: Option<&'a str>,
    /// A callback path that is no text, in whatever it came as.
    pub(crate) additional: &'a AdditionalProperties,
    pub(crate) assignment_id: Option<&'a str>,
}

impl Facts<'_> {
    pub(crate) fn is_connection_test(&self) -> bool {
        self.stage
            .is_some_and(|stage| stage.eq_ignore_ascii_case(CONNECTION_TEST))
    }

    /// Whether it can be resumed at all.
    pub(crate) fn check(&self) -> Result<(), Invalid> {
        if self.is_connection_test() {
            return Err(Invalid::new(
                "stage",
                "the callout is a test of the connection: answer it with a status of 200, there is nothing to resume",
            ));
        }
        let request = OwnId {
            hole: "{accessPackageAssignmentRequest-id}",
            member: "accessPackageAssignmentRequestId",
            value: self.request_id,
        };
        let assignment = OwnId {
            hole: "{accessPackageAssignment-id}",
            member: "assignment.id",
            value: self.assignment_id,
        };
        path::checked(request.member, request.value)?;
        path::checked("customExtensionStageInstanceId", self.stage_instance_id)?;
        if self.stage.is_none_or(str::is_empty) {
            let why = "the callout has none, or not as a text; the answer has to repeat it";
            return Err(Invalid::new("stage", why));
        }
        match self.callback_uri_path {
            None => super::additional_path(self.additional, CALLBACK).map(drop),
            Some(callback) => path::find(CALLBACK, callback, RESUME_PATHS, &[request, assignment]).map(drop),
        }
    }
}

/// The stage as the reference spells it, where the metadata does not.
pub(crate) fn spelled(stage: &str) -> &str {
    if stage.eq_ignore_ascii_case(DETERMINING_APPROVAL) {
        DETERMINING_APPROVAL
    } else {
        stage
    }
}

/// The `type` of the answer at a stage. The reference shows that of the creation where an approval stage is chosen.
pub(crate) fn resume_type(stage: &str) -> String {
    let stage = if stage == DETERMINING_APPROVAL {
        "assignmentRequestCreated"
    } else {
        stage
    };
    format!("microsoft.graph.accessPackageCustomExtensionStage.{stage}")
}

/// The callout and its answer, of a version.
macro_rules! entitlement {
    ($version:ident) => {
        /// What entitlement management posts to a customer's service when a request or an assignment reaches a stage
        /// with a custom extension.
        ///
        /// Requests and assignments that are about to expire come to the same endpoint with the same members, fewer for
        /// the latter, and so are one type; [`stage`](Self::stage) tells them apart. Members may be missing, and one
        /// that does not fit is kept as it came, see [`data`](Self::data). [`check`](Self::check) says so where a
        /// decision may rest on it, and such a callout can be denied and not approved.
        ///
        /// **Verify the caller first**: whoever can post here can have requests approved. See the [module](self).
        ///
        /// For tests and queues one can be made, stored and read again:
        ///
        #[doc = concat!("```\nuse msgraph_identity_governance::", stringify!($version), "::{callout::*, models::*};")]
        ///
        /// let stage = AccessPackageCustomExtensionStage::AssignmentRequestCreated;
        /// let mut callout = AccessPackageAssignmentRequestCallout::new("7a6ab703", "957d0c50", stage);
        /// callout.data_mut().requestor = Some(AccessPackageSubject::new().with_display_name("Ada").into());
        /// let stored = callout.to_bytes();
        /// assert_eq!(AccessPackageAssignmentRequestCallout::from_slice(&stored)?, callout);
        /// # Ok::<(), msgraph_identity_governance::json::ReadError>(())
        /// ```
        #[derive(Clone, PartialEq)]
        pub struct AccessPackageAssignmentRequestCallout {
            data: models::AccessPackageAssignmentRequestCalloutData,
        }

        impl AccessPackageAssignmentRequestCallout {
            /// The paths below the version that a `callbackUriPath` may be, each with the callout's own ids.
            pub const RESUME_PATHS: &'static [&'static str] = $crate::callout::entitlement::RESUME_PATHS;

            /// Makes one of what a resume needs, without a `callbackUriPath`. [`data_mut`](Self::data_mut) sets the
            /// rest.
            pub fn new(
                request_id: impl Into<String>,
                stage_instance_id: impl Into<String>,
                stage: impl Into<models::AccessPackageCustomExtensionStage>,
            ) -> Self {
                let stage: models::AccessPackageCustomExtensionStage = stage.into();
                models::AccessPackageAssignmentRequestCalloutData::new()
                    .with_access_package_assignment_request_id(request_id)
                    .with_custom_extension_stage_instance_id(stage_instance_id)
                    .with_stage(stage.as_str())
                    .into()
            }

            /// Reads the body of the call, or what [`to_bytes`](Self::to_bytes) gave: members by their names in any
            /// case, with or without an `@odata.type`.
            ///
            /// # Errors
            /// When it is not JSON, too deep, no object, names its own type twice, or has more than 1000 members that
            /// the type does not name. Also when an object in it, at any depth, has a name twice, in the same case or
            /// another: nobody can tell which of them is meant.
            pub fn from_slice(body: &[u8]) -> Result<Self, $crate::json::ReadError> {
                $crate::callout::read(body).map(|data| Self { data })
            }

            /// All of it as JSON, to be stored and read again by [`from_slice`](Self::from_slice): nothing is lost,
            /// also of what the metadata does not name and of what does not fit. Names and values that the metadata
            /// knows are written in its casing. It holds personal data.
            pub fn to_bytes(&self) -> Vec<u8> {
                self.data.to_json()
            }

            /// What came.
            pub fn data(&self) -> &models::AccessPackageAssignmentRequestCalloutData {
                &self.data
            }

            /// What came, to change it.
            pub fn data_mut(&mut self) -> &mut models::AccessPackageAssignmentRequestCalloutData {
                &mut self.data
            }

            /// What came, to keep.
            pub fn into_data(self) -> models::AccessPackageAssignmentRequestCalloutData {
                self.data
            }

            /// The id of the assignment request.
            pub fn request_id(&self) -> Option<&str> {
                self.data.access_package_assignment_request_id.as_deref()
            }

            /// The id of this call.
            pub fn stage_instance_id(&self) -> Option<&str> {
                self.data.custom_extension_stage_instance_id.as_deref()
            }

            /// The stage at which the service is called; one that the metadata does not name is `UnknownValue` with its
            /// name.
            pub fn stage(&self) -> Option<models::AccessPackageCustomExtensionStage> {
                let stage = self.data.stage.as_deref()?;
                Some($crate::callout::entitlement::spelled(stage).into())
            }

            /// Whether this only tests the connection: it wants a status of 200 and no resume.
            pub fn is_connection_test(&self) -> bool {
                self.facts().is_connection_test()
            }

            /// Whether the service asks who must approve the request (stage
            /// `assignmentRequestDeterminingApprovalRequirements`): answer with
            /// [`require_approval`](Self::require_approval), or [`approve`](Self::approve) to go on without.
            pub fn is_determining_approval(&self) -> bool {
                self.data
                    .stage
                    .as_deref()
                    .map($crate::callout::entitlement::spelled)
                    == Some($crate::callout::entitlement::DETERMINING_APPROVAL)
            }

            /// Whether it can be decided on and resumed: it is no test, has the ids that a resume needs, awaits its
            /// resume at the path of this very request, and all that a decision may rest on (requestor, access package,
            /// catalog, assignment, answers, stage, state, status, request type) came as it is declared. A member that
            /// is absent or null is no fault; whether it may be is for the decision to say.
            ///
            /// Not looked at are how long the service waits (`callbackConfiguration`), when it made or changed
            /// something (`createdDateTime` and the like), and items of a list that are null.
            ///
            /// # Errors
            /// [`Error::Invalid`] with the member that stands against it. [`approve`](Self::approve) and
            /// [`require_approval`](Self::require_approval) give the same error; [`deny`](Self::deny) and
            /// [`cancel`](Self::cancel) only where nothing can be resumed, so what does not fit can be denied.
            pub fn check(&self) -> Result<(), Error> {
                self.fit().map_err(Into::into)
            }

            /// Lets the request go on. `source` is who decided and `detail` why; both are kept for audits.
            ///
            /// A callout that [`check`](Self::check) refuses cannot be approved.
            pub fn approve(
                &self,
                source: impl Into<String>,
                detail: impl Into<String>,
            ) -> AccessPackageAssignmentRequestResume {
                self.decide(source.into(), detail.into(), None, self.fit())
            }

            /// Denies the request. That is possible also where something in the callout does not fit its declared type.
            ///
            /// The reference contradicts itself about the stages at which this works: by its text not at
            /// `assignmentRequestCreated`, by its example there, and elsewhere only there. The service decides.
            pub fn deny(
                &self,
                source: impl Into<String>,
                detail: impl Into<String>,
            ) -> AccessPackageAssignmentRequestResume {
                self.decide(source.into(), detail.into(), Some("denied"), self.facts().check())
            }

            /// Cancels the request. What is said of [`deny`](Self::deny) holds here too.
            pub fn cancel(
                &self,
                source: impl Into<String>,
                detail: impl Into<String>,
            ) -> AccessPackageAssignmentRequestResume {
                self.decide(
                    source.into(),
                    detail.into(),
                    Some("canceled"),
                    self.facts().check(),
                )
            }

            /// Lets the request go on to an approval by these approvers. For a callout that [asks for
            /// them](Self::is_determining_approval); the answer always names that stage. A callout that
            /// [`check`](Self::check) refuses cannot go on so either.
            ///
            /// The service takes v1.0's form of the stage on beta too. Where beta's models lack one of v1.0's subject
            /// sets, read the stage from JSON with [`from_slice`](crate::model::Document::from_slice): what the models
            /// do not name is kept and sent.
            pub fn require_approval(
                &self,
                source: impl Into<String>,
                detail: impl Into<String>,
                approval_stage: models::AccessPackageApprovalStage,
            ) -> AccessPackageAssignmentRequestResume {
                let stage = $crate::callout::entitlement::DETERMINING_APPROVAL;
                let mut data = models::AssignmentRequestApprovalStageCallbackData::new()
                    .with_stage(stage)
                    .with_custom_extension_stage_instance_detail(detail)
                    .with_approval_stage(approval_stage);
                data.custom_extension_stage_instance_id = self.data.custom_extension_stage_instance_id.clone();
                self.resume(source.into(), stage, data.into(), self.fit())
            }

            fn decide(
                &self,
                source: String,
                detail: String,
                state: Option<&str>,
                fit: Result<(), $crate::Invalid>,
            ) -> AccessPackageAssignmentRequestResume {
                let stage = self.stage();
                let mut data = models::AccessPackageAssignmentRequestCallbackData::new()
                    .with_custom_extension_stage_instance_detail(detail);
                data.custom_extension_stage_instance_id = self.data.custom_extension_stage_instance_id.clone();
                data.stage = stage.clone();
                data.state = state.map(str::to_owned);
                // Without a stage nothing is sent: `fit` is an error then.
                self.resume(
                    source,
                    stage.as_ref().map_or("", |stage| stage.as_str()),
                    data.into(),
                    fit,
                )
            }

            fn resume(
                &self,
                source: String,
                stage: &str,
                data: models::AnyCustomExtensionData,
                fit: Result<(), $crate::Invalid>,
            ) -> AccessPackageAssignmentRequestResume {
                AccessPackageAssignmentRequestResume {
                    request_id: self.request_id().unwrap_or_default().to_owned(),
                    problem: fit.err().map(Box::new),
                    body: models::ResumeRequest::new()
                        .with_source(source)
                        .with_type($crate::callout::entitlement::resume_type(stage))
                        .with_data(data),
                }
            }

            /// Whether it can be resumed, and all that a decision may rest on is as it is declared.
            fn fit(&self) -> Result<(), $crate::Invalid> {
                use models::{AccessPackageAssignmentCalloutData, AccessPackageAssignmentRequestCalloutData};
                use $crate::callout::{entitlement, grounds};
                self.facts().check()?;
                let own = [
                    AccessPackageAssignmentRequestCalloutData::INFO,
                    AccessPackageAssignmentCalloutData::INFO,
                ];
                grounds::check_type(&self.data.additional_properties, &own)?;
                grounds::check(&self.data.mismatches(), entitlement::APART)
            }

            fn facts(&self) -> $crate::callout::entitlement::Facts<'_> {
                let assignment = self.data.assignment.as_deref();
                $crate::callout::entitlement::Facts {
                    request_id: self.request_id(),
                    stage_instance_id: self.stage_instance_id(),
                    stage: self.data.stage.as_deref(),
                    callback_uri_path: self.data.callback_uri_path.as_deref(),
                    additional: &self.data.additional_properties,
                    assignment_id: assignment.and_then(|assignment| assignment.id.as_deref()),
                }
            }
        }

        impl From<models::AccessPackageAssignmentRequestCalloutData> for AccessPackageAssignmentRequestCallout {
            fn from(data: models::AccessPackageAssignmentRequestCalloutData) -> Self {
                Self { data }
            }
        }

        /// Ids and stage: the rest is about people.
        impl std::fmt::Debug for AccessPackageAssignmentRequestCallout {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct("AccessPackageAssignmentRequestCallout")
                    .field("request_id", &self.request_id())
                    .field("stage_instance_id", &self.stage_instance_id())
                    .field("stage", &self.data.stage)
                    .finish_non_exhaustive()
            }
        }

        /// An answer to an [`AccessPackageAssignmentRequestCallout`]: the filled body of the resume, and where it goes.
        ///
        /// A callout that cannot be resumed is reported here, by every method that gives something out.
        #[derive(Clone, PartialEq)]
        #[must_use = "an answer does nothing until it is sent"]
        pub struct AccessPackageAssignmentRequestResume {
            request_id: String,
            problem: Option<Box<$crate::Invalid>>,
            body: models::ResumeRequest,
        }

        impl AccessPackageAssignmentRequestResume {
            /// Sends a state of your own: `denied` and `canceled` are known to the reference.
            pub fn with_state(mut self, state: impl Into<String>) -> Self {
                use models::AnyCustomExtensionData as Data;
                match &mut self.body.data {
                    Some(Data::AccessPackageAssignmentRequestCallbackData(data)) => data.state = Some(state.into()),
                    Some(Data::AssignmentRequestApprovalStageCallbackData(data)) => data.state = Some(state.into()),
                    _ => {}
                }
                self
            }

            /// Sends a `type` of your own, in place of the one that follows from the callout's stage.
            pub fn with_type(mut self, r#type: impl Into<String>) -> Self {
                self.body = self.body.with_type(r#type);
                self
            }

            /// The body that is sent.
            ///
            /// # Errors
            /// [`Error::Invalid`] when the callout cannot be resumed: it is a test, lacks an id, or awaits its answer
            /// elsewhere.
            pub fn body(&self) -> Result<&models::ResumeRequest, Error> {
                match &self.problem {
                    None => Ok(&self.body),
                    Some(problem) => Err((**problem).clone().into()),
                }
            }

            /// The request, for its options or [`what_if`](crate::Request::what_if). It goes to the client's endpoint
            /// and version, whatever the callout's path says.
            ///
            /// # Errors
            /// As [`body`](Self::body).
            // Inlined, as `send` is: the copy of a body has the code that copies every model which one can hold.
            #[inline]
            pub fn request(&self, client: &GraphClient) -> Result<Request<()>, Error> {
                let body = self.body()?.clone();
                let requests = client
                    .identity_governance()
                    .entitlement_management()
                    .assignment_requests();
                Ok(requests.by_id(&self.request_id).resume(body))
            }

            /// Resumes the request.
            ///
            /// # Errors
            /// As [`body`](Self::body), and as [`Request::send`](crate::Request::send).
            #[inline]
            pub async fn send(self, client: &GraphClient) -> Result<(), Error> {
                self.request(client)?.send().await
            }
        }

        /// The request's id and the `type`: the reason may name people.
        impl std::fmt::Debug for AccessPackageAssignmentRequestResume {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct("AccessPackageAssignmentRequestResume")
                    .field("request_id", &self.request_id)
                    .field("type", &self.body.r#type)
                    .field("problem", &self.problem)
                    .finish_non_exhaustive()
            }
        }
    };
}
pub(crate) use entitlement;
