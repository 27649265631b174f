"""Lifecycle workflows: made, run on demand, versioned, deleted and restored. The same in both versions."""

from datetime import timedelta

from local_graph.models import body_of
from local_graph.queries import query
from local_graph.record import until
from local_graph.script import COLLEAGUE, EMPLOYEE
from local_graph.service import Service

# The service's own, as its list of task definitions has them.
DISABLE_ACCOUNT = "1dfdfcc7-52fa-4c2e-bf3a-e3919cc12950"
ENABLE_ACCOUNT = "6fc52c9d-398b-4305-9763-15f42c1676fc"
RUN_EXTENSION = "4262b724-8dba-4fad-afc3-43fcbb497a0e"


def task(models, name, definition, arguments=()):
    """A task of a workflow."""
    return models.Task(
        display_name=name,
        description=name,
        task_definition_id=definition,
        is_enabled=True,
        continue_on_error=False,
        arguments=list(arguments),
    )


def conditions(models):
    """Whom a workflow is for, and when."""
    return models.TriggerAndScopeBasedConditions(
        scope=models.RuleBasedSubjectSet(rule="(department eq 'Sales')"),
        trigger=models.TimeBasedAttributeTrigger(
            time_based_attribute=models.WorkflowTriggerTimeBasedAttribute.EmployeeLeaveDateTime, offset_in_days=0
        ),
    )


async def steps(graph):
    record, models = graph.record, graph.models.within("identity_governance")
    lifecycle = graph.governance.lifecycle_workflows
    found = await record.call("what tasks there are", lifecycle.task_definitions.get())
    record.holds("one disables accounts", DISABLE_ACCOUNT in [one.id for one in found.value])
    of_definition = lifecycle.task_definitions.by_task_definition_id(DISABLE_ACCOUNT)
    read = await record.call("one of them", of_definition.get(), id=DISABLE_ACCOUNT)
    record.holds("it is for leavers", "leaver" in str(read.category))

    workflows = lifecycle.workflows
    made = await record.call(
        "a workflow",
        workflows.post(
            models.Workflow(
                display_name="The last day",
                description="What is left to do",
                category=models.LifecycleWorkflowCategory.Leaver,
                is_enabled=True,
                is_scheduling_enabled=False,
                execution_conditions=conditions(models),
                tasks=[task(models, "Lock the account", DISABLE_ACCOUNT)],
            )
        ),
        http=201,
        display_name="The last day",
        category="leaver",
        version=1,
    )
    of_workflow = workflows.by_workflow_id(made.id)
    read = await record.call("it is read", of_workflow.get(query(of_workflow, expand=["tasks"])), is_enabled=True)
    record.equal("its condition", type(read.execution_conditions).__name__, "TriggerAndScopeBasedConditions")
    record.equal("its tasks", [one.display_name for one in read.tasks or []], ["Lock the account"])
    change = models.Workflow(description="What is left to do on it")
    await record.call("it is changed", of_workflow.patch(change), http=204)
    await record.call("the change is read", of_workflow.get(), description="What is left to do on it")
    by_category = query(workflows, filter="category eq 'leaver'", select=["id", "displayName"])
    await record.call("workflows of leavers", workflows.get(by_category), items=1)

    await runs(graph, of_workflow)
    await version(graph, models, of_workflow)
    await callouts(graph, models, lifecycle)

    await record.call("it is deleted", of_workflow.delete(), http=204)
    await record.refused("it is gone", of_workflow.get(), http=404)
    deleted = lifecycle.deleted_items.workflows
    found = await record.call("it is among the deleted", deleted.get())
    record.holds("by its key", made.id in [one.id for one in found.value])
    restore = deleted.by_workflow_id(made.id).microsoft_graph_identity_governance_restore
    await record.call("it is restored", restore.post(), id=made.id)
    await record.call("it is there again", of_workflow.get(), display_name="The last day")


async def runs(graph, of_workflow):
    """The workflow runs on demand, for one person."""
    record = graph.record
    activate = of_workflow.microsoft_graph_identity_governance_activate
    body = body_of(activate, subjects=[graph.models.User(id=graph.people[EMPLOYEE])])
    await record.call("it runs for somebody", activate.post(body), http=204)
    await until(
        of_workflow.runs.get, lambda read: read.value and read.value[0].processing_status.value == "completed"
    )
    read = await record.call("its runs", of_workflow.runs.get(), items=1)
    run = read.value[0]
    record.equal("the run", (run.processing_status.value, run.total_users_count), ("completed", 1))
    of_run = of_workflow.runs.by_run_id(run.id)
    people = of_run.user_processing_results
    read = await record.call("for whom it ran", people.get(query(people, expand=["subject"])), items=1)
    record.equal("the person", read.value[0].subject and read.value[0].subject.id, graph.people[EMPLOYEE])
    tasks = of_run.task_processing_results
    read = await record.call("what it did", tasks.get(), items=1)
    record.equal("the task's state", read.value[0].processing_status.value, "completed")
    reports = of_workflow.task_reports
    await record.call("the tasks' report", reports.get(), items=1)


