//! What lifecycle workflows post for a custom task, and how it is answered.
//!
//! A task's result stands at many places of the URL space. The callout's path says at which it awaits its answer; the lists here are
//! those of the metadata, and a test holds them against `schemas/`. [`lifecycle`] makes the types of a version from its models.

use crate::core::error::Invalid;

use super::path::{self, OwnId, Segment};

/// A template: the resume of a task's result below this place.
macro_rules! below {
    ($place:literal) => {
        concat!(
            "/identityGovernance/lifecycleWorkflows/",
            $place,
            "/taskProcessingResults/{taskProcessingResult-id}/microsoft.graph.identityGovernance.resume"
        )
    };
}

/// Where a callout without a path is answered: the place that the reference documents.
const TASK: &str = below!("workflows/{workflow-id}/tasks/{task-id}");

/// The places at which v1.0 resumes a task's result.
#[cfg(feature = "v1_0")]
pub(crate) const V1_0_PATHS: &[&str] = &[
    below!("deletedItems/workflows/{workflow-id}/runs/{run-id}"),
    below!("deletedItems/workflows/{workflow-id}/runs/{run-id}/userProcessingResults/{userProcessingResult-id}"),
    below!("deletedItems/workflows/{workflow-id}/taskReports/{taskReport-id}"),
    below!("deletedItems/workflows/{workflow-id}/tasks/{task-id}"),
    below!("deletedItems/workflows/{workflow-id}/userProcessingResults/{userProcessingResult-id}"),
    below!("deletedItems/workflows/{workflow-id}/versions/{workflowVersion-versionNumber}/tasks/{task-id}"),
    below!("workflowTemplates/{workflowTemplate-id}/tasks/{task-id}"),
    below!("workflows/{workflow-id}/runs/{run-id}"),
    below!("workflows/{workflow-id}/runs/{run-id}/userProcessingResults/{userProcessingResult-id}"),
    below!("workflows/{workflow-id}/taskReports/{taskReport-id}"),
    TASK,
    below!("workflows/{workflow-id}/userProcessingResults/{userProcessingResult-id}"),
    below!("workflows/{workflow-id}/versions/{workflowVersion-versionNumber}/tasks/{task-id}"),
];

/// The places at which beta resumes a task's result.
#[cfg(feature = "beta")]
pub(crate) const BETA_PATHS: &[&str] = &[
    below!("deletedItems/workflows/{workflow-id}/runs/{run-id}/subjectProcessingResults/{subjectProcessingResult-id}"),
    below!("deletedItems/workflows/{workflow-id}/runs/{run-id}"),
    below!("deletedItems/workflows/{workflow-id}/runs/{run-id}/userProcessingResults/{userProcessingResult-id}"),
    below!("deletedItems/workflows/{workflow-id}/subjectProcessingResults/{subjectProcessingResult-id}"),
    below!("deletedItems/workflows/{workflow-id}/taskReports/{taskReport-id}"),
    below!("deletedItems/workflows/{workflow-id}/tasks/{task-id}"),
    below!("deletedItems/workflows/{workflow-id}/userProcessingResults/{userProcessingResult-id}"),
    below!("deletedItems/workflows/{workflow-id}/versions/{workflowVersion-versionNumber}/tasks/{task-id}"),
    below!("workflowTemplates/{workflowTemplate-id}/tasks/{task-id}"),
    below!("workflows/{workflow-id}/runs/{run-id}/subjectProcessingResults/{subjectProcessingResult-id}"),
    below!("workflows/{workflow-id}/runs/{run-id}"),
    below!("workflows/{workflow-id}/runs/{run-id}/userProcessingResults/{userProcessingResult-id}"),
    below!("workflows/{workflow-id}/subjectProcessingResults/{subjectProcessingResult-id}"),
    below!("workflows/{workflow-id}/taskReports/{taskReport-id}"),
    TASK,
    below!("workflows/{workflow-id}/userProcessingResults/{userProcessingResult-id}"),
    below!("workflows/{workflow-id}/versions/{workflowVersion-versionNumber}/tasks/{task-id}"),
];

/// What of a callout decides where it is answered.
pub(crate) struct Facts<'a> {
    pub(crate) workflow_id: Option<&'a str>,
    pub(crate) task_id: Option<&'a str>,
    pub(crate) result_id: Option<&'a str>,
    pub(crate) callback_uri_path: Option<&'a str>,
}

