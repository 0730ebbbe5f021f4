"""Applications that speak FastCGI, uwsgi or gRPC behind nginx: nobody but Postern writes an identity."""
import contextlib
import pathlib
import subprocess
import tempfile

import applications
import nginx_surroundings as surroundings
import programs
import pytest
import wire
from conftest import running
from proxy_scene import IDENTITY, untripped

EVIL = [(name, "evil") for name in IDENTITY]
SPELLINGS = {
    "exact": EVIL,
    "lower case": [(name.lower(), "evil") for name in IDENTITY],
    "underscores": [(name.replace("-", "_"), "evil") for name in IDENTITY],
    "one underscore": [(name[::-1].replace("-", "_", 1)[::-1], "evil") for name in IDENTITY],
    "dots": [(name.replace("-", "."), "evil") for name in IDENTITY],
    "doubled": EVIL + EVIL,
    "nominated": [("Connection", ", ".join(IDENTITY)), *EVIL],
    "empty": [(name, "") for name in IDENTITY],
}
PARAMETERS = {"HTTP_" + name.upper().replace("-", "_") for name in IDENTITY}
# Lines of Debian's fastcgi_params and uwsgi_params.
DISTRIBUTION = "{kind}_param QUERY_STRING $query_string; {kind}_param REQUEST_METHOD $request_method;" \
               "{kind}_param CONTENT_LENGTH $content_length; {kind}_param REMOTE_USER $remote_user;"


def own_locations(kind, lines, pass_line):
    """What a newcomer adds: with the distribution's parameters, the included lines belong below them."""
    theirs = DISTRIBUTION.format(kind=kind)
    return f"""
        location /below/ {{ {theirs} include {lines}; {pass_line} }}
        location /above/ {{ include {lines}; {theirs} {pass_line} }}
        location /forgotten/ {{ {theirs} {pass_line} }}
        location /open/ {{ auth_request off; {pass_line.replace("$postern_application", "{upstream}")} }}
        location /in/ {{ location /in/deep/ {{ {pass_line} }} }}
    """


def printed(scene, kind, application, *more):
    done = programs.postern("snippet", "nginx", "-c", scene.postern.file, "--backend", kind, "--upstream", f"127.0.0.1:{application}",
                            "--listen", f"127.0.0.1:{scene.port}", "--resolver", f"127.0.0.1:{scene.relay.port}", *more)
    assert done.returncode == 0, done.stderr
    return done.stdout


def with_locations(scene, kind, application):
    printed(scene, kind, application, "--parts", "--output", scene.folder)
    lines = own_locations(kind, scene.folder / "postern-location.conf", f"{kind}_pass $postern_application;")
    lines = lines.replace("{upstream}", f"application-127.0.0.1-{scene.port}")
    return printed(scene, kind, application).removesuffix("}\n") + lines + "}\n"


@contextlib.contextmanager
def speaking(kind, nginx, settings, before=""):
    application = applications.Application(kind)

    def http(scene):
        lines = before.replace("{kind}", kind).replace("{folder}", str(scene.folder))
        return lines + "\n" + with_locations(scene, kind, application.port)

    try:
        with running(settings, candidate=nginx, http=http, relayed=True) as scene:
            scene.kind, scene.backend = kind, application
            yield scene
    finally:
        application.stop()


@pytest.fixture(scope="module", params=applications.SPEAKS)
def scene(request, nginx, settings):
    with speaking(request.param, nginx, untripped(settings)) as scene:
        yield scene


def ask(scene, headers, **rest):
    """The status, and the identity parameters of each request that the application got."""
    scene.backend.take()
    status = wire.ask(scene.port, headers, **rest).status
    return status, [sorted((name, value) for name, value in got.parameters if name in PARAMETERS or value == "evil")
                    for got in scene.backend.take()]


ALICE = [("HTTP_X_AUTHGEAR_SESSION_VALID", "true"), ("HTTP_X_AUTHGEAR_USER_ID", "alice")]


@pytest.mark.parametrize("target", ["/", "/below/a", "/above/a", "/in/deep/a"])
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_the_application_learns_the_identity_and_nothing_made_up(scene, good, spelling, target):
    forged = SPELLINGS[spelling]
    assert ask(scene, forged, target=target) == (401, [])
    with scene.relay.down():
        assert ask(scene, forged + good, target=target) == (503, [])
    assert ask(scene, good, target=target) == (200, [ALICE])
    assert ask(scene, forged + good, target=target) == (200, [ALICE])


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_an_open_location_learns_nothing(scene, good, spelling):
    for headers in (SPELLINGS[spelling], SPELLINGS[spelling] + good):
        assert ask(scene, headers, target="/open/a") == (200, [[]])


