"""A custom extension that calls a service out, and the service's resume: approved and denied, by v1.0."""

from datetime import timedelta

from areas.entitlement_v1_0 import new_catalog, new_package, policy, request
from local_graph.models import body_of
from local_graph.record import until
from local_graph.script import COLLEAGUE, EMPLOYEE
from local_graph.service import Service


async def extension(graph, extensions):
    """A custom extension that waits an hour for its service. Both versions have the same class for it."""
    record, models = graph.record, graph.models
    made = await record.call(
        "a custom extension",
        extensions.post(
            models.AccessPackageAssignmentRequestWorkflowExtension(
                display_name="Ask the archivist",
                description="A service decides",
                endpoint_configuration=models.LogicAppTriggerEndpointConfiguration(
                    subscription_id="0000000c-0000-4000-8000-000000000001",
                    resource_group_name="archive",
                    logic_app_workflow_name="archivist",
                ),
                authentication_configuration=models.AzureAdPopTokenAuthentication(),
                client_configuration=models.CustomExtensionClientConfiguration(
                    timeout_in_milliseconds=1000, maximum_retries=1
                ),
                callback_configuration=models.CustomExtensionCallbackConfiguration(timeout_duration="PT1H"),
            )
        ),
        http=201,
        display_name="Ask the archivist",
    )
    read = await record.call("it is read", extensions.by_custom_callout_extension_id(made.id).get())
    record.equal("its type", type(read).__name__, "AccessPackageAssignmentRequestWorkflowExtension")
    record.equal("its wait", read.callback_configuration.timeout_duration, timedelta(hours=1))
    return made


def setting(graph, extension):
    """The extension is called when a request is made."""
    models = graph.models
    return models.CustomExtensionStageSetting(
        stage=models.AccessPackageCustomExtensionStage.AssignmentRequestCreated,
        custom_extension=models.AccessPackageAssignmentRequestWorkflowExtension(id=extension),
    )


async def steps(graph):
    record = graph.record
    entitlement = graph.governance.entitlement_management
    catalog = await new_catalog(graph, "Keys")
    package = await new_package(graph, catalog.id, "Key of the archive")
    extensions = entitlement.catalogs.by_access_package_catalog_id(catalog.id).custom_workflow_extensions
    made = await extension(graph, extensions)
    made_policy = await record.call(
        "a policy that calls out",
        entitlement.assignment_policies.post(
            policy(graph, "The archivist decides", package.id, extensions=[setting(graph, made.id)])
        ),
        http=201,
    )
    async with Service() as service:
        await graph.connection.local("POST", "/callouts", {"extension": made.id, "url": service.url})
        for person, said, state in ((EMPLOYEE, "approved", "delivered"), (COLLEAGUE, "denied", "denied")):
            own = graph.clients[person].identity_governance.entitlement_management.assignment_requests
            asked = await record.call(
                f"a request that is to be {said}",
                own.post(request(graph, "UserAdd", package.id, made_policy.id)),
                http=201,
            )
            callout = await service.next()
            record.equal("the callout's request", callout.get("AccessPackageAssignmentRequestId"), asked.id)
            record.equal("the callout's package", callout.get("AccessPackage", {}).get("Id"), package.id)
            of_request = entitlement.assignment_requests.by_access_package_assignment_request_id(asked.id)
            await record.call(f"the service says {said}", resuming(graph, of_request, callout, said), http=204)
            await until(of_request.get, lambda read: read.state and read.state.value == state)
            read = await record.call(f"the request is {state}", of_request.get(), state=state)
            instances = read.custom_extension_callout_instances or []
            got = [one.status and one.status.value for one in instances]
            record.equal("the callout's status", got, ["callbackReceived"])
        await record.refused(
            "nothing is resumed twice", resuming(graph, of_request, callout, said), http=409, code="Conflict"
        )
        await graph.connection.local("POST", "/callouts", {"extension": made.id})


def resuming(graph, of_request, callout, said):
    """The call of `resume` for a callout: in both versions the same."""
    models = graph.models
    data = models.AccessPackageAssignmentRequestCallbackData(
        stage=models.AccessPackageCustomExtensionStage.AssignmentRequestCreated,
        custom_extension_stage_instance_id=callout["CustomExtensionStageInstanceId"],
        custom_extension_stage_instance_detail="The archivist has looked",
        state=said,
    )
    kind = "microsoft.graph.accessPackageCustomExtensionStage.assignmentRequestCreated"
    return of_request.resume.post(body_of(of_request.resume, source="Archive", type=kind, data=data))
