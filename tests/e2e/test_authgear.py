"""/resolve in the place of Authgear's own resolver, behind an nginx written for that."""
import json

import pytest
import tokens
import wire
from conftest import running

NAMES = ("X-Authgear-Session-Valid", "X-Authgear-User-Id", "X-Authgear-User-Roles")


def authgear_http(path):
    def http(scene):
        copied = ""
        for name in NAMES:
            variable = name.lower().replace("-", "_")
            copied += f" auth_request_set ${variable} $upstream_http_{variable}; proxy_set_header {name} ${variable};"
        return f"""server {{ listen 127.0.0.1:{scene.port};
            location = /_auth {{ internal; proxy_pass http://127.0.0.1:{scene.postern.port}{path};
                proxy_pass_request_body off; proxy_set_header Content-Length ""; proxy_set_header Host $http_host; }}
            location / {{ auth_request /_auth;{copied} proxy_pass http://127.0.0.1:{scene.backend.port}; }} }}"""

    return http


@pytest.fixture(scope="module", params=["/resolve", "/_resolver/resolve"])
def resolver(request, settings):
    with running(settings, http=authgear_http(request.param)) as scene:
        yield scene


def identity(got):
    return {name: got.all(name) for name in NAMES if got.all(name)}


def test_a_valid_token_is_named(resolver, keys):
    answer, got = resolver.ask(wire.bearer(keys["rsa"].token(**{"https://authgear.com/claims/user/roles": ["a", "b"]})))
    assert answer.status == 200
    assert identity(got) == {NAMES[0]: ["true"], NAMES[1]: ["alice"], NAMES[2]: ["a,b"]}


def test_no_credential_is_nobody(resolver):
    answer, got = resolver.ask()
    assert (answer.status, identity(got)) == (200, {})


def test_a_bad_token_is_said_to_be_bad(resolver, keys):
    answer, got = resolver.ask(wire.bearer(tokens.tampered(keys["rsa"].token())))
    assert (answer.status, identity(got)) == (200, {NAMES[0]: ["false"]})


@pytest.mark.parametrize("credential", ["none", "bad", "good"])
def test_a_spoofed_header_is_overwritten(resolver, keys, good, credential):
    given = {"none": [], "bad": wire.bearer("a.b.c"), "good": good}[credential]
    answer, got = resolver.ask([(name, "evil") for name in NAMES] + given)
    assert answer.status == 200
    assert not [line for line in got.lines if "evil" in line]


def create(scene):
    answer = scene.postern.admin("/v1/sessions", "POST", b'{"user_id": "bob", "roles": ["a"]}')
    return json.loads(answer.body)["cookie"]["value"]


def by_order(resolver, keys):
    """Authgear's order: the Authorization header, the token's cookie, the session's cookie; the first valid one."""
    token, session = keys["rsa"].token(), create(resolver)
    bad = tokens.tampered(token)
    bearer, broken = wire.bearer(token), wire.bearer(bad)
    by = {"session": [("Cookie", f"session={session}")], "unknown": [("Cookie", f"session={'A' * 43}")]}
    alice, bob, nobody = [["true"], ["alice"]], [["true"], ["bob"]], [["false"], []]
    return {
        "neither": ([], [[], []]),
        "by token": (bearer, alice),
        "by session": (by["session"], bob),
        "by both": (bearer + by["session"], alice),
        "bad token, session": (broken + by["session"], bob),
        "token, unknown session": (bearer + by["unknown"], alice),
        "bad token": (broken, nobody),
        "unknown session": (by["unknown"], nobody),
        "both bad": (broken + by["unknown"], nobody),
    }


def test_tokens_and_sessions_stand_in_authgears_order(resolver, keys):
    for name, (sent, expected) in by_order(resolver, keys).items():
        answer, got = resolver.ask(sent)
        assert answer.status == 200, name
        assert [got.all(NAMES[0]), got.all(NAMES[1])] == expected, name


@pytest.mark.parametrize("clears", [False, True])
def test_a_bad_session_cookie_is_taken_away_only_where_that_is_asked_for(settings, keys, clears):
    with running({**settings, "sessions": {"clear_invalid_cookie": clears}}) as scene:
        good, unknown = [("Cookie", f"session={create(scene)}")], [("Cookie", f"session={'A' * 43}")]
        bad = wire.bearer(tokens.tampered(keys["rsa"].token()))
        for sent, taken in ((good, False), (unknown, True), (bad, False), (bad + unknown, True), ([], False)):
            answer = wire.ask(scene.postern.port, sent, target="/resolve")
            assert answer.status == 200
            assert [line.startswith("session=; ") for line in answer.all("Set-Cookie")] == [True] * (clears and taken)
        assert not scene.ask(unknown)[0].all("Set-Cookie")
