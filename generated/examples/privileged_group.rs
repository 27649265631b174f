//! Makes a user eligible for a group's membership, activates it for two hours, and lists who is a member by activation.

mod support;

use std::time::Duration;

use msgraph_identity_governance::v1_0::models::*;

use PrivilegedAccessGroupAssignmentScheduleRequest as Activation;
use PrivilegedAccessGroupEligibilityScheduleRequest as Eligibility;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

#[tokio::main]
async fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let (Some(group), Some(user)) = (arguments.next(), arguments.next()) else {
        return Err("give the ids of a group and of a user".into());
    };
    let client = support::client()?;
    let privileged = client.identity_governance().privileged_access().group();

    let eligibility = Eligibility::new()
        .with_access_id(PrivilegedAccessGroupRelationships::Member)
        .with_action(ScheduleRequestActions::AdminAssign)
        .with_group_id(group.clone())
        .with_principal_id(user.clone())
        .with_justification("on call this quarter")
        .with_schedule_info(lasting(90 * DAY));
    let made = privileged
        .eligibility_schedule_requests()
        .create(eligibility)
        .send()
        .await?;
    println!("eligible: {}", made.status.unwrap_or_default());

    let as_user = support::client_of(&user)?;
    let activation = Activation::new()
        .with_access_id(PrivilegedAccessGroupRelationships::Member)
        .with_action(ScheduleRequestActions::SelfActivate)
        .with_group_id(group.clone())
        .with_principal_id(user.clone())
        .with_justification("ticket 4711")
        .with_schedule_info(lasting(DAY / 12));
    let requests = as_user
        .identity_governance()
        .privileged_access()
        .group()
        .assignment_schedule_requests();
    let made = requests.create(activation).send().await?;
    println!("activated: {}", made.status.unwrap_or_default());

    use PrivilegedAccessGroupAssignmentScheduleInstance as Instance;
    let instances = privileged
        .assignment_schedule_instances()
        .list()
        .filter(Instance::GROUP_ID.eq(group.as_str()));
    for instance in instances.send().await? {
        println!("{:?} {:?}", instance.access_id, instance.assignment_type);
    }
    Ok(())
}

/// For as long as this, from now on.
fn lasting(duration: Duration) -> RequestSchedule {
    let expiration = ExpirationPattern::new()
        .with_type(ExpirationPatternType::AfterDuration)
        .with_duration(duration);
    RequestSchedule::new().with_expiration(expiration)
}