def test_a_location_that_forgot_the_lines_passes_what_the_client_made_up(scene, good):
    assert ask(scene, EVIL, target="/forgotten/a") == (401, [])
    status, (got,) = ask(scene, EVIL + good, target="/forgotten/a")
    assert status == 200 and {value for _, value in got} == {"evil"}


def test_with_the_tripwire_it_does_not(nginx, settings, good):
    for kind in applications.SPEAKS:
        with speaking(kind, nginx, settings) as scene:
            assert ask(scene, EVIL + good, target="/forgotten/a") == (403, [])
            assert ask(scene, good, target="/forgotten/a") == (200, [[]])


def test_the_request_arrives_as_it_is(scene, good):
    scene.backend.take()
    answer = wire.ask(scene.port, good + [("X-Other", "kept"), ("Proxy", "evil")], method="POST", target="/a/b?c=d", body=b"as it is")
    (got,) = scene.backend.take()
    assert (answer.status, answer.body, got.body) == (200, b"hello", b"as it is")
    expected = {"REQUEST_METHOD": "POST", "REQUEST_URI": "/a/b?c=d", "QUERY_STRING": "c=d", "CONTENT_LENGTH": "8", "HTTP_X_OTHER": "kept",
                "HTTP_HOST": "app.test", "HTTP_X_FORWARDED_PROTO": "http", "REQUEST_SCHEME": "http", "REMOTE_ADDR": "127.0.0.1"}
    assert {name: got.all(name) for name in expected} == {name: [value] for name, value in expected.items()}
    assert not [value for name, value in got.parameters if value == "evil"]
    check = scene.relay.requests[-1]
    assert (check.one("X-Forwarded-Method"), check.one("X-Forwarded-Uri"), check.body) == ("POST", "/a/b?c=d", b"")


MISLEADING = [("X-Original-URL", "/evil"), ("x-rewrite-url", "/evil"), ("Proxy", "http://evil.test/")]


@pytest.mark.parametrize("target", ["/", "/below/a", "/open/a", "/in/deep/a"])
def test_headers_that_would_mislead_an_application_do_not_reach_it(scene, good, target):
    scene.backend.take()
    assert wire.ask(scene.port, good + MISLEADING, target=target).status == 200
    (got,) = scene.backend.take()
    assert not [name for name, value in got.parameters if "evil" in value or name in ("HTTP_PROXY", "HTTP_X_ORIGINAL_URL")]


@pytest.mark.parametrize("target", ["/", "/below/a"])
def test_a_name_that_nobody_verified_is_no_user(scene, keys, target):
    """nginx's $remote_user is the name in a Basic credential, whatever its password."""
    scene.backend.take()
    wire.ask(scene.port, [("Authorization", "Basic ZXZpbDpi")], target=target)
    assert scene.backend.take() == []
    wire.ask(scene.port, wire.bearer(keys["rsa"].token()), target=target)
    (got,) = scene.backend.take()
    assert (got.all("REMOTE_USER") or [""])[-1] == ""


@pytest.mark.parametrize("kind", applications.SPEAKS)
@pytest.mark.parametrize("row", surroundings.PARAMETERS)
def test_nothing_is_inherited_from_http(nginx, settings, keys, good, row, kind):
    with speaking(kind, nginx, untripped(settings), surroundings.PARAMETERS[row]) as scene:
        assert ask(scene, good) == (200, [ALICE])
        status, (got,) = ask(scene, wire.bearer(keys["rsa"].token(sub="bob")))
        assert status == 200 and ("HTTP_X_AUTHGEAR_USER_ID", "bob") in got  # not alice's answer
        for spelling in ("exact", "underscores", "dots"):
            assert ask(scene, SPELLINGS[spelling] + good) == (200, [ALICE])
            assert ask(scene, SPELLINGS[spelling]) == (401, [])
        scene.backend.take()
        assert wire.ask(scene.port, good + [("X-Other", "kept")], method="POST", body=b"as it is").status == 200
        (got,) = scene.backend.take()
        assert (got.body, got.all("HTTP_X_OTHER"), got.all("REQUEST_METHOD")) == (b"as it is", ["kept"], ["POST"])
        with scene.relay.down():
            assert ask(scene, good) == (503, [])
        assert not (scene.folder / "stored").exists()


# gRPC: a second nginx is the application, and tells its fields to a server of HTTP/1.1.


@pytest.fixture(scope="module")
def grpc(nginx, settings):
    with contextlib.ExitStack() as closing:
        folder = pathlib.Path(closing.enter_context(tempfile.TemporaryDirectory(prefix="postern-e2e-")))
        port, told = programs.free_port(), programs.Backend()
        closing.callback(told.stop)
        application = nginx.proxy(folder, port, {"": f"""
            underscores_in_headers on; ignore_invalid_headers off;
            server {{ listen 127.0.0.1:{port} http2; location / {{
                proxy_set_header Host $http_host; proxy_set_header TE $http_te; proxy_pass http://127.0.0.1:{told.port}; }} }}
        """}, nginx.binary)
        application.start()
        closing.callback(application.stop)
        with running(untripped(settings), candidate=nginx, http=lambda scene: grpc_text(scene, port), relayed=True) as scene:
            scene.backend = told
            yield scene


