"""Access reviews: a group's members are reviewed, decided on and the decisions applied. The same in both versions."""

from datetime import timedelta

from local_graph.models import body_of
from local_graph.queries import query
from local_graph.record import until
from local_graph.script import EMPLOYEE, MANAGER


def review(graph, name):
    """A review of the sales group's members by their manager, once, from today for three days."""
    models = graph.models
    group = graph.groups["Sales"]
    return models.AccessReviewScheduleDefinition(
        display_name=name,
        description_for_admins="Who is in sales?",
        description_for_reviewers="Does this person sell?",
        scope=models.AccessReviewQueryScope(query=f"/groups/{group}/members", query_type="MicrosoftGraph"),
        reviewers=[
            models.AccessReviewReviewerScope(query=f"/users/{graph.people[MANAGER]}", query_type="MicrosoftGraph")
        ],
        settings=models.AccessReviewScheduleSettings(
            mail_notifications_enabled=False,
            reminder_notifications_enabled=False,
            justification_required_on_approval=True,
            default_decision_enabled=False,
            default_decision="None",
            instance_duration_in_days=3,
            auto_apply_decisions_enabled=False,
            recommendations_enabled=True,
            recurrence=models.PatternedRecurrence(
                pattern=models.RecurrencePattern(type=models.RecurrencePatternType.Weekly, interval=1),
                range=models.RecurrenceRange(
                    type=models.RecurrenceRangeType.Numbered, number_of_occurrences=1, start_date=graph.today
                ),
            ),
        ),
    )


async def steps(graph):
    record, models = graph.record, graph.models
    definitions = graph.governance.access_reviews.definitions
    # A recommendation rests on the last sign-in.
    activity = models.SignInActivity(last_sign_in_date_time=graph.now)
    await graph.client.users.by_user_id(graph.people[MANAGER]).patch(models.User(sign_in_activity=activity))
    made = await record.call(
        "a review of a group", definitions.post(review(graph, "Sales in winter")), 201, display_name="Sales in winter"
    )
    of_review = definitions.by_access_review_schedule_definition_id(made.id)
    read = await record.call("it is read", of_review.get(), description_for_reviewers="Does this person sell?")
    record.equal("its scope", type(read.scope).__name__, "AccessReviewQueryScope")
    record.equal("its first day", read.settings.recurrence.range.start_date, graph.today)
    filter_by = "contains(scope/microsoft.graph.accessReviewQueryScope/query, './members')"
    await record.call("reviews by a cast", definitions.get(query(definitions, filter=filter_by)), items=0)
    filter_by = f"contains(scope/microsoft.graph.accessReviewQueryScope/query, '{graph.groups['Sales']}')"
    found = await record.call("reviews of the group", definitions.get(query(definitions, filter=filter_by)))
    record.holds("it is among them", made.id in [one.id for one in found.value])

    await until(of_review.instances.get, lambda read: read.value and read.value[0].status == "InProgress")
    instances = await record.call("its instances", of_review.instances.get(), items=1)
    instance = instances.value[0]
    record.equal("the instance's state", instance.status, "InProgress")
    of_instance = of_review.instances.by_access_review_instance_id(instance.id)
    await record.call("who was asked", of_instance.contacted_reviewers.get(), items=1)
    await record.call("the reviewer is reminded", of_instance.send_reminder.post(), http=204)
    await decisions(graph, made.id, instance.id, of_instance)

    await record.call("it is stopped", of_instance.stop.post(), http=204)
    await until(of_instance.get, lambda read: read.status in ("Completed", "Applied"))
    await record.call("the instance is over", of_instance.get(), status="Completed")
    await record.call("decisions are applied", of_instance.apply_decisions.post(), http=204)
    await record.call("it takes a while", of_instance.get(), status="Applying")
    await graph.advance("PT1H")
    await record.call("the instance is applied", of_instance.get(), status="Applied")
    members = await graph.client.groups.by_group_id(graph.groups["Sales"]).members.get()
    record.equal("who is left", {one.id for one in members.value}, {graph.people[EMPLOYEE], graph.people[MANAGER]})
    renamed = review(graph, "Sales in spring")
    renamed.id = made.id
    await record.call("decisions once more", of_instance.decisions.get(query(of_instance.decisions, top=100)), items=3)
    await record.call("the review is replaced", of_review.put(renamed))
    await record.call("the change is read", of_review.get(), display_name="Sales in spring")
    await history(graph)
    await record.call("the review is deleted", of_review.delete(), http=204)
    await record.refused("it is gone", of_review.get(), http=404)


