//! The names that differ between the versions: one implementation, one table of words per version.

use msgraph_identity_governance::reflection::Api;

use super::kinds::{AssignmentState, RequestState};
use crate::governance::callouts::first_upper;
use crate::store::{NodeId, Store};

/// The names of one version.
#[derive(Debug)]
pub(super) struct Words {
    /// Whether states are written with a capital, as texts: `PendingApproval`.
    capitals: bool,
    /// Entity sets below `entitlementManagement`.
    pub(super) requests: &'static str,
    pub(super) assignments: &'static str,
    pub(super) policies: &'static str,
    pub(super) packages: &'static str,
    pub(super) resources: &'static str,
    pub(super) approvals: &'static str,
    pub(super) subjects: &'static str,
    /// Members of a request.
    pub(super) request_state: &'static str,
    pub(super) request_status: &'static str,
    pub(super) request_completed: &'static str,
    pub(super) request_assignment: &'static str,
    /// Members of an assignment.
    pub(super) assignment_state: &'static str,
    pub(super) assignment_status: &'static str,
    pub(super) assignment_policy: &'static str,
    /// The catalog of a package and of a policy.
    pub(super) catalog: &'static str,
    pub(super) catalog_state: &'static str,
    pub(super) catalog_resources: &'static str,
    /// A resource's roles and scopes, and where a resource request and a role scope have theirs.
    pub(super) resource: &'static str,
    pub(super) resource_roles: &'static str,
    pub(super) resource_scopes: &'static str,
    pub(super) scope_of_role: &'static str,
    /// The state of a resource request.
    pub(super) resource_request_state: &'static str,
    /// The stages of an approval, and their type.
    pub(super) stages: &'static str,
    pub(super) stage_type: &'static str,
    /// Members of a policy's `requestApprovalSettings`.
    pub(super) settings_stages: &'static str,
    pub(super) required_for_add: &'static str,
    pub(super) required_for_update: &'static str,
    /// Members of the requirements of a policy.
    pub(super) custom_schedule: &'static str,
    /// The kind of a subject.
    pub(super) subject_type: &'static str,
    /// Where a policy has its custom extension stages.
    pub(super) stage_settings: &'static [&'static str],
    /// Where a resume is awaited, below the version.
    resume: &'static str,
}

static V1_0: Words = Words {
    capitals: false,
    requests: "assignmentRequests",
    assignments: "assignments",
    policies: "assignmentPolicies",
    packages: "accessPackages",
    resources: "resources",
    approvals: "accessPackageAssignmentApprovals",
    subjects: "subjects",
    request_state: "state",
    request_status: "status",
    request_completed: "completedDateTime",
    request_assignment: "assignment",
    assignment_state: "state",
    assignment_status: "status",
    assignment_policy: "assignmentPolicy",
    catalog: "catalog",
    catalog_state: "state",
    catalog_resources: "resources",
    resource: "resource",
    resource_roles: "roles",
    resource_scopes: "scopes",
    scope_of_role: "scope",
    resource_request_state: "state",
    stages: "stages",
    stage_type: "approvalStage",
    settings_stages: "stages",
    required_for_add: "isApprovalRequiredForAdd",
    required_for_update: "isApprovalRequiredForUpdate",
    custom_schedule: "allowCustomAssignmentSchedule",
    subject_type: "subjectType",
    stage_settings: &["customExtensionStageSettings"],
    resume: "assignmentRequests",
};

static BETA: Words = Words {
    capitals: true,
    requests: "accessPackageAssignmentRequests",
    assignments: "accessPackageAssignments",
    policies: "accessPackageAssignmentPolicies",
    packages: "accessPackages",
    resources: "accessPackageResources",
    approvals: "accessPackageAssignmentApprovals",
    subjects: "subjects",
    request_state: "requestState",
    request_status: "requestStatus",
    request_completed: "completedDate",
    request_assignment: "accessPackageAssignment",
    assignment_state: "assignmentState",
    assignment_status: "assignmentStatus",
    assignment_policy: "accessPackageAssignmentPolicy",
    catalog: "accessPackageCatalog",
    catalog_state: "catalogStatus",
    catalog_resources: "accessPackageResources",
    resource: "accessPackageResource",
    resource_roles: "accessPackageResourceRoles",
    resource_scopes: "accessPackageResourceScopes",
    scope_of_role: "accessPackageResourceScope",
    resource_request_state: "requestState",
    stages: "steps",
    stage_type: "approvalStep",
    settings_stages: "approvalStages",
    required_for_add: "isApprovalRequired",
    required_for_update: "isApprovalRequiredForExtension",
    custom_schedule: "isCustomAssignmentScheduleAllowed",
    subject_type: "type",
    stage_settings: &["customExtensionStageSettings", "customExtensionHandlers"],
    resume: "accessPackageAssignmentRequests",
};

