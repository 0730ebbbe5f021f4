"""Keys that are fetched from an issuer: rotation, an issuer that is down or answers nonsense, and tokens with unknown kids."""
import contextlib
import json
import time

import key_server
import programs
import pytest
import redis_scene
import tokens
import wire

COOL_DOWN = 10  # seconds; the shortest that can be configured
AFTER_COOL_DOWN = COOL_DOWN + 3


@pytest.fixture(scope="module")
def certificates(tmp_path_factory):
    return key_server.Certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def server(certificates):
    with key_server.serving(certificates.good) as made:
        yield made


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    """Two keys of the issuer."""
    folder = tmp_path_factory.mktemp("pair")
    return [tokens.Key(folder, name, "RS256") for name in ("k1", "k2")]


def configuration(keys, certificates, file_key=None, **more):
    """An issuer whose keys are fetched, and another one with a key in a file."""
    issuers = [{"name": "remote", "issuer": tokens.ISSUER, "audience": [tokens.AUDIENCE],
                "keys": {"ca_file": str(certificates.ca), "cool_down": f"{COOL_DOWN}s", **keys}, **more}]
    if file_key:
        issuers.append({"name": "file", "issuer": "https://file.test", "audience": [tokens.AUDIENCE],
                        "keys": {"pem": [{"kid": file_key.kid, "file": str(file_key.public)}]}})
    return {"issuers": issuers}


def reasons(one):
    return json.loads(wire.ask(one.admin_port, target="/readyz").body).get("reasons", [])


def is_up(one):
    return programs.answers(one.admin_port) and (one.folder / "admin.token").exists()


def test_keys_are_fetched_and_rotated(server, certificates, pair):
    """A new key is found because of its first token; a key that is gone ends its verdicts, and no others."""
    first, second = (wire.bearer(key.token()) for key in pair)
    server.answers["/keys"] = key_server.answer(key_server.key_set(pair[0]))
    with redis_scene.resolver(configuration({"jwks_url": server.url()}, certificates), ready=False) as one:
        programs.eventually("the keys are fetched", lambda: is_up(one) and one.is_ready())
        session = one.create()
        assert [one.status(each) for each in (first, second, session.cookie)] == [200, 401, 200]
        server.answers["/keys"] = key_server.answer(key_server.key_set(*pair))
        programs.eventually("the second key is known", lambda: one.status(second) == 200, AFTER_COOL_DOWN)
        assert one.status(first) == 200
        server.answers["/keys"] = key_server.answer(key_server.key_set(pair[1]))
        stranger = wire.bearer(tokens.Key(one.folder, "stranger", "RS256").token())
        programs.eventually("the first key is gone", lambda: (one.status(stranger), one.status(first)) == (401, 401), AFTER_COOL_DOWN)
        assert [one.status(each) for each in (second, session.cookie)] == [200, 200]
        assert one.metric("postern_keys", issuer="remote") == 1
        assert 0 <= one.metric("postern_keys_age_seconds", issuer="remote") < 60
        assert one.metric("postern_unknown_kids_total", issuer="remote") >= 3


BAD_ANSWERS = {
    "hangs": (key_server.hang, "fetch_timed_out"),
    "drips": (key_server.drip, "fetch_timed_out"),
    "sends 1 GiB": (key_server.endless, "fetch_too_large"),
    "redirects": (key_server.answer(status=302, Location="https://127.0.0.1:1/"), "fetch_bad_status"),
    "serves HTML": (key_server.answer(b"<!doctype html><p>hello"), "not a JSON Web Key Set"),
    "has an empty set": (key_server.answer(b'{"keys": []}'), ".*no.*usable.*"),
    "has an error": (key_server.answer(b"{}", status=500), "fetch_bad_status"),
    "compresses": (key_server.answer(b"{}", Content_Encoding="gzip"), "fetch_encoded"),
}


@pytest.mark.parametrize("bad, reason", BAD_ANSWERS.values(), ids=BAD_ANSWERS)
def test_a_bad_answer_moves_nothing(server, certificates, pair, bad, reason):
    """Tokens of the other issuer are as fast as ever, those of this one 503; the reason is counted; later all is well."""
    remote, good = wire.bearer(pair[0].token()), wire.bearer(pair[1].token(iss="https://file.test"))
    server.answers["/keys"] = bad
    with redis_scene.resolver(configuration({"jwks_url": server.url()}, certificates, pair[1]), ready=False) as one:
        programs.eventually("it listens", lambda: is_up(one))
        slowest = 0
        end = time.monotonic() + 8
        while not one.metric("postern_key_loads_total", issuer="remote", outcome="failed", reason=reason):
            assert time.monotonic() < end, one.log.read_text()
            begun = time.monotonic()
            assert one.status(good) == 200
            slowest = max(slowest, time.monotonic() - begun)
            assert redis_scene.is_unavailable(one.check(remote))
        assert slowest < 0.4
        assert reasons(one) == ["issuer remote: keys_unavailable"]
        assert "keys.not_loaded issuer=remote" in one.log.read_text()
        server.answers["/keys"] = key_server.answer(key_server.key_set(pair[0]))
        programs.eventually("the keys are fetched later", lambda: one.status(remote) == 200, 15)
        assert one.is_ready()


