"""What the shared tests of all proxies have in common: a scene for each program, and what an identity may be."""
import contextlib

import proxy_rows
from conftest import MAPPED, running

IDENTITY = [
    "X-Authgear-" + name
    for name in (
        "Session-Valid", "User-Id", "User-Anonymous", "User-Verified", "User-Can-Reauthenticate", "User-Roles",
        "Session-Amr", "Session-Authenticated-At", "Subject-Type", "Client-Id", "Scope",
    )
] + list(MAPPED)
GENUINE = {"X-Authgear-Session-Valid": "true", "X-Authgear-User-Id": "alice", "X-Authgear-Scope": proxy_rows.SCOPE}


def guarded(settings, proxy, **more):
    """The endpoint of the proxy asks for a scope, so that a token can be forbidden."""
    dialect = proxy.dialect
    return {
        **settings,
        **proxy.settings,
        "policies": {"readers": {"require": {"scopes": [proxy_rows.SCOPE]}}},
        "endpoints": [{"path": f"/authz/{dialect}", "dialect": dialect, "policy": "readers"}],
        "log": {"format": "json"},
        **more,
    }


def untripped(settings, **more):
    """Without the tripwire: the text alone protects."""
    return {**settings, "identity": {**settings["identity"], "tripwire": "off"}, **more}


@contextlib.contextmanager
def behind(candidate, settings, options=(), **more):
    candidate.need()
    with running(guarded(settings, candidate.proxy, **more), candidate=candidate, options=options, relayed=True) as scene:
        yield scene


def folded(name):
    """How a server of the CGI family reads a name."""
    return "".join(c if c.isalnum() else "-" for c in name.lower())


def learned(got):
    """The identity that the application learns, by whatever name; None if it got nothing."""
    names = {folded(name) for name in IDENTITY}
    return {folded(name): value for name, value in got.headers if folded(name) in names} if got else None


def assert_genuine(got, passes_trailers=False):
    """Each identity header is Postern's, whatever its spelling, and comes once at most."""
    assert bool(got.trailers) or not passes_trailers
    fields = got.headers if passes_trailers else [*got.headers, *got.trailers]
    for name in IDENTITY:
        values = [value for given, value in fields if folded(given) == folded(name)]
        assert values in ([GENUINE[name]] if name in GENUINE else [], [GENUINE.get(name, "")]), name
