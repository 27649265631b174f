//! The kinds of requests, the stages of custom extensions, and states.

use serde::{Deserialize, Serialize};

/// What a request is for (`requestType`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Kind {
    UserAdd,
    AdminAdd,
    SystemAdd,
    OnBehalfAdd,
    UserUpdate,
    UserExtend,
    AdminUpdate,
    AdminExtend,
    SystemUpdate,
    UserRemove,
    AdminRemove,
    ApproverRemove,
    SystemRemove,
}

/// What a request does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Action {
    Add,
    Update,
    Remove,
}

impl Kind {
    pub(super) const ALL: [Self; 13] = [
        Self::UserAdd,
        Self::AdminAdd,
        Self::SystemAdd,
        Self::OnBehalfAdd,
        Self::UserUpdate,
        Self::UserExtend,
        Self::AdminUpdate,
        Self::AdminExtend,
        Self::SystemUpdate,
        Self::UserRemove,
        Self::AdminRemove,
        Self::ApproverRemove,
        Self::SystemRemove,
    ];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::UserAdd => "userAdd",
            Self::AdminAdd => "adminAdd",
            Self::SystemAdd => "systemAdd",
            Self::OnBehalfAdd => "onBehalfAdd",
            Self::UserUpdate => "userUpdate",
            Self::UserExtend => "userExtend",
            Self::AdminUpdate => "adminUpdate",
            Self::AdminExtend => "adminExtend",
            Self::SystemUpdate => "systemUpdate",
            Self::UserRemove => "userRemove",
            Self::AdminRemove => "adminRemove",
            Self::ApproverRemove => "approverRemove",
            Self::SystemRemove => "systemRemove",
        }
    }

    /// By its name in any case.
    pub(super) fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.name().eq_ignore_ascii_case(name))
    }

    pub(super) fn action(self) -> Action {
        match self {
            Self::UserAdd | Self::AdminAdd | Self::SystemAdd | Self::OnBehalfAdd => Action::Add,
            Self::UserUpdate | Self::UserExtend | Self::AdminUpdate | Self::AdminExtend | Self::SystemUpdate => {
                Action::Update
            }
            Self::UserRemove | Self::AdminRemove | Self::ApproverRemove | Self::SystemRemove => Action::Remove,
        }
    }

    /// Whether users make it: policies, questions and approvals hold for them, and not for administrators.
    pub(super) fn is_of_users(self) -> bool {
        matches!(
            self,
            Self::UserAdd | Self::OnBehalfAdd | Self::UserUpdate | Self::UserExtend | Self::UserRemove
        )
    }

    /// Whether it is there to make an assignment last longer.
    pub(super) fn extends(self) -> bool {
        matches!(self, Self::UserExtend | Self::AdminExtend)
    }
}

/// When a custom extension is called (`accessPackageCustomExtensionStage`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Stage {
    #[serde(rename = "assignmentRequestCreated")]
    Created,
    #[serde(rename = "assignmentRequestDeterminingApprovalRequirements")]
    Determining,
    #[serde(rename = "assignmentRequestApproved")]
    Approved,
    #[serde(rename = "assignmentRequestGranted")]
    Granted,
    #[serde(rename = "assignmentRequestRemoved")]
    Removed,
    #[serde(rename = "assignmentFourteenDaysBeforeExpiration")]
    FourteenDays,
    #[serde(rename = "assignmentOneDayBeforeExpiration")]
    OneDay,
}

