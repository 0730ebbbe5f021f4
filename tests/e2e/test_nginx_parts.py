"""`postern snippet nginx --parts` in a server that somebody wrote before, with the real nginx."""
import contextlib
import re

import programs
import pytest
import wire
from conftest import running
from proxy_scene import IDENTITY, learned

EVIL = [(name, "evil") for name in IDENTITY]

# As people write it: fields of their own in locations, files, error pages, WebSocket.
SERVER = """
upstream backend {{ server 127.0.0.1:{application}; }}
include {parts}/postern-http.conf;
server {{
    include {parts}/postern-server.conf;
    listen 127.0.0.1:{port} default_server;
    server_name app.test _;
    root {folder}/html;
    index index.html;
    client_max_body_size 10m;
    error_page 404 /404.html;
    error_page 500 502 503 504 /50x.html;
    location = /50x.html {{ internal; }}
    location / {{ proxy_pass http://backend; }}
    location /static/ {{ try_files $uri =404; }}
    location /files/ {{ try_files $uri $uri/ @backend; }}
    location @backend {{ proxy_pass http://backend; }}
    location /api/ {{
        proxy_set_header Host $host;
        proxy_set_header X-Real-IP $remote_addr;
        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
        proxy_pass http://backend/;
        include {parts}/postern-location.conf;
    }}
    location /ws/ {{
        proxy_http_version 1.1;
        proxy_set_header Upgrade $postern_upgrade;
        proxy_set_header Connection $postern_connection;
        proxy_pass http://backend;
        include {parts}/postern-location.conf;
    }}
    location /forgotten/ {{
        proxy_set_header Host $host;
        proxy_pass http://backend;
    }}
    location /variable/ {{ proxy_pass http://$postern_application; }}
    location /health {{ auth_request off; return 204; }}
    location /open/ {{ auth_request off; proxy_pass http://backend; }}
    location ~ \\.(js|css)$ {{ expires 1d; }}
}}
"""
LOGIN = {"url": "https://login.test/in", "allowed_hosts": ["app.test"]}


def with_parts(scene, server=SERVER):
    """The server with the printed parts, in folders as an administrator would have them."""
    parts, html = scene.folder / "postern", scene.folder / "html"
    parts.mkdir()
    printed = programs.postern("snippet", "nginx", "-c", scene.postern.file, "--parts", "--output", parts,
                               "--resolver", f"127.0.0.1:{scene.relay.port}", "--upstream", f"127.0.0.1:{scene.backend.port}")
    assert printed.returncode == 0, printed.stderr
    assert sorted(file.name for file in parts.iterdir()) == ["postern-http.conf", "postern-location.conf", "postern-server.conf"]
    for name in ("static/a.txt", "files/a.txt", "50x.html", "404.html", "a.js"):
        (html / name).parent.mkdir(parents=True, exist_ok=True)
        (html / name).write_text("a file")
    return server.format(parts=parts, folder=scene.folder, port=scene.port, application=scene.backend.port)


@pytest.fixture(scope="module")
def scene(nginx, settings):
    """Without the tripwire: the included lines alone protect."""
    identity = {**settings["identity"], "tripwire": "off"}
    with running({**settings, "login": LOGIN, "identity": identity}, candidate=nginx, http=with_parts, relayed=True) as scene:
        yield scene


ALICE = {"x-authgear-user-id": "alice", "x-authgear-session-valid": "true"}
GUARDED = ["/", "/a/b?c=d", "/files/none", "/api/a", "/ws/a", "/variable/a"]
FILES = ["/static/a.txt", "/files/a.txt", "/a.js"]


@pytest.mark.parametrize("target", GUARDED + FILES)
def test_the_whole_server_is_guarded(scene, good, target):
    for headers in ([], EVIL, wire.bearer("x")):
        answer, got = scene.ask(headers, target=target)
        assert (answer.status, got) == (401, None)
        assert 'realm="postern"' in answer.one("WWW-Authenticate")
    answer, got = scene.ask([("Accept", "text/html")], target=target)
    assert (answer.status, got) == (302, None)
    with scene.relay.down():
        answer, got = scene.ask(good, target=target)
        assert (answer.status, answer.one("Retry-After"), got) == (503, "1", None)
    for headers in (good, good + EVIL):
        answer, got = scene.ask(headers, target=target)
        assert (answer.status, learned(got)) == (200, None if target in FILES else ALICE)


@pytest.mark.parametrize("target", [*GUARDED, "/open/a"])
def test_headers_that_would_mislead_the_application_do_not_reach_it(scene, good, target):
    answer, got = scene.ask([*good, ("X-Original-URL", "/evil"), ("X-Rewrite-URL", "/evil"), ("Proxy", "http://evil.test/")], target=target)
    assert answer.status == 200
    assert not [name for name, value in got.headers if "evil" in value]


