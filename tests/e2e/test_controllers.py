"""Nobody but Postern writes an identity header, and a failure lets nobody in: Envoy Gateway's and Istio's Envoy.

The control planes themselves do not run here. The printed resources are made into Envoy's configuration as
their sources do it (tests/e2e/proxies), and the rows are those of all proxies.
"""
import proxies
import pytest
from controllers import controlled
from proxies.envoy_gateway import EnvoyGateway, EnvoyGatewayGrpc
from proxies.istio import Istio, IstioGrpc
from test_proxy_failures import *  # noqa: F403
from test_proxy_identity import (  # noqa: F401
    test_made_up_identity_never_reaches_the_application,
    test_the_client_learns_the_outcome_and_nothing_else,
)


@pytest.fixture(scope="module", params=proxies.parameters(EnvoyGateway, EnvoyGatewayGrpc, Istio, IstioGrpc))
def scene(request, settings):
    with controlled(request.param, settings) as scene:
        yield scene
