"""`msgraph-beta-sdk` asks a local Graph for beta."""

from msgraph_beta import GraphRequestAdapter, GraphServiceClient
from msgraph_beta.graph_request_adapter import options

from areas import callouts_beta, consent, entitlement_beta, groups, organizations, queries, reviews, terms, workflows
from local_graph.script import main

AREAS = [
    ("entitlement management", entitlement_beta.steps),
    ("approvals", entitlement_beta.approvals),
    ("callouts", callouts_beta.steps),
    ("connected organizations", organizations.steps),
    ("queries, pages, batches, errors", queries.steps),
    ("access reviews", reviews.steps),
    ("lifecycle workflows", workflows.steps),
    ("PIM for groups", groups.steps),
    ("terms of use", terms.steps),
    ("app consent", consent.steps),
]

main("beta", "msgraph_beta", GraphServiceClient, GraphRequestAdapter, options, AREAS, least=60)