def test_lines_of_ones_own_are_kept(scene, good):
    _, got = scene.ask(good, target="/api/a")
    assert (got.first.split()[1], got.one("Host"), got.one("X-Real-IP")) == ("/a", "app.test", "127.0.0.1")
    answer, got = scene.ask(good, target="/static/none")
    assert (answer.status, got.first.split()[1]) == (404, "/404.html")  # the application's page


def test_open_locations_learn_no_identity(scene, good):
    assert scene.ask(target="/health")[0].status == 204
    for headers in ([], EVIL, good, good + EVIL):
        answer, got = scene.ask(headers, target="/open/a")
        assert (answer.status, learned(got)) == (200, {})


def test_a_location_that_forgot_the_lines_passes_what_the_client_made_up(scene, good):
    """Nothing can add lines to it: it is still guarded, and the tripwire still refuses made-up identity."""
    assert scene.ask(EVIL, target="/forgotten/a")[0].status == 401
    _, got = scene.ask(good + EVIL, target="/forgotten/a")
    assert set(learned(got).values()) == {"evil"}


def test_websocket_and_no_other_protocol(scene, good):
    for upgrade, headers, status in (("websocket", good, 101), ("websocket", [], 401), ("h2c", good, 200)):
        with contextlib.closing(wire.Connection(scene.port)) as connection:
            asked = [("Connection", "Upgrade"), ("Upgrade", upgrade), *headers]
            connection.socket.sendall(wire.request_text(asked, target="/ws/a"))
            assert wire.read_message(connection.stream).status == status


def test_with_the_tripwire_the_server_refuses_made_up_identity_everywhere(nginx, settings, good):
    with running(settings, candidate=nginx, http=with_parts, relayed=True) as scene:
        for target in [*GUARDED, *FILES, "/forgotten/a", "/open/a", "/health"]:
            for forged in EVIL:
                answer, got = scene.ask([forged, *good], target=target)
                assert (answer.status, got) == (403, None)
        _, got = scene.ask(good, target="/forgotten/a")
        assert learned(got) == {}


LATE = {
    "below the error pages": (500, lambda text: re.sub(r"(    include \S+postern-server.conf;\n)((?:.*\n)*?)(?=    location = /50x)", r"\2\1", text)),
    "at the end": (500, lambda text: re.sub(r"(    include \S+postern-server.conf;\n)((?:.*\n)*)(?=})", r"\2\1", text)),
}


@pytest.mark.parametrize("row", LATE)
def test_included_too_late_it_still_lets_nobody_in(nginx, settings, good, row):
    """Only an outage has another status, by the error page that comes first."""
    status, moved = LATE[row]
    with running(settings, candidate=nginx, http=lambda scene: moved(with_parts(scene)), relayed=True) as scene:
        for target in GUARDED + FILES:
            assert scene.ask(target=target)[0].status == 401
            assert scene.ask(good, target=target)[0].status == 200
        with scene.relay.down():
            answer, got = scene.ask(good)
            assert (answer.status, got) == (status, None)


def two_servers(scene):
    text = ""
    for name in ("a.test", "b.test"):
        parts = scene.folder / name
        printed = programs.postern("snippet", "nginx", "-c", scene.postern.file, "--parts", "--output", parts, "--server-name", name,
                                   "--resolver", f"127.0.0.1:{scene.relay.port}", "--upstream", f"127.0.0.1:{scene.backend.port}")
        assert printed.returncode == 0, printed.stderr
        assert "with its --server-name" in (parts / "postern-http.conf").read_text()
        text += f"""
            include {parts}/postern-http.conf;
            server {{
                include {parts}/postern-server.conf;
                listen 127.0.0.1:{scene.port};
                server_name {name};
                location / {{ proxy_pass http://$postern_application; }}
            }}
        """
    return text


def test_two_servers_of_one_nginx(nginx, settings, good):
    with running(settings, candidate=nginx, http=two_servers, relayed=True) as scene:
        for host in ("a.test", "b.test"):
            assert scene.ask(host=host)[0].status == 401
            answer, got = scene.ask(good, host=host)
            assert (answer.status, learned(got)) == (200, ALICE)


DUPLICATES = ["satisfy any;", "auth_request off;", "underscores_in_headers on;", "recursive_error_pages on;"]


@pytest.mark.parametrize("line", DUPLICATES)
def test_nginx_does_not_start_with_lines_that_contradict_the_guard(nginx, settings, line, tmp_path):
    with running(settings, candidate=nginx, http=with_parts, relayed=True) as scene:
        text = scene.proxy.file.read_text().replace("    root ", f"    {line}\n    root ")
        scene.proxy.file.write_text(text)
        assert "directive is duplicate" in scene.proxy.complaint()
