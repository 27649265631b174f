"""What MSAL for Python sends, for both ways of signing in: one line of JSON for each request.

Usage: msal_forms.py AUTHORITY TENANT CLIENT. MSAL wants an authority of https; requests go to AUTHORITY, which is on
loopback, in its place.
"""
import json
import sys
import urllib.error
import urllib.parse
import urllib.request

import msal

AUTHORITY, TENANT, CLIENT = sys.argv[1:]
HOST = "https://login.example"
SCOPES = ["https://graph.microsoft.com/.default"]


class Response:
    """What MSAL reads of a response."""

    def __init__(self, status_code, text):
        self.status_code, self.text, self.headers = status_code, text, {}

    def raise_for_status(self):
        """Refusals are read by MSAL itself."""


class Transport:
    """What MSAL sends by: posts go to loopback, and the discovery document is made here."""

    def get(self, url, **_):
        base = f"{HOST}/{TENANT}"
        pages = {
            "issuer": f"{base}/v2.0",
            "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
            "token_endpoint": f"{base}/oauth2/v2.0/token",
            "device_authorization_endpoint": f"{base}/oauth2/v2.0/devicecode",
        }
        return Response(200, json.dumps(pages))

    def post(self, url, data=None, **_):
        body = urllib.parse.urlencode({name: value for name, value in data.items() if value is not None})
        request = urllib.request.Request(url.replace(HOST, AUTHORITY), body.encode())
        try:
            with urllib.request.urlopen(request) as response:
                return Response(response.status, response.read().decode())
        except urllib.error.HTTPError as error:
            return Response(error.code, error.read().decode())

    def close(self):
        """Nothing is open."""


def application():
    return msal.PublicClientApplication(
        CLIENT,
        authority=f"{HOST}/{TENANT}",
        client_capabilities=["CP1"],
        http_client=Transport(),
        instance_discovery=False,
    )


def note(**what):
    print(json.dumps(what), flush=True)


app = application()
flow = app.initiate_device_flow(scopes=SCOPES)
result = app.acquire_token_by_device_flow(flow)
note(device="access_token" in result, error=result.get("error_description"))
app.acquire_token_silent(SCOPES, account=app.get_accounts()[0], force_refresh=True)

app = application()
flow = app.initiate_auth_code_flow(SCOPES, redirect_uri="http://localhost:1234", response_mode="form_post")
note(page=flow["auth_uri"])
code = json.loads(sys.stdin.readline())["code"]
result = app.acquire_token_by_auth_code_flow(flow, {"code": code, "state": flow["state"]})
note(browser="access_token" in result, error=result.get("error_description"))
note(version=msal.__version__)
