"""A custom extension that calls a service out, and the service's resume: approved and denied, by beta."""

from areas.callouts_v1_0 import extension, resuming, setting
from areas.entitlement_beta import new_catalog, new_package, policy, request
from local_graph.record import until
from local_graph.script import COLLEAGUE, EMPLOYEE
from local_graph.service import Service


async def steps(graph):
    record = graph.record
    entitlement = graph.governance.entitlement_management
    catalog = await new_catalog(graph, "Keys")
    package = await new_package(graph, catalog.id, "Key of the archive")
    of_catalog = entitlement.access_package_catalogs.by_access_package_catalog_id(catalog.id)
    extensions = of_catalog.access_package_custom_workflow_extensions
    made = await extension(graph, extensions)
    made_policy = await record.call(
        "a policy that calls out",
        entitlement.access_package_assignment_policies.post(
            policy(graph, "The archivist decides", package.id, extensions=[setting(graph, made.id)])
        ),
        http=201,
    )
    requests = entitlement.access_package_assignment_requests
    async with Service() as service:
        await graph.connection.local("POST", "/callouts", {"extension": made.id, "url": service.url})
        for person, said, state in ((EMPLOYEE, "approved", "Delivered"), (COLLEAGUE, "denied", "Denied")):
            own = graph.clients[person].identity_governance.entitlement_management
            asked = await record.call(
                f"a request that is to be {said}",
                own.access_package_assignment_requests.post(request(graph, "UserAdd", package.id, made_policy.id)),
                http=201,
            )
            callout = await service.next()
            record.equal("the callout's request", callout.get("AccessPackageAssignmentRequestId"), asked.id)
            of_request = requests.by_access_package_assignment_request_id(asked.id)
            await record.call(f"the service says {said}", resuming(graph, of_request, callout, said), http=204)
            await until(of_request.get, lambda read: read.request_state == state)
            read = await record.call(f"the request is {state}", of_request.get(), request_state=state)
            instances = read.custom_extension_callout_instances or []
            got = [one.status and one.status.value for one in instances]
            record.equal("the callout's status", got, ["callbackReceived"])
        await graph.connection.local("POST", "/callouts", {"extension": made.id})