def grpc_text(scene, application):
    printed(scene, "grpc", application, "--parts", "--output", scene.folder)
    lines = f"""
        location /below/ {{ grpc_set_header A b; include {scene.folder}/postern-location.conf; grpc_pass grpc://$postern_application; }}
        location /forgotten/ {{ grpc_set_header A b; grpc_pass grpc://$postern_application; }}
        location /open/ {{ auth_request off; grpc_pass grpc://application-127.0.0.1-{scene.port}; }}
    """
    return printed(scene, "grpc", application).removesuffix("}\n") + lines + "}\n"


def call(scene, headers, target="/orders.Orders/List"):
    """The status that a client of gRPC sees, and the fields of identity that the application got. There is no message:
    curl sometimes takes an answer for an error that comes before the message has gone."""
    scene.backend.take()
    options = [word for name, value in headers for word in ("-H", f"{name}: {value}" if value else f"{name};")]
    asked = subprocess.run(
        ["curl", "-s", "--http2-prior-knowledge", "-o", "/dev/null", "-w", "%{http_code} %{http_version}", "--max-time", "10",
         "-X", "POST", "-H", "Content-Type: application/grpc", "-H", "TE: trailers", *options,
         f"http://127.0.0.1:{scene.port}{target}"],
        capture_output=True, text=True,
    )
    assert asked.returncode == 0, asked.stderr
    status, version = asked.stdout.split()
    assert version == "2"
    names = {name.lower().replace("-", "_") for name in IDENTITY}
    got = scene.backend.take()
    return int(status), [sorted((name.lower(), value) for name, value in each.headers
                                if name.lower().replace("-", "_").replace(".", "_") in names or value == "evil") for each in got]


GRPC_ALICE = [("x-authgear-session-valid", "true"), ("x-authgear-user-id", "alice")]


@pytest.mark.parametrize("target", ["/orders.Orders/List", "/below/a"])
@pytest.mark.parametrize("spelling", [name for name in SPELLINGS if name not in ("nominated",)])  # HTTP/2 has no Connection
def test_an_application_of_grpc_learns_the_identity_and_nothing_made_up(grpc, good, spelling, target):
    forged = SPELLINGS[spelling]
    assert call(grpc, forged, target) == (401, [])
    assert call(grpc, good, target) == (200, [GRPC_ALICE])
    assert call(grpc, forged + good, target) == (200, [GRPC_ALICE])
    assert call(grpc, forged, "/open/a") == (200, [[]])


@pytest.mark.parametrize("target", ["/orders.Orders/List", "/below/a", "/open/a"])
def test_headers_that_would_mislead_an_application_of_grpc_do_not_reach_it(grpc, good, target):
    grpc.backend.take()
    subprocess.run(["curl", "-s", "--http2-prior-knowledge", "-o", "/dev/null", "-X", "POST", "-H", "Content-Type: application/grpc",
                    *[word for name, value in good + MISLEADING for word in ("-H", f"{name}: {value}")],
                    f"http://127.0.0.1:{grpc.port}{target}"], check=True)
    (got,) = grpc.backend.take()
    assert not [name for name, value in got.headers if "evil" in value]


def test_an_application_of_grpc_gets_the_call_as_it_is(grpc, good):
    grpc.backend.take()
    call(grpc, [])
    with grpc.relay.down():
        assert call(grpc, good) == (503, [])
    grpc.backend.take()
    subprocess.run(["curl", "-s", "--http2-prior-knowledge", "-H", "Content-Type: application/grpc", "-H", "TE: trailers",
                    "-H", f"Authorization: {good[0][1]}", "--data-binary", "call", f"http://127.0.0.1:{grpc.port}/orders.Orders/List"],
                   check=True, capture_output=True)
    (got,) = grpc.backend.take()
    assert (got.first.split()[:2], got.body) == (["POST", "/orders.Orders/List"], b"call")
    assert (got.one("Content-Type"), got.one("TE")) == ("application/grpc", "trailers")
    assert (got.one("Host"), got.one("X-Forwarded-For")) == (f"127.0.0.1:{grpc.port}", "127.0.0.1")


def test_a_location_of_grpc_that_forgot_the_lines_passes_what_the_client_made_up(grpc, good):
    assert call(grpc, EVIL, "/forgotten/a") == (401, [])
    status, (got,) = call(grpc, EVIL + good, "/forgotten/a")
    assert status == 200 and {value for _, value in got} == {"evil"}
