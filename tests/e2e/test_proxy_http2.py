"""Clients of HTTP/2 over TLS behind each proxy: the same identity, the same denials, one host."""
import contextlib

import http2
import proxies
import proxy_rows
import pytest
import wire
from proxy_scene import IDENTITY, assert_genuine, behind

LOGIN = {"url": "https://login.test/in", "allowed_hosts": ["app.test"]}

SPOOFS = {
    "exact": lambda name: [(name.lower(), "evil")],
    "underscores": lambda name: [(name.lower().replace("-", "_"), "evil")],
    "dots": lambda name: [(name.lower().replace("-", "."), "evil")],
    "doubled": lambda name: [(name.lower(), "evil")] * 2,
}
# RFC 9113 section 8.2.1 and 8.2.2: no field of HTTP/2 is such. Some proxies end the connection a second later.
MALFORMED = {
    "upper case": lambda name: [(name, "evil")],
    "nominated": lambda name: [("connection", name.lower()), (name.lower(), "evil")],
    "line within a value": lambda name: [("x-other", f"a\r\n{name}: evil")],
    "line within a name": lambda name: [(f"x-other: a\r\n{name.lower()}", "evil")],
    "colon within a name": lambda name: [(f"{name.lower()}:", "evil")],
    "space within a name": lambda name: [(f"{name.lower()} ", "evil")],
}


@pytest.fixture(scope="module", params=proxies.parameters())
def scene(request, settings, tmp_path_factory):
    """Without the tripwire: the text alone protects."""
    certificate, key = http2.make_certificate(tmp_path_factory.mktemp("tls"))
    options = ["--tls-cert", certificate, "--tls-key", key]
    identity = {**settings["identity"], "tripwire": "off"}
    with behind(request.param, settings, options, identity=identity, login=LOGIN) as scene:
        yield scene


def lower(headers):
    return [(name.lower(), value) for name, value in headers]


def ask(scene, headers=(), ask=None, **rest):
    """The status (0: refused), the answer, and what the application got. `ask` is that of a connection."""
    scene.backend.take()
    try:
        answer = ask(headers, **rest) if ask else http2.ask(scene.port, headers, **rest)
    except http2.Refused:
        answer = None
    return answer.status if answer else 0, answer, scene.backend.take()


class Connections:
    """One connection for many requests; a new one after a refusal."""

    def __init__(self, scene):
        self.scene, self.connection = scene, None

    def ask(self, headers, **rest):
        self.connection = self.connection or http2.Connection(self.scene.port)
        asked = ask(self.scene, headers, self.connection.ask, **rest)
        if asked[0] == 0:
            self.close()
        return asked

    def close(self):
        if self.connection:
            self.connection.close()
        self.connection = None


@pytest.mark.parametrize("outcome", proxy_rows.OUTCOMES)
@pytest.mark.parametrize("spoof", SPOOFS)
def test_made_up_identity_never_reaches_the_application(scene, keys, spoof, outcome):
    status, credential, fault = proxy_rows.OUTCOMES[outcome]
    with scene.relay.failing(fault), contextlib.closing(Connections(scene)) as connections:
        for name in IDENTITY:
            answered, _, got = connections.ask(SPOOFS[spoof](name) + lower(credential(keys)))
            assert answered in (0, status) or 400 <= answered < 500, name
            assert len(got) == (answered == 200), name
            for request in got:
                assert_genuine(request)


@pytest.mark.parametrize("spoof", MALFORMED)
def test_malformed_fields_do_not_either(scene, keys, spoof):
    answered, _, got = ask(scene, MALFORMED[spoof]("X-Authgear-User-Id") + lower(proxy_rows.good(keys)))
    assert answered in (0, 200) or 400 <= answered < 500
    for request in got:
        assert_genuine(request)


@pytest.mark.parametrize("outcome", proxy_rows.OUTCOMES)
def test_trailers_are_no_headers(scene, keys, outcome):
    status, credential, fault = proxy_rows.OUTCOMES[outcome]
    with scene.relay.failing(fault), contextlib.closing(Connections(scene)) as connections:
        for name in IDENTITY:
            answered, _, got = connections.ask(lower(credential(keys)), method="POST", body=b"x", trailers=[(name.lower(), "evil")])
            assert answered in (0, status) or 400 <= answered < 500, name
            for request in got:
                assert status == 200
                assert_genuine(request, scene.proxy.exceptions.get("trailers"))


@pytest.mark.parametrize("outcome", proxy_rows.OUTCOMES)
def test_outcomes(scene, keys, outcome):
    status, credential, fault = proxy_rows.OUTCOMES[outcome]
    with scene.relay.failing(fault):
        answered, answer, got = ask(scene, lower(credential(keys)), target="/a?b=c")
    assert (answered, len(got)) == (status, int(status == 200))
    assert not [name for name, _ in answer.headers if name.startswith(("x-authgear", "x-postern"))]
    for request in got:
        assert_genuine(request)
        assert (request.first, request.one("Host")) == ("GET /a?b=c HTTP/1.1", "app.test")


def test_people_are_led_to_the_login_page(scene):
    status, answer, got = ask(scene, [("accept", "text/html")], target="/a?b=c")
    assert (status, got) == (302, [])
    assert answer.one("location") == LOGIN["url"] + "?rd=https%3A%2F%2Fapp.test%2Fa%3Fb%3Dc"


def test_a_cookie_in_parts_is_one(scene, keys):
    """RFC 9113 section 8.2.3"""
    crumbs = [("cookie", "a=b"), ("cookie", "session=" + "A" * 43), ("cookie", "c=d")]
    assert ask(scene, crumbs)[0] == 401
    status, _, (got,) = ask(scene, crumbs + lower(proxy_rows.good(keys)))
    assert (status, got.one("Cookie")) == (200, f"a=b; session={'A' * 43}; c=d")


@pytest.mark.parametrize("fields", [[("host", "evil.test")], [("host", "evil.test"), ("host", "app.test")]])
def test_one_request_has_one_host(scene, keys, fields):
    status, _, got = ask(scene, fields + lower(proxy_rows.good(keys)))
    assert status == 200 or status == 0 or 400 <= status < 500
    for request in got:
        assert request.all("Host") == ["app.test"]


def test_http_1_over_tls(scene, keys):
    with contextlib.closing(http2.connect(scene.port, ["http/1.1"])) as connection:
        connection.sendall(wire.request_text(proxy_rows.good(keys)))
        assert wire.read_message(connection.makefile("rb")).status == 200
    (got,) = scene.backend.take()[-1:]
    assert_genuine(got)
