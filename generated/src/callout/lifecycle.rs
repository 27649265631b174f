//! What lifecycle workflows post for a custom task, and how it is answered.
//!
//! A task's result stands at many places of the URL space. The callout's path says at which it awaits its resume. Taken
//! are the places of which the callout itself has every id; a test holds them against `schemas/`, where further ones
//! lead through the ids of runs, reports and templates. [`lifecycle`] makes the types of a version from its models.

use crate::core::error::Invalid;
use crate::core::model::AdditionalProperties;

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

/// The places at which a task's result is resumed and of which a callout has all ids. They are the same in v1.0 and
/// beta.
pub(crate) const RESUME_PATHS: &[&str] = &[
    TASK,
    below!("workflows/{workflow-id}/versions/{workflowVersion-versionNumber}/tasks/{task-id}"),
    below!("deletedItems/workflows/{workflow-id}/tasks/{task-id}"),
    below!("deletedItems/workflows/{workflow-id}/versions/{workflowVersion-versionNumber}/tasks/{task-id}"),
];

/// What of a callout decides where it is answered.
pub(crate) struct Facts<'a> {
    pub(crate) workflow_id: Option<&'a str>,
    pub(crate) workflow_version: Option<&'a str>,
    pub(crate) task_id: Option<&'a str>,
    pub(crate) result_id: Option<&'a str>,
    pub(crate) callback_uri_path: Option<&'a str>,
}

impl Facts<'_> {
    /// The place of the task's result.
    pub(crate) fn place(&self) -> Result<Vec<Segment>, Invalid> {
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
                hole: "{workflowVersion-versionNumber}",
                member: "data.workflow.workflowVersion",
                value: self.workflow_version,
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
            Some(callback) => path::find("data.callbackUriPath", callback, RESUME_PATHS, &own),
            None => path::fill(TASK, &own),
        }
    }
}

/// The number of the workflow's version: as the metadata calls it, or as it is posted, which the reference's templates
/// misspell.
pub(crate) fn workflow_version(version: Option<i32>, additional: &AdditionalProperties) -> Option<String> {
    let posted = || {
        let is_version = |name: &str| {
            ["workflowVersion", "workflowVerson"]
                .iter()
                .any(|own| own.eq_ignore_ascii_case(name))
        };
        let (_, json) = additional.iter().find(|(name, _)| is_version(name))?;
        // A number or the text of one.
        let text = json.to_text().unwrap_or_else(|| json.as_str().to_owned());
        text.parse::<u32>().ok().map(|number| number.to_string())
    };
    version.map(|number| number.to_string()).or_else(posted)
}

