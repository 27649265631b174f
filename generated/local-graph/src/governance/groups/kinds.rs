//! Kinds of access, and the names of their entities. They are the same in both versions.

/// Access itself, or that one may activate it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Access {
    /// Somebody is a member or an owner.
    Assigned,
    /// Somebody may become one.
    Eligible,
}

impl Access {
    /// Both.
    pub(super) const ALL: [Self; 2] = [Self::Assigned, Self::Eligible];

    /// The type of a request.
    pub(super) fn request(self) -> &'static str {
        match self {
            Self::Assigned => "privilegedAccessGroupAssignmentScheduleRequest",
            Self::Eligible => "privilegedAccessGroupEligibilityScheduleRequest",
        }
    }

    /// The type of a schedule.
    pub(super) fn schedule(self) -> &'static str {
        match self {
            Self::Assigned => "privilegedAccessGroupAssignmentSchedule",
            Self::Eligible => "privilegedAccessGroupEligibilitySchedule",
        }
    }

    /// The collection of schedules.
    pub(super) fn schedules(self) -> &'static str {
        match self {
            Self::Assigned => "assignmentSchedules",
            Self::Eligible => "eligibilitySchedules",
        }
    }

    /// The type of an instance.
    pub(super) fn instance(self) -> &'static str {
        match self {
            Self::Assigned => "privilegedAccessGroupAssignmentScheduleInstance",
            Self::Eligible => "privilegedAccessGroupEligibilityScheduleInstance",
        }
    }

    /// The collection of instances.
    pub(super) fn instances(self) -> &'static str {
        match self {
            Self::Assigned => "assignmentScheduleInstances",
            Self::Eligible => "eligibilityScheduleInstances",
        }
    }

    /// The member of an instance that has the id of its schedule.
    pub(super) fn schedule_id(self) -> &'static str {
        match self {
            Self::Assigned => "assignmentScheduleId",
            Self::Eligible => "eligibilityScheduleId",
        }
    }
}

#[cfg(test)]
mod tests {
    use msgraph_identity_governance::{beta, v1_0};

    use super::*;

    #[test]
    fn the_names_are_those_of_both_versions() {
        for api in [&v1_0::API, &beta::API] {
            let ty = |name: &str| api.ty(&format!("microsoft.graph.{name}")).unwrap();
            let group = ty("privilegedAccessGroup");
            for access in Access::ALL {
                let leads_to = |name: &str| group.member(name).unwrap().ty().unwrap().ty().unwrap();
                assert_eq!(leads_to(access.schedules()), ty(access.schedule()));
                assert_eq!(leads_to(access.instances()), ty(access.instance()));
                assert!(ty(access.instance()).member(access.schedule_id()).is_some());
                assert!(ty(access.request()).member("targetScheduleId").is_some());
            }
            let words = crate::governance::approval::words(&crate::store::Store::new(api));
            let stages = ty("approval").member(words.stages).unwrap();
            assert_eq!(stages.ty().unwrap().ty(), Some(ty(words.stage)), "{}", api.version());
        }
    }
}
