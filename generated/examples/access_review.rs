//! Has a group's owners review its members, takes the decisions, and ends the review.

mod support;

use msgraph_identity_governance::v1_0::models::*;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

#[tokio::main]
async fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let (Some(group), Some(reviewer)) = (arguments.next(), arguments.next()) else {
        return Err("give the ids of a group and of a user who reviews".into());
    };
    let client = support::client()?;
    let definitions = client.identity_governance().access_reviews().definitions();

    let scope = AccessReviewQueryScope::new()
        .with_query(format!("/groups/{group}/transitiveMembers"))
        .with_query_type("MicrosoftGraph");
    let reviewers = AccessReviewReviewerScope::new()
        .with_query(format!("/users/{reviewer}"))
        .with_query_type("MicrosoftGraph");
    let settings = AccessReviewScheduleSettings::new()
        .with_instance_duration_in_days(7)
        .with_justification_required_on_approval(true)
        .with_default_decision("None");
    let definition = AccessReviewScheduleDefinition::new()
        .with_display_name("Who is in the group")
        .with_scope(scope)
        .with_reviewers([reviewers])
        .with_settings(settings);
    let definition = definitions.create(definition).send().await?;

    let as_reviewer = support::client_of(&reviewer)?;
    let reviews = as_reviewer.identity_governance().access_reviews().definitions();
    let instances = reviews.by_id(definition.id.unwrap_or_default()).instances();
    for instance in instances.list().send().await? {
        println!("{}", instance.status.unwrap_or_default());
        let instance = instances.by_id(instance.id.unwrap_or_default());
        for item in instance.decisions().list().send().await? {
            let who = item
                .principal
                .as_ref()
                .and_then(|who| who.display_name())
                .unwrap_or_default()
                .to_owned();
            let decision = AccessReviewInstanceDecisionItem::new()
                .with_decision("Approve")
                .with_justification("works on it");
            instance
                .decisions()
                .by_id(item.id.unwrap_or_default())
                .update(decision)
                .send()
                .await?;
            println!("{who} stays");
        }
        instance.stop().send().await?;
        println!("{}", instance.get().send().await?.status.unwrap_or_default());
    }
    Ok(())
}
