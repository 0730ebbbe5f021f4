"""What the client asks for reaches Postern and the application as it is, through the nginx of ingress-nginx."""
import proxies
import pytest
from controllers import controlled
from proxies.ingress_nginx import IngressNginx
from test_proxy_requests import outcomes, test_methods, test_targets  # noqa: F401


@pytest.fixture(scope="module", params=proxies.parameters(IngressNginx))
def scene(request, settings):
    """One event loop, so that the lines of the log are in the order of the checks."""
    with controlled(request.param, settings, resolver={"threads": 1}) as scene:
        yield scene
