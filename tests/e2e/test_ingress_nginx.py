"""The printed Ingress, in a real nginx with the configuration that the controller makes of it.

The controller itself does not run here.
"""
import contextlib

import proxies
import proxy_rows
import pytest
import relay
from controllers import controlled
from proxies.ingress_nginx import IngressNginx
from proxy_scene import assert_genuine
from test_proxy_identity import spoofed
from test_proxy_requests import (  # noqa: F401
    WEBSOCKET,
    test_a_denied_body_does_not_become_the_next_request,
    test_bodies,
    test_trace_reaches_no_application,
    test_two_credentials_are_none,
    test_websocket_of_the_allowed,
)

OUTCOMES = {**proxy_rows.OUTCOMES, "unavailable": (IngressNginx.outage, *proxy_rows.OUTCOMES["unavailable"][1:])}


@pytest.fixture(scope="module", params=proxies.parameters(IngressNginx))
def scene(request, settings):
    with controlled(request.param, settings) as scene:
        yield scene


@pytest.mark.parametrize("outcome", OUTCOMES)
@pytest.mark.parametrize("spoof", proxy_rows.SPOOFS)
def test_made_up_identity_never_reaches_the_application(scene, keys, spoof, outcome):
    for _, request in spoofed(scene, keys, spoof, OUTCOMES[outcome]):
        assert_genuine(request)


@pytest.mark.parametrize("fault", [fault for fault in relay.FAULTS if fault])
def test_a_failure_of_postern_lets_nobody_in(scene, keys, fault):
    with scene.relay.failing(fault):
        for credential in (proxy_rows.good(keys), []):
            answer, got = scene.ask(credential)
            assert (answer.status, got) == (IngressNginx.outage, None)


@pytest.mark.parametrize("row", range(len(proxy_rows.FORGED)))
def test_forged_fields_about_the_original_request(scene, keys, row):
    answer, got = scene.ask(proxy_rows.FORGED[row] + proxy_rows.good(keys), target="/a?b=c")
    assert answer.status == 200 or 400 <= answer.status < 500
    if got:
        assert_genuine(got)
        check = scene.relay.requests[-1]
        assert not [name for name, _ in got.headers if name.lower() in proxy_rows.MISLEADING]
        assert (check.one("X-Original-URL"), check.one("X-Original-Method")) == ("http://app.test/a?b=c", "GET")


@pytest.mark.parametrize("host", [host for host, allowed in proxy_rows.HOSTS.values() if not allowed])
def test_a_host_that_is_none_gets_in_nowhere(scene, keys, host):
    with contextlib.suppress(ConnectionResetError):
        answer, got = scene.ask(proxy_rows.good(keys), host=host)
        assert got is None or got.all("Host") == [host]
        assert answer.status == 200 if got else answer.status >= 400


@pytest.mark.parametrize("candidate", proxies.parameters(IngressNginx))
def test_the_sign_in_page_learns_where_the_person_was(candidate, settings):
    """By a redirect of the controller, which Postern has no part in."""
    with controlled(candidate, settings, login={"url": "https://login.test/in", "allowed_hosts": ["app.test"]}) as scene:
        answer, got = scene.ask(target="/a?b=c")
        assert (answer.status, got) == (302, None)
        assert answer.one("Location") == "https://login.test/in?rd=http://app.test/a?b=c"


def test_websocket_of_others_is_denied(scene):
    assert (scene.ask(WEBSOCKET, target="/ws")[0].status, scene.ask(WEBSOCKET, target="/ws")[1]) == (401, None)


def test_the_denial_has_its_challenge(scene):
    answer, got = scene.ask()
    assert got is None and 'realm="postern"' in answer.one("WWW-Authenticate")
