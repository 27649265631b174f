"""Query options, pages, batches and errors, on connected organizations: the same in both versions."""

from datetime import timedelta
from uuid import UUID

from msgraph_core import PageIterator

from local_graph.batches import batch_of, send, statuses
from local_graph.queries import query

NAMES = ["Alto", "Bass", "Chorus", "Descant", "Echo", "Fugue", "Gamut"]


def organization(graph, name):
    """An organization that is found by its name."""
    models = graph.models
    return models.ConnectedOrganization(
        display_name=f"Voices {name}",
        description=f"{name} is lent",
        identity_sources=[models.DomainIdentitySource(domain_name=f"{name}.example".lower(), display_name=name)],
        state=models.ConnectedOrganizationState.Configured,
    )


async def steps(graph):
    made = await create(graph)
    await options(graph)
    await pages(graph)
    await errors(graph, next(iter(made.values())))
    await throttled(graph)
    await delete(graph, made)


async def create(graph):
    """All of them in a batch."""
    record, organizations = graph.record, graph.governance.entitlement_management.connected_organizations
    requests = {name: organizations.to_post_request_information(organization(graph, name)) for name in NAMES}
    sent = send(graph.client, batch_of(requests), graph.models.ConnectedOrganization)
    responses = await record.call("seven organizations in a batch", sent)
    made = {}
    for name in NAMES:
        status, read = responses[name]
        record.equal(f"{name}: status", status, 201)
        record.equal(f"{name}: name", read.display_name, f"Voices {name}")
        made[name] = read.id
    return made


async def options(graph):
    """Filters, order, selection and counts."""
    record, organizations = graph.record, graph.governance.entitlement_management.connected_organizations
    ours = "startswith(displayName, 'Voices ')"
    read = await record.call(
        "in the order of names, from the last",
        organizations.get(query(organizations, filter=ours, orderby=["displayName desc"], top=3, count=True)),
        items=3,
        odata_count=7,
    )
    names = [one.display_name for one in read.value]
    record.equal("the order", names, ["Voices Gamut", "Voices Fugue", "Voices Echo"])
    read = await record.call(
        "names alone",
        organizations.get(query(organizations, filter=ours, select=["id", "displayName"], orderby=["displayName"])),
        items=7,
    )
    record.equal("what was not selected", read.value[0].description, None)
    record.holds("the key was", UUID(read.value[0].id))
    either = f"{ours} and (endswith(displayName, 'Alto') or contains(description, 'Bass'))"
    await record.call("by two conditions", organizations.get(query(organizations, filter=either)), items=2)
    none = f"{ours} and not (state eq 'configured')"
    await record.call("by what none is", organizations.get(query(organizations, filter=none)), items=0)
    listed = "displayName in ('Voices Alto', 'Voices Echo')"
    await record.call("by a list", organizations.get(query(organizations, filter=listed)), items=2)
    source = "identitySources/any(s:s/microsoft.graph.domainIdentitySource/domainName eq 'fugue.example')"
    await record.call("by what they contain", organizations.get(query(organizations, filter=source)), items=1)
    later = f"{ours} and createdDateTime ge {(graph.now + timedelta(days=1)).strftime('%Y-%m-%dT%H:%M:%SZ')}"
    await record.call("by a time", organizations.get(query(organizations, filter=later)), items=0)
    skipped = query(organizations, filter=ours, orderby=["displayName"], skip=5)
    await record.call("the last two", organizations.get(skipped), items=2)
    count = organizations.count
    eventual = query(count, headers={"ConsistencyLevel": "eventual"}, filter=ours)
    counted = await record.call("their number", count.get(eventual))
    record.equal("the number", counted, 7)


async def pages(graph):
    """Page by page, as the SDK follows the links."""
    record, organizations = graph.record, graph.governance.entitlement_management.connected_organizations
    ours = query(organizations, filter="startswith(displayName, 'Voices ')", orderby=["displayName"])
    ours.headers.add("Prefer", "odata.maxpagesize=3")
    first = await record.call("the first page", organizations.get(ours), items=3)
    record.holds("it has a link", first.odata_next_link)
    seen = []
    pages = PageIterator(first, graph.client.request_adapter)
    # Its `set_headers` fails in msgraph-core 1.5.2.
    pages.headers.add("Prefer", "odata.maxpagesize=3")

    def keep(one):
        seen.append(one.display_name)
        return True

    await record.call("the other pages", pages.iterate(keep))
    record.equal("all that was seen", seen, [f"Voices {name}" for name in NAMES])


async def errors(graph, key):
    """What is refused, and how it is said."""
    record, models = graph.record, graph.models
    organizations = graph.governance.entitlement_management.connected_organizations
    unknown = organizations.by_connected_organization_id("0000000e-0000-4000-8000-000000000001")
    refusal = await record.refused("an unknown key", unknown.get(), http=404, code="ResourceNotFound")
    inner = refusal.error.inner_error
    record.holds("the error has the request's id", inner and inner.request_id and inner.client_request_id)
    wrong = query(organizations, filter="colour eq 'red'")
    await record.refused("a filter by no member", organizations.get(wrong), http=400, mentions="colour")
    wrong = query(organizations, filter="displayName eq")
    await record.refused("half a filter", organizations.get(wrong), http=400)
    wrong = models.ConnectedOrganization(display_name="Voices Hum", additional_data={"state": "asleep"})
    await record.refused("a state that is none", organizations.post(wrong), http=400, mentions="state")
    again = organization(graph, "Alto")
    again.id = key
    await record.refused("a key that is taken", organizations.post(again), http=409)


async def throttled(graph):
    """The service is busy, once: the SDK waits and asks again."""
    record, organizations = graph.record, graph.governance.entitlement_management.connected_organizations
    path = "/identityGovernance/entitlementManagement/connectedOrganizations"
    rule = {"kind": "throttled", "method": "GET", "path": path, "count": 1, "retryAfter": 1}
    await graph.connection.local("POST", "/faults", rule)
    await record.call("asked again when throttled", organizations.get(query(organizations, top=1)), items=1)
    state = await graph.connection.local("GET", "/faults")
    record.equal("the rule is used up", state["value"], [])


async def delete(graph, made):
    """In a batch, with one that is not there any more."""
    record, organizations = graph.record, graph.governance.entitlement_management.connected_organizations
    keys = made | {"gone": "0000000e-0000-4000-8000-000000000001"}
    requests = {
        name: organizations.by_connected_organization_id(key).to_delete_request_information()
        for name, key in keys.items()
    }
    sent = statuses(graph.client, batch_of(requests))
    got = await record.call("they are deleted in a batch", sent)
    due = dict.fromkeys(made, 204) | {"gone": 404}
    record.equal("the statuses", got, due)
