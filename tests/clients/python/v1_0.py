"""`msgraph-sdk` asks a local Graph for v1.0."""

from msgraph import GraphRequestAdapter, GraphServiceClient
from msgraph.graph_request_adapter import options

from areas import callouts_v1_0, consent, entitlement_v1_0, groups, organizations, queries, reviews, terms, workflows
from local_graph.script import main

AREAS = [
    ("entitlement management", entitlement_v1_0.steps),
    ("approvals", entitlement_v1_0.approvals),
    ("callouts", callouts_v1_0.steps),
    ("connected organizations", organizations.steps),
    ("queries, pages, batches, errors", queries.steps),
    ("access reviews", reviews.steps),
    ("lifecycle workflows", workflows.steps),
    ("PIM for groups", groups.steps),
    ("terms of use", terms.steps),
    ("app consent", consent.steps),
]

main("v1.0", "msgraph", GraphServiceClient, GraphRequestAdapter, options, AREAS, least=60)
