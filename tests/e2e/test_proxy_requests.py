"""What the client asks for reaches Postern and the application as it is, behind each proxy."""
import collections
import contextlib
import json
import re
import urllib.parse

import programs
import proxies
import proxy_rows
import pytest
import wire
from proxy_scene import assert_genuine, behind

WEBSOCKET = [("Connection", "Upgrade"), ("Upgrade", "websocket"), ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
             ("Sec-WebSocket-Version", "13")]
LOGIN = {"url": "https://login.test/in", "allowed_hosts": ["app.test"]}
Outcome = collections.namedtuple("Outcome", "status got logged")


@pytest.fixture(scope="module", params=proxies.parameters())
def scene(request, settings):
    """One event loop, so that the lines of the log are in the order of the checks."""
    with behind(request.param, settings, login=LOGIN, resolver={"threads": 1}) as scene:
        yield scene


def access_lines(scene):
    lines = [line for line in scene.postern.log.read_text().splitlines() if line.startswith("{")]
    return [line for line in map(json.loads, lines) if line.get("event") == "access"]


@pytest.fixture(scope="module")
def outcomes(scene, keys):
    """All rows are asked before the first one is looked at, because the log is written in batches."""
    rows = [("GET", target) for target in proxy_rows.TARGETS.values()] + [(method, "/m") for method in proxy_rows.METHODS]
    found = {}
    for row in rows:
        before = len(scene.relay.requests)
        answer, got = scene.ask(proxy_rows.good(keys), method=row[0], target=row[1])
        found[row] = answer.status, got, len(scene.relay.requests) > before
    checks = sum(asked for _, _, asked in found.values())
    programs.eventually("the log has all checks", lambda: len(access_lines(scene)) >= checks)
    logged = iter(access_lines(scene))
    return {row: Outcome(status, got, next(logged) if asked else None) for row, (status, got, asked) in found.items()}


def assert_arrived(scene, outcome, method, target):
    """At the application as it is; in the log without its query, which may hold secrets."""
    client = scene.proxy.exceptions.get("client", "127.0.0.1")
    assert outcome.status == 200
    assert outcome.got.first == f"{method} {target} HTTP/1.1"
    assert outcome.got.one("Host") == "app.test"
    path = re.split("[?#]", target.encode("latin-1").decode(errors="replace"))[0]
    asked = {name: outcome.logged.get(name) for name in ("method", "uri", "host", "client", "outcome")}
    asked["uri"] = asked["uri"].removesuffix("…")  # the log cuts it at 512 octets
    assert asked == {"method": method, "uri": path[:512], "host": "app.test", "client": client, "outcome": "valid"}


@pytest.mark.parametrize("row", proxy_rows.TARGETS)
def test_targets(scene, outcomes, row):
    target = proxy_rows.TARGETS[row]
    outcome = outcomes["GET", target]
    expected = scene.proxy.exceptions.get(f"target: {row}", target)
    if isinstance(expected, int):
        assert (outcome.status, outcome.got) == (expected, None)
    elif row not in proxy_rows.REFUSABLE or outcome.status == 200:
        assert_arrived(scene, outcome, "GET", expected)
    else:
        assert 400 <= outcome.status < 500 and outcome.got is None


@pytest.mark.parametrize("row", proxy_rows.TARGETS)
def test_postern_knows_the_whole_target(scene, row):
    """It names the original URL to the login page."""
    expected = scene.proxy.exceptions.get(f"target: {row}", proxy_rows.TARGETS[row])
    answer, got = scene.ask([("Accept", "text/html")], target=proxy_rows.TARGETS[row])
    assert got is None
    if answer.status != 302:
        assert answer.status == expected or (row in proxy_rows.REFUSABLE and 400 <= answer.status < 500)
        return
    (back,) = urllib.parse.parse_qs(urllib.parse.urlsplit(answer.one("Location")).query, encoding="latin-1")["rd"]
    assert back == "http://app.test" + expected


@pytest.mark.parametrize("method", proxy_rows.METHODS)
def test_methods(scene, outcomes, method):
    outcome = outcomes[method, "/m"]
    expected = scene.proxy.exceptions.get(f"method: {method}", 200)
    assert outcome.status == expected
    if expected == 200:
        assert_arrived(scene, outcome, method, "/m")


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "get"])
def test_methods_that_no_application_needs(scene, keys, method):
    """Refused, or checked like any other; never passed on without a check."""
    assert scene.ask(method=method, target="app.test:80" if method == "CONNECT" else "/")[1] is None
    answer, got = scene.ask(proxy_rows.good(keys), method=method, target="app.test:80" if method == "CONNECT" else "/")
    assert answer.status >= 400 or assert_genuine(got) is None


@pytest.mark.parametrize("target", ["/", "/a/b?c=d"])
def test_trace_reaches_no_application(scene, keys, target):
    """Its answer is the request, with the identity headers and the credentials in it (RFC 9110 section 9.3.8)."""
    for credential in ([], proxy_rows.good(keys)):
        answer, got = scene.ask(credential, method="TRACE", target=target)
        assert (400 <= answer.status < 500, got) == (True, None)


