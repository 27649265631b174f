"""Entitlement management of beta, which has names of its own: catalogs, packages, requests, assignments, approvals."""

from local_graph.queries import query
from local_graph.record import until
from local_graph.script import COLLEAGUE, EMPLOYEE, MANAGER


def policy(graph, name, package, stages=(), extensions=()):
    """A policy by which each member of the organisation may request."""
    models = graph.models
    return models.AccessPackageAssignmentPolicy(
        display_name=name,
        description=name,
        access_package_id=package,
        can_extend=False,
        duration_in_days=0,
        requestor_settings=models.RequestorSettings(
            scope_type="AllExistingDirectoryMemberUsers", accept_requests=True, allowed_requestors=[]
        ),
        request_approval_settings=models.ApprovalSettings(
            is_approval_required=bool(stages),
            is_approval_required_for_extension=False,
            is_requestor_justification_required=False,
            approval_mode="SingleStage" if stages else "NoApproval",
            approval_stages=list(stages),
        ),
        custom_extension_stage_settings=list(extensions),
    )


def request(graph, kind, package=None, policy=None, target=None, assignment=None):
    """A request for an assignment."""
    models = graph.models
    return models.AccessPackageAssignmentRequest(
        request_type=kind,
        access_package_assignment=models.AccessPackageAssignment(
            id=assignment, access_package_id=package, assignment_policy_id=policy, target_id=target
        ),
    )


async def new_catalog(graph, name):
    """A catalog."""
    return await graph.record.call(
        f"catalog {name}",
        graph.governance.entitlement_management.access_package_catalogs.post(
            graph.models.AccessPackageCatalog(
                display_name=name, description="Instruments on loan", is_externally_visible=False
            )
        ),
        http=201,
        display_name=name,
        catalog_type="UserManaged",
    )


async def new_package(graph, catalog, name):
    """An access package of a catalog."""
    return await graph.record.call(
        f"package {name}",
        graph.governance.entitlement_management.access_packages.post(
            graph.models.AccessPackage(
                catalog_id=catalog, display_name=name, description=f"{name}, for the clients", is_hidden=False
            )
        ),
        http=201,
        display_name=name,
        catalog_id=catalog,
    )


async def steps(graph):
    record, models = graph.record, graph.models
    entitlement = graph.governance.entitlement_management

    catalog = await new_catalog(graph, "Lending")
    catalogs = entitlement.access_package_catalogs
    of_catalog = catalogs.by_access_package_catalog_id(catalog.id)
    await record.call("it is read", of_catalog.get(), id=catalog.id, description="Instruments on loan")
    change = models.AccessPackageCatalog(description="Instruments on loan and their cases")
    await record.call("it is changed", of_catalog.patch(change), http=204)
    by_name = query(catalogs, filter="(displayName eq 'Lending')")
    found = await record.call("it is found by its name", catalogs.get(by_name), items=1)
    record.equal("the change", found.value[0].description, "Instruments on loan and their cases")

    cello = await new_package(graph, catalog.id, "Cello")
    viola = await new_package(graph, catalog.id, "Viola")
    packages = entitlement.access_packages
    of_cello = packages.by_access_package_id(cello.id)
    with_catalog = query(of_cello, expand=["accessPackageCatalog"])
    read = await record.call("with its catalog", of_cello.get(with_catalog), display_name="Cello")
    found = read.access_package_catalog
    record.equal("the package's catalog", found and found.display_name, "Lending")
    await record.call("it is hidden", of_cello.patch(models.AccessPackage(is_hidden=True)), http=204)
    await record.call("the change is read", of_cello.get(), is_hidden=True)

    policies = entitlement.access_package_assignment_policies
    made = await record.call(
        "a policy without approval", policies.post(policy(graph, "Musicians", cello.id)), 201, display_name="Musicians"
    )
    of_policy = policies.by_access_package_assignment_policy_id(made.id)
    read = await record.call("it is read", of_policy.get(), access_package_id=cello.id)
    record.equal("for whom it is", read.requestor_settings.scope_type, "AllExistingDirectoryMemberUsers")
    renamed = policy(graph, "All musicians", cello.id)
    await record.call("it is replaced", of_policy.put(renamed), display_name="All musicians")
    asked = await record.call(
        "what a requestor has to say", of_cello.get_applicable_policy_requirements.post(), items=1
    )
    record.equal("the policy of the requirements", asked.value[0].policy_id, made.id)

    await resources(graph, entitlement, of_catalog, catalog.id, of_cello)
    excluded = of_cello.incompatible_access_packages
    url = f"{graph.connection.url}/beta/identityGovernance/entitlementManagement/accessPackages/{viola.id}"
    await record.call("it excludes another", excluded.ref.post(models.ReferenceCreate(odata_id=url)), http=204)
    await record.call("what it excludes", excluded.get(), items=1)
    of_viola = packages.by_access_package_id(viola.id)
    await record.call("what excludes the other", of_viola.access_packages_incompatible_with.get(), items=1)
    await record.call("it excludes none any more", excluded.by_access_package_id1(viola.id).ref.delete(), http=204)
    group, groups = graph.groups["Approvers"], of_cello.incompatible_groups
    url = f"{graph.connection.url}/beta/groups/{group}"
    await record.call("it excludes a group", groups.ref.post(models.ReferenceCreate(odata_id=url)), http=204)
    read = await record.call("which groups it excludes", groups.get(), items=1)
    record.equal("the group excluded", read.value[0].display_name, "Approvers")
    await record.call("it excludes the group no more", groups.by_group_id(group).ref.delete(), http=204)

    await assignment(graph, entitlement, cello.id, made.id)
    await record.call("the policy is deleted", of_policy.delete(), http=204)
    await record.call("a package is deleted", of_cello.delete(), http=204)
    await record.call("the other too", of_viola.delete(), http=204)
    await record.call("the catalog is deleted", of_catalog.delete(), http=204)
    await record.refused("the catalog is gone", of_catalog.get(), http=404, code="ResourceNotFound")

    change = models.EntitlementManagementSettings(days_until_external_user_deleted_after_blocked=30)
    await record.call("settings are changed", entitlement.settings.patch(change), http=204)
    await record.call("and read", entitlement.settings.get(), days_until_external_user_deleted_after_blocked=30)


