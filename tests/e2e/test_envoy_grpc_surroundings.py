"""The printed Envoy text for gRPC after edits as people make them (envoy_grpc_surroundings.py), with the real Envoy."""
import envoy_grpc_surroundings as edits
import ext_authz
import programs
import proxies
import proxy_rows
import pytest
import wire
from proxy_scene import IDENTITY, behind, folded
from test_envoy_surroundings import (
    a_failure_opens_nothing, application, edited, everything_holds, no_client_says_who_it_is, only_the_allowed_get_in,
)
from test_proxy_identity import ask as ask_raw

LOGIN = {"url": "https://login.test/in", "allowed_hosts": ["app.test"]}
POLICIES = {"readers": {"require": {"scopes": [proxy_rows.SCOPE]}}, "staff": {"require": {"scopes": ["staff"]}}}


@pytest.fixture(scope="module")
def scene(settings):
    cookie = [{"path": "/authz/envoy", "dialect": "envoy", "policy": "readers", "credentials": ["bearer", {"cookie": "token", "holds": "token"}]}]
    more = {"login": LOGIN, "endpoints": cookie, "policies": POLICIES, "identity": {**settings["identity"], "tripwire": "off"}}
    with behind(proxies.candidate("envoy-grpc"), settings, **more) as scene:
        scene.proxy.stop()
        scene.text, scene.backend.answer = scene.proxy.file.read_text(), application
        yield scene


@pytest.fixture(scope="module")
def good(keys):
    return proxy_rows.good(keys)


@pytest.mark.parametrize("row", edits.HOLDS)
def test_the_text_holds(scene, keys, good, row):
    with edited(scene, edits.HOLDS[row]):
        everything_holds(scene, keys, good)
        a_failure_opens_nothing(scene, good)


@pytest.mark.parametrize("row", edits.TWICE)
def test_two_checks_hold(scene, keys, good, row):
    with edited(scene, edits.TWICE[row]):
        only_the_allowed_get_in(scene, keys, good)
        no_client_says_who_it_is(scene, good)
        for fault in ("unavailable", "closes"):
            with scene.relay.failing(fault):
                assert scene.ask(good)[1] is None


@pytest.mark.parametrize("row", edits.REFUSED_FAILURES)
def test_a_failure_is_refused(scene, keys, good, row):
    """A denial of Postern stays what it is, also 503."""
    with edited(scene, edits.REFUSED_FAILURES[row]):
        everything_holds(scene, keys, good)
        for fault, status in {"unavailable": 503, "closes": 403, "an error": 403}.items():
            with scene.relay.failing(fault):
                answer, got = scene.ask(good)
                assert (answer.status, got) == (status, None), fault


@pytest.mark.parametrize("row", edits.CLOSED)
def test_without_a_check_nobody_gets_in(scene, good, row):
    with edited(scene, edits.CLOSED[row]):
        for credential in (good, []):
            answer, got = scene.ask(credential)
            assert answer.status >= 400
            assert got is None or ext_authz.CHECK in got.first  # the check itself, if it goes there


@pytest.mark.parametrize("row", edits.CONTEXTS)
def test_a_policy_of_a_route(scene, keys, row):
    edit, statuses = edits.CONTEXTS[row]
    scopes = ("other", proxy_rows.SCOPE, "staff")
    with edited(scene, edit):
        asked = [scene.ask(token) for token in [[], *(wire.bearer(keys["rsa"].token(scope=scope)) for scope in scopes)]]
    assert tuple(answer.status for answer, _ in asked) == statuses
    assert all((got is not None) == (answer.status == 200) for answer, got in asked)


@pytest.mark.parametrize("row", edits.OPENS)
def test_own_words_open(scene, row):
    edit, target, fault = edits.OPENS[row]
    with edited(scene, edit), scene.relay.failing(fault):
        answer, got = scene.ask(target=target)
        assert answer.status == 200 and got
        identity = {folded(name) for name in IDENTITY}
        for spelling, spoof in proxy_rows.SPOOFS.items():
            for request in ask_raw(scene, spoof("X-Team"), "X-Team" if spelling == "trailer" else None)[1]:
                assert not identity & {folded(given) for given, _ in [*request.headers, *request.trailers]}, spelling


@pytest.mark.parametrize("row", edits.CACHES)
def test_a_cache_belongs_below_the_check(scene, good, row):
    edit, status = edits.CACHES[row]
    with edited(scene, edit):
        token = good[0][1].removeprefix("Bearer ")
        assert scene.ask([("Cookie", f"token={token}")])[0].status == 200
        assert scene.ask()[0].status == status


@pytest.mark.parametrize("row", edits.SAYS)
def test_own_words_say_who_it_is(scene, good, row):
    with edited(scene, edits.SAYS[row]):
        assert scene.ask()[0].status == 401
        assert scene.ask(good)[1].one("X-Authgear-User-Id") == "evil"


@pytest.mark.parametrize("row", edits.FORGETS)
def test_own_words_forget_who_it_is(scene, good, row):
    with edited(scene, edits.FORGETS[row]):
        answer, got = scene.ask([("X-Authgear-User-Id", "evil"), *good])
        assert (answer.status, got.all("X-Authgear-User-Id")) == (200, [])


def test_a_body_that_is_larger_than_a_message(scene, good):
    """The check cannot be sent then, and is never taken for an allowance."""
    with edited(scene, edits.check("with_request_body: {max_request_bytes: 1000000}")):
        answer, got = scene.ask(good, method="POST", body=b"x" * 500_000)
        assert (answer.status, got) == (503, None)
        assert scene.ask(good, method="POST", body=b"x" * 200_000)[0].status == 200


def test_a_connection_that_fell_silent_is_replaced(scene, good):
    with edited(scene, edits.instead("interval: 10s, timeout: 1s", "interval: 1s, timeout: 0.5s")):
        assert scene.ask(good)[0].status == 200
        scene.relay.go_silent()
        assert scene.ask(good)[0].status == 503
        programs.eventually("Envoy connects anew", lambda: scene.ask(good)[0].status == 200)


def test_envoy_knows_who_it_is(scene, keys, good, tmp_path):
    bob = wire.bearer(keys["rsa"].token(sub="bob", scope=proxy_rows.SCOPE))
    with edited(scene, edits.both(edits.log_of_users(tmp_path / "access.log"), edits.only_for("bob"))):
        assert [scene.ask(each)[0].status for each in (bob, good, [])] == [200, 403, 401]
    assert (tmp_path / "access.log").read_text().splitlines() == ["200 bob", "403 alice", "401 -"]
