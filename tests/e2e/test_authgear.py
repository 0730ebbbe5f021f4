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


def create(scene):
    answer = scene.postern.admin("/v1/sessions", "POST", b'{"user_id": "bob", "roles": ["a"]}')
    return json.loads(answer.body)["cookie"]["value"]


def test_a_session_is_named(resolver):
    answer, got = resolver.ask([("Cookie", f"session={create(resolver)}")])
    assert answer.status == 200
    assert identity(got) == {NAMES[0]: ["true"], NAMES[1]: ["bob"], NAMES[2]: ["a"]}


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


PLACES = ["bearer", {"cookie": "app_access_token", "holds": "token"}, "session"]
WHEN = 1_700_000_000


def identity_of(user, **more):
    """Authgear's headers for a user of these tests, then those that Postern adds."""
    said = {"Session-Valid": "true", "User-Id": user, "User-Anonymous": "false", "User-Verified": "true",
            "User-Can-Reauthenticate": "true", "User-Roles": "a,b", "Session-Amr": "pwd otp",
            "Session-Authenticated-At": str(WHEN), **more}
    return {f"X-Authgear-{name}": [value] for name, value in said.items()}


def token_of(user, keys):
    """A JWT as Authgear issues it."""
    about = {"is_anonymous": False, "is_verified": True, "can_reauthenticate": True, "roles": ["a", "b"]}
    return keys["rsa"].token(
        sub=user, amr=["pwd", "otp"], auth_time=WHEN, client_id="portal", scope="openid",
        **{f"https://authgear.com/claims/user/{name}": value for name, value in about.items()},
    )


def session_of(user, scene):
    body = {"user_id": user, "roles": ["a", "b"], "amr": ["pwd", "otp"], "authenticated_at": WHEN,
            "anonymous": False, "verified": True, "can_reauthenticate": True}
    return json.loads(scene.postern.admin("/v1/sessions", "POST", json.dumps(body).encode()).body)["cookie"]["value"]


@pytest.fixture(scope="module")
def placed(settings):
    with running({**settings, "endpoints": [{"path": "/resolve", "dialect": "authgear", "credentials": PLACES}]}) as scene:
        yield scene


NAMED = {  # in the order of the places: "good", "bad" or nothing in each; who is named then
    ("", "", ""): None,
    ("good", "", ""): "bearer",
    ("", "good", ""): "cookie",
    ("", "", "good"): "session",
    ("good", "good", "good"): "bearer",
    ("good", "", "good"): "bearer",
    ("", "good", "good"): "cookie",
    ("bad", "good", "good"): "cookie",
    ("bad", "", "good"): "session",
    ("bad", "bad", "good"): "session",
    ("good", "bad", "bad"): "bearer",
    ("", "good", "bad"): "cookie",
    ("bad", "", ""): "nobody",
    ("", "bad", ""): "nobody",
    ("", "", "bad"): "nobody",
    ("bad", "bad", "bad"): "nobody",
}


@pytest.mark.parametrize("presented", NAMED, ids=lambda places: "-".join(place or "none" for place in places))
def test_the_first_valid_credential_wins_with_exactly_authgears_headers(placed, keys, presented):
    made = {"bearer": token_of("bearer", keys), "cookie": token_of("cookie", keys), "session": session_of("session", placed)}
    bad = {"bearer": tokens.tampered(keys["rsa"].token()), "cookie": "a.b.c", "session": "A" * 43}
    sent = {place: {"good": made, "bad": bad}[state][place] for place, state in zip(made, presented) if state}
    headers = wire.bearer(sent.pop("bearer")) if "bearer" in sent else []
    cookies = [f"{dict(cookie='app_access_token', session='session')[place]}={value}" for place, value in sent.items()]
    answer = wire.ask(placed.postern.port, headers + [("Cookie", "; ".join(cookies))] * bool(cookies), target="/resolve")
    by_token = {"Client-Id": "portal", "Scope": "openid"}
    expected = {
        None: {},
        "nobody": {"X-Authgear-Session-Valid": ["false"]},
        "bearer": identity_of("bearer", **by_token),
        "cookie": identity_of("cookie", **by_token),
        "session": identity_of("session", **{"Subject-Type": "user"}),
    }[NAMED[presented]]
    got = {name: answer.all(name) for name, _ in answer.headers if name.startswith("X-Authgear-")}
    assert (answer.status, got, answer.all("Set-Cookie")) == (200, expected, [])


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