async def resources(graph, entitlement, of_catalog, catalog, of_package):
    """A group becomes a resource of the catalog, and its membership a part of the package."""
    record, models, group = graph.record, graph.models, graph.groups["Laboratory"]
    resource = models.AccessPackageResource(origin_id=group, origin_system="AadGroup")
    asked = models.AccessPackageResourceRequest(
        catalog_id=catalog, request_type="AdminAdd", access_package_resource=resource
    )
    requests = entitlement.access_package_resource_requests
    await record.call("a group becomes a resource", requests.post(asked), http=201, request_state="Delivered")
    named = "(displayName eq 'Laboratory')"
    resources = of_catalog.access_package_resources
    read = await record.call("the catalog's resource", resources.get(query(resources, filter=named)), items=1)
    resource = read.value[0]
    roles = of_catalog.access_package_resource_roles
    member = (
        f"(originSystem eq 'AadGroup' and accessPackageResource/id eq '{resource.id}' and displayName eq 'Member')"
    )
    found = query(roles, filter=member, expand=["accessPackageResource"])
    read = await record.call("its role", roles.get(found), items=1)
    role = read.value[0]
    scopes = of_package.access_package_resource_role_scopes
    await record.call(
        "the package gives it",
        scopes.post(
            models.AccessPackageResourceRoleScope(
                access_package_resource_role=models.AccessPackageResourceRole(
                    origin_id=role.origin_id,
                    display_name="Member",
                    origin_system="AadGroup",
                    access_package_resource=models.AccessPackageResource(
                        id=resource.id, resource_type="Security Group", origin_id=group, origin_system="AadGroup"
                    ),
                ),
                access_package_resource_scope=models.AccessPackageResourceScope(
                    origin_id=group, origin_system="AadGroup"
                ),
            )
        ),
        http=201,
    )
    expand = "accessPackageResourceRoleScopes($expand=accessPackageResourceRole,accessPackageResourceScope)"
    read = await record.call("the package with its roles", of_package.get(query(of_package, expand=[expand])))
    got = [one.access_package_resource_role for one in read.access_package_resource_role_scopes or []]
    record.equal("the package's roles", [one and one.display_name for one in got], ["Member"])


