"""What operators ask the running service, and that the resolver's listener tells nobody else."""
import concurrent.futures
import json
import signal
import stat
import time

import programs
import pytest
import tokens
import wire
from conftest import running

PROTECTED = [("GET", "/metrics"), ("POST", "/v1/explain"), ("POST", "/v1/reload")]


def test_health_needs_no_token(scene):
    for target in ("/livez", "/readyz"):
        assert wire.ask(scene.postern.admin_port, target=target).status == 200


@pytest.mark.parametrize("method, target", PROTECTED)
@pytest.mark.parametrize("given", [[], [("Authorization", "Bearer wrong")], [("X-Api-Key", "wrong")], [("X-Api-Key", "")]])
def test_everything_else_does(scene, method, target, given):
    assert wire.ask(scene.postern.admin_port, given, method=method, target=target).status == 401


def test_metrics(scene, good):
    scene.ask(good)
    for given in ([("Authorization", f"Bearer {scene.postern.token}")], [("X-Api-Key", scene.postern.token)]):
        answer = wire.ask(scene.postern.admin_port, given, target="/metrics")
        assert (answer.status, b"postern_" in answer.body) == (200, True)


def test_the_generated_token_is_the_owners_alone(scene):
    mode = (scene.postern.folder / "admin.token").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


def test_explain_says_what_was_decided_and_why(scene, keys):
    fields = {"Method": "GET", "Uri": "/", "Host": "app.test", "Proto": "http"}
    for token, status in ((keys["rsa"].token(), 200), (tokens.tampered(keys["rsa"].token()), 401)):
        headers = {f"X-Forwarded-{name}": value for name, value in fields.items()}
        headers["Authorization"] = f"Bearer {token}"
        question = {"endpoint": "/authz/nginx", "method": "GET", "headers": headers}
        answer = scene.postern.admin("/v1/explain", "POST", json.dumps(question).encode())
        assert answer.status == 200, answer.body
        assert json.loads(answer.body)["status"] == status
        assert token.encode() not in answer.body


@pytest.mark.parametrize("target", ["/", "/livez", "/readyz", "/metrics", "/v1/reload", "/authz/nginx/", "/authz/%6eginx"])
def test_the_resolver_has_nothing_but_its_endpoints(scene, good, target):
    answer = wire.ask(scene.postern.port, good, target=target)
    assert (answer.status, answer.one("Cache-Control")) == (404, "no-store")


def test_no_credential_is_written_down(scene, keys):
    token = keys["ec"].token()
    forged = tokens.tampered(token)
    for headers in (wire.bearer(token), wire.bearer(forged), [("Cookie", f"session={token}")]):
        scene.ask(headers, target=f"/?access_token={token}")
    programs.eventually("the access log is written", lambda: "alice" in scene.postern.log.read_text())
    written = scene.postern.log.read_text() + scene.postern.admin("/metrics").body.decode()
    for part in {*token.split("."), *forged.split(".")}:
        assert part not in written
    assert scene.postern.token not in written


def slow_to_read(settings, hosts=12000):
    """A configuration whose reading takes about a second, because no host may occur twice in the list."""
    login = {"url": "https://app.test/login", "allowed_hosts": [f"h{n}.app.test" for n in range(hosts)]}
    return {**settings, "login": login}


def test_a_slow_reload_delays_no_check(own_scene, settings):
    """The resolver accepts and answers new connections while the configuration is read."""
    postern, answered = own_scene.postern, 0
    postern.write(slow_to_read(settings))
    with concurrent.futures.ThreadPoolExecutor() as executor:
        reload = executor.submit(postern.admin, "/v1/reload", "POST")
        while not reload.done():
            assert wire.ask(postern.port, target="/").status == 404
            answered += 1
    assert reload.result().status == 200, reload.result().body
    assert answered > 50


def test_a_slow_reload_does_not_delay_the_end(settings):
    """The service ends within its own limit, though the configuration is still being read."""
    with running({**settings, "resolver": {"drain": "200ms"}}) as scene:
        postern = scene.postern
        postern.write(slow_to_read(settings, hosts=18000))
        postern.send(signal.SIGHUP)
        time.sleep(0.2)
        signalled = time.monotonic()
        assert postern.stop() == 0
        assert time.monotonic() - signalled < 2
        assert "config.reload" not in postern.log.read_text()
