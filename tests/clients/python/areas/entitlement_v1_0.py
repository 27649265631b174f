"""Entitlement management of v1.0: catalogs, access packages, policies, requests, assignments, approvals."""

from datetime import timedelta

from local_graph.queries import query
from local_graph.record import until
from local_graph.script import COLLEAGUE, EMPLOYEE, MANAGER


def policy(graph, name, package, stages=(), extensions=()):
    """A policy by which each member of the organisation may request."""
    models = graph.models
    return models.AccessPackageAssignmentPolicy(
        display_name=name,
        description=name,
        allowed_target_scope=models.AllowedTargetScope.AllMemberUsers,
        specific_allowed_targets=[],
        expiration=models.ExpirationPattern(type=models.ExpirationPatternType.NoExpiration),
        requestor_settings=models.AccessPackageAssignmentRequestorSettings(
            enable_targets_to_self_add_access=True,
            enable_targets_to_self_remove_access=True,
            enable_targets_to_self_update_access=False,
            allow_custom_assignment_schedule=True,
            on_behalf_requestors=[],
        ),
        request_approval_settings=models.AccessPackageAssignmentApprovalSettings(
            is_approval_required_for_add=bool(stages),
            is_approval_required_for_update=False,
            stages=list(stages),
        ),
        custom_extension_stage_settings=list(extensions),
        access_package=models.AccessPackage(id=package),
    )


def request(graph, kind, package, policy, target=None, assignment=None):
    """A request for an assignment. Three of its members the SDK's class lacks, so they are additional data."""
    models = graph.models
    of = {"accessPackageId": package, "assignmentPolicyId": policy, "targetId": target}
    return models.AccessPackageAssignmentRequest(
        request_type=getattr(models.AccessPackageRequestType, kind),
        assignment=models.AccessPackageAssignment(
            id=assignment, additional_data={name: value for name, value in of.items() if value}
        ),
    )


async def new_package(graph, catalog, name):
    """An access package of a catalog."""
    models = graph.models
    return await graph.record.call(
        f"package {name}",
        graph.governance.entitlement_management.access_packages.post(
            models.AccessPackage(
                display_name=name,
                description=f"{name}, for the clients",
                is_hidden=False,
                catalog=models.AccessPackageCatalog(id=catalog),
            )
        ),
        http=201,
        display_name=name,
        is_hidden=False,
    )


async def new_catalog(graph, name):
    """A catalog."""
    models = graph.models
    return await graph.record.call(
        f"catalog {name}",
        graph.governance.entitlement_management.catalogs.post(
            models.AccessPackageCatalog(
                display_name=name,
                description="Instruments on loan",
                state=models.AccessPackageCatalogState.Published,
                is_externally_visible=False,
            )
        ),
        http=201,
        display_name=name,
        state="published",
        catalog_type="userManaged",
    )


