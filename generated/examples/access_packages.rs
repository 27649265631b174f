//! From nothing to an approved assignment: catalog, access package, policy with an approver, request, approval.

mod support;

use std::time::Duration;

use msgraph_identity_governance::v1_0::models::*;

const TWO_WEEKS: Duration = Duration::from_secs(14 * 24 * 60 * 60);

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(requestor), Some(approver)) = (arguments.next(), arguments.next()) else {
        return Err("give the ids of a user who asks and of one who approves".into());
    };
    let client = support::client()?;
    let management = client.identity_governance().entitlement_management();

    let catalog = AccessPackageCatalog::new().with_display_name("Field work");
    let catalog = management.catalogs().create(catalog).send().await?;
    let package = AccessPackage::new()
        .with_display_name("Field engineer")
        .with_catalog(AccessPackageCatalog::new().with_id(catalog.id.unwrap_or_default()));
    let package = management.access_packages().create(package).send().await?;

    let stage = AccessPackageApprovalStage::new()
        .with_duration_before_automatic_denial(TWO_WEEKS)
        .with_primary_approvers([SingleUser::new().with_user_id(approver.as_str())]);
    let settings = AccessPackageAssignmentApprovalSettings::new()
        .with_is_approval_required_for_add(true)
        .with_stages([stage]);
    let requestors = AccessPackageAssignmentRequestorSettings::new().with_enable_targets_to_self_add_access(true);
    let policy = AccessPackageAssignmentPolicy::new()
        .with_display_name("Employees, approved by an engineer")
        .with_allowed_target_scope(AllowedTargetScope::AllMemberUsers)
        .with_requestor_settings(requestors)
        .with_request_approval_settings(settings)
        .with_access_package(AccessPackage::new().with_id(package.id.clone().unwrap_or_default()));
    let policy = management.assignment_policies().create(policy).send().await?;

    // The reference gives ids here, in members that the metadata does not have.
    let mut wanted = AccessPackageAssignment::new();
    let members = &mut wanted.additional_properties;
    members.insert("accessPackageId", package.id.unwrap_or_default());
    members.insert("assignmentPolicyId", policy.id.unwrap_or_default());
    let request = AccessPackageAssignmentRequest::new()
        .with_request_type(AccessPackageRequestType::UserAdd)
        .with_assignment(wanted);
    let user = support::client_of(&requestor)?;
    let governance = user.identity_governance().entitlement_management();
    let requests = governance.assignment_requests();
    let id = requests.create(request).send().await?.id.unwrap_or_default();
    println!("{:?}", requests.by_id(&id).get().send().await?.state);

    let approver = support::client_of(&approver)?;
    let governance = approver.identity_governance().entitlement_management();
    let stages = governance.access_package_assignment_approvals().by_id(&id).stages();
    for stage in stages.list().send().await? {
        let decision = ApprovalStage::new().with_review_result("Approve");
        let stage = stages.by_id(stage.id.unwrap_or_default());
        stage
            .update(decision.with_justification("of the field team"))
            .send()
            .await?;
    }
    println!("{:?}", requests.by_id(&id).get().send().await?.state);
    Ok(())
}