async def assignment(graph, entitlement, package, policy):
    """A direct assignment, from the request to its end."""
    record, target = graph.record, graph.people[EMPLOYEE]
    requests = entitlement.access_package_assignment_requests
    made = await record.call(
        "a direct assignment is requested", requests.post(request(graph, "AdminAdd", package, policy, target)), http=201
    )
    of_request = requests.by_access_package_assignment_request_id(made.id)
    await until(of_request.get, lambda read: read.request_state == "Delivered")
    await record.call("it is delivered", of_request.get(), request_state="Delivered", request_type="AdminAdd")

    assignments = entitlement.access_package_assignments
    of_package = f"accessPackage/id eq '{package}' and assignmentState eq 'Delivered'"
    options = query(assignments, filter=of_package, expand=["target", "accessPackage"])
    read = await record.call("the assignment", assignments.get(options), items=1)
    found = read.value[0]
    record.equal("whose it is", found.target and found.target.object_id, target)
    record.equal("what it is of", found.access_package and found.access_package.id, package)
    own = graph.clients[EMPLOYEE].identity_governance.entitlement_management
    mine = await record.call(
        "the employee's assignments", own.access_package_assignments.filter_by_current_user_with_on("target").get()
    )
    record.holds("the assignment is among them", found.id in [one.id for one in mine.value])
    of_assignment = assignments.by_access_package_assignment_id(found.id)
    await record.call("it is processed again", of_assignment.reprocess.post(), http=202)
    end = await record.call(
        "the employee gives it back",
        own.access_package_assignment_requests.post(request(graph, "UserRemove", assignment=found.id)),
        http=201,
    )
    of_end = requests.by_access_package_assignment_request_id(end.id)
    await until(of_end.get, lambda read: read.request_state == "Delivered")
    await record.call("that is delivered", of_end.get(), request_state="Delivered", request_type="UserRemove")
    await record.call("no assignment is left", assignments.get(query(assignments, filter=of_package)), items=0)


async def approvals(graph):
    """A request that the employee's manager approves, one that the manager denies, and one that is cancelled."""
    record, models = graph.record, graph.models
    entitlement = graph.governance.entitlement_management
    catalog = await new_catalog(graph, "Workshop")
    package = await new_package(graph, catalog.id, "Lathe")
    stage = models.ApprovalStage(
        approval_stage_time_out_in_days=14,
        is_approver_justification_required=False,
        is_escalation_enabled=False,
        escalation_time_in_minutes=0,
        primary_approvers=[
            models.RequestorManager(manager_level=1, is_backup=False),
            models.SingleUser(id=graph.people[MANAGER], is_backup=True),
        ],
        escalation_approvers=[],
    )
    made = await record.call(
        "a policy with approval",
        entitlement.access_package_assignment_policies.post(
            policy(graph, "The manager approves", package.id, stages=[stage])
        ),
        http=201,
    )
    approvers = made.request_approval_settings.approval_stages[0].primary_approvers
    record.equal("the approvers' types", [type(one).__name__ for one in approvers], ["RequestorManager", "SingleUser"])

    requests = entitlement.access_package_assignment_requests
    for person, result, state in ((EMPLOYEE, "Approve", "Delivered"), (COLLEAGUE, "Deny", "Denied")):
        asked = await ask(graph, person, package.id, made.id)
        waiting = query(requests, filter="(requestState eq 'PendingApproval')", expand=["requestor"])
        read = await record.call("what waits for approval", requests.get(waiting), items=1)
        requestor = read.value[0].requestor
        record.equal("who asks", requestor and requestor.object_id, graph.people[person])
        await decide(graph, asked.id, result)
        of_request = requests.by_access_package_assignment_request_id(asked.id)
        await until(of_request.get, lambda read: read.request_state == state)
        await record.call(f"the request is {state}", of_request.get(), request_state=state)

    asked = await ask(graph, COLLEAGUE, package.id, made.id)
    own = graph.clients[COLLEAGUE].identity_governance.entitlement_management.access_package_assignment_requests
    of_request = own.by_access_package_assignment_request_id(asked.id)
    await record.call("the colleague cancels", of_request.cancel.post(), http=204)
    await record.call("the request is cancelled", of_request.get(), request_state="Canceled")
    await record.call("the request is deleted", of_request.delete(), http=204)


async def ask(graph, person, package, policy):
    """Somebody requests for themself, and it waits for approval."""
    own = graph.clients[person].identity_governance.entitlement_management.access_package_assignment_requests
    made = await graph.record.call("somebody requests", own.post(request(graph, "UserAdd", package, policy)), http=201)
    of_request = own.by_access_package_assignment_request_id(made.id)
    read = await until(of_request.get, lambda read: read.request_state == "PendingApproval")
    graph.record.equal("the request's state", read.request_state, "PendingApproval")
    return made


async def decide(graph, request, result):
    """The manager decides on a request."""
    record = graph.record
    approvals = graph.clients[MANAGER].identity_governance.entitlement_management.access_package_assignment_approvals
    of_approval = approvals.by_approval_id(request)
    await record.call("the request's approval", of_approval.get(), id=request)
    steps = await record.call("its steps", of_approval.steps.get(), items=1)
    step = steps.value[0]
    record.equal("the step's state", step.status, "InProgress")
    of_step = of_approval.steps.by_approval_step_id(step.id)
    decision = graph.models.ApprovalStep(review_result=result, justification="As agreed")
    await record.call(f"the manager says {result}", of_step.patch(decision), http=204)
    await record.call("the decision is read", of_step.get(), review_result=result, justification="As agreed")