CERTIFICATES = {"expired": "fetch_certificate_expired", "other_host": "fetch_certificate_wrong_host", "unknown": "fetch_certificate_untrusted"}


@pytest.mark.parametrize("kind", CERTIFICATES)
def test_a_bad_certificate_is_refused(certificates, tmp_path, pair, kind):
    used = key_server.Certificates(tmp_path).good if kind == "unknown" else getattr(certificates, kind)
    with key_server.serving(used) as server:
        server.answers["/keys"] = key_server.answer(key_server.key_set(pair[0]))
        with redis_scene.resolver(configuration({"jwks_url": server.url()}, certificates), ready=False) as one:
            programs.eventually("the reason is counted", lambda: is_up(one) and one.metric(
                "postern_key_loads_total", issuer="remote", outcome="failed", reason=CERTIFICATES[kind]) > 0)
            assert one.status(wire.bearer(pair[0].token())) == 503
            assert not server.requests


def test_the_last_good_set_stays(server, certificates, pair):
    token = wire.bearer(pair[0].token())
    server.answers["/keys"] = key_server.answer(key_server.key_set(pair[0]))
    with redis_scene.resolver(configuration({"jwks_url": server.url()}, certificates), ready=False) as one:
        programs.eventually("the keys are fetched", lambda: is_up(one) and one.is_ready())
        server.answers["/keys"] = key_server.answer(b'{"keys": []}')
        unknown = wire.bearer(pair[1].token())
        programs.eventually("it failed", lambda: one.status(unknown) == 401 and one.metric(
            "postern_key_loads_total", issuer="remote", outcome="failed") > 0, AFTER_COOL_DOWN)
        assert one.status(token) == 200 and one.is_ready()


@pytest.mark.parametrize("is_down", [False, True], ids=["up", "down"])
def test_random_kids_cause_few_fetches(server, certificates, pair, is_down):
    """Whether the issuer is up or down: at most one for each cool-down, and those of the back-off."""
    good = wire.bearer(pair[0].token())
    rest = pair[1].token().split(".", 1)[1]
    server.answers["/keys"] = key_server.answer(key_server.key_set(pair[0]))
    with redis_scene.resolver(configuration({"jwks_url": server.url()}, certificates), ready=False) as one:
        programs.eventually("the keys are fetched", lambda: is_up(one) and one.is_ready())
        if is_down:
            server.answers["/keys"] = key_server.answer(status=500)
        before, begun, sent = len(server.requests), time.monotonic(), 0
        with contextlib.closing(wire.Connection(one.port)) as connection:
            while time.monotonic() - begun < 12:
                kid = tokens.base64url(json.dumps({"alg": "RS256", "kid": f"random-{sent}"}).encode())
                answered = connection.ask(redis_scene.FORWARDED + wire.bearer(f"{kid}.{rest}"), target="/authz/nginx")
                assert answered.status == 401
                sent += 1
        assert sent > 1000
        # After a failure the back-off adds attempts of its own.
        assert len(server.requests) - before <= (4 if is_down else 2)
        assert one.status(good) == 200


def test_discovery(server, certificates, pair):
    """The issuer's metadata name the key set."""
    metadata = {"issuer": tokens.ISSUER, "jwks_uri": server.url("/set")}
    server.answers["/tenant/.well-known/openid-configuration"] = key_server.answer(json.dumps(metadata).encode())
    server.answers["/set"] = key_server.answer(key_server.key_set(pair[0]), Cache_Control="public, max-age=99999999999999999999")
    with redis_scene.resolver(configuration({"discovery": server.url("/tenant")}, certificates), ready=False) as one:
        programs.eventually("the keys are fetched", lambda: is_up(one) and one.is_ready())
        assert one.status(wire.bearer(pair[0].token())) == 200