impl Stage {
    pub(super) const ALL: [Self; 7] = [
        Self::Created,
        Self::Determining,
        Self::Approved,
        Self::Granted,
        Self::Removed,
        Self::FourteenDays,
        Self::OneDay,
    ];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Created => "assignmentRequestCreated",
            Self::Determining => "assignmentRequestDeterminingApprovalRequirements",
            Self::Approved => "assignmentRequestApproved",
            Self::Granted => "assignmentRequestGranted",
            Self::Removed => "assignmentRequestRemoved",
            Self::FourteenDays => "assignmentFourteenDaysBeforeExpiration",
            Self::OneDay => "assignmentOneDayBeforeExpiration",
        }
    }

    /// By its name in any case.
    pub(super) fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|stage| stage.name().eq_ignore_ascii_case(name))
    }

    /// Whether it is about an assignment that is about to expire. The service does not wait there.
    pub(super) fn is_before_expiration(self) -> bool {
        matches!(self, Self::FourteenDays | Self::OneDay)
    }

    /// Whether a resume may deny or cancel the request there: before access is given.
    pub(super) fn may_deny(self) -> bool {
        matches!(self, Self::Created | Self::Determining | Self::Approved)
    }
}

/// The state of a request (`accessPackageRequestState`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RequestState {
    Submitted,
    PendingApproval,
    Scheduled,
    Delivering,
    Delivered,
    DeliveryFailed,
    Denied,
    Canceled,
}

impl RequestState {
    const ALL: [Self; 8] = [
        Self::Submitted,
        Self::PendingApproval,
        Self::Scheduled,
        Self::Delivering,
        Self::Delivered,
        Self::DeliveryFailed,
        Self::Denied,
        Self::Canceled,
    ];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Submitted => "submitted",
            Self::PendingApproval => "pendingApproval",
            Self::Scheduled => "scheduled",
            Self::Delivering => "delivering",
            Self::Delivered => "delivered",
            Self::DeliveryFailed => "deliveryFailed",
            Self::Denied => "denied",
            Self::Canceled => "canceled",
        }
    }

    pub(super) fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|state| state.name().eq_ignore_ascii_case(name))
    }

    /// Whether the request still goes on.
    pub(super) fn is_open(self) -> bool {
        matches!(
            self,
            Self::Submitted | Self::PendingApproval | Self::Scheduled | Self::Delivering
        )
    }
}

/// The state of an assignment (`accessPackageAssignmentState`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AssignmentState {
    Delivering,
    Delivered,
    Expired,
    DeliveryFailed,
}

impl AssignmentState {
    const ALL: [Self; 4] = [Self::Delivering, Self::Delivered, Self::Expired, Self::DeliveryFailed];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Delivering => "delivering",
            Self::Delivered => "delivered",
            Self::Expired => "expired",
            Self::DeliveryFailed => "deliveryFailed",
        }
    }

    pub(super) fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|state| state.name().eq_ignore_ascii_case(name))
    }

    /// Whether somebody has access by it, or is being given it.
    pub(super) fn is_live(self) -> bool {
        matches!(self, Self::Delivering | Self::Delivered)
    }
}

#[cfg(test)]
mod tests {
    use msgraph_identity_governance::v1_0::models;
    use serde_json::json;

    use super::*;

    #[test]
    fn names_are_those_of_the_metadata() {
        for kind in Kind::ALL {
            assert_eq!(json!(kind), json!(kind.name()));
            assert_eq!(Kind::from_name(&kind.name().to_uppercase()), Some(kind));
            let known = !matches!(
                models::AccessPackageRequestType::from(kind.name()),
                models::AccessPackageRequestType::UnknownValue(_)
            );
            // The reference has these two, the metadata has not.
            assert_eq!(known, !kind.extends(), "{}", kind.name());
        }
        for stage in Stage::ALL {
            assert_eq!(json!(stage), json!(stage.name()));
            let known = !matches!(
                models::AccessPackageCustomExtensionStage::from(stage.name()),
                models::AccessPackageCustomExtensionStage::UnknownValue(_)
            );
            assert_eq!(known, stage != Stage::Determining, "{}", stage.name());
        }
        for state in RequestState::ALL {
            assert!(!matches!(
                models::AccessPackageRequestState::from(state.name()),
                models::AccessPackageRequestState::UnknownValue(_)
            ));
        }
        for state in AssignmentState::ALL {
            assert!(!matches!(
                models::AccessPackageAssignmentState::from(state.name()),
                models::AccessPackageAssignmentState::UnknownValue(_)
            ));
        }
    }
}
