"""The printed HTTPRoute, in a real Envoy with nothing but what the filter ExternalAuth says.

Other implementations do not run here. What the filter leaves open is pinned: another spelling of a name passes,
and an outage has the implementation's own status.
"""
import proxies
import proxy_rows
import pytest
import relay
from controllers import controlled
from proxies.gateway_api import GatewayApi
from proxy_scene import GENUINE
from test_proxy_identity import ask, spoofed
from test_proxy_requests import (  # noqa: F401
    LOGIN,
    WEBSOCKET,
    test_bodies,
    test_postern_knows_the_whole_target,
    test_websocket_of_the_allowed,
    test_websocket_of_others_is_not_led_to_the_login_page,
)

OUTCOMES = {**proxy_rows.OUTCOMES, "unavailable": (GatewayApi.outage, *proxy_rows.OUTCOMES["unavailable"][1:])}
ALIASES = ["underscores", "one underscore", "dots", "other separators", "nominated under another name"]


@pytest.fixture(scope="module", params=proxies.parameters(GatewayApi))
def scene(request, settings):
    with controlled(request.param, settings, login=LOGIN, resolver={"threads": 1}) as scene:
        yield scene


@pytest.mark.parametrize("outcome", OUTCOMES)
@pytest.mark.parametrize("spoof", [spoof for spoof in proxy_rows.SPOOFS if spoof not in ALIASES])
def test_made_up_identity_never_reaches_the_application(scene, keys, spoof, outcome):
    for name, request in spoofed(scene, keys, spoof, OUTCOMES[outcome]):
        assert request.all(name) == [GENUINE.get(name, "")]  # it comes once, and is Postern's


@pytest.mark.parametrize("forged", proxy_rows.FORGED)
def test_forged_fields_about_the_original_request(scene, keys, forged):
    answer, got = scene.ask([*forged, ("Accept", "text/html")], target="/a?b=c")
    assert got is None and (answer.status == 302 or 400 <= answer.status < 500)
    if answer.status == 302:  # Postern has read the true ones
        assert answer.one("Location") == LOGIN["url"] + "?rd=http%3A%2F%2Fapp.test%2Fa%3Fb%3Dc"
    answer, got = scene.ask(forged + proxy_rows.good(keys), target="/a?b=c")
    assert answer.status == 200 or 400 <= answer.status < 500
    assert got is None or not [name for name, _ in got.headers if name.lower() in proxy_rows.MISLEADING]


@pytest.mark.parametrize("spoof", ALIASES)
def test_another_spelling_passes(scene, keys, spoof):
    """The filter has no words for it: the implementation's own settings must refuse or remove such names."""
    (alias, _), *_ = [header for header in proxy_rows.SPOOFS[spoof]("X-Team") if header[0] != "Connection"]
    answered, got = ask(scene, [(alias, "evil")] + proxy_rows.good(keys))
    assert answered == 200 and got[0].all(alias) == ["evil"]


def test_trace_reaches_no_application(scene, keys):
    for credential in ([], proxy_rows.good(keys)):
        answer, got = scene.ask(credential, method="TRACE")
        assert got is None and answer.status in (401, 500)


@pytest.mark.parametrize("fault", [fault for fault in relay.FAULTS if fault])
def test_a_failure_of_postern_lets_nobody_in(scene, keys, fault):
    with scene.relay.failing(fault):
        answer, got = scene.ask(proxy_rows.good(keys))
        assert (answer.status, got) == (GatewayApi.outage, None)
