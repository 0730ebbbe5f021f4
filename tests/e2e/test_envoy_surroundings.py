"""The printed Envoy text after edits as people make them (envoy_surroundings.py), with the real Envoy.

Whatever stands around the text, nobody gets in unless Postern agrees, and no client says who it is.
"""
import contextlib
import pathlib
import tempfile

import envoy_surroundings as edits
import ext_authz
import proxies
import proxy_rows
import pytest
import wire
from proxy_scene import IDENTITY, assert_genuine, behind, folded
from test_proxy_identity import ask as ask_raw

LOGIN = {"url": "https://login.test/in", "allowed_hosts": ["app.test"]}
FORGED = [("X-Forwarded-Uri", "/admin"), ("X-Forwarded-Method", "DELETE"), ("X-Forwarded-Host", "evil.test"),
          ("X-Forwarded-Proto", "https"), ("X-Forwarded-For", "192.0.2.66"), ("Cookie", "a=b")]
TOLD = {"X-Forwarded-Method": "POST", "X-Forwarded-Uri": "/orders?page=2", "X-Forwarded-Host": "app.test",
        "X-Forwarded-Proto": "http", "X-Forwarded-For": "127.0.0.1"}


def application(request):
    """Pages that a cache may keep."""
    return b"HTTP/1.1 200 OK\r\nCache-Control: public, max-age=600\r\nContent-Length: 5\r\n\r\nhello"


@pytest.fixture(scope="module")
def scene(settings):
    cookie = [{"path": "/authz/envoy", "dialect": "envoy", "policy": "readers", "credentials": ["bearer", {"cookie": "token", "holds": "token"}]}]
    more = {"login": LOGIN, "endpoints": cookie, "identity": {**settings["identity"], "tripwire": "off"}}
    with behind(proxies.candidate("envoy"), settings, **more) as scene:
        scene.proxy.stop()
        scene.text, scene.backend.answer = scene.proxy.file.read_text(), application
        yield scene


@pytest.fixture(scope="module")
def prefixed(settings):
    with behind(proxies.candidate("envoy-prefix"), settings) as scene:
        scene.proxy.stop()
        scene.text = scene.proxy.file.read_text()
        yield scene


@pytest.fixture(scope="module")
def good(keys):
    return proxy_rows.good(keys)


@contextlib.contextmanager
def edited(scene, edit):
    with tempfile.TemporaryDirectory(prefix="postern-e2e-") as folder:
        envoy = scene.candidate.proxy(pathlib.Path(folder), scene.port, {"": edit(scene.text)}, scene.candidate.binary)
        envoy.start()
        try:
            yield
        finally:
            envoy.stop()


def only_the_allowed_get_in(scene, keys, good):
    answer, got = scene.ask(good, method="POST", body=b"as it is")
    assert (answer.status, got.body) == (200, b"as it is")
    assert_genuine(got)
    for outcome in ("none", "invalid", "forbidden"):
        status, credential, _ = proxy_rows.OUTCOMES[outcome]
        answer, got = scene.ask(credential(keys))
        assert (answer.status, got) == (status, None), outcome
        assert answer.all("WWW-Authenticate"), outcome


def no_client_says_who_it_is(scene, good):
    for row, spoof in proxy_rows.SPOOFS.items():
        for name in ("X-Authgear-User-Id", "X-Team"):
            trailer = name if row == "trailer" else None
            for credential in (good, []):
                status, got = ask_raw(scene, spoof(name) + credential, trailer)
                assert len(got) == (status == 200), row
                assert not got or credential, row
                for request in got:
                    assert_genuine(request)


def the_check_asks_for_what_the_client_asked(scene, good):
    scene.relay.take()
    scene.ask(FORGED + good, method="POST", target="/orders?page=2", body=b"x")
    (asked,) = scene.relay.take()
    assert asked.first in ("POST /authz/envoy HTTP/1.1", f"POST {ext_authz.CHECK} HTTP/2")
    assert {name: asked.one(name) for name in TOLD} == TOLD


def a_failure_opens_nothing(scene, good, status=503):
    for fault in ("unavailable", "closes"):
        with scene.relay.failing(fault):
            for credential in (good, []):
                answer, got = scene.ask(credential)
                assert (answer.status, got) == (status, None), fault


def people_are_led_to_the_login_page(scene):
    answer, got = scene.ask([("Accept", "text/html")], target="/a?b=c")
    assert (answer.status, got) == (302, None)
    assert answer.one("Location") == LOGIN["url"] + "?rd=http%3A%2F%2Fapp.test%2Fa%3Fb%3Dc"


