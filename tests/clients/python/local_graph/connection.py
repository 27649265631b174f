"""Clients of Microsoft's that ask the local Graph.

Nothing of the SDKs is changed. Two of their defaults stand in the way, and both are arguments:

- The base URL is Microsoft's. A request adapter's `base_url` is another.
- A token comes from Microsoft Entra. An `AccessTokenProvider` of one's own gives any text, and its
  `AllowedHostsValidator` says that the local Graph's host may have it.
"""

import httpx
from kiota_abstractions.authentication import (
    AccessTokenProvider,
    AllowedHostsValidator,
    BaseBearerTokenAuthenticationProvider,
)
from msgraph_core import GraphClientFactory


class FixedToken(AccessTokenProvider):
    """A token that is known beforehand. For the local Graph: the user principal name of who asks."""

    def __init__(self, token, host):
        self._token = token
        self._hosts = AllowedHostsValidator([host])

    async def get_authorization_token(self, uri, additional_authentication_context=None):
        return self._token if self._hosts.is_url_host_valid(uri) else ""

    def get_allowed_hosts_validator(self):
        return self._hosts


class Connection:
    """Makes clients of one version, and keeps what they exchange with the local Graph."""

    def __init__(self, url, version, client_type, adapter_type, options):
        """
        :param url: The local Graph's, without a version: `http://127.0.0.1:8790`.
        :param version: `v1.0` or `beta`.
        :param client_type: `GraphServiceClient` of the SDK of this version.
        :param adapter_type: `GraphRequestAdapter` of it.
        :param options: The options of its middleware.
        """
        self.url = url
        self.version = version
        self.exchanges = []
        self._client_type = client_type
        self._adapter_type = adapter_type
        self._options = options
        self._http = []

    def client(self, user):
        """A client for a user of the local Graph's directory."""
        hooks = {"response": [self._keep]}
        http = httpx.AsyncClient(timeout=30, event_hooks=hooks)
        self._http.append(http)
        http = GraphClientFactory.create_with_default_middleware(client=http, options=self._options)
        token = FixedToken(user, httpx.URL(self.url).host)
        adapter = self._adapter_type(BaseBearerTokenAuthenticationProvider(token), http)
        adapter.base_url = f"{self.url}/{self.version}"
        return self._client_type(request_adapter=adapter)

    async def local(self, method, path, body=None):
        """Asks a page of the local Graph's own, below `/local`."""
        async with httpx.AsyncClient() as http:
            response = await http.request(method, f"{self.url}/local{path}", json=body, timeout=60)
        response.raise_for_status()
        return response.json() if response.content else None

    async def close(self):
        """Closes the connections of all clients."""
        for http in self._http:
            await http.aclose()

    async def _keep(self, response):
        request = response.request
        path = request.url.raw_path.decode().removeprefix(f"/{self.version}")
        self.exchanges.append((request.method, path, response.status_code))