impl Words {
    /// Those of a store's version.
    pub(super) fn of(store: &Store) -> &'static Self {
        Self::of_api(store.api())
    }

    fn of_api(api: &'static Api) -> &'static Self {
        match api.version() {
            "beta" => &BETA,
            _ => &V1_0,
        }
    }

    /// Whether it is beta.
    pub(super) fn is_beta(&self) -> bool {
        self.capitals
    }

    /// A word of an enumeration, as the version writes it.
    pub(super) fn cased(&self, word: &str) -> String {
        match self.capitals {
            true => first_upper(word),
            false => word.to_owned(),
        }
    }

    /// A request's state.
    pub(super) fn state(&self, state: RequestState) -> String {
        self.cased(state.name())
    }

    /// An assignment's state.
    pub(super) fn assignment(&self, state: AssignmentState) -> String {
        self.cased(state.name())
    }

    /// Where a request is resumed, below the version.
    pub(super) fn resume_path(&self, request: &str) -> String {
        let requests = self.resume;
        format!("/identityGovernance/entitlementManagement/{requests}/{request}/resume")
    }
}

/// The singleton that contains all of entitlement management, where it has been made.
pub(super) fn governance(store: &Store) -> Option<NodeId> {
    store.at(&GOVERNANCE)
}

/// Where that singleton is.
pub(super) const GOVERNANCE: [&str; 2] = ["identityGovernance", "entitlementManagement"];

#[cfg(test)]
mod tests {
    use msgraph_identity_governance::{beta, v1_0};

    use super::*;

    #[test]
    fn every_word_is_a_name_of_its_version() {
        for api in [&v1_0::API, &beta::API] {
            let words = Words::of_api(api);
            assert_eq!(words.is_beta(), api.version() == "beta");
            let has = |ty: &str, member: &str| {
                let ty = api
                    .ty(&format!("microsoft.graph.{ty}"))
                    .unwrap_or_else(|| panic!("{ty}"));
                assert!(ty.member(member).is_some(), "{} has no {member}", ty.name());
            };
            for set in [
                words.requests,
                words.assignments,
                words.policies,
                words.packages,
                words.resources,
                words.approvals,
                words.subjects,
                words.resume,
            ] {
                has("entitlementManagement", set);
            }
            let request = [
                words.request_state,
                words.request_status,
                words.request_completed,
                words.request_assignment,
            ];
            for member in request {
                has("accessPackageAssignmentRequest", member);
            }
            for member in [words.assignment_state, words.assignment_status, words.assignment_policy] {
                has("accessPackageAssignment", member);
            }
            for member in words.stage_settings.iter().chain([&words.catalog]) {
                has("accessPackageAssignmentPolicy", member);
            }
            has("accessPackage", words.catalog);
            has("accessPackageCatalog", words.catalog_state);
            has("accessPackageCatalog", words.catalog_resources);
            has("accessPackageResourceRequest", words.resource);
            has("accessPackageResourceRequest", words.resource_request_state);
            has("accessPackageResource", words.resource_roles);
            has("accessPackageResource", words.resource_scopes);
            has("accessPackageResourceRoleScope", words.scope_of_role);
            has("accessPackageSubject", words.subject_type);
            has("approval", words.stages);
            has(words.stage_type, "reviewResult");
            let settings = match words.is_beta() {
                true => "approvalSettings",
                false => "accessPackageAssignmentApprovalSettings",
            };
            for member in [words.settings_stages, words.required_for_add, words.required_for_update] {
                has(settings, member);
            }
            for member in [words.required_for_add, words.required_for_update, words.custom_schedule] {
                has("accessPackageAssignmentRequestRequirements", member);
            }
        }
    }
}
