"""People are led to the login page and back to where they were: the Envoys of the controllers."""
import proxies
import pytest
from controllers import controlled
from proxies.envoy_gateway import EnvoyGateway, EnvoyGatewayGrpc
from proxies.gateway_api import GatewayApi
from proxies.istio import Istio, IstioGrpc
from test_proxy_login import *  # noqa: F403
from test_proxy_login import LOGIN


@pytest.fixture(scope="module", params=proxies.parameters(EnvoyGateway, Istio, GatewayApi))
def scene(request, settings):
    with controlled(request.param, settings, login=LOGIN) as scene:
        yield scene
