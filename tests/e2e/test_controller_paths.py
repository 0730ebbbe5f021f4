"""No spelling of a path gets through the open login page: Envoy Gateway's and Istio's Envoy, which open one exact path."""
import proxies
import pytest
from controllers import controlled
from proxies.envoy_gateway import EnvoyGateway, EnvoyGatewayGrpc
from proxies.istio import Istio, IstioGrpc
from test_proxy_paths import AROUND_LOGIN, LOGIN, target_of


@pytest.fixture(scope="module", params=proxies.parameters(EnvoyGateway, EnvoyGatewayGrpc, Istio, IstioGrpc))
def scene(request, settings):
    with controlled(request.param, settings, login=LOGIN) as scene:
        yield scene


@pytest.mark.parametrize("target", [*AROUND_LOGIN, "/login/", "/login/x", "/Login", "/login;x", "/login%2f", "/x/login"])
def test_the_open_login_page_opens_nothing_else(scene, target):
    answer, got = scene.ask(target=target)
    assert got is None or target_of(got) == "/login"
    assert answer.status == 200 or answer.status >= 400


def test_the_login_page_is_open_and_without_an_identity(scene):
    for target in ("/login", "/login?rd=x"):
        for name in ("X-Authgear-User-Id", "X.Authgear.User.Id", "X-Team"):
            answer, got = scene.ask([(name, "evil")], target=target)
            assert (answer.status, got.all(name)) == (200, [])
