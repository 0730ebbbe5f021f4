"""Nobody but Postern writes an identity header: every name, in every spelling, with every outcome."""
import pytest
import tokens
import wire
from conftest import MAPPED, running

IDENTITY = [
    "X-Authgear-" + name
    for name in (
        "Session-Valid", "User-Id", "User-Anonymous", "User-Verified", "User-Can-Reauthenticate", "User-Roles",
        "Session-Amr", "Session-Authenticated-At", "Subject-Type", "Client-Id", "Scope",
    )
] + list(MAPPED)
SPELLINGS = {
    "exact": str,
    "lower": str.lower,
    "upper": str.upper,
    "underscores": lambda name: name.replace("-", "_"),
    "dots": lambda name: name.replace("-", "."),
    "one underscore": lambda name: name[::-1].replace("-", "_", 1)[::-1],
}
DASHES_ONLY = ("exact", "lower", "upper")
CREDENTIALS = {
    "valid": (200, lambda keys: wire.bearer(keys["rsa"].token())),
    "none": (401, lambda keys: []),
    "invalid": (401, lambda keys: wire.bearer(tokens.tampered(keys["rsa"].token()))),
}


@pytest.fixture(scope="module", params=["deny", "off"])
def tripwire(request, settings):
    """With the tripwire, and with the snippet alone."""
    with running({**settings, "identity": {**settings["identity"], "tripwire": request.param}}) as scene:
        yield request.param, scene


@pytest.mark.parametrize("outcome", CREDENTIALS)
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_spoofed_identity_never_reaches_the_application(tripwire, keys, outcome, spelling):
    setting, scene = tripwire
    status, credential = CREDENTIALS[outcome]
    if setting == "deny" and spelling in DASHES_ONLY:
        status = 403  # nginx drops the other spellings before Postern sees them
    for name in IDENTITY:
        for value in ("evil", ""):
            answer, got = scene.ask([(SPELLINGS[spelling](name), value), *credential(keys)])
            assert answer.status == status, name
            assert (got is not None) == (status == 200), name
            assert_genuine(got)


def assert_genuine(got):
    if got is not None:
        assert not [line for line in got.lines if "evil" in line]
        assert got.one("X-Authgear-User-Id") == "alice"
        assert got.one("X-Authgear-Session-Valid") == "true"


def test_all_names_at_once_and_twice(tripwire, keys):
    setting, scene = tripwire
    spoofed = [(name, "evil") for name in IDENTITY] * 2
    answer, got = scene.ask(spoofed + CREDENTIALS["valid"][1](keys))
    assert answer.status == (403 if setting == "deny" else 200)
    assert_genuine(got)


@pytest.mark.parametrize("nominated", IDENTITY)
def test_a_nominated_hop_by_hop_header_does_not_remove_identity(scene, good, nominated):
    answer, got = scene.ask([("Connection", f"keep-alive, {nominated}"), *good])
    assert answer.status == 200
    assert_genuine(got)


@pytest.mark.parametrize("name", ["X-Forwarded-Method", "X-Forwarded-Uri", "X-Forwarded-Host", "X-Forwarded-Proto",
                                  "X-Forwarded-For", "X-Original-URL", "X-Original-Method", "X-Real-IP", "Forwarded"])
def test_forged_forwarded_fields_change_nothing(scene, good, name):
    """Doubled, they would be a misconfiguration (500 from nginx); the snippet overwrites them."""
    for credential, status in ((good, 200), ([], 401)):
        answer, got = scene.ask([(name, "evil"), (name, "evil"), *credential])
        assert (answer.status, got is not None) == (status, status == 200)
