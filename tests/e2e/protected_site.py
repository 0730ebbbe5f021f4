"""A site whose login page is on the guarded host, and two of whose paths have an endpoint of their own."""
import contextlib

import proxy_rows
from proxy_scene import behind, untripped

NAVIGATE = ("Sec-Fetch-Mode", "navigate")
LOGIN = {"url": "http://app.test/login", "allowed_hosts": ["app.test"]}
POLICIES = {"readers": {"require": {"scopes": [proxy_rows.SCOPE]}}, "nobody": {"require": {"scopes": ["none"]}}}
OPTIONS = ["--protect", "/admin=/authz/readers", "--protect", "/admin/a.b=/authz/nobody", "--server-name", "app.test"]

# Who answers for a path: nobody (it is open), the endpoint of the site or one of a path, or the proxy itself.
# The answers to nobody, to a token without a scope, to one with it.
ANSWERS = {"open": (200, 200, 200), "site": (401, 200, 200), "readers": (401, 403, 200), "nobody": (401, 403, 403),
           "refused": (400, 400, 400)}


def endpoints(dialect):
    return [
        {"path": f"/authz/{dialect}", "dialect": dialect},
        {"path": "/authz/readers", "dialect": dialect, "policy": "readers"},
        {"path": "/authz/nobody", "dialect": dialect, "policy": "nobody"},
    ]


@contextlib.contextmanager
def protected(candidate, settings):
    more = {"login": LOGIN, "endpoints": endpoints(candidate.proxy.dialect), "policies": POLICIES}
    with behind(candidate, untripped(settings), OPTIONS, **more) as scene:
        yield scene


def the_login_page_is_reached(scene):
    answer, got = scene.ask([NAVIGATE], target="/a?b=c")
    assert (answer.status, got) == (302, None)
    assert answer.one("Location") == "http://app.test/login?rd=http%3A%2F%2Fapp.test%2Fa%3Fb%3Dc"
    assert scene.ask([NAVIGATE], target="/login?rd=http%3A%2F%2Fapp.test%2Fa%3Fb%3Dc")[0].status == 200
