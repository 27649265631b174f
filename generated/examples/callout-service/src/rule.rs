//! The rule: what is decided on a callout. This is the part to replace.
//!
//! Here it is a separation of duties. Who already has an access package that excludes the requested one is denied it, and
//! some access packages want an approval. A rule fails closed: what it looks at and does not find, it denies.
//!
//! A decision is stored before it is sent, so the rule is asked once. An error of the rule is no decision: it is asked
//! again later.

use futures::TryStreamExt as _;
use msgraph_identity_governance::Error;
use msgraph_identity_governance::v1_0::GraphClient;
use msgraph_identity_governance::v1_0::callout::{AccessPackageAssignmentRequestCallout, CustomTaskExtensionCallout};
use msgraph_identity_governance::v1_0::models::{
    AccessPackage, AccessPackageAssignment, AccessPackageAssignmentState, AccessPackageCustomExtensionStage,
    AccessPackageSubject,
};
use serde::{Deserialize, Serialize};

use crate::table::Table;

/// What was decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// The request goes on.
    Approve { why: String },
    /// The request ends.
    Deny { why: String },
    /// These users, by their ids, must approve the request.
    RequireApproval { why: String, approvers: Vec<String> },
    /// The task of a workflow is done.
    Complete,
    /// The task of a workflow could not be done.
    Fail,
}

impl Decision {
    /// For metrics and the log.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Approve { .. } => "approve",
            Self::Deny { .. } => "deny",
            Self::RequireApproval { .. } => "require_approval",
            Self::Complete => "complete",
            Self::Fail => "fail",
        }
    }
}

/// Decides on a request for an access package.
// ANCHOR: rule
pub async fn access_package(
    table: &Table,
    client: &GraphClient,
    callout: &AccessPackageAssignmentRequestCallout,
) -> Result<Decision, Error> {
    let deny = |why: &str| Ok(Decision::Deny { why: why.to_owned() });
    if callout.check().is_err() {
        return deny("the callout has something in it that does not fit");
    }
    if !is_before_delivery(callout) {
        return Ok(Decision::Approve {
            why: "nothing is decided at this stage".to_owned(),
        });
    }
    let Some(package) = callout
        .data()
        .access_package
        .as_ref()
        .and_then(|package| package.id.as_deref())
    else {
        return deny("the callout does not say which access package it is about");
    };
    let Some(person) = person(callout) else {
        return deny("the callout does not say for whom the access package is");
    };
    if table.has_conflicts(package)
        && let Some(why) = table.conflict(package, &held(client, person).await?)
    {
        return deny(why);
    }
    let approvers = table.approvers(package);
    if callout.is_determining_approval() && !approvers.is_empty() {
        return Ok(Decision::RequireApproval {
            why: "the access package wants an approval".to_owned(),
            approvers: approvers.to_vec(),
        });
    }
    Ok(Decision::Approve {
        why: "no conflict found".to_owned(),
    })
}
// ANCHOR_END: rule

/// Does the task of a workflow, and says whether that went well. This one has nothing to do.
pub fn custom_task(callout: &CustomTaskExtensionCallout) -> Decision {
    let subject = callout.data().and_then(|data| data.subject.as_ref());
    let is_named = subject
        .and_then(|subject| subject.id.as_deref())
        .is_some_and(|id| !id.is_empty());
    if callout.check().is_ok() && is_named {
        Decision::Complete
    } else {
        Decision::Fail
    }
}

/// Whether somebody is about to get access, and not to lose it or to have it already.
fn is_before_delivery(callout: &AccessPackageAssignmentRequestCallout) -> bool {
    use AccessPackageCustomExtensionStage as Stage;
    callout.is_determining_approval()
        || matches!(
            callout.stage(),
            Some(Stage::AssignmentRequestCreated | Stage::AssignmentRequestApproved)
        )
}

/// The id of the user who is to have the access package: the assignment's target, who is not always the requestor.
fn person(callout: &AccessPackageAssignmentRequestCallout) -> Option<&str> {
    let data = callout.data();
    let target = data
        .assignment
        .as_ref()
        .and_then(|assignment| assignment.target.as_ref());
    let subject = target.or(data.requestor.as_ref())?;
    subject.object_id.as_deref().filter(|id| !id.is_empty())
}

/// The ids of the access packages that a user has.
async fn held(client: &GraphClient, user: &str) -> Result<Vec<String>, Error> {
    use AccessPackageAssignment as Assignment;
    let of_the_user = Assignment::TARGET.then(AccessPackageSubject::OBJECT_ID).eq(user);
    let assignments = client.identity_governance().entitlement_management().assignments();
    let assignments: Vec<Assignment> = assignments
        .list()
        .filter(of_the_user.and(Assignment::STATE.eq(AccessPackageAssignmentState::Delivered)))
        .expand(Assignment::ACCESS_PACKAGE.select(AccessPackage::ID))
        .items()
        .try_collect()
        .await?;
    let packages = assignments
        .into_iter()
        .filter_map(|assignment| assignment.access_package?.into_inner().id);
    Ok(packages.collect())
}
