//! A decision as the request that resumes, and what became of it.

use msgraph_identity_governance::v1_0::GraphClient;
use msgraph_identity_governance::v1_0::models::{AccessPackageApprovalStage, SingleUser};
use msgraph_identity_governance::{Error, Request};

use crate::callout::Callout;
use crate::rule::Decision;

/// The request that resumes. A decision of the other kind of callout ends this one: nothing is approved by mistake.
pub fn request(
    callout: &Callout,
    decision: &Decision,
    source: &str,
    client: &GraphClient,
) -> Result<Request<()>, Error> {
    match callout {
        Callout::AccessPackage(callout) => {
            let resume = match decision {
                Decision::Approve { why } => callout.approve(source, why),
                Decision::Deny { why } => callout.deny(source, why),
                Decision::RequireApproval { why, approvers } => {
                    let approvers = approvers.iter().map(|id| SingleUser::new().with_user_id(id));
                    let stage = AccessPackageApprovalStage::new().with_primary_approvers(approvers);
                    callout.require_approval(source, why, stage)
                }
                Decision::Complete | Decision::Fail => callout.deny(source, "no decision on an access package"),
            };
            resume.request(client)
        }
        Callout::CustomTask(callout) => match decision {
            Decision::Complete => callout.completed(source).request(client),
            _ => callout.failed(source).request(client),
        },
    }
}

/// What became of an attempt that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is of no use to try again: the request is gone, cancelled, resumed already, or its time is over.
    Final,
    /// Another attempt may succeed, and the service has not acted.
    Passing,
    /// Another attempt may succeed; the service may have acted without our seeing it.
    Uncertain,
}

impl Refusal {
    pub fn of(error: &Error) -> Self {
        match (error, error.status()) {
            // Nothing was sent.
            (Error::Invalid(_), _) => Self::Final,
            (Error::Credential(_) | Error::Azure(_), _) => Self::Passing,
            // A permission that is missing today may be there tomorrow.
            (_, Some(401 | 403 | 429)) => Self::Passing,
            (_, Some(408)) => Self::Uncertain,
            (Error::Service(_), Some(400..=499)) => Self::Final,
            _ => Self::Uncertain,
        }
    }
}

#[cfg(test)]
mod tests {
    use msgraph_identity_governance::testing::{FakeGraph, Method, Reply, callouts};

    use super::*;
    use crate::callout::Kind;

    fn callout(kind: Kind, json: &serde_json::Value) -> Callout {
        Callout::read(kind, json.to_string().as_bytes()).unwrap()
    }

    fn body(callout: &Callout, decision: &Decision) -> (String, serde_json::Value) {
        let graph = FakeGraph::new();
        let client = GraphClient::new(graph.credential(), Some(graph.options())).unwrap();
        let shown = request(callout, decision, "S", &client).unwrap().what_if().unwrap();
        let json = serde_json::from_slice(shown.body().unwrap_or_default()).unwrap();
        (shown.url().path().to_owned(), json)
    }

    #[test]
    fn each_decision_has_its_body() {
        let why = || "w".to_owned();
        let created = callout(
            Kind::AccessPackage,
            &callouts::access_package_request("AssignmentRequestCreated"),
        );
        let (path, approved) = body(&created, &Decision::Approve { why: why() });
        assert!(
            path.ends_with(&format!("/assignmentRequests/{}/resume", callouts::REQUEST_ID)),
            "{path}"
        );
        assert_eq!(approved["source"], "S");
        assert_eq!(approved["data"]["customExtensionStageInstanceDetail"], "w");
        assert!(approved["data"].get("state").is_none());
        assert_eq!(
            body(&created, &Decision::Deny { why: why() }).1["data"]["state"],
            "denied"
        );
        assert_eq!(body(&created, &Decision::Complete).1["data"]["state"], "denied");

        let approvers = vec!["u".to_owned()];
        let (_, stage) = body(&created, &Decision::RequireApproval { why: why(), approvers });
        assert_eq!(stage["data"]["approvalStage"]["primaryApprovers"][0]["userId"], "u");

        let task = callout(Kind::CustomTask, &callouts::custom_task());
        let (path, done) = body(&task, &Decision::Complete);
        assert!(path.contains(callouts::TASK_PROCESSING_RESULT_ID), "{path}");
        assert_eq!(done["data"]["operationStatus"], "completed");
        assert_eq!(
            body(&task, &Decision::Approve { why: why() }).1["data"]["operationStatus"],
            "failed"
        );
    }

    #[tokio::test]
    async fn what_may_be_tried_again_is_known_by_the_error() {
        for (status, refusal) in [
            (400, Refusal::Final),
            (404, Refusal::Final),
            (409, Refusal::Final),
            (401, Refusal::Passing),
            (403, Refusal::Passing),
            (429, Refusal::Passing),
            (500, Refusal::Uncertain),
            (503, Refusal::Uncertain),
        ] {
            let graph = FakeGraph::new();
            let path = "/identityGovernance/entitlementManagement/assignmentRequests/{id}/resume";
            graph
                .on(Method::Post, path)
                .always(Reply::error(status, "code", "words"));
            let client = GraphClient::new(graph.credential(), Some(graph.options())).unwrap();
            let created = callouts::access_package_request("AssignmentRequestCreated");
            let decision = Decision::Approve { why: String::new() };
            let request = request(&callout(Kind::AccessPackage, &created), &decision, "S", &client).unwrap();
            assert_eq!(Refusal::of(&request.send().await.unwrap_err()), refusal, "{status}");
        }
    }
}