def websocket_needs_a_credential(scene, good):
    upgrade = [("Connection", "Upgrade"), ("Upgrade", "websocket"), ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")]
    assert scene.ask(upgrade)[0].status == 401
    with contextlib.closing(wire.Connection(scene.port)) as connection:
        connection.socket.sendall(wire.request_text(upgrade + good))
        assert wire.read_message(connection.stream).status == 101


def everything_holds(scene, keys, good):
    only_the_allowed_get_in(scene, keys, good)
    no_client_says_who_it_is(scene, good)
    the_check_asks_for_what_the_client_asked(scene, good)
    people_are_led_to_the_login_page(scene)
    websocket_needs_a_credential(scene, good)


@pytest.mark.parametrize("row", edits.HOLDS)
def test_the_text_holds(scene, keys, good, row):
    with edited(scene, edits.HOLDS[row]):
        everything_holds(scene, keys, good)
        a_failure_opens_nothing(scene, good)


@pytest.mark.parametrize("row", edits.REFUSED_FAILURES)
def test_a_failure_is_refused(scene, keys, good, row):
    with edited(scene, edits.REFUSED_FAILURES[row]):
        everything_holds(scene, keys, good)
        a_failure_opens_nothing(scene, good, 403)


@pytest.mark.parametrize("row", edits.CLOSED)
def test_without_a_check_nobody_gets_in(scene, good, row):
    with edited(scene, edits.CLOSED[row]):
        for credential in (good, []):
            answer, got = scene.ask(credential)
            assert answer.status >= 400
            assert got is None or "/authz/" in got.first  # the check itself, if it goes there


@pytest.mark.parametrize("row", edits.OPENS)
def test_own_words_open(scene, row):
    edit, target, fault = edits.OPENS[row]
    with edited(scene, edit), scene.relay.failing(fault):
        answer, got = scene.ask(target=target)
        assert answer.status == 200 and got
        identity = {folded(name) for name in IDENTITY}
        for spelling, spoof in proxy_rows.SPOOFS.items():
            for name in IDENTITY:
                for request in ask_raw(scene, spoof(name), name if spelling == "trailer" else None)[1]:
                    assert not identity & {folded(given) for given, _ in [*request.headers, *request.trailers]}, name


@pytest.mark.parametrize("row", edits.CACHES)
def test_a_cache_belongs_below_the_check(scene, good, row):
    edit, status = edits.CACHES[row]
    with edited(scene, edit):
        token = good[0][1].removeprefix("Bearer ")
        assert scene.ask([("Cookie", f"token={token}")])[0].status == 200
        assert scene.ask()[0].status == status


@pytest.mark.parametrize("row", edits.BUFFERS)
def test_buffers(scene, keys, good, row):
    with edited(scene, edits.BUFFERS[row]):
        only_the_allowed_get_in(scene, keys, good)
        no_client_says_who_it_is(scene, good)
        a_failure_opens_nothing(scene, good)


def test_the_scheme_that_the_operator_says(scene, good):
    with edited(scene, edits.SCHEME):
        scene.ask(good + FORGED)
        assert scene.relay.take()[-1].one("X-Forwarded-Proto") == "https"


@pytest.mark.parametrize("row", edits.PATHS)
@pytest.mark.parametrize("target", ["/../../resolve", "/..%2f..%2fresolve", "//resolve", "/%2e%2e/%2e%2e/resolve", "/..\\..\\resolve"])
def test_no_path_leaves_the_prefix(prefixed, row, target):
    with edited(prefixed, edits.HOLDS[row]):
        answer, got = prefixed.ask(target=target)
        assert (400 <= answer.status < 500, got) == (True, None)


@pytest.mark.parametrize("row", edits.SAYS)
def test_own_words_say_who_it_is(scene, good, row):
    with edited(scene, edits.SAYS[row]):
        assert scene.ask()[0].status == 401
        assert scene.ask(good)[1].one("X-Authgear-User-Id") == "evil"


@pytest.mark.parametrize("row", edits.FORGETS)
def test_own_words_forget_who_it_is(scene, good, row):
    with edited(scene, edits.FORGETS[row]):
        answer, got = scene.ask([("X-Authgear-User-Id", "evil"), *good])
        assert (answer.status, got.all("X-Authgear-User-Id")) == (200, [])