async def steps(graph):
    record, models = graph.record, graph.models
    entitlement = graph.governance.entitlement_management

    catalog = await new_catalog(graph, "Lending")
    of_catalog = entitlement.catalogs.by_access_package_catalog_id(catalog.id)
    await record.call("it is read", of_catalog.get(), id=catalog.id, description="Instruments on loan")
    change = models.AccessPackageCatalog(description="Instruments on loan and their cases")
    await record.call("it is changed", of_catalog.patch(change), http=204)
    await record.call("the change is read", of_catalog.get(), description="Instruments on loan and their cases")
    by_name = query(entitlement.catalogs, filter="displayName eq 'Lending'")
    found = await record.call("it is found by its name", entitlement.catalogs.get(by_name), items=1)
    record.equal("the catalog found", found.value[0].id, catalog.id)

    cello = await new_package(graph, catalog.id, "Cello")
    viola = await new_package(graph, catalog.id, "Viola")
    of_cello = entitlement.access_packages.by_access_package_id(cello.id)
    with_catalog = query(of_cello, expand=["catalog"])
    read = await record.call("with its catalog", of_cello.get(with_catalog), display_name="Cello")
    record.equal("the package's catalog", read.catalog and read.catalog.display_name, "Lending")
    await record.call("it is hidden", of_cello.patch(models.AccessPackage(is_hidden=True)), http=204)
    await record.call("the change is read", of_cello.get(), is_hidden=True)

    policies = entitlement.assignment_policies
    made = await record.call(
        "a policy without approval", policies.post(policy(graph, "Musicians", cello.id)), 201, display_name="Musicians"
    )
    of_policy = policies.by_access_package_assignment_policy_id(made.id)
    read = await record.call("it is read", of_policy.get(), allowed_target_scope="allMemberUsers")
    record.equal("its expiration", read.expiration.type.value, "noExpiration")
    renamed = policy(graph, "All musicians", cello.id)
    await record.call("it is replaced", of_policy.put(renamed), display_name="All musicians")
    both = await record.call(
        "the package with its policies", of_cello.get(query(of_cello, expand=["assignmentPolicies"]))
    )
    names = [policy.display_name for policy in both.assignment_policies or []]
    record.equal("the package's policies", names, ["All musicians"])

    await requirements(graph, of_cello, made.id)
    await resources(graph, entitlement, of_catalog, catalog.id, of_cello)
    await incompatible(graph, entitlement, of_cello, viola.id)
    await assignment(graph, entitlement, cello.id, made.id)

    await record.call("the policy is deleted", of_policy.delete(), http=204)
    await record.refused("it is gone", of_policy.get(), http=404)
    for package in (cello.id, viola.id):
        of_package = entitlement.access_packages.by_access_package_id(package)
        await record.call("a package is deleted", of_package.delete(), http=204)
    await record.call("the catalog is deleted", of_catalog.delete(), http=204)
    await record.refused("the catalog is gone", of_catalog.get(), http=404, code="ResourceNotFound")

    change = models.EntitlementManagementSettings(duration_until_external_user_deleted_after_blocked="P30D")
    await record.call("settings are changed", entitlement.settings.patch(change), http=204)
    days = timedelta(days=30)
    await record.call("and read", entitlement.settings.get(), duration_until_external_user_deleted_after_blocked=days)


async def requirements(graph, of_package, policy):
    """What a requestor has to say: a function of the package, asked as an action."""
    asked = await graph.record.call(
        "what a requestor has to say", of_package.get_applicable_policy_requirements.post(), items=1
    )
    graph.record.equal("the policy of the requirements", asked.value[0].policy_id, policy)
    graph.record.equal("approval is required", asked.value[0].is_approval_required_for_add, False)


async def resources(graph, entitlement, of_catalog, catalog, of_package):
    """A group becomes a resource of the catalog, and its membership a part of the package."""
    record, models, group = graph.record, graph.models, graph.groups["Laboratory"]
    await record.call(
        "a group becomes a resource",
        entitlement.resource_requests.post(
            models.AccessPackageResourceRequest(
                request_type=models.AccessPackageRequestType.AdminAdd,
                catalog=models.AccessPackageCatalog(id=catalog),
                resource=models.AccessPackageResource(origin_id=group, origin_system="AadGroup"),
            )
        ),
        http=201,
        state="delivered",
    )
    read = await record.call("the catalog's resources", of_catalog.resources.get(), items=1)
    resource = read.value[0]
    record.equal("the resource's name", resource.display_name, "Laboratory")
    member = f"originSystem eq 'AadGroup' and resource/id eq '{resource.id}' and displayName eq 'Member'"
    roles = of_catalog.resource_roles
    read = await record.call("its role", roles.get(query(roles, filter=member, expand=["resource"])), items=1)
    role = read.value[0]
    record.equal("the role's resource", role.resource and role.resource.id, resource.id)
    made = await record.call(
        "the package gives it",
        of_package.resource_role_scopes.post(
            models.AccessPackageResourceRoleScope(
                role=models.AccessPackageResourceRole(
                    origin_id=role.origin_id,
                    display_name="Member",
                    origin_system="AadGroup",
                    resource=models.AccessPackageResource(id=resource.id, origin_id=group, origin_system="AadGroup"),
                ),
                scope=models.AccessPackageResourceScope(origin_id=group, origin_system="AadGroup"),
            )
        ),
        http=201,
    )
    nested = query(of_package, expand=["resourceRoleScopes($expand=role,scope)"])
    read = await record.call("the package with its roles", of_package.get(nested))
    got = [(one.role and one.role.display_name) for one in read.resource_role_scopes or []]
    record.equal("the package's roles", got, ["Member"])
    scopes = of_package.resource_role_scopes
    removed = scopes.by_access_package_resource_role_scope_id(made.id).delete()
    await record.call("the package gives it no more", removed, http=204)


