"""Who gets in through nginx, what the application learns of them, what the others are told."""
import time

import pytest
import tokens
import wire
from conftest import running

HOUR = 3600
SECOND_LINE = [("Authorization", "Basic YTpi")]


@pytest.mark.parametrize("key", ["rsa", "ec", "ed"])
def test_valid_token_reaches_the_application_with_its_identity(scene, keys, key):
    token = keys[key].token(team="green", group={"ref": "g-7"}, scope="read write", client_id="web")
    answer, got = scene.ask(wire.bearer(token), target="/path?q=1")
    assert (answer.status, answer.body) == (200, b"hello")
    assert got.first == "GET /path?q=1 HTTP/1.1"
    assert got.one("Host") == "app.test"
    identity = {name: got.all(name) for name in ("X-Authgear-Session-Valid", "X-Authgear-User-Id", "X-Authgear-Scope")}
    assert identity == {
        "X-Authgear-Session-Valid": ["true"],
        "X-Authgear-User-Id": ["alice"],
        "X-Authgear-Scope": ["read write"],
    }
    assert got.one("X-Authgear-Client-Id") == "web"
    assert got.one("X-Team") == "green"
    assert got.one("X-Authgear-Group-Ref") == "g-7"


def refused():
    """name, headers made from the keys, words of the challenge"""
    now = int(time.time())
    invalid = 'error="invalid_token"'
    return [
        ("no credential", lambda k: [], 'realm="postern"'),
        ("empty", lambda k: [("Authorization", "")], 'realm="postern"'),
        ("another scheme", lambda k: SECOND_LINE, 'realm="postern"'),
        ("expired", lambda k: wire.bearer(k["rsa"].token(iat=now - 2 * HOUR, exp=now - HOUR)), invalid),
        ("not yet valid", lambda k: wire.bearer(k["rsa"].token(nbf=now + HOUR, exp=now + 2 * HOUR)), invalid),
        ("no expiry", lambda k: wire.bearer(k["rsa"].token(exp=None)), invalid),
        ("unknown key", lambda k: wire.bearer(k["stranger"].token()), invalid),
        ("another audience", lambda k: wire.bearer(k["rsa"].token(aud="https://other.test")), invalid),
        ("another issuer", lambda k: wire.bearer(k["rsa"].token(iss="https://other.test")), invalid),
        ("tampered", lambda k: wire.bearer(tokens.tampered(k["rsa"].token())), invalid),
        ("no token", lambda k: [("Authorization", "Bearer ")], invalid),
        ("rubbish", lambda k: wire.bearer("a.b.c"), invalid),
        ("two in one line", lambda k: wire.bearer(k["rsa"].token() + "," + k["rsa"].token()), invalid),
        ("too long", lambda k: wire.bearer("e" * 9000), invalid),
    ]


@pytest.mark.parametrize("name, headers, challenge", refused(), ids=[row[0] for row in refused()])
def test_without_a_good_credential_nothing_reaches_the_application(scene, keys, name, headers, challenge):
    answer, got = scene.ask(headers(keys))
    assert answer.status == 401
    assert got is None
    assert challenge in answer.one("WWW-Authenticate")
    assert not [name for name, _ in answer.headers if name.lower().startswith(("x-authgear", "x-postern"))]


def test_wrong_key_under_a_known_name(scene, keys):
    """A stranger's signature under the kid of a trusted key."""
    stranger, trusted = keys["stranger"], keys["rsa"]
    forged = tokens.Key.__new__(tokens.Key)
    forged.__dict__.update(stranger.__dict__, kid=trusted.kid)
    answer, got = scene.ask(wire.bearer(forged.token()))
    assert (answer.status, got) == (401, None)


@pytest.mark.parametrize("order", ["good first", "good last"])
def test_two_authorization_lines_are_refused(scene, good, order):
    """By nginx itself, before it asks."""
    answer, got = scene.ask(good + SECOND_LINE if order == "good first" else SECOND_LINE + good)
    assert (answer.status, got) == (400, None)


def test_policy(settings, keys):
    staff = {
        "policies": {"staff": {"require": {"scopes": ["orders.read"]}}},
        "endpoints": [{"path": "/authz/nginx", "dialect": "nginx", "policy": "staff"}],
    }
    with running({**settings, **staff}) as scene:
        answer, got = scene.ask(wire.bearer(keys["rsa"].token(scope="orders.read x")))
        assert (answer.status, got.one("X-Authgear-User-Id")) == (200, "alice")
        answer, got = scene.ask(wire.bearer(keys["rsa"].token(scope="x")))
        assert (answer.status, got) == (403, None)
        answer, got = scene.ask()
        assert (answer.status, got) == (401, None)


def test_the_value_of_a_claim_cannot_become_a_header_line(scene, keys):
    answer, got = scene.ask(wire.bearer(keys["rsa"].token(team="gr\u00fcn %")))
    assert (answer.status, got.one("X-Team")) == (200, "gr%C3%BCn %25")
    answer, got = scene.ask(wire.bearer(keys["rsa"].token(team="a\r\nX-Authgear-User-Id: evil")))
    assert (answer.status, got) == (401, None)
