"""What the shared tests of all proxies have in common: a scene for each program, and what an identity may be."""
import contextlib
import os

import proxies
import proxy_rows
import pytest
from conftest import MAPPED, running

IDENTITY = [
    "X-Authgear-" + name
    for name in (
        "Session-Valid", "User-Id", "User-Anonymous", "User-Verified", "User-Can-Reauthenticate", "User-Roles",
        "Session-Amr", "Session-Authenticated-At", "Subject-Type", "Client-Id", "Scope",
    )
] + list(MAPPED)
GENUINE = {"X-Authgear-Session-Valid": "true", "X-Authgear-User-Id": "alice", "X-Authgear-Scope": proxy_rows.SCOPE}


def each_proxy():
    """A parameter for each program of each proxy."""
    return [pytest.param(candidate, id=candidate.name) for candidate in proxies.candidates()]


def need(candidate):
    missing = f"{candidate.name} is not installed; tests/run.sh installs it"
    if not candidate.binary and os.environ.get("POSTERN_NEEDS_PROXIES"):
        pytest.fail(missing)
    if not candidate.binary:
        pytest.skip(missing)


def guarded(settings, kind, **more):
    """The endpoint of the proxy asks for a scope, so that a token can be forbidden."""
    return {
        **settings,
        "policies": {"readers": {"require": {"scopes": [proxy_rows.SCOPE]}}},
        "endpoints": [{"path": f"/authz/{kind}", "dialect": kind, "policy": "readers"}],
        "log": {"format": "json"},
        **more,
    }


@contextlib.contextmanager
def behind(candidate, settings, options=(), **more):
    need(candidate)
    with running(guarded(settings, candidate.proxy.kind, **more), candidate=candidate, options=options, relayed=True) as scene:
        yield scene


def folded(name):
    """How a server of the CGI family reads a name."""
    return "".join(c if c.isalnum() else "-" for c in name.lower())


def assert_genuine(got):
    """Each identity header is Postern's, whatever its spelling, and comes once at most."""
    for name in IDENTITY:
        values = [value for given, value in [*got.headers, *got.trailers] if folded(given) == folded(name)]
        assert values in ([GENUINE[name]] if name in GENUINE else [], [GENUINE.get(name, "")]), name