async def version(graph, models, of_workflow):
    """The workflow's tasks change: that is a new version."""
    record = graph.record
    create = of_workflow.microsoft_graph_identity_governance_create_new_version
    body = body_of(
        create,
        workflow=models.Workflow(
            display_name="The last day",
            description="Two things are left to do",
            category=models.LifecycleWorkflowCategory.Leaver,
            is_enabled=True,
            is_scheduling_enabled=False,
            execution_conditions=conditions(models),
            tasks=[
                task(models, "Open the account", ENABLE_ACCOUNT),
                task(models, "Lock the account", DISABLE_ACCOUNT),
            ],
        ),
    )
    await record.call("a new version", create.post(body), version=2)
    await record.call("its versions", of_workflow.versions.get(), items=2)


async def extension(graph, models, extensions):
    """A custom task extension that waits twenty minutes for its service."""
    record, plain = graph.record, graph.models
    made = await record.call(
        "a custom task extension",
        extensions.post(
            models.CustomTaskExtension(
                display_name="Tell the archive",
                description="Keeps the mailbox",
                endpoint_configuration=plain.LogicAppTriggerEndpointConfiguration(
                    subscription_id="0000000c-0000-4000-8000-000000000001",
                    resource_group_name="archive",
                    logic_app_workflow_name="mailboxes",
                ),
                authentication_configuration=plain.AzureAdPopTokenAuthentication(),
                client_configuration=plain.CustomExtensionClientConfiguration(
                    timeout_in_milliseconds=1000, maximum_retries=1
                ),
                callback_configuration=models.CustomTaskExtensionCallbackConfiguration(
                    timeout_duration="PT20M"
                ),
            )
        ),
        http=201,
        display_name="Tell the archive",
    )
    of_extension = extensions.by_custom_task_extension_id(made.id)
    read = await record.call("it is read", of_extension.get(), description="Keeps the mailbox")
    record.equal("its wait", read.callback_configuration.timeout_duration, timedelta(minutes=20))
    return made


async def callouts(graph, models, lifecycle):
    """A workflow calls a service out for two persons: it completes the task of one, and fails that of the other."""
    record = graph.record
    extensions = lifecycle.custom_task_extensions
    made = await extension(graph, models, extensions)
    argument = graph.models.KeyValuePair(name="customTaskExtensionID", value=made.id)
    workflow = await record.call(
        "a workflow that calls out",
        lifecycle.workflows.post(
            models.Workflow(
                display_name="Keep the mailbox",
                description="A service does it",
                category=models.LifecycleWorkflowCategory.Leaver,
                is_enabled=True,
                is_scheduling_enabled=False,
                execution_conditions=conditions(models),
                tasks=[task(models, "Ask the archive", RUN_EXTENSION, [argument])],
            )
        ),
        http=201,
    )
    of_workflow = lifecycle.workflows.by_workflow_id(workflow.id)
    activate = of_workflow.microsoft_graph_identity_governance_activate
    statuses = models.CustomTaskExtensionOperationStatus
    async with Service() as service:
        await graph.connection.local("POST", "/callouts", {"extension": made.id, "url": service.url})
        said = ((EMPLOYEE, statuses.Completed, "completed"), (COLLEAGUE, statuses.Failed, "failed"))
        for person, status, state in said:
            key = graph.people[person]
            body = body_of(activate, subjects=[graph.models.User(id=key)])
            await record.call(f"it runs, to be {state}", activate.post(body), http=204)
            callout = (await service.next())["data"]
            record.equal("the callout's person", callout["subject"]["id"], key)
            of_task = of_workflow.tasks.by_task_id(callout["task"]["id"])
            results = of_task.task_processing_results
            of_result = results.by_task_processing_result_id(callout["taskProcessingResult"]["id"])
            resume = of_result.microsoft_graph_identity_governance_resume
            data = models.CustomTaskExtensionCallbackData(operation_status=status)
            body = body_of(resume, source="Archive", type="lifecycleEvent", data=data)
            await record.call(f"the service says {state}", resume.post(body), http=204)
            ended = await until(
                results.get, lambda read: state in [one.processing_status.value for one in read.value]
            )
            got = {one.id: one.processing_status.value for one in ended.value}
            record.equal("the task's state", got.get(callout["taskProcessingResult"]["id"]), state)
        await graph.connection.local("POST", "/callouts", {"extension": made.id})
    of_extension = extensions.by_custom_task_extension_id(made.id)
    await record.refused("it is in use", of_extension.delete(), http=409)
