"""The classes of an SDK by their names alone: both SDKs have one module per class, in packages of their own."""

import importlib
import re


class Models:
    """The classes of a package of models: `models.AccessPackage(display_name="…")`."""

    def __init__(self, package):
        """
        :param package: `msgraph.generated.models`, for instance.
        """
        self._package = package

    def __getattr__(self, name):
        module = importlib.import_module(f"{self._package}.{_module_of(name)}")
        return getattr(module, name)

    def within(self, namespace):
        """The classes of a namespace below: `identity_governance`."""
        return Models(f"{self._package}.{namespace}")


def body_of(builder, **members):
    """The body of an action: its class is beside the request builder's."""
    kind = type(builder)
    action = kind.__name__.removesuffix("RequestBuilder").removeprefix("MicrosoftGraphIdentityGovernance")
    name = f"{action}PostRequestBody"
    package = kind.__module__.rpartition(".")[0]
    module = importlib.import_module(f"{package}.{_module_of(name)}")
    return getattr(module, name)(**members)


def _module_of(name):
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
