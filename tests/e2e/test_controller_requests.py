"""What the client asks for reaches Postern and the application as it is: Envoy Gateway's and Istio's Envoy."""
import proxies
import pytest
from controllers import controlled
from proxies.envoy_gateway import EnvoyGateway
from proxies.istio import Istio
from test_proxy_requests import *  # noqa: F403
from test_proxy_requests import LOGIN


@pytest.fixture(scope="module", params=proxies.parameters(EnvoyGateway, Istio))
def scene(request, settings):
    """One event loop, so that the lines of the log are in the order of the checks."""
    with controlled(request.param, settings, login=LOGIN, resolver={"threads": 1}) as scene:
        yield scene
