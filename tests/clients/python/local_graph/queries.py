"""Query options as the SDKs take them."""

from kiota_abstractions.base_request_configuration import RequestConfiguration


def query(builder, headers=None, **options):
    """A configuration with query options: `query(catalogs, filter="…", top=5)`.

    :param builder: The request builder that it is for.
    :param headers: Further headers of the request, by name.
    """
    kind = type(builder)
    parameters = getattr(kind, f"{kind.__name__}GetQueryParameters")
    configuration = RequestConfiguration(query_parameters=parameters(**options))
    for name, value in (headers or {}).items():
        configuration.headers.add(name, value)
    return configuration