/// The callout and its answer, of a version.
macro_rules! lifecycle {
    ($version:ident) => {
        /// What lifecycle workflows post to a customer's service when a workflow runs a custom task.
        ///
        /// A member may be missing, and one that does not fit is kept as it came, see [`event`](Self::event).
        /// [`check`](Self::check) says so where a decision may rest on it, and the task can be failed then and not
        /// completed.
        ///
        /// **Verify the caller first**: whoever can post here can have tasks completed. See the [module](self).
        ///
        /// For tests and queues one can be made, stored and read again:
        ///
        #[doc = concat!("```\nuse msgraph_identity_governance::", stringify!($version), "::callout::*;")]
        ///
        /// let callout = CustomTaskExtensionCallout::new("4f36da05", "e07dcdb2", "6e1ec336");
        /// let stored = callout.to_bytes();
        /// assert_eq!(CustomTaskExtensionCallout::from_slice(&stored)?, callout);
        /// # Ok::<(), msgraph_identity_governance::json::ReadError>(())
        /// ```
        #[derive(Clone, PartialEq)]
        pub struct CustomTaskExtensionCallout {
            event: CustomTaskExtensionEvent,
        }

        /// The whole of what is posted. The metadata does not have it; the reference calls it
        /// customExtensionCalloutRequest.
        #[derive(Clone)]
        #[non_exhaustive]
        pub struct CustomTaskExtensionEvent {
            /// `data`: the workflow, the task, its run and the user.
            pub data: Option<$crate::model::Child<models::identity_governance::CustomTaskExtensionCalloutData>>,
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

        impl CustomTaskExtensionEvent {
            /// Sets `data`.
            pub fn with_data(
                mut self,
                value: impl Into<$crate::model::Child<models::identity_governance::CustomTaskExtensionCalloutData>>,
            ) -> Self {
                self.data = Some(value.into());
                self
            }

            /// Sets `source`.
            pub fn with_source(mut self, value: impl Into<String>) -> Self {
                self.source = Some(value.into());
                self
            }

            /// Sets `type`.
            pub fn with_type(mut self, value: impl Into<String>) -> Self {
                self.r#type = Some(value.into());
                self
            }
        }

        impl CustomTaskExtensionCallout {
            /// The paths below the version that a `callbackUriPath` may be, each with the callout's own ids; the action
            /// at the end with or without its namespace. The metadata has further places, which lead through ids that
            /// no callout has: a path of these is not taken.
            pub const RESUME_PATHS: &'static [&'static str] = $crate::callout::lifecycle::RESUME_PATHS;

            /// Makes one of what a resume needs, without a `callbackUriPath`. [`event_mut`](Self::event_mut) sets the
            /// rest.
            pub fn new(
                workflow_id: impl Into<String>,
                task_id: impl Into<String>,
                task_processing_result_id: impl Into<String>,
            ) -> Self {
                use models::identity_governance::{
                    CustomTaskExtensionCalloutData, Task, TaskProcessingResult, Workflow,
                };
                let data = CustomTaskExtensionCalloutData::new()
                    .with_workflow(Workflow::new().with_id(workflow_id))
                    .with_task(Task::new().with_id(task_id))
                    .with_task_processingresult(TaskProcessingResult::new().with_id(task_processing_result_id));
                CustomTaskExtensionEvent::new().with_data(data).into()
            }

            /// Reads the body of the call, or what [`to_bytes`](Self::to_bytes) gave: members by their names in any
            /// case, with or without an `@odata.type`.
            ///
            /// # Errors
            /// When it is not JSON, too deep, no object, names its own type twice, or has more than 1000 members that
            /// the type does not name. Also when an object in it, at any depth, has a name twice, in the same case or
            /// another: nobody can tell which of them is meant.
            pub fn from_slice(body: &[u8]) -> Result<Self, $crate::json::ReadError> {
                $crate::callout::read(body).map(|event| Self { event })
            }

            /// All of it as JSON, to be stored and read again by [`from_slice`](Self::from_slice): nothing is lost,
            /// also of what the metadata does not name and of what does not fit. Names and values that the metadata
            /// knows are written in its casing. It holds personal data.
            pub fn to_bytes(&self) -> Vec<u8> {
                self.event.to_json()
            }

            /// What came.
            pub fn event(&self) -> &CustomTaskExtensionEvent {
                &self.event
            }

            /// What came, to change it.
            pub fn event_mut(&mut self) -> &mut CustomTaskExtensionEvent {
                &mut self.event
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

            /// Whether it can be worked on and resumed: it has the ids that a resume needs, awaits its resume at the
            /// path of this very run, and all that a decision may rest on (subject, task, workflow, source, type) came
            /// as it is declared. A member that is absent or null is no fault; whether it may be is for the program to
            /// say. Not looked at is when the service made, changed or ran something (`createdDateTime` and the like).
            ///
            /// # Errors
            /// [`Error::Invalid`] with the member that stands against it. [`completed`](Self::completed) gives the same
            /// error; [`failed`](Self::failed) only where nothing can be resumed, so a task with what does not fit can
            /// be failed.
            pub fn check(&self) -> Result<(), Error> {
                self.fit().map(drop).map_err(Into::into)
            }

            /// Reports that the task has succeeded. `source` is who says so. A callout that [`check`](Self::check)
            /// refuses cannot be completed.
            pub fn completed(&self, source: impl Into<String>) -> CustomTaskExtensionResume {
                use models::identity_governance::CustomTaskExtensionOperationStatus as Status;
                self.resume(source.into(), Status::Completed, self.fit())
            }

            /// Reports that the task has failed. That is possible also where something in the callout does not fit its
            /// declared type.
            pub fn failed(&self, source: impl Into<String>) -> CustomTaskExtensionResume {
                use models::identity_governance::CustomTaskExtensionOperationStatus as Status;
                self.resume(source.into(), Status::Failed, self.place())
            }

            fn resume(
                &self,
                source: String,
                status: models::identity_governance::CustomTaskExtensionOperationStatus,
                place: Result<Vec<$crate::callout::path::Segment>, $crate::Invalid>,
            ) -> CustomTaskExtensionResume {
                use models::identity_governance::{CustomTaskExtensionCallbackData, TaskProcessingResultResumeRequest};
                CustomTaskExtensionResume {
                    place,
                    body: TaskProcessingResultResumeRequest::new()
                        .with_source(source)
                        .with_type("lifecycleEvent")
                        .with_data(CustomTaskExtensionCallbackData::new().with_operation_status(status)),
                }
            }

            /// The place, when all that a decision may rest on is as it is declared.
            fn fit(&self) -> Result<Vec<$crate::callout::path::Segment>, $crate::Invalid> {
                use $crate::callout::grounds;
                let place = self.place()?;
                grounds::check_type(
                    &self.event.additional_properties,
                    &[CustomTaskExtensionEvent::INFO],
                )?;
                grounds::check(&self.event.mismatches(), &[])?;
                Ok(place)
            }

            fn place(&self) -> Result<Vec<$crate::callout::path::Segment>, $crate::Invalid> {
                let data = self.data().map(|data| &data.additional_properties);
                let callback = match data {
                    Some(data) => $crate::callout::additional_path(data, "data.callbackUriPath")?,
                    None => None,
                };
                let workflow = self.data().and_then(|data| data.workflow.as_deref());
                let version = workflow.and_then(|workflow| {
                    $crate::callout::lifecycle::workflow_version(workflow.version, &workflow.additional_properties)
                });
                let facts = $crate::callout::lifecycle::Facts {
                    workflow_id: self.workflow_id(),
                    workflow_version: version.as_deref(),
                    task_id: self.task_id(),
                    result_id: self.task_processing_result_id(),
                    callback_uri_path: callback.as_deref(),
                };
                facts.place()
            }
        }

        impl From<CustomTaskExtensionEvent> for CustomTaskExtensionCallout {
            fn from(event: CustomTaskExtensionEvent) -> Self {
                Self { event }
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
        /// A callout that cannot be resumed is reported here, by every method that gives something out.
        #[derive(Clone, PartialEq)]
        #[must_use = "an answer does nothing until it is sent"]
        pub struct CustomTaskExtensionResume {
            place: Result<Vec<$crate::callout::path::Segment>, $crate::Invalid>,
            body: models::identity_governance::TaskProcessingResultResumeRequest,
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
            pub fn body(&self) -> Result<&models::identity_governance::TaskProcessingResultResumeRequest, Error> {
                match &self.place {
                    Ok(_) => Ok(&self.body),
                    Err(problem) => Err(problem.clone().into()),
                }
            }

            /// The request, for its options or [`what_if`](crate::Request::what_if). It goes to the client's endpoint
            /// and version.
            ///
            /// # Errors
            /// As [`body`](Self::body).
            // Inlined, as `send` is: the copy of a body has the code that copies every model which one can hold.
            #[inline]
            pub fn request(&self, client: &GraphClient) -> Result<Request<()>, Error> {
                let place = self.place.as_ref().map_err(Clone::clone)?;
                let path = $crate::callout::path::builder_path(client.core(), place);
                Ok(builders::TaskProcessingResultBuilder::at(path).resume(self.body.clone()))
            }

            /// Resumes the workflow.
            ///
            /// # Errors
            /// As [`body`](Self::body), and as [`Request::send`](crate::Request::send).
            #[inline]
            pub async fn send(self, client: &GraphClient) -> Result<(), Error> {
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