@pytest.mark.parametrize("target", ["*", "http://app.test/x", "http://evil.test/x"])
def test_other_forms_of_a_target(scene, keys, target):
    method = "OPTIONS" if target == "*" else "GET"
    assert scene.ask(method=method, target=target)[1] is None
    answer, got = scene.ask(proxy_rows.good(keys), method=method, target=target)
    if got is not None:  # then everybody was told one host
        assert_genuine(got)
        (check,) = [check for check in scene.relay.requests[-1:]]
        assert (check.all("X-Forwarded-Host") or check.all("Host")) == got.all("Host")


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("size", [1, 200_000])
def test_bodies(scene, keys, method, size):
    body = b"x" * size
    answer, got = scene.ask(proxy_rows.good(keys), method=method, body=body)
    assert (answer.status, got.first, got.body) == (200, f"{method} / HTTP/1.1", body)
    assert scene.relay.requests[-1].body == b""


def test_a_denied_body_does_not_become_the_next_request(scene, keys):
    smuggled = wire.request_text([("X-Smuggled", "1")], target="/smuggled")
    with contextlib.closing(wire.Connection(scene.port)) as connection:
        scene.backend.take()
        assert connection.ask(method="POST", body=smuggled).status == 401
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # the proxy may close it
            connection.ask(proxy_rows.good(keys))
    assert [got.first for got in scene.backend.take()] in (["GET / HTTP/1.1"], [])


@pytest.mark.parametrize("row", proxy_rows.SIZES)
def test_sizes(scene, keys, row):
    headers, may_be_refused = proxy_rows.SIZES[row]
    with contextlib.suppress(ConnectionResetError, BrokenPipeError):
        answer, got = scene.ask(proxy_rows.good(keys) + headers)
        assert answer.status == 200 or (may_be_refused and answer.status >= 400)
        assert (got is not None) == (answer.status == 200)
        if got:
            assert_genuine(got)
            assert sum(value == headers[-1][1] for _, value in got.headers) >= 1 or got.all("Cookie")
        return
    assert may_be_refused


@pytest.mark.parametrize("row", range(len(proxy_rows.FORGED)))
def test_forged_fields_about_the_original_request(scene, keys, row):
    forged = proxy_rows.FORGED[row]
    answer, got = scene.ask([*forged, ("Accept", "text/html")], target="/a?b=c")
    assert got is None and (answer.status == 302 or 400 <= answer.status < 500)
    if answer.status == 302:  # Postern has read the true ones
        assert answer.one("Location") == LOGIN["url"] + "?rd=http%3A%2F%2Fapp.test%2Fa%3Fb%3Dc"
    answer, got = scene.ask(forged + proxy_rows.good(keys), target="/a?b=c")
    assert answer.status == 200 or 400 <= answer.status < 500
    if got:
        assert_genuine(got)
        assert got.one("Host") == "app.test"
        assert not [name for name, _ in got.headers if re.sub("[^a-z0-9]", "-", name.lower()) in proxy_rows.MISLEADING]


def test_websocket_of_the_allowed(scene, keys):
    with contextlib.closing(wire.Connection(scene.port)) as connection:
        scene.backend.take()
        connection.socket.sendall(wire.request_text(WEBSOCKET + proxy_rows.good(keys), target="/ws"))
        assert wire.read_message(connection.stream).status == 101
        connection.socket.sendall(b"ping\n")
        assert connection.stream.readline() == b"ping\n"
    (got,) = scene.backend.take()
    assert_genuine(got)


@pytest.mark.parametrize("more", [[], [("Accept", "text/html")], [("Sec-Fetch-Mode", "navigate")]])
def test_websocket_of_others_is_not_led_to_the_login_page(scene, more):
    answer, got = scene.ask(WEBSOCKET + more, target="/ws")
    assert (answer.status, got) == (401, None)


@pytest.mark.parametrize("upgrade", ["h2c", "websocket, h2c", "TLS/1.0", "unknown"])
def test_no_other_protocol_is_tunnelled(scene, keys, upgrade):
    headers = [("Connection", "Upgrade, HTTP2-Settings"), ("Upgrade", upgrade), ("HTTP2-Settings", "AAMAAABkAAQAoAAAAAIAAAAA")]
    answer, got = scene.ask(headers + proxy_rows.good(keys))
    assert answer.status != 101
    if got:
        assert_genuine(got)
        assert not got.all("Upgrade")


def test_two_credentials_are_none(scene, keys):
    for second in ([("Authorization", "Basic YTpi")], wire.bearer("x")):
        for headers in (proxy_rows.good(keys) + second, second + proxy_rows.good(keys)):
            answer, got = scene.ask(headers)
            assert got is None and answer.status in (400, 401)
