"""Batches, past two faults of `msgraph-core` 1.5.2 with `microsoft-kiota-serialization-json` 1.16.0.

The bodies of the responses are lost there (microsoft/kiota-python, issue 737), so a batch whose bodies are wanted is
sent by the request adapter, and each body is read by the SDK's own classes. And what a request depends on is sent as
`depends_on`, which the service does not know (microsoftgraph/msgraph-sdk-python-core, pull request 996): requests of
these scripts do not depend on each other.

`client.batch` is missing in `msgraph-beta-sdk` 1.66.0, so its builder is made here.
"""

import json

from kiota_serialization_json.json_parse_node import JsonParseNode
from msgraph_core.requests.batch_request_builder import BatchRequestBuilder
from msgraph_core.requests.batch_request_content import BatchRequestContent
from msgraph_core.requests.batch_request_item import BatchRequestItem


def batch_of(requests):
    """A batch of requests by their names."""
    batch = BatchRequestContent()
    for name, information in requests.items():
        batch.add_request(name, BatchRequestItem(information, id=name))
    return batch


async def statuses(client, batch):
    """Sends a batch as the SDK does it, and returns the statuses by name."""
    responses = await BatchRequestBuilder(client.request_adapter).post(batch)
    return responses.get_response_status_codes()


async def send(client, batch, kind):
    """Sends a batch, and returns the status and what was read, by name. A refusal reads as nothing.

    :param kind: The SDK's class of the bodies.
    """
    information = await BatchRequestBuilder(client.request_adapter).to_post_request_information(batch)
    content = await client.request_adapter.send_primitive_async(information, "bytes", {})
    responses = {}
    for response in json.loads(content)["responses"]:
        is_read = response["status"] < 300 and "body" in response
        read = JsonParseNode(response["body"]).get_object_value(kind) if is_read else None
        responses[response["id"]] = (response["status"], read)
    return responses