async def incompatible(graph, entitlement, of_package, other):
    """References: a package that excludes another."""
    record = graph.record
    excluded = of_package.incompatible_access_packages
    url = f"{graph.connection.url}/v1.0/identityGovernance/entitlementManagement/accessPackages/{other}"
    await record.call("it excludes another", excluded.ref.post(graph.models.ReferenceCreate(odata_id=url)), http=204)
    read = await record.call("what it excludes", excluded.get(), items=1)
    record.equal("the package excluded", read.value[0].id, other)
    of_other = entitlement.access_packages.by_access_package_id(other)
    await record.call("what excludes the other", of_other.access_packages_incompatible_with.get(), items=1)
    await record.call(
        "it excludes no other any more", excluded.by_access_package_id1(other).ref.delete(), http=204
    )
    await record.call("nothing is excluded", excluded.get(), items=0)
    group, groups = graph.groups["Approvers"], of_package.incompatible_groups
    url = f"{graph.connection.url}/v1.0/groups/{group}"
    await record.call("it excludes a group", groups.ref.post(graph.models.ReferenceCreate(odata_id=url)), http=204)
    read = await record.call("which groups it excludes", groups.get(), items=1)
    record.equal("the group excluded", read.value[0].display_name, "Approvers")
    await record.call("it excludes the group no more", groups.by_group_id(group).ref.delete(), http=204)


async def assignment(graph, entitlement, package, policy):
    """A direct assignment, from the request to its end."""
    record, target = graph.record, graph.people[EMPLOYEE]
    requests = entitlement.assignment_requests
    made = await record.call(
        "a direct assignment is requested", requests.post(request(graph, "AdminAdd", package, policy, target)), http=201
    )
    of_request = requests.by_access_package_assignment_request_id(made.id)
    await until(of_request.get, lambda read: read.state and read.state.value == "delivered")
    with_assignment = query(of_request, expand=["assignment", "requestor"])
    await record.call("it is delivered", of_request.get(with_assignment), state="delivered", request_type="adminAdd")

    assignments = entitlement.assignments
    of_package = f"accessPackage/id eq '{package}' and state eq 'Delivered'"
    options = query(assignments, filter=of_package, expand=["target", "accessPackage"])
    read = await record.call("the assignment", assignments.get(options), items=1)
    found = read.value[0]
    record.equal("whose it is", found.target and found.target.object_id, target)
    record.equal("what it is of", found.access_package and found.access_package.id, package)

    own = graph.clients[EMPLOYEE].identity_governance.entitlement_management
    mine = await record.call(
        "the employee's assignments", own.assignments.filter_by_current_user_with_on("target").get()
    )
    record.holds("the assignment is among them", found.id in [one.id for one in mine.value])
    may = await record.call(
        "what the employee may request", own.access_packages.filter_by_current_user_with_on("allowedRequestor").get()
    )
    record.holds("there is some", may.value)
    of_assignment = assignments.by_access_package_assignment_id(found.id)
    await record.call("it is processed again", of_assignment.reprocess.post(), http=202)

    end = await record.call(
        "the employee gives it back",
        own.assignment_requests.post(request(graph, "UserRemove", None, None, assignment=found.id)),
        http=201,
    )
    of_end = requests.by_access_package_assignment_request_id(end.id)
    await until(of_end.get, lambda read: read.state and read.state.value == "delivered")
    await record.call("that is delivered", of_end.get(), state="delivered", request_type="userRemove")
    await record.call("no assignment is left", assignments.get(query(assignments, filter=of_package)), items=0)