impl Facts<'_> {
    /// The place of the task's result.
    pub(crate) fn place(&self, known: &[&'static str]) -> Result<Vec<Segment>, Invalid> {
        let result = OwnId {
            hole: "{taskProcessingResult-id}",
            member: "data.taskProcessingResult.id",
            value: self.result_id,
        };
        let own = [
            result,
            OwnId {
                hole: "{workflow-id}",
                member: "data.workflow.id",
                value: self.workflow_id,
            },
            OwnId {
                hole: "{task-id}",
                member: "data.task.id",
                value: self.task_id,
            },
        ];
        // What is resumed is the callout's own, whatever the path says.
        path::checked(result.member, result.value)?;
        match self.callback_uri_path {
            Some(callback) => path::find("data.callbackUriPath", callback, known, &own),
            None => path::fill(TASK, &own),
        }
    }
}

/// The callout and its answer, of a version.
macro_rules! lifecycle {
    ($paths:ident) => {
        /// What lifecycle workflows post to a customer's service when a workflow runs a custom task.
        ///
        /// A member may be missing, and one that does not fit costs nothing but itself: it is kept, see [`event`](Self::event).
        ///
        /// **Verify the caller first**: whoever can post here can have tasks completed. See the [module](self).
        #[derive(Clone, PartialEq)]
        pub struct CustomTaskExtensionCallout {
            event: CustomTaskExtensionEvent,
        }

        /// The whole of what is posted. The metadata does not have it; the reference calls it customExtensionCalloutRequest.
        #[derive(Clone)]
        #[non_exhaustive]
        pub struct CustomTaskExtensionEvent {
            /// `data`: the workflow, the task, its run and the user.
            pub data: Option<Box<models::identity_governance::CustomTaskExtensionCalloutData>>,
            /// `source`: the context in which the event happened.
            pub source: Option<String>,
            /// `type`: the kind of event.
            pub r#type: Option<String>,
            /// Everything else: members of other names, annotations, values that did not fit.
            pub additional_properties: $crate::core::model::AdditionalProperties,
            presence: $crate::core::model::State,
        }

        $crate::core::model::model! {
            CustomTaskExtensionEvent, "microsoft.graph.customExtensionCalloutRequest", models::KNOWN, 0,
            0 data "data" DATA Property<models::identity_governance::CustomTaskExtensionCalloutData>, 0;
            1 source "source" SOURCE Property<String>, 0;
            2 r#type "type" TYPE Property<String>, 0;
        }

        impl CustomTaskExtensionCallout {
            /// The paths below the version that a `callbackUriPath` may be, each with the callout's own ids; the action at the end with
            /// or without its namespace.
            pub const RESUME_PATHS: &'static [&'static str] = $crate::callout::lifecycle::$paths;

            /// Reads the body of the call: members by their names in any case, with or without an `@odata.type`.
            ///
            /// # Errors
            /// When it is not JSON, too deep, no object, names its own type twice, or has more than 1000 members that the type does
            /// not name.
            pub fn from_slice(body: &[u8]) -> Result<Self, $crate::json::ReadError> {
                $crate::callout::read(body).map(|event| Self { event })
            }

            /// What came.
            pub fn event(&self) -> &CustomTaskExtensionEvent {
                &self.event
            }

            /// What came, to keep.
            pub fn into_event(self) -> CustomTaskExtensionEvent {
                self.event
            }

            /// What came as `data`: the workflow, the task, its run and the user.
            pub fn data(&self) -> Option<&models::identity_governance::CustomTaskExtensionCalloutData> {
                self.event.data.as_deref()
            }

            /// The id of the workflow.
            pub fn workflow_id(&self) -> Option<&str> {
                self.data()?.workflow.as_ref()?.id.as_deref()
            }

            /// The id of the task.
            pub fn task_id(&self) -> Option<&str> {
                self.data()?.task.as_ref()?.id.as_deref()
            }

            /// The id of the task's run for this user, which waits for the answer.
            pub fn task_processing_result_id(&self) -> Option<&str> {
                self.data()?.task_processingresult.as_ref()?.id.as_deref()
            }

            /// Whether it can be resumed: it has the ids that a resume needs, and awaits its answer at the resume of this very run.
            ///
            /// # Errors
            /// [`Error::Invalid`] with the member that stands against it. Sending an answer gives the same error.
            pub fn check(&self) -> Result<(), Error> {
                self.place().map(drop).map_err(Into::into)
            }

            /// Tells that the task has succeeded. `source` is who says so.
            pub fn completed(&self, source: impl Into<String>) -> CustomTaskExtensionResume {
                use models::identity_governance::CustomTaskExtensionOperationStatus as Status;
                self.resume(source.into(), Status::Completed)
            }

            /// Tells that the task has failed.
            pub fn failed(&self, source: impl Into<String>) -> CustomTaskExtensionResume {
                use models::identity_governance::CustomTaskExtensionOperationStatus as Status;
                self.resume(source.into(), Status::Failed)
            }

            fn resume(
                &self,
                source: String,
                status: models::identity_governance::CustomTaskExtensionOperationStatus,
            ) -> CustomTaskExtensionResume {
                use models::identity_governance::{CustomTaskExtensionCallbackData, ResumeRequest};
                CustomTaskExtensionResume {
                    place: self.place(),
                    body: ResumeRequest::new()
                        .with_source(source)
                        .with_type("lifecycleEvent")
                        .with_data(CustomTaskExtensionCallbackData::new().with_operation_status(status)),
                }
            }

            fn place(&self) -> Result<Vec<$crate::callout::path::Segment>, $crate::Invalid> {
                let data = self.data().map(|data| &data.additional_properties);
                let callback = match data {
                    Some(data) => $crate::callout::additional_path(data, "data.callbackUriPath")?,
                    None => None,
                };
                let facts = $crate::callout::lifecycle::Facts {
                    workflow_id: self.workflow_id(),
                    task_id: self.task_id(),
                    result_id: self.task_processing_result_id(),
                    callback_uri_path: callback.as_deref(),
                };
                facts.place(Self::RESUME_PATHS)
            }
        }

        /// Ids and the kind of event: the rest is about people.
        impl std::fmt::Debug for CustomTaskExtensionCallout {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct("CustomTaskExtensionCallout")
                    .field("type", &self.event.r#type)
                    .field("workflow_id", &self.workflow_id())
                    .field("task_id", &self.task_id())
                    .field("task_processing_result_id", &self.task_processing_result_id())
                    .finish_non_exhaustive()
            }
        }

        /// An answer to a [`CustomTaskExtensionCallout`]: the filled body of the resume, and where it goes.
        ///
        /// A callout that cannot be resumed is told here, by every method that gives something out.
        #[derive(Clone, PartialEq)]
        #[must_use = "an answer does nothing until it is sent"]
        pub struct CustomTaskExtensionResume {
            place: Result<Vec<$crate::callout::path::Segment>, $crate::Invalid>,
            body: models::identity_governance::ResumeRequest,
        }

        impl CustomTaskExtensionResume {
            /// Sends a `type` of your own; it is `lifecycleEvent` otherwise, as the reference shows it.
            pub fn with_type(mut self, r#type: impl Into<String>) -> Self {
                self.body = self.body.with_type(r#type);
                self
            }

            /// The body that is sent.
            ///
            /// # Errors
            /// [`Error::Invalid`] when the callout cannot be resumed: it lacks an id, or awaits its answer elsewhere.
            pub fn body(&self) -> Result<&models::identity_governance::ResumeRequest, Error> {
                match &self.place {
                    Ok(_) => Ok(&self.body),
                    Err(problem) => Err(problem.clone().into()),
                }
            }

            /// The request, for its options or [`what_if`](crate::Request::what_if). It goes to the client's endpoint and version.
            ///
            /// # Errors
            /// As [`body`](Self::body).
            pub fn request(&self, client: &Client) -> Result<Request<()>, Error> {
                let place = self.place.as_ref().map_err(Clone::clone)?;
                let path = $crate::callout::path::builder_path(client.core(), place);
                Ok(builders::TaskProcessingResultsItemBuilder::at(path).resume(self.body.clone()))
            }

            /// Resumes the workflow.
            ///
            /// # Errors
            /// As [`body`](Self::body), and as [`Request::send`](crate::Request::send).
            pub async fn send(self, client: &Client) -> Result<(), Error> {
                self.request(client)?.send().await
            }
        }

        /// Where it goes and how the task ended; the source may name people.
        impl std::fmt::Debug for CustomTaskExtensionResume {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                let status = self
                    .body
                    .data
                    .as_ref()
                    .and_then(|data| data.operation_status.as_ref());
                f.debug_struct("CustomTaskExtensionResume")
                    .field("place", &self.place)
                    .field("operation_status", &status)
                    .finish_non_exhaustive()
            }
        }
    };
}
pub(crate) use lifecycle;
