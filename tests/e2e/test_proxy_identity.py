"""Nobody but Postern writes an identity header, behind each proxy: every name, in every spelling, with every outcome."""
import contextlib

import proxies
import proxy_rows
import pytest
import wire
from proxy_scene import IDENTITY, assert_genuine, behind


@pytest.fixture(scope="module", params=proxies.parameters())
def scene(request, settings):
    """Without the tripwire: the text alone protects."""
    with behind(request.param, settings, identity={**settings["identity"], "tripwire": "off"}) as scene:
        yield scene


@pytest.fixture(scope="module", params=proxies.parameters())
def wired(request, settings):
    with behind(request.param, settings) as scene:
        yield scene


def ask(scene, headers, trailer=None):
    """The status (0: the connection ended), and what the application got."""
    scene.backend.take()
    body = f"1\r\nx\r\n0\r\n{trailer}: evil\r\n\r\n".encode() if trailer else b""
    octets = wire.request_text(headers, "POST" if trailer else "GET") + body
    with contextlib.closing(wire.Connection(scene.port)) as connection:
        connection.socket.sendall(octets)
        with contextlib.suppress(ConnectionResetError):
            answer = wire.read_message(connection.stream)
            return answer.status if answer else 0, scene.backend.take()
    return 0, scene.backend.take()


def spoofed(scene, keys, spoof, outcome):
    """Each identity header made up in this way, with the credential and the fault of the outcome: what the application got."""
    status, credential, fault = outcome
    with scene.relay.failing(fault):
        for name in IDENTITY:
            headers = proxy_rows.SPOOFS[spoof](name) + credential(keys)
            answered, got = ask(scene, headers, name if spoof == "trailer" else None)
            # The proxy may refuse the request itself; it may not allow what Postern denies.
            assert answered == status or 400 <= answered < 500 or (answered == 0 and status != 200), name
            assert len(got) == (answered == 200), name
            yield from ((name, request) for request in got)


@pytest.mark.parametrize("outcome", proxy_rows.OUTCOMES)
@pytest.mark.parametrize("spoof", proxy_rows.SPOOFS)
def test_made_up_identity_never_reaches_the_application(scene, keys, spoof, outcome):
    for _, request in spoofed(scene, keys, spoof, proxy_rows.OUTCOMES[outcome]):
        assert_genuine(request, spoof == "trailer" and scene.proxy.exceptions.get("trailers"))


@pytest.mark.parametrize("spoof", proxy_rows.SPOOFS)
def test_with_the_tripwire_it_does_not_either(wired, keys, spoof):
    for name in IDENTITY:
        headers = proxy_rows.SPOOFS[spoof](name) + proxy_rows.good(keys)
        answered, got = ask(wired, headers, name if spoof == "trailer" else None)
        assert answered == 200 or 400 <= answered < 500, name
        for request in got:
            assert_genuine(request, spoof == "trailer" and wired.proxy.exceptions.get("trailers"))


@pytest.mark.parametrize("outcome", proxy_rows.OUTCOMES)
def test_the_client_learns_the_outcome_and_nothing_else(scene, keys, outcome):
    status, credential, fault = proxy_rows.OUTCOMES[outcome]
    with scene.relay.failing(fault):
        scene.backend.take()
        answer = wire.ask(scene.port, credential(keys))
        got = scene.backend.take()
    assert (answer.status, len(got)) == (status, int(status == 200))
    assert not [name for name, _ in answer.headers if name.lower().startswith(("x-authgear", "x-postern", "x-envoy-auth"))]
    if status == 401:
        assert 'realm="postern"' in answer.one("WWW-Authenticate")
    if status != 200:
        assert "no-store" in ",".join(answer.all("Cache-Control")) or not answer.all("Cache-Control")
    for request in got:
        assert_genuine(request)
