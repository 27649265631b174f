"""PIM for groups: membership given, made eligible, activated and ended. The same in both versions."""

from local_graph.queries import query
from local_graph.record import until
from local_graph.script import COLLEAGUE, EMPLOYEE


def schedule(graph, hours):
    """From now for some hours."""
    models = graph.models
    return models.RequestSchedule(
        start_date_time=graph.now,
        expiration=models.ExpirationPattern(
            type=models.ExpirationPatternType.AfterDuration, duration=f"PT{hours}H"
        ),
    )


async def steps(graph):
    record, models = graph.record, graph.models
    group, person = graph.groups["Finance"], graph.people[EMPLOYEE]
    pim = graph.governance.privileged_access.group
    of_person = f"groupId eq '{group}' and principalId eq '{person}'"
    made = await record.call(
        "somebody may become a member",
        pim.eligibility_schedule_requests.post(
            models.PrivilegedAccessGroupEligibilityScheduleRequest(
                access_id=models.PrivilegedAccessGroupRelationships.Member,
                principal_id=person,
                group_id=group,
                action=models.ScheduleRequestActions.AdminAssign,
                schedule_info=schedule(graph, 24),
                justification="Helps at the end of the year",
            )
        ),
        http=201,
        action="adminAssign",
        access_id="member",
    )
    of_request = pim.eligibility_schedule_requests.by_privileged_access_group_eligibility_schedule_request_id(made.id)
    await record.call("the request is read", of_request.get(), status="Provisioned", principal_id=person)
    schedules = pim.eligibility_schedules
    await record.call("the eligibility", schedules.get(query(schedules, filter=of_person)), items=1)

    own = graph.clients[EMPLOYEE].identity_governance.privileged_access.group
    mine = own.eligibility_schedule_instances.filter_by_current_user_with_on("principal")
    await record.call("the person's eligibilities", mine.get(), items=1)
    made = await record.call(
        "the person activates it",
        own.assignment_schedule_requests.post(
            models.PrivilegedAccessGroupAssignmentScheduleRequest(
                access_id=models.PrivilegedAccessGroupRelationships.Member,
                principal_id=person,
                group_id=group,
                action=models.ScheduleRequestActions.SelfActivate,
                schedule_info=schedule(graph, 2),
                justification="Closing the books",
            )
        ),
        http=201,
        action="selfActivate",
    )
    of_request = own.assignment_schedule_requests.by_privileged_access_group_assignment_schedule_request_id(made.id)
    await record.call("the request is read", of_request.get(), status="Provisioned")
    instances = pim.assignment_schedule_instances
    found = query(instances, filter=of_person, expand=["principal"])
    read = await record.call("the membership", instances.get(found), items=1, http=200)
    record.equal("how it was given", read.value[0].assignment_type.value, "activated")
    record.equal("to whom", read.value[0].principal and read.value[0].principal.id, person)

    made = await record.call(
        "another is a member for a day",
        pim.assignment_schedule_requests.post(
            models.PrivilegedAccessGroupAssignmentScheduleRequest(
                access_id=models.PrivilegedAccessGroupRelationships.Member,
                principal_id=graph.people[COLLEAGUE],
                group_id=group,
                action=models.ScheduleRequestActions.AdminAssign,
                schedule_info=schedule(graph, 24),
                justification="Replaces somebody",
            )
        ),
        http=201,
        group_id=group,
    )
    of_group = query(pim.assignment_schedules, filter=f"groupId eq '{group}'", orderby=["createdDateTime"])
    await record.call("who is a member", pim.assignment_schedules.get(of_group), items=2)
    await graph.advance("PT3H")
    await until(lambda: instances.get(query(instances, filter=of_person)), lambda read: not read.value)
    await record.call("after three hours it is over", instances.get(query(instances, filter=of_person)), items=0)
