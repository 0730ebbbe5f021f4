"""What was taken back is refused by the next request, on every thread, though it was remembered."""
import json
import re
import secrets
import time

import programs
import pytest
import tokens
import wire
from conftest import running

THREADS = 2  # programs.Postern

FORWARDED = [(f"X-Forwarded-{name}", value) for name, value in
             {"Method": "GET", "Uri": "/", "Host": "app.test", "Proto": "https"}.items()]


def revoke(scene, **what):
    answer = scene.postern.admin("/v1/revocations", "POST", json.dumps(what).encode())
    assert answer.status == 201, answer.body
    return json.loads(answer.body)["id"]


def create_session(scene):
    answer = scene.postern.admin("/v1/sessions", "POST", json.dumps({"user_id": "session-user"}).encode())
    return json.loads(answer.body)


def misses(scene):
    """Tokens that some thread did not remember and had to verify."""
    text = scene.postern.admin("/metrics").body.decode()
    return int(float(re.search(r'^postern_credential_cache_misses_total\{cache="tokens"\} (\S+)', text, re.M)[1]))


class Workers:
    """Connections to Postern itself, so that each of its threads has some: each verifies a new token once."""

    def __init__(self, scene, token):
        self.connections = [wire.Connection(scene.postern.port) for _ in range(6)]
        before = misses(scene)
        assert self.ask(wire.bearer(token)) == {200}
        assert misses(scene) - before == THREADS

    def ask(self, credential):
        return {c.ask(FORWARDED + credential, target="/authz/nginx").status for c in self.connections}

    def close(self):
        for connection in self.connections:
            connection.close()


@pytest.fixture
def workers(scene, keys):
    workers = Workers(scene, keys["rsa"].token(jti=secrets.token_hex()))
    yield workers
    workers.close()


def by_token(scene, keys):
    return wire.bearer(keys["rsa"].token(jti="to-be-revoked")), {"token": {"iss": tokens.ISSUER, "jti": "to-be-revoked"}}


def by_session_of_tokens(scene, keys):
    return wire.bearer(keys["rsa"].token(sid="s-1")), {"session": "s-1"}


def by_session(scene, keys):
    made = create_session(scene)
    return [("Cookie", f"session={made['cookie']['value']}")], {"session": made["id"]}


def by_subject(scene, keys):
    return wire.bearer(keys["rsa"].token(sub="mallory")), {"subject": "mallory"}


def by_subject_of_sessions(scene, keys):
    made = create_session(scene)
    return [("Cookie", f"session={made['cookie']['value']}")], {"subject": "session-user"}


def by_key(scene, keys):
    return wire.bearer(keys["ed"].token()), {"key": keys["ed"].kid}


@pytest.mark.parametrize("make", [by_token, by_session_of_tokens, by_session, by_subject, by_subject_of_sessions, by_key])
def test_the_next_request_is_refused_on_every_thread(scene, keys, good, workers, make):
    credential, what = make(scene, keys)
    assert workers.ask(credential) == {200}
    assert workers.ask(good) == {200}
    entry = revoke(scene, **what)
    try:
        assert workers.ask(credential) == {401}
        assert scene.ask(credential)[0].status == 401
        assert workers.ask(good) == {200}
    finally:
        assert scene.postern.admin(f"/v1/revocations/{entry}", "DELETE").status == 204
    assert workers.ask(credential) == {200}


def test_a_subject_may_sign_in_again(scene, keys):
    entry = revoke(scene, subject="alice", before=int(time.time()) - 60)
    try:
        assert scene.ask(wire.bearer(keys["rsa"].token(iat=int(time.time()) - 120)))[0].status == 401
        assert scene.ask(wire.bearer(keys["rsa"].token()))[0].status == 200
    finally:
        scene.postern.admin(f"/v1/revocations/{entry}", "DELETE")


def test_a_session_created_right_after_its_user_was_revoked_is_welcome(scene):
    for _ in range(10):
        before = create_session(scene)
        entry = revoke(scene, subject="session-user")
        try:
            after = create_session(scene)
            asked = [scene.ask([("Cookie", f"session={made['cookie']['value']}")])[0].status for made in (before, after)]
            assert asked == [401, 200]
        finally:
            scene.postern.admin(f"/v1/revocations/{entry}", "DELETE")


def test_a_revocation_outlives_the_process(own_scene, keys, good):
    revoke(own_scene, key=keys["rsa"].kid)
    own_scene.postern.stop()
    own_scene.postern.start()
    assert own_scene.ask(good)[0].status == 401
    assert own_scene.ask(wire.bearer(keys["ec"].token()))[0].status == 200


def test_the_command_line_takes_a_token_back(scene, keys):
    token = keys["rsa"].token(jti="by-command")
    admin = ["--admin", f"http://127.0.0.1:{scene.postern.admin_port}", "--token-file", scene.postern.folder / "admin.token"]
    assert scene.ask(wire.bearer(token))[0].status == 200
    done = programs.postern("token", "revoke", "-", "--json", *admin, data=token)
    assert done.returncode == 0, done.stderr
    assert scene.ask(wire.bearer(token))[0].status == 401
    entry = json.loads(done.stdout)
    assert entry["expires_at"] > time.time()
    assert "token by-command of" in programs.postern("revocation", "list", *admin).stdout
    assert programs.postern("revocation", "remove", entry["id"], *admin).returncode == 0
    assert scene.ask(wire.bearer(token))[0].status == 200


def test_the_command_line_creates_and_ends_sessions(scene):
    admin = ["--admin", f"http://127.0.0.1:{scene.postern.admin_port}", "--token-file", scene.postern.folder / "admin.token"]
    made = programs.postern("session", "create", "--user", "erin", "--role", "r", "--idle", "1h", "--json", *admin)
    assert made.returncode == 0, made.stderr
    session = json.loads(made.stdout)
    cookie = [("Cookie", f"session={session['cookie']['value']}")]
    answer, got = scene.ask(cookie)
    assert (answer.status, got.one("X-Authgear-User-Roles")) == (200, "r")
    listed = programs.postern("session", "list", "--user", "erin", *admin).stdout
    assert session["id"] in listed and session["cookie"]["value"] not in listed
    assert programs.postern("session", "revoke", session["id"], *admin).returncode == 0
    assert scene.ask(cookie)[0].status == 401
    refused = programs.postern("session", "revoke", "erin", *admin)
    assert (refused.returncode, "43 characters of base64url" in refused.stderr) == (1, True)
    refused = programs.postern("session", "list", *admin[:2], environment={"POSTERN_ADMIN_TOKEN": "wrong-token-of-no-use"})
    assert (refused.returncode, "admin token" in refused.stderr) == (1, True)


def test_a_token_without_expiry_is_good_until_it_is_taken_back(settings, keys):
    issuer = {**settings["issuers"][0], "expiry": "optional"}
    with running({**settings, "issuers": [issuer]}) as scene:
        token = wire.bearer(keys["rsa"].token(exp=None, jti="for-ever"))
        assert scene.ask(token)[0].status == 200
        assert scene.ask(wire.bearer(keys["rsa"].token(exp=None)))[0].status == 401  # without jti nobody could take it back
        revoke(scene, token={"iss": tokens.ISSUER, "jti": "for-ever"})
        assert scene.ask(token)[0].status == 401
        scene.postern.stop()
        scene.postern.start()
        assert scene.ask(token)[0].status == 401