async def decisions(graph, definition, instance, of_instance):
    """The reviewer decides, by oneself and by recommendation."""
    record, models = graph.record, graph.models
    reviews = graph.clients[MANAGER].identity_governance.access_reviews
    mine = await record.call(
        "what the manager reviews", reviews.definitions.filter_by_current_user_with_on("reviewer").get()
    )
    record.holds("the review is among it", definition in [one.id for one in mine.value])
    of_review = reviews.definitions.by_access_review_schedule_definition_id(definition)
    mine = of_review.instances.filter_by_current_user_with_on("reviewer")
    await record.call("the manager's instances", mine.get(), items=1)
    of_manager = of_review.instances.by_access_review_instance_id(instance)
    mine = of_manager.decisions.filter_by_current_user_with_on("reviewer")
    await record.call("the manager's decisions", mine.get(), items=3)
    of_reviewer = of_manager.decisions
    open_ones = await record.call("what is to be decided", of_reviewer.get(), items=3)
    by_person = {one.principal.id: one for one in open_ones.value}
    one = by_person[graph.people[EMPLOYEE]]
    record.equal("not reviewed yet", one.decision, "NotReviewed")
    of_decision = of_reviewer.by_access_review_instance_decision_item_id(one.id)
    change = models.AccessReviewInstanceDecisionItem(decision="Approve", justification="Sells each day")
    await record.call("somebody may stay", of_decision.patch(change), http=204)
    read = await record.call("the decision", of_decision.get(), decision="Approve", justification="Sells each day")
    record.equal("who decided", read.reviewed_by and read.reviewed_by.id, graph.people[MANAGER])
    other = by_other(graph, by_person)
    body = body_of(of_manager.batch_record_decisions, decision="Deny", justification="Has moved", principal_id=other)
    await record.call("another may not", of_manager.batch_record_decisions.post(body), http=204)
    denied = query(of_reviewer, filter="decision eq 'Deny'")
    await record.call("who may not", of_reviewer.get(denied), items=1)
    await record.call("the rest as recommended", of_manager.accept_recommendations.post(), http=204)
    unreviewed = query(of_reviewer, filter="decision eq 'NotReviewed'")
    await record.call("nothing is left", of_reviewer.get(unreviewed), items=0)


def by_other(graph, by_person):
    """Somebody who is neither the employee nor the manager."""
    known = (graph.people[EMPLOYEE], graph.people[MANAGER])
    return next(person for person in by_person if person not in known)


async def history(graph):
    """A report on past reviews."""
    record, models = graph.record, graph.models
    histories = graph.governance.access_reviews.history_definitions
    kinds = models.AccessReviewHistoryDecisionFilter
    begin = graph.now - timedelta(days=30)
    made = await record.call(
        "a report",
        histories.post(
            models.AccessReviewHistoryDefinition(
                display_name="Last month",
                decisions=[kinds.Approve, kinds.Deny, kinds.NotReviewed],
                review_history_period_start_date_time=begin,
                review_history_period_end_date_time=graph.now,
                scopes=[
                    models.AccessReviewQueryScope(
                        query_type="MicrosoftGraph",
                        query="/identityGovernance/accessReviews/definitions?$filter=contains(scope/query, '/groups')",
                    )
                ],
            )
        ),
        http=201,
        display_name="Last month",
    )
    found = await record.call("all reports", histories.get())
    record.holds("it is among them", made.id in [one.id for one in found.value])
    of_report = histories.by_access_review_history_definition_id(made.id)
    read = await record.call("it is read", of_report.get(), display_name="Last month")
    record.equal("its decisions", [one.value for one in read.decisions], ["approve", "deny", "notReviewed"])
    await graph.advance("PT1H")
    runs = await record.call("its instances", of_report.instances.get(), items=1)
    of_run = of_report.instances.by_access_review_history_instance_id(runs.value[0].id)
    record.equal("its state", runs.value[0].status.value, "done")
    read = await record.call("its address", of_run.generate_download_uri.post())
    record.holds("there is an address", read.download_uri)