async def approvals(graph):
    """A request that the employee's manager approves, one that the manager denies, and one that is cancelled."""
    record, models = graph.record, graph.models
    entitlement = graph.governance.entitlement_management
    catalog = await new_catalog(graph, "Workshop")
    package = await new_package(graph, catalog.id, "Lathe")
    stage = models.AccessPackageApprovalStage(
        duration_before_automatic_denial="P14D",
        is_approver_justification_required=False,
        is_escalation_enabled=False,
        primary_approvers=[models.RequestorManager(manager_level=1)],
        fallback_primary_approvers=[models.SingleUser(user_id=graph.people[MANAGER])],
    )
    made = await record.call(
        "a policy with approval",
        entitlement.assignment_policies.post(policy(graph, "The manager approves", package.id, stages=[stage])),
        http=201,
    )
    read = made.request_approval_settings.stages[0]
    record.equal("days before denial", read.duration_before_automatic_denial, timedelta(days=14))
    record.equal("the approver's type", type(read.primary_approvers[0]).__name__, "RequestorManager")

    for person, result, state in ((EMPLOYEE, "Approve", "delivered"), (COLLEAGUE, "Deny", "denied")):
        asked = await ask(graph, person, package.id, made.id)
        await decide(graph, asked.id, result)
        of_request = entitlement.assignment_requests.by_access_package_assignment_request_id(asked.id)
        await until(of_request.get, lambda read: read.state and read.state.value == state)
        await record.call(f"the request is {state}", of_request.get(), state=state)

    asked = await ask(graph, COLLEAGUE, package.id, made.id)
    own = graph.clients[COLLEAGUE].identity_governance.entitlement_management.assignment_requests
    of_request = own.by_access_package_assignment_request_id(asked.id)
    await record.call("the colleague cancels", of_request.cancel.post(), http=204)
    await record.call("the request is cancelled", of_request.get(), state="canceled")
    mine = own.filter_by_current_user_with_on("target")
    options = query(mine, expand=["accessPackage"], filter="state eq 'canceled'")
    await record.call("the colleague's cancelled requests", mine.get(options), items=1)
    await record.call("the request is deleted", of_request.delete(), http=204)


async def ask(graph, person, package, policy):
    """Somebody requests for themself, and it waits for approval."""
    own = graph.clients[person].identity_governance.entitlement_management.assignment_requests
    made = await graph.record.call("somebody requests", own.post(request(graph, "UserAdd", package, policy)), http=201)
    of_request = own.by_access_package_assignment_request_id(made.id)
    read = await until(of_request.get, lambda read: read.state and read.state.value == "pendingApproval")
    graph.record.equal("the request's state", read.state.value, "pendingApproval")
    return made


async def decide(graph, request, result):
    """The manager decides on a request."""
    record = graph.record
    approvals = graph.clients[MANAGER].identity_governance.entitlement_management.access_package_assignment_approvals
    mine = await record.call(
        "what the manager decides on", approvals.filter_by_current_user_with_on("approver").get()
    )
    record.holds("the request is among it", request in [one.id for one in mine.value])
    of_approval = approvals.by_approval_id(request)
    await record.call("the request's approval", of_approval.get(), id=request)
    stages = await record.call("its stages", of_approval.stages.get(), items=1)
    stage = stages.value[0]
    record.equal("the stage's state", stage.status, "InProgress")
    record.equal("the stage is the manager's", stage.assigned_to_me, True)
    decision = graph.models.ApprovalStage(review_result=result, justification="As agreed")
    of_stage = of_approval.stages.by_approval_stage_id(stage.id)
    await record.call(f"the manager says {result}", of_stage.patch(decision), http=204)
    await record.call("the decision is read", of_stage.get(), review_result=result, justification="As agreed")