WRONG_METADATA = {
    "another issuer": ({"issuer": tokens.ISSUER + "/"}, "fetch_issuer_mismatch"),
    "no issuer": ({"issuer": None}, "fetch_issuer_mismatch"),
    "no key set": ({"jwks_uri": None}, "fetch_bad_metadata"),
    "a key set over http": ({"jwks_uri": "http://127.0.0.1:1/keys"}, "fetch_not_https"),
    "a key set in a file": ({"jwks_uri": "file:///etc/passwd"}, "fetch_bad_metadata"),
    "a key set of the cloud": ({"jwks_uri": "https://169.254.169.254/keys"}, "fetch_address_refused"),
}


@pytest.mark.parametrize("changed, reason", WRONG_METADATA.values(), ids=WRONG_METADATA)
def test_wrong_metadata(server, certificates, pair, changed, reason):
    metadata = {"issuer": tokens.ISSUER, "jwks_uri": server.url(), **changed}
    server.answers["/.well-known/openid-configuration"] = key_server.answer(json.dumps(metadata).encode())
    server.answers["/keys"] = key_server.answer(key_server.key_set(pair[0]))
    with redis_scene.resolver(configuration({"discovery": server.url("")}, certificates), ready=False) as one:
        programs.eventually("the reason is counted", lambda: is_up(one) and one.metric(
            "postern_key_loads_total", issuer="remote", outcome="failed", reason=reason) > 0)
        assert one.status(wire.bearer(pair[0].token())) == 503


def test_the_list_of_provide(server, certificates, pair):
    server.answers["/.well-known/keys"] = key_server.answer(key_server.provide_list(*pair))
    keys = {"jwks_url": server.url("/.well-known/keys"), "format": "provide"}
    with redis_scene.resolver(configuration(keys, certificates), ready=False) as one:
        programs.eventually("the keys are fetched", lambda: is_up(one) and one.is_ready())
        assert [one.status(wire.bearer(key.token())) for key in pair] == [200, 200]


def test_a_token_for_the_issuer_goes_there_alone(server, certificates, pair, tmp_path):
    """Kubernetes wants one; the server of a jwks_uri elsewhere does not get it."""
    secret = tmp_path / "token"
    secret.write_text("a-secret-of-the-cluster\n")
    secret.chmod(0o600)
    with key_server.serving(certificates.good) as other:
        for jwks_uri in (server.url("/keys"), other.url("/keys")):
            metadata = {"issuer": tokens.ISSUER, "jwks_uri": jwks_uri}
            server.answers["/.well-known/openid-configuration"] = key_server.answer(json.dumps(metadata).encode())
            server.answers["/keys"] = other.answers["/keys"] = key_server.answer(key_server.key_set(pair[0]))
            keys = {"discovery": server.url(""), "bearer_file": str(secret)}
            with redis_scene.resolver(configuration(keys, certificates), ready=False) as one:
                programs.eventually("the keys are fetched", lambda: is_up(one) and one.is_ready())
                assert "a-secret-of-the-cluster" not in one.log.read_text()
        assert {fields.get("Authorization") for _, _, fields in server.requests} == {"Bearer a-secret-of-the-cluster"}
        assert [fields.get("Authorization") for _, _, fields in other.requests] == [None]


def test_a_reload_keeps_the_keys(server, certificates, pair):
    """The issuer is down meanwhile."""
    token = wire.bearer(pair[0].token())
    server.answers["/keys"] = key_server.answer(key_server.key_set(pair[0]))
    settings = configuration({"jwks_url": server.url()}, certificates)
    with redis_scene.resolver(settings, ready=False) as one:
        programs.eventually("the keys are fetched", lambda: is_up(one) and one.is_ready())
        server.answers["/keys"] = key_server.answer(status=500)
        one.write({**settings, "log": {"level": "debug"}})
        assert one.admin("/v1/reload", "POST").status == 200
        assert one.status(token) == 200 and one.is_ready()


def test_a_token_is_verified_by_hand(server, certificates, pair, tmp_path):
    """The command fetches the keys itself, and says why it could not."""
    file = tmp_path / "postern.yaml"
    file.write_text(json.dumps({**configuration({"jwks_url": server.url()}, certificates), "store": "none"}))
    verify = lambda: programs.postern("token", "verify", "-c", file, data=pair[0].token())  # noqa: E731
    server.answers["/keys"] = key_server.answer(key_server.key_set(pair[0]))
    done = verify()
    assert done.returncode == 0 and done.stdout.startswith("valid\n"), done.stderr
    server.answers["/keys"] = key_server.answer(status=500)
    done = verify()
    assert done.returncode == 1
    assert done.stderr == f"{server.url()}: fetch_bad_status\nrefused: keys_unavailable\n"
