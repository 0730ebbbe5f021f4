"""Postern is down, hangs, is restarted, dies in the middle of a reply: nobody gets in, behind each proxy."""
import contextlib
import time

import programs
import proxies
import proxy_rows
import pytest
import relay
import wire
from proxy_scene import behind

BROKEN = [fault for fault in relay.FAULTS if fault not in ("", "hangs")]


@pytest.fixture(scope="module", params=proxies.parameters())
def scene(request, settings):
    with behind(request.param, settings) as scene:
        yield scene


def nobody_gets_in(scene, keys, row):
    expected = scene.proxy.exceptions.get(f"failure: {row}", 503)
    for credential in (proxy_rows.good(keys), []):
        answer, got = scene.ask(credential)
        assert (answer.status, got) == (expected, None)


@pytest.mark.parametrize("fault", BROKEN)
def test_broken_replies(scene, keys, fault):
    with scene.relay.failing(fault):
        nobody_gets_in(scene, keys, fault)
    programs.eventually("it works again", lambda: scene.ask(proxy_rows.good(keys))[0].status == 200)


def test_down_and_up_again(scene, keys):
    assert scene.ask(proxy_rows.good(keys))[0].status == 200
    with scene.relay.down():
        nobody_gets_in(scene, keys, "down")
    programs.eventually("it works again", lambda: scene.ask(proxy_rows.good(keys))[0].status == 200)
    assert scene.ask()[0].status == 401


def test_hanging(scene, keys):
    """The proxy waits no longer than it takes to ask twice."""
    patience = scene.proxy.exceptions.get("failure: patience", 1.5)
    with scene.relay.failing("hangs"):
        start = time.monotonic()
        answer, got = scene.ask(proxy_rows.good(keys))
        assert (answer.status, got) == (scene.proxy.exceptions.get("failure: hangs", 503), None)
        assert time.monotonic() - start < patience


def test_a_connection_that_ends_between_checks_is_replaced(scene, keys):
    """A restarted Postern closes idle connections; the next check is not lost."""
    assert scene.ask(proxy_rows.good(keys))[0].status == 200
    scene.relay.close_after_next = True
    assert [scene.ask(proxy_rows.good(keys))[0].status for _ in range(4)] == [200] * 4


def test_checks_share_connections(scene, keys):
    scene.ask(proxy_rows.good(keys))
    before = scene.relay.connections
    with contextlib.closing(wire.Connection(scene.port)) as connection:
        for number in range(100):
            credential = proxy_rows.good(keys) if number == 0 else []
            assert connection.ask(credential).status == (200 if number == 0 else 401)
    assert scene.relay.connections - before <= scene.proxy.exceptions.get("connections", 1)
