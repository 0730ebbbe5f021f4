"""Methods, bodies, targets, sizes and connections through nginx."""
import contextlib

import pytest
import programs
import wire


def test_head(scene, good):
    answer, got = scene.ask(good, method="HEAD")
    assert (answer.status, answer.body) == (200, b"")
    assert got.first.startswith("HEAD ")
    assert scene.ask(method="HEAD")[0].status == 401


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("size", [1, 200_000])
def test_the_body_goes_to_the_application_whole(scene, good, method, size):
    body = b"x" * size
    answer, got = scene.ask(good, method=method, body=body)
    assert (answer.status, got.first, got.body) == (200, f"{method} / HTTP/1.1", body)


def test_a_denied_body_does_not_become_the_next_request(scene, good):
    smuggled = wire.request_text([("X-Smuggled", "1")], target="/smuggled")
    with contextlib.closing(wire.Connection(scene.port)) as connection:
        scene.backend.take()
        assert connection.ask(method="POST", body=smuggled).status == 401
        assert connection.ask(good).status == 200
    assert [got.first for got in scene.backend.take()] == ["GET / HTTP/1.1"]


@pytest.mark.parametrize("target, host, status", [
    ("http://app.test/x", "app.test", 200),
    ("http://admin.test/x", "app.test", 400),
    ("http://app.test/x", "admin.test", 400),
])
def test_one_request_has_one_host(scene, good, target, host, status):
    answer, got = scene.ask(good, target=target, host=host)
    assert (answer.status, got is not None) == (status, status == 200)


def test_no_host_is_refused(scene, good):
    answer, got = scene.ask(good, host=None)
    assert (answer.status, got) == (400, None)


@pytest.mark.parametrize("target", ["/a//b", "/a%2fb", "/a/../b", "/a;x=1", "/%7euser?x=%20", "/authz/nginx", "/livez"])
def test_the_target_arrives_as_it_was_sent(scene, good, target):
    answer, got = scene.ask(good, target=target)
    assert (answer.status, got.first) == (200, f"GET {target} HTTP/1.1")
    answer, got = scene.ask(target=target)
    assert (answer.status, got) == (401, None)


UPGRADE = [
    ("Connection", "Upgrade"), ("Upgrade", "websocket"), ("Sec-WebSocket-Version", "13"),
    ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
]


def test_websocket(scene, good):
    with contextlib.closing(wire.Connection(scene.port)) as connection:
        scene.backend.take()
        assert connection.ask(UPGRADE + good).status == 101
        connection.socket.sendall(b"through the tunnel\n")
        assert connection.stream.readline() == b"through the tunnel\n"
    (got,) = scene.backend.take()
    assert got.one("X-Authgear-User-Id") == "alice"
    answer, got = scene.ask(UPGRADE)
    assert (answer.status, got) == (401, None)


SETTINGS = [("Connection", "Upgrade, HTTP2-Settings"), ("HTTP2-Settings", "AAMAAABkAAQCAAAAAAIAAAAA")]


@pytest.mark.parametrize("protocols", [
    ["h2c"], ["H2C"], ["websocket, h2c"], ["h2c, websocket"], ["h2c", "websocket"], ["websocket/13"], ["xwebsocket"],
    ["TLS/1.0"], ["h2c websocket"],
])
def test_no_other_protocol_is_spoken_past_the_proxy(scene, good, protocols):
    """What goes through a tunnel is neither checked nor stripped."""
    answer, got = scene.ask(SETTINGS + [("Upgrade", protocol) for protocol in protocols] + good)
    assert answer.status == 200
    assert got.all("Upgrade") + got.all("HTTP2-Settings") + got.all("Connection") == []


def test_the_application_hears_of_websocket_alone(scene, good):
    """nginx 1.22 looks at the first of two lines; the second one must not come along."""
    with contextlib.closing(wire.Connection(scene.port)) as connection:
        scene.backend.take()
        connection.ask(SETTINGS + [("Upgrade", "WebSocket"), ("Upgrade", "h2c")] + good)
    (got,) = scene.backend.take()
    assert got.all("Upgrade") in ([], ["websocket"])
    assert got.all("HTTP2-Settings") == []


def test_a_large_cookie(scene, good):
    cookie = [("Cookie", "other=" + "c" * 40 * 1024)]
    answer, got = scene.ask(good + cookie)
    assert (answer.status, len(got.one("Cookie"))) == (200, 40 * 1024 + 6)
    assert scene.ask(cookie)[0].status == 401


def test_many_fields(scene, good):
    answer, got = scene.ask(good + [(f"X-Field-{n}", "v") for n in range(100)])
    assert (answer.status, len(got.headers) > 100) == (200, True)


def connections_to(port):
    """Distinct clients of a loopback port that the kernel remembers, closed ones (TIME_WAIT) too."""
    with open("/proc/net/tcp", encoding="ascii") as table:
        rows = [line.split()[1:3] for line in list(table)[1:]]
    ends = [row if row[1].endswith(f":{port:04X}") else row[::-1] for row in rows]
    return {local for local, remote in ends if remote.endswith(f":{port:04X}")} - {"00000000:0000"}


def test_checks_share_connections(scene, good):
    assert scene.ask(good)[0].status == 200
    before = connections_to(scene.postern.port)
    with contextlib.closing(wire.Connection(scene.port)) as connection:
        for headers in [good, []] * 50:
            assert connection.ask(headers).status in (200, 401)
    assert len(connections_to(scene.postern.port) - before) <= 1


# What a client can send that nginx passes on and Postern cannot read.
UNREADABLE = {
    "a large head": ({"headers": [(f"X-Large-{n}", "v" * 30_000) for n in range(3)]}, "head_too_large"),
    "many fields": ({"headers": [(f"X-Field-{n}", "v") for n in range(130)]}, "head_too_large"),
    "two hosts in one": ({"host": "a.test,b.test"}, "bad_host"),
    "a port that is none": ({"host": "app.test:99999"}, "host_invalid"),
}


@pytest.mark.parametrize("row", UNREADABLE)
def test_a_request_that_postern_cannot_read_is_the_client_s_fault(scene, good, row):
    request, reason = UNREADABLE[row]
    for credential in (good, []):
        before = count_of(scene, reason), lines_with(scene, reason)
        answer, got = scene.ask(**{**request, "headers": credential + request.get("headers", [])})
        assert (answer.status, got, answer.all("Retry-After")) == (400, None, [])
        assert count_of(scene, reason) == before[0] + 1
        programs.eventually("the reason is logged", lambda: lines_with(scene, reason) == before[1] + 1)


def count_of(scene, reason):
    lines = scene.postern.admin("/metrics").body.decode().splitlines()
    return sum(float(line.split()[-1]) for line in lines if f'reason="{reason}"' in line and "malformed" not in line)


def lines_with(scene, reason):
    words = ["outcome=bad_request", f"reason={reason}"]
    return sum(all(word in line for word in words) for line in scene.postern.log.read_text().splitlines())
