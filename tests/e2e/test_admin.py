"""What operators ask the running service, and that the resolver's listener tells nobody else."""
import json
import stat

import programs
import pytest
import tokens
import wire

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
