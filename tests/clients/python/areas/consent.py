"""Requests for consent to applications. The same in both versions."""

from local_graph.queries import query


async def steps(graph):
    record, models = graph.record, graph.models
    requests = graph.governance.app_consent.app_consent_requests
    application = "0000000d-0000-4000-8000-000000000001"
    made = await record.call(
        "a request for consent",
        requests.post(
            models.AppConsentRequest(
                app_id=application,
                app_display_name="Tuner",
                pending_scopes=[models.AppConsentRequestScope(display_name="User.Read.All")],
            )
        ),
        http=201,
        app_display_name="Tuner",
    )
    of_request = requests.by_app_consent_request_id(made.id)
    read = await record.call("it is read", of_request.get(), app_id=application)
    record.equal("its scopes", [one.display_name for one in read.pending_scopes], ["User.Read.All"])
    asked = models.UserConsentRequest(reason="The piano is out of tune")
    asked.status = "InProgress"
    await record.call("a user's request", of_request.user_consent_requests.post(asked), http=201)
    await record.call("users' requests", of_request.user_consent_requests.get(), items=1)
    waiting = query(requests, filter="userConsentRequests/any(u:u/status eq 'InProgress')")
    await record.call("what waits", requests.get(waiting), items=1)
    waiting = query(requests, filter="userConsentRequests/any(u:u/status eq 'Completed')")
    await record.call("what is completed", requests.get(waiting), items=0)
    await record.call("it is deleted", of_request.delete(), http=204)
