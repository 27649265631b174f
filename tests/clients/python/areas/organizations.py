"""Connected organizations with their sponsors: the same in both versions."""

from local_graph.queries import query
from local_graph.script import ADMINISTRATOR


async def steps(graph):
    record, models = graph.record, graph.models
    entitlement = graph.governance.entitlement_management
    organizations = entitlement.connected_organizations
    made = await record.call(
        "a connected organization",
        organizations.post(
            models.ConnectedOrganization(
                display_name="Brass and strings",
                description="Lends us instruments",
                identity_sources=[
                    models.DomainIdentitySource(domain_name="brass.example", display_name="brass.example")
                ],
                state=models.ConnectedOrganizationState.Proposed,
            )
        ),
        http=201,
        display_name="Brass and strings",
        state="proposed",
    )
    of_organization = organizations.by_connected_organization_id(made.id)
    read = await record.call("it is read", of_organization.get(), description="Lends us instruments")
    source = read.identity_sources[0]
    record.equal("its source", (type(source).__name__, source.domain_name), ("DomainIdentitySource", "brass.example"))
    change = models.ConnectedOrganization(state=models.ConnectedOrganizationState.Configured)
    await record.call("it is configured", of_organization.patch(change), http=204)
    await record.call("the change is read", of_organization.get(), state="configured")

    sponsor = graph.people[ADMINISTRATOR]
    url = f"{graph.connection.url}/{graph.version}/users/{sponsor}"
    sponsors = of_organization.internal_sponsors
    await record.call("a sponsor is added", sponsors.ref.post(models.ReferenceCreate(odata_id=url)), http=204)
    read = await record.call("the sponsors", sponsors.get(), items=1)
    record.equal("the sponsor", read.value[0].id, sponsor)
    removed = sponsors.by_directory_object_id(sponsor).ref.delete()
    await record.call("the sponsor is removed", removed, http=204)
    await record.call("there is none left", sponsors.get(), items=0)
    found = query(organizations, filter="state eq 'configured'", orderby=["displayName"])
    await record.call("configured organizations", organizations.get(found), items=1)
    await record.call("it is deleted", of_organization.delete(), http=204)
    await record.refused("it is gone", of_organization.get(), http=404)
